//! The marathon program. This crate chooses the drivers and puts everything together; nothing else lives here.

mod cli;
mod commands;
mod failure;
mod logging;
mod progress;
mod provider;
mod settings;
mod store;
mod vault_key;

use std::process::ExitCode;

use anyhow::Result;

use cli::Command;

/// Events are made on one thread and dropped on another, millions a second in a replay; the system's allocator pays
/// for that with locks.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("marathon: {}", failure::describe(&error));
            failure::exit_code(&error)
        }
    }
}

fn run() -> Result<()> {
    let (cli, settings) = settings::read()?;
    logging::start(&cli.general)?;
    match cli.command {
        Command::Demo(args) => commands::demo::run(&args),
        Command::Serve(args) => commands::serve::run(&args),
        Command::Work(args) => commands::work::run(&args),
        Command::Projections(args) => commands::projections::run(&args),
        Command::Open(args) => commands::open::run(&args),
        Command::Import(args) => commands::import::run(&args),
        Command::Export(args) => commands::export::run(&args),
        Command::Backup(args) => commands::backup::run(&args),
        Command::Restore(args) => commands::restore::run(&args),
        Command::Config(args) => commands::config::run(&args, &settings),
        Command::Migrate(args) => commands::migrate::run(&args),
        Command::Token(args) => commands::token::run(&args),
        Command::Replay(args) => commands::replay::run(&args),
        Command::Diff(args) => commands::diff::run(&args),
        Command::Verify(args) => commands::verify::run(&args),
    }
}
