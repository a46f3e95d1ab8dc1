//! Questions to rankings: pages and places.

use marathon_scoring::Fraction;

use crate::{
    book::Book,
    leaderboards::{class, classes},
    order::{Entry, Filter, OrderTree},
    rankings::{Competitor, Rankings},
};

/// One line of a ranking.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RankingEntry {
    /// Place in a competition: equal measures share it, the next is as much lower.
    pub rank: u64,
    /// Who.
    pub competitor: Competitor,
    /// The measure.
    pub metric: Fraction,
    /// What it was made from.
    pub inputs: Inputs,
}

/// What a measure was made from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Inputs {
    /// Verified deeds that count in the nomination.
    pub deeds: u64,
    /// Units of these deeds before any cap.
    pub units: u64,
    /// Units after the caps for each deed and each day.
    pub capped_units: u64,
    /// Distinct persons named, where the measure is a share of members.
    pub active: u64,
    /// Members or residents, where the measure divides by them.
    pub divisor: Option<u64>,
}

/// Where a page goes on: strictly after this line, wherever it has moved since.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RankingPlace {
    /// The measure of the last line seen.
    pub metric: Fraction,
    /// The competitor of the last line seen.
    pub competitor: Competitor,
}

impl RankingEntry {
    /// Where the page after this line begins.
    #[must_use]
    pub fn place(&self) -> RankingPlace {
        RankingPlace { metric: self.metric, competitor: self.competitor }
    }
}

impl Rankings {
    fn ask<T>(&self, book: &Book, no: usize, ask: impl FnOnce(&OrderTree<Fraction>) -> T) -> T {
        let nomination = &self.nominations[no];
        let build = || {
            let tallies = self.tallies.of_nomination(nomination);
            let entries = tallies.into_iter().filter_map(|(competitor, tally)| {
                let key = nomination.measure_of(competitor, &tally, book);
                let class = nomination.class(competitor, |entrant| class(book, entrant));
                (key != Fraction::ZERO).then_some(Entry { key, member: competitor.0, class })
            });
            OrderTree::build(classes(book), entries.collect())
        };
        self.indexes[no].ask((), build, ask)
    }

    /// Up to `limit` lines of nomination `no` after a place, or from the first on.
    ///
    /// # Panics
    /// If there is no such nomination.
    #[must_use]
    pub fn page(
        &self,
        book: &Book,
        no: usize,
        after: Option<RankingPlace>,
        limit: usize,
    ) -> Vec<RankingEntry> {
        self.ask(book, no, |tree| {
            let all = Filter::all();
            let entries = match after {
                Some(place) => tree.after(place.metric, place.competitor.0, limit, &all),
                None => tree.page(0, limit, &all),
            };
            entries
                .iter()
                .map(|e| self.line(book, no, Competitor(e.member), tree.above(e.key, &all) + 1))
                .collect()
        })
    }

    /// The line of one competitor; `None` if nothing of it counts.
    ///
    /// # Panics
    /// If there is no such nomination.
    #[must_use]
    pub fn entry(&self, book: &Book, no: usize, competitor: Competitor) -> Option<RankingEntry> {
        let metric = self.nominations[no].measure(competitor, &self.tallies, book);
        if metric == Fraction::ZERO {
            return None;
        }
        let rank = self.ask(book, no, |tree| tree.above(metric, &Filter::all()) + 1);
        Some(self.line(book, no, competitor, rank))
    }

    /// How many competitors are ranked.
    ///
    /// # Panics
    /// If there is no such nomination.
    #[must_use]
    pub fn len(&self, book: &Book, no: usize) -> u64 {
        self.ask(book, no, OrderTree::len)
    }

    fn line(&self, book: &Book, no: usize, competitor: Competitor, rank: u64) -> RankingEntry {
        let nomination = &self.nominations[no];
        let tally = self.tallies.get(nomination, competitor);
        RankingEntry {
            rank,
            competitor,
            metric: nomination.measure_of(competitor, &tally, book),
            inputs: Inputs {
                deeds: tally.deeds,
                units: tally.raw,
                capped_units: tally.capped,
                active: tally.active,
                divisor: nomination.divisor(competitor, book),
            },
        }
    }
}
