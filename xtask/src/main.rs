//! Developer commands: `cargo xtask test`, `pages`, `faults`, `check`, `schemas` and `bench`.
//!
//! Without dependencies, so that the first command on a fresh machine starts at once. Every command is one that can be
//! typed by hand; it is printed before it runs.

mod run;
mod tools;

use std::{env, process::ExitCode};

use run::{Failed, Step, cargo, heading, program};

const USAGE: &str = "\
Usage: cargo xtask <command>

  test              everything that must hold: format, lints, dependencies, contracts, tests
  check             the quick half of it: format and lints
  schemas           write what is missing or outdated in schemas/
  schemas --check   say what is missing or outdated, write nothing
  pages             journeys through the pages in a browser, and what axe-core says of each
  faults            the long form of what happens to nodes, servers and connections
  failover          PostgreSQL under Patroni, its leader killed, lost, relieved and cut off; about eight minutes
  bench QUESTION    measure the running product; see benches/README.md for the questions
  bench peers       measure it beside other event stores
";

fn main() -> ExitCode {
    let args: Vec<String> = env::args().skip(1).collect();
    let words: Vec<&str> = args.iter().map(String::as_str).collect();
    let done = match words.as_slice() {
        ["test"] => test(),
        ["check"] => tools::need_for_checks().and_then(|()| check()),
        ["schemas"] => tools::need_for_builds().and_then(|()| schemas(true)),
        ["schemas", "--check"] => tools::need_for_builds().and_then(|()| schemas(false)),
        ["pages"] => tools::need_for_builds().and_then(|()| pages()),
        ["faults"] => faults(),
        ["failover"] => failover(),
        ["bench", "peers", rest @ ..] => peers(rest),
        ["bench", rest @ ..] => bench(rest),
        ["help" | "--help" | "-h"] => {
            print!("{USAGE}");
            Ok(())
        }
        _ => {
            eprint!("{USAGE}");
            Err(Failed(2))
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failed(code)) => ExitCode::from(code),
    }
}

/// The tests come last, so that what closes the output is their own summary.
fn test() -> Result<(), Failed> {
    tools::need_for_checks()?;
    tools::need_for_tests()?;
    check()?;
    dependencies()?;
    operation()?;
    schemas(false)?;
    heading("Tests of each crate");
    cargo(&["test", "--workspace", "--doc"]).run()?;
    // Everything but the suite, not by --exclude, which would change features.
    cargo(&["test", "--workspace", "--lib", "--bins", "--examples", "--test", "[!s]*", "--test", "s[!u]*"])
        .run()?;
    for store in ["sqlite", "postgres"] {
        heading(&format!("The API and the engine on {store}"));
        suite(&["--", "api::", "engine::"]).with("MARATHON_STORE", store).run()?;
    }
    pages()?;
    heading("Tests across crates");
    suite(&[]).run()
}

/// The test suite. Selecting the whole workspace in each command gives every crate the same features in all of them, so
/// that it is built once.
fn suite(args: &[&str]) -> Step {
    cargo(&[&["test", "--workspace", "--test", "suite"], args].concat())
}

/// Journeys through the pages of a demo, in a browser.
fn pages() -> Result<(), Failed> {
    tools::need_for_pages()?;
    heading("Pages in a browser");
    cargo(&["build", "--workspace", "--bin", "marathon", "--test", "suite"]).run()?;
    program("node", &["tests/browser/run.mjs"]).with("MARATHON_BIN", &tools::built_program()).run()
}

/// The suite has a few of each; here are so many that what is rare happens, too.
fn faults() -> Result<(), Failed> {
    tools::need_for_builds()?;
    tools::need_for_tests()?;
    heading("Kills, hangs, cut connections, restarts, full disks");
    suite(&["--", "--nocapture", "faults::", "nodes::", "workers::"])
        .with("MARATHON_KILLS", "200")
        .with("MARATHON_TROUBLES", "30")
        .with("MARATHON_NODE_KILLS", "12")
        .with("MARATHON_NODE_KILLS_EVERY", "5000")
        .with("MARATHON_LOST_ANSWERS", "10000")
        .with("MARATHON_SLEPT_EVENTS", "50000")
        .run()
}

/// Longer and with more programs than the suite: three machines, as network namespaces where they can be made.
fn failover() -> Result<(), Failed> {
    tools::need_for_builds()?;
    tools::need_for_tests()?;
    tools::need_for_failover()?;
    heading("A cluster whose leader is killed, lost, relieved and cut off");
    suite(&["--features", "marathon-tests/failover", "--", "--nocapture", "failover::"]).run()
}

fn check() -> Result<(), Failed> {
    heading("Format");
    cargo(&["fmt", "--all", "--check"]).run()?;
    heading("Lints");
    let everything = ["clippy", "--workspace", "--all-targets", "--features", "marathon-tests/failover"];
    cargo(&[&everything[..], &["--", "-D", "warnings"]].concat()).run()
}

/// Licences, bans and sources of everything the program is built from, if there is a tool for it.
fn dependencies() -> Result<(), Failed> {
    heading("Dependencies");
    if tools::has_cargo("deny") {
        return cargo(&["deny", "check", "bans", "licenses", "sources"]).run();
    }
    println!("NOT RUN: cargo-deny is not installed. To run this step: cargo install --locked cargo-deny");
    Ok(())
}

/// Alert rules and their cases, if there is a tool for it.
fn operation() -> Result<(), Failed> {
    heading("Alert rules");
    if program("promtool", &["--version"]).works() {
        program("promtool", &["check", "rules", "docs/operation/alerts.yml"]).run()?;
        return program("promtool", &["test", "rules", "docs/operation/alerts.test.yml"]).run();
    }
    println!("NOT RUN: promtool is not installed. To run this step: apt-get install prometheus");
    Ok(())
}

/// The contracts are written and compared by a module of the test suite, which is built for the tests anyway.
fn schemas(write: bool) -> Result<(), Failed> {
    heading(if write { "Contracts in schemas/" } else { "Contracts in schemas/ are up to date" });
    let contracts = suite(&["--", "architecture::contracts::"]);
    match write {
        true => contracts.with("MARATHON_SCHEMAS", "write").run(),
        false => contracts.without("MARATHON_SCHEMAS").run(),
    }
}

fn bench(args: &[&str]) -> Result<(), Failed> {
    tools::need_for_builds()?;
    heading("Benchmarks");
    cargo(&[&["run", "--release", "--package", "marathon-benches", "--"], args].concat()).run()
}

/// A workspace of its own, which loads the product's program and does not build it.
fn peers(args: &[&str]) -> Result<(), Failed> {
    tools::need_for_tests()?;
    tools::need_for_peers()?;
    heading("Peers");
    cargo(&["build", "--release", "--package", "marathon"]).run()?;
    let run = ["run", "--release", "--manifest-path", "benches/peers/Cargo.toml", "--"];
    cargo(&[&run[..], args].concat()).run()
}
