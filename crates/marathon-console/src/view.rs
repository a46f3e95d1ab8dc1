//! What the dashboard shows: plain values, filled by whoever reads the projections.
//!
//! Everything here is already decided. The page chooses words and shapes, and never computes a total.

use marathon_events::{
    Day, DeedKind, Position, RegionCode, Timestamp,
    marathon_opened::{GridCell, Metric, Titles},
};
use serde::Deserialize;

/// The marathon a page is about, at one position of its history.
#[derive(Clone, Debug)]
pub struct Season {
    /// Short name in addresses.
    pub slug: String,
    /// Name of the season.
    pub name: Titles,
    /// First day of the season.
    pub starts_on: Day,
    /// Last day of the season.
    pub ends_on: Day,
    /// Offset of the marathon's time zone from UTC.
    pub utc_offset_minutes: i32,
    /// Whether deeds are still taken in.
    pub state: SeasonState,
    /// The last event that the page includes; `None` before the first.
    pub as_of_position: Option<Position>,
    /// When that event was recorded.
    pub as_of_time: Timestamp,
    /// The position that was asked for, if the page is of the past.
    pub at: Option<Position>,
}

/// What the start page of a marathon shows.
#[derive(Clone, Debug)]
pub struct Dashboard {
    /// The marathon.
    pub season: Season,
    /// Totals of the country.
    pub totals: Totals,
    /// Running totals, one point a day, days ascending; may stop before the end of the season.
    pub curve: Vec<CurvePoint>,
    /// Every region of the rules, in any order.
    pub regions: Vec<RegionTile>,
    /// Every nomination, in the order of the rules.
    pub nominations: Vec<NominationCard>,
    /// Whether results are published: then those who lead are those who won.
    pub published: bool,
    /// The latest deeds, newest first; about ten.
    pub latest: Vec<LatestDeed>,
    /// Every marathon of this installation, newest first, this one included.
    pub seasons: Vec<SeasonLink>,
}

/// Whether a marathon takes deeds in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SeasonState {
    /// Deeds can be logged.
    Open,
    /// No more deeds.
    Closed,
}

/// Claimed beside verified. The two are never added: claimed is every deed that stands, verified or not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// Deeds that stand; rejected and withdrawn ones are in neither.
    pub claimed: Counters,
    /// Those of them that a coordinator verified.
    pub verified: Counters,
}

/// Sums over deeds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counters {
    /// Deeds.
    pub deeds: u64,
    /// People who took part, summed over deeds.
    pub people: u64,
    /// Trees planted.
    pub trees: u64,
    /// Grams of waste collected.
    pub grams: u64,
    /// Animals helped.
    pub animals: u64,
}

/// Deeds logged up to the end of a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CurvePoint {
    /// The day.
    pub day: Day,
    /// Claimed deeds since the season began.
    pub claimed_deeds: u64,
    /// Verified deeds since the season began.
    pub verified_deeds: u64,
}

/// A region on the schematic map.
#[derive(Clone, Debug)]
pub struct RegionTile {
    /// ISO 3166-2 code.
    pub code: RegionCode,
    /// Public name.
    pub name: Titles,
    /// Tile on the map.
    pub grid: GridCell,
    /// Residents.
    pub population: u64,
    /// Its totals.
    pub totals: Totals,
}

/// A nomination and who leads it.
#[derive(Clone, Debug)]
pub struct NominationCard {
    /// Short name in addresses.
    pub id: String,
    /// Public name.
    pub title: Titles,
    /// The measure, which names the unit of the values.
    pub metric: Metric,
    /// How many win.
    pub winners: u32,
    /// How settled the ranking is.
    pub standing: Standing,
    /// The first few, in rank order; about three.
    pub leaders: Vec<Leader>,
}

/// How settled a ranking is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Every deed can still change it.
    Provisional,
    /// The field is frozen; the jury scores.
    Frozen,
    /// Results are published.
    Final,
}

/// An entrant near the top of a nomination.
#[derive(Clone, Debug)]
pub struct Leader {
    /// Competition rank: 1, 2, 2, 4.
    pub rank: u32,
    /// Who.
    pub name: LeaderName,
    /// The metric's value, exact.
    pub value: ExactValue,
}

/// Who stands in a ranking.
#[derive(Clone, Debug)]
pub enum LeaderName {
    /// The public alias of an entrant: user input.
    Alias(String),
    /// A region, named by the rules.
    Region(RegionCode),
}

/// An exact fraction in the base unit of its metric. A denominator of 0 is shown as no value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub struct ExactValue {
    /// Above the line.
    pub numerator: u128,
    /// Below the line.
    pub denominator: u64,
}

/// A deed in the list of the latest.
#[derive(Clone, Debug)]
pub struct LatestDeed {
    /// What was done.
    pub kind: DeedKind,
    /// People helped, trees, grams or animals.
    pub amount: u64,
    /// Where.
    pub region: RegionCode,
    /// Public alias of who did it, if it may be shown: user input.
    pub alias: Option<String>,
    /// Where it stands now.
    pub status: DeedStatus,
    /// When it was logged.
    pub logged_at: Timestamp,
}

/// Where a deed stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeedStatus {
    /// Logged, not decided.
    Claimed,
    /// Verified by a coordinator.
    Verified,
    /// Verified, and doubted since: it does not count until that is resolved.
    Challenged,
    /// Rejected by a coordinator.
    Rejected,
    /// Withdrawn by whoever logged it.
    Withdrawn,
}

/// A season in the archive.
#[derive(Clone, Debug)]
pub struct SeasonLink {
    /// Short name in addresses.
    pub slug: String,
    /// Name of the season.
    pub name: Titles,
    /// Whether deeds are still taken in.
    pub state: SeasonState,
    /// Claimed deeds.
    pub claimed_deeds: u64,
    /// Verified deeds.
    pub verified_deeds: u64,
}

/// What the map is coloured by: `?metric=` in the address.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum MapMetric {
    /// Deeds.
    #[default]
    Deeds,
    /// People who took part.
    People,
    /// Trees planted.
    Trees,
    /// Waste collected.
    Waste,
    /// Animals helped.
    Animals,
}

impl MapMetric {
    /// Every metric, in the order of the switch.
    pub const ALL: [Self; 5] = [Self::Deeds, Self::People, Self::Trees, Self::Waste, Self::Animals];

    /// The name in addresses.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Deeds => "deeds",
            Self::People => "people",
            Self::Trees => "trees",
            Self::Waste => "waste",
            Self::Animals => "animals",
        }
    }

    /// The metric of that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|m| m.name() == name)
    }

    /// This metric of some totals, in base units.
    #[must_use]
    pub fn of(self, counters: &Counters) -> u64 {
        match self {
            Self::Deeds => counters.deeds,
            Self::People => counters.people,
            Self::Trees => counters.trees,
            Self::Waste => counters.grams,
            Self::Animals => counters.animals,
        }
    }
}
