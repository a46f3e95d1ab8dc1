//! `append`: how many deeds a second become durable over HTTP, and what share of bare axum that is.

use std::time::Duration;

use anyhow::Result;

use crate::{
    child::Server,
    deeds::Doer,
    history::{Growth, History},
    load::{DeedWriter, Load, Measured, Pace, on_this_thread},
    process,
    stats::{Spread, whole},
    stores,
    table::{Table, say},
};

#[derive(clap::Args)]
pub(crate) struct Args {
    /// Rounds; each measures both servers, one after the other
    #[arg(long, default_value_t = 5)]
    rounds: usize,
    /// Seconds a server is measured in a round
    #[arg(long, default_value_t = 3.0)]
    seconds: f64,
    /// Numbers of connections
    #[arg(long, value_delimiter = ',', default_value = "1,64,256")]
    connections: Vec<usize>,
    /// Let the server make no snapshots, to see what they cost
    #[arg(long)]
    no_snapshots: bool,
    /// Let two nodes share the database and the connections
    #[arg(long, requires = "postgres")]
    two_nodes: bool,
}

struct Round {
    measured: Measured,
    /// Microseconds of processor time for each request.
    server_cpu: f64,
    load_cpu: f64,
}

pub(crate) fn run(args: &Args) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let mut history = History::create(folder.path())?;
    history.grow(Growth { entrants: 1_000, deeds: 0, verified_percent: 0, doer: Doer::Anybody })?;
    let deeds = DeedWriter::after(history);
    let bare = Server::bare()?;
    let real = Server::real(folder.path(), !args.no_snapshots)?;
    let second = tempfile::tempdir()?;
    let second = match args.two_nodes {
        true => {
            stores::share(folder.path(), second.path())?;
            Some(Server::real(second.path(), !args.no_snapshots)?)
        }
        false => None,
    };
    let (bare, real) = (vec![&bare], [Some(&real), second.as_ref()].into_iter().flatten().collect());
    let mut table = Table::new(
        "How many deeds a second, one for each request, are validated, decided, hashed and durable over HTTP, \
         and what share of bare axum's requests is that?",
        &[
            "connections",
            "server",
            "requests/s",
            "p50 µs",
            "p99 µs",
            "server CPU µs/request",
            "load CPU µs/request",
        ],
    );
    let mut ratios = Table::new("Real over bare:", &["connections", "median", "each round"]);
    for &connections in &args.connections {
        say(&format!("append: {connections} connections"));
        let mut rounds = [Vec::new(), Vec::new()];
        // The first round warms up and does not count.
        for round in 0..=args.rounds {
            for (rounds, server) in rounds.iter_mut().zip([&bare, &real]) {
                let lasting = Duration::from_secs_f64(if round == 0 { 0.5 } else { args.seconds });
                let measured = measure(server, connections, lasting, &deeds)?;
                if round > 0 {
                    rounds.push(measured);
                }
            }
        }
        for (name, rounds) in ["bare", "real"].into_iter().zip(&rounds) {
            let spread = |of: fn(&Round) -> f64| Spread::of(rounds.iter().map(of));
            table.row([
                connections.to_string(),
                name.to_owned(),
                spread(|r| r.measured.per_second).to_string(),
                spread(|r| r.measured.latencies.micros(50.0)).to_string(),
                spread(|r| r.measured.latencies.micros(99.0)).to_string(),
                spread(|r| r.server_cpu).digits(1),
                spread(|r| r.load_cpu).digits(1),
            ]);
        }
        let [bare, real] = &rounds;
        let each: Vec<_> =
            real.iter().zip(bare).map(|(r, b)| r.measured.per_second / b.measured.per_second).collect();
        let text: Vec<_> = each.iter().map(|ratio| format!("{ratio:.2}")).collect();
        ratios.row([connections.to_string(), Spread::of(each).digits(2), text.join(" ")]);
    }
    table.print();
    ratios.print();
    println!("\n{} deeds were logged; every answer was 201.", whole(deeds.next() as f64));
    Ok(())
}

fn measure(servers: &[&Server], connections: usize, lasting: Duration, deeds: &DeedWriter) -> Result<Round> {
    let addresses = [servers[0].address, servers[servers.len() - 1].address];
    let load = Load { addresses, connections, pace: Pace::Closed, expect: 201, lasting };
    let own = std::process::id();
    let servers_cpu = || servers.iter().map(|s| s.cpu_seconds()).sum::<f64>();
    let (server_before, load_before) = (servers_cpu(), process::cpu_seconds(own));
    let measured = on_this_thread(load.run(deeds.render()))?;
    let each = |seconds: f64| seconds * 1e6 / measured.latencies.len().max(1) as f64;
    let server_cpu = each(servers_cpu() - server_before);
    let load_cpu = each(process::cpu_seconds(own) - load_before);
    Ok(Round { measured, server_cpu, load_cpu })
}
