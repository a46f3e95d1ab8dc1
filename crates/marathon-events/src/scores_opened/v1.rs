//! Frozen: a released version never changes. The next one goes into a new file beside this one.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{EntrantId, PrincipalId, Salt};

/// The points a judge gave in a nomination are public. The stream is the nomination.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ScoresOpenedV1 {
    /// Which.
    pub nomination: String,
    /// Who.
    pub judge: PrincipalId,
    /// The last score of each entry this judge scored.
    pub scores: Vec<OpenedScore>,
}

/// What a judge gave an entry, and what proves that it was given before judging closed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OpenedScore {
    /// Which entry.
    pub entrant_id: EntrantId,
    /// Points, in the order of the criteria.
    pub points: Vec<u32>,
    /// What the points were hidden with.
    pub salt: Salt,
}
