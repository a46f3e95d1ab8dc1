//! The real program as a child process. Only processes started here are ever killed, by their own handle.

use std::{
    env, fs,
    io::{BufRead, BufReader, Read},
    net::SocketAddr,
    path::{Path, PathBuf},
    process::{Child, ChildStdout, Command, ExitStatus, Stdio},
    sync::OnceLock,
    thread,
    time::{Duration, Instant},
};

use super::client::{Answer, Client, get};

/// A program that does not do what is waited for within this time has failed the test.
const PATIENCE: Duration = Duration::from_secs(120);
const LOOK_AGAIN: Duration = Duration::from_millis(2);

/// The program, built in the profile of this test; `MARATHON_BIN` names another one.
pub fn program() -> &'static Path {
    static PROGRAM: OnceLock<PathBuf> = OnceLock::new();
    PROGRAM.get_or_init(|| match env::var_os("MARATHON_BIN") {
        Some(path) => path.into(),
        None => build(),
    })
}

fn build() -> PathBuf {
    let test = env::current_exe().unwrap();
    // target/<profile>/deps/<test>
    let folder = test.ancestors().nth(2).unwrap();
    let profile = match folder.file_name().and_then(|name| name.to_str()) {
        Some("debug") => "dev",
        Some(name) => name,
        None => panic!("{} is in no profile's folder", test.display()),
    };
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    // Selected like this test, so that crates have the same features and are not built again.
    let selected = ["--workspace", "--test", "suite", "--bin", "marathon"];
    // What cargo tells of the package it runs: build scripts of others would be run again because of it.
    let mut build = Command::new(cargo);
    for (name, _) in env::vars_os() {
        let text = name.to_string_lossy();
        if text.starts_with("CARGO_PKG_") || text.starts_with("CARGO_MANIFEST_") {
            build.env_remove(&name);
        }
    }
    let built = build
        .args(["build", "--quiet", "--profile", profile])
        .args(selected)
        .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap())
        .env("CARGO_TARGET_DIR", folder.parent().unwrap())
        .status()
        .unwrap();
    assert!(built.success(), "the program does not build");
    folder.join("marathon")
}

/// Whoever starts a program names its organiser's token in this variable, where the folder has no accounts.
pub const TOKEN: &str = "MARATHON_TEST_TOKEN";

/// The token of the organiser of a folder, the same whenever it is asked for.
fn token_of(data: &Path) -> String {
    let file = data.join("test-token");
    if let Ok(token) = fs::read_to_string(&file) {
        return token;
    }
    let token = run(["token", "--role", "organiser", "--data", data.to_str().unwrap()]).done();
    fs::write(file, token.trim()).unwrap();
    token.trim().to_owned()
}

/// How a run of the program ended.
#[derive(Debug)]
pub struct Ended {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

impl Ended {
    /// What was written, of a run that did what it was asked.
    #[track_caller]
    pub fn done(self) -> String {
        assert_eq!(self.code, Some(0), "{self:?}");
        self.out
    }

    /// A run that failed with this code, in words and not in a panic.
    #[track_caller]
    pub fn failed(self, code: i32) -> String {
        assert_eq!(self.code, Some(code), "{self:?}");
        assert!(!self.err.contains("panicked"), "{self:?}");
        assert!(self.err.contains("marathon: "), "{self:?}");
        self.err
    }
}

/// Runs the program to its end.
pub fn run<const N: usize>(args: [&str; N]) -> Ended {
    let output = Command::new(program()).args(args).stdin(Stdio::null()).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    Ended { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
}

/// A running `marathon serve` (or what else serves).
pub struct Process {
    child: Child,
    pub address: SocketAddr,
    log: PathBuf,
    data: PathBuf,
    token: OnceLock<String>,
    // Read no further, kept open: the program must not meet a closed pipe.
    _out: BufReader<ChildStdout>,
}

impl Process {
    /// Serves this folder, and waits until it is said where.
    pub fn serve(data: &Path) -> Self {
        Self::start(data, Command::new(program()))
            .unwrap_or_else(|ended| panic!("it did not start: {ended:?}"))
    }

    /// Serves with a command that ends in the program; tells how it ended if it does not serve.
    pub fn start(data: &Path, mut command: Command) -> Result<Self, Ended> {
        static NEXT: std::sync::atomic::AtomicU64 = std::sync::atomic::AtomicU64::new(0);
        let no = NEXT.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let log = env::temp_dir().join(format!("marathon-test-{}-{no}.log", std::process::id()));
        let tokens = command.get_envs().filter(|(name, _)| *name == TOKEN).filter_map(|(_, token)| token);
        let given = tokens.last().map(|token| token.to_str().unwrap().to_owned());
        command.args(["serve", "--listen", "127.0.0.1:0", "--data"]).arg(data);
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(fs::File::create(&log).unwrap());
        let mut child = command.spawn().unwrap();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let mut said = String::new();
        while out.read_line(&mut said).unwrap() > 0 {
            let address = said.lines().find_map(|line| line.split_once("listening on http://"));
            if let Some((_, address)) = address {
                let address = address.trim().parse().unwrap();
                let token = given.map(OnceLock::from).unwrap_or_default();
                return Ok(Self { child, address, log, data: data.to_owned(), token, _out: out });
            }
        }
        let code = child.wait().unwrap().code();
        let err = fs::read_to_string(&log).unwrap_or_default();
        let _ = fs::remove_file(&log);
        Err(Ended { code, out: said, err })
    }

    /// Of an organiser.
    pub fn client(&self) -> Client {
        Client::new(self.address).bearing(self.token.get_or_init(|| token_of(&self.data)))
    }

    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// What it wrote to its log so far.
    pub fn log(&self) -> String {
        fs::read_to_string(&self.log).unwrap_or_default()
    }

    /// Waits until it says that it is ready, and its views have all of its history.
    pub fn wait_ready(&self) {
        let began = Instant::now();
        let is_ready = |answer: Answer| {
            answer.status == 200
                && answer.json()["marathons"].as_array().is_some_and(|m| m.iter().all(|m| m["lag"] == 0))
        };
        while !self.client().try_ask(&get("/readyz")).is_ok_and(is_ready) {
            assert!(began.elapsed() < PATIENCE, "it is never ready: {}", self.log());
            thread::sleep(LOOK_AGAIN);
        }
    }

    /// Ends it as a power cut would: no signal handler runs.
    pub fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Asks it to stop, as a service manager does, and waits until it has.
    pub fn stop(mut self) -> ExitStatus {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
        let began = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status;
            }
            assert!(began.elapsed() < PATIENCE, "it does not stop: {}", self.log());
            thread::sleep(LOOK_AGAIN);
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = fs::remove_file(&self.log);
        let mut rest = Vec::new();
        let _ = self._out.read_to_end(&mut rest);
    }
}
