//! Three machines with one leader.

use std::{
    net::SocketAddr,
    path::Path,
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use marathon_log_postgres::testing::Session;
use serde_json::Value;

use super::{
    machine::{LOOP_WAIT, Machine, PASSWORD, PATRONI_PORT, POSTGRES_PORT, give_away},
    network::{MACHINES, Network},
};
use crate::support::client::{Client, get};

/// A cluster that is not as it should be within this time has failed the test.
const PATIENCE: Duration = Duration::from_secs(180);
const LOOK_AGAIN: Duration = Duration::from_millis(200);
/// What Patroni says of itself may be that old: a round, and one to think it over.
const ROUNDS: Duration = Duration::from_secs(2 * LOOP_WAIT);

pub struct Cluster {
    pub network: Network,
    machines: Vec<Machine>,
    watchdog: Child,
}

impl Cluster {
    /// Starts everything and waits until there is a leader, a synchronous standby and another one.
    pub fn start() -> Self {
        let network = Network::claim();
        let home = tempfile::Builder::new().prefix("marathon-failover-").tempdir().unwrap().keep();
        give_away(&home);
        // It is there first: what is made from here on is removed again.
        let watchdog = watchdog(&home);
        network.lay();
        let machines: Vec<_> = (0..MACHINES).map(|no| Machine::new(no, &home, &network)).collect();
        machines.iter().for_each(|machine| machine.start(&network));
        let cluster = Self { network, machines, watchdog };
        cluster.wait("complete", is_complete);
        cluster
    }

    pub fn machine(&self, no: usize) -> &Machine {
        &self.machines[no]
    }

    /// A new database; its URL names all machines.
    pub fn database(&self, name: &str) -> String {
        let hosts: Vec<_> = (0..MACHINES)
            .map(|no| format!("{}:{POSTGRES_PORT}", self.network.address_for_clients(no)))
            .collect();
        let url = |name: &str| format!("postgres://postgres:{PASSWORD}@{}/{name}", hosts.join(","));
        Session::open(&(url("postgres") + "?target_session_attrs=read-write"))
            .sql(&format!("CREATE DATABASE {name}"));
        url(name)
    }

    /// Who leads, as Patroni says.
    pub fn leader(&self) -> usize {
        let members = self.wait("led by somebody", |members| leader_of(members).is_some());
        leader_of(&members).unwrap()
    }

    /// Waits until somebody else leads.
    pub fn wait_for_other_leader(&self, than: usize) {
        self.wait("led by somebody else", |members| leader_of(members).is_some_and(|no| no != than));
    }

    /// Waits until everybody is back.
    pub fn wait_complete(&self) {
        thread::sleep(ROUNDS);
        self.wait("complete again", is_complete);
    }

    /// Lets the synchronous standby take over, as an operator does.
    pub fn switch_over(&self) {
        let from = self.leader();
        let members = self.wait("complete", is_complete);
        let to = members.iter().find(|m| m["role"] == "sync_standby").unwrap()["name"].as_str().unwrap();
        let words =
            [self.network.on(from), ["timeout", "120", "patronictl"].map(str::to_owned).to_vec()].concat();
        let output = Command::new(&words[0])
            .args(&words[1..])
            .arg("-c")
            .arg(self.machines[from].settings())
            .args(["switchover", "marathon", "--leader", &name_of(from), "--candidate", to, "--force"])
            .output()
            .unwrap();
        assert!(output.status.success(), "{output:?}");
    }

    /// What Patroni says once it is as it should be.
    fn wait(&self, what: &str, is_so: impl Fn(&[Value]) -> bool) -> Vec<Value> {
        let began = Instant::now();
        loop {
            let members = self.members();
            if is_so(&members) {
                return members;
            }
            if began.elapsed() > PATIENCE {
                let logs: String = self.machines.iter().map(Machine::logs).collect();
                panic!("the cluster is not {what} after {PATIENCE:?}: {members:?}\n{logs}");
            }
            thread::sleep(LOOK_AGAIN);
        }
    }

    /// What the machines say of the cluster: of those that answer, the ones that know of the newest timeline.
    fn members(&self) -> Vec<Value> {
        let said = (0..MACHINES).filter_map(|no| {
            let address = format!("{}:{PATRONI_PORT}", self.network.address_for_clients(no));
            let address: SocketAddr = address.parse().unwrap();
            // The client waits longer than we do for a machine that is lost.
            std::net::TcpStream::connect_timeout(&address, Duration::from_millis(500)).ok()?;
            let answer = Client::new(address).try_ask(&get("/cluster")).ok()?;
            answer.json()["members"].as_array().cloned()
        });
        said.max_by_key(|members| members.iter().filter_map(|m| m["timeline"].as_u64()).max())
            .unwrap_or_default()
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        // The watchdog sees its pipe close and does the rest.
        drop(self.watchdog.stdin.take());
        let _ = self.watchdog.wait();
    }
}

fn name_of(machine: usize) -> String {
    format!("machine-{}", machine + 1)
}

fn leader_of(members: &[Value]) -> Option<usize> {
    let leader = members.iter().find(|m| m["role"] == "leader" && m["state"] == "running")?;
    (0..MACHINES).find(|no| leader["name"] == name_of(*no))
}

/// A leader, a synchronous standby, and everybody on the same timeline.
fn is_complete(members: &[Value]) -> bool {
    let runs = |m: &Value| m["state"] == "running" || m["state"] == "streaming";
    members.len() == MACHINES
        && leader_of(members).is_some()
        && members.iter().any(|m| m["role"] == "sync_standby")
        && members.iter().all(|m| runs(m) && m["timeline"] == members[0]["timeline"])
}

/// A shell that outlives this process just long enough to clean up after it. A process whose number is in a file is
/// ended only if it works in that folder: by then it may be somebody else's number.
fn watchdog(home: &Path) -> Child {
    let script = r#"
        home=$1
        end() {
            pid=$(head -n 1 "$2" 2>/dev/null) && [ "$(readlink "/proc/$pid/cwd")" = "$3" ] && kill "-$1" "$pid"
        }
        read -r _
        for machine in "$home"/machine-*; do end KILL "$machine/patroni.pid" "$machine"; done
        for machine in "$home"/machine-*; do
            end KILL "$machine/etcd.pid" "$machine"
            end QUIT "$machine/data/postmaster.pid" "$machine/data"
            for _ in 1 2 3 4 5 6 7 8 9 10; do
                end 0 "$machine/data/postmaster.pid" "$machine/data" || break
                sleep 0.5
            done
        done
        for no in 1 2 3; do
            ip link del "marathon-c$no"
            ip link del "marathon-h$no"
            ip netns del "marathon-$no"
        done
        [ -e /sys/class/net/marathon-0 ] && ip link del marathon-0
        rm -rf "$home"
    "#;
    use std::os::unix::process::CommandExt;
    Command::new("sh")
        .args(["-c", script, "watchdog"])
        .arg(home)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .process_group(0)
        .spawn()
        .expect("start a shell")
}
