//! The product as it is run: `marathon serve` in a process of its own, loaded over HTTP.

use std::{
    ffi::OsString,
    io::Read,
    path::PathBuf,
    process::{Command, Output, Stdio},
};

use anyhow::{Context, Result, ensure};
use futures_util::future::{BoxFuture, try_join_all};
use serde_json::Value;
use uuid::Uuid;

use super::{Place, Reading, Store};
use crate::{deeds::json, http::Http, load::Numbers, missing, postgres, server::Server};

/// The season of the default rules, which lies in the past, so that measurements do not depend on the date.
pub(crate) const MARATHON: &str = "/v1/marathons/2024";
const RULES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../crates/marathon-domain/rules/default.toml");
/// Entrants that each writer registers.
const ENTRANTS_EACH: u64 = 16;

/// A server with entrants who log deeds.
pub(crate) struct Product {
    /// Connections, one for each writer.
    pub(crate) http: Http,
    /// Ids of the entrants.
    pub(crate) entrants: Vec<Uuid>,
    numbers: Numbers,
    store: Vec<OsString>,
    _server: Server,
}

impl Product {
    pub(super) async fn on_postgres(place: &Place) -> Result<Self> {
        let url = postgres::database(&place.cluster, "product").await?;
        Self::start(place, "product", &["--database-url", &url]).await
    }

    /// With the embedded store, in a folder of this name.
    pub(crate) async fn embedded(place: &Place, name: &str) -> Result<Self> {
        Self::start(place, name, &[]).await
    }

    async fn start(place: &Place, name: &str, store: &[&str]) -> Result<Self> {
        let mut store: Vec<_> = store.iter().map(OsString::from).collect();
        store.extend(["--data".into(), place.path(name).into_os_string()]);
        run("open", &["--rules", RULES], &store)?;
        let args = ["serve", "--listen", "127.0.0.1:0"].map(OsString::from);
        let args: Vec<_> = args.into_iter().chain(store.iter().cloned()).collect();
        let server = Server::start(&missing::product()?, &args, place.path(&format!("{name}.log")))?;
        let address = server.says("listening on http://").await?.parse()?;
        let token = run("token", &["--role", "organiser"], &store)?.stdout;
        let token = String::from_utf8(token)?.trim().to_owned();
        let http = Http::connect(address, token, place.writers).await?;
        let numbers = place.numbers.clone();
        let entrants = Vec::new();
        let mut product = Self { http, entrants, numbers, store, _server: server };
        product.register(ENTRANTS_EACH * place.writers as u64, place.writers).await?;
        Ok(product)
    }

    /// Registers so many entrants.
    pub(crate) async fn register(&mut self, count: u64, writers: usize) -> Result<()> {
        let http = &self.http;
        let register = async |writer: usize| {
            let mut ids = Vec::new();
            for no in (writer as u64..count).step_by(writers) {
                let key = format!("entrant-{}", self.entrants.len() as u64 + no);
                let body = format!(r#"{{"kind":"person","alias":"{key}","region":"KZ-75"}}"#);
                let answer =
                    http.post(writer, &format!("{MARATHON}/entrants"), &key, body.as_bytes()).await?;
                let answer: Value = serde_json::from_slice(&answer)?;
                ids.push(answer["entrant_id"].as_str().context("an entrant has an id")?.parse()?);
            }
            anyhow::Ok(ids)
        };
        let ids: Vec<Vec<Uuid>> = try_join_all((0..writers).map(register)).await?;
        self.entrants.extend(ids.into_iter().flatten());
        Ok(())
    }

    /// Logs the deed of this number, for the entrant whose turn it is.
    pub(crate) async fn log(&self, writer: usize, no: u64) -> Result<()> {
        let body = json(no, &self.entrants);
        self.http.post(writer, &format!("{MARATHON}/deeds"), &format!("deed-{no}"), &body).await?;
        Ok(())
    }
}

impl Store for Product {
    fn append(&self, writer: usize) -> BoxFuture<'_, Result<()>> {
        Box::pin(self.log(writer, self.numbers.take(1)))
    }

    fn prepare(&self) -> BoxFuture<'_, Result<()>> {
        Box::pin(self.http.connect_again())
    }

    fn readings(&self) -> &'static [Reading] {
        &[
            Reading { what: "export: a new process, lines of JSON to a pipe", order: "yes" },
            Reading { what: "replay: a new process, folded into every projection", order: "yes" },
        ]
    }

    fn read(&self, reading: usize) -> BoxFuture<'_, Result<u64>> {
        let store = self.store.clone();
        let read = move || if reading == 0 { export(&store) } else { replay(&store) };
        Box::pin(async { tokio::task::spawn_blocking(read).await? })
    }
}

fn export(store: &[OsString]) -> Result<u64> {
    let mut child = command("export", &["--marathon", "2024"], store)?;
    let mut child = child.stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
    let mut lines = child.stdout.take().context("an export has an output")?;
    let (mut buffer, mut count) = (vec![0; 1 << 20], 0);
    loop {
        match lines.read(&mut buffer)? {
            0 => break,
            n => count += buffer[..n].iter().filter(|byte| **byte == b'\n').count() as u64,
        }
    }
    ensure!(child.wait()?.success(), "an export failed");
    Ok(count)
}

fn replay(store: &[OsString]) -> Result<u64> {
    let output = run("replay", &["--marathon", "2024", "--json"], store)?;
    let told: Value = serde_json::from_slice(&output.stdout)?;
    told["events"].as_u64().context("a replay tells how many events there were")
}

fn command(name: &str, args: &[&str], store: &[OsString]) -> Result<Command> {
    let program: PathBuf = missing::product()?;
    let mut command = Command::new(program);
    command.arg(name).args(args).args(store).stdin(Stdio::null());
    Ok(command)
}

fn run(name: &str, args: &[&str], store: &[OsString]) -> Result<Output> {
    let output = command(name, args, store)?.output()?;
    ensure!(output.status.success(), "marathon {name}: {}", String::from_utf8_lossy(&output.stderr));
    Ok(output)
}
