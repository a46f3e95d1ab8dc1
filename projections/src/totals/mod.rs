//! Totals: sums over deeds, claimed beside verified, by day, region, sector and kind.

use std::{io, ops::RangeInclusive};

use marathon_columns::{Column, Loader, Saver};
use marathon_domain::{RegionNo, Rules, SectorNo};
use marathon_events::DeedKind;
use serde::Serialize;

use crate::{
    book::{Change, Quantities},
    digest::Canonical,
};

/// Sums in base units. Unlike units stand beside each other and are never added.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counters {
    /// Deeds.
    pub deeds: u64,
    /// People who took part, summed over deeds.
    pub people: u64,
    /// Trees planted.
    pub trees: u64,
    /// Grams of waste.
    pub grams: u64,
    /// Animals helped.
    pub animals: u64,
    /// People helped.
    pub people_helped: u64,
    /// Person-minutes.
    pub person_minutes: u64,
}

/// Claimed and verified sums of the same deeds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Sums {
    /// All deeds that stand, verified or not.
    pub claimed: Counters,
    /// Verified deeds.
    pub verified: Counters,
}

/// Which deeds are summed; `None` means all.
#[derive(Clone, Debug, Default)]
pub struct TotalsFilter {
    /// Done in this region.
    pub region: Option<RegionNo>,
    /// Of this sector.
    pub sector: Option<SectorNo>,
    /// Done on these days, counted from the first of the season.
    pub days: Option<RangeInclusive<u16>>,
}

/// Deeds, people, amount and minutes; first claimed, then verified.
type Cell = [u64; 8];
const VERIFIED: usize = 4;
const KINDS: usize = DeedKind::ALL.len();

/// The sums of every (day, region, sector, kind), in that order.
#[derive(Debug, Default)]
pub struct Totals {
    regions: usize,
    sectors: usize,
    cells: Column<Cell>,
    /// The sums of each kind over everything, which is asked for most.
    overall: [Cell; KINDS],
}

impl Totals {
    pub(crate) fn open(&mut self, rules: &Rules) {
        (self.regions, self.sectors) = (rules.set().regions.len(), rules.set().sectors.len());
    }

    pub(crate) fn apply(&mut self, change: &Change<'_>) {
        let deed = &change.deed;
        let place = (usize::from(deed.day) * self.regions + usize::from(deed.region.0)) * self.sectors
            + usize::from(deed.sector.0);
        let kind = deed.kind as usize;
        let index = place * KINDS + kind;
        if index >= self.cells.len() {
            let day_end = (usize::from(deed.day) + 1) * self.regions * self.sectors * KINDS;
            self.cells.resize(day_end, [0; 8]);
        }
        for cell in [&mut self.cells[index], &mut self.overall[kind]] {
            let (before, after) = (change.before, change.after);
            replace(&mut cell[..VERIFIED], before.and_then(|b| b.claimed()), after.claimed());
            replace(&mut cell[VERIFIED..], before.and_then(|b| b.verified()), after.verified());
        }
    }

    /// Sums over the deeds a filter chooses.
    #[must_use]
    pub fn sum(&self, filter: &TotalsFilter) -> Sums {
        let mut sums = [[0; 8]; KINDS];
        if filter.region.is_none() && filter.sector.is_none() && filter.days.is_none() {
            sums = self.overall;
        } else {
            self.visit(filter, |_, _, kind, cell| add(&mut sums[kind], cell));
        }
        in_units(&sums)
    }

    /// Sums for each region, in the order of the rules.
    #[must_use]
    pub fn by_region(&self) -> Vec<Sums> {
        let mut sums = vec![[[0; 8]; KINDS]; self.regions];
        self.visit(&TotalsFilter::default(), |_, region, kind, cell| add(&mut sums[region][kind], cell));
        sums.iter().map(in_units).collect()
    }

    /// Sums for each day of the season up to the last with a deed.
    #[must_use]
    pub fn by_day(&self) -> Vec<Sums> {
        let mut sums = vec![[[0; 8]; KINDS]; self.days()];
        self.visit(&TotalsFilter::default(), |day, _, kind, cell| add(&mut sums[day][kind], cell));
        sums.iter().map(in_units).collect()
    }

    /// Sums for each kind of deed.
    #[must_use]
    pub fn by_kind(&self) -> [(DeedKind, Sums); KINDS] {
        DeedKind::ALL.map(|kind| {
            let mut only = [[0; 8]; KINDS];
            only[kind as usize] = self.overall[kind as usize];
            (kind, in_units(&only))
        })
    }

    /// Sums for each sector, in the order of the rules.
    #[must_use]
    pub fn by_sector(&self) -> Vec<Sums> {
        let sector = |no| TotalsFilter { sector: Some(SectorNo(no)), ..TotalsFilter::default() };
        (0..self.sectors).map(|no| self.sum(&sector(no as u8))).collect()
    }

    fn days(&self) -> usize {
        self.cells.len().checked_div(self.regions * self.sectors * KINDS).unwrap_or(0)
    }

    fn visit(&self, filter: &TotalsFilter, mut visit: impl FnMut(usize, usize, usize, &Cell)) {
        let days = filter.days.clone().unwrap_or(0..=u16::MAX);
        let one = |chosen: Option<u8>, all: usize| match chosen {
            Some(no) => usize::from(no)..usize::from(no) + 1,
            None => 0..all,
        };
        for day in usize::from(*days.start())..self.days().min(usize::from(*days.end()) + 1) {
            for region in one(filter.region.map(|r| r.0), self.regions) {
                for sector in one(filter.sector.map(|s| s.0), self.sectors) {
                    let from = ((day * self.regions + region) * self.sectors + sector) * KINDS;
                    for (kind, cell) in self.cells[from..from + KINDS].iter().enumerate() {
                        visit(day, region, kind, cell);
                    }
                }
            }
        }
    }

    /// SHA-256 over the cells in order; days nothing was done on do not change it.
    pub(crate) fn digest(&self) -> [u8; 32] {
        let mut canonical = Canonical::default();
        for (index, cell) in self.cells.iter().enumerate().filter(|(_, c)| **c != [0; 8]) {
            canonical.number(index as u64);
            canonical.column(cell);
        }
        canonical.finish()
    }

    pub(crate) fn heap_bytes(&self) -> usize {
        self.cells.heap_bytes()
    }

    pub(crate) fn save(&self, to: &mut Saver<'_>) -> io::Result<()> {
        self.cells.save(to)?;
        to.slice(&self.overall)
    }

    pub(crate) fn load(from: &mut Loader<'_>, rules: Option<&Rules>) -> io::Result<Self> {
        let mut totals = Self { cells: Column::load(from)?, ..Self::default() };
        for (to, saved) in totals.overall.iter_mut().zip(from.slice::<Cell>()?) {
            *to = saved;
        }
        if let Some(rules) = rules {
            totals.open(rules);
        }
        Ok(totals)
    }
}

fn replace(sums: &mut [u64], before: Option<Quantities>, after: Option<Quantities>) {
    let words = |q: Quantities| [1, u64::from(q.people), q.amount, u64::from(q.minutes)];
    if let Some(before) = before {
        sums.iter_mut().zip(words(before)).for_each(|(sum, old)| *sum -= old);
    }
    if let Some(after) = after {
        sums.iter_mut().zip(words(after)).for_each(|(sum, new)| *sum += new);
    }
}

fn add(sum: &mut Cell, cell: &Cell) {
    sum.iter_mut().zip(cell).for_each(|(sum, more)| *sum += more);
}

fn in_units(kinds: &[Cell; KINDS]) -> Sums {
    let counters = |from: usize| {
        let total = |word: usize| kinds.iter().map(|cell| cell[from + word]).sum();
        let amount = |kind: DeedKind| kinds[kind as usize][from + 2];
        Counters {
            deeds: total(0),
            people: total(1),
            trees: amount(DeedKind::TreesPlanted),
            grams: amount(DeedKind::WasteCollected),
            animals: amount(DeedKind::AnimalsHelped),
            people_helped: amount(DeedKind::GoodDeedDone),
            person_minutes: total(3),
        }
    };
    Sums { claimed: counters(0), verified: counters(VERIFIED) }
}
