//! Programs that cargo does not build: installed if they can be, named if they cannot.

use std::{
    env,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use anyhow::{Context, Result, bail, ensure};

use crate::{Name, say};

const MESSAGE_DB: &str = "@eventide/message-db@1.3.1";

/// Sees to everything that these sides need.
pub(crate) fn look(sides: &[Name]) -> Result<()> {
    let any = |names: &[Name]| sides.iter().any(|side| names.contains(side));
    if any(&[Name::Product, Name::ProductEmbedded, Name::Redis]) {
        product()?;
    }
    if any(&[Name::MessageDb, Name::MessageDbOneCategory]) {
        install_message_db()?;
    }
    if any(&[Name::Redis]) {
        install_redis()?;
    }
    Ok(())
}

/// The product's program, as the root workspace builds it.
pub(crate) fn product() -> Result<PathBuf> {
    let program = target().join("release/marathon");
    ensure!(
        program.exists(),
        "{} is missing; in the root of the repository: cargo build --release -p marathon",
        program.display()
    );
    Ok(program)
}

/// The folder with message-db's SQL.
pub(crate) fn message_db() -> PathBuf {
    target().join("message-db/node_modules/@eventide/message-db/database")
}

fn install_message_db() -> Result<()> {
    if message_db().exists() {
        return Ok(());
    }
    say(&format!("installing {MESSAGE_DB}"));
    let folder = target().join("message-db");
    std::fs::create_dir_all(&folder)?;
    let mut npm = Command::new("npm");
    npm.args(["install", "--no-audit", "--no-fund", "--prefix"]).arg(&folder).arg(MESSAGE_DB);
    let done = npm.stdout(Stdio::null()).status();
    let done = done.context("message-db comes from npm, which is missing: apt-get install npm")?;
    ensure!(done.success() && message_db().exists(), "npm could not install {MESSAGE_DB}");
    Ok(())
}

fn install_redis() -> Result<()> {
    let there = || works("redis-server", &["--version"]) && works("redis-benchmark", &["--version"]);
    if there() {
        return Ok(());
    }
    say("installing redis-server");
    let installed = works("apt-get", &["install", "--yes", "--no-install-recommends", "redis-server"]);
    if !(installed && there()) {
        bail!("Redis is missing; as root: apt-get install redis-server");
    }
    Ok(())
}

fn works(program: &str, args: &[&str]) -> bool {
    let mut command = Command::new(program);
    command.args(args).env("DEBIAN_FRONTEND", "noninteractive");
    let status = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status();
    status.is_ok_and(|status| status.success())
}

fn target() -> PathBuf {
    let of_root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target");
    env::var_os("CARGO_TARGET_DIR").map_or(of_root, PathBuf::from)
}
