//! Awards as everybody can check them: from which position, by which rules, every entrant's inputs and standing, and
//! amendments beside the original.

use axum::{
    extract::State,
    http::{HeaderMap, StatusCode, Uri},
    response::Response,
};
use marathon_engine::View;
use marathon_events::{EntrantId, Role, Timestamp, award_decided::AwardResult};
use marathon_projections::{
    Views,
    judging::{Appeal, Decision, Steps},
    rankings::CompiledNomination,
};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    App, Caller, Language, Problem,
    edge::language_of,
    nominations::find,
    problem::ProblemDocument,
    query::{InPath, Query, shortened},
    reading::{AsOfShape, Reading, tagged},
    shapes::varying,
};

/// The awards of a marathon.
#[derive(Serialize, ToSchema)]
pub(crate) struct AwardsShape {
    as_of: AsOfShape,
    /// The last position that counts.
    #[serde(skip_serializing_if = "Option::is_none")]
    frozen_at: Option<u64>,
    /// Where the bytes that drew lots come from.
    #[serde(skip_serializing_if = "Option::is_none")]
    seed_source: Option<String>,
    /// These bytes, in hex.
    #[serde(skip_serializing_if = "Option::is_none")]
    seed: Option<String>,
    /// When results will be, or were to be, published.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = "date-time")]
    announced_for: Option<Timestamp>,
    /// When they were.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = "date-time")]
    published_at: Option<Timestamp>,
    /// In the order of the rules; those without a result are left out.
    nominations: Vec<NominationAwards>,
}

/// The award of one nomination.
#[derive(Serialize, ToSchema)]
pub(crate) struct AwardShape {
    as_of: AsOfShape,
    #[serde(flatten)]
    award: NominationAwards,
}

/// Every result of a nomination.
#[derive(Serialize, ToSchema)]
pub(crate) struct NominationAwards {
    nomination: String,
    /// Its public name in the caller's language.
    title: String,
    /// Who wins by the result that holds, by place.
    winners: Vec<Winner>,
    /// The result as it was decided, then every amendment; the last one holds.
    results: Vec<ResultShape>,
    /// Appeals against it, in the order they were lodged.
    appeals: Vec<AppealShape>,
}

/// Who wins.
#[derive(Clone, Serialize, ToSchema)]
pub(crate) struct Winner {
    place: u64,
    entrant_id: Uuid,
    /// Public name; of a region, its name in the caller's language.
    alias: String,
}

/// A result, and everything it follows from.
#[derive(Serialize, ToSchema)]
pub(crate) struct ResultShape {
    /// Where the decision stands in the history.
    decided_at: u64,
    /// The last position it was computed from.
    position: u64,
    /// SHA-256 of the canonical JSON of the rules.
    rules_hash: String,
    /// Who wins by this result, by place.
    winners: Vec<Winner>,
    /// Every entrant on the shortlist: place, inputs, parts and standing, as exact fractions; winners; judges who
    /// disagree with the others.
    #[schema(value_type = Object)]
    result: AwardResult,
    /// SHA-256 of the canonical JSON of `result`.
    result_hash: String,
    /// What led to it; absent of the first.
    #[serde(skip_serializing_if = "Option::is_none")]
    amendment: Option<Amendment>,
}

/// Why a result was decided anew.
#[derive(Serialize, ToSchema)]
pub(crate) struct Amendment {
    appeal_id: Uuid,
    reason: String,
}

/// An appeal, and what became of it.
#[derive(Serialize, ToSchema)]
pub(crate) struct AppealShape {
    appeal_id: Uuid,
    /// Where it stands in the history.
    position: u64,
    entrant_id: Uuid,
    /// Public name of whose standing it is about.
    alias: String,
    reason: String,
    /// Whether the result has to change; absent while it is open.
    #[serde(skip_serializing_if = "Option::is_none")]
    upheld: Option<bool>,
    /// Who decided.
    #[serde(skip_serializing_if = "Option::is_none")]
    reviewer: Option<Uuid>,
    /// Why.
    #[serde(skip_serializing_if = "Option::is_none")]
    resolution: Option<String>,
}

/// See what was awarded and why, once it is public. Organisers and auditors see it before.
#[utoipa::path(get, path = "/v1/marathons/{slug}/awards", tag = "results",
    params(("slug" = String, Path, description = "The marathon"),
        ("at" = Option<String>, Query, description = "As of this position or time"),
        ("at_least" = Option<u64>, Query, description = "Wait until this position is included")),
    responses((status = 200, body = AwardsShape), (status = "4XX", body = ProblemDocument)))]
pub(crate) async fn awards(
    State(app): State<App>,
    InPath(slug): InPath<String>,
    caller: Caller,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let reading = readable(&app, &slug, caller, &uri).await?;
    let language = language_of(&headers);
    let body = reading.look(|view| {
        let rules = view.model.rules().map_or(&[][..], |rules| &rules.set().nominations);
        let Steps { frozen, seed_source, seed, announced, published, .. } = view.model.judging.steps();
        AwardsShape {
            as_of: view.as_of.into(),
            frozen_at: frozen.as_ref().map(|frozen| frozen.what.0),
            seed_source: seed_source.as_ref().map(|source| source.what.clone()),
            seed: seed.as_ref().map(|seed| seed.what.to_string()),
            announced_for: announced.as_ref().map(|announced| announced.what),
            published_at: published.map(|published| published.time),
            nominations: (0..rules.len()).filter_map(|no| of_nomination(view, no, language)).collect(),
        }
    });
    Ok(varying(tagged(&headers, body.as_of, &body), "accept-language"))
}

/// See what was awarded in one nomination.
#[utoipa::path(get, path = "/v1/marathons/{slug}/nominations/{id}/award", tag = "results",
    params(("slug" = String, Path, description = "The marathon"),
        ("id" = String, Path, description = "The nomination"),
        ("at" = Option<String>, Query, description = "As of this position or time"),
        ("at_least" = Option<u64>, Query, description = "Wait until this position is included")),
    responses((status = 200, body = AwardShape), (status = "4XX", body = ProblemDocument)))]
pub(crate) async fn award(
    State(app): State<App>,
    InPath((slug, id)): InPath<(String, String)>,
    caller: Caller,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let reading = readable(&app, &slug, caller, &uri).await?;
    let language = language_of(&headers);
    let body = reading.look(|view| {
        let no = find(view.model.rules(), &id)?;
        let award = of_nomination(view, no, language).ok_or_else(|| no_award_yet(&id))?;
        Ok::<_, Problem>(AwardShape { as_of: view.as_of.into(), award })
    })?;
    Ok(varying(tagged(&headers, body.as_of, &body), "accept-language"))
}

/// Find a result by its hash, as it stands on a certificate.
#[utoipa::path(get, path = "/v1/marathons/{slug}/awards/{hash}", tag = "results",
    params(("slug" = String, Path, description = "The marathon"),
        ("hash" = String, Path, description = "`result_hash`, 64 lower-case hex digits"),
        ("at" = Option<String>, Query, description = "As of this position or time"),
        ("at_least" = Option<u64>, Query, description = "Wait until this position is included")),
    responses((status = 200, body = FoundResult), (status = "4XX", body = ProblemDocument)))]
pub(crate) async fn by_hash(
    State(app): State<App>,
    InPath((slug, hash)): InPath<(String, String)>,
    caller: Caller,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let reading = readable(&app, &slug, caller, &uri).await?;
    let language = language_of(&headers);
    let body = reading.look(|view| found(view, &hash, language));
    let body = body.ok_or_else(|| Problem::not_found("no-such-result").with("hash", shortened(&hash)))?;
    Ok(varying(tagged(&headers, body.as_of, &body), "accept-language"))
}

/// A result that was found by its hash.
#[derive(Serialize, ToSchema)]
pub(crate) struct FoundResult {
    as_of: AsOfShape,
    nomination: String,
    /// Whether no amendment took its place.
    holds: bool,
    #[serde(flatten)]
    found: ResultShape,
}

fn found(view: &View<Views>, hash: &str, language: Language) -> Option<FoundResult> {
    let nominations = &view.model.rules()?.set().nominations;
    let of_rules = nominations.iter().enumerate();
    let juries = of_rules.filter_map(|(no, n)| Some((no, view.model.judging.jury(&n.id)?)));
    let mut results = juries.flat_map(|(no, jury)| jury.results.iter().map(move |result| (no, jury, result)));
    let (no, jury, result) = results.find(|(.., result)| result.result_hash.to_string() == hash)?;
    let holds = jury.results.last().is_some_and(|last| last.result_hash == result.result_hash);
    let (nomination, found) = (nominations[no].id.clone(), shape(view, no, result, language));
    Some(FoundResult { as_of: view.as_of.into(), nomination, holds, found })
}

/// The view somebody asks for, if results are public in it or the caller sees them before.
pub(super) async fn readable(app: &App, slug: &str, caller: Caller, uri: &Uri) -> Result<Reading, Problem> {
    let marathon = app.marathon(slug)?;
    let mut query = Query::of(uri);
    let when = query.when();
    query.finish()?;
    let reading = Reading::of(&marathon, &when).await?;
    let holds = |view: &View<Views>| {
        let who = caller.principal;
        let holds = |role| who.is_some_and(|who| view.model.people.holds(who, role));
        holds(Role::Organiser) || holds(Role::Auditor)
    };
    // Who may look is decided by the roles of now, whatever moment is looked at.
    let public = marathon.read(|view| view.model.judging.steps().published.is_some() || holds(view));
    let refused = Problem::new(StatusCode::FORBIDDEN, "not-public-yet");
    if public { Ok(reading) } else { Err(refused) }
}

pub(super) fn no_award_yet(nomination: &str) -> Problem {
    Problem::not_found("no-award-yet").with("nomination", nomination)
}

fn of_nomination(view: &View<Views>, no: usize, language: Language) -> Option<NominationAwards> {
    let rules = &view.model.rules()?.set().nominations[no];
    let judging = &view.model.judging;
    let results = &judging.jury(&rules.id)?.results;
    let results: Vec<_> = results.iter().map(|result| shape(view, no, result, language)).collect();
    let winners = results.last()?.winners.clone();
    let appeals = judging.appeals().iter().filter(|(_, appeal)| appeal.nomination == rules.id);
    Some(NominationAwards {
        nomination: rules.id.clone(),
        title: language.of(&rules.title).to_owned(),
        winners,
        results,
        appeals: appeals
            .map(|(id, appeal)| appeal_shape(id.0, appeal, alias(view, no, appeal.entrant, language)))
            .collect(),
    })
}

/// The public name of who competes in a nomination; empty for somebody unknown.
pub(super) fn alias(view: &View<Views>, no: usize, id: EntrantId, language: Language) -> String {
    let book = &view.model.book;
    let regions = view.model.rules().map_or(&[][..], |rules| &rules.set().regions);
    let is_of_regions =
        view.model.rankings.nominations().get(no).is_some_and(CompiledNomination::is_of_regions);
    let name = match is_of_regions {
        true => {
            let region = regions.iter().find(|region| EntrantId::of_region(region.code) == id);
            region.map(|region| language.of(&region.name))
        }
        false => book.entrants().find(id.0).map(|no| book.entrants().get(no).alias),
    };
    name.unwrap_or_default().to_owned()
}

fn shape(view: &View<Views>, no: usize, decision: &Decision, language: Language) -> ResultShape {
    let amendment = decision.amendment.as_ref();
    let winner = |(place, id): (u64, &EntrantId)| Winner {
        place,
        entrant_id: id.0,
        alias: alias(view, no, *id, language),
    };
    ResultShape {
        winners: (1..).zip(&decision.result.winners).map(winner).collect(),
        decided_at: decision.at.position.0,
        position: decision.position.0,
        rules_hash: decision.rules_hash.to_string(),
        result: decision.result.clone(),
        result_hash: decision.result_hash.to_string(),
        amendment: amendment
            .map(|(appeal, reason)| Amendment { appeal_id: appeal.0, reason: reason.clone() }),
    }
}

fn appeal_shape(id: Uuid, appeal: &Appeal, alias: String) -> AppealShape {
    let resolved = appeal.resolved.as_ref().map(|resolved| &resolved.what);
    AppealShape {
        appeal_id: id,
        position: appeal.at.position.0,
        entrant_id: appeal.entrant.0,
        alias,
        reason: appeal.reason.clone(),
        upheld: resolved.map(|resolved| resolved.upheld),
        reviewer: resolved.map(|resolved| resolved.reviewer.0),
        resolution: resolved.map(|resolved| resolved.reason.clone()),
    }
}
