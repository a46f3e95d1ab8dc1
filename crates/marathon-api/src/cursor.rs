//! Cursors: where a page goes on. Callers see hex digits and hand them back; inside are the last line of the page
//! and the name of the list, so that a cursor of one list is never taken for one of another.

use marathon_scoring::Fraction;
use uuid::Uuid;

use crate::Problem;

/// A cursor into the list called `list`, after the line that `place` tells.
fn seal(list: &str, place: &[u8]) -> String {
    const_hex::encode([place, list.as_bytes()].concat())
}

/// The place in a cursor into this very list.
fn open<const N: usize>(list: &str, cursor: &str) -> Result<[u8; N], Problem> {
    let malformed = || Problem::bad_request("cursor-malformed");
    let bytes = const_hex::decode(cursor).map_err(|_| malformed())?;
    match bytes.split_first_chunk::<N>() {
        Some((place, of)) if of == list.as_bytes() => Ok(*place),
        _ => Err(malformed()),
    }
}

/// After an entrant of this value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct AfterValue {
    pub(crate) value: u64,
    pub(crate) entrant: Uuid,
}

impl AfterValue {
    pub(crate) fn seal(self, list: &str) -> String {
        seal(list, &[&self.value.to_be_bytes()[..], self.entrant.as_bytes()].concat())
    }

    pub(crate) fn open(list: &str, cursor: &str) -> Result<Self, Problem> {
        let place = open::<24>(list, cursor)?;
        let [value, high, low] = [0, 8, 16].map(|at| number(&place, at));
        Ok(Self { value, entrant: Uuid::from_u64_pair(high, low) })
    }
}

/// After a competitor of this measure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct AfterMetric {
    pub(crate) metric: Fraction,
    pub(crate) entrant: Uuid,
}

impl AfterMetric {
    pub(crate) fn seal(self, list: &str) -> String {
        let Fraction { numerator, denominator } = self.metric;
        let parts = [&numerator.to_be_bytes()[..], &denominator.to_be_bytes(), self.entrant.as_bytes()];
        seal(list, &parts.concat())
    }

    pub(crate) fn open(list: &str, cursor: &str) -> Result<Self, Problem> {
        let place = open::<40>(list, cursor)?;
        let [above, below, denominator, high, low] = [0, 8, 16, 24, 32].map(|at| number(&place, at));
        if denominator == 0 {
            return Err(Problem::bad_request("cursor-malformed"));
        }
        let metric = Fraction { numerator: u128::from(above) << 64 | u128::from(below), denominator };
        Ok(Self { metric, entrant: Uuid::from_u64_pair(high, low) })
    }
}

/// After a line with this number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct AfterNumber(pub(crate) u64);

impl AfterNumber {
    pub(crate) fn seal(self, list: &str) -> String {
        seal(list, &self.0.to_be_bytes())
    }

    pub(crate) fn open(list: &str, cursor: &str) -> Result<Self, Problem> {
        open::<8>(list, cursor).map(|place| Self(u64::from_be_bytes(place)))
    }
}

fn number(bytes: &[u8], at: usize) -> u64 {
    bytes[at..at + 8].iter().fold(0, |number, byte| number << 8 | u64::from(*byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ENTRANT: Uuid = Uuid::from_u128(0x0190_7f3c_8a10_7cc3_98c4_1e2f_3a4b_5c6d);

    #[test]
    fn a_cursor_says_where_its_page_ended() {
        let value = AfterValue { value: u64::MAX - 1, entrant: ENTRANT };
        assert_eq!(AfterValue::open("trees", &value.seal("trees")).unwrap(), value);
        let metric = Fraction { numerator: (7 << 64) + 3, denominator: 10_000 };
        let place = AfterMetric { metric, entrant: ENTRANT };
        let opened = AfterMetric::open("kind-heart", &place.seal("kind-heart")).unwrap();
        assert_eq!((opened.metric.numerator, opened.metric.denominator), ((7 << 64) + 3, 10_000));
        assert_eq!(opened.entrant, ENTRANT);
        assert_eq!(AfterNumber::open("deeds", &AfterNumber(7).seal("deeds")).unwrap(), AfterNumber(7));
    }

    #[test]
    fn a_cursor_of_another_list_is_refused() {
        let cursor = AfterValue { value: 7, entrant: ENTRANT }.seal("trees verified");
        for list in ["trees claimed", "trees verified ", "trees", "grams verified"] {
            assert_eq!(AfterValue::open(list, &cursor).unwrap_err().code, "cursor-malformed", "{list}");
        }
    }

    #[test]
    fn what_is_no_cursor_is_refused() {
        let no_number = seal("l", &[0; 40]);
        assert_eq!(AfterMetric::open("l", &no_number).unwrap_err().code, "cursor-malformed");
        for text in ["", "zz", "00f", "00ff", "абв"] {
            assert_eq!(AfterValue::open("l", text).unwrap_err().code, "cursor-malformed", "{text}");
        }
    }
}
