//! A marathon was opened; the event carries every rule, so that a history explains itself.

pub mod v1;
pub mod v2;

pub use v1::{
    Band, Criterion, EntrantClass, GridCell, Jury, KindRule, Limit, Limits, Metric, QuantityUnit, Region,
    TieBreak, Titles, Window,
};
pub use v2::{Ages, MarathonOpenedV2 as MarathonOpened, Nomination, RuleSet, Season, SectorRule};

/// Ages and appeals were not ruled before. What was ruled keeps its canonical JSON, so it keeps its hash.
#[must_use]
pub fn v1_to_v2(old: v1::MarathonOpenedV1) -> v2::MarathonOpenedV2 {
    let v1::RuleSet { slug, season, limits, kinds, sectors, regions, nominations } = old.rules;
    v2::MarathonOpenedV2 {
        rules: RuleSet {
            slug,
            season: season_v1_to_v2(season),
            limits,
            ages: None,
            kinds,
            sectors: sectors
                .into_iter()
                .map(|s| SectorRule { id: s.id, name: s.name, adults_only: false })
                .collect(),
            regions,
            nominations: nominations.into_iter().map(nomination_v1_to_v2).collect(),
        },
    }
}

fn season_v1_to_v2(old: v1::Season) -> Season {
    Season {
        name: old.name,
        starts_on: old.starts_on,
        ends_on: old.ends_on,
        time_zone: old.time_zone,
        utc_offset_minutes: old.utc_offset_minutes,
        challenge_window_days: old.challenge_window_days,
        appeal_window_days: None,
    }
}

fn nomination_v1_to_v2(old: v1::Nomination) -> Nomination {
    Nomination {
        id: old.id,
        title: old.title,
        entrants: old.entrants,
        adults_only: false,
        kinds: old.kinds,
        sectors: old.sectors,
        window: old.window,
        metric: old.metric,
        per_deed_max: old.per_deed_max,
        per_day_max: old.per_day_max,
        bands: old.bands,
        jury: old.jury,
        winners: old.winners,
        shortlist_size: old.shortlist_size,
        tie_breaks: old.tie_breaks,
    }
}
