//! A marathon was opened; the event carries every rule, so that a history explains itself.

pub mod v1;

pub use v1::{
    Band, Criterion, EntrantClass, GridCell, Jury, KindRule, Limit, Limits,
    MarathonOpenedV1 as MarathonOpened, Metric, Nomination, QuantityUnit, Region, RuleSet, Season,
    SectorRule, TieBreak, Titles, Window,
};
