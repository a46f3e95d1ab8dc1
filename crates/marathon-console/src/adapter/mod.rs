//! From the read models to what the pages show.

pub(crate) mod audit;
pub(crate) mod boards;
pub(crate) mod deeds;
pub(crate) mod desk;
pub(crate) mod rankings;

use std::collections::BTreeMap;

use marathon_api::Marathon;
use marathon_engine::View;
use marathon_events::{
    DeedId, EntrantId, Position, Timestamp,
    marathon_opened::{Metric, Nomination, RuleSet},
};
use marathon_projections::{
    Views,
    book::{DeedNo, EntrantNo},
    rankings::{Competitor, RankingEntry},
    totals::{Sums, TotalsFilter},
};

use crate::{
    Counters, CurvePoint, Dashboard, DeedPage, DeedStatus, ExactValue, LatestDeed, Leader, LeaderName,
    NominationCard, RegionTile, Season, SeasonLink, SeasonState, Standing, Totals,
};

/// Lines of a page, whatever is listed.
const LINES: usize = 50;
/// Deeds in the list of the latest.
const LATEST_DEEDS: u32 = 8;
/// Leaders of a nomination.
const LEADERS: usize = 3;

/// The dashboard of a marathon; `None` before it was opened.
pub(crate) fn dashboard(view: &View<Views>, seasons: Vec<SeasonLink>) -> Option<Dashboard> {
    let set = view.model.rules()?.set().clone();
    let views = &view.model;
    let nominations = set.nominations.iter().enumerate();
    Some(Dashboard {
        season: about(view)?,
        totals: totals(&views.totals.sum(&TotalsFilter::default())),
        curve: curve(views, &set),
        regions: regions(views, &set),
        nominations: nominations.map(|(no, n)| nomination(views, &set, no, n)).collect(),
        published: views.judging.steps().published.is_some(),
        latest: latest(view, &set),
        seasons,
    })
}

/// The marathon a page is about; `None` before it was opened.
pub(crate) fn about(view: &View<Views>) -> Option<Season> {
    let set = view.model.rules()?.set();
    Some(Season {
        slug: set.slug.clone(),
        name: set.season.name.clone(),
        starts_on: set.season.starts_on,
        ends_on: set.season.ends_on,
        utc_offset_minutes: set.season.utc_offset_minutes,
        state: state(&view.model),
        as_of_position: view.as_of.map(|a| a.position),
        as_of_time: view.as_of.map_or_else(Timestamp::default, |a| a.time),
        at: None,
    })
}

/// The measure of each nomination.
pub(crate) fn metrics(view: &View<Views>) -> BTreeMap<String, Metric> {
    let nominations = view.model.rules().map_or(&[][..], |rules| &rules.set().nominations);
    nominations.iter().map(|n| (n.id.clone(), n.metric)).collect()
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

/// How settled rankings by measure are. They are never final: what is awarded also has the jury in it, and is on the page
/// of winners.
fn standing(views: &Views) -> Standing {
    match views.judging.steps().frozen {
        None => Standing::Provisional,
        Some(_) => Standing::Frozen,
    }
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
    let leaders = match awarded(views, set, no, rules) {
        Some(winners) => (Standing::Final, winners),
        None => (standing(views), leaders(views, set, no)),
    };
    let (standing, leaders) = leaders;
    NominationCard {
        id: rules.id.clone(),
        title: rules.title.clone(),
        metric: rules.metric,
        winners: rules.winners,
        standing,
        leaders,
    }
}

fn leaders(views: &Views, set: &RuleSet, no: usize) -> Vec<Leader> {
    let leaders = views.rankings.page(&views.book, no, None, LEADERS);
    let leader = |e: &RankingEntry| Leader {
        rank: u32::try_from(e.rank).unwrap_or(u32::MAX),
        name: name(views, set, no, e.competitor),
        value: ExactValue { numerator: e.metric.numerator, denominator: e.metric.denominator },
    };
    leaders.iter().map(leader).collect()
}

/// Who won, by place, once results are published.
fn awarded(views: &Views, set: &RuleSet, no: usize, rules: &Nomination) -> Option<Vec<Leader>> {
    views.judging.steps().published?;
    let result = &views.judging.jury(&rules.id)?.results.last()?.result;
    let compiled = &views.rankings.nominations()[no];
    let winner = |(rank, id): (u32, &EntrantId)| {
        let entry = result.entries.iter().find(|entry| entry.entrant == *id)?;
        let (above, below) =
            (entry.metric.numerator().parse().ok()?, entry.metric.denominator().parse().ok()?);
        Some(Leader {
            rank,
            name: name(views, set, no, compiled.competitor(*id, &views.book)?),
            value: ExactValue { numerator: above, denominator: below },
        })
    };
    Some((1..).zip(&result.winners).filter_map(winner).collect())
}

fn name(views: &Views, set: &RuleSet, no: usize, competitor: Competitor) -> LeaderName {
    match views.rankings.nominations()[no].is_of_regions() {
        true => LeaderName::Region(set.regions[competitor.0 as usize].code),
        false => LeaderName::Alias(views.book.entrants().get(EntrantNo(competitor.0)).alias.to_owned()),
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
                status: status(standing.status),
                logged_at: logged_at(book.deeds().id(DeedNo(no))),
            }
        })
        .collect()
}

/// The page of these deeds that begins after a position.
fn deeds<T>(mut all: Vec<T>, after: Option<Position>, position: impl Fn(&T) -> Position) -> DeedPage<T> {
    let total = all.len() as u64;
    if let Some(after) = after {
        all.drain(..all.partition_point(|deed| position(deed) <= after));
    }
    let more = all.len() > LINES;
    all.truncate(LINES);
    let next = all.last().filter(|_| more).map(&position);
    DeedPage { total, deeds: all, after, next }
}

fn status(status: marathon_domain::DeedStatus) -> DeedStatus {
    use marathon_domain::DeedStatus as D;
    match status {
        D::Claimed => DeedStatus::Claimed,
        D::Verified => DeedStatus::Verified,
        D::Challenged => DeedStatus::Challenged,
        D::Rejected => DeedStatus::Rejected,
        D::Withdrawn => DeedStatus::Withdrawn,
    }
}

/// When a deed was logged, to the millisecond: its id is a version 7 UUID, which begins with that.
fn logged_at(id: DeedId) -> Timestamp {
    let (high, _) = id.0.as_u64_pair();
    Timestamp(i64::try_from((high >> 16) * 1_000).unwrap_or_default())
}
