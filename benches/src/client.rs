//! A minimal HTTP/1.1 client: one kept connection, one request at a time, no allocation once it is warm.

use std::net::SocketAddr;

use anyhow::{Context, Result, bail};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use crate::deeds::write_number;

/// A connection.
pub(crate) struct Client {
    stream: TcpStream,
    request: Vec<u8>,
    input: Vec<u8>,
}

/// An answer, borrowed until the next request.
pub(crate) struct Answer<'a> {
    /// Status code.
    pub(crate) status: u16,
    /// Body.
    pub(crate) body: &'a [u8],
}

impl Client {
    /// Connects.
    pub(crate) async fn connect(address: SocketAddr) -> Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, request: Vec::with_capacity(1_024), input: vec![0; 16 * 1_024] })
    }

    /// Sends what `render` writes, a whole request, and reads the answer.
    pub(crate) async fn send(&mut self, render: impl FnOnce(&mut Vec<u8>)) -> Result<Answer<'_>> {
        self.request.clear();
        render(&mut self.request);
        self.stream.write_all(&self.request).await?;
        let (mut filled, mut head) = (0, None);
        loop {
            if filled == self.input.len() {
                self.input.resize(2 * filled, 0);
            }
            match self.stream.read(&mut self.input[filled..]).await? {
                0 => bail!("the server closed a connection"),
                n => filled += n,
            }
            if head.is_none() {
                head = Head::parse(&self.input[..filled])?;
            }
            match head {
                Some(Head { status, body, len }) if filled >= body + len => {
                    return Ok(Answer { status, body: &self.input[body..body + len] });
                }
                _ => {}
            }
        }
    }

    /// Gets a page.
    pub(crate) async fn get(&mut self, path: &str) -> Result<Answer<'_>> {
        self.send(|out| write_get(path, out)).await
    }
}

/// Writes a request for a page.
pub(crate) fn write_get(path: &str, out: &mut Vec<u8>) {
    out.extend_from_slice(b"GET ");
    out.extend_from_slice(path.as_bytes());
    out.extend_from_slice(b" HTTP/1.1\r\nhost: bench\r\n\r\n");
}

/// Writes a request with a JSON body, by the bearer of a token, under an idempotency key.
pub(crate) fn write_post(
    path: &str,
    token: &str,
    key: impl FnOnce(&mut Vec<u8>),
    body: &[u8],
    out: &mut Vec<u8>,
) {
    out.extend_from_slice(b"POST ");
    out.extend_from_slice(path.as_bytes());
    out.extend_from_slice(b" HTTP/1.1\r\nhost: bench\r\nauthorization: Bearer ");
    out.extend_from_slice(token.as_bytes());
    out.extend_from_slice(b"\r\ncontent-type: application/json\r\nidempotency-key: ");
    key(out);
    out.extend_from_slice(b"\r\ncontent-length: ");
    write_number(body.len() as u64, out);
    out.extend_from_slice(b"\r\n\r\n");
    out.extend_from_slice(body);
}

#[derive(Clone, Copy)]
struct Head {
    status: u16,
    body: usize,
    len: usize,
}

impl Head {
    /// The head, once all of it is there. Header names come in lower case from every server measured here.
    fn parse(input: &[u8]) -> Result<Option<Self>> {
        let mut start = 0;
        let (mut status, mut len) = (None, None);
        while let Some(line) = input[start..].iter().position(|b| *b == b'\n') {
            let text = input[start..start + line].trim_ascii_end();
            start += line + 1;
            if status.is_none() {
                status = text.get(9..12).and_then(number);
            } else if text.is_empty() {
                let status = status.context("an answer has a status")?;
                let len = len.context("an answer says how long it is")?;
                return Ok(Some(Self { status: u16::try_from(status)?, body: start, len }));
            } else if let Some(value) = text.strip_prefix(b"content-length: ") {
                len = number(value);
            }
        }
        Ok(None)
    }
}

fn number(digits: &[u8]) -> Option<usize> {
    digits.iter().try_fold(0, |n: usize, d| d.is_ascii_digit().then(|| n * 10 + usize::from(d - b'0')))
}
