//! Words, dates and quantities in one language. The words are in `i18n/*.ftl`; nothing else holds prose.

use std::sync::LazyLock;

use chrono::{Datelike, Timelike};
use fluent_bundle::{FluentArgs, FluentResource, FluentValue, concurrent::FluentBundle};
use marathon_events::{Day, Timestamp};
use unic_langid::LanguageIdentifier;

use crate::{Error, Language, numbers};

/// The translation of each language, as embedded.
pub(crate) const SOURCES: [(Language, &str); 3] = [
    (Language::Kk, include_str!("../i18n/kk.ftl")),
    (Language::Ru, include_str!("../i18n/ru.ftl")),
    (Language::En, include_str!("../i18n/en.ftl")),
];

type Bundle = FluentBundle<FluentResource>;

static BUNDLES: LazyLock<[Bundle; 3]> =
    LazyLock::new(|| SOURCES.map(|(language, source)| bundle(language, source)));

/// The words of one language.
#[derive(Clone, Copy)]
pub(crate) struct Texts {
    pub language: Language,
}

/// What a mass is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum MassUnit {
    Grams,
    Kilograms,
    Tonnes,
}

impl MassUnit {
    /// The largest unit that leaves at least one of it, once the mass is rounded to a tenth.
    pub fn of(grams: u64) -> Self {
        match grams {
            0..1_000 => Self::Grams,
            1_000..999_950 => Self::Kilograms,
            _ => Self::Tonnes,
        }
    }
}

impl Texts {
    /// A message without arguments.
    pub fn say(self, id: &str) -> Result<String, Error> {
        self.say_with(id, &FluentArgs::new())
    }

    /// A message about a number, which it calls `$n` and chooses its plural by.
    pub fn say_n(self, id: &str, n: u64) -> Result<String, Error> {
        let mut args = FluentArgs::new();
        args.set("n", n);
        self.say_with(id, &args)
    }

    /// A message around texts that are already in this language.
    pub fn say_texts(self, id: &str, texts: &[(&'static str, &str)]) -> Result<String, Error> {
        self.say_with(id, &texts.iter().map(|(name, text)| (*name, FluentValue::from(*text))).collect())
    }

    fn say_with(self, id: &str, args: &FluentArgs<'_>) -> Result<String, Error> {
        let failed = |reason: String| Error::Message { id: id.to_owned(), language: self.language, reason };
        let bundle = &BUNDLES[self.language as usize];
        let pattern = bundle
            .get_message(id)
            .and_then(|message| message.value())
            .ok_or_else(|| failed("missing".to_owned()))?;
        let mut errors = Vec::new();
        let text = bundle.format_pattern(pattern, Some(args), &mut errors).into_owned();
        match errors.first() {
            None => Ok(text),
            Some(error) => Err(failed(error.to_string())),
        }
    }

    /// A fraction in a countable unit: the message has the number as `$value` and its plural as `$n`. `None` if the
    /// fraction has no value.
    pub fn counted(
        self,
        id: &str,
        numerator: u128,
        denominator: u128,
        decimals: u32,
    ) -> Result<Option<numbers::Rounded>, Error> {
        let Some(rounded) = numbers::fraction(self.language, numerator, denominator, decimals) else {
            return Ok(None);
        };
        let mut args = FluentArgs::new();
        args.set("value", rounded.text.as_str());
        args.set("n", FluentValue::try_number(&rounded.plain));
        Ok(Some(numbers::Rounded { text: self.say_with(id, &args)?, ..rounded }))
    }

    /// An integer with grouped digits.
    pub fn integer(self, value: u64) -> String {
        numbers::integer(self.language, u128::from(value))
    }

    /// A mass in the unit that suits it, with at most so many decimals.
    pub fn mass(self, grams: u64, decimals: u32) -> Result<String, Error> {
        let unit = MassUnit::of(grams);
        Ok(self
            .mass_in(unit, u128::from(grams), 1, decimals)?
            .map_or_else(String::new, |rounded| rounded.text))
    }

    /// A fraction of grams in a given unit. `None` if it has no value.
    pub fn mass_in(
        self,
        unit: MassUnit,
        grams: u128,
        parts: u128,
        decimals: u32,
    ) -> Result<Option<numbers::Rounded>, Error> {
        let (id, grams_in_unit) = match unit {
            MassUnit::Grams => ("unit-grams", 1),
            MassUnit::Kilograms => ("unit-kilograms", 1_000),
            MassUnit::Tonnes => ("unit-tonnes", 1_000_000),
        };
        let Some(denominator) = parts.checked_mul(grams_in_unit) else { return Ok(None) };
        let Some(rounded) = numbers::fraction(self.language, grams, denominator, decimals) else {
            return Ok(None);
        };
        let text = self.say_texts(id, &[("value", &rounded.text)])?;
        Ok(Some(numbers::Rounded { text, ..rounded }))
    }

    /// A day in full: 9 July 2024.
    pub fn day(self, day: Day) -> Result<String, Error> {
        let (date, year) = (day.0, day.0.year().to_string());
        self.say_texts(
            "date-long",
            &[("day", &date.day().to_string()), ("month", &self.month(date.month())?), ("year", &year)],
        )
    }

    /// A day inside a season, without its year: 9 July.
    pub fn day_short(self, day: Day) -> Result<String, Error> {
        let date = day.0;
        self.say_texts(
            "date-short",
            &[("day", &date.day().to_string()), ("month", &self.month(date.month())?)],
        )
    }

    /// First and last day of a season.
    pub fn days(self, from: Day, to: Day) -> Result<String, Error> {
        let first = if from.0.year() == to.0.year() { self.day_short(from)? } else { self.day(from)? };
        let id = if from.0.year() == to.0.year() { "date-range" } else { "date-range-years" };
        let (last, year) = (self.day_short(to)?, to.0.year().to_string());
        let last_full = self.day(to)?;
        self.say_texts(id, &[("from", &first), ("to", &last), ("to-full", &last_full), ("year", &year)])
    }

    /// The abbreviated name of a month (1–12) for an axis.
    pub fn month_short(self, month: u32) -> Result<String, Error> {
        self.say(&format!("month-short-{month}"))
    }

    fn month(self, month: u32) -> Result<String, Error> {
        self.say(&format!("month-{month}"))
    }

    /// The time of day on a wall in the marathon's zone: 14:05.
    pub fn clock(self, moment: Timestamp, utc_offset_minutes: i32) -> String {
        let local = local(moment, utc_offset_minutes).datetime();
        format!("{:02}:{:02}", local.hour(), local.minute())
    }

    /// The zone as its offset: UTC+5.
    pub fn zone(self, utc_offset_minutes: i32) -> String {
        let (hours, minutes) = (utc_offset_minutes / 60, utc_offset_minutes.abs() % 60);
        if minutes == 0 { format!("UTC{hours:+}") } else { format!("UTC{hours:+}:{minutes:02}") }
    }
}

fn local(moment: Timestamp, utc_offset_minutes: i32) -> Timestamp {
    Timestamp(moment.0.saturating_add(i64::from(utc_offset_minutes) * 60_000_000))
}

/// The translations are embedded, so a mistake in one is a mistake in this crate: a test loads all three.
fn bundle(language: Language, source: &str) -> Bundle {
    let resource = FluentResource::try_new(source.to_owned()).unwrap_or_else(|(resource, _)| resource);
    let locale: LanguageIdentifier = language.code().parse().unwrap_or_default();
    let mut bundle = Bundle::new_concurrent(vec![locale]);
    // All three languages run left to right: isolating marks would only get into what people copy.
    bundle.set_use_isolating(false);
    bundle.set_formatter(Some(match language {
        Language::Kk => |value, _| grouped(Language::Kk, value),
        Language::Ru => |value, _| grouped(Language::Ru, value),
        Language::En => |value, _| grouped(Language::En, value),
    }));
    bundle.add_resource_overriding(resource);
    bundle
}

fn grouped(language: Language, value: &FluentValue<'_>) -> Option<String> {
    match value {
        FluentValue::Number(number) => Some(numbers::integer(language, number.value as u128)),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
