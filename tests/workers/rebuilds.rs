//! Rebuilds, new versions and pauses, with readers who look all the time.

use std::{
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::Duration,
};

use marathon_engine::tables::{Table, TableChanges, TableModel};
use marathon_events::Recorded;
use marathon_log::tables::{BuildState, Order};
use marathon_log_postgres::testing::Database;
use marathon_projections::{Tables, Views};

use super::{
    Desk,
    expected::{PROJECTIONS, Rows, check, expected},
    history,
};

/// Reads a table again and again until it is over: what it says must be true at the place it names, and the place never
/// goes back. Says how many different places were seen.
fn read_until(over: &AtomicBool, database: &Database<'_>, events: &[Recorded]) -> usize {
    let session = database.session();
    let select = "SELECT as_of, day, region, sector, kind, claimed_deeds, claimed_people, claimed_amount,
                         claimed_minutes, verified_deeds, verified_people, verified_amount, verified_minutes
                  FROM marathon.totals";
    let (mut last, mut seen) = (0, 0);
    while !over.load(Ordering::Relaxed) {
        let mut rows: Rows = session.sql(select);
        let Some(as_of) = rows.first().map(|row| row[0].clone().unwrap().parse::<usize>().unwrap()) else {
            assert_eq!(last, 0, "the table was empty after {last}");
            continue;
        };
        assert!(as_of >= last, "{as_of} after {last}");
        seen += usize::from(as_of > last);
        last = as_of;
        rows.iter_mut().for_each(|row| drop(row.remove(0)));
        rows.sort();
        assert_eq!(rows, expected(&events[..=as_of], "totals"), "as of {as_of}");
    }
    seen
}

#[test]
fn readers_see_a_true_table_while_it_is_built_anew() {
    let (desk, events) = (Desk::new(), history(21, 2_500));
    let events = &events[..900];
    desk.append(&events[..300]);
    let over = AtomicBool::new(false);
    let workers = desk.keep::<Tables>(&[]);
    desk.wait_up_to_date(&PROJECTIONS);
    thread::scope(|scope| {
        let reader = scope.spawn(|| read_until(&over, &desk.database, events));
        let writer = scope.spawn(|| {
            for some in events[300..].chunks(3) {
                desk.append(some);
                thread::sleep(Duration::from_millis(10));
            }
        });
        for build in 2..5 {
            assert_eq!(desk.order(Order::Rebuild, "totals"), 1);
            assert_eq!(desk.order(Order::Rebuild, "totals"), 0, "one is being built");
            desk.until("the new build is shown", || {
                desk.active("totals").is_some_and(|active| active.build == build)
            });
            desk.until("the old one is gone", || desk.builds("totals").len() == 1);
        }
        writer.join().unwrap();
        desk.wait_up_to_date(&PROJECTIONS);
        over.store(true, Ordering::Relaxed);
        assert!(reader.join().unwrap() > 3, "the reader saw the table move");
    });
    check(&desk.database, events);
    desk.until("rows of old builds are gone", || {
        desk.database.sql("SELECT DISTINCT build FROM marathon.totals_rows") == [[Some("4".to_owned())]]
    });
    drop(workers);
}

/// The same read models, of which the first is said to have a later version.
struct Later(Tables);

impl TableModel for Later {
    type Views = Views;
    const TABLES: &'static [Table] = &[
        Table { version: Tables::TABLES[0].version + 1, ..Tables::TABLES[0] },
        Tables::TABLES[1],
        Tables::TABLES[2],
    ];

    fn begin(views: Views) -> Self {
        Self(Tables::begin(views))
    }

    fn apply(&mut self, event: &Recorded) {
        self.0.apply(event);
    }

    fn track(&mut self, table: usize) {
        self.0.track(table);
    }

    fn take_changes(&mut self, table: usize) -> TableChanges {
        self.0.take_changes(table)
    }

    fn digest(&self, table: usize) -> [u8; 32] {
        self.0.digest(table)
    }
}

#[test]
fn a_later_version_is_built_beside_and_takes_over() {
    let (desk, events) = (Desk::new(), history(22, 200));
    let (first, rest) = events.split_at(60);
    desk.append(first);
    let old = desk.keep::<Tables>(&[]);
    desk.wait_up_to_date(&PROJECTIONS);
    let new = desk.keep::<Later>(&["totals"]);
    desk.until("the later version is shown", || desk.active("totals").is_some_and(|b| b.version == 2));
    desk.append(rest);
    desk.wait_up_to_date(&PROJECTIONS);
    check(&desk.database, &events);
    // The old program begins no build that a later one has replaced.
    drop((old, new));
    let old = desk.keep::<Tables>(&[]);
    desk.until("the old program keeps what it may", || {
        desk.builds("rankings")[0].state == BuildState::Running
    });
    let totals = desk.builds("totals");
    assert_eq!(totals.iter().map(|b| (b.version, b.state)).collect::<Vec<_>>(), [(2, BuildState::Waiting)]);
    drop(old);
}

#[test]
fn what_is_paused_stands_still_until_it_is_resumed() {
    let (desk, events) = (Desk::new(), history(23, 200));
    let (first, rest) = events.split_at(60);
    desk.append(first);
    let workers = desk.keep::<Tables>(&[]);
    desk.wait_up_to_date(&PROJECTIONS);
    desk.run(&["projections", "pause", "--projection", "rankings", "--marathon", "small"]).done();
    desk.append(rest);
    desk.wait_up_to_date(&["totals", "leaderboards"]);
    let paused = desk.builds("rankings").remove(0);
    assert_eq!((paused.state, paused.next.0, paused.lag()), (BuildState::Paused, 60, rest.len() as u64));
    assert_eq!(super::expected::shown(&desk.database, "rankings"), expected(first, "rankings"));
    let none = desk.json(&["projections", "pause", "--projection", "rankings", "--json"]);
    assert_eq!(none["builds"], 0, "it is paused");
    desk.run(&["projections", "resume", "--marathon", "small"]).done();
    desk.wait_up_to_date(&PROJECTIONS);
    check(&desk.database, &events);
    drop(workers);
}

#[test]
fn rows_that_this_program_would_not_have_written_are_not_continued() {
    let (desk, events) = (Desk::new(), history(24, 200));
    let (first, rest) = events.split_at(60);
    desk.append(first);
    let workers = desk.keep::<Tables>(&[]);
    desk.wait_up_to_date(&PROJECTIONS);
    desk.until("the digest is published", || {
        desk.builds("rankings")[0].digest.is_some_and(|(at, _)| at.0 == 60)
    });
    drop(workers);
    desk.database.sql("UPDATE marathon.builds SET digest = '\\x00'::bytea || substr(digest, 2)");
    desk.append(rest);
    let workers = desk.keep::<Tables>(&["rankings"]);
    desk.until("it stops", || desk.builds("rankings")[0].state == BuildState::Stopped);
    let stopped = desk.builds("rankings").remove(0);
    assert_eq!((stopped.next.0, stopped.stopped_at), (60, None));
    assert!(stopped.stopped_why.as_ref().unwrap().contains("digest"), "{stopped:?}");
    assert_eq!(desk.order(Order::Discard { by: "ann" }, "rankings"), 0, "there is no event to pass over");
    assert_eq!(desk.order(Order::Rebuild, "rankings"), 1);
    desk.wait_up_to_date(&["rankings"]);
    assert_eq!(super::expected::shown(&desk.database, "rankings"), expected(&events, "rankings"));
    drop(workers);
}
