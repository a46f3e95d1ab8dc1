//! Tables of read models in a real PostgreSQL: rows against a recount from the log, whatever happens to those who keep
//! them.

mod desk;
mod expected;
mod owners;
mod poison;
mod rebuilds;
mod rows;

use desk::{Desk, history};
