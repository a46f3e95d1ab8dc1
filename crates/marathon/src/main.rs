//! The marathon program. This crate chooses the drivers and puts everything together; nothing else lives here.

mod cli;
mod commands;
mod failure;
mod progress;
mod store;

use std::{io::IsTerminal, process::ExitCode};

use clap::Parser;
use tracing_subscriber::EnvFilter;

use cli::{Cli, Command};

/// Events are made on one thread and dropped on another, millions a second in a replay; the system's allocator pays
/// for that with locks.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let cli = Cli::parse();
    start_logging();
    let done = match cli.command {
        Command::Demo(args) => commands::demo::run(&args),
        Command::Serve(args) => commands::serve::run(&args),
        Command::Open(args) => commands::open::run(&args),
        Command::Import(args) => commands::import::run(&args),
        Command::Export(args) => commands::export::run(&args),
        Command::Backup(args) => commands::backup::run(&args),
        Command::Restore(args) => commands::restore::run(&args),
        Command::Migrate(args) => commands::migrate::run(&args),
        Command::Replay(args) => commands::replay::run(&args),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("marathon: {}", failure::describe(&error));
            failure::exit_code(&error)
        }
    }
}

/// Logs go to standard error: lines for people on a terminal, JSON for programs otherwise.
fn start_logging() {
    let filter = EnvFilter::try_from_env("MARATHON_LOG").unwrap_or_else(|_| EnvFilter::new("info"));
    let lines = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    if std::io::stderr().is_terminal() {
        lines.with_target(false).compact().init();
    } else {
        lines.json().init();
    }
}
