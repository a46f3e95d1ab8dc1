//! Why an entrant has its place: metric, every judge's points, and what separates it from those beside it.

use axum::{
    extract::State,
    http::{HeaderMap, Uri},
    response::Response,
};
use marathon_engine::View;
use marathon_events::{EntrantId, PrincipalId, award_decided::Entry};
use marathon_projections::{Views, judging::Jury};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::awards::{alias, no_award_yet, readable};
use crate::{
    App, Caller, Language, Problem,
    boards::no_such_entrant,
    edge::language_of,
    nominations::find,
    problem::ProblemDocument,
    query::InPath,
    reading::{AsOfShape, tagged},
    shapes::varying,
};

/// Why an entrant has its place.
#[derive(Serialize, ToSchema)]
pub(crate) struct PlaceShape {
    as_of: AsOfShape,
    nomination: String,
    entrant_id: Uuid,
    /// Public name; of a region, its name in the caller's language.
    alias: String,
    /// Weight of the metric, of 10 000.
    metric_bps: u32,
    /// Weight of the jury, of 10 000.
    jury_bps: u32,
    /// Its outcome, inputs, parts and standing in the result that holds.
    #[schema(value_type = Object)]
    entry: Entry,
    /// Who stands next above it, with the same; `separated_by` in its outcome says what separated them.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    above: Option<Entry>,
    /// Who stands next below it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    below: Option<Entry>,
    /// What each judge gave it.
    scores: Vec<GivenScore>,
    /// Judges who did not decide about it, and why.
    recused: Vec<RecusedJudge>,
    /// Why it has a place with fewer scores than the quorum.
    #[serde(skip_serializing_if = "Option::is_none")]
    quorum_waived: Option<String>,
    /// Where every deed behind its metric is listed, with how much of it counted.
    metric_explained: String,
}

/// What one judge gave.
#[derive(Serialize, ToSchema)]
pub(crate) struct GivenScore {
    judge: Uuid,
    /// By criterion.
    points: Vec<CriterionPoints>,
    /// Points times weights.
    total: u64,
}

/// Points for one criterion.
#[derive(Serialize, ToSchema)]
pub(crate) struct CriterionPoints {
    criterion: String,
    points: u32,
    weight: u32,
}

/// A judge who did not decide about it.
#[derive(Serialize, ToSchema)]
pub(crate) struct RecusedJudge {
    judge: Uuid,
    /// `owner`, `member` or `declared`.
    ground: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
}

/// See why an entrant has its place in an award, down to metric, points and ties.
#[utoipa::path(get, path = "/v1/marathons/{slug}/nominations/{id}/award/{entrant_id}", tag = "results",
    params(("slug" = String, Path, description = "The marathon"),
        ("id" = String, Path, description = "The nomination"),
        ("entrant_id" = Uuid, Path, description = "The entrant, or the UUIDv5 of a region"),
        ("at" = Option<String>, Query, description = "As of this position or time"),
        ("at_least" = Option<u64>, Query, description = "Wait until this position is included")),
    responses((status = 200, body = PlaceShape), (status = "4XX", body = ProblemDocument)))]
pub(crate) async fn place(
    State(app): State<App>,
    InPath((slug, id, entrant)): InPath<(String, String, String)>,
    caller: Caller,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let reading = readable(&app, &slug, caller, &uri).await?;
    let language = language_of(&headers);
    let body = reading.look(|view| explain(view, &slug, &id, &entrant, language))?;
    Ok(varying(tagged(&headers, body.as_of, &body), "accept-language"))
}

fn explain(
    view: &View<Views>,
    slug: &str,
    id: &str,
    entrant: &str,
    language: Language,
) -> Result<PlaceShape, Problem> {
    let no = find(view.model.rules(), id)?;
    let Some(rules) = view.model.rules() else { return Err(Problem::internal()) };
    let rules = &rules.set().nominations[no];
    let jury = view.model.judging.jury(id).ok_or_else(|| no_award_yet(id))?;
    let decision = jury.results.last().ok_or_else(|| no_award_yet(id))?;
    let entries = &decision.result.entries;
    let who = Uuid::try_parse(entrant).map(EntrantId).map_err(|_| no_such_entrant(entrant))?;
    let place = entries.iter().position(|entry| entry.entrant == who);
    let place = place.ok_or_else(|| Problem::not_found("not-in-award").with("id", who))?;
    let frozen = view.model.judging.steps().frozen.as_ref().map_or(0, |frozen| frozen.what.0);
    let weights = || rules.jury.criteria.iter();
    let given = |(judge, points): (&PrincipalId, &Vec<u32>)| {
        let points = weights().zip(points).map(|(criterion, points)| CriterionPoints {
            criterion: criterion.id.clone(),
            points: *points,
            weight: criterion.weight,
        });
        let points: Vec<_> = points.collect();
        let total = points.iter().map(|p| u64::from(p.points) * u64::from(p.weight)).sum();
        GivenScore { judge: judge.0, points, total }
    };
    Ok(PlaceShape {
        as_of: view.as_of.into(),
        nomination: id.to_owned(),
        entrant_id: who.0,
        alias: alias(view, no, who, language),
        metric_bps: rules.jury.metric_bps.0,
        jury_bps: rules.jury.jury_bps.0,
        entry: entries[place].clone(),
        above: place.checked_sub(1).map(|above| entries[above].clone()),
        below: entries.get(place + 1).cloned(),
        scores: points_for(jury, who).map(given).collect(),
        recused: recused_from(jury, who),
        quorum_waived: jury.waived.get(&who).cloned(),
        metric_explained: format!("/v1/marathons/{slug}/nominations/{id}/ranking/{who}?at={frozen}"),
    })
}

/// Opened points of an entry, by judge; those of recused judges are in no mean.
fn points_for(jury: &Jury, who: EntrantId) -> impl Iterator<Item = (&PrincipalId, &Vec<u32>)> {
    let opened = jury.judges.iter().filter(move |(_, judge)| !judge.recused.contains_key(&who));
    opened.filter_map(move |(id, judge)| Some((id, judge.opened.as_ref()?.get(&who)?)))
}

fn recused_from(jury: &Jury, who: EntrantId) -> Vec<RecusedJudge> {
    let recused = jury.judges.iter().filter_map(|(id, judge)| Some((id, judge.recused.get(&who)?)));
    let shape = |(id, recusal): (&PrincipalId, &marathon_projections::judging::Recusal)| RecusedJudge {
        judge: id.0,
        ground: super::progress::ground(recusal.ground),
        note: recusal.note.clone(),
    };
    recused.map(shape).collect()
}
