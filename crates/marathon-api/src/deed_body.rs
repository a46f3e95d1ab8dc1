//! A deed as a request carries it: one shape for the route and for every line of an import.

use std::borrow::Cow;

use compact_str::CompactString;
use marathon_domain::NewDeed;
use marathon_events::{
    Animals, Day, DeedKind, EntrantId, Evidence, Figures, Grams, People, PersonMinutes, RegionCode, Sector,
    Trees,
};
use serde::Deserialize;

use crate::{
    Problem,
    body::{self, Object, parse},
    explain::{Field, Takes, optional, required},
    private::{DEED_PRIVATE, ToldOfDeed},
    problem::FieldError,
    weight,
};

pub(crate) const KINDS: [&str; 4] = ["good-deed-done", "trees-planted", "waste-collected", "animals-helped"];

const FIELDS: [Field; 18] = [
    required("type", Takes::Words(&KINDS)),
    required("entrant_id", Takes::Id),
    required("region", Takes::Region),
    required("sector", Takes::Text),
    required("done_on", Takes::Day),
    required("people", Takes::Whole32),
    optional("companions", Takes::Ids),
    optional("evidence", Takes::Evidence),
    optional("people_helped", Takes::Whole32),
    optional("person_minutes", Takes::Whole32),
    optional("trees", Takes::Whole32),
    optional("grams", Takes::Whole64),
    optional("weight", Takes::Text),
    optional("unit", Takes::Words(&["g", "kg", "t"])),
    optional("animals", Takes::Whole32),
    optional("species", Takes::Text),
    optional("private", Takes::Object(&DEED_PRIVATE)),
    optional("idempotency_key", Takes::Text),
];

/// A deed as a request carries it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct DeedBody<'a> {
    #[serde(rename = "type")]
    kind: DeedKind,
    entrant_id: EntrantId,
    region: RegionCode,
    sector: CompactString,
    done_on: Day,
    people: People,
    #[serde(default)]
    companions: Vec<EntrantId>,
    #[serde(default)]
    evidence: Vec<Object<Evidence>>,
    people_helped: Option<People>,
    person_minutes: Option<PersonMinutes>,
    trees: Option<Trees>,
    grams: Option<Grams>,
    #[serde(borrow)]
    weight: Option<Cow<'a, str>>,
    #[serde(borrow)]
    unit: Option<Cow<'a, str>>,
    animals: Option<Animals>,
    species: Option<String>,
    private: Option<Object<ToldOfDeed>>,
    /// Only on the lines of an import; the route has a header for it.
    #[serde(borrow)]
    pub(crate) idempotency_key: Option<Cow<'a, str>>,
}

/// A deed from the body of a request, and what was told of it privately.
pub(crate) fn of_request(body: &[u8]) -> Result<(NewDeed, Option<ToldOfDeed>), Problem> {
    let fields = &FIELDS[..FIELDS.len() - 1];
    let mut parsed: DeedBody<'_> = parse(body, fields)?;
    if parsed.idempotency_key.is_some() {
        return Err(Problem::malformed(vec![FieldError::new("idempotency_key", "key-is-a-header")]));
    }
    let told = parsed.private.take().map(|Object(told)| told.checked()).transpose()?;
    Ok((parsed.into_deed()?, told))
}

/// A deed and its key from a line of an import.
pub(crate) fn of_line(line: &[u8]) -> Result<(NewDeed, String), Problem> {
    let parsed: DeedBody<'_> = parse(line, &FIELDS)?;
    let Some(key) = parsed.idempotency_key.as_ref().map(|k| k.trim().to_owned()) else {
        return Err(Problem::malformed(vec![FieldError::new("idempotency_key", "field-missing")]));
    };
    body::check_key(&key)?;
    if parsed.private.is_some() {
        return Err(Problem::malformed(vec![FieldError::new("private", "private-not-in-imports")]));
    }
    Ok((parsed.into_deed()?, key))
}

impl DeedBody<'_> {
    fn into_deed(self) -> Result<NewDeed, Problem> {
        let mut errors = self.foreign_fields();
        let figures = self.figures(&mut errors);
        let (Some(figures), true) = (figures, errors.is_empty()) else {
            return Err(Problem::malformed(errors));
        };
        Ok(NewDeed {
            entrant_id: self.entrant_id,
            region: self.region,
            sector: Sector(self.sector),
            done_on: self.done_on,
            companions: self.companions,
            evidence: self.evidence.into_iter().map(|Object(evidence)| evidence).collect(),
            figures,
            species: self.species,
        })
    }

    /// Fields that another kind of deed has.
    fn foreign_fields(&self) -> Vec<FieldError> {
        use DeedKind::{AnimalsHelped, GoodDeedDone, TreesPlanted, WasteCollected};
        let given: [(&str, bool, &[DeedKind]); 8] = [
            ("people_helped", self.people_helped.is_some(), &[GoodDeedDone]),
            ("person_minutes", self.person_minutes.is_some(), &[GoodDeedDone]),
            ("trees", self.trees.is_some(), &[TreesPlanted]),
            ("grams", self.grams.is_some(), &[WasteCollected]),
            ("weight", self.weight.is_some(), &[WasteCollected]),
            ("unit", self.unit.is_some(), &[WasteCollected]),
            ("animals", self.animals.is_some(), &[AnimalsHelped]),
            ("species", self.species.is_some(), &[TreesPlanted, AnimalsHelped]),
        ];
        let foreign = given.iter().filter(|(_, given, kinds)| *given && !kinds.contains(&self.kind));
        foreign
            .map(|(name, ..)| FieldError::new(*name, "not-for-this-type").with("type", self.kind.name()))
            .collect()
    }

    fn figures(&self, errors: &mut Vec<FieldError>) -> Option<Figures> {
        let people = self.people;
        match self.kind {
            DeedKind::GoodDeedDone => {
                let people_helped = needed(self.people_helped, "people_helped", errors);
                let person_minutes = needed(self.person_minutes, "person_minutes", errors);
                let (people_helped, person_minutes) = (people_helped?, person_minutes?);
                Some(Figures::GoodDeedDone { people, people_helped, person_minutes })
            }
            DeedKind::TreesPlanted => {
                Some(Figures::TreesPlanted { people, trees: needed(self.trees, "trees", errors)? })
            }
            DeedKind::WasteCollected => {
                let grams = grams(self.grams, self.weight.as_deref(), self.unit.as_deref());
                let grams = grams.and_then(|g| g.ok_or_else(|| FieldError::new("grams", "field-missing")));
                match grams {
                    Ok(grams) => Some(Figures::WasteCollected { people, grams }),
                    Err(error) => {
                        errors.push(error);
                        None
                    }
                }
            }
            DeedKind::AnimalsHelped => {
                Some(Figures::AnimalsHelped { people, animals: needed(self.animals, "animals", errors)? })
            }
        }
    }
}

fn needed<T>(value: Option<T>, field: &'static str, errors: &mut Vec<FieldError>) -> Option<T> {
    if value.is_none() {
        errors.push(FieldError::new(field, "field-missing"));
    }
    value
}

/// Grams, given as such or as a weight with its unit; `None` if neither is given.
pub(crate) fn grams(
    grams: Option<Grams>,
    weight: Option<&str>,
    unit: Option<&str>,
) -> Result<Option<Grams>, FieldError> {
    match (grams, weight, unit) {
        (None, Some(weight), Some(unit)) => weight::grams(weight, unit).map(|g| Some(Grams(g))),
        (None, Some(_), None) => Err(FieldError::new("unit", "field-missing")),
        (None, None, Some(_)) => Err(FieldError::new("weight", "field-missing")),
        (Some(_), None, None) => Ok(grams),
        (Some(_), ..) => Err(FieldError::new("grams", "either-grams-or-weight")),
        (None, None, None) => Ok(None),
    }
}
