//! What a judge sees of its entries: what each did up to the freeze, without its name, and how each stands once judging
//! is closed. Names come with the results.

use std::sync::Arc;

use marathon_events::{
    Day, DeedKind, EntrantId,
    award_decided::{AwardResult, Entry, ExactFraction, Outcome},
};
use marathon_projections::{
    Views,
    awards::{self, AwardError},
    book::EntrantNo,
    judging::Judging,
    rankings::{ExplainedDeed, Explanation},
};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    awards::alias,
    progress::{OwnEntry, OwnNomination},
    standing::Standing,
};
use crate::{Language, Marathon, Problem, nominations::find, shapes::FractionShape};

/// Deeds that are told of an entry: those of which most counted.
const DEEDS_MAX: usize = 12;

/// What an entry did.
#[derive(Serialize, ToSchema)]
pub(crate) struct EntryRecord {
    /// `person`, `team`, `organisation` or `institution`; absent of a region.
    #[serde(skip_serializing_if = "Option::is_none")]
    kind: Option<&'static str>,
    /// Its measure at the freeze, exact.
    value: FractionShape,
    /// Deeds that counted.
    counted_deeds: u64,
    /// Those of them of which most counted.
    deeds: Vec<EntryDeed>,
}

/// A deed of an entry.
#[derive(Serialize, ToSchema)]
pub(crate) struct EntryDeed {
    /// What was done.
    #[serde(rename = "type")]
    kind: &'static str,
    #[schema(value_type = String, format = "date")]
    done_on: Day,
    /// People helped, trees, grams or animals.
    amount: u64,
    /// People who took part.
    people: u32,
}

/// How an entry stands after judging.
#[derive(Serialize, ToSchema)]
pub(crate) struct EntryStanding {
    /// Its place, or why it has none.
    #[schema(value_type = Object)]
    outcome: Outcome,
    /// Judges who scored it.
    scores: u64,
    /// Mean of their totals; it decides nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Object)]
    raw_mean: Option<ExactFraction>,
    /// Mean of its ranks among their entries, from 0 to 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Object)]
    jury: Option<ExactFraction>,
    /// Measure and jury by their weights, from 0 to 10 000; it decides.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Object)]
    combined: Option<ExactFraction>,
}

/// Puts beside the entries what they did; after judging closed how they stand; and once results are public, who they are.
pub(super) async fn describe(
    marathon: &Arc<Marathon>,
    own: &mut OwnNomination,
    language: Language,
) -> Result<(), Problem> {
    let ids: Vec<_> = own.entries.iter().map(|entry| EntrantId(entry.entrant_id)).collect();
    let standing = Standing::of(marathon, &own.nomination).await?;
    let told = standing.work(move |standing, views| {
        let result = result(views, &standing.judging, standing)?;
        let record = |id: &EntrantId| record(views, &standing.nomination.id, *id);
        let stands = |id: &EntrantId| result.as_ref()?.entries.iter().find(|e| e.entrant == *id).map(stands);
        Ok(ids.iter().map(|id| (record(id), stands(id))).collect::<Vec<_>>())
    });
    for (entry, (record, standing)) in own.entries.iter_mut().zip(told.await?) {
        (entry.record, entry.standing) = (record, standing);
    }
    name(marathon, own, language)
}

/// What follows from the scores, if they are open.
fn result(views: &Views, judging: &Judging, standing: &Standing) -> Result<Option<AwardResult>, AwardError> {
    let rules = &standing.nomination;
    let open = |judge: &marathon_projections::judging::Judge| {
        judge.opened.is_some() || judge.to_open().next().is_none()
    };
    let all_open = judging.jury(&rules.id).is_some_and(|jury| jury.judges.values().all(open));
    if judging.steps().judging_closed.is_none() || !all_open {
        return Ok(None);
    }
    awards::award(views, judging, rules).map(|award| Some(award.into()))
}

fn stands(entry: &Entry) -> EntryStanding {
    let jury = entry.jury.as_ref();
    EntryStanding {
        outcome: entry.outcome,
        scores: jury.map_or(0, |jury| jury.scores.len() as u64),
        raw_mean: jury.map(|jury| jury.raw_mean.clone()),
        jury: jury.map(|jury| jury.part.clone()),
        combined: entry.standing.clone(),
    }
}

fn record(views: &Views, nomination: &str, id: EntrantId) -> Option<EntryRecord> {
    let (book, rankings) = (&views.book, &views.rankings);
    let no = rankings.find(nomination)?;
    let compiled = &rankings.nominations()[no];
    let competitor = compiled.competitor(id, book)?;
    let Explanation { entry, deeds } = rankings.explain(book, no, competitor)?;
    let mut counted: Vec<_> = deeds.into_iter().filter(|deed| deed.counted.counted > 0).collect();
    let counted_deeds = counted.len() as u64;
    counted.sort_by_key(|deed| (std::cmp::Reverse(deed.counted.counted), deed.counted.position));
    counted.truncate(DEEDS_MAX);
    let told = |deed: &ExplainedDeed| {
        let of = book.deeds().standing(deed.deed.no).quantities;
        let (kind, done_on) = (deed.deed.kind, deed.counted.done_on);
        EntryDeed { kind: DeedKind::name(kind), done_on, amount: of.amount, people: of.people }
    };
    let kind = || book.entrants().get(EntrantNo(competitor.0)).kind.name();
    Some(EntryRecord {
        kind: (!compiled.is_of_regions()).then(kind),
        value: entry.metric.into(),
        counted_deeds,
        deeds: counted.iter().map(told).collect(),
    })
}

fn name(marathon: &Marathon, own: &mut OwnNomination, language: Language) -> Result<(), Problem> {
    marathon.read(|view| {
        let no = find(view.model.rules(), &own.nomination)?;
        let is_public = view.model.judging.steps().published.is_some();
        let named = |entry: &mut OwnEntry| {
            entry.alias = is_public.then(|| alias(view, no, EntrantId(entry.entrant_id), language));
        };
        own.entries.iter_mut().for_each(named);
        Ok(())
    })
}
