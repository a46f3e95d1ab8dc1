//! PostgreSQL under Patroni: three machines, a synchronous standby, and nodes that write while the leader is killed,
//! lost, relieved and cut off. How long nobody could write is told at the end.

mod cluster;
mod machine;
mod network;

use std::{
    thread,
    time::{Duration, Instant},
};

use cluster::Cluster;
use network::Link;

use crate::nodes::season::{Acknowledged, Season};

const NODES: usize = 2;
/// Everybody writes undisturbed for this long, before and after.
const CALM: Duration = Duration::from_secs(5);

/// What happens to a cluster; gives the moment when it began.
type Trouble = fn(&Cluster) -> Instant;

const TROUBLES: [(&str, Trouble); 5] = [
    ("nothing", nothing),
    ("the leader's postmaster is killed", postmaster_killed),
    ("the leader's machine is lost", machine_lost),
    ("a planned switchover", switched_over),
    ("the leader is cut off from the others", cut_off),
];

#[test]
fn no_acknowledged_deed_is_lost_or_doubled() {
    let cluster = Cluster::start();
    let mut table = Vec::new();
    for (no, (name, trouble)) in TROUBLES.into_iter().enumerate() {
        println!("\n{name}");
        if !cluster.network.has_links() && name.contains("cut off") {
            table.push(format!("{name:40} NOT RUN: network namespaces need root and iproute2"));
            continue;
        }
        let season = Season::at(cluster.database(&format!("trouble_{no}")), NODES);
        let mut began = Instant::now();
        let acknowledged = season.write_during(|| {
            thread::sleep(CALM);
            began = trouble(&cluster);
            thread::sleep(CALM);
        });
        let everybody = longest_silence(began, acknowledged.iter());
        let of_node = |no| longest_silence(began, acknowledged.iter().filter(|(node, _)| *node == no));
        let one = (0..NODES).map(of_node).max().unwrap();
        let deeds = acknowledged.len();
        let (everybody, one) = (everybody.as_secs_f64(), one.as_secs_f64());
        table.push(format!("{name:40} {everybody:>16.1} {one:>16.1} {deeds:>8}"));
        println!("{}", table.last().unwrap());
    }
    println!(
        "\n{:40} {:>16} {:>16} {:>8}",
        "seconds without acknowledged writes", "from every node", "from one", "deeds"
    );
    println!(
        "{}\nevery acknowledged deed was found, once, and every node agrees with a replay",
        table.join("\n")
    );
}

/// The longest time without an answer, from this moment on.
fn longest_silence<'a>(from: Instant, acknowledged: impl Iterator<Item = &'a Acknowledged>) -> Duration {
    let mut last = from;
    let mut longest = Duration::ZERO;
    for &(_, time) in acknowledged.filter(|(_, time)| *time > from) {
        longest = longest.max(time - last);
        last = time;
    }
    longest
}

fn nothing(_: &Cluster) -> Instant {
    Instant::now()
}

fn postmaster_killed(cluster: &Cluster) -> Instant {
    let leader = cluster.machine(cluster.leader());
    let (killed, began) = (leader.postmaster(), Instant::now());
    leader.kill_postmaster();
    cluster.wait_complete();
    assert_ne!(leader.postmaster(), killed);
    began
}

fn machine_lost(cluster: &Cluster) -> Instant {
    let (leader, began) = (cluster.leader(), Instant::now());
    cluster.machine(leader).lose(&cluster.network);
    cluster.wait_for_other_leader(leader);
    thread::sleep(CALM);
    cluster.machine(leader).come_back(&cluster.network);
    cluster.wait_complete();
    began
}

fn switched_over(cluster: &Cluster) -> Instant {
    let (leader, began) = (cluster.leader(), Instant::now());
    cluster.switch_over();
    cluster.wait_for_other_leader(leader);
    cluster.wait_complete();
    began
}

/// The others and the judge are out of its reach; the nodes are not.
fn cut_off(cluster: &Cluster) -> Instant {
    let (leader, began) = (cluster.leader(), Instant::now());
    cluster.network.cut(leader, Link::Cluster);
    cluster.wait_for_other_leader(leader);
    thread::sleep(CALM);
    cluster.network.mend(leader, Link::Cluster);
    cluster.wait_complete();
    began
}
