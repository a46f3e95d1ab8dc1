//! A season on a server of its own, with nodes, writers that never give up, and the promises they were made.

use std::{
    path::PathBuf,
    process::Command,
    sync::{
        Mutex,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use marathon_log_postgres::testing::{Cluster, Database, Proxy, Settings};
use serde_json::Value;

use crate::{
    faults::ledger::{Ledger, Promise, deed, key_of},
    support::{
        client::{Client, get},
        given::person,
        process::{Ended, Process, TOKEN, program},
    },
};

/// Writers on each node.
const WRITERS: usize = 4;
/// A node that is gone or busy is asked again after this.
const ASK_AGAIN: Duration = Duration::from_millis(5);
/// Whatever happens, every writer gets through within this time.
const PATIENCE: Duration = Duration::from_secs(120);

/// The small season in a database, and nodes that serve it.
pub struct Season {
    /// Dropped before the cluster, so that nodes do not complain of its end.
    nodes: Vec<Node>,
    /// `None` if somebody else keeps the database.
    database: Option<Database<'static>>,
    url: String,
    folder: tempfile::TempDir,
}

/// What was seen while everybody wrote.
pub struct Written {
    /// Acknowledged deeds in order: the number of the node, and when the answer came.
    pub acknowledged: Vec<(usize, Instant)>,
    /// The history at the end.
    pub history: Vec<Value>,
}

/// A node; none while it is dead.
pub struct Node {
    process: Mutex<Option<Process>>,
    data: PathBuf,
    url: String,
    /// Of the one organiser of the season.
    token: String,
}

impl Season {
    /// On the server that tests share.
    pub fn shared(nodes: usize) -> Self {
        Self::on(Cluster::shared(), nodes)
    }

    /// On a server of its own, which may be stopped. It lives as long as the process.
    pub fn alone(nodes: usize) -> Self {
        Self::on(Box::leak(Box::new(Cluster::start(&Settings::default()))), nodes)
    }

    /// In an empty database that somebody else keeps.
    #[cfg(feature = "failover")]
    pub fn at(url: String, nodes: usize) -> Self {
        Self::open(url, None, nodes)
    }

    pub fn on(cluster: &'static Cluster, nodes: usize) -> Self {
        let database = Database::on(cluster);
        Self::open(database.url(), Some(database), nodes)
    }

    fn open(url: String, database: Option<Database<'static>>, nodes: usize) -> Self {
        let folder = tempfile::TempDir::new().unwrap();
        let season = Self { nodes: Vec::new(), database, url, folder };
        let rules = season.folder.path().join("rules.toml");
        std::fs::write(&rules, crate::given::rules::SMALL_SEASON_TOML).unwrap();
        season.run(&["open", "--rules", rules.to_str().unwrap()]).done();
        let url = season.url.clone();
        season.with(nodes, &url)
    }

    /// On the server that tests share, which the nodes reach by way of a proxy of it.
    pub fn behind(proxy: &Proxy, nodes: usize) -> Self {
        let season = Self::shared(0);
        let direct = format!(":{}/", Cluster::shared().port());
        let url = season.url.replace(&direct, &format!(":{}/", proxy.port()));
        season.with(nodes, &url)
    }

    fn with(mut self, nodes: usize, url: &str) -> Self {
        if nodes == 0 {
            return self;
        }
        let token = self.run(&["token", "--role", "organiser"]).done().trim().to_owned();
        for no in 0..nodes {
            let data = self.folder.path().join(format!("node-{no}"));
            let (url, token) = (url.to_owned(), token.clone());
            let node = Node { process: Mutex::new(None), data, url, token };
            node.start();
            self.nodes.push(node);
        }
        self
    }

    /// The database, of a season that keeps its own.
    pub fn database(&self) -> &Database<'static> {
        self.database.as_ref().expect("a database of its own")
    }

    /// Runs the program on the database to its end.
    pub fn run(&self, args: &[&str]) -> Ended {
        let mut command = Command::new(program());
        command.args(args).arg("--data").arg(self.folder.path().join("tool"));
        let output = command.env("MARATHON_DATABASE_URL", &self.url).output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
        Ended { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
    }

    pub fn node(&self, no: usize) -> &Node {
        &self.nodes[no]
    }

    pub fn nodes(&self) -> impl Iterator<Item = &Node> + Clone {
        self.nodes.iter()
    }

    /// Lets writers on every node log deeds while `trouble` happens; then checks that everybody got what they were
    /// promised, once, and that all nodes and a replay of the export say the same. Says what was seen.
    pub fn write_during(&self, trouble: impl FnOnce()) -> Written {
        self.write_with(WRITERS, trouble)
    }

    /// The same with so many writers on each node.
    pub fn write_with(&self, writers: usize, trouble: impl FnOnce()) -> Written {
        let who = self.nodes[0].client().register(&person("Tulip"));
        let over = AtomicBool::new(false);
        let written: Vec<(Ledger, Vec<Instant>)> = thread::scope(|scope| {
            let writers: Vec<_> = (0..self.nodes.len() * writers)
                .map(|writer| {
                    let (who, over, node) = (&who, &over, &self.nodes[writer % self.nodes.len()]);
                    scope.spawn(move || node.write(who, writer, over))
                })
                .collect();
            trouble();
            over.store(true, Ordering::Relaxed);
            writers.into_iter().map(|w| w.join().unwrap()).collect()
        });
        let mut all = Ledger::default();
        let mut acknowledged = Vec::new();
        for (writer, (ledger, times)) in written.into_iter().enumerate() {
            assert!(!times.is_empty(), "a writer never got through");
            acknowledged.extend(times.into_iter().map(|time| (writer % self.nodes.len(), time)));
            all.add(ledger);
        }
        acknowledged.sort_unstable_by_key(|&(_, time)| time);
        let deeds = acknowledged.len();
        let history = self.export();
        all.check(&history, deeds);
        self.check_agreement(all.last());
        println!("{deeds} deeds, each acknowledged and found once");
        Written { acknowledged, history }
    }

    pub fn export(&self) -> Vec<Value> {
        let out = self.run(&["export", "--marathon", "small"]).done();
        out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// Every node has everything up to `last` and gives the digest that a replay of the store gives.
    pub fn check_agreement(&self, last: u64) {
        let replayed = self.run(&["replay", "--marathon", "small", "--json"]).done();
        let replayed: Value = serde_json::from_str(replayed.trim()).unwrap();
        assert!(replayed["position"].as_u64().unwrap() >= last);
        for node in &self.nodes {
            node.wait_ready();
            let ask = get(format!("/v1/marathons/small/digest?at={}", replayed["position"]));
            let answer = node.client().ask(&ask);
            assert_eq!(answer.expect(200)["digest"], replayed["digest"]);
        }
    }
}

impl Node {
    /// Starts it, at a new address.
    pub fn start(&self) {
        let mut command = Command::new(program());
        command.env("MARATHON_DATABASE_URL", &self.url).env(TOKEN, &self.token);
        let process = Process::start(&self.data, command).unwrap_or_else(|ended| panic!("{ended:?}"));
        process.wait_ready();
        *self.process.lock().unwrap() = Some(process);
    }

    /// Ends it as a power cut would.
    pub fn kill(&self) {
        if let Some(mut process) = self.process.lock().unwrap().take() {
            process.kill();
        }
    }

    /// Stops its clock, as a machine that hangs does, and lets it go on.
    pub fn signal(&self, signal: &str) {
        let id = self.process.lock().unwrap().as_ref().unwrap().id().to_string();
        assert!(Command::new("kill").args([signal, &id]).status().unwrap().success());
    }

    /// Of the organiser.
    pub fn token(&self) -> &str {
        &self.token
    }

    pub fn client(&self) -> Client {
        self.if_alive().unwrap()
    }

    /// A client of it; none while it is dead.
    pub fn if_alive(&self) -> Option<Client> {
        self.process.lock().unwrap().as_ref().map(Process::client)
    }

    /// Memory of the process.
    pub fn resident_bytes(&self) -> usize {
        let id = self.process.lock().unwrap().as_ref().unwrap().id();
        let status = std::fs::read_to_string(format!("/proc/{id}/status")).unwrap();
        let kib = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
        kib.trim().trim_end_matches(" kB").parse::<usize>().unwrap() << 10
    }

    pub fn wait_ready(&self) {
        self.process.lock().unwrap().as_ref().unwrap().wait_ready();
    }

    /// Logs deed after deed until it is over, and insists on each of them, the last included: whatever breaks, the key
    /// makes it safe. Says when each was acknowledged.
    fn write(&self, who: &str, writer: usize, over: &AtomicBool) -> (Ledger, Vec<Instant>) {
        let (mut ledger, mut times, mut client) = (Ledger::default(), Vec::new(), None);
        let (mut began, mut unanswered) = (Instant::now(), false);
        while unanswered || !over.load(Ordering::Relaxed) {
            let next = times.len() as u64 + 1;
            assert!(began.elapsed() < PATIENCE, "writer {writer} does not get through with deed {next}");
            if client.is_none() {
                client = self.if_alive();
            }
            let key = key_of(writer, next);
            unanswered = true;
            match client.as_mut().map(|c: &mut Client| c.try_ask(&deed(who, &key))) {
                Some(Ok(answer)) if answer.status == 503 => thread::sleep(ASK_AGAIN),
                Some(Ok(answer)) => {
                    ledger.note(&key, Promise::of(&answer));
                    (began, unanswered) = (Instant::now(), false);
                    times.push(began);
                }
                _ => {
                    client = None;
                    thread::sleep(ASK_AGAIN);
                }
            }
        }
        (ledger, times)
    }
}
