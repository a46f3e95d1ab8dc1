//! What counts for each competitor of each nomination.

use std::io;

use marathon_columns::{HashColumn, Loader, PackedSums, Saver, SumRow, SumRows};
use marathon_events::marathon_opened::Metric;

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

/// The tallies of every nomination, which is named by its number.
#[derive(Clone, Debug, Default)]
pub(super) struct Tallies {
    /// By competitor and nomination: capped, raw, deeds and, where the measure needs it, active.
    rows: SumRows,
    /// By place of the tally and day: units after the cap for each deed. Only with a cap for each day.
    days: PackedSums,
    /// By place of the tally and person: on how many verified deeds they are named. Only where the measure needs it.
    active: HashColumn<u32>,
}

const CAPPED: usize = 0;
const RAW: usize = 1;
const DEEDS: usize = 2;
const ACTIVE: usize = 3;
/// A season is shorter than 2¹¹ days.
const DAY_BITS: u32 = 11;

/// What changes about one deed for one competitor.
#[derive(Clone, Copy, Debug)]
pub(super) struct Counted<'a> {
    pub(super) day: u16,
    pub(super) before: Option<u64>,
    pub(super) after: Option<u64>,
    pub(super) named: &'a [EntrantNo],
}

impl Tally {
    fn of(row: &SumRow<'_>, counts_active: bool) -> Self {
        let active = if counts_active { row.sum(ACTIVE) } else { 0 };
        Self { capped: row.sum(CAPPED), raw: row.sum(RAW), deeds: row.sum(DEEDS), active }
    }
}

fn counts_active(nomination: &CompiledNomination) -> bool {
    nomination.metric() == Metric::ActiveShare
}

impl Tallies {
    pub(super) fn get(&self, nomination: &CompiledNomination, competitor: Competitor) -> Tally {
        let row = self.rows.find(competitor.0, nomination.no);
        row.map(|row| Tally::of(&row, counts_active(nomination))).unwrap_or_default()
    }

    pub(super) fn replace(
        &mut self,
        nomination: &CompiledNomination,
        competitor: Competitor,
        counted: Counted<'_>,
    ) {
        let Counted { day, before, after, named } = counted;
        if before.is_none() && after.is_none() {
            return;
        }
        let counts_active = counts_active(nomination);
        let mut row = self.rows.entry(competitor.0, nomination.no, ACTIVE + usize::from(counts_active));
        let cap = |units: Option<u64>| nomination.caps.of_deed(units.unwrap_or(0));
        let (gone, come) = match nomination.caps.per_day_max {
            None => (cap(before), cap(after)),
            Some(max) => {
                let key = u64::from(row.place()) << DAY_BITS | u64::from(day);
                let (old, new) = self.days.replace(key, cap(before), cap(after));
                (old.min(max), new.min(max))
            }
        };
        row.replace(CAPPED, gone, come);
        row.replace(RAW, before.unwrap_or(0), after.unwrap_or(0));
        row.replace(DEEDS, u64::from(before.is_some()), u64::from(after.is_some()));
        if !counts_active || before.is_some() == after.is_some() {
            return;
        }
        for person in named {
            let count = self.active.entry(u64::from(row.place()) << 32 | u64::from(person.0));
            let was_active = *count > 0;
            *count = if after.is_some() { *count + 1 } else { *count - 1 };
            row.replace(ACTIVE, u64::from(was_active), u64::from(*count > 0));
        }
    }

    /// Everybody with a tally in a nomination, by number.
    pub(super) fn of_nomination(&self, nomination: &CompiledNomination) -> Vec<(Competitor, Tally)> {
        let rows = self.rows.rows().filter(|row| row.tag() == nomination.no);
        let tally = |row: SumRow<'_>| (Competitor(row.owner()), Tally::of(&row, counts_active(nomination)));
        let mut all: Vec<_> = rows.map(tally).collect();
        all.sort_unstable_by_key(|(competitor, _)| *competitor);
        all
    }

    pub(super) fn digest(&self, nomination: &CompiledNomination, to: &mut Canonical) {
        let mut all = self.of_nomination(nomination);
        all.retain(|(_, tally)| *tally != Tally::default());
        to.number(all.len() as u64);
        for (competitor, Tally { capped, raw, deeds, active }) in &all {
            to.number(u64::from(competitor.0));
            to.column(&[*capped, *raw, *deeds, *active]);
        }
    }

    pub(super) fn heap_bytes(&self) -> usize {
        self.rows.heap_bytes() + self.days.heap_bytes() + self.active.heap_bytes()
    }

    pub(super) fn save(&self, to: &mut Saver<'_>) -> io::Result<()> {
        self.rows.save(to)?;
        self.days.save(to)?;
        self.active.save(to)
    }

    pub(super) fn load(from: &mut Loader<'_>) -> io::Result<Self> {
        let (rows, days) = (SumRows::load(from)?, PackedSums::load(from)?);
        Ok(Self { rows, days, active: HashColumn::load(from)? })
    }
}
