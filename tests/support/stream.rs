//! A stream of events as a browser reads it.

use std::{
    collections::BTreeMap,
    io::{self, BufRead, BufReader},
};

use serde_json::Value;

use super::{
    client::{Body, Client, get},
    given::M,
};

/// A message of a stream.
#[derive(Clone, Debug, PartialEq)]
pub struct Message {
    pub id: u64,
    pub event: String,
    pub data: Value,
}

/// What is heard next on a stream.
#[derive(Debug)]
pub enum Heard {
    /// How to connect again, which a stream begins with.
    Hello,
    Message(Message),
    /// There is nothing new, and the server says so.
    Silence,
    /// The server has ended the stream properly.
    End,
}

/// A stream of the small season.
pub struct Stream(BufReader<Body>);

impl Stream {
    /// Opens a stream that is there.
    #[track_caller]
    pub fn open(client: &Client, query: &str, last: Option<u64>) -> Self {
        Self::try_open(client, query, last).unwrap()
    }

    /// Goes on after `last`, or begins at the first event.
    ///
    /// # Errors
    /// Nobody is there.
    ///
    /// # Panics
    /// If the answer is anything but a stream.
    pub fn try_open(client: &Client, query: &str, last: Option<u64>) -> io::Result<Self> {
        let mut ask = get(format!("{M}/events{query}")).header("accept", "text/event-stream");
        if let Some(last) = last {
            ask = ask.header("last-event-id", &last.to_string());
        }
        let (head, body) = client.open(&ask)?;
        assert_eq!((head.status, head.header("content-type")), (200, Some("text/event-stream")));
        Ok(Self(body))
    }

    /// The next message; `None` when the server has ended the stream properly.
    #[track_caller]
    pub fn next(&mut self) -> Option<Message> {
        loop {
            match self.hear().unwrap() {
                Heard::Message(message) => return Some(message),
                Heard::Hello | Heard::Silence => {}
                Heard::End => return None,
            }
        }
    }

    /// What comes next.
    ///
    /// # Errors
    /// The stream broke.
    pub fn hear(&mut self) -> io::Result<Heard> {
        let mut fields = BTreeMap::new();
        loop {
            let mut line = String::new();
            if self.0.read_line(&mut line)? == 0 {
                return Ok(Heard::End);
            }
            match line.trim_end().split_once(": ") {
                Some((name, value)) => {
                    fields.insert(name.to_owned(), value.to_owned());
                }
                // An empty line ends a message, or what is none.
                None if fields.contains_key("id") => break,
                None if fields.contains_key("retry") => return Ok(Heard::Hello),
                None => return Ok(Heard::Silence),
            }
        }
        let data = serde_json::from_str(&fields["data"]).unwrap();
        let id = fields["id"].parse().unwrap();
        Ok(Heard::Message(Message { id, event: fields["event"].clone(), data }))
    }
}
