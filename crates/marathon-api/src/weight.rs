//! Weights as people write them, made into grams exactly: `"2.5"` and `"t"` are 2 500 000 g. No float is involved.

use crate::problem::FieldError;

/// Grams of a decimal weight in `g`, `kg` or `t`.
pub(crate) fn grams(weight: &str, unit: &str) -> Result<u64, FieldError> {
    let decimals = match unit {
        "g" => 0,
        "kg" => 3,
        "t" => 6,
        _ => return Err(FieldError::new("unit", "not-one-of").with("accepted", "g, kg, t")),
    };
    let wrong = |code| FieldError::new("weight", code);
    let (whole, part) = weight.split_once('.').unwrap_or((weight, ""));
    let is_number = |digits: &str| digits.bytes().all(|b| b.is_ascii_digit());
    let has_point = weight.contains('.');
    if whole.is_empty() || !is_number(whole) || !is_number(part) || has_point && part.is_empty() {
        let negative = weight.strip_prefix('-').is_some_and(|rest| grams(rest, unit).is_ok());
        return Err(wrong(if negative { "negative" } else { "not-a-decimal" }));
    }
    if part.trim_end_matches('0').len() > decimals {
        return Err(wrong("finer-than-a-gram"));
    }
    let scaled =
        |digits: &str, power: usize| digits.parse::<u64>().ok()?.checked_mul(10_u64.pow(power as u32));
    let part = part.trim_end_matches('0');
    let part = if part.is_empty() { Some(0) } else { scaled(part, decimals - part.len()) };
    let sum = scaled(whole, decimals).zip(part).and_then(|(w, p)| w.checked_add(p));
    sum.ok_or_else(|| wrong("too-large").with("max", u64::MAX))
}

#[cfg(test)]
mod tests {
    use super::grams;

    #[test]
    fn weights_become_grams_exactly() {
        let cases = [
            ("2.5", "kg", 2_500),
            ("2.5", "t", 2_500_000),
            ("0.000001", "t", 1),
            ("7", "g", 7),
            ("7.0", "g", 7),
            ("1.500", "kg", 1_500),
            ("007", "kg", 7_000),
        ];
        for (weight, unit, expected) in cases {
            assert_eq!(grams(weight, unit).unwrap(), expected, "{weight} {unit}");
        }
    }

    #[test]
    fn what_is_not_a_weight_says_why() {
        let cases = [
            ("2.5.1", "kg", "not-a-decimal"),
            ("", "kg", "not-a-decimal"),
            (".5", "kg", "not-a-decimal"),
            ("2.", "kg", "not-a-decimal"),
            ("2,5", "kg", "not-a-decimal"),
            ("1e3", "kg", "not-a-decimal"),
            ("-2", "kg", "negative"),
            ("0.5", "g", "finer-than-a-gram"),
            ("0.0001", "kg", "finer-than-a-gram"),
            ("99999999999999999999", "g", "too-large"),
            ("18446744073709551615", "t", "too-large"),
            ("1", "lb", "not-one-of"),
        ];
        for (weight, unit, code) in cases {
            assert_eq!(grams(weight, unit).unwrap_err().code, code, "{weight} {unit}");
        }
    }
}
