//! What has to be on the machine: installed if it can be, named if it cannot.

use crate::run::{Failed, cargo, heading, program};

/// Whether this cargo has a subcommand of that name.
pub(crate) fn has_cargo(subcommand: &str) -> bool {
    cargo(&[subcommand, "--version"]).works()
}

/// What formatting, lints and builds need.
pub(crate) fn need_for_checks() -> Result<(), Failed> {
    heading("Tools");
    need_component("rustfmt", "fmt")?;
    need_component("clippy", "clippy")?;
    need_for_builds()
}

/// What building needs beside cargo.
pub(crate) fn need_for_builds() -> Result<(), Failed> {
    // The crate that builds SQLite takes the compiler from here, too.
    let compiler = std::env::var("CC").unwrap_or_else(|_| "cc".to_owned());
    if program(&compiler, &["--version"]).works() || cfg!(windows) {
        return Ok(());
    }
    eprintln!("MISSING: a C compiler (`{compiler}`), which builds the embedded SQLite.");
    eprintln!(
        "Install one: `apt-get install build-essential`, `dnf install gcc` or `xcode-select --install`."
    );
    Err(Failed(1))
}

fn need_component(component: &str, subcommand: &str) -> Result<(), Failed> {
    if has_cargo(subcommand) {
        println!("{component}: present");
        return Ok(());
    }
    if program("rustup", &["--version"]).works() {
        println!("{component}: missing, installing");
        program("rustup", &["component", "add", component]).run()?;
        if has_cargo(subcommand) {
            return Ok(());
        }
    }
    eprintln!("MISSING: {component}, and rustup could not install it.");
    eprintln!("Install Rust with rustup (https://rustup.rs), then: rustup component add {component}");
    Err(Failed(1))
}
