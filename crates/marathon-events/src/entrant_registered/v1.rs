//! Frozen: a released version never changes. The next one goes into a new file beside this one.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{EntrantKind, People, RegionCode};

/// Somebody entered the marathon. The stream is the entrant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EntrantRegisteredV1 {
    /// What kind of entrant.
    pub kind: EntrantKind,
    /// Public name, chosen by the entrant; no personal data.
    pub alias: String,
    /// Home region.
    pub region: RegionCode,
    /// How many belong to it; absent for a person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub members: Option<People>,
}
