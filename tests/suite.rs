//! Everything that is tested across crates, in one binary: one link, one run, `cargo test -p marathon-tests`.
//!
//! ```text
//!  given         what suites begin with: ids, deeds, facts, histories
//!  support       a client, a server in this process, the program as a child process
//!  domain        commands on a state: what is decided, what is refused
//!  projections   events folded: totals, boards, rankings, against naive models
//!  engine        the sequencer on a log in memory: keys, faults, nodes, snapshots, simulation
//!  compat        histories of released versions
//!  api           the HTTP API over real sockets
//!  faults        the real program: killed, crowded out, damaged, out of space
//!  private       personal data: told, read, erased, and what is left of it
//!  audit         exports: verified, tampered with, recomputed by other means
//!  nodes         several programs on one PostgreSQL, killed, hung, cut off, out of space, not listened to
//!  workers       tables of read models: killed, hung, rebuilt, poisoned, against a recount
//!  failover      several programs on PostgreSQL under Patroni; only with the feature `failover`
//!  architecture  who may use whom, lists against folders, contracts in schemas/
//! ```

mod given;
mod support;

mod api;
mod architecture;
mod audit;
mod compat;
mod domain;
mod engine;
#[cfg(feature = "failover")]
mod failover;
mod faults;
mod nodes;
mod private;
mod projections;
mod workers;
