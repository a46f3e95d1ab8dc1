//! Events that cannot be read or applied.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use marathon_engine::tables::{Table, TableChanges, TableModel};
use marathon_events::Recorded;
use marathon_log::tables::{BuildState, Order};
use marathon_projections::{Tables, Views};

use super::{
    Desk,
    desk::at,
    expected::{PROJECTIONS, check, expected, shown},
    history,
};

/// A deed of the history of which nothing more is said: what follows holds without it.
fn lonely(events: &[Recorded]) -> usize {
    let streams = |event: &&Recorded| events.iter().filter(|e| e.stream == event.stream).count();
    let event = events.iter().skip(40).find(|event| event.event.deed().is_some() && streams(event) == 1);
    event.unwrap().position.0 as usize
}

fn without(events: &[Recorded], position: usize) -> Vec<Recorded> {
    events.iter().filter(|event| event.position.0 != position as u64).cloned().collect()
}

/// The bytes of a version that this program does not know.
fn unknown(event: &Recorded) -> Vec<u8> {
    let text = String::from_utf8(event.encode()).unwrap();
    assert!(text.contains("\"version\":1") || text.contains("\"version\":2"), "{text}");
    text.replacen("\"version\":1", "\"version\":99", 1)
        .replacen("\"version\":2", "\"version\":99", 1)
        .into_bytes()
}

/// A log with one event that cannot be read, and workers that have done what they can.
fn poisoned(seed: u64) -> (Desk, Vec<Recorded>, usize) {
    let (desk, events) = (Desk::new(), history(seed, 160));
    let bad = lonely(&events);
    desk.append(&events[..bad]);
    desk.append_as(&events[bad..=bad], unknown);
    desk.append(&events[bad + 1..]);
    (desk, events, bad)
}

#[track_caller]
fn wait_stopped(desk: &Desk, bad: usize) {
    desk.until("rankings stop before the event", || {
        let rankings = desk.builds("rankings");
        rankings.len() == 1 && rankings[0].state == BuildState::Stopped && rankings[0].next == at(bad as u64)
    });
}

#[test]
fn rankings_stop_and_the_others_note_it_and_go_on() {
    let (desk, events, bad) = poisoned(31);
    let workers = desk.keep::<Tables>(&[]);
    wait_stopped(&desk, bad);
    desk.wait_up_to_date(&["totals", "leaderboards"]);
    let readable = without(&events, bad);
    for projection in ["totals", "leaderboards"] {
        assert_eq!(shown(&desk.database, projection), expected(&readable, projection), "{projection}");
    }
    assert!(shown(&desk.database, "rankings").is_empty(), "what stopped while it was built is not shown");
    let rankings = desk.builds("rankings").remove(0);
    assert_eq!(rankings.stopped_at, Some(at(bad as u64)));
    assert!(rankings.stopped_why.as_ref().unwrap().contains("version"), "{rankings:?}");
    let totals = desk.active("totals").unwrap();
    assert_eq!((totals.dead_letters, totals.discarded), (1, 0));
    assert_eq!(totals.applied, totals.next.0 - 1);

    // Whoever takes over leaves out the same event, and only that.
    drop(workers);
    let workers = desk.keep::<Tables>(&[]);
    desk.until("totals are kept", || desk.active("totals").unwrap().state == BuildState::Running);
    assert_eq!(shown(&desk.database, "totals"), expected(&readable, "totals"));

    let meant = desk.json(&["projections", "discard", "--by", "ann", "--json"]);
    assert_eq!(meant["builds"], 3);
    desk.wait_up_to_date(&PROJECTIONS);
    check(&desk.database, &readable);
    for build in desk.tables.list().unwrap() {
        assert_eq!((build.dead_letters, build.discarded), (0, 1), "{build:?}");
    }
    let who = "SELECT DISTINCT position, discarded_by, discarded_at IS NOT NULL FROM marathon.dead_letters";
    let who = desk.database.sql(who);
    assert_eq!(who, [[Some(bad.to_string()), Some("ann".to_owned()), Some("t".to_owned())]]);

    // What was passed over on somebody's word stays so when rows are built anew.
    assert_eq!(desk.order(Order::Rebuild, "rankings"), 1);
    desk.until("it is shown", || desk.active("rankings").is_some_and(|build| build.build == 2));
    desk.wait_up_to_date(&PROJECTIONS);
    check(&desk.database, &readable);
    assert_eq!(desk.active("rankings").unwrap().discarded, 1);
    drop(workers);
}

#[test]
fn shown_rankings_stay_before_the_event_and_are_shown_on() {
    let (desk, events) = (Desk::new(), history(32, 160));
    let bad = lonely(&events);
    desk.append(&events[..bad]);
    let workers = desk.keep::<Tables>(&[]);
    desk.wait_up_to_date(&PROJECTIONS);
    desk.append_as(&events[bad..=bad], unknown);
    desk.append(&events[bad + 1..]);
    wait_stopped(&desk, bad);
    assert_eq!(shown(&desk.database, "rankings"), expected(&events[..bad], "rankings"));
    desk.wait_up_to_date(&["totals", "leaderboards"]);
    // Trying again does not help while nothing else has changed.
    let meant = desk.json(&["projections", "retry", "--projection", "rankings", "--json"]);
    assert_eq!(meant["builds"], 1);
    wait_stopped(&desk, bad);
    drop(workers);
}

#[test]
fn what_can_be_read_after_all_is_in_the_rows_after_a_retry() {
    let (desk, events, bad) = poisoned(33);
    let workers = desk.keep::<Tables>(&[]);
    wait_stopped(&desk, bad);
    desk.wait_up_to_date(&["totals", "leaderboards"]);
    // As good as a program that knows the version.
    let entry = events[bad].encode();
    let hex = |bytes: &[u8]| bytes.iter().map(|b| format!("{b:02x}")).collect::<String>();
    let hash = marathon_events::LeafHash::of(&entry);
    desk.database.sql(&format!(
        "SET session_replication_role = replica;
         UPDATE marathon.events SET entry = '\\x{}', leaf_hash = '\\x{}' WHERE position = {bad}",
        hex(&entry),
        hex(&hash.0)
    ));
    desk.run(&["projections", "retry", "--marathon", "small"]).done();
    for projection in ["totals", "leaderboards"] {
        desk.until("it is built anew", || desk.active(projection).is_some_and(|build| build.build == 2));
    }
    desk.wait_up_to_date(&PROJECTIONS);
    check(&desk.database, &events);
    assert!(desk.tables.list().unwrap().iter().all(|build| build.dead_letters == 0));
    assert_eq!(desk.active("rankings").unwrap().build, 1, "it went on where it stood");
    drop(workers);
}

#[test]
fn damage_stops_all_of_them() {
    let (desk, events) = (Desk::new(), history(34, 120));
    desk.append(&events);
    desk.database.sql(
        "SET session_replication_role = replica;
         UPDATE marathon.events SET entry = convert_to(replace(convert_from(entry, 'UTF8'), '2024', '2025'), 'UTF8')
         WHERE position = 50",
    );
    let workers = desk.keep::<Tables>(&[]);
    desk.until("all stop", || {
        let builds = desk.tables.list().unwrap();
        builds.len() == 3
            && builds.iter().all(|b| b.state == BuildState::Stopped && b.stopped_at == Some(at(50)))
    });
    assert!(desk.tables.list().unwrap().iter().all(|build| build.next == at(50) && build.dead_letters == 0));
    drop(workers);
}

/// Read models that one event is too much for.
struct Fussy(Tables);

/// The event.
static TOO_MUCH: AtomicU64 = AtomicU64::new(u64::MAX);

impl TableModel for Fussy {
    type Views = Views;
    const TABLES: &'static [Table] = Tables::TABLES;

    fn begin(views: Views) -> Self {
        Self(Tables::begin(views))
    }

    fn apply(&mut self, event: &Recorded) {
        // In the middle of it.
        self.0.apply(event);
        assert!(event.position.0 != TOO_MUCH.load(Ordering::Relaxed), "this is too much");
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
fn an_event_that_breaks_the_fold_leaves_nothing_behind() {
    let (desk, events) = (Desk::new(), history(35, 200));
    let bad = lonely(&events);
    TOO_MUCH.store(bad as u64, Ordering::Relaxed);
    let (before, after) = events.split_at(bad - 5);
    desk.append(before);
    let workers = desk.keep::<Fussy>(&[]);
    desk.wait_up_to_date(&PROJECTIONS);
    desk.append(after);
    wait_stopped(&desk, bad);
    desk.wait_up_to_date(&["totals", "leaderboards"]);
    drop(workers);
    let readable = without(&events, bad);
    assert_eq!(shown(&desk.database, "totals"), expected(&readable, "totals"));
    assert_eq!(shown(&desk.database, "leaderboards"), expected(&readable, "leaderboards"));
    let rankings = desk.builds("rankings").remove(0);
    assert!(rankings.stopped_why.unwrap().contains("this is too much"));
    // A program that can take it.
    desk.order(Order::Retry, "rankings");
    desk.order(Order::Retry, "totals");
    desk.order(Order::Retry, "leaderboards");
    let workers = desk.keep::<Tables>(&[]);
    desk.until("they are built anew", || desk.active("leaderboards").is_some_and(|build| build.build == 2));
    desk.wait_up_to_date(&PROJECTIONS);
    check(&desk.database, &events);
    drop(workers);
}

/// Read models that stumble once when they are asked for rows.
struct Clumsy(Tables);

static HAS_STUMBLED: AtomicBool = AtomicBool::new(false);

impl TableModel for Clumsy {
    type Views = Views;
    const TABLES: &'static [Table] = Tables::TABLES;

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
        assert!(table == 0 || HAS_STUMBLED.swap(true, Ordering::Relaxed), "one stumbles");
        self.0.take_changes(table)
    }

    fn digest(&self, table: usize) -> [u8; 32] {
        self.0.digest(table)
    }
}

#[test]
fn a_worker_that_breaks_down_is_started_again() {
    let (desk, events) = (Desk::new(), history(36, 120));
    desk.append(&events);
    let workers = desk.keep::<Clumsy>(&[]);
    desk.wait_up_to_date(&PROJECTIONS);
    drop(workers);
    assert!(HAS_STUMBLED.load(Ordering::Relaxed));
    check(&desk.database, &events);
}
