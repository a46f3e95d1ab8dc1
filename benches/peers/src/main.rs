//! Measures the product beside other event stores on the same work; `benches/README.md` says how to read the result.
//!
//! The tables go to standard output and, after a run of all sides, to `RESULTS.md`; progress goes to standard error.

mod boards;
mod deeds;
mod http;
mod load;
mod missing;
mod postgres;
mod report;
mod rounds;
mod server;
mod sides;

// The product's own measurements use the same ones.
#[path = "../../src/client.rs"]
mod client;
#[path = "../../src/stats.rs"]
mod stats;

use anyhow::Result;
use clap::{Parser, Subcommand, ValueEnum};

use crate::{
    boards::Boards,
    rounds::Rounds,
    sides::{Place, Side},
};

#[derive(Parser)]
#[command(name = "peers", about = "Measures the product beside other event stores; see benches/README.md")]
#[command(args_conflicts_with_subcommands = true)]
struct Cli {
    #[command(flatten)]
    args: Args,
    #[command(subcommand)]
    server: Option<Server>,
}

#[derive(clap::Args)]
pub(crate) struct Args {
    /// Rounds; each measures every side, one after the other
    #[arg(long, default_value_t = 5)]
    rounds: usize,
    /// Seconds a side is measured in a round
    #[arg(long, default_value_t = 3.0)]
    seconds: f64,
    /// Writers at once, each with one append under way
    #[arg(long, default_value_t = 64)]
    writers: usize,
    /// Entrants on the leaderboards
    #[arg(long, default_value_t = 100_000)]
    entrants: u64,
    /// What is measured; all of it if nothing is named
    #[arg(value_enum)]
    sides: Vec<Name>,
}

/// What can be measured.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Name {
    Product,
    ProductEmbedded,
    Umadb,
    UmadbConnections,
    Esrs,
    PostgresEs,
    MessageDb,
    MessageDbOneCategory,
    Insert,
    Copy,
    Redis,
}

#[derive(Subcommand)]
enum Server {
    /// `UmaDB` as its own program runs it
    #[command(hide = true, disable_help_flag = true)]
    ServerUmadb {
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        args: Vec<String>,
    },
}

fn main() -> Result<()> {
    let Cli { mut args, server } = Cli::parse();
    if let Some(Server::ServerUmadb { args }) = server {
        return sides::umadb::serve(args);
    }
    let all = args.sides.is_empty();
    if all {
        args.sides = Name::value_variants().to_vec();
    }
    let runtime = tokio::runtime::Runtime::new()?;
    let text = runtime.block_on(measure(&args))?;
    print!("{text}");
    if all { report::keep(&text) } else { Ok(()) }
}

async fn measure(args: &Args) -> Result<String> {
    missing::look(&args.sides)?;
    let place = Place::new(args.writers)?;
    let mut sides = Vec::new();
    for name in args.sides.iter().filter(|name| **name != Name::Redis) {
        say(&format!("starting {}", name.title()));
        sides.push(Side { name: *name, store: sides::start(*name, &place).await? });
    }
    let rounds = Rounds::run(args, &sides).await?;
    let reads = rounds::reads(&sides, &rounds).await?;
    drop(sides);
    let boards = match args.sides.contains(&Name::Redis) {
        true => Some(Boards::measure(args, &place).await?),
        false => None,
    };
    report::write(args, &place, &rounds, &reads, boards.as_ref()).await
}

/// Says on standard error what is being done.
pub(crate) fn say(what: &str) {
    eprintln!("peers: {what}");
}
