//! Running one command after another, each with its output as it is.

use std::{
    env,
    ffi::OsString,
    path::Path,
    process::{Command, Stdio},
};

/// A step failed; its exit code is ours.
#[derive(Debug)]
pub(crate) struct Failed(pub(crate) u8);

/// A command in the workspace's folder.
pub(crate) struct Step {
    command: Command,
    shown: String,
}

/// The cargo that runs us, with these arguments.
pub(crate) fn cargo(args: &[&str]) -> Step {
    let program = env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo"));
    Step::new(program, "cargo", args)
}

/// Some other program.
pub(crate) fn program(name: &str, args: &[&str]) -> Step {
    Step::new(name.into(), name, args)
}

/// Says which step begins.
pub(crate) fn heading(text: &str) {
    println!("\n=== {text}");
}

impl Step {
    fn new(program: OsString, name: &str, args: &[&str]) -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new("."));
        let mut command = Command::new(program);
        command.args(args).current_dir(root);
        // What cargo tells of the package it runs: build scripts of others would be run again because of it.
        for (name, _) in env::vars_os() {
            let text = name.to_string_lossy();
            if text.starts_with("CARGO_PKG_") || text.starts_with("CARGO_MANIFEST_") {
                command.env_remove(&name);
            }
        }
        Self { command, shown: format!("{name} {}", args.join(" ")) }
    }

    /// Sets a variable of its environment.
    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        self.command.env(name, value);
        self
    }

    /// Takes a variable out of its environment.
    pub(crate) fn without(mut self, name: &str) -> Self {
        self.command.env_remove(name);
        self
    }

    /// Runs it; what it prints is seen.
    pub(crate) fn run(mut self) -> Result<(), Failed> {
        println!("$ {}", self.shown);
        let status = self.command.status().map_err(|e| {
            eprintln!("cannot start `{}`: {e}", self.shown);
            Failed(1)
        })?;
        match status.code() {
            Some(0) => Ok(()),
            code => {
                eprintln!("\nFAILED: {}", self.shown);
                // A signal has no code.
                Err(Failed(code.and_then(|code| u8::try_from(code).ok()).unwrap_or(1)))
            }
        }
    }

    /// Whether it runs and ends well, in silence.
    pub(crate) fn works(mut self) -> bool {
        let silent = self.command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        silent.status().is_ok_and(|status| status.success())
    }
}
