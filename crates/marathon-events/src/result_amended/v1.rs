//! Frozen: a released version never changes. The next one goes into a new file beside this one.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{AppealId, Position, Sha256Hash, award_decided::v1::AwardResult};

/// The award of a nomination was decided anew after an appeal; the first one stays in the history. The
/// stream is the nomination.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ResultAmendedV1 {
    /// Which.
    pub nomination: String,
    /// The last position it was computed from.
    pub position: Position,
    /// SHA-256 of the canonical JSON of the rules it was computed by.
    pub rules_hash: Sha256Hash,
    /// Places, winners and what they follow from.
    pub result: AwardResult,
    /// SHA-256 of the canonical JSON of `result`.
    pub result_hash: Sha256Hash,
    /// The appeal that led to it.
    pub appeal: AppealId,
    /// Why, in the words of whoever decided.
    pub reason: String,
}
