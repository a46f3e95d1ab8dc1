//! Roles of principals.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What a principal may do beside what everybody may.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Checks deeds of regions.
    Coordinator,
    /// Scores entries of nominations.
    Judge,
    /// Reads everything, writes nothing.
    Auditor,
    /// Leads the marathon.
    Organiser,
    /// Keeps the program running.
    Operator,
}

impl Role {
    /// Every role, in the order of its index.
    pub const ALL: [Self; 5] =
        [Self::Coordinator, Self::Judge, Self::Auditor, Self::Organiser, Self::Operator];

    /// The name on the wire.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Coordinator => "coordinator",
            Self::Judge => "judge",
            Self::Auditor => "auditor",
            Self::Organiser => "organiser",
            Self::Operator => "operator",
        }
    }

    /// The role of that name on the wire.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.name() == name)
    }
}
