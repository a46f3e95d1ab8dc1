//! `memory`: how many bytes of memory a deed and an entrant take.

use anyhow::Result;

use crate::{
    deeds::Doer,
    history::{Growth, History},
    stats::whole,
    table::{Table, say},
    weigh::{BOARDS_ASKED, Weight, weigh},
};

#[derive(clap::Args)]
pub(crate) struct Args {
    /// Sizes as `entrants:deeds`; at least two that differ in their proportion
    #[arg(long, value_delimiter = ',', default_value = "100000:100000,100000:1000000,500000:500000", value_parser = size)]
    sizes: Vec<(u64, u64)>,
    /// How many of a hundred deeds are verified
    #[arg(long, default_value_t = 70)]
    verified: u64,
}

fn size(text: &str) -> Result<(u64, u64), String> {
    let parts = text.split_once(':').and_then(|(e, d)| Some((e.parse().ok()?, d.parse().ok()?)));
    parts.ok_or_else(|| format!("`{text}` is not like 1000:20000"))
}

/// What is weighed: its name, and where it is.
type Part = (&'static str, fn(&Weight) -> f64);
const PARTS: [Part; 6] = [
    ("live state", |w| w.live),
    ("projections", |w| w.views),
    ("both", |w| w.live + w.views),
    ("orders asked for", |w| w.views_asked - w.views),
    ("all of it", |w| w.live + w.views_asked),
    ("process, without orders", |w| w.resident),
];

pub(crate) fn run(args: &Args) -> Result<()> {
    let mut head = vec!["entrants".to_owned(), "deeds".to_owned()];
    head.extend(PARTS.map(|(name, _)| format!("{name}, MiB")));
    let head: Vec<_> = head.iter().map(String::as_str).collect();
    let mut table = Table::new(
        "How much memory do a deed and an entrant take, in the live state and all projections together?",
        &head,
    );
    let mut weights = Vec::new();
    let nothing = history(0, 0, args.verified)?;
    for &(entrants, deeds) in &args.sizes {
        let weight = history(entrants, deeds, args.verified)?;
        let mut row = vec![whole(entrants as f64), whole(deeds as f64)];
        row.extend(PARTS.map(|(_, of)| format!("{:.1}", of(&weight) / f64::from(1 << 20))));
        table.row(row);
        weights.push((entrants as f64, deeds as f64, weight));
    }
    table.print();
    let mut solved = Table::new(
        "Solved for two unknowns by least squares, what an empty marathon takes being left out:",
        &["part", "bytes/entrant", "bytes/deed"],
    );
    for (name, of) in PARTS {
        let (entrant, deed) = solve(weights.iter().map(|(e, d, w)| (*e, *d, of(w) - of(&nothing))));
        solved.row([name.to_owned(), format!("{entrant:.0}"), format!("{deed:.0}")]);
    }
    solved.print();
    println!(
        "\n{} % of the deeds are verified. Orders asked for: {BOARDS_ASKED} boards and every nomination.",
        args.verified
    );
    Ok(())
}

fn history(entrants: u64, deeds: u64, verified_percent: u64) -> Result<Weight> {
    let folder = tempfile::tempdir()?;
    let mut history = History::create(folder.path())?;
    history.grow(Growth { entrants: entrants as usize, deeds, verified_percent, doer: Doer::Anybody })?;
    say("memory: weighing");
    // From a snapshot the process holds what it needs; folding leaves behind what reading took for a while.
    history.snapshot()?;
    let loaded = weigh(folder.path(), true)?;
    let folded = weigh(folder.path(), false)?;
    Ok(Weight { resident: loaded.resident, ..folded })
}

/// Least squares for `bytes = e × entrants + d × deeds`.
fn solve(sizes: impl Iterator<Item = (f64, f64, f64)>) -> (f64, f64) {
    let (mut ee, mut ed, mut dd, mut eb, mut db) = (0.0, 0.0, 0.0, 0.0, 0.0);
    for (e, d, bytes) in sizes {
        ee += e * e;
        ed += e * d;
        dd += d * d;
        eb += e * bytes;
        db += d * bytes;
    }
    let determinant = ee * dd - ed * ed;
    ((eb * dd - db * ed) / determinant, (db * ee - eb * ed) / determinant)
}
