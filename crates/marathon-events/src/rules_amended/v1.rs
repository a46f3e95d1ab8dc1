//! Frozen: a released version never changes. The next one goes into a new file beside this one.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::marathon_opened::v2::RuleSet;

/// The rules were replaced before the first score. The stream is the marathon.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RulesAmendedV1 {
    /// Every rule from now on.
    pub rules: RuleSet,
    /// Why, in the words of whoever decided.
    pub reason: String,
}
