//! Frozen: a released version never changes. The next one goes into a new file beside this one.
//!
//! Everything that version 1 did not have is left out where it is absent: rules that were written before keep their
//! canonical JSON, and so their hash.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::v1::{Band, EntrantClass, Jury, KindRule, Limits, Metric, Region, TieBreak, Titles, Window};
use crate::{Day, DeedKind, Sector};

/// A marathon was opened under these rules. Always the event at position 0.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MarathonOpenedV2 {
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
    /// From which age on; absent: the marathon asks nobody's age.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ages: Option<Ages>,
    /// Plausible quantities, for each kind of deed.
    pub kinds: Vec<KindRule>,
    /// Sectors a deed may belong to.
    pub sectors: Vec<SectorRule>,
    /// Regions a deed may be done in.
    pub regions: Vec<Region>,
    /// What is awarded.
    pub nominations: Vec<Nomination>,
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
    /// How long a published result can be appealed against; absent: it cannot.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub appeal_window_days: Option<u32>,
}

/// Ages that rules speak of, in completed years. Sources disagree about them, so they are rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Ages {
    /// Below this age a guardian has to consent.
    pub consent_below: u32,
    /// From this age on a person is of age.
    pub adult_from: u32,
}

/// A sector and what it is called.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SectorRule {
    /// Short name.
    pub id: Sector,
    /// Public name.
    pub name: Titles,
    /// Whether its deeds are too hazardous for people under age.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub adults_only: bool,
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
    /// Whether persons under age may not enter.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub adults_only: bool,
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
