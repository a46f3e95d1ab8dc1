//! What the tables should say: a recount from the events by the naive model, which knows nothing of folds.

use std::collections::BTreeMap;

use marathon_events::{DeedKind, EntrantId, Figures, Recorded};
use marathon_log_postgres::testing::Database;

use crate::projections::naive::{Naive, NaiveDeed};

/// Rows in the order of their text.
pub type Rows = Vec<Vec<Option<String>>>;

pub const PROJECTIONS: [&str; 3] = ["totals", "leaderboards", "rankings"];

/// What readers see of a projection.
pub fn shown(database: &Database<'_>, projection: &str) -> Rows {
    sorted(database.sql(&format!("SELECT {} FROM marathon.{projection} AS t", columns(projection))))
}

fn columns(projection: &str) -> &'static str {
    match projection {
        "totals" => {
            "day, region, sector, kind, claimed_deeds, claimed_people, claimed_amount, claimed_minutes,
             verified_deeds, verified_people, verified_amount, verified_minutes"
        }
        "leaderboards" => {
            "entrant_id, credit, deed_kind, sector, alias, entrant_kind, home_region, claimed_deeds,
             claimed_amount, claimed_minutes, verified_deeds, verified_amount, verified_minutes"
        }
        _ => "nomination, entrant_id, rank, numerator, denominator, deeds, units, capped_units, active",
    }
}

/// What they should see after these events.
pub fn expected(events: &[Recorded], projection: &str) -> Rows {
    let naive = Naive::of(events);
    sorted(match projection {
        "totals" => totals(&naive),
        "leaderboards" => leaderboards(&naive),
        _ => rankings(&naive),
    })
}

/// Every table says what it should after these events.
#[track_caller]
pub fn check(database: &Database<'_>, events: &[Recorded]) {
    for projection in PROJECTIONS {
        assert_eq!(shown(database, projection), expected(events, projection), "{projection}");
    }
}

fn sorted(mut rows: Rows) -> Rows {
    rows.sort();
    rows
}

fn row(cells: impl IntoIterator<Item = String>) -> Vec<Option<String>> {
    cells.into_iter().map(Some).collect()
}

fn amount(deed: &NaiveDeed) -> (u64, u64) {
    match deed.figures {
        Figures::GoodDeedDone { people_helped, person_minutes, .. } => {
            (people_helped.0.into(), person_minutes.0.into())
        }
        Figures::TreesPlanted { trees, .. } => (trees.0.into(), 0),
        Figures::WasteCollected { grams, .. } => (grams.0, 0),
        Figures::AnimalsHelped { animals, .. } => (animals.0.into(), 0),
    }
}

fn add(sums: &mut [u64], deed: &NaiveDeed, more: &[u64]) {
    let half = sums.len() / 2;
    let parts = [(deed.stands, 0), (deed.verified, half)];
    for (_, from) in parts.into_iter().filter(|(counts, _)| *counts) {
        sums[from..from + half].iter_mut().zip(more).for_each(|(sum, more)| *sum += more);
    }
}

fn totals(naive: &Naive) -> Rows {
    let mut cells: BTreeMap<[String; 4], [u64; 8]> = BTreeMap::new();
    for deed in naive.deeds.iter().filter(|deed| deed.stands) {
        let (amount, minutes) = amount(deed);
        let key = [
            deed.day.to_string(),
            deed.region.to_string(),
            deed.sector.to_string(),
            deed.kind().name().to_owned(),
        ];
        let people = u64::from(deed.figures.people().0);
        add(cells.entry(key).or_default(), deed, &[1, people, amount, minutes]);
    }
    cells.into_iter().map(|(key, sums)| row(key.into_iter().chain(sums.map(|n| n.to_string())))).collect()
}

fn leaderboards(naive: &Naive) -> Rows {
    let mut cells: BTreeMap<(EntrantId, &str, DeedKind, String), [u64; 6]> = BTreeMap::new();
    for deed in naive.deeds.iter().filter(|deed| deed.stands) {
        let (amount, minutes) = amount(deed);
        let key = |who, credit| (who, credit, deed.kind(), deed.sector.to_string());
        add(cells.entry(key(deed.entrant, "whole")).or_default(), deed, &[1, amount, minutes]);
        for person in naive.named(deed) {
            let share = |quantity| naive.share(deed, person, quantity).unwrap();
            let more = [1, share(amount), share(minutes)];
            add(cells.entry(key(person, "share")).or_default(), deed, &more);
        }
    }
    let line = |((id, credit, kind, sector), sums): ((EntrantId, &str, DeedKind, String), [u64; 6])| {
        let who = &naive.entrants[&id];
        let about = [
            id.to_string(),
            credit.to_owned(),
            kind.name().to_owned(),
            sector,
            who.alias.clone(),
            who.kind.name().to_owned(),
            who.region.to_string(),
        ];
        row(about.into_iter().chain(sums.map(|n| n.to_string())))
    };
    cells.into_iter().map(line).collect()
}

fn rankings(naive: &Naive) -> Rows {
    let mut rows = Rows::new();
    for nomination in &naive.rules.nominations {
        for line in naive.ranking(nomination) {
            let sum = |which: usize| line.deeds.iter().map(|d| d.units[which]).sum::<u64>().to_string();
            rows.push(row([
                nomination.id.clone(),
                line.id.to_string(),
                line.rank.to_string(),
                line.numerator.to_string(),
                line.denominator.to_string(),
                line.deeds.len().to_string(),
                sum(1),
                sum(2),
                line.active.to_string(),
            ]));
        }
    }
    rows
}
