//! Queries, as strict as bodies: a parameter a route does not take, or a value it cannot use, is told field by
//! field, all at once.

use axum::{
    extract::{FromRequestParts, Path},
    http::{Uri, request::Parts},
};
use marathon_domain::{RegionNo, Rules, SectorNo};
use marathon_events::{Day, RegionCode, Sector, Timestamp};
use serde::de::DeserializeOwned;

use crate::{Problem, problem::FieldError, reading::When};

/// Lines of a page, unless the caller asks for more or fewer.
pub(crate) const PAGE_ENTRIES_DEFAULT: usize = 50;
/// Most lines of a page.
pub(crate) const PAGE_ENTRIES_MAX: usize = 1_000;
/// Characters of a caller's own text that are repeated to the caller.
const REPEATED_CHARS_MAX: usize = 80;

/// The parameters of a request. Take what the route knows, then [`Query::finish`].
#[derive(Debug, Default)]
pub(crate) struct Query {
    pairs: Vec<(String, String)>,
    known: Vec<&'static str>,
    errors: Vec<FieldError>,
}

impl Query {
    pub(crate) fn of(uri: &Uri) -> Self {
        let query = uri.query().unwrap_or_default();
        let pairs = query.split('&').filter(|pair| !pair.is_empty()).map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decode(name), decode(value))
        });
        Self { pairs: pairs.collect(), ..Self::default() }
    }

    /// The text of a parameter, if it was given.
    pub(crate) fn text(&mut self, name: &'static str) -> Option<String> {
        self.known.push(name);
        let mut values = self.pairs.iter().filter(|(n, _)| n == name).map(|(_, value)| value);
        let value = values.next().cloned();
        if values.next().is_some() {
            self.errors.push(FieldError::new(name, "parameter-repeated"));
        }
        value
    }

    /// A parameter made into something, if it was given and can be.
    pub(crate) fn parsed<T>(
        &mut self,
        name: &'static str,
        parse: impl FnOnce(&str) -> Result<T, FieldError>,
    ) -> Option<T> {
        let text = self.text(name)?;
        parse(&text).map_err(|error| self.errors.push(error)).ok()
    }

    /// One of these words, with what it stands for.
    pub(crate) fn word<T: Copy>(&mut self, name: &'static str, words: &[(&'static str, T)]) -> Option<T> {
        self.parsed(name, |text| {
            let found = words.iter().find(|(word, _)| *word == text).map(|(_, meaning)| *meaning);
            found.ok_or_else(|| {
                let accepted: Vec<_> = words.iter().map(|(word, _)| *word).collect();
                FieldError::new(name, "not-one-of").with("accepted", accepted.join(", "))
            })
        })
    }

    /// A whole number.
    pub(crate) fn whole(&mut self, name: &'static str) -> Option<u64> {
        self.parsed(name, |text| whole(name, text))
    }

    /// How many lines a page has: 1 to `max`.
    pub(crate) fn limit(&mut self, max: usize) -> Option<usize> {
        self.parsed("limit", |text| match whole("limit", text)? {
            0 => Err(FieldError::new("limit", "too-small").with("min", 1)),
            n if n > max as u64 => Err(FieldError::new("limit", "too-large").with("max", max)),
            n => Ok(n as usize),
        })
    }

    /// A day.
    pub(crate) fn day(&mut self, name: &'static str) -> Option<Day> {
        self.parsed(name, |text| Day::parse(text).ok_or_else(|| FieldError::new(name, "not-a-day")))
    }

    /// A region of the marathon.
    pub(crate) fn region(&mut self, rules: Option<&Rules>) -> Option<RegionNo> {
        self.parsed("region", |text| {
            let found = RegionCode::parse(text).and_then(|code| rules?.region(code));
            found.ok_or_else(|| {
                let regions = rules.iter().flat_map(|r| &r.set().regions).map(|r| r.code.to_string());
                FieldError::new("region", "unknown-region")
                    .with("region", shortened(text))
                    .with("accepted", regions.collect::<Vec<_>>().join(", "))
            })
        })
    }

    /// A sector of the marathon.
    pub(crate) fn sector(&mut self, rules: Option<&Rules>) -> Option<SectorNo> {
        self.parsed("sector", |text| {
            rules.and_then(|r| r.sector(&Sector(text.into()))).ok_or_else(|| {
                let sectors = rules.iter().flat_map(|r| &r.set().sectors).map(|s| s.id.to_string());
                FieldError::new("sector", "unknown-sector")
                    .with("sector", shortened(text))
                    .with("accepted", sectors.collect::<Vec<_>>().join(", "))
            })
        })
    }

    /// Which moment is asked for.
    pub(crate) fn when(&mut self) -> When {
        When { at: self.moment("at"), at_least: self.whole("at_least") }
    }

    /// A position or a time.
    pub(crate) fn moment(&mut self, name: &'static str) -> Option<String> {
        self.parsed(name, |text| {
            // A `+` in a query is a space to those who decode it as a form.
            let text = text.replace(' ', "+");
            let known = text.parse::<u64>().is_ok() || Timestamp::parse_rfc3339(&text).is_some();
            known.then_some(text).ok_or_else(|| FieldError::new(name, "not-a-moment"))
        })
    }

    /// Something is wrong with the parameters together.
    pub(crate) fn fail(&mut self, error: FieldError) {
        self.errors.push(error);
    }

    /// Every parameter of the route was taken: says what is wrong with any of them, and which are too many.
    pub(crate) fn finish(&mut self) -> Result<(), Problem> {
        let mut errors = std::mem::take(&mut self.errors);
        for (name, _) in self.pairs.iter().filter(|(name, _)| !self.known.contains(&name.as_str())) {
            let known = self.known.join(", ");
            errors.push(FieldError::new(shortened(name), "parameter-unknown").with("known", known));
        }
        if errors.is_empty() { Ok(()) } else { Err(Problem::malformed(errors)) }
    }

    /// The address of another page: the same parameters, but for this one.
    pub(crate) fn link(&self, path: &str, name: &str, value: &str) -> String {
        let mut link = format!("{path}?");
        for (n, v) in self.pairs.iter().filter(|(n, _)| n != name) {
            encode(n, &mut link);
            link.push('=');
            encode(v, &mut link);
            link.push('&');
        }
        encode(name, &mut link);
        link.push('=');
        encode(value, &mut link);
        link
    }
}

fn whole(name: &'static str, text: &str) -> Result<u64, FieldError> {
    let is_number = |digits: &str| !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    match text.parse() {
        Ok(number) if is_number(text) => Ok(number),
        _ if is_number(text) => Err(FieldError::new(name, "too-large").with("max", u64::MAX)),
        _ if text.strip_prefix('-').is_some_and(is_number) => Err(FieldError::new(name, "negative")),
        _ => Err(FieldError::new(name, "not-a-whole-number")),
    }
}

/// The beginning of what a caller wrote.
pub(crate) fn shortened(text: &str) -> String {
    text.chars().take(REPEATED_CHARS_MAX).collect()
}

/// Decodes a name or value as forms encode them. What is not UTF-8 becomes U+FFFD, which no parameter takes.
fn decode(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let digit = |i: usize| bytes.get(i).and_then(|b| (*b as char).to_digit(16));
        match (byte, digit(at + 1), digit(at + 2)) {
            (b'%', Some(high), Some(low)) => {
                decoded.push((high << 4 | low) as u8);
                at += 2;
            }
            (b'+', ..) => decoded.push(b' '),
            _ => decoded.push(byte),
        }
        at += 1;
    }
    String::from_utf8(decoded).unwrap_or_else(|e| String::from_utf8_lossy(e.as_bytes()).into_owned())
}

fn encode(text: &str, to: &mut String) {
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => to.push(byte.into()),
            _ => {
                to.push('%');
                to.push_str(&const_hex::encode_upper([byte]));
            }
        }
    }
}

/// The parameters in a path. A path whose parts are not even text leads nowhere.
pub(crate) struct InPath<T>(pub(crate) T);

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for InPath<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let path = Path::from_request_parts(parts, state).await;
        path.map(|Path(found)| Self(found)).map_err(|_| Problem::not_found("no-such-route"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn query(text: &str) -> Query {
        Query::of(&format!("/x?{text}").parse().unwrap())
    }

    fn errors(query: &mut Query) -> Vec<(String, &'static str)> {
        let problem = query.finish().unwrap_err();
        assert_eq!(problem.code, "malformed-request");
        problem.errors.into_iter().map(|e| (e.field, e.code)).collect()
    }

    #[test]
    fn everything_that_is_wrong_is_told_at_once() {
        let mut q =
            query("limit=0&from=2024-02-30&colour=red&status=maybe&at=then&at_least=-1&from=2024-01-01");
        q.limit(10);
        q.day("from");
        q.word("status", &[("claimed", 1), ("verified", 2)]);
        q.when();
        let expected = [
            ("limit", "too-small"),
            ("from", "parameter-repeated"),
            ("from", "not-a-day"),
            ("status", "not-one-of"),
            ("at", "not-a-moment"),
            ("at_least", "negative"),
            ("colour", "parameter-unknown"),
        ];
        assert_eq!(errors(&mut q), expected.map(|(field, code)| (field.to_owned(), code)));
    }

    #[test]
    fn numbers_are_digits_and_nothing_else() {
        for (text, code) in [
            ("18446744073709551616", "too-large"),
            ("-3", "negative"),
            ("%2B3", "not-a-whole-number"),
            ("3.0", "not-a-whole-number"),
            ("", "not-a-whole-number"),
            ("0x10", "not-a-whole-number"),
        ] {
            let mut q = query(&format!("at_least={text}"));
            q.whole("at_least");
            assert_eq!(errors(&mut q), [("at_least".to_owned(), code)], "{text}");
        }
        let mut q = query("limit=1001");
        assert_eq!(q.limit(1_000), None);
        assert_eq!(errors(&mut q), [("limit".to_owned(), "too-large")]);
        assert_eq!(query("limit=1000").limit(1_000), Some(1_000));
    }

    #[test]
    fn values_are_decoded_once() {
        let mut q = query("at=2024-07-14T10%3A00%3A00%2B05:00&name=%D0%B0+b%2525");
        assert_eq!(q.when().at.as_deref(), Some("2024-07-14T10:00:00+05:00"));
        assert_eq!(q.text("name").as_deref(), Some("а b%25"));
        let mut plus = query("at=2024-07-14T10:00:00+05:00");
        assert_eq!(plus.when().at.as_deref(), Some("2024-07-14T10:00:00+05:00"));
        assert_eq!(decode("%zz%4"), "%zz%4");
        assert_eq!(decode("%ff"), "\u{fffd}");
    }

    #[test]
    fn the_link_to_the_next_page_keeps_every_other_parameter() {
        let q = query("region=KZ-71&cursor=old&name=%D0%B0+%26");
        let link = q.link("/v1/x", "cursor", "00ff");
        assert_eq!(link, "/v1/x?region=KZ-71&name=%D0%B0%20%26&cursor=00ff");
        assert_eq!(Query::default().link("/v1/x", "from", "7"), "/v1/x?from=7");
    }
}
