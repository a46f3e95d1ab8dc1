//! Measures the running product. Each subcommand answers one question; `README.md` tells which and how to read it.
//!
//! Results go to standard output as a table, progress to standard error. Servers run in processes of their own, so
//! that load and server compete for the machine as they do in life and can be weighed apart.

mod append;
mod boards;
mod ceilings;
mod child;
mod client;
mod curve;
mod deeds;
mod history;
mod import;
mod load;
mod memory;
mod process;
mod questions;
mod rebuild;
mod replay;
mod restart;
mod server;
mod stats;
mod stores;
mod table;
mod visible;
mod weigh;
mod world;

use clap::{Parser, Subcommand};

// The product's allocator: decoded events go from thread to thread.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[derive(Parser)]
#[command(name = "bench", about = "Measures the running product; see benches/README.md")]
struct Cli {
    #[command(subcommand)]
    what: What,
    /// Measure on a PostgreSQL server of our own instead of the embedded store
    #[arg(long, global = true)]
    postgres: bool,
}

#[derive(Subcommand)]
enum What {
    /// Durable deeds a second over HTTP, beside a bare axum route
    Append(append::Args),
    /// Bulk import of NDJSON, by library and over HTTP
    Import(import::Args),
    /// Replay of a stored history, and what its parts cost
    Replay(replay::Args),
    /// Ranks and pages among many entrants, idle and under writes
    Boards(boards::Args),
    /// Time until tables of read models are made from zero; on PostgreSQL
    Rebuild(rebuild::Args),
    /// Time from process start to readiness
    Restart(restart::Args),
    /// Bytes of memory for each deed and each entrant
    Memory(memory::Args),
    /// Latency and memory as the history grows
    Curve(curve::Args),
    /// Time from acknowledgement to visibility in the leaderboards
    Visible(visible::Args),
    #[command(hide = true)]
    ServerBare,
    #[command(hide = true)]
    ServerReal(server::RealArgs),
    #[command(hide = true)]
    Weigh(weigh::Args),
}

fn main() -> anyhow::Result<()> {
    let Cli { what, postgres } = Cli::parse();
    if postgres {
        stores::use_postgres();
    }
    match what {
        What::Append(args) => append::run(&args),
        What::Import(args) => import::run(&args),
        What::Replay(args) => replay::run(&args),
        What::Boards(args) => boards::run(&args),
        What::Rebuild(args) => rebuild::run(&args),
        What::Restart(args) => restart::run(&args),
        What::Memory(args) => memory::run(&args),
        What::Curve(args) => curve::run(&args),
        What::Visible(args) => visible::run(&args),
        What::ServerBare => server::bare(),
        What::ServerReal(args) => server::real(&args),
        What::Weigh(args) => weigh::run(&args),
    }
}
