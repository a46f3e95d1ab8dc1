//! Load from one thread: many connections, each with one request under way, all answers timed and checked.

use std::{
    cell::RefCell,
    net::SocketAddr,
    rc::Rc,
    time::{Duration, Instant},
};

use anyhow::{Result, bail};
use tokio::task::LocalSet;

use crate::{
    client::{Client, write_post},
    deeds::{self, Doer},
    history::History,
    server::token,
    stats::Latencies,
    world::{SLUG, World},
};

/// When requests are sent.
#[derive(Clone, Copy)]
pub(crate) enum Pace {
    /// Each connection sends the next one when it has the answer to the last.
    Closed,
    /// So many a second over all connections, as long as answers keep up.
    PerSecond(f64),
}

/// What a load consists of.
#[derive(Clone, Copy)]
pub(crate) struct Load {
    /// Where to, connection by connection in turn; twice the same for one server.
    pub(crate) addresses: [SocketAddr; 2],
    /// Connections at once.
    pub(crate) connections: usize,
    /// When requests are sent.
    pub(crate) pace: Pace,
    /// The status every answer must have.
    pub(crate) expect: u16,
    /// How long.
    pub(crate) lasting: Duration,
}

/// What came of it.
pub(crate) struct Measured {
    /// Of every answered request.
    pub(crate) latencies: Latencies,
    /// Answers a second.
    pub(crate) per_second: f64,
}

/// Runs everything on this thread.
pub(crate) fn on_this_thread<T>(work: impl Future<Output = Result<T>>) -> Result<T> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    LocalSet::new().block_on(&runtime, work)
}

impl Load {
    /// Puts load on a server. `render` writes the next request, whatever connection it is for.
    pub(crate) async fn run(self, render: impl FnMut(&mut Vec<u8>) + 'static) -> Result<Measured> {
        let mut clients = Vec::with_capacity(self.connections);
        for address in self.addresses.into_iter().cycle().take(self.connections) {
            clients.push(Client::connect(address).await?);
        }
        let render = Rc::new(RefCell::new(render));
        let start = Instant::now();
        let tasks: Vec<_> = clients
            .into_iter()
            .enumerate()
            .map(|(no, client)| tokio::task::spawn_local(self.one(no, client, start, Rc::clone(&render))))
            .collect();
        let mut nanos = Vec::new();
        for task in tasks {
            nanos.append(&mut task.await??);
        }
        let seconds = start.elapsed().as_secs_f64();
        Ok(Measured { per_second: nanos.len() as f64 / seconds, latencies: Latencies::of(nanos) })
    }

    async fn one(
        self,
        no: usize,
        mut client: Client,
        start: Instant,
        render: Rc<RefCell<impl FnMut(&mut Vec<u8>)>>,
    ) -> Result<Vec<u32>> {
        let mut nanos = Vec::with_capacity(16_384);
        let end = start + self.lasting;
        let mut turn = no;
        loop {
            if let Pace::PerSecond(rate) = self.pace {
                let at = start + Duration::from_secs_f64(turn as f64 / rate);
                tokio::time::sleep_until(at.into()).await;
                turn += self.connections;
            }
            let sent = Instant::now();
            if sent >= end {
                return Ok(nanos);
            }
            let answer = client.send(|out| (render.borrow_mut())(out)).await?;
            if answer.status != self.expect {
                let (status, text) = (answer.status, String::from_utf8_lossy(answer.body));
                bail!("an answer was {status} instead of {}: {text}", self.expect);
            }
            nanos.push(u32::try_from(sent.elapsed().as_nanos()).unwrap_or(u32::MAX));
        }
    }
}

/// Writes requests that log new deeds, one after the other.
#[derive(Clone)]
pub(crate) struct DeedWriter {
    world: Rc<World>,
    next: Rc<RefCell<u64>>,
    path: Rc<str>,
    token: Rc<str>,
}

impl DeedWriter {
    /// From where a history ends.
    pub(crate) fn after(history: History) -> Self {
        let path = format!("/v1/marathons/{SLUG}/deeds");
        Self {
            world: Rc::new(history.world),
            next: Rc::new(RefCell::new(history.next_deed)),
            path: path.into(),
            token: token().into(),
        }
    }

    /// A renderer that shares its numbers with every other of this writer.
    pub(crate) fn render(&self) -> impl FnMut(&mut Vec<u8>) + 'static {
        let writer = self.clone();
        let mut body = Vec::with_capacity(512);
        move |out| {
            let no = writer.next.replace_with(|no| *no + 1);
            body.clear();
            deeds::write_json(&writer.world, no, Doer::Anybody, false, &mut body);
            write_post(&writer.path, &writer.token, |out| deeds::write_key(no, out), &body, out);
        }
    }

    /// Number of the next deed.
    pub(crate) fn next(&self) -> u64 {
        *self.next.borrow()
    }

    /// Who takes part.
    pub(crate) fn world(&self) -> &World {
        &self.world
    }
}
