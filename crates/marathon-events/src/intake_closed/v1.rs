//! Frozen: a released version never changes. The next one goes into a new file beside this one.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// No deed is logged from here on; deeds already logged can still be decided.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct IntakeClosedV1 {
    /// Why, in the words of whoever decided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}
