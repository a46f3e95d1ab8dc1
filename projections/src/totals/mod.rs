//! Totals: sums over deeds, claimed beside verified, by day, region, sector and kind.

mod table;

pub use table::TABLE;
pub(crate) use table::{RowKey, touched};

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

/// The sums of every sector, kind, day and region.
#[derive(Debug, Default)]
pub struct Totals {
    regions: usize,
    sectors: usize,
    /// For every sector and kind, in that order, the sums of every day and region; few sectors have every kind, and one
    /// that has not takes no room.
    planes: Vec<Column<Cell>>,
    /// The sums of each kind over everything, which is asked for most.
    overall: [Cell; KINDS],
}

impl Totals {
    pub(crate) fn open(&mut self, rules: &Rules) {
        (self.regions, self.sectors) = (rules.set().regions.len(), rules.set().sectors.len());
        self.planes.resize_with(self.sectors * KINDS, Column::default);
    }

    pub(crate) fn apply(&mut self, change: &Change<'_>) {
        let deed = &change.deed;
        let kind = deed.kind as usize;
        let plane = &mut self.planes[usize::from(deed.sector.0) * KINDS + kind];
        let day = usize::from(deed.day) * self.regions;
        if day >= plane.len() {
            plane.resize(day + self.regions, [0; 8]);
        }
        let cell = &mut plane[day + usize::from(deed.region.0)];
        let (before, after) = (change.before, change.after);
        let parts = [
            (0, before.and_then(|b| b.claimed()), after.claimed()),
            (VERIFIED, before.and_then(|b| b.verified()), after.verified()),
        ];
        for (from, before, after) in parts.into_iter().filter(|(_, before, after)| before != after) {
            for cell in [&mut *cell, &mut self.overall[kind]] {
                replace(&mut cell[from..from + VERIFIED], before, after);
            }
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
        let cells = self.planes.iter().map(|plane| plane.len()).max().unwrap_or(0);
        cells.checked_div(self.regions).unwrap_or(0)
    }

    fn visit(&self, filter: &TotalsFilter, mut visit: impl FnMut(usize, usize, usize, &Cell)) {
        let days = filter.days.clone().unwrap_or(0..=u16::MAX);
        let one = |chosen: Option<u8>, all: usize| match chosen {
            Some(no) => usize::from(no)..usize::from(no) + 1,
            None => 0..all,
        };
        for sector in one(filter.sector.map(|s| s.0), self.sectors) {
            for (kind, plane) in self.planes[sector * KINDS..][..KINDS].iter().enumerate() {
                let of_days = plane.chunks(self.regions).enumerate();
                let (first, last) = (usize::from(*days.start()), usize::from(*days.end()));
                for (day, cells) in of_days.take(last + 1).skip(first) {
                    for region in one(filter.region.map(|r| r.0), self.regions) {
                        visit(day, region, kind, &cells[region]);
                    }
                }
            }
        }
    }

    /// SHA-256 over the cells by day, region, sector and kind; those where nothing was done do not change it.
    pub(crate) fn digest(&self) -> [u8; 32] {
        let mut canonical = Canonical::default();
        for place in 0..self.days() * self.regions {
            let cells = self.planes.iter().map(|plane| plane.get(place).unwrap_or(&[0; 8]));
            for (no, cell) in cells.enumerate().filter(|(_, c)| **c != [0; 8]) {
                canonical.number((place * self.planes.len() + no) as u64);
                canonical.column(cell);
            }
        }
        canonical.finish()
    }

    pub(crate) fn heap_bytes(&self) -> usize {
        self.planes.iter().map(Column::heap_bytes).sum()
    }

    pub(crate) fn save(&self, to: &mut Saver<'_>) -> io::Result<()> {
        self.planes.iter().try_for_each(|plane| plane.save(to))?;
        to.slice(&self.overall)
    }

    pub(crate) fn load(from: &mut Loader<'_>, rules: Option<&Rules>) -> io::Result<Self> {
        let mut totals = Self::default();
        if let Some(rules) = rules {
            totals.open(rules);
        }
        for plane in &mut totals.planes {
            *plane = Column::load(from)?;
        }
        for (to, saved) in totals.overall.iter_mut().zip(from.slice::<Cell>()?) {
            *to = saved;
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
