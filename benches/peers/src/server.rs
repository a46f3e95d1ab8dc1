//! Servers in processes of their own.

use std::{
    ffi::OsString,
    fs,
    net::TcpListener,
    os::unix::process::CommandExt,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use anyhow::{Result, bail};

/// Nobody waits longer for a server to start.
const START_MAX: Duration = Duration::from_secs(30);
/// How often it is looked whether it did.
const LOOK_AGAIN: Duration = Duration::from_millis(5);

/// A process that ends when this value is dropped, and when this process ends, however that ends.
pub(crate) struct Server {
    shell: Child,
    log: PathBuf,
}

impl Server {
    /// Starts a program; what it says goes to a file.
    pub(crate) fn start(program: &Path, args: &[OsString], log: PathBuf) -> Result<Self> {
        let said = fs::File::create(&log)?;
        // The shell ends the program when its own input is closed. It is no part of the terminal's group, so that an
        // interrupt from the keyboard does not end it first.
        let shell = Command::new("sh")
            .args(["-c", "\"$@\" & read -r _; kill $!; wait", "server"])
            .arg(program)
            .args(args)
            .stdin(Stdio::piped())
            .stdout(said.try_clone()?)
            .stderr(said)
            .process_group(0)
            .spawn()?;
        Ok(Self { shell, log })
    }

    /// What the program says behind these words.
    pub(crate) async fn says(&self, words: &str) -> Result<String> {
        let start = Instant::now();
        loop {
            let said = fs::read_to_string(&self.log)?;
            let line = said.split_inclusive('\n').find_map(|line| line.strip_suffix('\n')?.split_once(words));
            if let Some((_, rest)) = line {
                return Ok(rest.trim().to_owned());
            }
            if start.elapsed() > START_MAX {
                bail!("a server did not start: {said}");
            }
            tokio::time::sleep(LOOK_AGAIN).await;
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.shell.stdin.take());
        let _ = self.shell.wait();
    }
}

/// A port that nobody uses now.
pub(crate) fn free_port() -> Result<u16> {
    Ok(TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port())
}
