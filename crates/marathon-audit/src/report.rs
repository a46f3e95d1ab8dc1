//! What an audit says.

use marathon_events::{EntrantId, Position, Sha256Hash};
use serde::Serialize;

/// What an audit says about a history.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Events that were read.
    pub events: u64,
    /// The last position; absent if there was none.
    pub position: Option<Position>,
    /// Leaf hash of the event there (RFC 6962).
    pub leaf_hash: Option<Sha256Hash>,
    /// Root of the Merkle tree over all events (RFC 6962). Whoever holds a history with the same number of events and the
    /// same root holds the same history.
    pub root_hash: Option<Sha256Hash>,
    /// Deeds that were logged.
    pub deeds: u64,
    /// Short name of the marathon; absent if none was opened.
    pub marathon: Option<String>,
    /// SHA-256 of the canonical JSON of the rules in force at the end.
    pub rules_hash: Option<Sha256Hash>,
    /// The results that hold at the end, by nomination.
    pub awards: Vec<AuditedAward>,
    /// What is wrong, in the order of the history; the first is what counts, later ones may only follow from it.
    pub findings: Vec<Finding>,
}

/// A result that was recomputed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AuditedAward {
    /// Which nomination.
    pub nomination: String,
    /// Where it was decided, or decided anew.
    pub decided_at: Position,
    /// SHA-256 of the canonical JSON of the result.
    pub result_hash: Sha256Hash,
    /// How many entrants it says the standing of.
    pub standings: u64,
    /// Who wins, by place.
    pub winners: Vec<EntrantId>,
}

/// Something that must not be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// Where: the position that should stand there.
    pub position: Position,
    /// What is wrong.
    pub what: String,
}

impl Report {
    /// Whether everything is as it must be.
    #[must_use]
    pub fn is_fine(&self) -> bool {
        self.findings.is_empty()
    }
}
