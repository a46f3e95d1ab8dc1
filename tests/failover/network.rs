//! Where the machines of a cluster are, and the links between them.
//!
//! ```text
//!  nodes, this test ──┬── 192.0.2.6 ─── machine 1 ── 198.51.100.1 ──┐
//!                     ├── 192.0.2.10 ── machine 2 ── 198.51.100.2 ──┼── bridge: etcd, Patroni, replication
//!                     └── 192.0.2.14 ── machine 3 ── 198.51.100.3 ──┘
//! ```
//!
//! Each machine is a network namespace. Who may not make one gets three addresses of the loopback, and no link to cut.

use std::process::Command;

/// Machines of a cluster.
pub const MACHINES: usize = 3;

/// The links of a machine, as they are called inside of it.
#[derive(Clone, Copy, Debug)]
pub enum Link {
    /// To the other machines.
    Cluster,
    /// To everybody else.
    Clients,
}

pub struct Network {
    namespaces: bool,
}

impl Network {
    /// Makes the bridge, if that is allowed here. It is also the sign that nobody else is at it.
    pub fn claim() -> Self {
        match ip("link add marathon-0 type bridge") {
            Ok(()) => Self { namespaces: true },
            Err(e) if e.contains("exists") => {
                panic!(
                    "another run is under way, or was broken off: then `ip link del marathon-0` and \
                     `ip netns del marathon-1` (and 2, 3) remove what it left"
                )
            }
            Err(e) => {
                println!("no network namespaces ({e}): the machines are addresses of the loopback");
                Self { namespaces: false }
            }
        }
    }

    /// Lays the links.
    pub fn lay(&self) {
        if self.namespaces {
            must("link set marathon-0 up");
            (0..MACHINES).for_each(lay_links);
        }
    }

    /// Whether links can be cut.
    pub fn has_links(&self) -> bool {
        self.namespaces
    }

    /// Where the other machines find it.
    pub fn address(&self, machine: usize) -> String {
        let no = machine + 1;
        if self.namespaces { format!("198.51.100.{no}") } else { format!("127.77.0.{no}") }
    }

    /// Where everybody else finds it.
    pub fn address_for_clients(&self, machine: usize) -> String {
        if self.namespaces { format!("192.0.2.{}", 4 * machine + 6) } else { self.address(machine) }
    }

    /// What a server on the machine listens on.
    pub fn listens_on(&self, machine: usize) -> String {
        if self.namespaces { "0.0.0.0".to_owned() } else { self.address(machine) }
    }

    /// The words before a command line that is to run on the machine.
    pub fn on(&self, machine: usize) -> Vec<String> {
        let words = format!("ip netns exec marathon-{}", machine + 1);
        if self.namespaces { words.split(' ').map(str::to_owned).collect() } else { Vec::new() }
    }

    /// Pulls a plug, at the machine's end: nobody is told.
    pub fn cut(&self, machine: usize, link: Link) {
        self.set(machine, link, "down");
    }

    pub fn mend(&self, machine: usize, link: Link) {
        self.set(machine, link, "up");
    }

    fn set(&self, machine: usize, link: Link, state: &str) {
        let link = match link {
            Link::Cluster => "cluster",
            Link::Clients => "clients",
        };
        if self.namespaces {
            must(&format!("-n marathon-{} link set {link} {state}", machine + 1));
        }
    }
}

fn lay_links(machine: usize) {
    let no = machine + 1;
    let inside = format!("-n marathon-{no}");
    must(&format!("netns add marathon-{no}"));
    must(&format!("{inside} link set lo up"));
    must(&format!("link add marathon-c{no} type veth peer name cluster netns marathon-{no}"));
    must(&format!("link set marathon-c{no} master marathon-0 up"));
    must(&format!("{inside} address add 198.51.100.{no}/24 dev cluster"));
    must(&format!("{inside} link set cluster up"));
    must(&format!("link add marathon-h{no} type veth peer name clients netns marathon-{no}"));
    must(&format!("address add 192.0.2.{}/30 dev marathon-h{no}", 4 * machine + 5));
    must(&format!("link set marathon-h{no} up"));
    must(&format!("{inside} address add 192.0.2.{}/30 dev clients", 4 * machine + 6));
    must(&format!("{inside} link set clients up"));
}

fn must(words: &str) {
    ip(words).unwrap_or_else(|e| panic!("ip {words}: {e}"));
}

fn ip(words: &str) -> Result<(), String> {
    let output = Command::new("ip").args(words.split(' ')).output().map_err(|e| e.to_string())?;
    let said = String::from_utf8_lossy(&output.stderr).trim().to_owned();
    if output.status.success() { Ok(()) } else { Err(said) }
}
