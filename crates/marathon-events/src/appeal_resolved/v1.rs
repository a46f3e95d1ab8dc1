//! Frozen: a released version never changes. The next one goes into a new file beside this one.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::PrincipalId;

/// An appeal was decided. The stream is the appeal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AppealResolvedV1 {
    /// The human being who decided.
    pub reviewer: PrincipalId,
    /// Whether the result has to change.
    pub upheld: bool,
    /// Why, in the words of whoever decided.
    pub reason: String,
}
