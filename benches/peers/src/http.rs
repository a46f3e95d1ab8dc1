//! Kept connections to the product, one for each writer.

use std::net::SocketAddr;

use anyhow::{Result, ensure};
use tokio::sync::Mutex;

use crate::client::{Answer, Client, write_post};

/// The connections.
pub(crate) struct Http {
    address: SocketAddr,
    /// Who asks.
    token: String,
    clients: Vec<Mutex<Client>>,
}

impl Http {
    /// Connects so many times, as the bearer of a token.
    pub(crate) async fn connect(address: SocketAddr, token: String, count: usize) -> Result<Self> {
        let mut clients = Vec::with_capacity(count);
        for _ in 0..count {
            clients.push(Mutex::new(Client::connect(address).await?));
        }
        Ok(Self { address, token, clients })
    }

    /// Connects anew: a server closes what is idle for long.
    pub(crate) async fn connect_again(&self) -> Result<()> {
        for client in &self.clients {
            *client.lock().await = Client::connect(self.address).await?;
        }
        Ok(())
    }

    /// Posts under a key, expects 201 and gives the answer's body.
    pub(crate) async fn post(&self, writer: usize, path: &str, key: &str, body: &[u8]) -> Result<Vec<u8>> {
        let mut client = self.clients[writer].lock().await;
        let key = |out: &mut Vec<u8>| out.extend_from_slice(key.as_bytes());
        body_of(client.send(|out| write_post(path, &self.token, key, body, out)).await?, 201)
    }

    /// Gets a page, which is 200.
    pub(crate) async fn get(&self, writer: usize, path: &str) -> Result<Vec<u8>> {
        body_of(self.clients[writer].lock().await.get(path).await?, 200)
    }
}

fn body_of(answer: Answer<'_>, expect: u16) -> Result<Vec<u8>> {
    let Answer { status, body } = answer;
    ensure!(
        status == expect,
        "an answer was {status} instead of {expect}: {}",
        String::from_utf8_lossy(body)
    );
    Ok(body.to_vec())
}
