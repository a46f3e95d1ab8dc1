//! Numbers as a language writes them. Integer arithmetic only: what is shown is rounded once, half up.

use crate::Language;

/// No-break space: between groups of digits in Kazakh and Russian.
const NBSP: char = '\u{a0}';

/// An integer with its digits in groups of three.
pub(crate) fn integer(language: Language, value: u128) -> String {
    let digits = value.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3 * 2);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            out.push(if language == Language::En { ',' } else { NBSP });
        }
        out.push(digit);
    }
    out
}

/// A number for display, and whether rounding left something out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Rounded {
    /// As the language writes it.
    pub text: String,
    /// As a programming language writes it, to choose a plural by.
    pub plain: String,
    /// Whether nothing was rounded away.
    pub exact: bool,
}

/// A fraction with at most `decimals` digits after the mark, trailing zeros dropped. A value too large for the
/// arithmetic, or a denominator of 0, is `None`.
pub(crate) fn fraction(
    language: Language,
    numerator: u128,
    denominator: u128,
    decimals: u32,
) -> Option<Rounded> {
    let scale = 10_u128.checked_pow(decimals)?;
    let scaled = numerator.checked_mul(scale)?;
    let quotient = scaled.checked_div(denominator)?;
    let rest = scaled % denominator;
    // rest >= denominator / 2, without doubling a number that may be near the end of its range
    let rounded = quotient + u128::from(rest >= denominator - rest);
    let whole = rounded / scale;
    let (mut text, mut plain) = (integer(language, whole), whole.to_string());
    let width = decimals as usize;
    let after = format!("{:0width$}", rounded % scale);
    let after = after.trim_end_matches('0');
    if decimals > 0 && !after.is_empty() {
        text.push(if language == Language::En { '.' } else { ',' });
        text.push_str(after);
        plain = format!("{plain}.{after}");
    }
    Some(Rounded { text, plain, exact: rest == 0 })
}

/// Hundredths as whole percent, rounded down, so that 100 % means all.
pub(crate) fn percent_of(part: u64, whole: u64) -> Option<u64> {
    let percent = u128::from(part).checked_mul(100)?.checked_div(u128::from(whole))?;
    u64::try_from(percent).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_grouped_as_the_language_does() {
        for (value, en, ru) in [
            (0, "0", "0"),
            (999, "999", "999"),
            (1_000, "1,000", "1\u{a0}000"),
            (50_000, "50,000", "50\u{a0}000"),
            (1_234_567, "1,234,567", "1\u{a0}234\u{a0}567"),
        ] {
            assert_eq!(integer(Language::En, value), en);
            assert_eq!(integer(Language::Ru, value), ru);
            assert_eq!(integer(Language::Kk, value), ru);
        }
    }

    #[test]
    fn fractions_are_rounded_half_up_and_say_so() {
        let show = |n, d, decimals| fraction(Language::En, n, d, decimals).map(|r| (r.text, r.exact));
        assert_eq!(show(1, 3, 2), Some(("0.33".into(), false)));
        assert_eq!(show(2, 3, 2), Some(("0.67".into(), false)));
        assert_eq!(show(1, 8, 2), Some(("0.13".into(), false)));
        assert_eq!(show(5, 2, 1), Some(("2.5".into(), true)));
        assert_eq!(show(9_999, 10_000, 1), Some(("1".into(), false)));
        assert_eq!(show(10, 1, 2), Some(("10".into(), true)));
        assert_eq!(show(1_205, 1_000, 3), Some(("1.205".into(), true)));
        assert_eq!(show(u128::MAX, 1, 0).map(|s| s.1), Some(true));
        assert_eq!(show(1, 0, 1), None);
        assert_eq!(show(u128::MAX, 3, 1), None);
        assert_eq!(fraction(Language::Ru, 5, 2, 1).unwrap().text, "2,5");
    }

    #[test]
    fn all_is_said_only_of_all() {
        assert_eq!(percent_of(999, 1_000), Some(99));
        assert_eq!(percent_of(7, 7), Some(100));
        assert_eq!(percent_of(0, 0), None);
    }
}
