//! Who the caller is here.

use axum::{
    extract::State,
    http::{StatusCode, Uri},
    response::Response,
};
use marathon_accounts::Principal;
use marathon_events::PrincipalId;
use marathon_projections::{Views, book::EntrantNo, people::Gone};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    App, Caller, Marathon, Problem,
    accounts::blocking,
    problem::ProblemDocument,
    query::Query,
    reading::json,
    roles::{HeldRole, held},
};

/// Entrants shown of each marathon; who has more is an organisation with other means.
const ENTRANTS_MAX: usize = 1_000;

/// Who the caller is.
#[derive(Serialize, ToSchema)]
pub(crate) struct Me {
    /// The caller's id.
    principal: Uuid,
    /// What it signs in with; absent for a token.
    #[serde(skip_serializing_if = "Option::is_none")]
    login: Option<String>,
    /// The marathons it has something to do with.
    marathons: Vec<MyMarathon>,
}

/// What the caller is in one marathon.
#[derive(Serialize, ToSchema)]
pub(crate) struct MyMarathon {
    /// The marathon.
    slug: String,
    /// What it may do there.
    roles: Vec<HeldRole>,
    /// What belongs to it there, in the order of registration.
    entrants: Vec<MyEntrant>,
}

/// An entrant of the caller.
#[derive(Serialize, ToSchema)]
pub(crate) struct MyEntrant {
    entrant_id: Uuid,
    /// `person`, `team`, `organisation` or `institution`.
    kind: &'static str,
    /// Public name.
    alias: String,
    /// Code of the home region.
    region: String,
    /// Whether it stands among the older ("silver") volunteers.
    silver: bool,
    /// `withdrawn` or `disqualified`; absent while it competes.
    #[serde(skip_serializing_if = "Option::is_none")]
    gone: Option<&'static str>,
    /// Who joined it.
    members: Vec<Uuid>,
    /// What it joined.
    member_of: Vec<Uuid>,
}

/// See who you are: your roles and entrants in every marathon.
#[utoipa::path(get, path = "/v1/me", tag = "accounts",
    responses((status = 200, body = Me),
        (status = "4XX", body = ProblemDocument, content_type = "application/problem+json")))]
pub(crate) async fn me(State(app): State<App>, caller: Caller, uri: Uri) -> Result<Response, Problem> {
    Query::of(&uri).finish()?;
    let who = caller.known()?;
    let account = blocking(&app, move |accounts| Ok(accounts.store().account(Principal(who.0))?)).await?;
    let marathons = app.site.all();
    let marathons = marathons.iter().filter_map(|marathon| in_marathon(marathon, who)).collect();
    let login = account.map(|account| account.login.as_str().to_owned());
    Ok(json(StatusCode::OK, &Me { principal: who.0, login, marathons }))
}

fn in_marathon(marathon: &Marathon, who: PrincipalId) -> Option<MyMarathon> {
    marathon.read(|view| {
        let people = &view.model.people;
        let roles: Vec<_> = people.roles(who).map(held).unwrap_or_default();
        let entrants: Vec<_> =
            people.owned_by(who).take(ENTRANTS_MAX).filter_map(|no| entrant(&view.model, no)).collect();
        let slug = marathon.name().to_string();
        (!roles.is_empty() || !entrants.is_empty()).then_some(MyMarathon { slug, roles, entrants })
    })
}

fn entrant(views: &Views, no: EntrantNo) -> Option<MyEntrant> {
    let entrants = views.book.entrants();
    let entrant = entrants.get(no);
    let region = views.rules()?.set().regions.get(usize::from(entrant.region.0))?;
    let ids = |all: &mut dyn Iterator<Item = EntrantNo>| {
        all.take(ENTRANTS_MAX).map(|no| entrants.get(no).id.0).collect()
    };
    Some(MyEntrant {
        entrant_id: entrant.id.0,
        kind: entrant.kind.name(),
        alias: entrant.alias.to_owned(),
        region: region.code.to_string(),
        silver: entrant.silver,
        gone: views.people.gone(no).map(|gone| match gone {
            Gone::Withdrawn => "withdrawn",
            Gone::Disqualified => "disqualified",
        }),
        members: ids(&mut views.people.members(no)),
        member_of: ids(&mut views.people.memberships(no)),
    })
}
