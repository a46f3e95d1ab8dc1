//! Frozen: a released version never changes. The next one goes into a new file beside this one.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{RegionCode, Role};

/// A principal got a role. The stream is the principal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RoleGrantedV1 {
    /// What it may do from now on.
    pub role: Role,
    /// Of a coordinator: where; empty: everywhere.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub regions: Vec<RegionCode>,
    /// Of a judge: which nominations; empty: all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub nominations: Vec<String>,
    /// Why, in the words of whoever decided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}
