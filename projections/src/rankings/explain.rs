//! Why a competitor stands where it stands: every deed, how much of it counted, and what was cut.

use marathon_events::marathon_opened::Metric;
use marathon_scoring::{CountedDeed, CreditedDeed, Record};

use crate::{
    book::{Book, Deed, DeedNo, EntrantNo},
    rankings::{Competitor, CompiledNomination, RankingEntry, Rankings},
};

/// A deed, and what it contributes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExplainedDeed {
    /// The deed.
    pub deed: Deed,
    /// How much of it counted.
    pub counted: CountedDeed,
}

/// Why a competitor stands where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// Its line in the ranking.
    pub entry: RankingEntry,
    /// Its deeds, by ascending position.
    pub deeds: Vec<ExplainedDeed>,
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
        let numbers = deeds_of(nomination, book, &[competitor]).pop().unwrap_or_default();
        let credited = |deed| credited(nomination, book, competitor, deed);
        let (deeds, credited): (Vec<_>, Vec<_>) = numbers.into_iter().filter_map(credited).unzip();
        let mut counted = nomination.caps.count(&credited);
        if nomination.metric() == Metric::ActiveShare {
            // A share of members counts persons, not units.
            counted.iter_mut().for_each(|deed| deed.worth_bps = 0);
        }
        let deeds = deeds.into_iter().zip(counted);
        let deeds = deeds.map(|(deed, counted)| ExplainedDeed { deed, counted }).collect();
        Some(Explanation { entry, deeds })
    }

    /// What separates these competitors if their standings are equal.
    ///
    /// # Panics
    /// If there is no such nomination.
    #[must_use]
    pub fn records(&self, book: &Book, no: usize, competitors: &[Competitor]) -> Vec<Record> {
        let nomination = &self.nominations[no];
        let record = |(competitor, numbers): (&Competitor, Vec<DeedNo>)| {
            let credited = |deed| credited(nomination, book, *competitor, deed).map(|(_, credited)| credited);
            Record::of(&nomination.caps.count(&numbers.into_iter().filter_map(credited).collect::<Vec<_>>()))
        };
        competitors.iter().zip(deeds_of(nomination, book, competitors)).map(record).collect()
    }
}

/// Numbers of the deeds that concern each of these competitors, ascending. What regions did is found by looking at every
/// deed once, however many regions are asked for.
fn deeds_of(nomination: &CompiledNomination, book: &Book, competitors: &[Competitor]) -> Vec<Vec<DeedNo>> {
    if !nomination.is_of_regions() {
        return competitors
            .iter()
            .map(|competitor| deeds_of_entrant(nomination, book, *competitor))
            .collect();
    }
    let (deeds, mut found) = (book.deeds(), vec![Vec::new(); competitors.len()]);
    for no in (0..deeds.len() as u32).map(DeedNo) {
        let region = Competitor(u32::from(deeds.get(no).region.0));
        if let Some(place) = competitors.iter().position(|competitor| *competitor == region) {
            found[place].push(no);
        }
    }
    found
}

fn deeds_of_entrant(nomination: &CompiledNomination, book: &Book, competitor: Competitor) -> Vec<DeedNo> {
    let (deeds, entrants, entrant) = (book.deeds(), book.entrants(), EntrantNo(competitor.0));
    let mut numbers: Vec<_> = deeds.of_entrant(entrants, entrant).collect();
    if nomination.is_of_persons() {
        numbers.extend(deeds.mentioning(entrants, entrant));
    }
    numbers.sort_unstable();
    numbers.dedup();
    numbers
}

fn credited(
    nomination: &CompiledNomination,
    book: &Book,
    competitor: Competitor,
    no: DeedNo,
) -> Option<(Deed, CreditedDeed)> {
    let deed = book.deeds().get(no);
    let quantities = book.deeds().standing(no).verified().filter(|_| nomination.takes(&deed))?;
    let quantity = nomination.units(deed.kind, &quantities)?;
    let credited = match nomination.is_of_persons() {
        false => quantity,
        true => {
            let named = book.named_persons(&deed);
            let place = named.iter().position(|person| person.0 == competitor.0)?;
            nomination.share_of(quantity, quantities.people, named.len(), place)
        }
    };
    let position = book.deeds().position(no);
    let done_on = book.rules()?.set().season.starts_on.plus(deed.day.into());
    Some((deed, CreditedDeed { position, done_on, quantity, credited }))
}
