//! Frozen: a released version never changes. The next one goes into a new file beside this one.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{EntrantKind, People, PrincipalId, RegionCode};

/// Somebody entered the marathon. The stream is the entrant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EntrantRegisteredV2 {
    /// What kind of entrant.
    pub kind: EntrantKind,
    /// Public name, chosen by the entrant; no personal data.
    pub alias: String,
    /// Home region.
    pub region: RegionCode,
    /// How many belong to it; absent for a person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub members: Option<People>,
    /// The account it belongs to: a person's own, or that of its captain; absent if it has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<PrincipalId>,
    /// Of a person: whether of age by the rules; absent if nobody asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub age: Option<AgeClass>,
    /// Whether a guardian consented.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub guardian_consent: bool,
    /// Whether it stands among the older ("silver") volunteers.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub silver: bool,
}

/// Whether a person is of age by the rules of the marathon. The age itself is nobody's business.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum AgeClass {
    /// Of age.
    Adult,
    /// Under age.
    Minor,
}
