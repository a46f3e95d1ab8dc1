//! Frozen: a released version never changes. The next one goes into a new file beside this one.
//!
//! The rule set has two spellings with the same fields: the TOML file people write, and the canonical JSON
//! inside this event.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{BasisPoints, Day, DeedKind, RegionCode, Sector};

/// A marathon was opened under these rules. Always the event at position 0.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MarathonOpenedV1 {
    /// Every rule of the marathon.
    pub rules: RuleSet,
}

/// Every rule of a marathon.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RuleSet {
    /// Short name in addresses: lower-case letters, digits and hyphens.
    pub slug: String,
    /// When and where.
    pub season: Season,
    /// Bounds on what one command may carry.
    pub limits: Limits,
    /// Plausible quantities, for each kind of deed.
    pub kinds: Vec<KindRule>,
    /// Sectors a deed may belong to.
    pub sectors: Vec<SectorRule>,
    /// Regions a deed may be done in.
    pub regions: Vec<Region>,
    /// What is awarded.
    pub nominations: Vec<Nomination>,
}

/// A text in the three languages of the marathon.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Titles {
    /// Kazakh.
    pub kk: String,
    /// Russian.
    pub ru: String,
    /// English.
    pub en: String,
}

/// When and where a marathon takes place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Season {
    /// Name of the season.
    pub name: Titles,
    /// First day a deed may be done on.
    pub starts_on: Day,
    /// Last day a deed may be done on.
    pub ends_on: Day,
    /// IANA name of the time zone, for people.
    pub time_zone: String,
    /// Offset of the zone from UTC, which must hold for the whole season.
    pub utc_offset_minutes: i32,
    /// How long a verified deed can be challenged.
    pub challenge_window_days: u32,
}

/// Bounds on what one command may carry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    /// Characters of an alias.
    pub alias_chars_max: u32,
    /// Members of a team, organisation or institution.
    pub members_max: u32,
    /// Named companions of a deed.
    pub companions_max: u32,
    /// Pieces of evidence of a deed.
    pub evidence_max: u32,
    /// Characters of a link to evidence.
    pub url_chars_max: u32,
    /// Characters of a species.
    pub species_chars_max: u32,
    /// Characters of a reason.
    pub reason_chars_max: u32,
    /// Events of one deed after it was logged.
    pub changes_per_deed_max: u32,
}

/// What is plausible for one kind of deed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct KindRule {
    /// The kind of deed.
    #[serde(rename = "type")]
    pub kind: DeedKind,
    /// People taking part in one deed.
    pub people: Limit,
    /// People helped, trees, grams or animals of one deed.
    pub amount: Limit,
    /// Person-minutes of one deed; present for `good-deed-done` alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person_minutes: Option<Limit>,
}

/// Two bounds on a quantity, in its base unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Limit {
    /// Above this, verification needs an inspection note.
    pub inspect_above: u64,
    /// Above this, the claim is refused.
    pub refuse_above: u64,
}

/// A sector and what it is called.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SectorRule {
    /// Short name.
    pub id: Sector,
    /// Public name.
    pub name: Titles,
}

/// A region, its population for metrics per resident, and its tile on the schematic map.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Region {
    /// ISO 3166-2 code.
    pub code: RegionCode,
    /// Public name.
    pub name: Titles,
    /// Residents.
    pub population: u64,
    /// Tile on the map.
    pub grid: GridCell,
}

/// A cell of the schematic map; both start at 1, columns from the west, rows from the north.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GridCell {
    /// Column, from the west.
    pub column: u8,
    /// Row, from the north.
    pub row: u8,
}

/// What is awarded, and by which measure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Nomination {
    /// Short name in addresses.
    pub id: String,
    /// Public name.
    pub title: Titles,
    /// Who may enter.
    pub entrants: Vec<EntrantClass>,
    /// Kinds of deeds that count; empty: all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub kinds: Vec<DeedKind>,
    /// Sectors that count; empty: all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sectors: Vec<Sector>,
    /// Days that count; absent: the season.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub window: Option<Window>,
    /// The measure.
    pub metric: Metric,
    /// At most this many units of one deed count; absent: all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub per_deed_max: Option<u64>,
    /// At most this many units of one entrant's day count; absent: all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub per_day_max: Option<u64>,
    /// Diminishing rates over the capped sum; empty: everything at 10 000.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub bands: Vec<Band>,
    /// How the jury scores and what it weighs.
    pub jury: Jury,
    /// How many win.
    pub winners: u32,
    /// How many the jury sees.
    pub shortlist_size: u32,
    /// What separates equal standings, in order.
    pub tie_breaks: Vec<TieBreak>,
}

/// Who may enter a nomination.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum EntrantClass {
    /// One human being.
    Person,
    /// An informal group.
    Team,
    /// A legal body.
    Organisation,
    /// A school, college or university.
    Institution,
    /// A region, credited with every deed done in it.
    Region,
}

/// First and last day of a nomination's window.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Window {
    /// First day that counts.
    pub from: Day,
    /// Last day that counts.
    pub to: Day,
}

/// A unit that can be summed. Unlike units are never added together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum QuantityUnit {
    /// People who took part.
    People,
    /// People helped.
    PeopleHelped,
    /// Person-minutes.
    PersonMinutes,
    /// Trees.
    Trees,
    /// Grams of waste.
    Grams,
    /// Animals.
    Animals,
}

/// The measure of a nomination, an exact fraction for each entrant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum Metric {
    /// Counted amount of a unit.
    Sum {
        /// What is summed.
        unit: QuantityUnit,
    },
    /// Number of counted deeds.
    Deeds,
    /// Distinct persons named on counted deeds ÷ members, at most 1.
    ActiveShare,
    /// Counted amount of a unit ÷ members.
    PerMember {
        /// What is summed.
        unit: QuantityUnit,
    },
    /// 100 000 × people on counted deeds, each deed capped ÷ population; for regions.
    #[serde(rename = "per_100k")]
    Per100k,
}

/// One band of diminishing rates.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Band {
    /// Upper bound of the band in units of the capped sum; absent in the last band alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub up_to: Option<u64>,
    /// What a unit of this band is worth.
    pub rate_bps: BasisPoints,
}

/// How a jury scores a nomination.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Jury {
    /// Weight of the metric; with `jury_bps` it makes 10 000.
    pub metric_bps: BasisPoints,
    /// Weight of the jury.
    pub jury_bps: BasisPoints,
    /// Fewest scores that give an entry a place.
    pub quorum: u32,
    /// The rubric.
    pub criteria: Vec<Criterion>,
}

/// A criterion of a rubric.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Criterion {
    /// Short name.
    pub id: String,
    /// Public name.
    pub title: Titles,
    /// Scores go from 0 to this.
    pub score_max: u32,
    /// What a point is worth beside other criteria.
    pub weight: u32,
}

/// What separates equal standings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum TieBreak {
    /// Higher jury standing.
    JuryStanding,
    /// More counted deeds.
    CountedDeeds,
    /// More distinct active days.
    ActiveDays,
    /// Smaller position of the last counted deed.
    EarliestCompletion,
    /// Smaller SHA-256 of the public seed and the entrant's id.
    Draw,
}
