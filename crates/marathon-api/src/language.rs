//! The three languages of the marathon, and which of them a browser asked for.

use std::fmt;

use marathon_events::marathon_opened::Titles;
use serde::Deserialize;

/// A language of the public pages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// Kazakh. The default: it is the state language, and a visitor who asked for neither of the others has
    /// given no reason to be answered in one of them.
    #[default]
    Kk,
    /// Russian.
    Ru,
    /// English.
    En,
}

impl Language {
    /// Every language, in the order of the language switch.
    pub const ALL: [Self; 3] = [Self::Kk, Self::Ru, Self::En];

    /// The ISO 639-1 code: the first segment of a page's address, and the `lang` of the page.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Kk => "kk",
            Self::Ru => "ru",
            Self::En => "en",
        }
    }

    /// What its speakers call it.
    #[must_use]
    pub fn own_name(self) -> &'static str {
        match self {
            Self::Kk => "Қазақша",
            Self::Ru => "Русский",
            Self::En => "English",
        }
    }

    /// The language of a code as it stands in an address: `kk`, `ru` or `en`, lower case.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|l| l.code() == code)
    }

    /// The language that an `Accept-Language` header (RFC 9110, 12.5.4) likes best. Weights are honoured, the
    /// earlier of equal ones wins, a weight of 0 excludes. [`Language::default`] if nothing matches.
    #[must_use]
    pub fn negotiate(accept_language: &str) -> Self {
        let mut weights = [None; Self::ALL.len()];
        let mut rest = None;
        for (order, item) in accept_language.split(',').enumerate() {
            let mut parts = item.split(';').map(str::trim);
            let range = parts.next().unwrap_or_default();
            let Some(weight) = parts.next().map_or(Some(1_000), thousandths) else { continue };
            let wish = (weight, std::cmp::Reverse(order));
            if range == "*" {
                rest = Some(wish);
                continue;
            }
            let primary = range.split('-').next().unwrap_or_default().to_ascii_lowercase();
            if let Some(language) = Self::parse(&primary) {
                let slot = &mut weights[language as usize];
                *slot = (*slot).max(Some(wish));
            }
        }
        // `*` stands for every language that was not named; the first of ours is the default.
        Self::ALL
            .into_iter()
            .filter_map(|l| Some((weights[l as usize].or(rest)?, std::cmp::Reverse(l), l)))
            .filter(|((weight, _), ..)| *weight > 0)
            .max()
            .map_or_else(Self::default, |(.., language)| language)
    }

    /// The title in this language.
    #[must_use]
    pub fn of(self, titles: &Titles) -> &str {
        match self {
            Self::Kk => &titles.kk,
            Self::Ru => &titles.ru,
            Self::En => &titles.en,
        }
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// `q=0.8` in thousandths; `None` if it is not a weight.
fn thousandths(parameter: &str) -> Option<u32> {
    let value = parameter.strip_prefix("q=").or_else(|| parameter.strip_prefix("Q="))?;
    let (whole, fraction) = value.split_once('.').unwrap_or((value, ""));
    if fraction.len() > 3 || !fraction.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let whole = match whole {
        "0" => 0,
        "1" => 1_000,
        _ => return None,
    };
    let fraction = format!("{fraction:0<3}").parse::<u32>().ok()?;
    Some((whole + fraction).min(1_000))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_heaviest_known_language_wins() {
        for (header, expected) in [
            ("ru-KZ,ru;q=0.9,kk;q=0.8,en-US;q=0.7", Language::Ru),
            ("en;q=0.3, kk-Cyrl-KZ;q=0.31", Language::Kk),
            ("de-DE, en;q=0.5, ru;q=0.5", Language::En),
            ("EN-gb", Language::En),
            ("ru;q=0, en;q=0.001", Language::En),
            ("en;q=0.1, ru;q=1.000", Language::Ru),
            ("ru ; q=0.2 , en ; q=0.4", Language::En),
        ] {
            assert_eq!(Language::negotiate(header), expected, "{header}");
        }
    }

    #[test]
    fn what_says_nothing_gets_kazakh() {
        for header in ["", "*", "de, fr;q=0.5", "ru;q=nonsense", ";;,,;q=1", "en;q=0", "ru;q=0, *"] {
            assert_eq!(Language::negotiate(header), Language::Kk, "{header}");
        }
        assert_eq!(Language::negotiate("kk;q=0, *;q=0.5"), Language::Ru);
    }

    #[test]
    fn addresses_know_three_codes() {
        for language in Language::ALL {
            assert_eq!(Language::parse(language.code()), Some(language));
        }
        assert_eq!(Language::parse("KK"), None);
        assert_eq!(Language::parse("de"), None);
    }
}
