//! Frozen: a released version never changes. The next one goes into a new file beside this one.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::Figures;

/// The figures of a deed were replaced, so it waits for verification again. The stream names the deed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DeedCorrectedV1 {
    /// The figures from now on, all of them.
    pub figures: Figures,
    /// Why, in the words of whoever corrected.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}
