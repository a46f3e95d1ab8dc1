//! Frozen: a released version never changes. The next one goes into a new file beside this one.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{EntrantId, Hmac, PrincipalId};

/// A judge scored an entry, or scored it anew; the points are secret until judging closes. The stream is
/// the nomination.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ScoreGivenV1 {
    /// Which.
    pub nomination: String,
    /// Who.
    pub judge: PrincipalId,
    /// Which entry.
    pub entrant_id: EntrantId,
    /// HMAC-SHA256 of the points as a canonical JSON array, under a salt that is opened with them.
    pub commitment: Hmac,
}
