//! The disk under PostgreSQL is full: writes are refused for now, nothing is lost, reading goes on, and space brings
//! writing back to the node that was there all the time.

use std::{
    net::TcpStream,
    path::Path,
    process::Command,
    thread,
    time::{Duration, Instant},
};

use marathon_log_postgres::testing::{Cluster, Settings, Stop};

use super::Season;
use crate::support::{
    client::{Client, get, post},
    given::{M, person},
    small_disk::SmallDisk,
};

/// On the one node.
const WRITERS: usize = 16;
/// A write is refused so often in a row: it is not by chance.
const REFUSED: usize = 20;
/// Events that are written once there is space again.
const GO_ON: u64 = 200;
/// A bound that files of the write-ahead log just keep within.
const FILE_BYTES_MAX: &str = "16777216";
const LOOK_AGAIN: Duration = Duration::from_millis(10);
const PATIENCE: Duration = Duration::from_secs(300);

fn until(what: &str, mut is_so: impl FnMut() -> bool) {
    let began = Instant::now();
    while !is_so() {
        assert!(began.elapsed() < PATIENCE, "it never comes to this: {what}");
        thread::sleep(LOOK_AGAIN);
    }
}

/// A server that is stopped before its disk goes.
struct Stopped(&'static Cluster);

impl Stopped {
    fn start(settings: &Settings) -> Self {
        Self(Box::leak(Box::new(Cluster::start(settings))))
    }

    fn listens(&self) -> bool {
        TcpStream::connect(("127.0.0.1", self.0.port())).is_ok()
    }
}

impl Drop for Stopped {
    fn drop(&mut self) {
        if self.listens() {
            self.0.stop(Stop::Immediate);
        }
    }
}

/// A write that no ledger asks for: whether it was taken.
fn is_taken(client: &mut Client) -> bool {
    let answer = client.ask(&post(format!("{M}/entrants"), &person("Rose")));
    if answer.status == 503 {
        assert_eq!(answer.problem(), "outcome-unknown");
        return false;
    }
    answer.expect(201);
    true
}

/// Everybody writes until nothing can be written; `is_down` waits for what becomes of the server then, `more_space`
/// makes room.
fn refuses_and_goes_on(season: &Season, is_down: impl FnOnce(), more_space: impl FnOnce()) {
    season.write_with(WRITERS, || {
        let mut client = season.node(0).client();
        let mut refused = 0;
        until("writes are refused", || {
            refused = if is_taken(&mut client) { 0 } else { refused + 1 };
            refused >= REFUSED
        });
        is_down();
        // Reading goes on from memory, up to what was acknowledged last.
        assert!(!is_taken(&mut client), "written without space");
        let full = client.settle();
        assert!(full > GO_ON, "{full} events fit: the disk was full from the beginning");
        assert_eq!(client.ask(&get("/healthz")).status, 200);
        more_space();
        until("it goes on", || is_taken(&mut client) && client.head() > full + GO_ON);
        println!("full after {full} events");
    });
}

#[test]
fn a_full_disk_of_tables_refuses_writes_and_loses_nothing() {
    let folder = tempfile::TempDir::new().unwrap();
    let disk = SmallDisk::mount(folder.path(), 24);
    let server = Stopped::start(&Settings::default());
    let season = Season::on(server.0, 1);
    if let Some(disk) = &disk {
        move_tables(&season, folder.path());
        disk.fill(2);
        refuses_and_goes_on(&season, || {}, || disk.free());
    } else {
        // Without the right to mount there is another way to the same end.
        limit_files(&season, FILE_BYTES_MAX);
        refuses_and_goes_on(&season, || {}, || limit_files(&season, "unlimited"));
    }
}

#[test]
fn a_server_that_a_full_disk_has_ended_comes_back_to_a_node_that_lives() {
    let folder = tempfile::TempDir::new().unwrap();
    let Some(disk) = SmallDisk::mount(folder.path(), 128) else {
        // Without the right to mount the server is ended as the disk would end it.
        let server = Stopped::start(&Settings::default());
        let season = Season::on(server.0, 1);
        limit_files(&season, FILE_BYTES_MAX);
        return refuses_and_goes_on(&season, || server.0.stop(Stop::Immediate), || server.0.start_again());
    };
    let server = Stopped::start(&Settings { parent: Some(folder.path().to_owned()), ..Settings::default() });
    let season = Season::on(server.0, 1);
    use_up_write_ahead_log(&season);
    disk.fill(6);
    // It cannot go on without a new file of its log, so it ends, and cannot start either.
    let is_down = || until("the server is down", || !server.listens());
    refuses_and_goes_on(&season, is_down, || {
        disk.free();
        // As a service manager would.
        server.0.start_again();
    });
}

/// Moves the database to a table space in this folder; the rest of the server stays where it is.
fn move_tables(season: &Season, folder: &Path) {
    let (space, name) = (folder.join("space"), season.database().name());
    std::fs::create_dir(&space).unwrap();
    // Whoever the server runs as.
    let owner = season.database().cluster().data();
    let same = Command::new("chown").arg("--reference").arg(owner).arg(&space).status().unwrap();
    assert!(same.success());
    let admin = season.database().cluster().url("postgres");
    let sql = |text: &str| season.database().try_sql(&admin, text).unwrap();
    sql(&format!("CREATE TABLESPACE small LOCATION '{}'", space.display()));
    // Nobody may be connected, and nodes come again by themselves.
    until("the database is moved", || {
        season.database().terminate_sessions();
        let moved = format!("ALTER DATABASE {name} SET TABLESPACE small");
        season.database().try_sql(&admin, &moved).is_ok()
    });
}

/// Leaves little room in the present file of the write-ahead log, and no file after it.
fn use_up_write_ahead_log(season: &Season) {
    let files_after = "SELECT FROM pg_ls_waldir() WHERE name > pg_walfile_name(pg_current_wal_insert_lsn())
                       AND length(name) = 24";
    let fill = "SELECT pg_logical_emit_message(false, 'ballast', repeat('x', greatest(0,
                    pg_size_bytes(current_setting('wal_segment_size'))
                    - (pg_walfile_name_offset(pg_current_wal_insert_lsn())).file_offset - 2000000)::int))";
    season.database().sql(fill);
    while !season.database().sql(files_after).is_empty() {
        season.database().sql("SELECT pg_switch_wal()");
        season.database().sql(fill);
    }
}

/// Bounds files of the server from now on.
fn limit_files(season: &Season, bytes: &str) {
    let note = std::fs::read_to_string(season.database().cluster().data().join("postmaster.pid")).unwrap();
    let (id, limit) = (note.lines().next().unwrap(), format!("--fsize={bytes}:"));
    assert!(Command::new("prlimit").args(["--pid", id, &limit]).status().unwrap().success());
    // Those that are there keep the bound that they began with.
    season.database().terminate_sessions();
}
