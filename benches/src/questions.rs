//! Questions to leaderboards, as requests: the rank of one entrant, the top, pages in the middle.

use std::{net::SocketAddr, rc::Rc};

use anyhow::{Context, Result, bail};

use crate::{
    client::{Client, write_get},
    world::{SLUG, World, mix},
};

/// How many entrants and places are asked for, in turn.
const VARIETY: usize = 1_000;

/// A kind of question with many requests for it.
#[derive(Clone)]
pub(crate) struct Question {
    /// What is asked.
    pub(crate) name: &'static str,
    paths: Rc<Vec<String>>,
}

impl Question {
    /// A question that is always the same.
    pub(crate) fn same(name: &'static str, path: String) -> Self {
        Self { name, paths: Rc::new(vec![path]) }
    }

    /// The rank of one entrant with its neighbours, another entrant each time. Only entrants on the board are asked.
    pub(crate) async fn standing(
        name: &'static str,
        address: SocketAddr,
        world: &World,
        metric: &str,
        filter: &str,
    ) -> Result<Self> {
        let mut client = Client::connect(address).await?;
        let mut paths = Vec::new();
        for pick in 0..100 * VARIETY as u64 {
            let id = world.ids[(mix(pick) % world.ids.len() as u64) as usize];
            let path = format!("/v1/marathons/{SLUG}/leaderboards/{metric}/entrants/{id}?{filter}");
            match client.get(&path).await?.status {
                200 => paths.push(path),
                404 => {}
                other => bail!("{path}: {other}"),
            }
            if paths.len() == VARIETY {
                break;
            }
        }
        if paths.is_empty() {
            bail!("nobody is on the board {metric}?{filter}");
        }
        Ok(Self { name, paths: Rc::new(paths) })
    }

    /// Pages of 100 that start behind the entrants of a question of standings, so anywhere on the board.
    ///
    /// Cursors are opaque to clients. To begin a page deep inside a board without walking there, the place of a
    /// known entrant is put into a cursor of the first page: 8 bytes of value, 16 of id, then the name of the list.
    pub(crate) async fn pages_around(
        name: &'static str,
        address: SocketAddr,
        standings: &Self,
        metric: &str,
        filter: &str,
    ) -> Result<Self> {
        const PLACE_DIGITS: usize = 48;
        let mut client = Client::connect(address).await?;
        let board = format!("/v1/marathons/{SLUG}/leaderboards/{metric}?{filter}&limit=100");
        let first: serde_json::Value = serde_json::from_slice(client.get(&board).await?.body)?;
        let list = first["next"].as_str().context("the board has a second page")?[PLACE_DIGITS..].to_owned();
        let mut paths = Vec::new();
        for path in standings.paths.iter() {
            let own: serde_json::Value = serde_json::from_slice(client.get(path).await?.body)?;
            let value = own["value"].as_u64().context("a standing has a value")?;
            let id = own["entrant_id"].as_str().context("a standing has an id")?.replace('-', "");
            paths.push(format!("{board}&cursor={value:016x}{id}{list}"));
        }
        Ok(Self { name, paths: Rc::new(paths) })
    }

    /// Writes the requests in turn.
    pub(crate) fn render(&self) -> impl FnMut(&mut Vec<u8>) + 'static {
        let paths = Rc::clone(&self.paths);
        let mut next = 0;
        move |out| {
            write_get(&paths[next % paths.len()], out);
            next += 1;
        }
    }
}
