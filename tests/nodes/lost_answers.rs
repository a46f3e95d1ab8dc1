//! Answers of the database that are lost after the commit, again and again: one event for each deed all the same.
//!
//! What is counted are deeds in turns that were committed and whose answer never came. While a proxy keeps the answer
//! back, the one node that writes waits, so the turn is the last transaction in the table. `MARATHON_LOST_ANSWERS` says
//! how many deeds have to be in such turns; some hundreds without it.

use std::{
    sync::{Arc, Mutex, mpsc},
    time::{Duration, Instant},
};

use marathon_log_postgres::testing::{Cluster, Proxy, Session};

use super::{Season, number};
use crate::support::client::get;

/// On the one node.
const WRITERS: usize = 96;
/// An answer is lost in one statement that is its own transaction, and then in so many that are ended by a `COMMIT`:
/// after a turn of unknown outcome the next ones hold the log.
const HELD: usize = 8;
/// Turns won until the node holds the log no more, and one.
const TURNS_HELD: u64 = 33;
const PATIENCE: Duration = Duration::from_secs(60);

/// What the last transaction in the table has written.
const LAST_TURN: &str = "
WITH late AS (
    SELECT e.position, e.xmin AS turn, convert_from(e.entry, 'UTF8') AS entry
    FROM marathon.events e JOIN marathon.heads h USING (log_id) WHERE e.position >= h.next - 2000
)
SELECT entry FROM late WHERE turn = (SELECT turn FROM late ORDER BY position DESC LIMIT 1)";

#[derive(Default)]
struct Lost {
    turns: usize,
    deeds: usize,
}

/// Loses the answer of the next request with this in it, and counts the deeds that were committed by it.
fn lose(proxy: &Proxy, session: &Arc<Mutex<Session>>, containing: &'static [u8], lost: &mut Lost) {
    let (tell, told) = mpsc::channel();
    let session = Arc::clone(session);
    proxy.cut_answer_then(containing, move |request| {
        let entries = session.lock().unwrap().sql(LAST_TURN);
        let entries: Vec<_> = entries.into_iter().map(|mut row| row.remove(0).unwrap()).collect();
        // The end of a transaction has been answered. A statement may be in the middle of one: then its entries are
        // not what is there.
        let is_in = |entry: &String| request.windows(entry.len()).any(|w| w == entry.as_bytes());
        let is_committed = containing == b"COMMIT" || entries.iter().any(is_in);
        tell.send(if is_committed { entries.len() } else { 0 }).unwrap();
    });
    let deeds = told.recv_timeout(PATIENCE).expect("a turn to lose the answer of");
    lost.turns += usize::from(deeds > 0);
    lost.deeds += deeds;
}

/// Turns of the node that ended in this way.
fn turns(season: &Season, outcome: &str) -> u64 {
    let metrics = season.node(0).client().ask(&get("/metrics"));
    let name = format!("marathon_turns_total{{marathon=\"small\",outcome=\"{outcome}\"}} ");
    let value = metrics.text().lines().find_map(|line| line.strip_prefix(&name));
    value.map_or(0, |value| value.parse().unwrap())
}

fn wait_until_nothing_is_held(season: &Season) {
    let (before, began) = (turns(season, "won"), Instant::now());
    while turns(season, "won") < before + TURNS_HELD {
        assert!(began.elapsed() < PATIENCE, "no turn is won");
        std::thread::sleep(Duration::from_millis(5));
    }
}

#[test]
fn a_deed_whose_answer_was_lost_after_the_commit_is_one_event() {
    let wanted = number("MARATHON_LOST_ANSWERS", 400) as usize;
    let proxy = Proxy::of(Cluster::shared().port());
    let season = Season::behind(&proxy, 1);
    let session = Arc::new(Mutex::new(season.database().session()));
    let (mut lost, mut alone) = (Lost::default(), 0);
    season.write_with(WRITERS, || {
        while lost.deeds < wanted {
            wait_until_nothing_is_held(&season);
            let before = lost.turns;
            lose(&proxy, &session, b"trees-planted", &mut lost);
            alone += lost.turns - before;
            for _ in 0..HELD {
                lose(&proxy, &session, b"COMMIT", &mut lost);
            }
        }
    });
    assert!(alone > 0, "no turn of a single statement was lost");
    assert!(turns(&season, "failed") >= lost.turns as u64, "the node noticed each of them");
    println!("{} turns with {} deeds lost their answer, {alone} of one statement", lost.turns, lost.deeds);
}
