//! Why a competitor stands where it stands: every deed, how much of it counted, and what was cut.

use std::collections::BTreeMap;

use marathon_domain::scoring::through_bands;
use marathon_events::marathon_opened::Metric;

use crate::{
    book::{Book, Deed, DeedNo, EntrantNo},
    rankings::{Competitor, CompiledNomination, RankingEntry, Rankings},
};

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
    /// The deed.
    pub deed: Deed,
    /// Units that were done.
    pub quantity: u64,
    /// Units credited to this competitor.
    pub credited: u64,
    /// Units left after the caps.
    pub counted: u64,
    /// What they are worth after the bands, over 10 000.
    pub worth_bps: u128,
    /// Why it is not all.
    pub cuts: Vec<Cut>,
}

/// Why a competitor stands where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// Its line in the ranking.
    pub entry: RankingEntry,
    /// Its deeds, by ascending position.
    pub deeds: Vec<CountedDeed>,
}

impl Rankings {
    /// Explains a line; `None` if nothing of the competitor counts.
    ///
    /// # Panics
    /// If there is no such nomination.
    #[must_use]
    pub fn explain(&self, book: &Book, no: usize, competitor: Competitor) -> Option<Explanation> {
        let entry = self.entry(book, no, competitor)?;
        let nomination = &self.nominations[no];
        let mut numbers = deeds_of(nomination, book, competitor);
        numbers.sort_unstable();
        numbers.dedup();
        let mut days = BTreeMap::new();
        let mut sum = 0;
        let deeds = numbers
            .into_iter()
            .filter_map(|deed| {
                let mut counted = count(nomination, book, competitor, deed)?;
                cap_by_day(nomination, &mut days, &mut counted);
                put_through_bands(nomination, &mut sum, &mut counted);
                Some(counted)
            })
            .collect();
        Some(Explanation { entry, deeds })
    }
}

fn deeds_of(nomination: &CompiledNomination, book: &Book, competitor: Competitor) -> Vec<DeedNo> {
    let (deeds, entrants) = (book.deeds(), book.entrants());
    if nomination.is_of_regions() {
        let all = (0..deeds.len() as u32).map(DeedNo);
        return all.filter(|no| u32::from(deeds.get(*no).region.0) == competitor.0).collect();
    }
    let entrant = EntrantNo(competitor.0);
    let mut numbers: Vec<_> = deeds.of_entrant(entrants, entrant).collect();
    if nomination.is_of_persons() {
        numbers.extend(deeds.mentioning(entrants, entrant));
    }
    numbers
}

fn count(
    nomination: &CompiledNomination,
    book: &Book,
    competitor: Competitor,
    no: DeedNo,
) -> Option<CountedDeed> {
    let deed = book.deeds().get(no);
    let quantities = book.deeds().standing(no).verified().filter(|_| nomination.takes(&deed))?;
    let quantity = nomination.units(deed.kind, &quantities)?;
    let mut cuts = Vec::new();
    let credited = match nomination.is_of_persons() {
        false => quantity,
        true => {
            let named = book.named_persons(&deed);
            let place = named.iter().position(|person| person.0 == competitor.0)?;
            nomination.share_of(quantity, quantities.people, named.len(), place)
        }
    };
    let counted = credited.min(nomination.per_deed_max);
    if credited < quantity {
        cuts.push(Cut::Share);
    }
    if counted < credited {
        cuts.push(Cut::PerDeed);
    }
    Some(CountedDeed { deed, quantity, credited, counted, worth_bps: 0, cuts })
}

fn cap_by_day(nomination: &CompiledNomination, days: &mut BTreeMap<u16, u64>, deed: &mut CountedDeed) {
    let Some(max) = nomination.per_day_max else { return };
    let used = days.entry(deed.deed.day).or_insert(0);
    let left = max - *used;
    if deed.counted > left {
        deed.counted = left;
        deed.cuts.push(Cut::PerDay);
    }
    *used += deed.counted;
}

fn put_through_bands(nomination: &CompiledNomination, sum: &mut u64, deed: &mut CountedDeed) {
    // A share of members counts persons, not units.
    if nomination.metric() == Metric::ActiveShare {
        return;
    }
    let before = through_bands(*sum, &nomination.bands);
    *sum += deed.counted;
    deed.worth_bps = through_bands(*sum, &nomination.bands) - before;
    if deed.worth_bps < u128::from(deed.counted) * 10_000 {
        deed.cuts.push(Cut::Band);
    }
}
