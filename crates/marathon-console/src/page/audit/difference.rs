//! The difference between two moments: totals, who moved and because of which events, awards.

use std::collections::BTreeMap;

use marathon_events::{EntrantId, Position, Timestamp};
use marathon_projections::leaderboards::BoardMetric;
use serde::Deserialize;

use super::{Audit, EventChoice, events::happened};
use crate::{
    BoardChoice, Error, ExactValue, links,
    page::{measure, words},
    texts::Texts,
};

/// A difference that was asked for.
#[derive(Clone, Debug)]
pub struct Compared {
    /// The earlier moment, as it was written: user input.
    pub before: String,
    /// The later one: user input.
    pub after: String,
    /// What was found, or why nothing was.
    pub found: Result<Difference, String>,
}

/// Something before and after.
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct Both<T> {
    /// At the earlier moment.
    pub before: T,
    /// At the later moment.
    pub after: T,
}

/// What changed, as the API tells it.
#[derive(Clone, Debug, Deserialize)]
pub struct Difference {
    /// The moments; none before the first event.
    pub as_of: Both<Option<Moment>>,
    /// How many events of each type came between.
    pub events: BTreeMap<String, u64>,
    /// Totals of the whole marathon.
    pub totals: Both<Sums>,
    /// By metric, who moved.
    pub leaderboards: BTreeMap<String, Vec<Moved>>,
    /// By nomination, who moved.
    pub nominations: BTreeMap<String, Vec<Moved>>,
    /// Awards that were decided or amended.
    pub awards: Vec<AwardChange>,
}

/// A moment.
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct Moment {
    /// The last event of it.
    pub position: Position,
    /// When that was recorded.
    pub time: Timestamp,
}

/// Claimed and verified.
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct Sums {
    /// Deeds that stand.
    pub claimed: Counted,
    /// Verified ones.
    pub verified: Counted,
}

/// Sums over deeds.
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct Counted {
    /// Deeds.
    pub deeds: u64,
    /// Trees.
    pub trees: u64,
    /// Grams of waste.
    pub grams: u64,
    /// Animals.
    pub animals: u64,
    /// People helped.
    pub people_helped: u64,
    /// Person-minutes.
    pub person_minutes: u64,
}

/// Somebody whose place or value is another one.
#[derive(Clone, Debug, Deserialize)]
pub struct Moved {
    /// Who.
    pub entrant_id: EntrantId,
    /// Public name; of a region, its code: user input.
    pub alias: String,
    /// The place; none where nothing counted.
    pub rank: Both<Option<u64>>,
    /// How much.
    pub value: Both<Value>,
    /// Positions of the events that moved it.
    pub because: Vec<Position>,
    /// How many more there are.
    pub more: u64,
}

/// A whole number of units, or an exact measure.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(untagged)]
pub enum Value {
    /// Units.
    Units(u64),
    /// A measure, exact.
    Measure {
        /// Above the line.
        numerator: u64,
        /// Below the line.
        denominator: u64,
    },
}

/// An award that was decided or amended.
#[derive(Clone, Debug, Deserialize)]
pub struct AwardChange {
    /// Where.
    pub position: Position,
    /// Which nomination.
    pub nomination: String,
    /// Whether one was changed that was decided before.
    pub amended: bool,
}

pub(super) struct Shown {
    pub from: String,
    pub to: String,
    /// How many of which events.
    pub events: Vec<(String, String)>,
    /// Metric; claimed before and after; verified before and after.
    pub totals: Vec<(String, [String; 4])>,
    pub boards: Vec<Board>,
    /// What was decided, where, and its address.
    pub awards: Vec<(String, String, String)>,
}

pub(super) struct Board {
    pub title: String,
    pub rows: Vec<Row>,
}

pub(super) struct Row {
    pub name: String,
    pub href: String,
    pub ranks: [String; 2],
    pub values: [String; 2],
    /// Words and addresses of the events.
    pub because: Vec<(String, String)>,
    pub more: Option<String>,
}

pub(super) fn show(t: Texts, audit: &Audit, found: &Difference) -> Result<Shown, Error> {
    let mut boards = Vec::new();
    for (metric, moves) in &found.leaderboards {
        let Some(metric) = BoardMetric::from_name(metric).filter(|_| !moves.is_empty()) else { continue };
        let (_, title) = words::metric(t, metric)?;
        let rows = moves.iter().map(|moved| on_board(t, audit, metric, moved));
        let title = format!("{}: {title}", t.say("board-heading")?);
        boards.push(Board { title, rows: rows.collect::<Result<_, _>>()? });
    }
    for (id, moves) in &found.nominations {
        let Some((title, metric)) = audit.nominations.get(id).filter(|_| !moves.is_empty()) else { continue };
        let rows = moves.iter().map(|moved| in_ranking(t, audit, id, *metric, moved));
        boards.push(Board { title: t.language.of(title).to_owned(), rows: rows.collect::<Result<_, _>>()? });
    }
    let events = found.events.iter().map(|(kind, n)| Ok((happened(t, kind)?, t.integer(*n))));
    Ok(Shown {
        from: moment(t, audit, found.as_of.before)?,
        to: moment(t, audit, found.as_of.after)?,
        events: events.collect::<Result<_, Error>>()?,
        totals: totals(t, &found.totals)?,
        boards,
        awards: found.awards.iter().map(|award| awarded(t, audit, award)).collect::<Result<_, _>>()?,
    })
}

fn moment(t: Texts, audit: &Audit, moment: Option<Moment>) -> Result<String, Error> {
    let Some(Moment { position, time }) = moment else { return t.say("as-of-nothing") };
    let offset = audit.season.utc_offset_minutes;
    t.say_texts(
        "as-of",
        &[
            ("event", &t.integer(position.0)),
            ("time", &t.clock(time, offset)),
            ("day", &t.day(time.local_day(offset))?),
            ("zone", &t.zone(offset)),
        ],
    )
}

/// The totals that differ.
fn totals(t: Texts, totals: &Both<Sums>) -> Result<Vec<(String, [String; 4])>, Error> {
    let of = |sums: &Counted, metric| match metric {
        BoardMetric::Deeds => sums.deeds,
        BoardMetric::Trees => sums.trees,
        BoardMetric::Grams => sums.grams,
        BoardMetric::Animals => sums.animals,
        BoardMetric::PeopleHelped => sums.people_helped,
        BoardMetric::PersonMinutes => sums.person_minutes,
    };
    let Both { before, after } = totals;
    let mut rows = Vec::new();
    for (metric, _) in BoardMetric::ALL {
        let figures =
            [&before.claimed, &after.claimed, &before.verified, &after.verified].map(|s| of(s, metric));
        if figures[0] == figures[1] && figures[2] == figures[3] {
            continue;
        }
        let [a, b, c, d] = figures.map(|n| words::quantity(t, metric, n));
        rows.push((words::metric(t, metric)?.1, [a?, b?, c?, d?]));
    }
    Ok(rows)
}

fn on_board(t: Texts, audit: &Audit, metric: BoardMetric, moved: &Moved) -> Result<Row, Error> {
    let choice = BoardChoice { metric, ..BoardChoice::default() };
    let href = links::board_why(t.language, &audit.season.slug, &choice, moved.entrant_id, None);
    let value = |value| match value {
        Value::Units(units) => words::quantity(t, metric, units),
        Value::Measure { .. } => Ok(String::new()),
    };
    let values = [value(moved.value.before)?, value(moved.value.after)?];
    row(t, audit, moved, href, values)
}

fn in_ranking(
    t: Texts,
    audit: &Audit,
    nomination: &str,
    metric: marathon_events::marathon_opened::Metric,
    moved: &Moved,
) -> Result<Row, Error> {
    let href = links::ranking_why(t.language, &audit.season.slug, nomination, moved.entrant_id, None);
    let value = |value| match value {
        Value::Units(_) => Ok(String::new()),
        Value::Measure { numerator, denominator } => {
            let exact = ExactValue { numerator: u128::from(numerator), denominator };
            measure::show(t, metric, exact).map(|shown| shown.text)
        }
    };
    let values = [value(moved.value.before)?, value(moved.value.after)?];
    row(t, audit, moved, href, values)
}

fn row(t: Texts, audit: &Audit, moved: &Moved, href: String, values: [String; 2]) -> Result<Row, Error> {
    let rank = |rank: Option<u64>| rank.map_or_else(|| "—".to_owned(), |rank| t.integer(rank));
    let event = |position: &Position| {
        let choice = EventChoice { from: Some(*position), ..EventChoice::default() };
        (t.integer(position.0), links::audit(t.language, &audit.season.slug, &choice))
    };
    let region = audit.regions.iter().find(|(code, _)| code.to_string() == moved.alias);
    Ok(Row {
        name: region.map_or_else(|| moved.alias.clone(), |(_, name)| t.language.of(name).to_owned()),
        href,
        ranks: [rank(moved.rank.before), rank(moved.rank.after)],
        values,
        because: moved.because.iter().map(event).collect(),
        more: (moved.more > 0).then(|| t.say_n("audit-more", moved.more)).transpose()?,
    })
}

fn awarded(t: Texts, audit: &Audit, award: &AwardChange) -> Result<(String, String, String), Error> {
    let titles = audit.nominations.get(&award.nomination);
    let title = titles.map_or(award.nomination.as_str(), |(title, _)| t.language.of(title));
    let kind = if award.amended { "result-amended" } else { "award-decided" };
    let choice = EventChoice { from: Some(award.position), ..EventChoice::default() };
    let href = links::audit(t.language, &audit.season.slug, &choice);
    Ok((format!("{}: {title}", happened(t, kind)?), t.integer(award.position.0), href))
}
