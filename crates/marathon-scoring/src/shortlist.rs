//! Who is in the running at the freeze.

use std::{cmp::Reverse, collections::BTreeSet};

use marathon_events::{BasisPoints, EntrantId};

use crate::inputs::Entrant;

/// The eligible entrants with the `size` highest metrics, and everybody equal to the last of them. With a jury weight
/// of 0, all who are eligible.
#[must_use]
pub fn shortlist(entrants: &[Entrant], jury_bps: BasisPoints, size: u32) -> BTreeSet<EntrantId> {
    let eligible = || entrants.iter().filter(|entrant| entrant.is_eligible());
    if jury_bps.0 == 0 {
        return eligible().map(|entrant| entrant.id).collect();
    }
    let mut metrics: Vec<_> = eligible().map(|entrant| entrant.metric).collect();
    metrics.sort_unstable_by_key(|metric| Reverse(*metric));
    let Some(last) = metrics.iter().take(size as usize).next_back() else { return BTreeSet::new() };
    eligible().filter(|entrant| entrant.metric >= *last).map(|entrant| entrant.id).collect()
}
