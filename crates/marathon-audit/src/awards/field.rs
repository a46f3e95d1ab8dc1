//! Who competes in a nomination at the freeze, and with which metric. After the freeze no deed changes any more, so the
//! deeds of the model are those of the freeze.

use std::collections::{BTreeMap, BTreeSet};

use marathon_events::{
    DeedKind, EntrantId, EntrantKind, Position,
    marathon_opened::{EntrantClass, Metric, Nomination, QuantityUnit},
};
use marathon_scoring::{Caps, CreditedDeed, Entrant, Gone, Measured, Record, measure, shares};

use crate::model::{self, Deed, Model, Status};

/// What counts for one entrant.
#[derive(Default)]
struct Credit<'a> {
    deeds: Vec<CreditedDeed>,
    /// The same deeds.
    of: Vec<&'a Deed>,
}

/// Everybody who competes in a nomination.
pub(super) fn at_freeze(model: &Model, nomination: &Nomination) -> Vec<Entrant> {
    let mut credits = credits(model, nomination);
    let mut field = Vec::new();
    if of_regions(nomination) {
        for region in &model.rules.regions {
            let id = EntrantId::of_region(region.code);
            let credit = credits.remove(&id).unwrap_or_default();
            field.push(competitor(model, nomination, id, &credit, region.population, (true, None)));
        }
        return field;
    }
    for (id, entrant) in model.entrants.iter().filter(|(_, e)| enters(nomination, e.kind)) {
        let credit = credits.remove(id).unwrap_or_default();
        let members = u64::from(entrant.members.unwrap_or(1));
        let standing = admission(model, nomination, entrant);
        field.push(competitor(model, nomination, *id, &credit, members, standing));
    }
    field
}

fn of_regions(nomination: &Nomination) -> bool {
    nomination.entrants == [EntrantClass::Region]
}

fn enters(nomination: &Nomination, kind: EntrantKind) -> bool {
    nomination.entrants.contains(&match kind {
        EntrantKind::Person => EntrantClass::Person,
        EntrantKind::Team => EntrantClass::Team,
        EntrantKind::Organisation => EntrantClass::Organisation,
        EntrantKind::Institution => EntrantClass::Institution,
    })
}

/// Whether an entrant was admitted at the freeze, and what became of it afterwards.
fn admission(model: &Model, nomination: &Nomination, entrant: &model::Entrant) -> (bool, Option<Gone>) {
    let freeze = model.steps.frozen.unwrap_or(Position(u64::MAX));
    let of_age = !(nomination.adults_only && entrant.minor);
    match entrant.gone {
        Some((_, at)) if at <= freeze => (false, None),
        Some((how, _)) => (of_age, Some(how)),
        None => (of_age, None),
    }
}

/// The deeds that count in a nomination, by who is credited with them, in the order they were logged.
fn credits<'a>(model: &'a Model, nomination: &Nomination) -> BTreeMap<EntrantId, Credit<'a>> {
    let mut credits = BTreeMap::<EntrantId, Credit<'_>>::new();
    for deed in model.deeds.iter().filter(|deed| counts(model, nomination, deed)) {
        let Some(quantity) = units(nomination.metric, deed) else { continue };
        for (id, credited) in credited(model, nomination, deed, quantity) {
            let (position, done_on) = (deed.position, deed.done_on);
            let credit = credits.entry(id).or_default();
            credit.deeds.push(CreditedDeed { position, done_on, quantity, credited });
            credit.of.push(deed);
        }
    }
    credits
}

fn counts(model: &Model, n: &Nomination, deed: &Deed) -> bool {
    let season = &model.rules.season;
    let (first, last) = n.window.map_or((season.starts_on, season.ends_on), |w| (w.from, w.to));
    deed.status == Status::Verified
        && (n.kinds.is_empty() || n.kinds.contains(&deed.figures.kind()))
        && (n.sectors.is_empty() || n.sectors.contains(&deed.sector))
        && (first..=last).contains(&deed.done_on)
}

/// Units of a deed; `None` if its kind has none of them.
fn units(metric: Metric, deed: &Deed) -> Option<u64> {
    let figures = &deed.figures;
    let people = u64::from(figures.people().0);
    let unit = match metric {
        Metric::Sum { unit } | Metric::PerMember { unit } => unit,
        Metric::Deeds | Metric::ActiveShare => return Some(1),
        Metric::Per100k => return Some(people),
    };
    let (kind, amount) = match unit {
        QuantityUnit::People => return Some(people),
        QuantityUnit::PeopleHelped => (DeedKind::GoodDeedDone, figures.amount()),
        QuantityUnit::PersonMinutes => (DeedKind::GoodDeedDone, figures.minutes().into()),
        QuantityUnit::Trees => (DeedKind::TreesPlanted, figures.amount()),
        QuantityUnit::Grams => (DeedKind::WasteCollected, figures.amount()),
        QuantityUnit::Animals => (DeedKind::AnimalsHelped, figures.amount()),
    };
    (figures.kind() == kind).then_some(amount)
}

/// Who is credited with how many units: the region, every named person with a share, or the entrant.
fn credited(model: &Model, n: &Nomination, deed: &Deed, quantity: u64) -> Vec<(EntrantId, u64)> {
    if of_regions(n) {
        return vec![(EntrantId::of_region(deed.region), quantity)];
    }
    if n.entrants != [EntrantClass::Person] {
        return vec![(deed.entrant, quantity)];
    }
    let named = named_persons(model, deed);
    match n.metric {
        // A deed is not divided: everybody named has done one.
        Metric::Deeds => named.into_iter().map(|id| (id, quantity)).collect(),
        _ => {
            let parts = shares(quantity, deed.figures.people().0, named.len());
            named.into_iter().zip(parts).collect()
        }
    }
}

fn named_persons(model: &Model, deed: &Deed) -> BTreeSet<EntrantId> {
    let is_person = |id: &EntrantId| model.entrants.get(id).is_some_and(|e| e.kind == EntrantKind::Person);
    deed.companions.iter().copied().chain([deed.entrant]).filter(is_person).collect()
}

fn competitor(
    model: &Model,
    nomination: &Nomination,
    id: EntrantId,
    credit: &Credit<'_>,
    divisor: u64,
    (admitted, gone): (bool, Option<Gone>),
) -> Entrant {
    let counted = Caps::from(nomination).count(&credit.deeds);
    let of_counted = credit.of.iter().zip(&counted).filter(|(_, counted)| counted.counted > 0);
    let active: BTreeSet<_> = match nomination.metric {
        Metric::ActiveShare => of_counted.flat_map(|(deed, _)| named_persons(model, deed)).collect(),
        _ => BTreeSet::new(),
    };
    let capped = counted.iter().map(|deed| deed.counted).sum();
    let measured = Measured { capped, active: active.len() as u64, divisor: divisor.max(1) };
    let metric = measure(nomination.metric, &nomination.bands, measured);
    Entrant { id, admitted, metric, record: Record::of(&counted), gone }
}
