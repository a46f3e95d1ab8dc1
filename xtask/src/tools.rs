//! What has to be on the machine: installed if it can be, named if it cannot.

use std::{env, fs, path::PathBuf, process::Command};

use crate::run::{Failed, cargo, heading, program};

/// Whether this cargo has a subcommand of that name.
pub(crate) fn has_cargo(subcommand: &str) -> bool {
    cargo(&[subcommand, "--version"]).works()
}

/// What formatting, lints and builds need.
pub(crate) fn need_for_checks() -> Result<(), Failed> {
    heading("Tools");
    need_component("rustfmt", "fmt")?;
    need_component("clippy", "clippy")?;
    need_for_builds()
}

/// What building needs beside cargo.
pub(crate) fn need_for_builds() -> Result<(), Failed> {
    // The crate that builds SQLite takes the compiler from here, too.
    let compiler = std::env::var("CC").unwrap_or_else(|_| "cc".to_owned());
    if program(&compiler, &["--version"]).works() || cfg!(windows) {
        return Ok(());
    }
    eprintln!("MISSING: a C compiler (`{compiler}`), which builds the embedded SQLite.");
    eprintln!(
        "Install one: `apt-get install build-essential`, `dnf install gcc` or `xcode-select --install`."
    );
    Err(Failed(1))
}

/// What tests need beside that: the programs of PostgreSQL, to start servers of their own.
pub(crate) fn need_for_tests() -> Result<(), Failed> {
    if has_postgres() {
        println!("postgresql: present");
        return Ok(());
    }
    println!("postgresql: missing");
    if installs(&["postgresql"]) && has_postgres() {
        return Ok(());
    }
    eprintln!(
        "MISSING: PostgreSQL (initdb, pg_ctl, postgres), which the tests start servers of their own with."
    );
    eprintln!(
        "Install it: `apt-get install postgresql` as root, or set MARATHON_POSTGRES_BIN to the folder with its programs."
    );
    Err(Failed(1))
}

/// What a cluster needs beside that: Patroni, and etcd as its judge. Where it may, it also lays links of its own.
pub(crate) fn need_for_failover() -> Result<(), Failed> {
    let has = || program("patronictl", &["version"]).works() && program("etcd", &["--version"]).works();
    if has() {
        println!("patroni, etcd: present");
        return Ok(());
    }
    println!("patroni, etcd: missing");
    if installs(&["patroni", "etcd-server", "iproute2"]) && has() {
        return Ok(());
    }
    eprintln!("MISSING: Patroni (patroni, patronictl) or etcd, of which a cluster is made.");
    eprintln!("Install them: `apt-get install patroni etcd-server iproute2` as root.");
    Err(Failed(1))
}

/// What journeys through the pages need: a browser, and what drives it.
pub(crate) fn need_for_pages() -> Result<(), Failed> {
    heading("A browser");
    let browser = env::var("CHROMIUM").unwrap_or_else(|_| "chromium-headless-shell".to_owned());
    let has = || {
        let programs = [&browser, "node", "npm"];
        programs.into_iter().all(|name| program(name, &["--version"]).works())
    };
    let there = has() || installs(&["chromium-headless-shell", "nodejs", "npm"]) && has();
    if !there {
        eprintln!(
            "MISSING: a browser (`{browser}`), node or npm, which journeys through the pages are walked with."
        );
        eprintln!("Install them: `apt-get install chromium-headless-shell nodejs npm` as root,");
        eprintln!("or set CHROMIUM to a Chromium of yours.");
        return Err(Failed(1));
    }
    println!("browser, node, npm: present");
    let modules = ["ci", "--prefix", "tests/browser", "--ignore-scripts", "--no-audit", "--no-fund"];
    program("npm", &modules).run().inspect_err(|_| {
        eprintln!(
            "MISSING: the modules of tests/browser/package-lock.json, which come from the npm registry."
        );
    })
}

/// Where a build puts the program.
pub(crate) fn built_program() -> String {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..");
    let target = env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), |dir| root.join(dir));
    target.join("debug/marathon").display().to_string()
}

/// Installs packages, where there is a tool for it. Services of theirs are not needed, but may be started.
fn installs(packages: &[&str]) -> bool {
    let apt = |args: &[&str]| program("apt-get", args).with("DEBIAN_FRONTEND", "noninteractive");
    if !apt(&["--version"]).works() {
        return false;
    }
    // Old lists of packages may still do.
    let _ = apt(&["update"]).run();
    apt(&[&["install", "--yes", "--no-install-recommends"], packages].concat()).run().is_ok()
}

/// What building peers of the product needs: UmaDB's client compiles its protocol, esrs links OpenSSL.
pub(crate) fn need_for_peers() -> Result<(), Failed> {
    need_for_builds()?;
    let needs: [(&str, &[&str], &str); 3] = [
        ("protoc", &["--version"], "protobuf-compiler"),
        ("pkg-config", &["--version"], "pkg-config"),
        ("pkg-config", &["--exists", "openssl"], "libssl-dev"),
    ];
    for (tool, args, package) in needs {
        let there = || program(tool, args).works();
        let comes = || installs(&[package]) && there();
        if !there() && !comes() {
            eprintln!("MISSING: {package}. Install it: `apt-get install {package}` as root.");
            return Err(Failed(1));
        }
    }
    Ok(())
}

/// Whether the tests will find it: they look in the same places.
fn has_postgres() -> bool {
    let named = env::var_os("MARATHON_POSTGRES_BIN").map(PathBuf::from);
    let configured = Command::new("pg_config").arg("--bindir").output().ok();
    let configured = configured.map(|out| PathBuf::from(String::from_utf8_lossy(&out.stdout).trim()));
    let of_debian = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let of_debian = of_debian.map(|version| version.path().join("bin"));
    named.into_iter().chain(configured).chain(of_debian).any(|folder| folder.join("initdb").exists())
}

fn need_component(component: &str, subcommand: &str) -> Result<(), Failed> {
    if has_cargo(subcommand) {
        println!("{component}: present");
        return Ok(());
    }
    if program("rustup", &["--version"]).works() {
        println!("{component}: missing, installing");
        program("rustup", &["component", "add", component]).run()?;
        if has_cargo(subcommand) {
            return Ok(());
        }
    }
    eprintln!("MISSING: {component}, and rustup could not install it.");
    eprintln!("Install Rust with rustup (https://rustup.rs), then: rustup component add {component}");
    Err(Failed(1))
}
