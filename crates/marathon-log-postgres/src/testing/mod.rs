//! A private PostgreSQL for tests and measurements, and ways to trouble it.
//!
//! [`Database::new`] is all most tests need: a fresh database on a server that the process shares and that ends with it,
//! however it ends. What stops or restarts a server starts a [`Cluster`] of its own.

mod cluster;
mod database;
mod programs;
mod proxy;

pub use cluster::{Cluster, Settings, Stop};
pub use database::{Database, Session};
pub use programs::{bin, is_root};
pub use proxy::{Cut, Proxy};
