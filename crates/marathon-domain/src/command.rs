//! What callers ask for, and what a decision says happened.

use std::sync::Arc;

use marathon_events::{
    Animals, Day, DeedId, DeedKind, EntrantId, EntrantKind, Event, Evidence, Figures, Grams, People,
    PersonMinutes, Position, PrincipalId, Recorded, RegionCode, Revision, Sector, StreamId, Timestamp, Trees,
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    Rules, appeals::AppealAction, challenges::ChallengeAction, entrants::EntrantAction, field::FieldAction,
    judging::JudgingAction, results::ResultAction, roles::RoleAction,
};

/// A request to change something, with everything a decision needs from outside.
#[derive(Clone, Debug)]
pub struct Command {
    /// When it was asked.
    pub at: Timestamp,
    /// Who asks; absent if the program does, started by somebody with access to the store. Then every rule about persons
    /// is skipped.
    pub actor: Option<PrincipalId>,
    /// Where its first event will stand.
    pub position: Position,
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
        /// What is different from now on; what is absent stays.
        correction: Correction,
        /// Why; needed.
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
    /// About roles.
    Role(RoleAction),
    /// About an entrant that is registered.
    Entrant(EntrantAction),
    /// About a verified deed that somebody doubts.
    Challenge(ChallengeAction),
    /// About the field: freeze, shortlists, lots, rules.
    Field(FieldAction),
    /// About judges and scores.
    Judging(JudgingAction),
    /// About awards and their publication.
    Result(ResultAction),
    /// About appeals.
    Appeal(AppealAction),
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
    /// The account it will belong to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<PrincipalId>,
    /// Of a person: its age in completed years. Only whether it is of age is recorded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub age_years: Option<u32>,
    /// Whether a guardian consented.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub guardian_consent: bool,
    /// Whether it stands among the older ("silver") volunteers.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub silver: bool,
}

impl NewEntrant {
    /// An entrant that belongs to no account, and whose age nobody asked.
    #[must_use]
    pub fn new(kind: EntrantKind, alias: String, region: RegionCode, members: Option<People>) -> Self {
        let (owner, age_years) = (None, None);
        Self { kind, alias, region, members, owner, age_years, guardian_consent: false, silver: false }
    }
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

/// The quantities of a deed that are to be replaced. Serialised only to tell a repeated request from a
/// different one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Correction {
    /// The kind the caller takes the deed for; refused if it is another.
    pub kind: Option<DeedKind>,
    /// People who took part.
    pub people: Option<People>,
    /// Of a good deed.
    pub people_helped: Option<People>,
    /// Of a good deed.
    pub person_minutes: Option<PersonMinutes>,
    /// Of planted trees.
    pub trees: Option<Trees>,
    /// Of collected waste.
    pub grams: Option<Grams>,
    /// Of helped animals.
    pub animals: Option<Animals>,
}

impl Correction {
    /// These figures with what is to be replaced; the fields that do not belong to the kind are named instead.
    pub(crate) fn of(&self, old: Figures) -> Result<Figures, Vec<&'static str>> {
        let new = match old {
            Figures::GoodDeedDone { people, people_helped, person_minutes } => Figures::GoodDeedDone {
                people: self.people.unwrap_or(people),
                people_helped: self.people_helped.unwrap_or(people_helped),
                person_minutes: self.person_minutes.unwrap_or(person_minutes),
            },
            Figures::TreesPlanted { people, trees } => Figures::TreesPlanted {
                people: self.people.unwrap_or(people),
                trees: self.trees.unwrap_or(trees),
            },
            Figures::WasteCollected { people, grams } => Figures::WasteCollected {
                people: self.people.unwrap_or(people),
                grams: self.grams.unwrap_or(grams),
            },
            Figures::AnimalsHelped { people, animals } => Figures::AnimalsHelped {
                people: self.people.unwrap_or(people),
                animals: self.animals.unwrap_or(animals),
            },
        };
        let kind = old.kind();
        let mut foreign = Vec::new();
        let mut belongs = |given: bool, field: &'static str, of: DeedKind| {
            if given && kind != of {
                foreign.push(field);
            }
        };
        belongs(self.people_helped.is_some(), "people_helped", DeedKind::GoodDeedDone);
        belongs(self.person_minutes.is_some(), "person_minutes", DeedKind::GoodDeedDone);
        belongs(self.trees.is_some(), "trees", DeedKind::TreesPlanted);
        belongs(self.grams.is_some(), "grams", DeedKind::WasteCollected);
        belongs(self.animals.is_some(), "animals", DeedKind::AnimalsHelped);
        if let Some(taken_for) = self.kind {
            belongs(taken_for != kind, "type", taken_for);
        }
        if foreign.is_empty() { Ok(new) } else { Err(foreign) }
    }
}

/// Who caused something, when, and where it stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Occasion {
    /// Who; absent if the program did.
    pub actor: Option<PrincipalId>,
    /// When it was recorded.
    pub at: Timestamp,
    /// Where it stands in the history.
    pub position: Position,
}

impl Occasion {
    /// Of an event of the history.
    #[must_use]
    pub fn of(recorded: &Recorded) -> Self {
        Self { actor: recorded.actor, at: recorded.recorded_at, position: recorded.position }
    }
}

/// Something that happened, and the stream it happened in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// The stream.
    pub stream: StreamId,
    /// Its place in the stream.
    pub revision: Revision,
    /// Who caused it, when, and where it stands.
    pub occasion: Occasion,
    /// What happened.
    pub event: Event,
}
