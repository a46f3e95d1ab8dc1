//! Frozen: a released version never changes. The next one goes into a new file beside this one.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The doubt about a deed was decided. The stream names the deed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChallengeResolvedV1 {
    /// Whether the doubt was right: the deed is then rejected, otherwise verified again.
    pub upheld: bool,
    /// Why, in the words of whoever decided.
    pub reason: String,
}
