//! Frozen: a released version never changes. The next one goes into a new file beside this one.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::EntrantId;

/// The shortlist of a nomination was drawn. The stream is the nomination.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ShortlistDrawnV1 {
    /// Which.
    pub nomination: String,
    /// The entries, higher metrics first.
    pub entrants: Vec<EntrantId>,
}
