//! Frozen: a released version never changes. The next one goes into a new file beside this one.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Somebody doubts a verified deed; it does not count until that is resolved. The stream names the deed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DeedChallengedV1 {
    /// Why, in the words of whoever doubts.
    pub reason: String,
}
