//! From the read models to what the page shows.

use marathon_api::Marathon;
use marathon_engine::View;
use marathon_events::{
    DeedId, Timestamp,
    marathon_opened::{Nomination, RuleSet},
};
use marathon_projections::{
    Views,
    book::DeedNo,
    totals::{Sums, TotalsFilter},
};

use crate::{
    Counters, CurvePoint, Dashboard, DeedStatus, ExactValue, LatestDeed, Leader, LeaderName, NominationCard,
    RegionTile, SeasonLink, SeasonState, Standing, Totals,
};

/// Deeds in the list of the latest.
const LATEST_DEEDS: u32 = 8;
/// Leaders of a nomination.
const LEADERS: usize = 3;

/// The dashboard of a marathon; `None` before it was opened.
pub(crate) fn dashboard(marathon: &Marathon, seasons: Vec<SeasonLink>) -> Option<Dashboard> {
    marathon.read(|view| {
        let set = view.model.rules()?.set().clone();
        let views = &view.model;
        Some(Dashboard {
            slug: set.slug.clone(),
            season_name: set.season.name.clone(),
            starts_on: set.season.starts_on,
            ends_on: set.season.ends_on,
            utc_offset_minutes: set.season.utc_offset_minutes,
            state: state(views),
            as_of_position: view.as_of.map(|a| a.position),
            as_of_time: view.as_of.map_or_else(Timestamp::default, |a| a.time),
            totals: totals(&views.totals.sum(&TotalsFilter::default())),
            curve: curve(views, &set),
            regions: regions(views, &set),
            nominations: set
                .nominations
                .iter()
                .enumerate()
                .map(|(no, n)| nomination(views, &set, no, n))
                .collect(),
            latest: latest(view, &set),
            seasons,
        })
    })
}

/// A season in the archive, with its first day to sort by; `None` before it was opened.
pub(crate) fn season(marathon: &Marathon) -> Option<(marathon_events::Day, SeasonLink)> {
    marathon.read(|view| {
        let season = &view.model.rules()?.set().season;
        let sums = view.model.totals.sum(&TotalsFilter::default());
        let link = SeasonLink {
            slug: marathon.name().to_string(),
            name: season.name.clone(),
            state: state(&view.model),
            claimed_deeds: sums.claimed.deeds,
            verified_deeds: sums.verified.deeds,
        };
        Some((season.starts_on, link))
    })
}

fn state(views: &Views) -> SeasonState {
    match views.book.intake_closed_at() {
        None => SeasonState::Open,
        Some(_) => SeasonState::Closed,
    }
}

fn totals(sums: &Sums) -> Totals {
    let counters = |c: &marathon_projections::totals::Counters| Counters {
        deeds: c.deeds,
        people: c.people,
        trees: c.trees,
        grams: c.grams,
        animals: c.animals,
    };
    Totals { claimed: counters(&sums.claimed), verified: counters(&sums.verified) }
}

fn curve(views: &Views, set: &RuleSet) -> Vec<CurvePoint> {
    let (mut claimed, mut verified) = (0, 0);
    let days = views.totals.by_day();
    let points = days.iter().zip(0..).map(|(day, number)| {
        claimed += day.claimed.deeds;
        verified += day.verified.deeds;
        CurvePoint {
            day: set.season.starts_on.plus(number),
            claimed_deeds: claimed,
            verified_deeds: verified,
        }
    });
    points.collect()
}

fn regions(views: &Views, set: &RuleSet) -> Vec<RegionTile> {
    let sums = views.totals.by_region();
    let tile = |(region, sums): (&marathon_events::marathon_opened::Region, &Sums)| RegionTile {
        code: region.code,
        name: region.name.clone(),
        grid: region.grid,
        population: region.population,
        totals: totals(sums),
    };
    set.regions.iter().zip(&sums).map(tile).collect()
}

fn nomination(views: &Views, set: &RuleSet, no: usize, rules: &Nomination) -> NominationCard {
    let compiled = &views.rankings.nominations()[no];
    let leaders = views.rankings.page(&views.book, no, None, LEADERS);
    let name = |competitor: marathon_projections::rankings::Competitor| match compiled.is_of_regions() {
        true => LeaderName::Region(set.regions[competitor.0 as usize].code),
        false => {
            let entrant = marathon_projections::book::EntrantNo(competitor.0);
            LeaderName::Alias(views.book.entrants().get(entrant).alias.to_owned())
        }
    };
    NominationCard {
        id: rules.id.clone(),
        title: rules.title.clone(),
        metric: rules.metric,
        winners: rules.winners,
        standing: Standing::Provisional,
        leaders: leaders
            .iter()
            .map(|e| Leader {
                rank: u32::try_from(e.rank).unwrap_or(u32::MAX),
                name: name(e.competitor),
                value: ExactValue { numerator: e.metric.numerator, denominator: e.metric.denominator },
            })
            .collect(),
    }
}

fn latest(view: &View<Views>, set: &RuleSet) -> Vec<LatestDeed> {
    let book = &view.model.book;
    let count = book.deeds().len() as u32;
    (count.saturating_sub(LATEST_DEEDS)..count)
        .rev()
        .map(|no| {
            let (deed, standing) = (book.deeds().get(DeedNo(no)), book.deeds().standing(DeedNo(no)));
            LatestDeed {
                kind: deed.kind,
                amount: standing.quantities.amount,
                region: set.regions[usize::from(deed.region.0)].code,
                alias: Some(book.entrants().get(deed.entrant).alias.to_owned()),
                status: match standing.status {
                    // Under a challenge it does not count as verified.
                    marathon_domain::DeedStatus::Claimed | marathon_domain::DeedStatus::Challenged => {
                        DeedStatus::Claimed
                    }
                    marathon_domain::DeedStatus::Verified => DeedStatus::Verified,
                    marathon_domain::DeedStatus::Rejected => DeedStatus::Rejected,
                    marathon_domain::DeedStatus::Withdrawn => DeedStatus::Withdrawn,
                },
                logged_at: logged_at(book.deeds().id(DeedNo(no))),
            }
        })
        .collect()
}

/// When a deed was logged, to the millisecond: its id is a version 7 UUID, which begins with that.
fn logged_at(id: DeedId) -> Timestamp {
    let (high, _) = id.0.as_u64_pair();
    Timestamp(i64::try_from((high >> 16) * 1_000).unwrap_or_default())
}
