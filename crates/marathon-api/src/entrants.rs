//! Entrants: registering, changing what they tell about themselves, going.

use axum::{
    body::Body,
    extract::State,
    http::{HeaderMap, StatusCode},
    response::Response,
};
use marathon_accounts::vault::Subject;
use marathon_domain::{Action, EntrantAction, NewEntrant, ProfileChange};
use marathon_events::{Day, EntrantId, EntrantKind, People, PrincipalId, RegionCode, Role};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    App, Caller, Marathon, Problem,
    boards::no_such_entrant,
    body::{self, Object},
    explain::{Field, Takes, optional, required},
    operation::{fingerprint, mark_repeated, submit},
    private::{self, ENTRANT_PRIVATE, Parcel, ToldOfEntrant},
    problem::{FieldError, ProblemDocument},
    query::InPath,
    reading::json,
    requests::{Changed, DecisionRequest, EntrantRequest, ProfileRequest, Registered},
};

const FIELDS: [Field; 9] = [
    required("kind", Takes::Words(&["person", "team", "organisation", "institution"])),
    required("alias", Takes::Text),
    required("region", Takes::Region),
    optional("members", Takes::Whole32),
    optional("owner", Takes::Id),
    optional("age_years", Takes::Whole32),
    optional("guardian_consent", Takes::Flag),
    optional("silver", Takes::Flag),
    optional("private", Takes::Object(&ENTRANT_PRIVATE)),
];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EntrantBody {
    kind: EntrantKind,
    alias: String,
    region: RegionCode,
    members: Option<People>,
    owner: Option<PrincipalId>,
    age_years: Option<u32>,
    guardian_consent: Option<bool>,
    silver: Option<bool>,
    private: Option<Object<ToldOfEntrant>>,
}

/// Enter the marathon under a public name. It belongs to whoever registers it, unless a coordinator or an organiser does
/// that for somebody else. What stands in `private` can be erased; nothing else can, so no personal data belongs there.
#[utoipa::path(post, path = "/v1/marathons/{slug}/entrants", tag = "entrants",
    params(("slug" = String, Path, description = "The marathon"),
        ("Idempotency-Key" = String, Header, description = "One key, one entrant")),
    request_body = EntrantRequest,
    responses((status = 201, body = Registered), (status = "4XX", body = ProblemDocument)))]
pub(crate) async fn register(
    State(app): State<App>,
    InPath(slug): InPath<String>,
    caller: Caller,
    headers: HeaderMap,
    request: Body,
) -> Result<Response, Problem> {
    let marathon = app.marathon(&slug)?;
    body::idempotency_key(&headers)?;
    let body: EntrantBody = body::parse(&body::read(request).await?, &FIELDS)?;
    let who = caller.known()?;
    let speaks_for_others = marathon.read(|view| {
        let held = view.model.people.roles(who);
        let coordinates = held.and_then(|held| held.get(&Role::Coordinator));
        let there = |regions: &[RegionCode]| regions.is_empty() || regions.contains(&body.region);
        coordinates.is_some_and(|grant| there(&grant.regions))
            || held.is_some_and(|held| held.contains_key(&Role::Organiser))
    });
    let owner = if speaks_for_others { body.owner } else { Some(body.owner.unwrap_or(who)) };
    let mut entrant = NewEntrant {
        owner,
        age_years: body.age_years,
        guardian_consent: body.guardian_consent.unwrap_or(false),
        silver: body.silver.unwrap_or(false),
        ..NewEntrant::new(body.kind, body.alias, body.region, body.members)
    };
    let accepted = match body.private {
        None => {
            let print = fingerprint("entrant", &entrant);
            submit(&app, &marathon, &headers, caller, Action::RegisterEntrant(entrant), &print).await?
        }
        Some(Object(told)) => {
            let today = today(&app, &marathon);
            let told = told.checked(entrant.kind, today)?;
            let key = body::idempotency_key(&headers)?;
            let subject =
                owner.map_or_else(|| private::new_subject(&marathon, who, key), |owner| Subject(owner.0));
            // Tomorrow it may be a year older, and the same request all the same.
            let asked = ("entrant", &entrant.clone());
            if let Some(born) = told.birth_date {
                let twice = FieldError::new("age_years", "either-age-or-birth-date");
                entrant.age_years.is_none().then_some(()).ok_or_else(|| Problem::malformed(vec![twice]))?;
                entrant.age_years = today.years_since(born);
            }
            let parcel = Parcel::of(subject, private::ENTRANT_V1, &told);
            let action = Action::RegisterEntrant(entrant);
            private::submit_with(&app, &marathon, &headers, caller, action, asked, parcel).await?
        }
    };
    let body = Registered { entrant_id: accepted.stream.0, position: accepted.position.0 };
    let mut response = json(StatusCode::CREATED, &body);
    mark_repeated(&mut response, &accepted);
    Ok(response)
}

/// The day it is in the marathon's time zone.
fn today(app: &App, marathon: &Marathon) -> Day {
    let offset = marathon.read(|view| view.model.rules().map(|rules| rules.set().season.utc_offset_minutes));
    (app.now)().local_day(offset.unwrap_or_default())
}

const PROFILE: [Field; 4] = [
    optional("alias", Takes::Text),
    optional("region", Takes::Region),
    optional("members", Takes::Whole32),
    optional("silver", Takes::Flag),
];

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ProfileBody {
    alias: Option<String>,
    region: Option<RegionCode>,
    members: Option<People>,
    silver: Option<bool>,
}

/// Change what an entrant tells about itself; what is absent stays.
#[utoipa::path(post, path = "/v1/marathons/{slug}/entrants/{id}/profile", tag = "entrants",
    params(("slug" = String, Path), ("id" = Uuid, Path), ("Idempotency-Key" = String, Header)),
    request_body = ProfileRequest,
    responses((status = 200, body = Changed), (status = "4XX", body = ProblemDocument)))]
pub(crate) async fn profile(
    State(app): State<App>,
    InPath((slug, id)): InPath<(String, String)>,
    caller: Caller,
    headers: HeaderMap,
    request: Body,
) -> Result<Response, Problem> {
    let entrant = entrant_id(&id)?;
    body::idempotency_key(&headers)?;
    let body: ProfileBody = body::parse(&body::read(request).await?, &PROFILE)?;
    let print = fingerprint("profile", &(entrant, &body));
    let ProfileBody { alias, region, members, silver } = body;
    let change = ProfileChange { alias, region, members, silver };
    change_entrant(&app, &slug, caller, &headers, EntrantAction::ChangeProfile { entrant, change }, &print)
        .await
}

/// Compete no more, of its own will.
#[utoipa::path(post, path = "/v1/marathons/{slug}/entrants/{id}/withdraw", tag = "entrants",
    params(("slug" = String, Path), ("id" = Uuid, Path), ("Idempotency-Key" = String, Header)),
    request_body = DecisionRequest,
    responses((status = 200, body = Changed), (status = "4XX", body = ProblemDocument)))]
pub(crate) async fn withdraw(
    State(app): State<App>,
    InPath((slug, id)): InPath<(String, String)>,
    caller: Caller,
    headers: HeaderMap,
    request: Body,
) -> Result<Response, Problem> {
    let entrant = entrant_id(&id)?;
    body::idempotency_key(&headers)?;
    let reason = body::reason(request).await?;
    let print = fingerprint("withdraw-entrant", &(entrant, &reason));
    change_entrant(&app, &slug, caller, &headers, EntrantAction::Withdraw { entrant, reason }, &print).await
}

/// Decide that an entrant competes no more; it needs a reason.
#[utoipa::path(post, path = "/v1/marathons/{slug}/entrants/{id}/disqualify", tag = "entrants",
    params(("slug" = String, Path), ("id" = Uuid, Path), ("Idempotency-Key" = String, Header)),
    request_body = DecisionRequest,
    responses((status = 200, body = Changed), (status = "4XX", body = ProblemDocument)))]
pub(crate) async fn disqualify(
    State(app): State<App>,
    InPath((slug, id)): InPath<(String, String)>,
    caller: Caller,
    headers: HeaderMap,
    request: Body,
) -> Result<Response, Problem> {
    let entrant = entrant_id(&id)?;
    body::idempotency_key(&headers)?;
    let reason = body::reason(request).await?.unwrap_or_default();
    let print = fingerprint("disqualify", &(entrant, &reason));
    change_entrant(&app, &slug, caller, &headers, EntrantAction::Disqualify { entrant, reason }, &print).await
}

/// Submits what is asked about an entrant.
pub(crate) async fn change_entrant(
    app: &App,
    slug: &str,
    caller: Caller,
    headers: &HeaderMap,
    action: EntrantAction,
    print: &[u8],
) -> Result<Response, Problem> {
    let marathon = app.marathon(slug)?;
    let accepted = submit(app, &marathon, headers, caller, Action::Entrant(action), print).await?;
    let body = Changed { entrant_id: accepted.stream.0, position: accepted.position.0 };
    let mut response = json(StatusCode::OK, &body);
    mark_repeated(&mut response, &accepted);
    Ok(response)
}

/// An entrant's id from a path; what is not an id is nobody's.
pub(crate) fn entrant_id(text: &str) -> Result<EntrantId, Problem> {
    Uuid::try_parse(text).map(EntrantId).map_err(|_| no_such_entrant(text))
}
