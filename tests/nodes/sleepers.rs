//! Consumers that open the live stream of one node and do not read, while writers write on both.
//!
//! `MARATHON_SLEPT_EVENTS` says how many events they sleep through; as many as no socket holds without it.

use std::{thread, time::Duration};

use super::{Season, follower::Follower, number};
use crate::support::stream::Stream;

const SLEEPERS: usize = 24;
/// On each node.
const WRITERS: usize = 16;
/// What the node may hold for a sleeper: a piece of history and what is on its way to the socket.
const SLEEPER_BYTES_MAX: usize = 3 << 20;
/// Sleepers that begin to read again.
const WOKEN: usize = 3;

#[test]
fn consumers_that_do_not_read_stop_nobody_and_miss_nothing() {
    let events = number("MARATHON_SLEPT_EVENTS", 12_500);
    let season = Season::shared(2);
    let memory = || [0, 1].map(|no| season.node(no).resident_bytes());
    let before = memory();
    let (client, mut written) = (season.node(0).client(), 0);
    let sleepers: Vec<_> = (0..SLEEPERS).map(|_| Stream::open(&client, "", None)).collect();
    let follower = Follower::during(&season, || {
        let seen = season.write_with(WRITERS, || {
            while season.node(1).client().head() < events {
                thread::sleep(Duration::from_millis(20));
            }
        });
        written = seen.history.iter().map(|line| line.to_string().len()).sum();
    });
    let history = season.export();
    follower.check(&history);

    // Both nodes have the same history; the one with the sleepers needs hardly more for it.
    assert!(written > 4 * SLEEPER_BYTES_MAX, "{written} bytes are too few to tell anything");
    let [asleep, awake] = {
        let after = memory();
        [after[0].saturating_sub(before[0]), after[1].saturating_sub(before[1])]
    };
    println!("{SLEEPERS} sleepers, {written} bytes written; the nodes grew by {asleep} and {awake} bytes");
    assert!(asleep < awake + SLEEPERS * SLEEPER_BYTES_MAX, "{asleep} bytes with sleepers, {awake} without");

    for sleeper in sleepers.into_iter().take(WOKEN) {
        Follower::woken(&season, sleeper).check(&history);
    }
}
