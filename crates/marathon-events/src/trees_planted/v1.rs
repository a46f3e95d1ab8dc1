//! Frozen: a released version never changes. The next one goes into a new file beside this one.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Day, DeedId, EntrantId, Evidence, People, RegionCode, Sector, Trees};

/// Trees were planted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TreesPlantedV1 {
    /// Who did it.
    pub entrant_id: EntrantId,
    /// Where it was done.
    pub region: RegionCode,
    /// Which part of life it served.
    pub sector: Sector,
    /// Day it was done, in the marathon's time zone.
    pub done_on: Day,
    /// How many took part, named or not; at least 1.
    pub people: People,
    /// Persons named beside the entrant.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub companions: Vec<EntrantId>,
    /// Hashes of the photos.
    pub evidence: Vec<Evidence>,
    /// A standing deed this one looked like when it was logged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub possible_duplicate_of: Option<DeedId>,
    /// Trees planted.
    pub trees: Trees,
    /// Species, in the words of whoever logged it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub species: Option<String>,
}
