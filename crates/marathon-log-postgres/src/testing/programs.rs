//! The programs of PostgreSQL, and running them as somebody who is not root.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;
use std::{env, fs};

/// Names a folder with the programs; else they are looked for.
const BIN_VARIABLE: &str = "MARATHON_POSTGRES_BIN";

const DEBIAN: &str = "/usr/lib/postgresql";

/// The user and group that PostgreSQL believes to be when root starts it.
const NOBODY: &str = "65534";

const MISSING: &str = "PostgreSQL is needed and was not found: `apt-get install postgresql`, or set \
                       MARATHON_POSTGRES_BIN to the folder with initdb and pg_ctl";

/// The folder with `initdb`, `pg_ctl` and `postgres`.
///
/// # Panics
/// If there is none, with what to do about it.
#[must_use]
pub fn bin() -> &'static Path {
    static BIN: OnceLock<PathBuf> = OnceLock::new();
    BIN.get_or_init(|| {
        let named = env::var_os(BIN_VARIABLE).map(PathBuf::from);
        let configured = Command::new("pg_config").arg("--bindir").output().ok();
        let configured =
            configured.map(|out| PathBuf::from(String::from_utf8_lossy(&out.stdout).trim().to_owned()));
        let mut found: Vec<_> = named.into_iter().chain(configured).chain(of_debian()).collect();
        found.retain(|folder| folder.join("initdb").exists() && folder.join("pg_ctl").exists());
        assert!(!found.is_empty(), "{MISSING}");
        found.swap_remove(0)
    })
}

/// Newest first.
fn of_debian() -> Vec<PathBuf> {
    let Ok(versions) = fs::read_dir(DEBIAN) else { return Vec::new() };
    let mut versions: Vec<(u32, PathBuf)> = versions
        .filter_map(|entry| {
            let path = entry.ok()?.path();
            Some((path.file_name()?.to_str()?.parse().ok()?, path.join("bin")))
        })
        .collect();
    versions.sort_unstable_by(|a, b| b.cmp(a));
    versions.into_iter().map(|(_, path)| path).collect()
}

/// What stands before a program of PostgreSQL, which refuses to run as root.
pub(super) fn prefix() -> &'static [String] {
    static PREFIX: OnceLock<Vec<String>> = OnceLock::new();
    PREFIX.get_or_init(|| {
        if !is_root() {
            return Vec::new();
        }
        let words = |line: &str| line.split(' ').map(str::to_owned).collect::<Vec<_>>();
        let ways = [
            words(&format!("unshare --user --map-user={NOBODY} --map-group={NOBODY}")),
            words("setpriv --reuid=postgres --regid=postgres --clear-groups"),
            words("runuser -u postgres --"),
        ];
        let works = |way: &Vec<String>| {
            Command::new(&way[0]).args(&way[1..]).arg("true").output().is_ok_and(|out| out.status.success())
        };
        ways.into_iter().find(works).expect(
            "PostgreSQL refuses to run as root, and neither unshare, setpriv nor runuser can become somebody else: \
             run the tests as another user",
        )
    })
}

/// Whether the folder of a cluster must be given to the user `postgres`.
pub(super) fn needs_owner() -> bool {
    prefix().first().is_some_and(|program| program != "unshare")
}

/// Whether this process runs as root.
#[must_use]
pub fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt;
    // The owner of what describes this process is who it runs as.
    fs::metadata("/proc/self").is_ok_and(|process| process.uid() == 0)
}

/// The words of a command line that runs a program of PostgreSQL.
pub(super) fn words(program: &str) -> Vec<String> {
    let mut words = prefix().to_vec();
    words.push(bin().join(program).display().to_string());
    words
}

/// Runs a program to its end.
///
/// # Panics
/// If it fails, with what it said.
pub(super) fn run(program: &str, args: &[&str]) -> Output {
    let words = words(program);
    let output = Command::new(&words[0]).args(&words[1..]).args(args).output();
    let output = output.unwrap_or_else(|e| panic!("cannot run {program}: {e}; {MISSING}"));
    assert!(
        output.status.success(),
        "{program} {} failed: {}{}",
        args.join(" "),
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    output
}
