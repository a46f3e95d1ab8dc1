//! Servers that stop and start.

use marathon_log::{EventLog, LogError, LogStore, TurnOutcome};
use marathon_log_postgres::testing::{Cluster, Database, Settings, Stop};
use marathon_log_postgres::{PostgresOptions, PostgresStore};

use crate::given::{append, append_all, create, database_and_log, event, numbers, until, win};

#[test]
fn a_store_outlives_its_server() {
    let cluster = Cluster::start(&Settings::default());
    let database = Database::on(&cluster);
    let mut options = database.options();
    options.connect_wait_max = std::time::Duration::from_secs(1);
    let (store, log) = create(&options);
    let mut n = 0;
    for how in [Stop::Fast, Stop::Immediate] {
        win(&*log, n);
        cluster.stop(how);
        let down = log.next().expect_err("there is no server");
        let text = format!("{down}");
        assert!(matches!(down, LogError::Unavailable { .. }), "{down:?}");
        assert!(text.contains(&format!("pg_isready -h 127.0.0.1 -p {}", cluster.port())), "{text}");
        assert!(append(&*log, n + 1, n + 1).is_err());
        assert!(store.names().is_err());
        cluster.start_again();
        until("the server lets us in", || log.next().is_ok());
        assert_eq!(append(&*log, n + 1, n + 1).expect("append"), TurnOutcome::Won);
        n += 2;
        assert_eq!(numbers(&*log), (0..n).collect::<Vec<_>>());
    }
}

#[test]
fn a_full_disk_leaves_nothing_and_stops_nobody() {
    let (database, _store, log) = database_and_log();
    win(&*log, 0);
    // What the server says when a file cannot grow, in the middle of a turn.
    database.sql(
        "CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS $$
         BEGIN RAISE EXCEPTION 'no space left on device' USING ERRCODE = 'disk_full'; END $$;
         CREATE TRIGGER no_room AFTER INSERT ON marathon.events FOR EACH ROW
         WHEN (NEW.position = 2) EXECUTE FUNCTION no_room()",
    );
    for held in [false, true, false] {
        if held {
            log.hold().expect("hold");
        }
        let error = append_all(&*log, 1, &[event(1), event(2)]).expect_err("there is no room");
        assert!(matches!(error, LogError::Full { .. }), "{error:?}");
        assert_eq!(numbers(&*log), [0]);
    }
    database.sql("DROP TRIGGER no_room ON marathon.events");
    assert_eq!(append_all(&*log, 1, &[event(1), event(2)]).expect("there is room"), TurnOutcome::Won);
    assert_eq!(numbers(&*log), [0, 1, 2]);
}

#[test]
fn of_several_hosts_the_one_that_takes_writes_is_found() {
    let database = Database::new();
    let port = database.cluster().port();
    // Nobody listens on the first.
    let url = database.url().replace("@127.0.0.1", "@127.0.0.1:1,127.0.0.1");
    let options = PostgresOptions::new(url);
    let (_store, log) = create(&options);
    win(&*log, 0);
    let standing_by = format!("ALTER DATABASE {} SET default_transaction_read_only = on", database.name());
    database.sql(&standing_by);
    let error = PostgresStore::open(&database.options()).err().expect("it takes no writes");
    assert!(matches!(error, LogError::Unavailable { .. }), "{error:?} of {port}");
}

#[test]
fn a_call_inside_somebody_elses_runtime_is_no_panic() {
    let (_database, store, log) = database_and_log();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).build().expect("a runtime");
    let task = runtime.spawn(async move {
        win(&*log, 0);
        let seen = numbers(&*log);
        drop((log, store));
        seen
    });
    assert_eq!(runtime.block_on(task).expect("no panic"), [0]);
}
