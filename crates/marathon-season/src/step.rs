//! What the plan hands out, and how a step becomes a command.

use marathon_domain::{
    Action, ChallengeAction, Correction, EntrantAction, FieldAction, NewDeed, NewEntrant, RoleAction,
};
use marathon_events::{
    Day, DeedId, EntrantId, Evidence, Figures, PrincipalId, RegionCode, Role, Sector, Timestamp,
};

/// One thing somebody does, and when.
#[derive(Clone, Debug)]
pub struct Step {
    /// When; never before the step in front of it.
    pub at: Timestamp,
    /// Whose account; none where the program itself acts.
    pub actor: Option<PrincipalId>,
    /// What.
    pub what: What,
}

/// What somebody does. Entrants and deeds are running numbers, from 0, in the order they come up.
#[derive(Clone, Debug)]
pub enum What {
    /// Somebody gets a role.
    Grant {
        /// Who.
        principal: PrincipalId,
        /// Which.
        role: Role,
        /// Of a coordinator: where.
        regions: Vec<RegionCode>,
    },
    /// An entrant registers.
    Register {
        /// Its number.
        entrant: u32,
        /// Who it is.
        new: NewEntrant,
    },
    /// A person becomes a member of a team.
    Join {
        /// The team.
        team: u32,
        /// The person.
        person: u32,
    },
    /// A deed is logged.
    Log {
        /// Its number.
        deed: u32,
        /// Whose it is.
        entrant: u32,
        /// Persons named beside the entrant.
        companions: Vec<u32>,
        /// What was done.
        new: PlannedDeed,
    },
    /// A coordinator finds a deed true.
    Verify {
        /// The deed.
        deed: u32,
        /// Why.
        reason: Option<String>,
    },
    /// A coordinator refuses a deed.
    Reject {
        /// The deed.
        deed: u32,
        /// Why.
        reason: Option<String>,
    },
    /// Its entrant takes a deed back.
    Withdraw {
        /// The deed.
        deed: u32,
        /// Why.
        reason: Option<String>,
    },
    /// The figures of a deed are put right.
    Correct {
        /// The deed.
        deed: u32,
        /// All its figures from now on.
        figures: Figures,
        /// Why.
        reason: Option<String>,
    },
    /// Somebody doubts a verified deed.
    Challenge {
        /// The deed.
        deed: u32,
        /// Why.
        reason: String,
    },
    /// The doubt is decided about.
    Resolve {
        /// The deed.
        deed: u32,
        /// Whether it was right.
        upheld: bool,
        /// Why.
        reason: String,
    },
    /// The marathon takes no more deeds.
    CloseIntake {
        /// Why.
        reason: Option<String>,
    },
    /// It is said where the bytes come from that draw lots.
    NameSeedSource {
        /// Where.
        source: String,
    },
    /// Metrics are taken. The last step of a season; juries begin.
    Freeze,
}

impl What {
    /// The action to send to an engine, with the ids it gave to earlier entrants and deeds.
    #[must_use]
    pub fn into_action(
        self,
        entrant_id: impl Fn(u32) -> EntrantId,
        deed_id: impl Fn(u32) -> DeedId,
    ) -> Action {
        match self {
            Self::Grant { principal, role, regions } => {
                let (nominations, reason) = (Vec::new(), None);
                Action::Role(RoleAction::Grant { principal, role, regions, nominations, reason })
            }
            Self::Register { new, .. } => Action::RegisterEntrant(new),
            Self::Join { team, person } => {
                let (team, person) = (entrant_id(team), entrant_id(person));
                Action::Entrant(EntrantAction::Join { team, person })
            }
            Self::Log { entrant, companions, new, .. } => Action::LogDeed(
                new.into_new_deed(entrant_id(entrant), companions.into_iter().map(&entrant_id).collect()),
            ),
            Self::Verify { deed, reason } => Action::Verify { deed: deed_id(deed), reason },
            Self::Reject { deed, reason } => Action::Reject { deed: deed_id(deed), reason },
            Self::Withdraw { deed, reason } => Action::Withdraw { deed: deed_id(deed), reason },
            Self::Correct { deed, figures, reason } => {
                Action::Correct { deed: deed_id(deed), correction: all_of(figures), reason }
            }
            Self::Challenge { deed, reason } => {
                Action::Challenge(ChallengeAction::Lodge { deed: deed_id(deed), reason })
            }
            Self::Resolve { deed, upheld, reason } => {
                Action::Challenge(ChallengeAction::Resolve { deed: deed_id(deed), upheld, reason })
            }
            Self::CloseIntake { reason } => Action::CloseIntake { reason },
            Self::NameSeedSource { source } => Action::Field(FieldAction::NameSeedSource { source }),
            Self::Freeze => Action::Field(FieldAction::Freeze { reason: None }),
        }
    }
}

/// The correction that replaces every figure.
fn all_of(figures: Figures) -> Correction {
    let mut all =
        Correction { kind: Some(figures.kind()), people: Some(figures.people()), ..Correction::default() };
    match figures {
        Figures::GoodDeedDone { people_helped, person_minutes, .. } => {
            (all.people_helped, all.person_minutes) = (Some(people_helped), Some(person_minutes));
        }
        Figures::TreesPlanted { trees, .. } => all.trees = Some(trees),
        Figures::WasteCollected { grams, .. } => all.grams = Some(grams),
        Figures::AnimalsHelped { animals, .. } => all.animals = Some(animals),
    }
    all
}

/// A deed but for the ids in it.
#[derive(Clone, Debug)]
pub struct PlannedDeed {
    /// Where: the entrant's home region.
    pub region: RegionCode,
    /// Which part of life it served.
    pub sector: Sector,
    /// The day it was done.
    pub done_on: Day,
    /// Hashes of the photos.
    pub evidence: Vec<Evidence>,
    /// What is claimed.
    pub figures: Figures,
    /// Species of trees or animals.
    pub species: Option<String>,
}

impl PlannedDeed {
    /// The deed of this entrant, with these companions.
    #[must_use]
    pub fn into_new_deed(self, entrant_id: EntrantId, companions: Vec<EntrantId>) -> NewDeed {
        let Self { region, sector, done_on, evidence, figures, species } = self;
        NewDeed { entrant_id, region, sector, done_on, companions, evidence, figures, species }
    }
}
