//! Three nodes, 96 writers, a reader of the live stream, and every few seconds a node less.
//!
//! `MARATHON_NODE_KILLS` says how many, `MARATHON_NODE_KILLS_EVERY` how many milliseconds apart; without them it is
//! a few, quickly.

use std::{
    thread,
    time::{Duration, Instant},
};

use rand::RngExt;

use super::{Season, follower::Follower, number, troubles::dice};

const NODES: usize = 3;
/// On each node.
const WRITERS: usize = 32;

#[test]
fn everything_acknowledged_is_there_once_and_seen_once_while_nodes_are_killed() {
    let kills = number("MARATHON_NODE_KILLS", 4);
    let every = Duration::from_millis(number("MARATHON_NODE_KILLS_EVERY", 1_200));
    let (season, mut dice) = (Season::shared(NODES), dice());
    let began = Instant::now();
    let mut deeds = 0;
    let follower = Follower::during(&season, || {
        let written = season.write_with(WRITERS, || {
            for kill in 0..kills {
                let alive = dice.random_range(Duration::ZERO..every);
                thread::sleep(alive);
                let node = season.node(kill as usize % NODES);
                node.kill();
                thread::sleep(every - alive);
                node.start();
            }
        });
        deeds = written.acknowledged.len();
    });
    follower.check(&season.export());
    assert!(follower.connected > 1, "its node was never killed: there is nothing to see");
    println!(
        "{kills} kills in {:.1?}, {deeds} deeds, a reader that connected {} times",
        began.elapsed(),
        follower.connected
    );
}
