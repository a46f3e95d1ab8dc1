//! Everything that is tested across crates, in one binary: one link, one run, `cargo test -p marathon-tests`.
//!
//! ```text
//!  given         what suites begin with: ids, deeds, facts, histories
//!  domain        commands on a state: what is decided, what is refused
//!  projections   events folded: totals, boards, rankings, against naive models
//!  engine        the sequencer on a log in memory: keys, faults, nodes, snapshots, simulation
//!  compat        histories of released versions
//! ```

mod given;

mod compat;
mod domain;
mod engine;
mod projections;
