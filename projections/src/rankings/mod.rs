//! Rankings: entrants by the measure of each nomination, as exact fractions.
//!
//! For every nomination and entrant a tally is kept of what counts after the caps. A cap for each day does not
//! care about the order of the day's deeds, so a tally changes in constant time, whichever deed changes; which deed
//! of a day was cut is worked out when somebody asks why.

mod explain;
mod nomination;
mod query;
mod tally;

pub use explain::{CountedDeed, Cut, Explanation};
pub use nomination::{Competitor, CompiledNomination};
pub use query::{Inputs, RankingEntry, RankingPlace};

use std::io;

use marathon_columns::{Loader, Saver};
use marathon_domain::{Rules, scoring::Fraction};
use marathon_events::marathon_opened::Metric;

use crate::{
    book::{Book, Change, Quantities},
    digest::Canonical,
    indexes::Indexes,
    leaderboards::class,
};
use tally::Tallies;

/// The tallies of every nomination, and the orders that were asked for.
#[derive(Debug, Default)]
pub struct Rankings {
    nominations: Vec<CompiledNomination>,
    tallies: Vec<Tallies>,
    indexes: Vec<Indexes<(), Fraction>>,
}

impl Rankings {
    pub(crate) fn open(&mut self, rules: &Rules) {
        self.nominations =
            rules.set().nominations.iter().map(|n| CompiledNomination::new(n, rules)).collect();
        self.tallies.resize_with(self.nominations.len(), Tallies::default);
        self.indexes = self.nominations.iter().map(|_| Indexes::new(Fraction::ZERO)).collect();
    }

    /// The nominations, in the order of the rules.
    #[must_use]
    pub fn nominations(&self) -> &[CompiledNomination] {
        &self.nominations
    }

    /// Place of the nomination with this id in the rules.
    #[must_use]
    pub fn find(&self, id: &str) -> Option<usize> {
        self.nominations.iter().position(|n| n.id() == id)
    }

    pub(crate) fn apply(&mut self, change: &Change<'_>, book: &Book) {
        let before = change.before.and_then(|b| b.verified());
        let after = change.after.verified();
        if before == after {
            return;
        }
        for no in 0..self.nominations.len() {
            if self.nominations[no].takes(&change.deed) {
                self.replace(no, change, book, before, after);
            }
        }
    }

    fn replace(
        &mut self,
        no: usize,
        change: &Change<'_>,
        book: &Book,
        before: Option<Quantities>,
        after: Option<Quantities>,
    ) {
        let Self { nominations, tallies, indexes } = self;
        let (nomination, tallies, index) = (&nominations[no], &mut tallies[no], &mut indexes[no]);
        nomination.for_each_competitor(change, book, |competitor, place| {
            index.touch(competitor.0, |()| nomination.measure(competitor, tallies, book));
            let units = |q: Option<Quantities>| {
                let whole = q.and_then(|q| nomination.units(change.deed.kind, &q))?;
                let people = q.map_or(1, |q| q.people);
                Some(place.map_or(whole, |i| nomination.share_of(whole, people, change.named.len(), i)))
            };
            tallies.replace(nomination, competitor, change.deed.day, units(before), units(after));
            if nomination.metric() == Metric::ActiveShare {
                tallies.replace_active(competitor, change.named, before.is_some(), after.is_some());
            }
        });
    }

    pub(crate) fn settle(&mut self, book: &Book) {
        for ((nomination, tallies), index) in
            self.nominations.iter().zip(&self.tallies).zip(&mut self.indexes)
        {
            index.settle(
                |(), member| nomination.measure(Competitor(member), tallies, book),
                |member| nomination.class(Competitor(member), |entrant| class(book, entrant)),
            );
        }
    }

    /// SHA-256 over the tallies of every nomination, by competitor.
    pub(crate) fn digest(&self) -> [u8; 32] {
        let mut canonical = Canonical::default();
        for (nomination, tallies) in self.nominations.iter().zip(&self.tallies) {
            canonical.bytes(nomination.id().as_bytes());
            tallies.digest(&mut canonical);
        }
        canonical.finish()
    }

    pub(crate) fn heap_bytes(&self) -> usize {
        let tallies: usize = self.tallies.iter().map(Tallies::heap_bytes).sum();
        tallies + self.indexes.iter().map(Indexes::heap_bytes).sum::<usize>()
    }

    pub(crate) fn save(&self, to: &mut Saver<'_>) -> io::Result<()> {
        to.number(self.tallies.len() as u64)?;
        self.tallies.iter().try_for_each(|t| t.save(to))
    }

    pub(crate) fn load(from: &mut Loader<'_>, rules: Option<&Rules>) -> io::Result<Self> {
        let count = from.number()?;
        let wanted = rules.map_or(0, |r| r.set().nominations.len() as u64);
        if count != wanted {
            return Err(io::Error::new(
                io::ErrorKind::InvalidData,
                "its nominations are not those of the rules",
            ));
        }
        let mut rankings = Self::default();
        if let Some(rules) = rules {
            rankings.open(rules);
        }
        rankings.tallies = (0..count).map(|_| Tallies::load(from)).collect::<io::Result<_>>()?;
        Ok(rankings)
    }
}
