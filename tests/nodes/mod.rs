//! Several nodes of the real program on one PostgreSQL, under what happens to nodes, servers and connections.

mod backup;
mod disk;
mod follower;
mod kills;
mod lost_answers;
mod plain;
pub mod season;
mod sleepers;
mod troubles;

use season::Season;

/// How much of something; a variable asks for more than the suite has.
fn number(variable: &str, otherwise: u64) -> u64 {
    std::env::var(variable).map_or(otherwise, |n| n.parse().unwrap())
}
