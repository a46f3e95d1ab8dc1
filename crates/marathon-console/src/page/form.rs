//! Forms: their fields, what was written into them, and what was wrong with it.

use std::collections::BTreeMap;

use crate::{Error, texts::Texts};

/// What was written into a form, and why it was refused.
#[derive(Clone, Debug, Default)]
pub struct Written {
    /// By name of the field: user input.
    pub values: BTreeMap<String, String>,
    /// What is wrong with all of it, in words.
    pub refused: Option<String>,
    /// What is wrong with single fields, in words.
    pub errors: BTreeMap<String, String>,
}

impl Written {
    pub(super) fn value(&self, name: &str) -> Option<&str> {
        self.values.get(name).map(String::as_str)
    }
}

/// A form.
pub(super) struct Form {
    pub id: &'static str,
    pub title: Option<String>,
    pub action: String,
    pub fields: Vec<Field>,
    pub submit: String,
}

impl Form {
    /// Whether files are sent along.
    pub fn has_photos(&self) -> bool {
        self.fields.iter().any(|field| matches!(field.input, Input::Photos))
    }
}

/// A field of a form.
pub(super) struct Field {
    pub name: &'static str,
    pub label: String,
    pub input: Input,
    pub value: String,
    pub hint: Option<String>,
    pub error: Option<String>,
    pub required: bool,
}

/// How a field is filled in.
pub(super) enum Input {
    Hidden,
    /// The kind of input, and what a browser may fill it with.
    Line(&'static str, &'static str),
    /// The least number.
    Number(u64),
    Area,
    /// Yes, or nothing.
    Check,
    /// Photos, of which only fingerprints are kept.
    Photos,
    /// Values and their words.
    Select(Vec<(String, String)>),
}

/// Makes fields that keep what was written into them.
pub(super) struct Fields<'a> {
    pub t: Texts,
    pub written: &'a Written,
    pub made: Vec<Field>,
}

impl<'a> Fields<'a> {
    pub fn new(t: Texts, written: &'a Written) -> Self {
        Self { t, written, made: Vec::new() }
    }

    /// A field that must be filled in, with what stands in it at first.
    pub fn add(
        mut self,
        name: &'static str,
        label: &str,
        input: Input,
        default: &str,
    ) -> Result<Self, Error> {
        let label = self.t.say(label)?;
        let secret = matches!(input, Input::Line("password", _));
        let value = self.written.value(name).filter(|_| !secret).unwrap_or(default).to_owned();
        let error = self.written.errors.get(name).cloned();
        self.made.push(Field { name, label, input, value, hint: None, error, required: true });
        Ok(self)
    }

    /// The field made last may be left empty.
    pub fn optional(mut self) -> Self {
        if let Some(last) = self.made.last_mut() {
            last.required = false;
        }
        self
    }

    /// What is left empty stays as it is: nothing stands in the fields at first.
    pub fn all_optional(mut self) -> Self {
        for field in self.made.iter_mut().filter(|field| !matches!(field.input, Input::Hidden)) {
            field.required = false;
            field.value = self.written.value(field.name).unwrap_or_default().to_owned();
        }
        self
    }

    /// Says something below the field made last.
    pub fn hint(mut self, message: &str) -> Result<Self, Error> {
        let hint = self.t.say(message)?;
        if let Some(last) = self.made.last_mut() {
            last.hint = Some(hint);
        }
        Ok(self)
    }

    /// What the reader does not see.
    pub fn hidden(mut self, name: &'static str, value: &str) -> Self {
        let value = self.written.value(name).unwrap_or(value).to_owned();
        let (label, input) = (String::new(), Input::Hidden);
        self.made.push(Field { name, label, input, value, hint: None, error: None, required: false });
        self
    }
}
