//! A machine of a cluster: etcd, and Patroni with its PostgreSQL. Only processes started here are ever ended, by number.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::Mutex,
};

use marathon_log_postgres::testing::{bin, is_root};

use super::network::{Link, MACHINES, Network};

pub const POSTGRES_PORT: u16 = 25432;
pub const PATRONI_PORT: u16 = 28008;
const ETCD_PORT: u16 = 22379;
const ETCD_PEER_PORT: u16 = 22380;

/// Seconds after which a leader that is not heard of is one no more, and between two rounds of Patroni.
pub const TTL: u64 = 30;
pub const LOOP_WAIT: u64 = 10;
const RETRY_TIMEOUT: u64 = 10;

pub const PASSWORD: &str = "a-password-of-tests";

/// Lines of a log that are shown when something goes wrong.
const LOG_LINES: usize = 15;

pub struct Machine {
    no: usize,
    home: PathBuf,
    etcd: Mutex<Option<Child>>,
    patroni: Mutex<Option<Child>>,
}

impl Machine {
    /// Prepares a machine in a folder of its own under `home`.
    pub fn new(no: usize, home: &Path, network: &Network) -> Self {
        let home = home.join(format!("machine-{}", no + 1));
        fs::create_dir(&home).unwrap();
        fs::write(home.join("patroni.yml"), settings(no, &home, network)).unwrap();
        give_away(&home);
        Self { no, home, etcd: Mutex::default(), patroni: Mutex::default() }
    }

    pub fn start(&self, network: &Network) {
        let http = |no: usize, port: u16| format!("http://{}:{port}", network.address(no));
        let peers: Vec<String> =
            (0..MACHINES).map(|no| format!("etcd-{no}={}", http(no, ETCD_PEER_PORT))).collect();
        let (client, peer) = (http(self.no, ETCD_PORT), http(self.no, ETCD_PEER_PORT));
        let etcd = [
            "etcd".to_owned(),
            format!("--name=etcd-{}", self.no),
            format!("--data-dir={}", self.home.join("etcd").display()),
            format!("--listen-client-urls={client}"),
            format!("--advertise-client-urls={client}"),
            format!("--listen-peer-urls={peer}"),
            format!("--initial-advertise-peer-urls={peer}"),
            format!("--initial-cluster={}", peers.join(",")),
            "--initial-cluster-state=new".to_owned(),
            "--logger=zap".to_owned(),
        ];
        *self.etcd.lock().unwrap() = Some(self.spawn("etcd", &etcd, network));
        let patroni = ["patroni".to_owned(), self.settings().display().to_string()];
        *self.patroni.lock().unwrap() = Some(self.spawn("patroni", &patroni, network));
    }

    /// Its links go dead, and with them everything that runs on it.
    pub fn lose(&self, network: &Network) {
        network.cut(self.no, Link::Clients);
        network.cut(self.no, Link::Cluster);
        for (name, process) in [("patroni", &self.patroni), ("etcd", &self.etcd)] {
            if let Some(mut child) = process.lock().unwrap().take() {
                fs::remove_file(self.home.join(format!("{name}.pid"))).unwrap();
                child.kill().unwrap();
                child.wait().unwrap();
            }
        }
        let postmaster = self.postmaster();
        let children = fs::read_to_string(format!("/proc/{postmaster}/task/{postmaster}/children"));
        self.kill_postmaster();
        // The one that is waited for longest may be gone already.
        let _ = Command::new("kill").arg("-KILL").args(children.unwrap_or_default().split(' ')).output();
    }

    /// Starts what was lost.
    pub fn come_back(&self, network: &Network) {
        network.mend(self.no, Link::Clients);
        network.mend(self.no, Link::Cluster);
        self.start(network);
    }

    /// The number of PostgreSQL's first process.
    pub fn postmaster(&self) -> u32 {
        let file = self.home.join("data/postmaster.pid");
        let text = fs::read_to_string(&file).unwrap_or_else(|e| panic!("{}: {e}", file.display()));
        text.lines().next().and_then(|line| line.trim().parse().ok()).expect("a number of a process")
    }

    pub fn kill_postmaster(&self) {
        let killed = Command::new("kill").args(["-KILL", &self.postmaster().to_string()]).status();
        assert!(killed.unwrap().success());
    }

    /// The file with Patroni's settings.
    pub fn settings(&self) -> PathBuf {
        self.home.join("patroni.yml")
    }

    /// The last lines of its logs.
    pub fn logs(&self) -> String {
        let mut all = String::new();
        for name in ["etcd", "patroni"] {
            let text = fs::read_to_string(self.home.join(format!("{name}.log"))).unwrap_or_default();
            let last: Vec<&str> = text.lines().rev().take(LOG_LINES).collect();
            let last: Vec<&str> = last.into_iter().rev().collect();
            all.push_str(&format!("--- {name} of machine {}\n{}\n", self.no + 1, last.join("\n")));
        }
        all
    }

    fn spawn(&self, name: &str, words: &[String], network: &Network) -> Child {
        let all: Vec<String> =
            [network.on(self.no), somebody(), words.to_vec()].into_iter().flatten().collect();
        let log =
            fs::OpenOptions::new().create(true).append(true).open(self.home.join(format!("{name}.log")));
        let log = log.unwrap();
        let child = Command::new(&all[0])
            .args(&all[1..])
            .current_dir(&self.home)
            .stdin(Stdio::null())
            .stdout(log.try_clone().unwrap())
            .stderr(log)
            .spawn()
            .unwrap_or_else(|e| {
                panic!("cannot run {name}: {e}; `cargo xtask failover` says what to install")
            });
        fs::write(self.home.join(format!("{name}.pid")), child.id().to_string()).unwrap();
        child
    }
}

fn settings(no: usize, home: &Path, network: &Network) -> String {
    let etcd: Vec<String> = (0..MACHINES).map(|no| format!("{}:{ETCD_PORT}", network.address(no))).collect();
    format!(
        "scope: marathon
name: machine-{name}
restapi: {{ listen: '{listen}:{PATRONI_PORT}', connect_address: '{address}:{PATRONI_PORT}' }}
etcd3: {{ hosts: [{etcd}] }}
bootstrap:
  dcs:
    ttl: {TTL}
    loop_wait: {LOOP_WAIT}
    retry_timeout: {RETRY_TIMEOUT}
    synchronous_mode: true
    postgresql:
      use_pg_rewind: true
      parameters: {{ wal_log_hints: 'on', shared_buffers: 32MB, max_connections: 100 }}
  initdb: [ encoding: UTF8, locale: C, data-checksums ]
postgresql:
  listen: '{listen}:{POSTGRES_PORT}'
  connect_address: '{address}:{POSTGRES_PORT}'
  data_dir: {home}/data
  bin_dir: {bin}
  pgpass: {home}/pgpass
  parameters: {{ unix_socket_directories: '' }}
  pg_hba: [ host all all all scram-sha-256, host replication all all scram-sha-256 ]
  authentication:
    superuser: {{ username: postgres, password: {PASSWORD} }}
    replication: {{ username: replica, password: {PASSWORD} }}
    rewind: {{ username: rewind, password: {PASSWORD} }}
",
        name = no + 1,
        listen = network.listens_on(no),
        address = network.address(no),
        etcd = etcd.join(", "),
        home = home.display(),
        bin = bin().display(),
    )
}

/// The words that make root somebody else, as whom nothing here runs.
fn somebody() -> Vec<String> {
    let words = "setpriv --reuid=postgres --regid=postgres --init-groups";
    if is_root() { words.split(' ').map(str::to_owned).collect() } else { Vec::new() }
}

/// Gives a folder and what is in it to the user that everything runs as.
pub fn give_away(folder: &Path) {
    if is_root() {
        let given = Command::new("chown").args(["-R", "postgres:"]).arg(folder).status();
        assert!(given.unwrap().success(), "{} cannot be given to postgres", folder.display());
    }
}
