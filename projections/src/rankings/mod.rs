//! Rankings: entrants by the measure of each nomination, as exact fractions.
//!
//! For every nomination and entrant a tally is kept of what counts after the caps. A cap for each day does not
//! care about the order of the day's deeds, so a tally changes in constant time, whichever deed changes; which deed
//! of a day was cut is worked out when somebody asks why.

mod explain;
mod nomination;
mod query;
mod table;
mod tally;

pub use explain::{ExplainedDeed, Explanation};
pub use nomination::{Competitor, CompiledNomination};
pub use query::{Inputs, RankingEntry, RankingPlace};
pub(crate) use table::RowKey;
pub use table::TABLE;

use std::io;

use marathon_columns::{Loader, Saver};
use marathon_domain::{Rules, SectorNo};
use marathon_events::DeedKind;
use marathon_scoring::Fraction;

use crate::{
    book::{Book, Change, Deed, Quantities},
    digest::Canonical,
    indexes::Indexes,
    leaderboards::class,
};
use tally::{Counted, Tallies};

/// The tallies of every nomination, and the orders that were asked for.
#[derive(Debug, Default)]
pub struct Rankings {
    nominations: Vec<CompiledNomination>,
    /// Which nominations, a bit for each, take deeds of a kind and sector; the day decides for itself.
    takers: Vec<u64>,
    tallies: Tallies,
    indexes: Vec<Indexes<(), Fraction>>,
}

impl Rankings {
    pub(crate) fn open(&mut self, rules: &Rules) {
        let set = rules.set();
        self.nominations =
            (0..).zip(&set.nominations).map(|(no, n)| CompiledNomination::new(no, n, rules)).collect();
        let takes = |kind, sector: usize| {
            let taking = self.nominations.iter().filter(|n| n.takes_kind(kind, SectorNo(sector as u8)));
            taking.fold(0, |bits, n| bits | 1 << n.no)
        };
        let sectors = 0..set.sectors.len();
        self.takers = sectors.flat_map(|sector| DeedKind::ALL.map(|kind| takes(kind, sector))).collect();
        self.forget_orders();
    }

    /// Orders are built anew when they are asked for: an entrant that changed has another class, or another divisor.
    pub(crate) fn forget_orders(&mut self) {
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
        let mut takers = self.takers_of(&change.deed);
        while let Some(no) = next_of(&mut takers) {
            if self.nominations[no].takes(&change.deed) {
                self.replace(no, change, book, before, after);
            }
        }
    }

    /// The nominations a deed counts in once it is verified.
    fn takers(&self, deed: &Deed) -> impl Iterator<Item = &CompiledNomination> {
        let mut takers = self.takers_of(deed);
        let all = std::iter::from_fn(move || next_of(&mut takers)).map(|no| &self.nominations[no]);
        all.filter(|nomination| nomination.takes(deed))
    }

    /// A bit for each nomination that takes the kind and sector of a deed.
    fn takers_of(&self, deed: &Deed) -> u64 {
        self.takers[usize::from(deed.sector.0) * DeedKind::ALL.len() + deed.kind as usize]
    }

    fn replace(
        &mut self,
        no: usize,
        change: &Change<'_>,
        book: &Book,
        before: Option<Quantities>,
        after: Option<Quantities>,
    ) {
        let Self { nominations, tallies, indexes, .. } = self;
        let (nomination, index) = (&nominations[no], &mut indexes[no]);
        let Change { deed, named, .. } = change;
        nomination.for_each_competitor(change, book, |competitor, place| {
            index.touch(competitor.0, |()| nomination.measure(competitor, tallies, book));
            let units = |q: Option<Quantities>| {
                let whole = q.and_then(|q| nomination.units(deed.kind, &q))?;
                let people = q.map_or(1, |q| q.people);
                Some(place.map_or(whole, |i| nomination.share_of(whole, people, named.len(), i)))
            };
            let counted = Counted { day: deed.day, before: units(before), after: units(after), named };
            tallies.replace(nomination, competitor, counted);
        });
    }

    pub(crate) fn settle(&mut self, book: &Book) {
        let tallies = &self.tallies;
        for (nomination, index) in self.nominations.iter().zip(&mut self.indexes) {
            index.settle(
                |(), member| nomination.measure(Competitor(member), tallies, book),
                |member| nomination.class(Competitor(member), |entrant| class(book, entrant)),
            );
        }
    }

    /// SHA-256 over the tallies of every nomination, by competitor.
    pub(crate) fn digest(&self) -> [u8; 32] {
        let mut canonical = Canonical::default();
        for nomination in &self.nominations {
            canonical.bytes(nomination.id().as_bytes());
            self.tallies.digest(nomination, &mut canonical);
        }
        canonical.finish()
    }

    pub(crate) fn heap_bytes(&self) -> usize {
        self.tallies.heap_bytes() + self.indexes.iter().map(Indexes::heap_bytes).sum::<usize>()
    }

    pub(crate) fn save(&self, to: &mut Saver<'_>) -> io::Result<()> {
        self.tallies.save(to)
    }

    pub(crate) fn load(from: &mut Loader<'_>, rules: Option<&Rules>) -> io::Result<Self> {
        let mut rankings = Self { tallies: Tallies::load(from)?, ..Self::default() };
        if let Some(rules) = rules {
            rankings.open(rules);
        }
        Ok(rankings)
    }
}

/// The number of the lowest bit that is set, which is taken away.
fn next_of(bits: &mut u64) -> Option<usize> {
    let no = (*bits != 0).then(|| bits.trailing_zeros() as usize)?;
    *bits &= *bits - 1;
    Some(no)
}
