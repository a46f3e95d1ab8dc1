//! Roles, passwords, and what is said about them.

use std::cell::Cell;
use std::error::Error;
use std::ops::ControlFlow;
use std::thread;
use std::time::Duration;

use marathon_events::Position;
use marathon_log::{EventLog, LogError, LogStore, Turn, TurnOutcome};
use marathon_log_postgres::testing::Database;
use marathon_log_postgres::{PostgresOptions, PostgresStore, ROLES_SQL};

use crate::given::{
    append, create, database_and_log, event, name, numbers, open, refusal, try_numbers, until, win,
};

/// A login of its own for each test: roles belong to the server.
fn login(database: &Database<'_>, role: &str) -> String {
    let user = format!("{role}_of_{}", database.name());
    database.sql(ROLES_SQL);
    database.sql(&format!("CREATE ROLE {user} LOGIN PASSWORD 'hush-hush' IN ROLE {role}"));
    format!("postgres://{user}:hush-hush@127.0.0.1:{}/{}", database.cluster().port(), database.name())
}

#[test]
fn a_node_appends_and_can_rewrite_nothing() {
    let (database, _store, log) = database_and_log();
    win(&*log, 0);
    let url = login(&database, "marathon_node");
    let (store, log) = open(&PostgresOptions::new(&url));
    let turn =
        Turn { expected: Position(1), expected_refusal: 0, events: &[event(1)], refusals: &[refusal(9)] };
    assert_eq!(log.append(&turn).expect("append"), TurnOutcome::Won);
    log.hold().expect("hold");
    let turn = Turn { expected: Position(2), expected_refusal: 1, events: &[event(2)], refusals: &[] };
    assert_eq!(log.append(&turn).expect("append"), TurnOutcome::Won);
    let other = marathon_log::LogName::parse("2027").expect("a name");
    store.create(&other).expect("a node opens marathons");

    for forbidden in [
        "UPDATE marathon.events SET entry = ''",
        "UPDATE marathon.events SET position = position WHERE false",
        "DELETE FROM marathon.events",
        "TRUNCATE marathon.events",
        "UPDATE marathon.refusals SET outcome = ''",
        "DELETE FROM marathon.refusals",
        "TRUNCATE marathon.refusals",
        "UPDATE marathon.heads SET log_id = 7",
        "DELETE FROM marathon.heads",
        "UPDATE marathon.logs SET name = 'other'",
        "DELETE FROM marathon.logs",
        "DELETE FROM marathon.migrations",
        "DROP TABLE marathon.events",
        "ALTER TABLE marathon.events DISABLE TRIGGER ALL",
        "CREATE TABLE marathon.mine (i int)",
    ] {
        assert_eq!(database.try_sql(&url, forbidden), Err("42501".to_owned()), "{forbidden}");
    }
    assert_eq!(numbers(&*log), [0, 1, 2]);
}

#[test]
fn not_even_the_owner_slips() {
    let (database, _store, log) = database_and_log();
    win(&*log, 0);
    for table in ["events", "refusals"] {
        for slip in ["UPDATE marathon.{} SET log_id = 7", "DELETE FROM marathon.{}", "TRUNCATE marathon.{}"] {
            let slip = slip.replace("{}", table);
            assert_eq!(database.try_sql(&database.url(), &slip), Err("42501".to_owned()), "{slip}");
        }
    }
    assert_eq!(numbers(&*log), [0]);
}

#[test]
fn who_only_reads_reads() {
    let (database, _store, log) = database_and_log();
    win(&*log, 0);
    let url = login(&database, "marathon_reader");
    let select = "SELECT log, position, type, version, entry FROM marathon.history";
    let rows = database.try_sql(&url, select).expect("read");
    let entry = String::from_utf8(event(0).entry.to_vec()).expect("text");
    let texts: Vec<_> = rows[0].iter().flatten().map(String::as_str).collect();
    assert_eq!(texts, ["2026", "0", "tried", "1", entry.as_str()]);
    let (_store, log) = open(&PostgresOptions::new(&url));
    assert_eq!(numbers(&*log), [0]);
    let error = append(&*log, 1, 1).expect_err("it may not");
    assert!(error.to_string().contains("marathon_node"), "{error}");
}

#[test]
fn errors_say_what_to_do_and_no_password() {
    let database = Database::new();
    let port = database.cluster().port();
    let of = |url: String| {
        let mut options = PostgresOptions::new(url);
        options.connect_wait_max = Duration::from_secs(2);
        options
    };
    let here = format!("127.0.0.1:{port}");
    for (url, advice) in [
        ("postgres://postgres:hush-hush@127.0.0.1:1/x".to_owned(), "pg_isready -h 127.0.0.1 -p 1"),
        (format!("postgres://postgres:hush-hush@{here}/{}", database.name()), "check user and password"),
        (format!("postgres://nobody:hush-hush@{here}/{}", database.name()), "check user and password"),
        (database.cluster().url("not_there"), "createdb not_there"),
        (format!("{}?sslmode=require", database.url()), "pg_isready"),
        (format!("{}?sslrootcert=/not/there.pem", database.url()), "PEM"),
    ] {
        let error = PostgresStore::open(&of(url)).err().expect("it cannot be opened");
        assert!(matches!(error, LogError::Unavailable { .. }), "{error:?}");
        assert!(error.to_string().contains(advice), "{error}");
        let source = error.source().map(|e| format!("{e} {e:?}")).unwrap_or_default();
        for secret in ["hush-hush", "a-password-of-tests"] {
            assert!(!format!("{error} {error:?} {source}").contains(secret), "{error:?}");
        }
    }
}

#[test]
fn a_role_without_rights_is_told_to_have_it_prepared() {
    let database = Database::new();
    let user = format!("stranger_to_{}", database.name());
    database.sql(&format!("CREATE ROLE {user} LOGIN PASSWORD 'hush-hush'"));
    let url =
        format!("postgres://{user}:hush-hush@127.0.0.1:{}/{}", database.cluster().port(), database.name());
    let error = PostgresStore::open(&PostgresOptions::new(url)).err().expect("it is not prepared");
    assert!(error.to_string().contains("marathon migrate"), "{error}");
}

#[test]
fn a_visitor_that_needs_more_connections_than_there_are_gets_an_error() {
    let database = Database::new();
    let mut options = database.options();
    options.connections_max = 1;
    options.connect_wait_max = Duration::from_millis(200);
    let (_store, log) = create(&options);
    win(&*log, 0);
    let mut inner = None;
    log.scan(Position(0), Position(1), &mut |_| {
        inner = Some(log.next());
        ControlFlow::Continue(())
    })
    .expect("scan");
    let error = inner.expect("a visit").expect_err("there is one connection, and the scan has it");
    assert!(error.to_string().contains("all connections of this process are in use"), "{error}");
    assert_eq!(log.next().expect("afterwards"), Position(1));
}

#[test]
fn a_gap_is_damage_and_names_its_position() {
    let (database, _store, log) = database_and_log();
    for n in 0..5 {
        win(&*log, n);
    }
    let slip = "ALTER TABLE marathon.events DISABLE TRIGGER ALL;";
    database.sql(&format!("{slip} DELETE FROM marathon.events WHERE position = 2"));
    let seen = Cell::new(0);
    let scan = |until| {
        log.scan(Position(0), Position(until), &mut |_| {
            seen.set(seen.get() + 1);
            ControlFlow::Continue(())
        })
    };
    scan(2).expect("before the gap");
    let error = scan(5).expect_err("a gap");
    assert!(matches!(&error, LogError::Damaged { detail, .. } if detail.contains("event 2 ")), "{error:?}");
    assert_eq!(seen.get(), 4, "nothing beyond the gap was shown");
    // The last one, too: the head says that it was there.
    database.sql("DELETE FROM marathon.events WHERE position >= 2");
    let error = scan(5).expect_err("a gap");
    assert!(matches!(&error, LogError::Damaged { detail, .. } if detail.contains("event 2 ")), "{error:?}");
    database.sql("UPDATE marathon.events SET leaf_hash = '\\x00' WHERE position = 1");
    let error = scan(5).expect_err("not what anybody writes");
    assert!(matches!(&error, LogError::Damaged { detail, .. } if detail.contains("event 1 ")), "{error:?}");
}

#[test]
fn a_head_that_somebody_moved_back_doubles_no_position() {
    let (database, _store, log) = database_and_log();
    win(&*log, 0);
    database.sql("UPDATE marathon.heads SET next = 0");
    let error = append(&*log, 0, 1).expect_err("position 0 is taken");
    assert!(matches!(error, LogError::Failed { .. }), "{error:?}");
    database.sql("UPDATE marathon.heads SET next = 1");
    win(&*log, 1);
    assert_eq!(numbers(&*log), [0, 1]);
}

#[test]
fn a_commit_that_did_not_wait_for_its_standby_is_unknown() {
    let cluster = marathon_log_postgres::testing::Cluster::start(&Default::default());
    let database = Database::on(&cluster);
    let (_store, log) = create(&database.options());
    let superuser = database.session();
    superuser.sql("ALTER SYSTEM SET synchronous_standby_names = 'nobody'");
    superuser.sql("SELECT pg_reload_conf()");
    until("a standby is asked for", || {
        database.sql("SHOW synchronous_standby_names")[0][0].as_deref() == Some("nobody")
    });
    thread::scope(|scope| {
        let writer = scope.spawn(|| append(&*log, 0, 0));
        let ask = "SELECT pid FROM pg_stat_activity WHERE wait_event = 'SyncRep'";
        until("the commit waits for a standby", || database.sql(ask).len() == 1);
        superuser.sql("SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep'");
        let outcome = writer.join().expect("a writer");
        assert!(matches!(outcome, Err(LogError::Unknown { .. })), "on one disk alone: {outcome:?}");
    });
    assert_eq!(log.next().expect("next"), Position(1));
    assert_eq!(name().as_str(), "2026");
}

#[test]
fn an_entry_that_was_changed_is_not_handed_out() {
    let (database, _store, log) = database_and_log();
    (0..3).for_each(|n| win(&*log, n));
    // Whoever owns the server can do anything. It does not go unnoticed.
    database.sql(
        "SET session_replication_role = replica;
         UPDATE marathon.events SET entry = convert_to(replace(convert_from(entry, 'UTF8'), '1', '7'), 'UTF8')
         WHERE position = 1",
    );
    let error = try_numbers(&*log).expect_err("it is not what was written");
    assert!(matches!(&error, LogError::Damaged { detail, .. } if detail.contains("event 1")), "{error:?}");
}
