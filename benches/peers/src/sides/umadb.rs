//! `UmaDB`'s server, as its own program runs it, through its own client.

use std::ffi::OsString;

use anyhow::{Context, Result, anyhow};
use futures_util::future::BoxFuture;
use umadb_client::{AsyncUmaDbClient, UmaDbClient};
use umadb_dcb::{DcbAppendCondition, DcbEvent, DcbEventStoreAsync, DcbQuery, DcbQueryItem};
use uuid::Uuid;

use super::{Place, Reading, Store};
use crate::{
    deeds::{entrants, json},
    load::Numbers,
    server::{Server, free_port},
};

pub(crate) struct Umadb {
    clients: Vec<AsyncUmaDbClient>,
    numbers: Numbers,
    entrants: Vec<Uuid>,
    _server: Server,
}

/// What `umadb` does when it is started, in a process of its own.
pub(crate) fn serve(args: Vec<String>) -> Result<()> {
    let args = ["umadb".to_owned()].into_iter().chain(args);
    let options = umadb::parse_cli_options(args).map_err(|e| anyhow!("{e}"))?;
    umadb::start_server_with_cli_options(options).map_err(|e| anyhow!("{e}"))
}

impl Umadb {
    pub(super) async fn start(place: &Place, connections: usize) -> Result<Self> {
        let address = format!("127.0.0.1:{}", free_port()?);
        let name = format!("umadb-{connections}");
        let data = place.path(&name);
        std::fs::create_dir(&data)?;
        let args = ["server-umadb", "--listen", &address, "--db-path"].map(OsString::from);
        let args: Vec<_> = args.into_iter().chain([data.into_os_string()]).collect();
        let server = Server::start(&std::env::current_exe()?, &args, place.path(&format!("{name}.log")))?;
        let mut clients = Vec::new();
        for _ in 0..connections {
            let client = UmaDbClient::new(format!("http://{address}")).connect_async().await;
            clients.push(client.context("connect to UmaDB")?);
        }
        Ok(Self { clients, numbers: place.numbers.clone(), entrants: entrants(), _server: server })
    }
}

impl Store for Umadb {
    fn append(&self, writer: usize) -> BoxFuture<'_, Result<()>> {
        Box::pin(async move {
            let no = self.numbers.take(1);
            let tag = format!("deed:{}", Uuid::new_v4());
            let event = DcbEvent::new().event_type("DeedLogged").tags([&tag]).data(json(no, &self.entrants));
            // The deed must be new, as the streams of the other sides are.
            let known = DcbQuery::new().item(DcbQueryItem::new().types(["DeedLogged"]).tags([tag]));
            self.clients[writer % self.clients.len()]
                .append(vec![event], Some(DcbAppendCondition::new(known)), None)
                .await?;
            Ok(())
        })
    }

    fn readings(&self) -> &'static [Reading] {
        &[Reading { what: "read of everything, bytes", order: "yes" }]
    }

    fn read(&self, _reading: usize) -> BoxFuture<'_, Result<u64>> {
        Box::pin(async {
            let mut events = self.clients[0].read(None, None, false, None).await?;
            let mut count = 0;
            loop {
                let batch = events.next_batch().await?;
                if batch.is_empty() {
                    return Ok(count);
                }
                count += std::hint::black_box(batch).len() as u64;
            }
        })
    }
}
