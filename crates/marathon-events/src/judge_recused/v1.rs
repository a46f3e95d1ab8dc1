//! Frozen: a released version never changes. The next one goes into a new file beside this one.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{EntrantId, PrincipalId};

/// A judge must not score an entry. The stream is the nomination.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct JudgeRecusedV1 {
    /// Which.
    pub nomination: String,
    /// Who.
    pub judge: PrincipalId,
    /// Which entry.
    pub entrant_id: EntrantId,
    /// What connects them.
    pub ground: RecusalGround,
    /// More about it, in the words of the judge.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// What connects a judge with an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum RecusalGround {
    /// The judge's account owns the entrant: it is the judge, or the judge is its captain.
    Owner,
    /// The judge is a member of it.
    Member,
    /// An interest that the judge, or somebody who knows of it, declared.
    Declared,
}
