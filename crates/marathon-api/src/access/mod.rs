//! Who asks, and what they may.

use std::convert::Infallible;

use axum::{extract::FromRequestParts, http::request::Parts};
use marathon_events::PrincipalId;

/// Who sends a request; nobody unless they have shown who they are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Caller {
    /// Who it is.
    pub principal: Option<PrincipalId>,
}

impl Caller {
    /// Who is answerable for what they ask.
    #[must_use]
    pub fn actor(&self) -> Option<PrincipalId> {
        self.principal
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Caller {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(parts.extensions.get().copied().unwrap_or_default())
    }
}
