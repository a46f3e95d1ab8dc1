//! What people tell of themselves and of their deeds, as a request carries it and as it is sealed.

use marathon_events::{Day, EntrantKind};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    Problem,
    body::Object,
    explain::{Field, Takes, optional, required},
    problem::FieldError,
};

/// Characters of a name or a place.
const NAME_CHARS_MAX: usize = 200;
/// Characters of what somebody is reached by.
const CONTACT_CHARS_MAX: usize = 200;
/// Characters of the name of a version.
const VERSION_CHARS_MAX: usize = 40;
/// Characters of a note.
const NOTE_CHARS_MAX: usize = 2_000;
/// Nobody is older, in years.
const AGE_MAX: u32 = 130;

const GUARDIAN: [Field; 2] = [required("name", Takes::Text), required("contact", Takes::Text)];

/// What may be told of an entrant.
pub(crate) const ENTRANT_PRIVATE: [Field; 5] = [
    optional("name", Takes::Text),
    optional("contact", Takes::Text),
    optional("birth_date", Takes::Day),
    optional("guardian", Takes::Object(&GUARDIAN)),
    required("consent", Takes::Text),
];

/// What may be told of a deed.
pub(crate) const DEED_PRIVATE: [Field; 2] = [optional("note", Takes::Text), optional("place", Takes::Text)];

/// What is told of an entrant.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "name": "Айгүл Серікқызы", "contact": "+7 701 000 00 00", "birth_date": "2011-03-08",
    "guardian": { "name": "Серік Омаров", "contact": "serik@example.kz" }, "consent": "2026-01" }))]
pub(crate) struct ToldOfEntrant {
    /// The real name; of all but persons, that of whoever speaks for it. At most 200 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) name: Option<String>,
    /// A telephone number or an address. At most 200 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) contact: Option<String>,
    /// Of a person; the age in years follows from it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = "date")]
    pub(crate) birth_date: Option<Day>,
    /// Of a person under age.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Guardian>)]
    pub(crate) guardian: Option<Object<Guardian>>,
    /// Version of the text that was consented to. At most 40 characters.
    pub(crate) consent: String,
}

/// Who answers for a person under age.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Guardian {
    /// At most 200 characters.
    pub(crate) name: String,
    /// A telephone number or an address. At most 200 characters.
    pub(crate) contact: String,
}

/// What is told of a deed.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "note": "by the school", "place": "Абай 12" }))]
pub(crate) struct ToldOfDeed {
    /// At most 2 000 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    note: Option<String>,
    /// Where it was done, closer than a region. At most 200 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    place: Option<String>,
}

impl ToldOfEntrant {
    /// The same, if it is within bounds.
    pub(crate) fn checked(self, kind: EntrantKind, today: Day) -> Result<Self, Problem> {
        let mut errors = Vec::new();
        text("private.name", self.name.as_deref(), NAME_CHARS_MAX, &mut errors);
        text("private.contact", self.contact.as_deref(), CONTACT_CHARS_MAX, &mut errors);
        text("private.consent", Some(&self.consent), VERSION_CHARS_MAX, &mut errors);
        if let Some(Object(guardian)) = &self.guardian {
            text("private.guardian.name", Some(&guardian.name), NAME_CHARS_MAX, &mut errors);
            text("private.guardian.contact", Some(&guardian.contact), CONTACT_CHARS_MAX, &mut errors);
        }
        for (field, given) in
            [("birth_date", self.birth_date.is_some()), ("guardian", self.guardian.is_some())]
        {
            if given && kind != EntrantKind::Person {
                errors.push(FieldError::new(format!("private.{field}"), "of-persons-only"));
            }
        }
        if self.birth_date.is_some_and(|born| today.years_since(born).is_none_or(|age| age > AGE_MAX)) {
            errors.push(FieldError::new("private.birth_date", "not-a-birth-date").with("today", today));
        }
        done(errors)?;
        Ok(self)
    }
}

impl ToldOfDeed {
    /// The same, if it is within bounds.
    pub(crate) fn checked(self) -> Result<Self, Problem> {
        let mut errors = Vec::new();
        text("private.note", self.note.as_deref(), NOTE_CHARS_MAX, &mut errors);
        text("private.place", self.place.as_deref(), NAME_CHARS_MAX, &mut errors);
        if self.note.is_none() && self.place.is_none() {
            errors.push(FieldError::new("private", "nothing-private"));
        }
        done(errors)?;
        Ok(self)
    }
}

fn text(field: &'static str, text: Option<&str>, chars_max: usize, errors: &mut Vec<FieldError>) {
    let Some(text) = text else { return };
    if text.trim().is_empty() {
        errors.push(FieldError::new(field, "empty"));
    } else if text.chars().count() > chars_max {
        errors.push(FieldError::new(field, "too-long").with("max", chars_max));
    }
}

fn done(errors: Vec<FieldError>) -> Result<(), Problem> {
    if errors.is_empty() { Ok(()) } else { Err(Problem::malformed(errors)) }
}
