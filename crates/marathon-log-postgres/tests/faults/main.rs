//! What goes wrong, and what the driver makes of it.

mod access;
mod given;
mod holds;
mod late;
mod lost;
mod outages;
mod schema;
mod standby;
mod tls;
