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

use crate::nodes::season::Season;

const NODES: usize = 2;
/// Everybody writes undisturbed for this long, before and after.
const CALM: Duration = Duration::from_secs(5);

/// What happens to a cluster.
struct Trouble {
    name: &'static str,
    /// It cannot happen where machines have no links of their own.
    cuts: bool,
    /// Lets it happen and waits until all is well again. Gives the moment when it began.
    happen: fn(&Cluster) -> Instant,
}

const TROUBLES: [Trouble; 5] = [
    Trouble { name: "nothing", cuts: false, happen: nothing },
    Trouble { name: "the leader's postmaster is killed", cuts: false, happen: postmaster_killed },
    Trouble { name: "the leader's machine is lost", cuts: false, happen: machine_lost },
    Trouble { name: "a planned switchover", cuts: false, happen: switched_over },
    Trouble { name: "the leader is cut off from the others", cuts: true, happen: cut_off },
];

#[test]
fn no_acknowledged_deed_is_lost_or_doubled() {
    let cluster = Cluster::start();
    let mut table = Vec::new();
    for (no, trouble) in TROUBLES.iter().enumerate() {
        println!("\n{}", trouble.name);
        let told = match trouble.cuts && !cluster.network.has_links() {
            true => "NOT RUN: network namespaces need root and iproute2".to_owned(),
            false => suffer(trouble, &cluster, &format!("trouble_{no}")),
        };
        println!("{told}");
        table.push(format!("{:40}{told}", trouble.name));
    }
    println!(
        "\n{:40}{:>16}{:>16}{:>10}",
        "seconds without acknowledged writes", "from all nodes", "from one", "deeds"
    );
    println!("{}", table.join("\n"));
    println!("every acknowledged deed was found, once, and every node agrees with a replay");
}

/// Lets it happen to a fresh season. Tells how long no node acknowledged anything, and how long one of them did not.
fn suffer(trouble: &Trouble, cluster: &Cluster, database: &str) -> String {
    let season = Season::at(cluster.database(database), NODES);
    let mut during = (Instant::now(), Instant::now());
    let acknowledged = season
        .write_during(|| {
            thread::sleep(CALM);
            let began = (trouble.happen)(cluster);
            thread::sleep(CALM);
            during = (began, Instant::now());
        })
        .acknowledged;
    let all = longest_silence(during, acknowledged.iter());
    let of_node = |no| longest_silence(during, acknowledged.iter().filter(|(node, _)| *node == no));
    let one = (0..NODES).map(of_node).max().unwrap();
    format!("{:>16.1}{:>16.1}{:>10}", all.as_secs_f64(), one.as_secs_f64(), acknowledged.len())
}

/// The longest time without an answer between two moments.
fn longest_silence<'a>(
    (from, until): (Instant, Instant),
    acknowledged: impl Iterator<Item = &'a (usize, Instant)>,
) -> Duration {
    let times = acknowledged.map(|(_, time)| *time).filter(|time| (from..until).contains(time));
    let (mut last, mut longest) = (from, Duration::ZERO);
    for time in times.chain([until]) {
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
