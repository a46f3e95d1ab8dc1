//! The log: on standard error, as lines for people or as JSON.

use std::io::{IsTerminal, stderr};

use anyhow::Result;
use tracing_subscriber::EnvFilter;

use crate::{
    cli::{General, LogFormat},
    failure::WrongUsage,
};

/// Starts logging as it is wanted.
pub(crate) fn start(wanted: &General) -> Result<()> {
    let filter = EnvFilter::try_new(&wanted.log)
        .map_err(|e| WrongUsage(format!("`{}` does not say what to log: {e}", wanted.log)))?;
    let lines = tracing_subscriber::fmt().with_env_filter(filter).with_writer(stderr);
    let for_people = match wanted.log_format {
        LogFormat::Auto => stderr().is_terminal(),
        LogFormat::Human => true,
        LogFormat::Json => false,
    };
    if for_people {
        lines.with_target(false).with_ansi(stderr().is_terminal()).compact().init();
    } else {
        lines.json().init();
    }
    Ok(())
}
