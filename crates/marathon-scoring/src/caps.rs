//! Caps against gaming: how much of each deed of one entrant counts, and why it is not all.
//!
//! The rankings keep the same sums up with every deed; here the deeds are gone through one by one, so that everybody
//! can see, and recount, what became of each.

use std::collections::{BTreeMap, BTreeSet};

use marathon_events::{
    Day, Position,
    marathon_opened::{Band, Nomination},
};
use serde::{Deserialize, Serialize};

use crate::{FULL_RATE_BPS, through_bands};

/// The limits of a nomination, in units of its metric.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Caps {
    /// At most this many units of one deed; absent: all.
    pub per_deed_max: Option<u64>,
    /// At most this many units of one day together, earlier positions first; absent: all.
    pub per_day_max: Option<u64>,
    /// Diminishing rates over the capped sum; empty: everything at full rate.
    pub bands: Vec<Band>,
}

/// What one entrant is credited with of a deed that counts in the nomination.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CreditedDeed {
    /// Where the deed was logged.
    pub position: Position,
    /// The day it was done.
    pub done_on: Day,
    /// Units that were done.
    pub quantity: u64,
    /// Units credited to this entrant: all of them or, to a named person, a share.
    pub credited: u64,
}

/// Why less of a deed counted than was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cut {
    /// A named person is credited with a share of a group's deed.
    Share,
    /// The cap for each deed.
    PerDeed,
    /// The cap for each day, used up by earlier deeds of that day.
    PerDay,
    /// A band above the first: later units of the sum count at a lower rate.
    Band,
}

/// What one deed contributes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CountedDeed {
    /// Where the deed was logged.
    pub position: Position,
    /// The day it was done.
    pub done_on: Day,
    /// Units that were done.
    pub quantity: u64,
    /// Units credited to this entrant.
    pub credited: u64,
    /// Units left after the caps.
    pub counted: u64,
    /// What they are worth after the bands, over 10 000.
    pub worth_bps: u128,
    /// Why it is not all, in the order it was cut.
    pub cuts: Vec<Cut>,
}

impl From<&Nomination> for Caps {
    fn from(n: &Nomination) -> Self {
        Self { per_deed_max: n.per_deed_max, per_day_max: n.per_day_max, bands: n.bands.clone() }
    }
}

impl Caps {
    /// Units of a deed after the cap for each deed.
    #[must_use]
    pub fn of_deed(&self, credited: u64) -> u64 {
        self.per_deed_max.map_or(credited, |max| credited.min(max))
    }

    /// Goes through the deeds of one entrant: cap of the deed, cap of the day, then bands over the running sum.
    ///
    /// # Panics
    /// If the positions do not ascend, because earlier deeds of a day go first.
    #[must_use]
    pub fn count(&self, deeds: &[CreditedDeed]) -> Vec<CountedDeed> {
        assert!(deeds.is_sorted_by(|a, b| a.position < b.position), "deeds in ascending position");
        let (mut used_by_day, mut sum) = (BTreeMap::new(), 0);
        let count = |deed: &CreditedDeed| {
            let used = used_by_day.entry(deed.done_on).or_insert(0);
            let counted = self.count_one(deed, used, sum);
            sum += counted.counted;
            counted
        };
        deeds.iter().map(count).collect()
    }

    /// One deed on a day of which `used` units are used up, after `sum` units in all.
    fn count_one(&self, deed: &CreditedDeed, used: &mut u64, sum: u64) -> CountedDeed {
        let CreditedDeed { position, done_on, quantity, credited } = *deed;
        let mut cuts = Vec::new();
        if credited < quantity {
            cuts.push(Cut::Share);
        }
        let of_deed = self.of_deed(credited);
        if of_deed < credited {
            cuts.push(Cut::PerDeed);
        }
        let counted = self.per_day_max.map_or(of_deed, |max| of_deed.min(max - *used));
        if counted < of_deed {
            cuts.push(Cut::PerDay);
        }
        *used += counted;
        let worth_bps = through_bands(sum + counted, &self.bands) - through_bands(sum, &self.bands);
        if worth_bps < u128::from(counted) * u128::from(FULL_RATE_BPS) {
            cuts.push(Cut::Band);
        }
        CountedDeed { position, done_on, quantity, credited, counted, worth_bps, cuts }
    }
}

/// What separates equal standings, of the deeds of one entrant. A deed of which the caps left nothing is no counted
/// deed, and its day no active day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Record {
    /// Deeds of which at least one unit counted.
    pub counted_deeds: u64,
    /// Distinct days they were done on.
    pub active_days: u64,
    /// Where the last of them was logged; absent if there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_position: Option<Position>,
}

impl Record {
    /// Of deeds that went through the caps.
    #[must_use]
    pub fn of(deeds: &[CountedDeed]) -> Self {
        let counted = || deeds.iter().filter(|deed| deed.counted > 0);
        let days: BTreeSet<_> = counted().map(|deed| deed.done_on).collect();
        Self {
            counted_deeds: counted().count() as u64,
            active_days: days.len() as u64,
            last_position: counted().map(|deed| deed.position).max(),
        }
    }
}
