//! A database with the log of a small season, and processes that keep its tables.

use std::{
    fs,
    path::PathBuf,
    process::{Child, Command, Stdio},
    sync::Arc,
    thread,
    time::{Duration, Instant},
};

use marathon_engine::tables::{TableModel, TableOptions, TableWorkers};
use marathon_events::{LeafHash, Position, Recorded};
use marathon_log::{
    EventLog, LogName, LogStore, NewEvent, Turn, TurnOutcome,
    tables::{BuildStatus, Order, ReadTables},
};
use marathon_log_postgres::{PostgresLog, PostgresStore, testing::Database};
use rand::{RngExt, SeedableRng, rngs::StdRng};
use serde_json::Value;

use crate::{
    given::{history::Random, random::Dice},
    support::process::{Ended, program},
};

/// Whatever is waited for happens within this time, or the test has failed.
const PATIENCE: Duration = Duration::from_secs(120);
const LOOK_AGAIN: Duration = Duration::from_millis(5);

/// A history that these dice make, the same each time.
pub fn history(seed: u64, commands: usize) -> Vec<Recorded> {
    let mut rng = StdRng::seed_from_u64(seed);
    let dice: Vec<Dice> = (0..commands).map(|_| rng.random()).collect();
    Random::of(&dice).events
}

/// The database, the log in it, and its tables.
pub struct Desk {
    pub database: Database<'static>,
    pub store: Arc<PostgresStore>,
    pub log: Arc<PostgresLog>,
    pub tables: Arc<dyn ReadTables>,
    folder: tempfile::TempDir,
}

impl Desk {
    pub fn new() -> Self {
        let database = Database::new();
        let store = Arc::new(PostgresStore::open(&database.options()).unwrap());
        let log = store.create_log(&name()).unwrap();
        let tables = store.tables().unwrap();
        Self { database, store, log, tables, folder: tempfile::TempDir::new().unwrap() }
    }

    /// Appends events where they belong.
    pub fn append(&self, events: &[Recorded]) {
        let entry = |event: &Recorded| event.encode();
        self.append_as(events, entry);
    }

    /// The same, with other bytes.
    pub fn append_as(&self, events: &[Recorded], entry: impl Fn(&Recorded) -> Vec<u8>) {
        let Some(first) = events.first() else { return };
        let new = |event: &Recorded| {
            let entry = entry(event);
            NewEvent {
                stream: event.stream,
                revision: event.revision,
                leaf_hash: LeafHash::of(&entry),
                entry: entry.into(),
                command: None,
            }
        };
        let events: Vec<_> = events.iter().map(new).collect();
        let turn = Turn { expected: first.position, expected_refusal: 0, events: &events, refusals: &[] };
        assert_eq!(self.log.append(&turn).unwrap(), TurnOutcome::Won);
    }

    /// Starts to keep the tables, in this process.
    pub fn keep<M: TableModel>(&self, projections: &[&str]) -> TableWorkers {
        let options = TableOptions {
            projections: projections.iter().map(ToString::to_string).collect(),
            lease: Duration::from_secs(2),
            snapshots: None,
        };
        TableWorkers::start::<M>(self.store.clone(), self.tables.clone(), options).unwrap()
    }

    /// Starts `marathon work`.
    pub fn keeper(&self) -> Keeper {
        static NEXT: std::sync::atomic::AtomicU64 = std::sync::atomic::AtomicU64::new(0);
        let no = NEXT.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let said = self.folder.path().join(format!("keeper-{no}.log"));
        let child = self
            .command(&["work", "--lease", "2"])
            .stdout(Stdio::null())
            .stderr(fs::File::create(&said).unwrap())
            .spawn()
            .unwrap();
        Keeper { child, said }
    }

    /// Runs the program on the database to its end.
    pub fn run(&self, args: &[&str]) -> Ended {
        let output = self.command(args).output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
        Ended { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
    }

    /// What a command prints as JSON.
    pub fn json(&self, args: &[&str]) -> Value {
        serde_json::from_str(self.run(args).done().trim()).unwrap()
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(program());
        command.args(args).arg("--data").arg(self.folder.path().join("data")).stdin(Stdio::null());
        command.env("MARATHON_DATABASE_URL", self.database.url());
        command
    }

    pub fn order(&self, order: Order<'_>, projection: &str) -> u64 {
        self.tables.order(order, None, Some(projection)).unwrap()
    }

    /// The builds of a projection.
    pub fn builds(&self, projection: &str) -> Vec<BuildStatus> {
        let mut builds = self.tables.list().unwrap();
        builds.retain(|build| build.projection == projection);
        builds
    }

    /// The build that readers see.
    pub fn active(&self, projection: &str) -> Option<BuildStatus> {
        self.builds(projection).into_iter().find(|build| build.active)
    }

    /// Waits until readers of this projection see every event of the log, and nothing is being built.
    #[track_caller]
    pub fn wait_up_to_date(&self, projections: &[&str]) {
        let next = self.log.next().unwrap();
        for projection in projections {
            self.until(&format!("{projection} has all {next} events"), || {
                let builds = self.builds(projection);
                builds.len() == 1 && builds[0].active && builds[0].next >= next
            });
        }
    }

    /// Asks again and again until it is so.
    #[track_caller]
    pub fn until(&self, what: &str, mut is: impl FnMut() -> bool) {
        let began = Instant::now();
        while !is() {
            assert!(began.elapsed() < PATIENCE, "never: {what}: {:#?}", self.tables.list());
            thread::sleep(LOOK_AGAIN);
        }
    }
}

/// A process of its own that keeps the tables. It ends when it is dropped.
pub struct Keeper {
    child: Child,
    said: PathBuf,
}

impl Keeper {
    /// Whether it is this process that keeps the build.
    pub fn keeps(&self, build: &BuildStatus) -> bool {
        let id = format!("process {} ", self.child.id());
        build.owner.as_ref().is_some_and(|owner| owner.starts_with(&id))
    }

    /// Ends it as a power cut would.
    pub fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Lets it hang, and go on.
    pub fn signal(&self, signal: &str) {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args([signal, &id]).status().unwrap().success());
    }

    pub fn log(&self) -> String {
        fs::read_to_string(&self.said).unwrap_or_default()
    }
}

impl Drop for Keeper {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub fn name() -> LogName {
    LogName::parse("small").unwrap()
}

/// A position by its number.
pub fn at(position: u64) -> Position {
    Position(position)
}
