//! Says everything that is wrong with a JSON body, field by field. Called only when strict parsing failed, so
//! that good requests do not pay for it.

use serde_json::{Map, Value};
use uuid::Uuid;

use marathon_events::{Day, RegionCode, Sha256Hash};

use crate::{Problem, problem::FieldError};

/// What a field takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Takes {
    Id,
    Ids,
    Day,
    Region,
    Text,
    Words(&'static [&'static str]),
    Whole32,
    Whole64,
    Flag,
    /// Whole numbers in a list.
    Points,
    /// Whatever stands in braces.
    Anything,
    Texts,
    Evidence,
    /// These fields in braces.
    Object(&'static [Field]),
}

/// A field of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Field {
    pub(crate) name: &'static str,
    pub(crate) takes: Takes,
    pub(crate) required: bool,
}

pub(crate) const fn required(name: &'static str, takes: Takes) -> Field {
    Field { name, takes, required: true }
}

pub(crate) const fn optional(name: &'static str, takes: Takes) -> Field {
    Field { name, takes, required: false }
}

/// The problem with this body, which strict parsing refused with `error`.
pub(crate) fn explain(body: &[u8], fields: &[Field], error: &serde_json::Error) -> Problem {
    if std::str::from_utf8(body).is_err() {
        return Problem::bad_request("not-utf-8");
    }
    let value: Value = match serde_json::from_slice(body) {
        Ok(value) => value,
        Err(_) => {
            return Problem::bad_request("not-json")
                .with("line", error.line())
                .with("column", error.column());
        }
    };
    let Value::Object(object) = value else { return Problem::bad_request("not-an-object") };
    let mut errors = Vec::new();
    check_all("", fields, &object, &mut errors);
    if errors.is_empty() {
        // A field that stands twice is the one thing left that strict parsing refuses and a map forgives.
        return Problem::bad_request("field-repeated");
    }
    Problem::malformed(errors)
}

/// Checks the fields of an object whose own path is `at`, with a point behind it.
fn check_all(at: &str, fields: &[Field], object: &Map<String, Value>, errors: &mut Vec<FieldError>) {
    for (name, value) in object {
        match fields.iter().find(|f| f.name == name) {
            Some(field) => check(&format!("{at}{name}"), field, value, errors),
            None => {
                let mut unknown = unknown(name, fields);
                unknown.field.insert_str(0, at);
                errors.push(unknown);
            }
        }
    }
    for field in fields.iter().filter(|f| f.required && !object.contains_key(f.name)) {
        errors.push(FieldError::new(format!("{at}{}", field.name), "field-missing"));
    }
}

fn unknown(name: &str, fields: &[Field]) -> FieldError {
    let known: Vec<_> = fields.iter().map(|f| f.name).collect();
    // The name comes from outside and may be of any length.
    let name: String = name.chars().take(80).collect();
    FieldError::new(name, "field-unknown").with("known", known.join(", "))
}

fn check(name: &str, field: &Field, value: &Value, errors: &mut Vec<FieldError>) {
    let text = value.as_str();
    let wrong = |code| Some(FieldError::new(name, code));
    let error = match field.takes {
        // A list that is empty is left out or written as one.
        Takes::Ids | Takes::Texts | Takes::Points | Takes::Evidence if value.is_null() => wrong("not-a-list"),
        _ if value.is_null() && !field.required => None,
        Takes::Id => {
            text.and_then(|t| Uuid::try_parse(t).ok()).is_none().then(|| FieldError::new(name, "not-an-id"))
        }
        Takes::Flag => (!value.is_boolean()).then(|| FieldError::new(name, "not-a-flag")),
        Takes::Points => {
            let small = |point: &Value| point.as_u64().is_some_and(|point| u32::try_from(point).is_ok());
            let points = value.as_array().is_some_and(|all| all.iter().all(small));
            (!points).then(|| FieldError::new(name, "not-points"))
        }
        Takes::Anything => (!value.is_object()).then(|| FieldError::new(name, "not-an-object")),
        Takes::Texts => {
            let texts = value.as_array().is_some_and(|all| all.iter().all(Value::is_string));
            (!texts).then(|| FieldError::new(name, "not-texts"))
        }
        Takes::Ids => value.as_array().is_none().then(|| FieldError::new(name, "not-a-list")),
        Takes::Day => text.and_then(Day::parse).is_none().then(|| FieldError::new(name, "not-a-day")),
        Takes::Region => {
            text.and_then(RegionCode::parse).is_none().then(|| FieldError::new(name, "not-a-region-code"))
        }
        Takes::Text if text.is_none() => wrong("not-a-text"),
        Takes::Text => None,
        Takes::Words(words) => (!text.is_some_and(|t| words.contains(&t)))
            .then(|| FieldError::new(name, "not-one-of").with("accepted", words.join(", "))),
        Takes::Whole32 => whole(name, value, u64::from(u32::MAX)),
        Takes::Whole64 => whole(name, value, u64::MAX),
        Takes::Evidence => return evidence(name, value, errors),
        Takes::Object(fields) => match value.as_object() {
            Some(object) => return check_all(&format!("{name}."), fields, object, errors),
            None => wrong("not-an-object"),
        },
    };
    errors.extend(error);
    if field.takes == Takes::Ids {
        for (i, id) in value.as_array().into_iter().flatten().enumerate() {
            if id.as_str().and_then(|t| Uuid::try_parse(t).ok()).is_none() {
                errors.push(FieldError::new(format!("{name}.{i}"), "not-an-id"));
            }
        }
    }
}

fn whole(name: &str, value: &Value, max: u64) -> Option<FieldError> {
    let wrong = |code| Some(FieldError::new(name, code));
    match value {
        Value::Number(n) if n.as_u64().is_some_and(|n| n <= max) => None,
        Value::Number(n) if n.is_u64() || n.as_f64().is_some_and(|f| f > max as f64) => {
            Some(FieldError::new(name, "too-large").with("max", max))
        }
        Value::Number(n) if n.is_i64() => wrong("negative"),
        Value::Number(_) => wrong("not-whole"),
        _ => wrong("not-a-number"),
    }
}

fn evidence(name: &str, value: &Value, errors: &mut Vec<FieldError>) {
    let Some(list) = value.as_array() else { return errors.push(FieldError::new(name, "not-a-list")) };
    const FIELDS: [Field; 2] = [required("sha256", Takes::Text), optional("url", Takes::Text)];
    for (i, item) in list.iter().enumerate() {
        let at = format!("{name}.{i}");
        let Some(object) = item.as_object() else {
            errors.push(FieldError::new(at, "not-an-object"));
            continue;
        };
        check_all(&format!("{at}."), &FIELDS, object, errors);
        let hash = object.get("sha256").and_then(Value::as_str);
        if hash.is_some_and(|hash| Sha256Hash::parse(hash).is_none()) {
            errors.push(FieldError::new(format!("{at}.sha256"), "not-a-sha256"));
        }
    }
}
