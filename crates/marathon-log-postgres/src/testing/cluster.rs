//! A server of its own, in a temporary folder, on a free port of this machine.

use std::fs;
use std::io::Write;
use std::net::TcpListener;
use std::os::unix::fs::OpenOptionsExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;

use tempfile::TempDir;

use super::programs::{needs_owner, run, words};

/// Owner of everything in a cluster.
pub(super) const SUPERUSER: &str = "postgres";
pub(super) const PASSWORD: &str = "a-password-of-tests";

/// Ports are free when they are chosen; somebody else may be quicker.
const PORTS_TRIED_MAX: usize = 5;

/// How a server is set up.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Whether commits reach the disk. Nothing can be said about durability without.
    pub fsync: bool,
    /// Lines for `postgresql.conf`, such as `max_connections = 20`.
    pub lines: Vec<String>,
    /// Files to put into the server's folder, readable by it alone: name and content.
    pub files: Vec<(&'static str, String)>,
    /// What the server's folder is made in, instead of the system's folder for temporary files.
    pub parent: Option<PathBuf>,
}

impl Default for Settings {
    fn default() -> Self {
        Self { fsync: true, lines: Vec::new(), files: Vec::new(), parent: None }
    }
}

/// How a server is stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop {
    /// Open transactions are rolled back, everything is written.
    Fast,
    /// As a crash: the next start recovers from the write-ahead log.
    Immediate,
}

/// A running server. It ends when it is dropped, and when the process ends.
#[derive(Debug)]
pub struct Cluster {
    home: Option<TempDir>,
    data: PathBuf,
    port: u16,
    /// Waits for this process to end, however it ends, and then stops the server and removes its folder.
    watchdog: Child,
}

impl Cluster {
    /// The server that all tests of this process share. Who stops servers starts one of their own.
    ///
    /// # Panics
    /// As [`Self::start`].
    pub fn shared() -> &'static Self {
        static SHARED: OnceLock<Cluster> = OnceLock::new();
        SHARED.get_or_init(|| Self::start(&Settings::default()))
    }

    /// A server of its own.
    ///
    /// # Panics
    /// If PostgreSQL is missing, or does not start.
    #[must_use]
    pub fn start(settings: &Settings) -> Self {
        let home = new_home(settings.parent.as_deref());
        let data = home.path().join("data");
        let password = home.path().join("password");
        write_private(&password, PASSWORD);
        run(
            "initdb",
            &[
                "--no-sync",
                "--encoding=UTF8",
                "--locale=C",
                "--auth=scram-sha-256",
                &format!("--username={SUPERUSER}"),
                &format!("--pwfile={}", password.display()),
                &format!("--pgdata={}", data.display()),
            ],
        );
        configure(&data, settings);
        let watchdog = watchdog(&data, home.path());
        let mut cluster = Self { home: Some(home), data, port: 0, watchdog };
        cluster.find_port();
        cluster
    }

    fn find_port(&mut self) {
        for _ in 1..PORTS_TRIED_MAX {
            self.port = free_port();
            if self.try_start_again() {
                return;
            }
        }
        self.port = free_port();
        self.start_again();
    }

    /// Where the server listens, on 127.0.0.1.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The folder of the server.
    #[must_use]
    pub fn data(&self) -> &Path {
        &self.data
    }

    /// The URL of a database for the owner of everything.
    #[must_use]
    pub fn url(&self, database: &str) -> String {
        format!("postgres://{SUPERUSER}:{PASSWORD}@127.0.0.1:{}/{database}", self.port)
    }

    /// Stops the server.
    ///
    /// # Panics
    /// If it does not stop.
    pub fn stop(&self, how: Stop) {
        let mode = match how {
            Stop::Fast => "--mode=fast",
            Stop::Immediate => "--mode=immediate",
        };
        run("pg_ctl", &["stop", &self.pgdata(), mode, "--wait", "--silent"]);
    }

    /// Starts the server that was stopped, on the same port.
    ///
    /// # Panics
    /// If it does not start, with the end of its log.
    pub fn start_again(&self) {
        if !self.try_start_again() {
            let log = fs::read_to_string(self.log()).unwrap_or_default();
            let last: Vec<&str> = log.lines().rev().take(20).collect();
            panic!("PostgreSQL does not start: {}", last.into_iter().rev().collect::<Vec<_>>().join("\n"));
        }
    }

    /// A copy of this server that follows it and only reads.
    ///
    /// # Panics
    /// If it does not start.
    #[must_use]
    pub fn standby(&self) -> Self {
        let home = new_home(None);
        let data = home.path().join("data");
        let from = format!("--dbname={}", self.url("replication"));
        let to = format!("--pgdata={}", data.display());
        run("pg_basebackup", &[&from, &to, "--write-recovery-conf", "--checkpoint=fast", "--no-sync"]);
        let watchdog = watchdog(&data, home.path());
        let mut cluster = Self { home: Some(home), data, port: 0, watchdog };
        cluster.find_port();
        cluster
    }

    fn try_start_again(&self) -> bool {
        let words = words("pg_ctl");
        let status = Command::new(&words[0])
            .args(&words[1..])
            .args(["start", &self.pgdata(), "--wait", "--silent", "--timeout=60"])
            .arg(format!("--log={}", self.log().display()))
            .arg(format!("--options=-p {}", self.port))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status();
        status.is_ok_and(|status| status.success())
    }

    fn pgdata(&self) -> String {
        format!("--pgdata={}", self.data.display())
    }

    fn log(&self) -> PathBuf {
        self.data.join("server.log")
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        // The watchdog sees its pipe close and does the rest.
        drop(self.watchdog.stdin.take());
        let _ = self.watchdog.wait();
        drop(self.home.take());
    }
}

fn configure(data: &Path, settings: &Settings) {
    let mut lines = vec![
        "listen_addresses = '127.0.0.1'".to_owned(),
        "unix_socket_directories = ''".to_owned(),
        "shared_buffers = 64MB".to_owned(),
        "max_connections = 200".to_owned(),
        format!("fsync = {}", if settings.fsync { "on" } else { "off" }),
    ];
    lines.extend(settings.lines.iter().cloned());
    let file = fs::OpenOptions::new().append(true).open(data.join("postgresql.conf"));
    let mut file = file.expect("open postgresql.conf");
    writeln!(file, "{}", lines.join("\n")).expect("write postgresql.conf");
    for (name, content) in &settings.files {
        write_private(&data.join(name), content);
    }
}

fn new_home(parent: Option<&Path>) -> TempDir {
    let parent = parent.map_or_else(std::env::temp_dir, Path::to_owned);
    let home = tempfile::Builder::new().prefix("marathon-postgres-").tempdir_in(parent);
    let home = home.expect("a folder for a cluster");
    give_away(home.path());
    home
}

/// Writes a file that the server alone may read.
fn write_private(path: &Path, content: &str) {
    let file = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path);
    file.and_then(|mut file| file.write_all(content.as_bytes())).expect("write a file of a cluster");
    give_away(path);
}

/// Gives a file to the user that the server runs as.
fn give_away(path: &Path) {
    if needs_owner() {
        let chown = Command::new("chown").arg("postgres:").arg(path).status();
        assert!(chown.is_ok_and(|status| status.success()), "{} cannot be given to postgres", path.display());
    }
}

/// A shell that outlives this process just long enough to clean up after it. It is no part of the terminal's group, so
/// that an interrupt from the keyboard does not end it first.
fn watchdog(data: &Path, home: &Path) -> Child {
    let stop = words("pg_ctl");
    let script = r#"
        home=$1; data=$2; shift 2
        read -r _
        "$@" stop --pgdata="$data" --mode=immediate --wait --silent >/dev/null 2>&1
        rm -rf "$home"
    "#;
    Command::new("sh")
        .args(["-c", script, "watchdog"])
        .args([home, data])
        .args(stop)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .process_group(0)
        .spawn()
        .expect("start a shell")
}

fn free_port() -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
    listener.local_addr().expect("a port").port()
}
