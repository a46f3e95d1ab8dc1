//! Rankings as the text on scoring says: deeds in ascending position, per deed, per day, then bands.

use std::collections::{BTreeMap, BTreeSet};

use marathon_events::{
    DeedKind, EntrantId, EntrantKind, Figures,
    marathon_opened::{EntrantClass, Metric, Nomination, QuantityUnit},
};
use uuid::Uuid;

use super::{Naive, NaiveDeed};

/// One deed of a competitor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NaiveDeedWorth {
    pub deed: Uuid,
    /// What was done, what is credited, what is left after the caps.
    pub units: [u64; 3],
    /// After the bands, over 10 000.
    pub worth: u128,
}

/// A line of a ranking.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NaiveRank {
    pub rank: u64,
    pub id: EntrantId,
    pub numerator: u128,
    pub denominator: u128,
    pub deeds: Vec<NaiveDeedWorth>,
    pub active: u64,
}

impl Naive {
    /// The whole ranking, from the first line to the last.
    pub fn ranking(&self, n: &Nomination) -> Vec<NaiveRank> {
        let mut lines: Vec<_> = match n.entrants[..] {
            [EntrantClass::Region] => {
                self.rules.regions.iter().map(|r| self.region_line(n, r.code)).collect()
            }
            _ => self.entrants.keys().map(|id| self.entrant_line(n, *id)).collect(),
        };
        lines.retain(|line| line.numerator > 0);
        // Stable: equal measures stay in the order of ids, or of the regions in the rules.
        lines.sort_by(|a, b| (b.numerator * a.denominator).cmp(&(a.numerator * b.denominator)));
        let above = |line: &NaiveRank| {
            let higher = |o: &&NaiveRank| o.numerator * line.denominator > line.numerator * o.denominator;
            lines.iter().filter(higher).count() as u64
        };
        let ranks: Vec<_> = lines.iter().map(above).collect();
        for (line, above) in lines.iter_mut().zip(ranks) {
            line.rank = above + 1;
        }
        lines
    }

    fn counts(&self, n: &Nomination, deed: &NaiveDeed) -> bool {
        let (from, to) =
            n.window.map_or((self.rules.season.starts_on, self.rules.season.ends_on), |w| (w.from, w.to));
        deed.verified
            && (n.kinds.is_empty() || n.kinds.contains(&deed.kind()))
            && (n.sectors.is_empty() || n.sectors.contains(&deed.sector))
            && from <= deed.day
            && deed.day <= to
    }

    fn region_line(&self, n: &Nomination, code: marathon_events::RegionCode) -> NaiveRank {
        let rule = self.rules.regions.iter().find(|r| r.code == code).unwrap();
        let deeds = self.deeds.iter().filter(|d| self.counts(n, d) && d.region == code);
        let people = |d: &NaiveDeed| u64::from(d.figures.people().0);
        let deeds = worth(n, deeds.map(|d| (d, people(d), people(d))));
        let sum: u128 = deeds.iter().map(|d| u128::from(d.units[2])).sum();
        let id = EntrantId::of_region(code);
        NaiveRank {
            rank: 0,
            id,
            numerator: 100_000 * sum,
            denominator: rule.population.into(),
            deeds,
            active: 0,
        }
    }

    fn entrant_line(&self, n: &Nomination, id: EntrantId) -> NaiveRank {
        let credited = |deed: &NaiveDeed, quantity: u64| match n.entrants[..] {
            // A deed is not divided: everybody named on it has done one.
            [EntrantClass::Person] if n.metric == Metric::Deeds => {
                self.named(deed).contains(&id).then_some(quantity)
            }
            [EntrantClass::Person] => self.share(deed, id, quantity),
            _ => (deed.entrant == id && n.entrants.contains(&class(self.entrants[&id].kind)))
                .then_some(quantity),
        };
        let counted: Vec<_> = self
            .deeds
            .iter()
            .filter(|d| self.counts(n, d))
            .filter_map(|d| {
                let quantity = units(n.metric, d)?;
                Some((d, quantity, credited(d, quantity)?))
            })
            .collect();
        let persons: BTreeSet<_> = match n.metric {
            Metric::ActiveShare => counted.iter().flat_map(|(d, ..)| self.named(d)).collect(),
            _ => BTreeSet::new(),
        };
        let active = persons.len() as u64;
        let members = self.entrants[&id].members.map_or(1, |m| u128::from(m.0));
        let deeds = worth(n, counted.into_iter());
        let worth: u128 = deeds.iter().map(|d| d.worth).sum();
        let (numerator, denominator) = match n.metric {
            Metric::Sum { .. } => (worth, 10_000),
            Metric::PerMember { .. } => (worth, 10_000 * members),
            Metric::Deeds => (deeds.iter().map(|d| u128::from(d.units[2])).sum(), 1),
            Metric::ActiveShare => (u128::from(active).min(members), members),
            Metric::Per100k => unreachable!("of regions"),
        };
        NaiveRank { rank: 0, id, numerator, denominator, deeds, active }
    }
}

fn class(kind: EntrantKind) -> EntrantClass {
    match kind {
        EntrantKind::Person => EntrantClass::Person,
        EntrantKind::Team => EntrantClass::Team,
        EntrantKind::Organisation => EntrantClass::Organisation,
        EntrantKind::Institution => EntrantClass::Institution,
    }
}

fn units(metric: Metric, deed: &NaiveDeed) -> Option<u64> {
    let (Metric::Sum { unit } | Metric::PerMember { unit }) = metric else { return Some(1) };
    match (unit, deed.figures) {
        (QuantityUnit::People, figures) => Some(figures.people().0.into()),
        (QuantityUnit::PeopleHelped, Figures::GoodDeedDone { people_helped, .. }) => {
            Some(people_helped.0.into())
        }
        (QuantityUnit::PersonMinutes, Figures::GoodDeedDone { person_minutes, .. }) => {
            Some(person_minutes.0.into())
        }
        (QuantityUnit::Trees, Figures::TreesPlanted { trees, .. }) => Some(trees.0.into()),
        (QuantityUnit::Grams, Figures::WasteCollected { grams, .. }) => Some(grams.0),
        (QuantityUnit::Animals, Figures::AnimalsHelped { animals, .. }) => Some(animals.0.into()),
        _ => {
            assert!(DeedKind::ALL.contains(&deed.kind()));
            None
        }
    }
}

/// Caps in ascending position, then bands over the running sum, unit by unit where a band ends inside a deed.
fn worth<'a>(n: &Nomination, deeds: impl Iterator<Item = (&'a NaiveDeed, u64, u64)>) -> Vec<NaiveDeedWorth> {
    let mut used = BTreeMap::new();
    let mut sum = 0_u64;
    let one = |(deed, quantity, credited): (&NaiveDeed, u64, u64)| {
        let mut left = n.per_deed_max.map_or(credited, |max| credited.min(max));
        if let Some(max) = n.per_day_max {
            let used = used.entry(deed.day).or_insert(0);
            left = left.min(max - *used);
            *used += left;
        }
        let (before, after) = (sum, sum + left);
        sum = after;
        let worth = if n.metric == Metric::ActiveShare { 0 } else { below(n, after) - below(n, before) };
        NaiveDeedWorth { deed: deed.id, units: [quantity, credited, left], worth }
    };
    deeds.map(one).collect()
}

/// What the first `sum` units are worth.
fn below(n: &Nomination, sum: u64) -> u128 {
    let mut from = 0;
    let mut worth = 0;
    for band in &n.bands {
        let to = band.up_to.map_or(sum, |up_to| up_to.min(sum));
        worth += u128::from(to - from) * u128::from(band.rate_bps.0);
        from = to;
    }
    worth + u128::from(sum - from) * 10_000
}
