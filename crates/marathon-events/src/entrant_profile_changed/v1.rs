//! Frozen: a released version never changes. The next one goes into a new file beside this one.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{People, RegionCode};

/// What an entrant tells about itself changed. The stream is the entrant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EntrantProfileChangedV1 {
    /// Public name from now on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alias: Option<String>,
    /// Home region from now on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<RegionCode>,
    /// How many belong to it from now on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub members: Option<People>,
    /// Whether it stands among the older ("silver") volunteers from now on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub silver: Option<bool>,
}
