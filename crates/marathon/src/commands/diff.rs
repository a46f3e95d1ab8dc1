//! `marathon diff`: what changed between two moments of a history, and because of which events.

use anyhow::Result;
use marathon_engine::{ReadModel, View};
use marathon_events::{Position, Recorded};
use marathon_projections::{Between, Both, Difference, Move, Value, Views, difference, totals::Counters};

use crate::{
    cli::DiffArgs,
    commands::replay::{self, Stop},
    failure::WrongUsage,
};

/// Folds both moments in one pass.
struct Moments {
    stop: Both<Stop>,
    views: Both<View<Views>>,
    between: Between,
}

pub(crate) fn run(args: &DiffArgs) -> Result<()> {
    let (file, [before, after]) = moments(args)?;
    let stop = Both { before: replay::parse_stop(before)?, after: replay::parse_stop(after)? };
    let mut moments = Moments {
        stop,
        views: Both { before: View::default(), after: View::default() },
        between: Between::default(),
    };
    match (file, &args.marathon) {
        (Some(file), _) => replay::fold_file(file.as_ref(), stop.after, |event| moments.take(event))?,
        (None, Some(slug)) => replay::fold_store(&args.store, slug, stop.after, |event| moments.take(event))?,
        (None, None) => return Err(WrongUsage("name an export, or a marathon with --marathon".into()).into()),
    }
    let difference = moments.difference(args)?;
    if args.json {
        println!("{}", serde_json::to_string(&difference)?);
    } else {
        print(&difference);
    }
    Ok(())
}

/// The file, unless a marathon of the store is meant, and the two moments.
fn moments(args: &DiffArgs) -> Result<(Option<&str>, [&str; 2])> {
    match (args.what.as_slice(), &args.marathon) {
        ([file, before, after], None) => Ok((Some(file), [before, after])),
        ([before, after], Some(_)) => Ok((None, [before, after])),
        _ => Err(WrongUsage(
            "say FILE P Q, or --marathon SLUG P Q: two positions or times, the earlier first".into(),
        )
        .into()),
    }
}

impl Moments {
    fn take(&mut self, event: &Recorded) {
        if self.stop.before.includes(event) {
            self.views.before.apply(event);
        } else {
            self.between.take(event);
        }
        self.views.after.apply(event);
    }

    fn difference(mut self, args: &DiffArgs) -> Result<Difference> {
        let Both { before, after } = &mut self.views;
        if self.stop.before.is_beyond(before.next()) {
            return Err(WrongUsage(
                "the first of the two moments is the later one: name the earlier first".into(),
            )
            .into());
        }
        before.model.settle();
        after.model.settle();
        Ok(difference(before, after, &self.between, args.first.into()))
    }
}

fn print(difference: &Difference) {
    let moment = |as_of: &Option<marathon_projections::Moment>| match as_of {
        Some(moment) => format!("{} ({})", moment.position, moment.time),
        None => "the beginning".to_owned(),
    };
    println!("from position {} to {}", moment(&difference.as_of.before), moment(&difference.as_of.after));
    for (name, number) in &difference.events {
        println!("  {number} {name}");
    }
    print_totals("claimed ", &difference.totals.before.claimed, &difference.totals.after.claimed);
    print_totals("verified", &difference.totals.before.verified, &difference.totals.after.verified);
    for (metric, moves) in &difference.leaderboards {
        print_moves(&format!("leaderboard {metric}"), moves);
    }
    for (nomination, moves) in &difference.nominations {
        print_moves(&format!("nomination {nomination}"), moves);
    }
    for award in &difference.awards {
        let how = if award.amended { "amended" } else { "decided" };
        println!(
            "award {} {how} at position {}, result {}",
            award.nomination, award.position, award.result_hash
        );
        for (place, winner) in (1..).zip(&award.winners) {
            println!("  {place}. {winner}");
        }
        for m in &award.moved {
            let because = causes(&m.because, m.more);
            println!("  {:<12} {}; {because}", places(m.place), m.entrant_id);
        }
    }
}

fn print_totals(label: &str, before: &Counters, after: &Counters) {
    let figures = [
        ("deeds", before.deeds, after.deeds),
        ("people", before.people, after.people),
        ("trees", before.trees, after.trees),
        ("grams", before.grams, after.grams),
        ("animals", before.animals, after.animals),
        ("people helped", before.people_helped, after.people_helped),
        ("person-minutes", before.person_minutes, after.person_minutes),
    ];
    let changed: Vec<_> = figures
        .iter()
        .filter(|(_, before, after)| before != after)
        .map(|(name, before, after)| format!("{name} {before} -> {after}"))
        .collect();
    println!("{label} {}", if changed.is_empty() { "as before".to_owned() } else { changed.join(", ") });
}

fn print_moves(board: &str, moves: &[Move]) {
    if moves.is_empty() {
        return;
    }
    println!("{board}");
    let value = |value: Value| match value {
        Value::Units(units) => units.to_string(),
        Value::Measure(measure) => format!("{}/{}", measure.numerator, measure.denominator),
    };
    for m in moves {
        let values = format!("{} -> {}", value(m.value.before), value(m.value.after));
        let (ranks, because) = (places(m.rank), causes(&m.because, m.more));
        println!("  {ranks:<12} {values}  {} {}; {because}", m.alias, m.entrant_id);
    }
}

fn places(of: Both<Option<u64>>) -> String {
    let place = |place: Option<u64>| place.map_or_else(|| "-".to_owned(), |place| place.to_string());
    format!("{} -> {}", place(of.before), place(of.after))
}

fn causes(because: &[Position], more: u64) -> String {
    let positions: Vec<_> = because.iter().map(ToString::to_string).collect();
    match (positions.is_empty(), more) {
        (true, _) => "others moved".to_owned(),
        (false, 0) => format!("events {}", positions.join(", ")),
        (false, more) => format!("events {} and {more} more", positions.join(", ")),
    }
}
