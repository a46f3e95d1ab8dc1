//! A write of the end of a season: who asks, where, with which key and body.

use std::sync::Arc;

use axum::{
    extract::{FromRequest, FromRequestParts, RawPathParams, Request},
    http::{HeaderMap, StatusCode},
    response::Response,
};
use bytes::Bytes;
use marathon_domain::Action;
use marathon_engine::Accepted;
use marathon_events::{EntrantId, PrincipalId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    App, Caller, Marathon, Problem,
    boards::no_such_entrant,
    body,
    explain::Field,
    operation::{fingerprint, mark_repeated, submit},
    reading::json,
};

/// What became of a write.
#[derive(Serialize, ToSchema)]
pub(crate) struct Done {
    /// Position of its event in the history.
    pub(crate) position: u64,
    /// Name of its event.
    pub(crate) event: &'static str,
}

/// Everything a write brings along.
pub(crate) struct Write {
    pub(crate) app: App,
    pub(crate) marathon: Arc<Marathon>,
    pub(crate) caller: Caller,
    pub(crate) headers: HeaderMap,
    path: Vec<(String, String)>,
    body: Bytes,
}

impl FromRequest<App> for Write {
    type Rejection = Problem;

    async fn from_request(request: Request, app: &App) -> Result<Self, Problem> {
        let (mut parts, body) = request.into_parts();
        let path = RawPathParams::from_request_parts(&mut parts, app).await;
        let path = path.map_err(|_| Problem::not_found("no-such-route"))?;
        let path: Vec<_> = path.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        let caller = parts.extensions.get::<Caller>().copied().unwrap_or_default();
        let slug = path.iter().find(|(name, _)| name == "slug").map_or("", |(_, slug)| slug);
        let marathon = app.marathon(slug)?;
        body::idempotency_key(&parts.headers)?;
        let body = body::read(body).await?;
        Ok(Self { app: app.clone(), marathon, caller, headers: parts.headers, path, body })
    }
}

impl Write {
    /// A part of the path.
    pub(crate) fn path(&self, name: &str) -> &str {
        self.path.iter().find(|(n, _)| n == name).map_or("", |(_, value)| value)
    }

    /// The entrant in the path.
    pub(crate) fn entrant(&self) -> Result<EntrantId, Problem> {
        let text = self.path("entrant_id");
        Uuid::try_parse(text).map(EntrantId).map_err(|_| no_such_entrant(text))
    }

    pub(crate) fn who(&self) -> Result<PrincipalId, Problem> {
        self.caller.known()
    }

    /// The body; strict.
    pub(crate) fn parse<'a, T: Deserialize<'a>>(&'a self, fields: &[Field]) -> Result<T, Problem> {
        body::parse(&self.body, fields)
    }

    /// A body that may be left out.
    pub(crate) fn parse_if_any<'a, T: Deserialize<'a> + Default>(
        &'a self,
        fields: &[Field],
    ) -> Result<T, Problem> {
        if self.body.is_empty() { Ok(T::default()) } else { self.parse(fields) }
    }

    /// Submits a command. `request` is equal exactly for equal requests.
    pub(crate) async fn submit<T: Serialize>(
        &self,
        what: &str,
        request: &T,
        action: Action,
    ) -> Result<Accepted, Problem> {
        let print = fingerprint(what, request);
        submit(&self.app, &self.marathon, &self.headers, self.caller, action, &print).await
    }

    /// Submits a command and says where its event stands.
    pub(crate) async fn done<T: Serialize>(
        &self,
        what: &str,
        request: &T,
        action: Action,
    ) -> Result<Response, Problem> {
        let accepted = self.submit(what, request, action).await?;
        let done = Done { position: accepted.position.0, event: accepted.event };
        let mut response = json(StatusCode::OK, &done);
        mark_repeated(&mut response, &accepted);
        Ok(response)
    }
}
