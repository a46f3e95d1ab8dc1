//! The PostgreSQL driver: any number of logs in one database, written by any number of nodes.
//!
//! ```text
//! database, schema `marathon`
//!
//!  logs              heads                        events                                 refusals
//!  log_id  name      log_id  next  next_refusal   log_id  position  stream  entry  ...   log_id  number  outcome ...
//!  1       2025      1       3     1              1       0         ...     {...}        1       0       ...
//!  2       2026      2       2     0              1       1         ...     {...}
//!                    └── one row, one lock ──┐    1       2         ...     {...}
//!                        for each log        └──► 2       0         ...     {...}
//!                                                 2       1         ...     {...}
//! ```
//!
//! A turn is one statement that moves the row of `heads` only if it still stands where the writer decided, and inserts
//! with it: one round trip, one commit, and no lock held while anybody thinks. The row's lock is kept until the commit
//! is over, so positions are consecutive in commit order and nobody sees a later one before an earlier one.
//!
//! Beside the logs there are tables of read models, which follow from them ([`PostgresTables`]): each build of one is moved
//! the same way, by one statement on one row, if its owner's claim still holds.
//!
//! Accounts and personal data of the installation lie in tables of their own, which can be changed and erased.
//!
//! `psql -c 'SELECT * FROM marathon.history'` reads it. [`ROLES_SQL`] makes the roles of nodes, which cannot change or
//! remove what was appended, and of people who only read. Connect to the server itself or through a pooler that lends
//! whole sessions: statements are prepared once for each connection.

mod accounts;
mod connection;
mod error;
mod log;
mod migrations;
mod options;
mod reader;
mod rows;
mod shared;
mod store;
mod table_sql;
mod tables;
#[cfg(feature = "testing")]
pub mod testing;
mod tls;
mod wait;
mod writer;

pub use log::PostgresLog;
pub use migrations::{FORMAT, Migrated, migrate};
pub use options::PostgresOptions;
pub use store::PostgresStore;
pub use tables::PostgresTables;

/// Makes the roles `marathon_node` and `marathon_reader` and grants them what they need; run by the owner of the
/// schema.
pub const ROLES_SQL: &str = include_str!("roles.sql");
