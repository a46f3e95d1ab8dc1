//! A rule set that was checked and can be asked.

use std::sync::Arc;

use marathon_events::{
    DeedKind, RegionCode, Sector, Timestamp,
    marathon_opened::{KindRule, Limits, Nomination, RuleSet},
};
use sha2::{Digest, Sha256};

use crate::check::{RuleProblem, check};

/// The rules a marathon is opened with when nobody gives others.
pub const DEFAULT_RULES_TOML: &str = include_str!("../rules/default.toml");

/// Place of a region in the rule set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RegionNo(pub u8);

/// Place of a sector in the rule set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SectorNo(pub u8);

/// A checked rule set, cheap to hand around.
#[derive(Clone, Debug)]
pub struct Rules(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    set: RuleSet,
    hash: [u8; 32],
}

/// A rule file could not be used.
#[derive(Debug, thiserror::Error)]
pub enum RulesError {
    /// Not TOML, or not of the shape of a rule file.
    #[error("read the rule file: {0}")]
    Unreadable(#[from] Box<toml::de::Error>),
    /// Well formed, but contradicting itself.
    #[error("the rules contradict themselves:\n{}", .0.iter().map(|p| format!("  - {p}")).collect::<Vec<_>>().join("\n"))]
    Inconsistent(Vec<RuleProblem>),
}

impl Rules {
    /// Checks a rule set.
    ///
    /// # Errors
    /// Everything in it that contradicts itself.
    pub fn new(set: RuleSet) -> Result<Self, RulesError> {
        let problems = check(&set);
        if !problems.is_empty() {
            return Err(RulesError::Inconsistent(problems));
        }
        let canonical = serde_json::to_vec(&set).unwrap_or_else(|_| unreachable!("a rule set serialises"));
        Ok(Self(Arc::new(Inner { hash: Sha256::digest(canonical).into(), set })))
    }

    /// Reads and checks a rule file.
    ///
    /// # Errors
    /// If it is not TOML of the right shape, or contradicts itself.
    pub fn from_toml(text: &str) -> Result<Self, RulesError> {
        Self::new(toml::from_str(text).map_err(Box::new)?)
    }

    /// The season of 2024.
    ///
    /// # Panics
    /// Never: a test reads the shipped file.
    #[must_use]
    pub fn default_2024() -> Self {
        Self::from_toml(DEFAULT_RULES_TOML)
            .unwrap_or_else(|e| unreachable!("the shipped rules are sound: {e}"))
    }

    /// The default rules for the calendar year of this moment, under the slug of that year.
    #[must_use]
    pub fn default_for_year_of(now: Timestamp) -> Self {
        let mut set = Self::default_2024().0.set.clone();
        let today = now.local_day(set.season.utc_offset_minutes);
        let year = today.to_string()[..4].to_owned();
        for name in [&mut set.season.name.kk, &mut set.season.name.ru, &mut set.season.name.en] {
            *name = name.replace("2024", &year);
        }
        let day = |text: String| marathon_events::Day::parse(&text).unwrap_or(today);
        set.season.starts_on = day(format!("{year}-01-01"));
        set.season.ends_on = day(format!("{year}-12-31"));
        set.slug = year;
        Self::new(set).unwrap_or_else(|e| unreachable!("the default rules hold for any year: {e}"))
    }

    /// The rule set itself.
    #[must_use]
    pub fn set(&self) -> &RuleSet {
        &self.0.set
    }

    /// SHA-256 of the rule set's canonical JSON.
    #[must_use]
    pub fn hash(&self) -> [u8; 32] {
        self.0.hash
    }

    /// Bounds on what one command may carry.
    #[must_use]
    pub fn limits(&self) -> &Limits {
        &self.0.set.limits
    }

    /// Plausible quantities of a kind of deed.
    #[must_use]
    pub fn kind(&self, kind: DeedKind) -> &KindRule {
        let found = self.0.set.kinds.iter().find(|k| k.kind == kind);
        found.unwrap_or_else(|| unreachable!("checked rules have every kind"))
    }

    /// Place of a region; `None` if the marathon does not have it.
    #[must_use]
    pub fn region(&self, code: RegionCode) -> Option<RegionNo> {
        self.0.set.regions.iter().position(|r| r.code == code).map(|i| RegionNo(i as u8))
    }

    /// A nomination; `None` if the marathon does not have it.
    #[must_use]
    pub fn nomination(&self, id: &str) -> Option<&Nomination> {
        self.0.set.nominations.iter().find(|nomination| nomination.id == id)
    }

    /// Place of a sector; `None` if the marathon does not have it.
    #[must_use]
    pub fn sector(&self, sector: &Sector) -> Option<SectorNo> {
        self.0.set.sectors.iter().position(|s| s.id == *sector).map(|i| SectorNo(i as u8))
    }
}
