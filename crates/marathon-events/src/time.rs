//! Moments and days. Both have exactly one textual form, because that text is hashed.

use std::fmt;

use chrono::{DateTime, Datelike, NaiveDate, Timelike, Utc};
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// A moment in UTC, in microseconds since 1970-01-01. Written as `2024-07-14T18:59:59.000000Z`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(pub i64);

impl Timestamp {
    /// From a `chrono` moment; what is finer than a microsecond is cut off.
    #[must_use]
    pub fn from_datetime(moment: DateTime<Utc>) -> Self {
        Self(moment.timestamp_micros())
    }

    /// As a `chrono` moment; a value outside chrono's range (about ±262 000 years) becomes the epoch.
    #[must_use]
    pub fn datetime(self) -> DateTime<Utc> {
        DateTime::from_timestamp_micros(self.0).unwrap_or_default()
    }

    /// The calendar day at this moment in a zone that is `utc_offset_minutes` ahead of UTC.
    #[must_use]
    pub fn local_day(self, utc_offset_minutes: i32) -> Day {
        Day(Self(self.0 + i64::from(utc_offset_minutes) * 60_000_000).datetime().date_naive())
    }

    /// Any RFC 3339 moment, with any offset; `None` if the text is not one.
    #[must_use]
    pub fn parse_rfc3339(text: &str) -> Option<Self> {
        DateTime::parse_from_rfc3339(text).ok().map(|t| Self::from_datetime(t.with_timezone(&Utc)))
    }

    fn canonical(self) -> [u8; 27] {
        let t = self.datetime();
        let mut out = *b"0000-00-00T00:00:00.000000Z";
        digits(&mut out[0..4], t.year().unsigned_abs());
        digits(&mut out[5..7], t.month());
        digits(&mut out[8..10], t.day());
        digits(&mut out[11..13], t.hour());
        digits(&mut out[14..16], t.minute());
        digits(&mut out[17..19], t.second());
        digits(&mut out[20..26], t.timestamp_subsec_micros());
        out
    }

    fn parse_canonical(text: &str) -> Option<Self> {
        let b = text.as_bytes();
        let shape = b.len() == 27
            && (b[4], b[7], b[10], b[13], b[16], b[19], b[26]) == (b'-', b'-', b'T', b':', b':', b'.', b'Z');
        if !shape {
            return None;
        }
        let day = NaiveDate::from_ymd_opt(
            i32::try_from(number(&b[0..4])?).ok()?,
            number(&b[5..7])?,
            number(&b[8..10])?,
        )?;
        let time = day.and_hms_micro_opt(
            number(&b[11..13])?,
            number(&b[14..16])?,
            number(&b[17..19])?,
            number(&b[20..26])?,
        )?;
        Some(Self(time.and_utc().timestamp_micros()))
    }
}

fn digits(out: &mut [u8], mut value: u32) {
    for place in out.iter_mut().rev() {
        *place = b'0' + (value % 10) as u8;
        value /= 10;
    }
}

fn number(digits: &[u8]) -> Option<u32> {
    digits.iter().try_fold(0_u32, |n, d| d.is_ascii_digit().then(|| n * 10 + u32::from(d - b'0')))
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(std::str::from_utf8(&self.canonical()).map_err(|_| fmt::Error)?)
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        let text = self.canonical();
        s.serialize_str(std::str::from_utf8(&text).map_err(serde::ser::Error::custom)?)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        struct V;
        impl de::Visitor<'_> for V {
            type Value = Timestamp;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a moment like 2024-07-14T18:59:59.000000Z")
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<Timestamp, E> {
                Timestamp::parse_canonical(text)
                    .ok_or_else(|| E::invalid_value(de::Unexpected::Str(text), &self))
            }
        }
        d.deserialize_str(V)
    }
}

impl JsonSchema for Timestamp {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Timestamp".into()
    }
    fn inline_schema() -> bool {
        true
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "format": "date-time" })
    }
}

/// A calendar day in the marathon's time zone. Written as `2024-07-14`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(pub NaiveDate);

impl Day {
    /// The day of a year, month (1–12) and day of month; `None` if there is no such day.
    #[must_use]
    pub fn new(year: i32, month: u32, day: u32) -> Option<Self> {
        NaiveDate::from_ymd_opt(year, month, day).map(Self)
    }

    /// `YYYY-MM-DD` exactly; `None` for anything else.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let b = text.as_bytes();
        if b.len() != 10 || b[4] != b'-' || b[7] != b'-' {
            return None;
        }
        Self::new(i32::try_from(number(&b[0..4])?).ok()?, number(&b[5..7])?, number(&b[8..10])?)
    }

    /// Days from `start` to this day; negative before it.
    #[must_use]
    pub fn since(self, start: Self) -> i64 {
        self.0.signed_duration_since(start.0).num_days()
    }

    /// Completed years since a day; `None` before it. Whoever was born on 29 February is a year older on 1 March of a year
    /// that lacks that day.
    #[must_use]
    pub fn years_since(self, born: Self) -> Option<u32> {
        let early = (self.0.month(), self.0.day()) < (born.0.month(), born.0.day());
        u32::try_from(self.0.year() - born.0.year() - i32::from(early)).ok()
    }

    /// The day `days` later; stays where it is at the end of the calendar.
    #[must_use]
    pub fn plus(self, days: u32) -> Self {
        Self(self.0.checked_add_days(chrono::Days::new(u64::from(days))).unwrap_or(self.0))
    }

    fn canonical(self) -> [u8; 10] {
        let mut out = *b"0000-00-00";
        digits(&mut out[0..4], self.0.year().unsigned_abs());
        digits(&mut out[5..7], self.0.month());
        digits(&mut out[8..10], self.0.day());
        out
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(std::str::from_utf8(&self.canonical()).map_err(|_| fmt::Error)?)
    }
}

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        let text = self.canonical();
        s.serialize_str(std::str::from_utf8(&text).map_err(serde::ser::Error::custom)?)
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        struct V;
        impl de::Visitor<'_> for V {
            type Value = Day;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a day like 2024-07-14")
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<Day, E> {
                Day::parse(text).ok_or_else(|| E::invalid_value(de::Unexpected::Str(text), &self))
            }
        }
        d.deserialize_str(V)
    }
}

impl JsonSchema for Day {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Day".into()
    }
    fn inline_schema() -> bool {
        true
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "format": "date" })
    }
}
