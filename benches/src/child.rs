//! A server in a process of its own, as its client sees it.

use std::{
    io::{BufRead, BufReader},
    net::SocketAddr,
    path::Path,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};

use crate::{client::Client, load::on_this_thread, process};

/// Nobody waits longer for a server.
const READY_MAX: Duration = Duration::from_secs(300);
/// How often an unready server is asked again.
const ASK_AGAIN: Duration = Duration::from_millis(2);

/// A running server; dropping it stops it in order.
pub(crate) struct Server {
    /// Where it listens.
    pub(crate) address: SocketAddr,
    /// From the start of the process to its first 200 of `/readyz`.
    pub(crate) ready_after: Duration,
    child: Child,
}

impl Server {
    /// Axum with next to nothing in it.
    pub(crate) fn bare() -> Result<Self> {
        Self::start(Command::new(std::env::current_exe()?).arg("server-bare"))
    }

    /// The product over a data directory.
    pub(crate) fn real(data: &Path, snapshots: bool) -> Result<Self> {
        let mut command = Command::new(std::env::current_exe()?);
        command.arg("server-real").arg("--data").arg(data);
        if !snapshots {
            command.arg("--no-snapshots");
        }
        Self::start(&mut command)
    }

    fn start(command: &mut Command) -> Result<Self> {
        let start = Instant::now();
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let mut line = String::new();
        BufReader::new(child.stdout.take().context("the server has an output")?).read_line(&mut line)?;
        let address = line.trim().parse().context("the server tells its address")?;
        let mut server = Self { address, ready_after: Duration::ZERO, child };
        on_this_thread(server.ready(start))?;
        server.ready_after = start.elapsed();
        Ok(server)
    }

    async fn ready(&mut self, start: Instant) -> Result<()> {
        let mut client = Client::connect(self.address).await?;
        while client.get("/readyz").await?.status != 200 {
            if start.elapsed() > READY_MAX {
                bail!("the server does not become ready");
            }
            tokio::time::sleep(ASK_AGAIN).await;
        }
        Ok(())
    }

    /// Seconds of processor time so far.
    pub(crate) fn cpu_seconds(&self) -> f64 {
        process::cpu_seconds(self.child.id())
    }

    /// Bytes in memory now.
    pub(crate) fn resident_bytes(&self) -> f64 {
        process::resident_bytes(self.child.id())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.child.stdin.take());
        let _ = self.child.wait();
    }
}
