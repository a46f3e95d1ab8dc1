//! Frozen: a released version never changes. The next one goes into a new file beside this one.

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize, de};

use crate::{EntrantId, Position, PrincipalId, Sha256Hash};

/// The award of a nomination was decided. The stream is the nomination.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AwardDecidedV1 {
    /// Which.
    pub nomination: String,
    /// The last position it was computed from.
    pub position: Position,
    /// SHA-256 of the canonical JSON of the rules it was computed by.
    pub rules_hash: Sha256Hash,
    /// Places, winners and what they follow from.
    pub result: AwardResult,
    /// SHA-256 of the canonical JSON of `result`.
    pub result_hash: Sha256Hash,
}

/// How every entrant stands, who has which place and why, who wins.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AwardResult {
    /// Every entrant: by place, those without one after all others, by id.
    pub entries: Vec<Entry>,
    /// Who wins, by place.
    pub winners: Vec<EntrantId>,
    /// Judges who disagree with the others, by id.
    pub flags: Vec<Flag>,
}

/// How one entrant stands, and from what.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// Who.
    pub entrant: EntrantId,
    /// Its place, or why it has none.
    pub outcome: Outcome,
    /// Its metric at the freeze.
    pub metric: ExactFraction,
    /// What separates equal standings, at the freeze.
    pub record: Record,
    /// Percentile of its metric in the shortlist, from 0 to 1; absent outside the shortlist.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metric_part: Option<ExactFraction>,
    /// What the jury made of it; absent if no judge scored it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub jury: Option<JuryStanding>,
    /// Both parts by their weights, from 0 to 10 000; absent if a part with a weight is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub standing: Option<ExactFraction>,
}

/// A place, or why there is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "type", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Outcome {
    /// It has a place of its own.
    Placed {
        /// 1 is the best.
        place: u64,
        /// What separated it from the next; absent of the last.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        separated_by: Option<Link>,
    },
    /// Only the draw can tell who of several has which of these places, and the seed is not known.
    AwaitsDraw {
        /// The best of the places.
        from: u64,
        /// The last of them.
        to: u64,
    },
    /// Too few judges scored it.
    QuorumMissing,
    /// It withdrew after the freeze.
    Withdrawn,
    /// It was disqualified after the freeze.
    Disqualified,
    /// Others have higher metrics.
    NotShortlisted,
    /// It does not take part: its metric is 0, or it was not admitted.
    NotEligible,
}

/// What separated an entrant from the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Link {
    /// A higher standing.
    Standing,
    /// A higher jury standing.
    JuryStanding,
    /// More counted deeds.
    CountedDeeds,
    /// More distinct active days.
    ActiveDays,
    /// An earlier position of the last counted deed.
    EarliestCompletion,
    /// A smaller SHA-256 of the seed and the entrant's id.
    Draw,
}

/// What separates equal standings, of the counted deeds of one entrant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Record {
    /// Deeds of which at least one unit counted.
    pub counted_deeds: u64,
    /// Distinct days they were done on.
    pub active_days: u64,
    /// Where the last of them was logged; absent if there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_position: Option<Position>,
}

/// What the jury made of one entry that at least one judge scored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct JuryStanding {
    /// Mean of the ranks.
    pub part: ExactFraction,
    /// Mean of the totals. Decides nothing; published beside the ranks.
    pub raw_mean: ExactFraction,
    /// By judge.
    pub scores: Vec<Score>,
}

/// What one judge made of one entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Score {
    /// Who scored.
    pub judge: PrincipalId,
    /// Sum of scores by weight.
    pub total: u64,
    /// Rank among the entries this judge scored: 1 above all others, 0 below all.
    pub borda: ExactFraction,
}

/// A judge whose ranking correlates negatively with the mean of the others (Kendall's τ-b below 0).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Flag {
    /// Who.
    pub judge: PrincipalId,
    /// Entries compared.
    pub common_entries: u64,
    /// Pairs of entries that this judge and the others put in the same order.
    pub concordant: u64,
    /// Pairs that they put in opposite orders.
    pub discordant: u64,
}

/// A non-negative exact fraction of any size, reduced. Both parts are decimal text, because readers of JSON may keep
/// numbers in 53 bits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExactFraction {
    #[schemars(regex(pattern = "^(0|[1-9][0-9]*)$"))]
    numerator: String,
    #[schemars(regex(pattern = "^[1-9][0-9]*$"))]
    denominator: String,
}

impl ExactFraction {
    /// `None` unless both are whole decimal numbers without leading zeros and the lower one is above 0. Whether it is
    /// reduced takes arithmetic and is not looked at.
    #[must_use]
    pub fn new(numerator: String, denominator: String) -> Option<Self> {
        let whole = |text: &str| {
            let digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
            digits && (text.len() == 1 || !text.starts_with('0'))
        };
        let sound = whole(&numerator) && whole(&denominator) && denominator != "0";
        sound.then_some(Self { numerator, denominator })
    }

    /// Upper part, in decimal.
    #[must_use]
    pub fn numerator(&self) -> &str {
        &self.numerator
    }

    /// Lower part, in decimal.
    #[must_use]
    pub fn denominator(&self) -> &str {
        &self.denominator
    }
}

impl<'de> Deserialize<'de> for ExactFraction {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Text {
            numerator: String,
            denominator: String,
        }
        let Text { numerator, denominator } = Text::deserialize(d)?;
        Self::new(numerator, denominator)
            .ok_or_else(|| de::Error::custom("a fraction is two whole decimal numbers, the lower above 0"))
    }
}
