//! Boards by sorting.

use std::{cmp::Reverse, collections::BTreeMap};

use marathon_events::{EntrantId, EntrantKind, Figures};
use marathon_projections::leaderboards::{BoardFilter, BoardMetric, BoardStatus};

use super::{Naive, NaiveDeed};

/// A line of a board.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NaiveLine {
    pub rank: u64,
    pub entrant: EntrantId,
    pub value: u64,
}

impl Naive {
    /// The whole board, from the first line to the last.
    pub fn board(&self, filter: &BoardFilter) -> Vec<NaiveLine> {
        let mut values: BTreeMap<EntrantId, u64> = BTreeMap::new();
        let sector = filter.sector.map(|s| &self.rules.sectors[usize::from(s.0)].id);
        let counts = |deed: &&NaiveDeed| match filter.status {
            BoardStatus::Claimed => deed.stands,
            BoardStatus::Verified => deed.verified,
        };
        for deed in self.deeds.iter().filter(counts).filter(|d| sector.is_none_or(|s| *s == d.sector)) {
            let Some(quantity) = quantity(deed, filter.metric) else { continue };
            if filter.entrant_kind == Some(EntrantKind::Person) {
                for person in self.named(deed) {
                    let credit = match filter.metric {
                        BoardMetric::Deeds => 1,
                        _ => self.share(deed, person, quantity).unwrap(),
                    };
                    *values.entry(person).or_default() += credit;
                }
            } else {
                *values.entry(deed.entrant).or_default() += quantity;
            }
        }
        let home = filter.region.map(|r| self.rules.regions[usize::from(r.0)].code);
        values.retain(|id, value| {
            let entrant = &self.entrants[id];
            *value > 0
                && filter.entrant_kind.is_none_or(|kind| kind == entrant.kind)
                && home.is_none_or(|home| home == entrant.region)
        });
        let mut sorted: Vec<_> = values.iter().map(|(id, value)| (Reverse(*value), *id)).collect();
        sorted.sort_unstable();
        let rank = |value: u64| 1 + values.values().filter(|v| **v > value).count() as u64;
        sorted.iter().map(|(Reverse(v), id)| NaiveLine { rank: rank(*v), entrant: *id, value: *v }).collect()
    }
}

fn quantity(deed: &NaiveDeed, metric: BoardMetric) -> Option<u64> {
    match (metric, deed.figures) {
        (BoardMetric::Deeds, _) => Some(1),
        (BoardMetric::Trees, Figures::TreesPlanted { trees, .. }) => Some(trees.0.into()),
        (BoardMetric::Grams, Figures::WasteCollected { grams, .. }) => Some(grams.0),
        (BoardMetric::Animals, Figures::AnimalsHelped { animals, .. }) => Some(animals.0.into()),
        (BoardMetric::PeopleHelped, Figures::GoodDeedDone { people_helped, .. }) => {
            Some(people_helped.0.into())
        }
        (BoardMetric::PersonMinutes, Figures::GoodDeedDone { person_minutes, .. }) => {
            Some(person_minutes.0.into())
        }
        _ => None,
    }
}
