//! Frozen: a released version never changes. The next one goes into a new file beside this one.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::EntrantId;

/// Somebody appeals against a result. The stream is the appeal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AppealLodgedV1 {
    /// Which.
    pub nomination: String,
    /// Whose standing it is about.
    pub entrant_id: EntrantId,
    /// Why, in the words of whoever appeals.
    pub reason: String,
}
