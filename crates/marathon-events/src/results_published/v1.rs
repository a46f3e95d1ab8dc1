//! Frozen: a released version never changes. The next one goes into a new file beside this one.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::Sha256Hash;

/// Results were published. The stream is the marathon.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ResultsPublishedV1 {
    /// The result of every nomination, in the order of the rules.
    pub results: Vec<PublishedResult>,
}

/// The published result of a nomination.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PublishedResult {
    /// Which.
    pub nomination: String,
    /// SHA-256 of the canonical JSON of its result.
    pub result_hash: Sha256Hash,
}
