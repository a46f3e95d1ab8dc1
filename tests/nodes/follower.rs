//! A reader that only follows the live stream, at whichever node lives.

use std::{
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::{Duration, Instant},
};

use serde_json::Value;

use super::Season;
use crate::support::{
    client::Client,
    given::person,
    stream::{Heard, Stream},
};

/// Where nobody is there, somebody else is asked after this.
const ASK_AGAIN: Duration = Duration::from_millis(20);
/// Once everything has happened, the end of it is seen within this time.
const PATIENCE: Duration = Duration::from_secs(60);

/// What a reader has seen of a season, in the order in which it came.
#[derive(Default)]
pub struct Follower {
    /// Position and leaf hash of each event.
    seen: Vec<(u64, Value)>,
    /// How often it had to connect.
    pub connected: usize,
}

impl Follower {
    /// Follows the season from its first event while something happens, and to the end of it: a second entrant.
    pub fn during(season: &Season, happens: impl FnOnce()) -> Self {
        let over = AtomicBool::new(false);
        thread::scope(|scope| {
            let follower = scope.spawn(|| {
                let mut follower = Self::default();
                follower.follow(season, &over);
                follower
            });
            let over = SetWhenDropped(&over);
            happens();
            season.node(0).client().register(&person("Rose"));
            drop(over);
            follower.join().unwrap()
        })
    }

    /// Reads on where somebody stopped to, to the end of a season that is over.
    pub fn woken(season: &Season, stream: Stream) -> Self {
        let mut follower = Self { connected: 1, ..Self::default() };
        if !follower.listen(stream) {
            follower.follow(season, &AtomicBool::new(true));
        }
        follower
    }

    fn follow(&mut self, season: &Season, over: &AtomicBool) {
        let (mut nodes, mut over_since) = (season.nodes().cycle(), None);
        loop {
            if let Some(client) = nodes.next().unwrap().if_alive()
                && self.go_on(&client)
            {
                return;
            }
            if over.load(Ordering::Relaxed) {
                let since = over_since.get_or_insert_with(Instant::now);
                assert!(since.elapsed() < PATIENCE, "the end is not seen after {:?}", self.seen.last());
            }
            thread::sleep(ASK_AGAIN);
        }
    }

    /// Connects where it stands, and says whether it got to the end from there.
    fn go_on(&mut self, client: &Client) -> bool {
        let last = self.seen.last().map(|(position, _)| *position);
        let Ok(stream) = Stream::try_open(client, "", last) else { return false };
        self.connected += 1;
        self.listen(stream)
    }

    /// Listens until the stream breaks, ends or is silent, or until the second entrant: then it is the end.
    fn listen(&mut self, mut stream: Stream) -> bool {
        loop {
            match stream.hear() {
                Ok(Heard::Message(message)) => {
                    self.seen.push((message.id, message.data["leaf_hash"].clone()));
                    let is_entrant = message.event == "entrant-registered";
                    if is_entrant && message.data["data"]["alias"] == "Rose" {
                        return true;
                    }
                }
                Ok(Heard::Hello) => {}
                Ok(Heard::Silence | Heard::End) | Err(_) => return false,
            }
        }
    }

    /// It saw every event of this history once, in order, to the last.
    pub fn check(&self, history: &[Value]) {
        let all = history.iter().map(|line| (line["position"].as_u64().unwrap(), line["leaf_hash"].clone()));
        assert!(all.eq(self.seen.iter().cloned()), "{} seen, {} happened", self.seen.len(), history.len());
    }
}

/// Whoever waits for the end learns of it, in a panic, too.
struct SetWhenDropped<'a>(&'a AtomicBool);

impl Drop for SetWhenDropped<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}
