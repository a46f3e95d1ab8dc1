//! What counts for each competitor of one nomination.

use std::io;

use marathon_columns::{HashColumn, Loader, Saver};

use crate::{
    book::EntrantNo,
    digest::Canonical,
    rankings::{Competitor, CompiledNomination},
};

/// What counts for one competitor.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Tally {
    /// Units after the caps for each deed and each day.
    pub(super) capped: u64,
    /// Units before any cap.
    pub(super) raw: u64,
    /// Verified deeds.
    pub(super) deeds: u64,
    /// Distinct persons named, where the measure needs them.
    pub(super) active: u64,
}

/// The tallies of one nomination, in tables of plain words.
#[derive(Clone, Debug, Default)]
pub(super) struct Tallies {
    /// By competitor: capped, raw, deeds, active.
    of: HashColumn<[u64; 4]>,
    /// By competitor and day: units after the cap for each deed. Only with a cap for each day.
    days: HashColumn<u64>,
    /// By competitor and person: on how many verified deeds they are named. Only where the measure needs it.
    active: HashColumn<u32>,
}

impl Tallies {
    pub(super) fn get(&self, competitor: Competitor) -> Tally {
        let [capped, raw, deeds, active] = self.of.get(u64::from(competitor.0)).unwrap_or_default();
        Tally { capped, raw, deeds, active }
    }

    pub(super) fn replace(
        &mut self,
        nomination: &CompiledNomination,
        competitor: Competitor,
        day: u16,
        before: Option<u64>,
        after: Option<u64>,
    ) {
        if before.is_none() && after.is_none() {
            return;
        }
        let cap = |units: Option<u64>| units.unwrap_or(0).min(nomination.per_deed_max);
        let (gone, come) = (cap(before), cap(after));
        let (gone, come) = match nomination.per_day_max {
            None => (gone, come),
            Some(max) => {
                let sum = self.days.entry(u64::from(competitor.0) << 16 | u64::from(day));
                let old = *sum;
                *sum = old - gone + come;
                (old.min(max), (*sum).min(max))
            }
        };
        let [capped, raw, deeds, _] = self.of.entry(u64::from(competitor.0));
        *capped = *capped - gone + come;
        *raw = *raw - before.unwrap_or(0) + after.unwrap_or(0);
        *deeds = *deeds - u64::from(before.is_some()) + u64::from(after.is_some());
    }

    pub(super) fn replace_active(
        &mut self,
        competitor: Competitor,
        named: &[EntrantNo],
        before: bool,
        after: bool,
    ) {
        if before == after {
            return;
        }
        for person in named {
            let count = self.active.entry(u64::from(competitor.0) << 32 | u64::from(person.0));
            let was_active = *count > 0;
            *count = if after { *count + 1 } else { *count - 1 };
            let is_active = *count > 0;
            let active = &mut self.of.entry(u64::from(competitor.0))[3];
            *active = *active - u64::from(was_active) + u64::from(is_active);
        }
    }

    /// Everybody with a tally, by number.
    pub(super) fn competitors(&self) -> Vec<Competitor> {
        let mut all: Vec<_> = self.of.unordered().map(|(key, _)| Competitor(key as u32)).collect();
        all.sort_unstable();
        all
    }

    pub(super) fn digest(&self, to: &mut Canonical) {
        let mut all: Vec<_> = self.of.unordered().filter(|(_, words)| *words != [0; 4]).collect();
        all.sort_unstable();
        to.number(all.len() as u64);
        for (competitor, words) in &all {
            to.number(*competitor);
            to.column(words);
        }
    }

    pub(super) fn heap_bytes(&self) -> usize {
        self.of.heap_bytes() + self.days.heap_bytes() + self.active.heap_bytes()
    }

    pub(super) fn save(&self, to: &mut Saver<'_>) -> io::Result<()> {
        self.of.save(to)?;
        self.days.save(to)?;
        self.active.save(to)
    }

    pub(super) fn load(from: &mut Loader<'_>) -> io::Result<Self> {
        Ok(Self {
            of: HashColumn::load(from)?,
            days: HashColumn::load(from)?,
            active: HashColumn::load(from)?,
        })
    }
}
