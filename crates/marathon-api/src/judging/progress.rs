//! How far judging is: a judge sees its own queue with masked entrants and its own points; organisers and auditors see
//! who has scored how many, and nobody's points.

use std::collections::BTreeMap;

use axum::{
    extract::State,
    http::{HeaderMap, StatusCode, Uri, header},
    response::Response,
};
use marathon_events::{
    EntrantId, Hmac, PrincipalId, Role, judge_recused::RecusalGround, marathon_opened::Nomination,
};
use marathon_projections::judging::{Judge, Jury};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    entries::{EntryRecord, EntryStanding, describe},
    secrets,
    standing::settle,
};
use crate::{
    App, Caller, Language, Problem,
    edge::language_of,
    problem::ProblemDocument,
    query::{InPath, Query},
    reading::{AsOfShape, Reading, json},
};

/// How far judging is.
#[derive(Serialize, ToSchema)]
pub(crate) struct ProgressShape {
    as_of: AsOfShape,
    /// Names of the steps that were taken, in order.
    steps: Vec<&'static str>,
    /// What the caller has to score; absent for those who are no judges here.
    #[serde(skip_serializing_if = "Option::is_none")]
    mine: Option<Vec<OwnNomination>>,
    /// How far every judge is; absent for judges.
    #[serde(skip_serializing_if = "Option::is_none")]
    juries: Option<Vec<JuryProgress>>,
}

/// What a judge has to do in a nomination.
#[derive(Serialize, ToSchema)]
pub(crate) struct OwnNomination {
    pub(super) nomination: String,
    title: String,
    criteria: Vec<CriterionShape>,
    /// Entries to score.
    to_score: u64,
    /// Those that were scored.
    scored: u64,
    pub(super) entries: Vec<OwnEntry>,
}

/// What is scored, and up to how many points.
#[derive(Serialize, ToSchema)]
pub(crate) struct CriterionShape {
    id: String,
    title: String,
    score_max: u32,
    weight: u32,
}

/// An entry without a name until results are published: neither who it is nor who owns it.
#[derive(Serialize, ToSchema)]
pub(crate) struct OwnEntry {
    pub(super) entrant_id: Uuid,
    /// What it is called before its judges: its number in the order of ids.
    mask: u64,
    /// What was given; absent until something was, or if the vault cannot tell.
    #[serde(skip_serializing_if = "Option::is_none")]
    points: Option<Vec<u32>>,
    /// Whether something was given.
    scored: bool,
    /// Why the judge must not score it: `owner`, `member` or `declared`.
    #[serde(skip_serializing_if = "Option::is_none")]
    recused: Option<&'static str>,
    /// What it did up to the freeze.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) record: Option<EntryRecord>,
    /// How it stands; absent until judging is closed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) standing: Option<EntryStanding>,
    /// Who it is; absent until results are published.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) alias: Option<String>,
}

/// How far a jury is.
#[derive(Serialize, ToSchema)]
pub(crate) struct JuryProgress {
    nomination: String,
    /// Whether its shortlist is drawn.
    shortlisted: bool,
    /// Whether its award is decided.
    decided: bool,
    quorum: u32,
    judges: Vec<JudgeProgress>,
    /// Scores of each entry, without points.
    entries: Vec<EntryProgress>,
}

/// How far a judge is.
#[derive(Serialize, ToSchema)]
pub(crate) struct JudgeProgress {
    judge: Uuid,
    to_score: u64,
    scored: u64,
    recused: u64,
    /// Whether its points are public.
    opened: bool,
}

/// How many judges scored an entry.
#[derive(Serialize, ToSchema)]
pub(crate) struct EntryProgress {
    entrant_id: Uuid,
    scores: u64,
    quorum_waived: bool,
}

/// See how far judging is, or was: a judge its own part, organisers and auditors completion alone. Who sees what is
/// decided by the roles of now, whatever moment is looked at.
#[utoipa::path(get, path = "/v1/marathons/{slug}/judging", tag = "judging",
    params(("slug" = String, Path, description = "The marathon"),
        ("at" = Option<String>, Query, description = "As of this position or time"),
        ("at_least" = Option<u64>, Query, description = "Wait until this position is included")),
    responses((status = 200, body = ProgressShape), (status = "4XX", body = ProblemDocument)))]
pub(crate) async fn progress(
    State(app): State<App>,
    InPath(slug): InPath<String>,
    caller: Caller,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let marathon = app.marathon(&slug)?;
    let mut query = Query::of(&uri);
    let when = query.when();
    query.finish()?;
    let who = caller.known()?;
    settle(&marathon).await?;
    let (is_judge, leads) = marathon.read(|view| {
        let holds = |role| view.model.people.holds(who, role);
        (holds(Role::Judge), holds(Role::Organiser) || holds(Role::Auditor))
    });
    let language = language_of(&headers);
    let (mut shape, secret) = Reading::of(&marathon, &when).await?.look(|view| {
        let nominations = view.model.rules().map_or(&[][..], |rules| &rules.set().nominations);
        let judging = &view.model.judging;
        let of_jury = nominations.iter().filter(|n| n.jury.jury_bps.0 > 0);
        let juries: Vec<_> = of_jury.map(|n| (n, judging.jury(&n.id))).collect();
        let own = juries.iter().filter_map(|(n, jury)| Some((*n, (*jury)?.judges.get(&who)?)));
        let (mine, secret): (Vec<_>, Vec<_>) = own.map(|(n, judge)| own_part(n, judge, language)).unzip();
        let shape = ProgressShape {
            as_of: view.as_of.into(),
            steps: judging.steps().taken().map(|(name, _)| name).collect(),
            mine: is_judge.then_some(mine),
            // Who judges does not see how others do, whatever else they are.
            juries: (leads && !is_judge).then(|| juries.iter().map(|(n, jury)| part(n, *jury)).collect()),
        };
        (shape, secret)
    });
    if shape.mine.is_none() && shape.juries.is_none() {
        return Err(
            Problem::new(StatusCode::FORBIDDEN, "not-allowed").with("roles", "judge, auditor, organiser")
        );
    }
    if let Some(mine) = &mut shape.mine
        && app.access.vault.is_some()
    {
        for (nomination, secret) in mine.iter_mut().zip(secret) {
            fill_in(&app, who, nomination, secret).await?;
        }
    }
    for own in shape.mine.iter_mut().flatten() {
        describe(&marathon, own, language).await?;
    }
    let mut response = json(StatusCode::OK, &shape);
    response.headers_mut().insert(header::CACHE_CONTROL, header::HeaderValue::from_static("no-store"));
    Ok(response)
}

/// Puts the judge's own points beside its entries.
async fn fill_in(
    app: &App,
    who: PrincipalId,
    nomination: &mut OwnNomination,
    secret: Vec<(EntrantId, Hmac)>,
) -> Result<(), Problem> {
    let opened = secrets::open(app, who, secret).await?;
    let points = opened.into_iter().filter_map(|(id, score)| Some((id.0, score?.points)));
    let mut points: BTreeMap<_, _> = points.collect();
    for entry in &mut nomination.entries {
        entry.points = points.remove(&entry.entrant_id);
    }
    Ok(())
}

fn own_part(n: &Nomination, judge: &Judge, language: Language) -> (OwnNomination, Vec<(EntrantId, Hmac)>) {
    let entries = (1..).zip(&judge.assigned).map(|(mask, id)| OwnEntry {
        entrant_id: id.0,
        mask,
        points: None,
        scored: judge.commitments.contains_key(id),
        recused: judge.recused.get(id).map(|recusal| ground(recusal.ground)),
        record: None,
        standing: None,
        alias: None,
    });
    let criteria = n.jury.criteria.iter().map(|criterion| CriterionShape {
        id: criterion.id.clone(),
        title: language.of(&criterion.title).to_owned(),
        score_max: criterion.score_max,
        weight: criterion.weight,
    });
    let own = OwnNomination {
        nomination: n.id.clone(),
        title: language.of(&n.title).to_owned(),
        criteria: criteria.collect(),
        to_score: judge.to_score().count() as u64,
        scored: judge.to_open().count() as u64,
        entries: entries.collect(),
    };
    (own, judge.to_open().collect())
}

fn part(n: &Nomination, jury: Option<&Jury>) -> JuryProgress {
    let listed = jury.and_then(|jury| jury.shortlist.as_ref());
    let judges = || jury.into_iter().flat_map(|jury| &jury.judges);
    let judge = |(id, judge): (&PrincipalId, &Judge)| JudgeProgress {
        judge: id.0,
        to_score: judge.to_score().count() as u64,
        scored: judge.to_open().count() as u64,
        recused: judge.recused.len() as u64,
        opened: judge.opened.is_some(),
    };
    let entry = |id: &EntrantId| EntryProgress {
        entrant_id: id.0,
        scores: judges().filter(|(_, judge)| judge.to_open().any(|(scored, _)| scored == *id)).count() as u64,
        quorum_waived: jury.is_some_and(|jury| jury.waived.contains_key(id)),
    };
    JuryProgress {
        nomination: n.id.clone(),
        shortlisted: listed.is_some(),
        decided: jury.is_some_and(|jury| !jury.results.is_empty()),
        quorum: n.jury.quorum,
        judges: judges().map(judge).collect(),
        entries: listed.iter().flat_map(|list| &list.what).map(entry).collect(),
    }
}

pub(super) fn ground(ground: RecusalGround) -> &'static str {
    match ground {
        RecusalGround::Owner => "owner",
        RecusalGround::Member => "member",
        RecusalGround::Declared => "declared",
    }
}
