//! Frozen: a released version never changes. The next one goes into a new file beside this one.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// An entrant does not compete any more, of its own will. The stream is the entrant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EntrantWithdrawnV1 {
    /// Why, in the words of the entrant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}
