//! Frozen: a released version never changes. The next one goes into a new file beside this one.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// It is public from now on where the bytes that draws lots come from. The stream is the marathon.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SeedSourceNamedV1 {
    /// Where anybody finds them, and at which moment they count.
    pub source: String,
}
