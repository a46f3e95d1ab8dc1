//! Long reads from a standby.

use std::ops::ControlFlow;

use marathon_events::Position;
use marathon_log::{EventLog, NewEvent};
use marathon_log_postgres::testing::{Cluster, Database, Session, Settings, Stop};

use crate::given::{append_all, create, event, numbers, open, until};

/// More than are read from the server that takes writes when there is a standby.
const LONG: u64 = 6_000;

#[test]
fn long_reads_are_taken_from_a_standby_and_what_it_lacks_from_the_server() {
    let cluster = Cluster::start(&Settings::default());
    let database = Database::on(&cluster);
    let (store, log) = create(&database.options());
    let events: Vec<NewEvent> = (0..LONG).map(event).collect();
    append_all(&*log, 0, &events).expect("append");
    let standby = cluster.standby();
    drop((store, log));

    let mut options = database.options();
    options.standby_url = Some(standby.url(database.name()));
    let (_store, log) = open(&options);
    let on_standby = Session::open(&standby.url(database.name()));
    let reads_there = || {
        let select = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'marathon'";
        on_standby.sql(select)[0][0].as_deref() != Some("0")
    };
    assert!(!reads_there());
    assert_eq!(numbers(&*log), (0..LONG).collect::<Vec<_>>());
    assert!(reads_there(), "the standby was asked");

    // It stays behind from now on.
    on_standby.sql("SELECT pg_wal_replay_pause()");
    until("it stands still", || {
        on_standby.sql("SELECT pg_get_wal_replay_pause_state()")[0][0].as_deref() == Some("paused")
    });
    let more: Vec<NewEvent> = (LONG..LONG + 10).map(event).collect();
    append_all(&*log, LONG, &more).expect("append");
    assert_eq!(log.next().expect("next"), Position(LONG + 10), "what is new is new at once");
    assert_eq!(numbers(&*log), (0..LONG + 10).collect::<Vec<_>>());

    // It goes away, before a scan and in the middle of one.
    let mut seen = 0;
    log.scan(Position(0), Position(u64::MAX), &mut |stored| {
        assert_eq!(stored.position.0, seen);
        seen += 1;
        if seen == 100 {
            standby.stop(Stop::Immediate);
        }
        ControlFlow::Continue(())
    })
    .expect("scan");
    assert_eq!(seen, LONG + 10);
    assert_eq!(numbers(&*log).len() as u64, LONG + 10);
}
