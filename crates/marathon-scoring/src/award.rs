//! The award of a nomination: how every entrant stands, who has which place and why, who wins.

use std::collections::{BTreeMap, BTreeSet};

use marathon_events::EntrantId;
use serde::{Deserialize, Serialize};

use crate::{
    Entrant, Flag, Gone, InputError, JuryStanding, Link, NominationInputs, Rational, Record, draw,
    flags::flags,
    jury::{ballots, jury_standings},
    percentile::percentiles,
    ties::{Contender, places},
};

/// An award. The same inputs in any order give the same award, and the same bytes wherever it is serialised.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Award {
    /// Every entrant: by place, those without one after all others, by id.
    pub entries: Vec<Entry>,
    /// Who wins, by place. Shorter than it will be while the draw decides about a place among the winners.
    pub winners: Vec<EntrantId>,
    /// Judges who disagree with the others, by id.
    pub flags: Vec<Flag>,
}

/// How one entrant stands, and from what.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// Who.
    pub entrant: EntrantId,
    /// Its place, or why it has none.
    pub outcome: Outcome,
    /// Its metric at the freeze.
    pub metric: Rational,
    /// What separates equal standings, at the freeze.
    pub record: Record,
    /// Percentile of its metric in the shortlist, from 0 to 1; absent outside the shortlist.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metric_part: Option<Rational>,
    /// What the jury made of it; absent if no judge scored it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub jury: Option<JuryStanding>,
    /// Both parts by their weights, from 0 to 10 000; absent if a part with a weight is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub standing: Option<Rational>,
}

/// A place, or why there is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Outcome {
    /// It has a place of its own.
    Placed {
        /// 1 is the best.
        place: u64,
        /// What separated it from the next; absent of the last.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        separated_by: Option<Link>,
    },
    /// Only the draw can tell who of several has which of these places, and the seed is not known.
    AwaitsDraw {
        /// The best of the places.
        from: u64,
        /// The last of them.
        to: u64,
    },
    /// Fewer judges scored it than the quorum and nobody waived that; or none did, which nobody can waive, because
    /// there is no mean of nothing.
    QuorumMissing,
    /// It withdrew after the freeze. It still counts in the percentiles and ranks of others.
    Withdrawn,
    /// It was disqualified after the freeze. It still counts in the percentiles and ranks of others.
    Disqualified,
    /// Others have higher metrics.
    NotShortlisted,
    /// It does not take part: its metric is 0, or it was not admitted.
    NotEligible,
}

impl Award {
    /// Decides a nomination.
    ///
    /// # Errors
    /// If the inputs contradict themselves.
    pub fn decide(inputs: &NominationInputs) -> Result<Self, InputError> {
        let shortlist = inputs.checked_shortlist()?;
        let ballots = ballots(&inputs.judges);
        let parts = Parts {
            inputs,
            metric: metric_parts(&inputs.entrants, &shortlist),
            jury: jury_standings(&ballots),
        };
        let places = places(inputs.entrants.iter().filter_map(|entrant| parts.contender(entrant)).collect());
        let mut entries: Vec<_> =
            inputs.entrants.iter().map(|entrant| parts.entry(entrant, &places)).collect();
        entries.sort_unstable_by_key(|entry| (entry.outcome.first_place(), entry.entrant));
        let winners = entries.iter().filter(|entry| entry.outcome.wins(inputs.winners));
        Ok(Self { winners: winners.map(|entry| entry.entrant).collect(), entries, flags: flags(&ballots) })
    }
}

impl Outcome {
    /// Its best place; what has none comes after all places.
    fn first_place(self) -> u64 {
        match self {
            Self::Placed { place, .. } => place,
            Self::AwaitsDraw { from, .. } => from,
            _ => u64::MAX,
        }
    }

    fn wins(self, winners: u32) -> bool {
        matches!(self, Self::Placed { place, .. } if place <= u64::from(winners))
    }
}

/// What standings are made of.
struct Parts<'a> {
    inputs: &'a NominationInputs,
    /// Of everybody on the shortlist.
    metric: BTreeMap<EntrantId, Rational>,
    /// Of every entry that was scored.
    jury: BTreeMap<EntrantId, JuryStanding>,
}

fn metric_parts(entrants: &[Entrant], shortlist: &BTreeSet<EntrantId>) -> BTreeMap<EntrantId, Rational> {
    let listed = entrants.iter().filter(|entrant| shortlist.contains(&entrant.id));
    let (ids, metrics): (Vec<_>, Vec<_>) = listed.map(|entrant| (entrant.id, entrant.metric)).unzip();
    let parts = percentiles(&metrics, &Rational::new(1_u32, 1_u32));
    ids.into_iter().zip(parts).collect()
}

impl Parts<'_> {
    fn standing(&self, id: EntrantId) -> Option<Rational> {
        let weighted = |bps: u32, part: &Rational| Rational::new(bps, 1_u32) * part.clone();
        let of_metric = weighted(self.inputs.metric_bps.0, self.metric.get(&id)?);
        match self.inputs.jury_bps.0 {
            0 => Some(of_metric),
            bps => Some(of_metric + weighted(bps, &self.jury.get(&id)?.part)),
        }
    }

    /// Why an entrant has no place; `None` if it gets one.
    fn excluded(&self, entrant: &Entrant) -> Option<Outcome> {
        match entrant.gone {
            _ if !entrant.is_eligible() => Some(Outcome::NotEligible),
            _ if !self.metric.contains_key(&entrant.id) => Some(Outcome::NotShortlisted),
            Some(Gone::Withdrawn) => Some(Outcome::Withdrawn),
            Some(Gone::Disqualified) => Some(Outcome::Disqualified),
            None => (!self.is_scored_enough(entrant.id)).then_some(Outcome::QuorumMissing),
        }
    }

    fn is_scored_enough(&self, id: EntrantId) -> bool {
        let Some(jury) = self.jury.get(&id) else { return self.inputs.jury_bps.0 == 0 };
        jury.scores.len() as u64 >= u64::from(self.inputs.quorum) || self.inputs.waived.contains(&id)
    }

    fn contender(&self, entrant: &Entrant) -> Option<Contender> {
        let id = entrant.id;
        let standing = self.standing(id).filter(|_| self.excluded(entrant).is_none())?;
        let jury = self.jury.get(&id).map(|jury| jury.part.clone());
        let draw = self.inputs.seed.as_deref().map(|seed| draw(seed, id));
        Some(Contender { id, standing, jury, record: entrant.record, draw })
    }

    fn entry(&self, entrant: &Entrant, places: &BTreeMap<EntrantId, Outcome>) -> Entry {
        let id = entrant.id;
        Entry {
            entrant: id,
            outcome: self.excluded(entrant).unwrap_or_else(|| places[&id]),
            metric: entrant.metric.into(),
            record: entrant.record,
            metric_part: self.metric.get(&id).cloned(),
            jury: self.jury.get(&id).cloned(),
            standing: self.standing(id),
        }
    }
}
