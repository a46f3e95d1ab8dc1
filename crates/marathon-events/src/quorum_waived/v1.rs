//! Frozen: a released version never changes. The next one goes into a new file beside this one.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::EntrantId;

/// An entry may have a place with fewer scores than the quorum. The stream is the nomination.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct QuorumWaivedV1 {
    /// Which.
    pub nomination: String,
    /// Which entry.
    pub entrant_id: EntrantId,
    /// Why, in the words of whoever decided.
    pub reason: String,
}
