//! Places: higher standings first, and the chain that separates equal ones.

use std::{cmp::Ordering, collections::BTreeMap};

use marathon_events::{EntrantId, Sha256Hash};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::{Outcome, Rational, Record};

/// What separated an entrant from the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Link {
    /// A higher standing.
    Standing,
    /// A higher jury standing.
    JuryStanding,
    /// More counted deeds.
    CountedDeeds,
    /// More distinct active days.
    ActiveDays,
    /// An earlier position of the last counted deed.
    EarliestCompletion,
    /// A smaller [`draw`].
    Draw,
}

/// Somebody who gets a place.
#[derive(Clone, Debug)]
pub(crate) struct Contender {
    pub(crate) id: EntrantId,
    pub(crate) standing: Rational,
    /// Of everybody or, without a jury, of nobody.
    pub(crate) jury: Option<Rational>,
    pub(crate) record: Record,
    /// Of everybody or, before the seed is known, of nobody.
    pub(crate) draw: Option<Sha256Hash>,
}

type Compare = fn(&Contender, &Contender) -> Ordering;

/// `Less` stands before `Greater`.
const CHAIN: [(Link, Compare); 6] = [
    (Link::Standing, |a, b| b.standing.cmp(&a.standing)),
    (Link::JuryStanding, |a, b| b.jury.cmp(&a.jury)),
    (Link::CountedDeeds, |a, b| b.record.counted_deeds.cmp(&a.record.counted_deeds)),
    (Link::ActiveDays, |a, b| b.record.active_days.cmp(&a.record.active_days)),
    (Link::EarliestCompletion, |a, b| {
        // Who has no counted deed has completed nothing.
        let completed = |c: &Contender| (c.record.last_position.is_none(), c.record.last_position);
        completed(a).cmp(&completed(b))
    }),
    (Link::Draw, |a, b| a.draw.cmp(&b.draw)),
];

/// The lot of an entrant: SHA-256 of the seed and the 16 bytes of its id.
#[must_use]
pub fn draw(seed: &[u8], entrant: EntrantId) -> Sha256Hash {
    Sha256Hash(Sha256::new().chain_update(seed).chain_update(entrant.0.as_bytes()).finalize().into())
}

/// The first link that tells them apart; `None` if only a draw will.
fn separate(a: &Contender, b: &Contender) -> Option<(Link, Ordering)> {
    let compared = CHAIN.iter().map(|(link, compare)| (*link, compare(a, b)));
    compared.into_iter().find(|(_, order)| order.is_ne())
}

/// Places 1, 2, 3, ... without sharing. Those whom only the draw can separate share their places while there is no seed.
pub(crate) fn places(mut contenders: Vec<Contender>) -> BTreeMap<EntrantId, Outcome> {
    contenders.sort_unstable_by(|a, b| separate(a, b).map_or(Ordering::Equal, |(_, order)| order));
    let mut outcomes = BTreeMap::new();
    let mut from = 1;
    for inseparable in contenders.chunk_by(|a, b| separate(a, b).is_none()) {
        let to = from + inseparable.len() as u64 - 1;
        let last = &contenders[to as usize - 1];
        let next = contenders.get(to as usize);
        let separated_by = next.and_then(|next| separate(last, next)).map(|(link, _)| link);
        let outcome = match inseparable {
            [_] => Outcome::Placed { place: from, separated_by },
            _ => Outcome::AwaitsDraw { from, to },
        };
        outcomes.extend(inseparable.iter().map(|contender| (contender.id, outcome)));
        from = to + 1;
    }
    outcomes
}
