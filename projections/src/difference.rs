//! What changed between two moments of a marathon, and because of which events.
//!
//! Only those who are or were among the first of a board are looked at, so that the answer stays small however long the
//! time between is; where they stood before and stand now is exact wherever that is.

use std::collections::{BTreeMap, BTreeSet};

use marathon_engine::{AsOf, View};
use marathon_events::{
    EntrantId, Position, Recorded, Sha256Hash, StreamId,
    award_decided::{Entry, Outcome},
};
use marathon_scoring::Fraction;
use serde::Serialize;

use crate::{
    Views,
    book::{DeedNo, EntrantNo},
    judging::Decision,
    leaderboards::{BoardFilter, BoardMetric, BoardStatus},
    rankings::Competitor,
    totals::{Sums, TotalsFilter},
};

/// Of those who moved, at most so many events are named; the number of the others is told.
pub const CAUSES_MAX: usize = 10;

/// The events between two moments: after the first, up to and with the second.
#[derive(Clone, Debug, Default)]
pub struct Between {
    by_type: BTreeMap<&'static str, u64>,
    /// Positions by deed, entrant or whatever else a stream is about.
    by_stream: BTreeMap<StreamId, Vec<Position>>,
}

/// Something before and after.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Both<T> {
    /// At the earlier moment.
    pub before: T,
    /// At the later moment.
    pub after: T,
}

/// What changed.
#[derive(Clone, Debug, Serialize)]
pub struct Difference {
    /// The last position and its time at both moments; none before the first event.
    pub as_of: Both<Option<Moment>>,
    /// How many events of each type came between.
    pub events: BTreeMap<&'static str, u64>,
    /// Totals of the whole marathon.
    pub totals: Both<Sums>,
    /// By metric: who moved among the first of the leaderboard of verified deeds.
    pub leaderboards: BTreeMap<&'static str, Vec<Move>>,
    /// By nomination: who moved among the first of its ranking.
    pub nominations: BTreeMap<String, Vec<Move>>,
    /// Awards that were decided or amended, in order.
    pub awards: Vec<AwardChange>,
}

/// A moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Moment {
    /// The last event of it.
    pub position: Position,
    /// When that was recorded.
    pub time: marathon_events::Timestamp,
}

/// Somebody whose place or value is another one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Move {
    /// Who.
    pub entrant_id: EntrantId,
    /// Public name; of a region, its code.
    pub alias: String,
    /// The place in a competition; none where nothing counted.
    pub rank: Both<Option<u64>>,
    /// How much.
    pub value: Both<Value>,
    /// The events that are about its deeds or itself, by position; none if only others moved.
    pub because: Vec<Position>,
    /// How many more there are.
    pub more: u64,
}

/// A whole number of units, or an exact measure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Value {
    /// Units.
    Units(u64),
    /// A measure.
    Measure(Fraction),
}

/// An award that was decided or amended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AwardChange {
    /// Where.
    pub position: Position,
    /// Which nomination.
    pub nomination: String,
    /// Whether one that was decided before was changed.
    pub amended: bool,
    /// SHA-256 of the canonical JSON of the result.
    pub result_hash: Sha256Hash,
    /// Who wins, by place.
    pub winners: Vec<EntrantId>,
    /// Of one that was changed, whose place is another one than before.
    pub moved: Vec<PlaceMove>,
}

/// Somebody whose place in an award is another one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PlaceMove {
    /// Who.
    pub entrant_id: EntrantId,
    /// The place; none for those who have none.
    pub place: Both<Option<u64>>,
    /// The events that are about itself or its appeals, by position; none if only others moved.
    pub because: Vec<Position>,
    /// How many more there are.
    pub more: u64,
}

impl Between {
    /// Takes the next event.
    pub fn take(&mut self, recorded: &Recorded) {
        let position = recorded.position;
        *self.by_type.entry(recorded.event.name_and_version().0).or_default() += 1;
        self.by_stream.entry(recorded.stream).or_default().push(position);
    }

    fn because(&self, streams: impl Iterator<Item = StreamId>) -> (Vec<Position>, u64) {
        let streams: BTreeSet<_> = streams.collect();
        let found = streams.iter().filter_map(|stream| self.by_stream.get(stream)).flatten();
        let mut positions: Vec<_> = found.copied().collect();
        positions.sort_unstable();
        let more = positions.len().saturating_sub(CAUSES_MAX) as u64;
        positions.truncate(CAUSES_MAX);
        (positions, more)
    }
}

/// Compares two views of one marathon. Of every board the first `first` at either moment are looked at.
#[must_use]
pub fn difference(before: &View<Views>, after: &View<Views>, between: &Between, first: usize) -> Difference {
    let of = Comparison { views: Both { before: &before.model, after: &after.model }, between, first };
    let moment = |as_of: AsOf| Moment { position: as_of.position, time: as_of.time };
    let boards = BoardMetric::ALL.into_iter().map(|(metric, name)| (name, of.leaderboard(metric)));
    let nominations = after.model.rankings.nominations().iter().enumerate();
    Difference {
        as_of: Both { before: before.as_of.map(moment), after: after.as_of.map(moment) },
        events: between.by_type.clone(),
        totals: of.views.map(|views| views.totals.sum(&TotalsFilter::default())),
        leaderboards: boards.collect(),
        nominations: nominations.map(|(no, n)| (n.id().to_owned(), of.ranking(no))).collect(),
        awards: of.awards(before.next()),
    }
}

impl<T> Both<T> {
    fn map<U>(&self, of: impl Fn(&T) -> U) -> Both<U> {
        Both { before: of(&self.before), after: of(&self.after) }
    }
}

impl<T: PartialEq> Both<T> {
    fn differs(&self) -> bool {
        self.before != self.after
    }
}

struct Comparison<'a> {
    views: Both<&'a Views>,
    between: &'a Between,
    first: usize,
}

impl Comparison<'_> {
    fn leaderboard(&self, metric: BoardMetric) -> Vec<Move> {
        let filter = BoardFilter {
            metric,
            status: BoardStatus::Verified,
            silver: false,
            entrant_kind: None,
            region: None,
            sector: None,
        };
        let page = |views: &&Views| views.leaderboards.page(&views.book, &filter, None, self.first);
        let lines = self.views.map(page);
        let seen: BTreeSet<_> = lines.after.iter().chain(&lines.before).map(|line| line.entrant).collect();
        let line = |views: &Views, who: EntrantNo| {
            let there = (who.0 as usize) < views.book.entrants().len();
            let found = there.then(|| views.leaderboards.neighbours(&views.book, &filter, who, 0)).flatten();
            found.map_or((None, Value::Units(0)), |n| (Some(n.own.rank), Value::Units(n.own.value)))
        };
        let moves = seen
            .into_iter()
            .filter_map(|who| self.moved(self.views.map(|views| line(views, who)), || self.of_entrant(who)));
        in_order(moves)
    }

    fn ranking(&self, no: usize) -> Vec<Move> {
        let open = |views: &&Views| views.rankings.nominations().len() > no;
        let page = |views: &&Views| match open(views) {
            true => views.rankings.page(&views.book, no, None, self.first),
            false => Vec::new(),
        };
        let lines = self.views.map(page);
        let seen: BTreeSet<_> = lines.after.iter().chain(&lines.before).map(|line| line.competitor).collect();
        let of_regions = self.views.after.rankings.nominations()[no].is_of_regions();
        let line = |views: &&Views, who: Competitor| {
            let there = open(views) && (of_regions || (who.0 as usize) < views.book.entrants().len());
            let found = there.then(|| views.rankings.entry(&views.book, no, who)).flatten();
            found.map_or((None, Value::Measure(Fraction::ZERO)), |line| {
                (Some(line.rank), Value::Measure(line.metric))
            })
        };
        let moves = seen.into_iter().filter_map(|who| {
            let lines = self.views.map(|views| line(views, who));
            self.moved(lines, || match of_regions {
                true => self.of_region(who),
                false => self.of_entrant(EntrantNo(who.0)),
            })
        });
        in_order(moves)
    }

    /// Results that were decided from this position on, in order.
    fn awards(&self, from: Position) -> Vec<AwardChange> {
        let after = self.views.after;
        let nominations = after.rules().map_or(&[][..], |rules| &rules.set().nominations);
        let results = nominations.iter().flat_map(|n| {
            let results = after.judging.jury(&n.id).map_or(&[][..], |jury| &jury.results);
            (0..results.len()).map(move |no| (&n.id, &results[..=no]))
        });
        let mut changes: Vec<_> = results.filter_map(|(id, results)| self.award(id, results, from)).collect();
        changes.sort_by_key(|change| change.position);
        changes
    }

    /// The last of these results, if it was decided from this position on.
    fn award(&self, nomination: &str, results: &[Decision], from: Position) -> Option<AwardChange> {
        let (new, earlier) = results.split_last()?;
        let change = || AwardChange {
            position: new.at.position,
            nomination: nomination.to_owned(),
            amended: new.amendment.is_some(),
            result_hash: new.result_hash,
            winners: new.result.winners.clone(),
            moved: earlier.last().map_or_else(Vec::new, |old| self.placed_anew(nomination, old, new)),
        };
        (new.at.position >= from).then(change)
    }

    fn placed_anew(&self, nomination: &str, old: &Decision, new: &Decision) -> Vec<PlaceMove> {
        let place = |entry: &Entry| match entry.outcome {
            Outcome::Placed { place, .. } => Some(place),
            _ => None,
        };
        let before: BTreeMap<_, _> = old.result.entries.iter().map(|e| (e.entrant, place(e))).collect();
        let moved = |entry: &Entry| {
            let who = entry.entrant;
            let place = Both { before: before.get(&who).copied().flatten(), after: place(entry) };
            if !place.differs() {
                return None;
            }
            let appeals = self.views.after.judging.appeals().iter();
            let own = appeals.filter(|(_, appeal)| appeal.nomination == nomination && appeal.entrant == who);
            let streams = own.map(|(id, _)| (*id).into()).chain([who.into()]);
            let (because, more) = self.between.because(streams);
            Some(PlaceMove { entrant_id: who, place, because, more })
        };
        new.result.entries.iter().filter_map(moved).collect()
    }

    fn moved(
        &self,
        lines: Both<(Option<u64>, Value)>,
        who: impl FnOnce() -> (EntrantId, String, Vec<StreamId>),
    ) -> Option<Move> {
        let (rank, value) = (lines.map(|line| line.0), lines.map(|line| line.1));
        if !rank.differs() && !value.differs() {
            return None;
        }
        let (entrant_id, alias, streams) = who();
        let (because, more) = self.between.because(streams.into_iter());
        Some(Move { entrant_id, alias, rank, value, because, more })
    }

    /// Its id and name, and the streams of itself and of the deeds it is named on.
    fn of_entrant(&self, no: EntrantNo) -> (EntrantId, String, Vec<StreamId>) {
        let book = &self.views.after.book;
        let (deeds, entrants) = (book.deeds(), book.entrants());
        let entrant = entrants.get(no);
        let own = deeds.of_entrant(entrants, no).chain(deeds.mentioning(entrants, no));
        let streams = own.map(|deed| deeds.id(deed).into()).chain([entrant.id.into()]);
        (entrant.id, entrant.alias.to_owned(), streams.collect())
    }

    fn of_region(&self, who: Competitor) -> (EntrantId, String, Vec<StreamId>) {
        let book = &self.views.after.book;
        let deeds = book.deeds();
        let regions = book.rules().map(|rules| rules.set().regions.as_slice()).unwrap_or_default();
        let code = regions[who.0 as usize].code;
        let there = (0..deeds.len() as u32).map(DeedNo);
        let there = there.filter(|no| u32::from(deeds.get(*no).region.0) == who.0);
        (EntrantId::of_region(code), code.to_string(), there.map(|no| deeds.id(no).into()).collect())
    }
}

/// By the place of now; those who have none any more come last, by the place they had.
fn in_order(moves: impl Iterator<Item = Move>) -> Vec<Move> {
    let mut moves: Vec<_> = moves.collect();
    moves.sort_by_key(|m| (m.rank.after.unwrap_or(u64::MAX), m.rank.before, m.entrant_id));
    moves
}
