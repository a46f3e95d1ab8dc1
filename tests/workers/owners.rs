//! Owners that die, hang and wake up.

use std::{
    path::PathBuf,
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::Duration,
};

use marathon_engine::{
    Snapshots,
    tables::{TableOptions, TableWorkers},
};
use marathon_events::Recorded;
use marathon_log::EventLog;
use marathon_log::tables::Order;
use marathon_log::tables::{BuildState, Cell, Claim, ReadTables, TableChanges, TableWrite, Wanted, Written};
use marathon_projections::{Tables, Views, totals};

use super::{
    Desk,
    desk::{at, name},
    expected::{PROJECTIONS, check},
    history,
};

/// Appends a history bit by bit while `trouble` happens; what is left of it after.
fn append_during(desk: &Desk, events: &[Recorded], trouble: impl FnOnce()) {
    let over = AtomicBool::new(false);
    thread::scope(|scope| {
        scope.spawn(|| {
            let mut rest = events;
            while !rest.is_empty() {
                let size = if over.load(Ordering::Relaxed) { rest.len() } else { 2.min(rest.len()) };
                desk.append(&rest[..size]);
                rest = &rest[size..];
                thread::sleep(Duration::from_millis(10));
            }
        });
        trouble();
        over.store(true, Ordering::Relaxed);
    });
}

#[test]
fn another_takes_over_from_one_that_was_killed() {
    let (desk, events) = (Desk::new(), history(11, 2_000));
    let mut one = desk.keeper();
    append_during(&desk, &events[..600], || {
        desk.until("one keeps all", || {
            let builds = desk.tables.list().unwrap();
            builds.len() == 3 && builds.iter().all(|build| one.keeps(build) && build.next > at(20))
        });
        let other = desk.keeper();
        one.kill();
        let stood: Vec<_> = desk.tables.list().unwrap();
        desk.until("the other keeps all, and goes on", || {
            let builds = desk.tables.list().unwrap();
            builds.iter().zip(&stood).all(|(build, before)| other.keeps(build) && build.next > before.next)
        });
        one = other;
    });
    desk.wait_up_to_date(&PROJECTIONS);
    check(&desk.database, &events[..600]);
    // It was taken over where it stood, not begun again.
    assert!(desk.tables.list().unwrap().iter().all(|build| build.build == 1));
}

#[test]
fn one_that_hung_and_wakes_up_changes_nothing() {
    let (desk, events) = (Desk::new(), history(12, 2_000));
    let one = desk.keeper();
    let mut other = None;
    append_during(&desk, &events[..600], || {
        desk.until("one keeps all", || {
            let builds = desk.tables.list().unwrap();
            builds.len() == 3 && builds.iter().all(|build| one.keeps(build) && build.next > at(20))
        });
        one.signal("-STOP");
        let next = desk.keeper();
        desk.until("the other keeps all", || {
            desk.tables.list().unwrap().iter().all(|build| next.keeps(build))
        });
        one.signal("-CONT");
        desk.until("the first has noticed", || one.log().contains("not ours any more"));
        other = Some(next);
    });
    desk.wait_up_to_date(&PROJECTIONS);
    check(&desk.database, &events[..600]);
    let other = other.unwrap();
    assert!(desk.tables.list().unwrap().iter().all(|build| other.keeps(build)));
    // Row by row what a rebuild from nothing gives.
    let rows = |table| desk.database.sql(&format!("SELECT * FROM marathon.{table} AS t ORDER BY t::text"));
    let kept = PROJECTIONS.map(rows);
    for projection in PROJECTIONS {
        assert_eq!(desk.order(Order::Rebuild, projection), 1);
    }
    desk.wait_up_to_date(&PROJECTIONS);
    assert_eq!(PROJECTIONS.map(rows), kept);
    assert!(desk.tables.list().unwrap().iter().all(|build| build.build == 2));
}

#[test]
fn connections_that_are_cut_cost_nothing() {
    let (desk, events) = (Desk::new(), history(14, 2_000));
    let keeper = desk.keeper();
    let epochs = || desk.database.sql("SELECT epoch FROM marathon.builds");
    append_during(&desk, &events[..900], || {
        desk.until("it keeps all", || {
            let builds = desk.tables.list().unwrap();
            builds.len() == 3 && builds.iter().all(|build| keeper.keeps(build) && build.next > at(20))
        });
        for _ in 0..5 {
            let cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                       WHERE datname = current_database() AND application_name = 'marathon work'";
            desk.until("it is connected and cut off", || !desk.database.sql(cut).is_empty());
            let before = desk.tables.list().unwrap()[0].next;
            desk.until("it goes on", || {
                let next = desk.tables.list().unwrap()[0].next;
                next > before || next == desk.log.next().unwrap()
            });
        }
    });
    desk.wait_up_to_date(&PROJECTIONS);
    check(&desk.database, &events[..900]);
    // It went on with what it had folded.
    assert_eq!(epochs(), vec![[Some("1".to_owned())]; 3]);
}

#[test]
fn one_that_is_asked_to_stop_gives_its_tables_back() {
    let (desk, events) = (Desk::new(), history(15, 80));
    desk.append(&events);
    let keeper = desk.keeper();
    desk.wait_up_to_date(&PROJECTIONS);
    keeper.signal("-TERM");
    desk.until("nobody keeps them", || desk.tables.list().unwrap().iter().all(|build| build.owner.is_none()));
    assert!(desk.tables.list().unwrap().iter().all(|build| build.state == BuildState::Waiting));
}

fn claim(desk: &Desk, owner: &str, lease: Duration) -> Option<Claim> {
    let log = name();
    let wanted = Wanted { log: &log, projection: "totals", version: 1, kept: &[], owner, lease };
    desk.tables.claim(&wanted).unwrap().pop()
}

/// Writes a row that says who wrote it.
fn write(tables: &dyn ReadTables, claim: &Claim, people: u64) -> Written {
    let text = |text: &str| Cell::Text(text.to_owned());
    let day = Cell::Day(marathon_events::Day::new(2024, 7, 14).unwrap());
    let keys = [day, text("KZ-71"), text("social"), text("trees-planted")];
    let values = [1, people, 1, 0, 0, 0, 0, 0].map(Cell::Number);
    let changes =
        TableChanges { changed: vec![keys.into_iter().chain(values).collect()], removed: Vec::new() };
    let write = TableWrite {
        from: claim.next,
        next: claim.next.plus(5),
        applied: claim.next.0 + 5,
        digest: None,
        rate: 0.0,
        layout: &totals::TABLE.layout,
        changes: &changes,
        letters: &[],
    };
    tables.write(claim, &write).unwrap()
}

/// Who wrote the row, and where the build stands.
fn written(desk: &Desk) -> Vec<Vec<Option<String>>> {
    desk.database
        .sql("SELECT claimed_people, next FROM marathon.totals_rows JOIN marathon.builds USING (log_id)")
}

#[test]
fn a_claim_ends_where_a_later_one_begins() {
    let desk = Desk::new();
    let first = claim(&desk, "one", Duration::from_secs(600)).unwrap();
    assert!(claim(&desk, "two", Duration::from_secs(600)).is_none(), "it is kept");
    assert_eq!(desk.tables.keep(&[&first]).unwrap(), [true]);
    assert_eq!(write(&*desk.tables, &first, 1), Written::Done);
    assert_eq!(write(&*desk.tables, &first, 1), Written::Done, "the same again changes nothing");
    assert_eq!(written(&desk), [[Some("1".to_owned()), Some("5".to_owned())]]);
    let elsewhere = Claim { next: at(3), ..first.clone() };
    assert_eq!(write(&*desk.tables, &elsewhere, 1), Written::Refused, "it does not stand there");
    desk.database.sql("UPDATE marathon.builds SET lease_until = now() - interval '1 second'");
    let second = claim(&desk, "two", Duration::from_secs(600)).unwrap();
    assert_eq!((second.next, second.epoch > first.epoch), (at(5), true), "it goes on where the rows stand");
    let woken = Claim { next: at(5), ..first };
    assert_eq!(write(&*desk.tables, &woken, 1), Written::Refused);
    assert_eq!(desk.tables.keep(&[&woken]).unwrap(), [false]);
    assert_eq!(desk.tables.stop(&woken, None, "late").unwrap(), Written::Refused);
    assert!(!desk.tables.switch(&woken).unwrap());
    assert_eq!(write(&*desk.tables, &second, 2), Written::Done);
    assert_eq!(written(&desk), [[Some("2".to_owned()), Some("10".to_owned())]]);
    desk.tables.release(&[&woken]).unwrap();
    assert!(claim(&desk, "one", Duration::from_secs(600)).is_none(), "only its owner gives it back");
    desk.tables.release(&[&second]).unwrap();
    assert!(claim(&desk, "one", Duration::from_secs(600)).is_some());
}

#[test]
fn readers_are_not_shown_a_build_that_stands_less_far() {
    let desk = Desk::new();
    let mut first = claim(&desk, "one", Duration::from_secs(600)).unwrap();
    assert_eq!(write(&*desk.tables, &first, 1), Written::Done);
    assert!(desk.tables.switch(&first).unwrap());
    assert_eq!(desk.order(Order::Rebuild, "totals"), 1);
    let mut second = claim(&desk, "two", Duration::from_secs(600)).unwrap();
    assert_eq!((second.build, second.next), (2, at(0)));
    assert!(!desk.tables.switch(&second).unwrap(), "it has nothing yet");
    assert_eq!(write(&*desk.tables, &second, 2), Written::Done);
    first.next = at(5);
    assert_eq!(write(&*desk.tables, &first, 1), Written::Done);
    assert!(!desk.tables.switch(&second).unwrap(), "the other is ahead");
    let people = || desk.database.sql("SELECT claimed_people, as_of FROM marathon.totals");
    assert_eq!(people(), [[Some("1".to_owned()), Some("9".to_owned())]]);
    second.next = at(5);
    assert_eq!(write(&*desk.tables, &second, 2), Written::Done);
    assert!(desk.tables.switch(&second).unwrap());
    assert_eq!(people(), [[Some("2".to_owned()), Some("9".to_owned())]]);
    assert!(!desk.tables.switch(&first).unwrap(), "an earlier build never comes back");
    // It is gone with its rows, and whoever kept it is told so.
    let sweep = |rows_max| desk.tables.sweep(&name(), "totals", &totals::TABLE.layout, rows_max).unwrap();
    assert_eq!((sweep(1), sweep(1)), (1, 0));
    first.next = at(10);
    assert_eq!(write(&*desk.tables, &first, 1), Written::Refused);
    assert_eq!(desk.tables.keep(&[&first]).unwrap(), [false]);
    assert_eq!(people(), [[Some("2".to_owned()), Some("9".to_owned())]]);
}

#[test]
fn a_write_that_arrives_late_changes_nothing() {
    let desk = Desk::new();
    let first = claim(&desk, "one", Duration::from_secs(600)).unwrap();
    let session = desk.database.session();
    // The write is under way, and waits; meanwhile somebody else claims the build.
    session.sql("BEGIN; UPDATE marathon.builds SET epoch = epoch + 1, owner = 'two'");
    thread::scope(|scope| {
        let late = scope.spawn(|| write(&*desk.tables, &first, 1));
        let waiting = "SELECT pid FROM pg_stat_activity
                       WHERE datname = current_database() AND wait_event_type = 'Lock'";
        desk.until("the write waits", || desk.database.sql(waiting).len() == 1);
        session.sql("COMMIT");
        assert_eq!(late.join().unwrap(), Written::Refused);
    });
    assert_eq!(desk.database.sql("SELECT 1 FROM marathon.totals_rows").len(), 0);
    assert_eq!(desk.builds("totals")[0].next, at(0));
}

#[test]
fn a_role_of_nodes_keeps_tables_and_one_of_readers_reads_them() {
    let (desk, events) = (Desk::new(), history(13, 80));
    desk.append(&events);
    desk.database.sql(marathon_log_postgres::ROLES_SQL);
    let login = |role: &str| {
        let user = format!("{role}_of_{}", desk.database.name());
        desk.database.sql(&format!("CREATE ROLE {user} LOGIN PASSWORD 'hush-hush' IN ROLE {role}"));
        let (port, database) = (desk.database.cluster().port(), desk.database.name());
        format!("postgres://{user}:hush-hush@127.0.0.1:{port}/{database}")
    };
    let options = marathon_log_postgres::PostgresOptions::new(login("marathon_node"));
    let store = std::sync::Arc::new(marathon_log_postgres::PostgresStore::open(&options).unwrap());
    let tables = marathon_log::LogStore::tables(&*store).unwrap();
    let options = TableOptions { projections: Vec::new(), lease: Duration::from_secs(2), snapshots: None };
    let workers = TableWorkers::start::<Tables>(store, tables, options).unwrap();
    desk.wait_up_to_date(&PROJECTIONS);
    desk.order(Order::Rebuild, "totals");
    desk.until("the new build is shown", || desk.active("totals").is_some_and(|build| build.build == 2));
    desk.wait_up_to_date(&PROJECTIONS);
    drop(workers);
    check(&desk.database, &events);

    let reader = login("marathon_reader");
    assert!(
        desk.database.try_sql(&reader, "SELECT * FROM marathon.totals").is_ok_and(|rows| !rows.is_empty())
    );
    for forbidden in ["UPDATE marathon.totals_rows SET claimed_deeds = 7", "DELETE FROM marathon.builds"] {
        assert_eq!(desk.database.try_sql(&reader, forbidden), Err("42501".to_owned()), "{forbidden}");
    }
}

#[test]
fn a_snapshot_shortens_the_way_to_where_the_rows_stand() {
    let (desk, events) = (Desk::new(), history(16, 160));
    let (before, after) = events.split_at(events.len() - 40);
    desk.append(before);
    drop_when_up_to_date(&desk, None);
    let folder = tempfile::TempDir::new().unwrap();
    Snapshots::<Views>::of(folder.path(), &name()).make(&*desk.log).unwrap();
    desk.append(after);
    // Whoever reads from the first event on stops here.
    desk.database.sql(
        "SET session_replication_role = replica; UPDATE marathon.events SET entry = '' WHERE position = 10",
    );
    drop_when_up_to_date(&desk, Some(folder.path().to_owned()));
    check(&desk.database, &events);
}

fn drop_when_up_to_date(desk: &Desk, snapshots: Option<PathBuf>) {
    let options = TableOptions { projections: Vec::new(), lease: Duration::from_secs(2), snapshots };
    let (store, tables) = (desk.store.clone(), desk.tables.clone());
    let workers = TableWorkers::start::<Tables>(store, tables, options).unwrap();
    desk.wait_up_to_date(&PROJECTIONS);
    drop(workers);
}
