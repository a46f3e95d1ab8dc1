//! Frozen: a released version never changes. The next one goes into a new file beside this one.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// An entrant does not compete any more, by decision. The stream is the entrant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EntrantDisqualifiedV1 {
    /// Why, in the words of whoever decided.
    pub reason: String,
}
