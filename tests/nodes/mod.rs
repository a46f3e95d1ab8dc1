//! Several nodes of the real program on one PostgreSQL, under what happens to nodes, servers and connections.

mod backup;
mod plain;
pub mod season;
mod troubles;

use season::Season;
