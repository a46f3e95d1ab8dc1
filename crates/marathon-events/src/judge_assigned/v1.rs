//! Frozen: a released version never changes. The next one goes into a new file beside this one.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{EntrantId, PrincipalId};

/// A judge is to score entries of a nomination. The stream is the nomination.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct JudgeAssignedV1 {
    /// Which.
    pub nomination: String,
    /// Who.
    pub judge: PrincipalId,
    /// Which entries; empty: all of the shortlist.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub entrants: Vec<EntrantId>,
}
