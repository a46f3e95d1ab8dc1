//! What callers ask for, and what a decision says happened.

use std::sync::Arc;

use marathon_events::{
    Day, DeedId, EntrantId, EntrantKind, Event, Evidence, Figures, People, RegionCode, Revision, Sector,
    StreamId, Timestamp,
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::Rules;

/// A request to change something, with everything a decision needs from outside.
#[derive(Clone, Debug)]
pub struct Command {
    /// When it was asked.
    pub at: Timestamp,
    /// Id for what it creates, and of its event; greater than every id before it in the log.
    pub id: Uuid,
    /// What is asked; shared, because a lost turn is decided again.
    pub action: Arc<Action>,
}

/// What can be asked.
#[derive(Clone, Debug)]
pub enum Action {
    /// Open the marathon under these rules; the first command of a log.
    Open(Rules),
    /// Enter the marathon.
    RegisterEntrant(NewEntrant),
    /// Log a deed.
    LogDeed(NewDeed),
    /// Find a deed true.
    Verify {
        /// The deed.
        deed: DeedId,
        /// Why; needed for suspected duplicates and implausible figures.
        reason: Option<String>,
    },
    /// Refuse a deed.
    Reject {
        /// The deed.
        deed: DeedId,
        /// Why.
        reason: Option<String>,
    },
    /// Replace the figures of a deed.
    Correct {
        /// The deed.
        deed: DeedId,
        /// All its figures from now on.
        figures: Figures,
        /// Why.
        reason: Option<String>,
    },
    /// Take a deed back.
    Withdraw {
        /// The deed.
        deed: DeedId,
        /// Why.
        reason: Option<String>,
    },
    /// Take no more deeds.
    CloseIntake {
        /// Why.
        reason: Option<String>,
    },
}

/// An entrant as it registers. Serialised only to tell a repeated request from a different one.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct NewEntrant {
    /// What kind of entrant.
    pub kind: EntrantKind,
    /// Public name.
    pub alias: String,
    /// Home region.
    pub region: RegionCode,
    /// How many belong to it; for all but persons.
    pub members: Option<People>,
}

/// A deed as it is logged. Serialised only to tell a repeated request from a different one.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct NewDeed {
    /// Who did it.
    pub entrant_id: EntrantId,
    /// Where.
    pub region: RegionCode,
    /// Which part of life it served.
    pub sector: Sector,
    /// The day it was done.
    pub done_on: Day,
    /// Persons named beside the entrant.
    pub companions: Vec<EntrantId>,
    /// Hashes of the photos.
    pub evidence: Vec<Evidence>,
    /// What was done.
    pub figures: Figures,
    /// Species of trees or animals.
    pub species: Option<String>,
}

/// Something that happened, and the stream it happened in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// The stream.
    pub stream: StreamId,
    /// Its place in the stream.
    pub revision: Revision,
    /// What happened.
    pub event: Event,
}
