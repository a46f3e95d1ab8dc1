//! What happens to nodes and servers while everybody writes.
//!
//! `MARATHON_TROUBLES` says how often each trouble happens; a few times without it.

use std::{env, thread, time::Duration};

use marathon_log_postgres::testing::Stop;
use rand::{RngExt, SeedableRng, rngs::StdRng};

use super::{Season, number};

fn troubles() -> usize {
    number("MARATHON_TROUBLES", 3) as usize
}

/// The dice; `MARATHON_SEED` throws those of another run again.
pub fn dice() -> StdRng {
    let seed = env::var("MARATHON_SEED")
        .map_or_else(|_| rand::make_rng::<StdRng>().random(), |seed| seed.parse().unwrap());
    println!("MARATHON_SEED={seed}");
    StdRng::seed_from_u64(seed)
}

/// Some time in which writers write.
fn meanwhile(dice: &mut StdRng) {
    thread::sleep(Duration::from_millis(dice.random_range(50..400)));
}

#[test]
fn nodes_are_killed() {
    let (season, mut dice) = (Season::shared(2), dice());
    season.write_during(|| {
        for _ in 0..troubles() {
            meanwhile(&mut dice);
            let node = season.node(dice.random_range(0..2));
            node.kill();
            meanwhile(&mut dice);
            node.start();
        }
        meanwhile(&mut dice);
    });
}

#[test]
fn a_node_hangs_and_goes_on() {
    let (season, mut dice) = (Season::shared(2), dice());
    season.write_during(|| {
        for _ in 0..troubles() {
            meanwhile(&mut dice);
            let node = season.node(dice.random_range(0..2));
            node.signal("-STOP");
            meanwhile(&mut dice);
            node.signal("-CONT");
        }
        meanwhile(&mut dice);
    });
}

#[test]
fn connections_are_terminated() {
    let (season, mut dice) = (Season::shared(2), dice());
    season.write_during(|| {
        let mut terminated = 0;
        for _ in 0..4 * troubles() {
            meanwhile(&mut dice);
            terminated += season.database().terminate_sessions();
        }
        assert!(terminated > 0, "nobody was connected");
        meanwhile(&mut dice);
    });
}

#[test]
fn the_server_is_restarted() {
    let (season, mut dice) = (Season::alone(2), dice());
    season.write_during(|| {
        for round in 0..troubles() {
            meanwhile(&mut dice);
            season.database().cluster().stop(if round % 2 == 0 { Stop::Immediate } else { Stop::Fast });
            meanwhile(&mut dice);
            season.database().cluster().start_again();
            meanwhile(&mut dice);
        }
        meanwhile(&mut dice);
    });
}

#[test]
fn somebody_elses_transaction_stays_open() {
    let (season, mut dice) = (Season::shared(2), dice());
    season.write_during(|| {
        let session = season.database().session();
        session.sql("BEGIN ISOLATION LEVEL SERIALIZABLE");
        let before = session.sql("SELECT count(*) FROM marathon.events");
        for _ in 0..troubles() {
            meanwhile(&mut dice);
        }
        // It sees what it saw, and writers went on meanwhile.
        assert_eq!(session.sql("SELECT count(*) FROM marathon.events"), before);
        session.sql("COMMIT");
        assert_ne!(session.sql("SELECT count(*) FROM marathon.events"), before);
    });
}
