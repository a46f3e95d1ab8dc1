//! Reading personal data: one's own, and how an entrant is reached.

use axum::{
    extract::State,
    http::{StatusCode, Uri},
    response::Response,
};
use marathon_accounts::{
    Accounts, Principal, Vault, VaultError,
    vault::{Commitment, Opened, PayloadPlace, Subject},
};
use marathon_engine::View;
use marathon_events::{Event, PrincipalId, Recorded, RegionCode, Role, Timestamp};
use marathon_projections::Views;
use serde::Serialize;
use serde_json::value::RawValue;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    DEED_V1, ENTRANT_V1, POINTS_V1, ToldOfEntrant,
    entrant::{of, registration},
    in_vault,
    told::Guardian,
};
use crate::{
    App, Caller, Marathon, Problem,
    boards::no_such_entrant,
    body::Object,
    entrants::entrant_id,
    problem::{FieldError, ProblemDocument},
    query::{InPath, Query},
    reading::json,
};

/// Pieces shown at a time.
const PIECES: u32 = 100;

/// What is kept about the caller outside every history, as it is stored.
#[derive(Serialize, ToSchema)]
pub(crate) struct MyPrivate {
    /// The caller's id.
    principal: Uuid,
    /// The account; absent for a token.
    #[serde(skip_serializing_if = "Option::is_none")]
    account: Option<MyAccount>,
    /// What was told of the caller, its entrants and their deeds.
    kept: Vec<Piece>,
    /// If there is more: ask again with `after` this.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

/// An account; its password is stored as a hash alone.
#[derive(Serialize, ToSchema)]
pub(crate) struct MyAccount {
    login: String,
    #[schema(value_type = String, format = "date-time")]
    created_at: Timestamp,
}

/// Something that was told with one command.
#[derive(Serialize, ToSchema)]
pub(crate) struct Piece {
    /// `entrant`, `deed` or `other`.
    about: &'static str,
    /// By which an event refers to it, in its `private`.
    commitment: String,
    #[schema(value_type = String, format = "date-time")]
    sealed_at: Timestamp,
    /// What was told.
    #[schema(value_type = Object)]
    told: Box<RawValue>,
}

/// How an entrant is reached.
#[derive(Serialize, ToSchema)]
pub(crate) struct Contact {
    entrant_id: Uuid,
    /// The real name.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    /// A telephone number or an address.
    #[serde(skip_serializing_if = "Option::is_none")]
    contact: Option<String>,
    /// Of a person under age.
    #[serde(skip_serializing_if = "Option::is_none")]
    guardian: Option<Guardian>,
}

/// See all that is kept about you outside the histories.
#[utoipa::path(get, path = "/v1/me/private", tag = "personal data",
    params(("after" = Option<String>, Query, description = "The `next` of the last answer")),
    responses((status = 200, body = MyPrivate),
        (status = "4XX", body = ProblemDocument, content_type = "application/problem+json")))]
pub(crate) async fn my_private(
    State(app): State<App>,
    caller: Caller,
    uri: Uri,
) -> Result<Response, Problem> {
    let who = caller.known()?;
    let mut query = Query::of(&uri);
    let after = query.parsed("after", |text| {
        const_hex::decode_to_array(text).map_err(|_| FieldError::new("after", "not-a-sha256"))
    });
    query.finish()?;
    let read = move |vault: &Vault, accounts: &Accounts| read_all(vault, accounts, who, after);
    Ok(json(StatusCode::OK, &in_vault(&app, read).await?))
}

fn read_all(
    vault: &Vault,
    accounts: &Accounts,
    who: PrincipalId,
    after: Option<[u8; 32]>,
) -> Result<MyPrivate, VaultError> {
    let (store, subject) = (accounts.store(), Subject(who.0));
    let account = store.account(Principal(who.0))?;
    let account = account.map(|a| MyAccount { login: a.login.as_str().to_owned(), created_at: a.created_at });
    // Nothing has a commitment of zeros alone.
    let after = PayloadPlace { subject, commitment: Commitment(after.unwrap_or_default()) };
    let mut page = store.payloads(Some(after), PIECES)?;
    page.retain(|(payload, _)| payload.place.subject == subject);
    let next = page.last().filter(|_| page.len() == PIECES as usize);
    let next = next.map(|(payload, _)| const_hex::encode(payload.place.commitment.0));
    let mut kept = Vec::new();
    for (payload, _) in page {
        let Opened::Here { plaintext, .. } = vault.open(payload.place)? else { continue };
        let about = match payload.schema {
            ENTRANT_V1 => "entrant",
            DEED_V1 => "deed",
            POINTS_V1 => "score",
            _ => "other",
        };
        let Ok(told) = serde_json::from_slice(&plaintext) else { continue };
        let commitment = const_hex::encode(payload.place.commitment.0);
        kept.push(Piece { about, commitment, sealed_at: payload.sealed_at, told });
    }
    Ok(MyPrivate { principal: who.0, account, kept, next })
}

/// See how an entrant is reached: for organisers and coordinators of its region. Who looked is noted.
#[utoipa::path(get, path = "/v1/marathons/{slug}/entrants/{id}/private", tag = "personal data",
    params(("slug" = String, Path), ("id" = Uuid, Path)),
    responses((status = 200, body = Contact),
        (status = "4XX", body = ProblemDocument, content_type = "application/problem+json")))]
pub(crate) async fn contact(
    State(app): State<App>,
    InPath((slug, id)): InPath<(String, String)>,
    caller: Caller,
    uri: Uri,
) -> Result<Response, Problem> {
    Query::of(&uri).finish()?;
    let (marathon, entrant, who) = (app.marathon(&slug)?, entrant_id(&id)?, caller.known()?);
    let registered = registration(&marathon, entrant).await?.ok_or_else(|| no_such_entrant(&id))?;
    permit(&marathon, &registered, who)?;
    let nothing = || Problem::not_found("nothing-private-kept").with("id", entrant);
    let private = registered.private.ok_or_else(nothing)?;
    let commitment = Commitment(private.commitment.0);
    let place = PayloadPlace { subject: of(&registered), commitment };
    tracing::info!(marathon = %marathon.name(), %entrant, by = %who.0, "contact data are read");
    match in_vault(&app, move |vault, _| vault.open(place)).await? {
        Opened::Here { plaintext, schema: ENTRANT_V1, .. } => {
            let told = serde_json::from_slice(&plaintext).map_err(|_| Problem::internal())?;
            let ToldOfEntrant { name, contact, guardian, .. } = told;
            let guardian = guardian.map(|Object(guardian)| guardian);
            Ok(json(StatusCode::OK, &Contact { entrant_id: entrant.0, name, contact, guardian }))
        }
        _ => Err(nothing()),
    }
}

/// Organisers may, and coordinators of the entrant's home.
fn permit(marathon: &Marathon, registered: &Recorded, who: PrincipalId) -> Result<(), Problem> {
    let may = marathon.read(|view| {
        let held = view.model.people.roles(who);
        let coordinates = held.and_then(|held| held.get(&Role::Coordinator)).is_some_and(|grant| {
            grant.regions.is_empty()
                || home(view, registered).is_some_and(|home| grant.regions.contains(&home))
        });
        coordinates || held.is_some_and(|held| held.contains_key(&Role::Organiser))
    });
    let roles = || [Role::Coordinator, Role::Organiser].map(Role::name).join(", ");
    let refused = || Problem::new(StatusCode::FORBIDDEN, "not-allowed").with("roles", roles());
    may.then_some(()).ok_or_else(refused)
}

/// Where an entrant is at home now, or was when it registered if the view does not have it yet.
fn home(view: &View<Views>, registered: &Recorded) -> Option<RegionCode> {
    let entrants = view.model.book.entrants();
    match (entrants.find(registered.stream.0), &registered.event) {
        (Some(no), _) => {
            let region = usize::from(entrants.get(no).region.0);
            view.model.rules()?.set().regions.get(region).map(|region| region.code)
        }
        (None, Event::EntrantRegistered(registered)) => Some(registered.region),
        (None, _) => None,
    }
}
