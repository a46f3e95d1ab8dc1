//! Which field a refusal is about, and what kind of answer it deserves.

use crate::Refusal;

/// What kind of answer a refusal deserves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum RefusalClass {
    /// What was sent breaks a rule; another content would be accepted.
    Invalid,
    /// Fine in itself, but not in the state things are in.
    Conflict,
    /// It speaks of something that does not exist.
    NotFound,
    /// Somebody else may ask for it.
    Forbidden,
}

impl Refusal {
    /// The request's field it is about, if it is about one.
    #[must_use]
    pub fn field(&self) -> Option<&str> {
        match self {
            Self::UnknownEntrant { field, .. }
            | Self::TooSmall { field, .. }
            | Self::TooLarge { field, .. }
            | Self::TooLong { field, .. }
            | Self::KindMismatch { field, .. }
            | Self::Empty { field }
            | Self::NotOfRole { field, .. }
            | Self::AdultsOnly { field, .. }
            | Self::Repeated { field, .. }
            | Self::NotShortlisted { field, .. }
            | Self::RuleStays { field, .. }
            | Self::NotInFuture { field, .. } => Some(field),
            Self::CompanionNotAPerson { .. } | Self::CompanionRepeated { .. } => Some("companions"),
            Self::UnknownRegion { .. } => Some("region"),
            Self::UnknownSector { .. } => Some("sector"),
            Self::BeforeStart { .. } | Self::AfterEnd { .. } | Self::InFuture { .. } => Some("done_on"),
            Self::EvidenceRepeated { .. } => Some("evidence"),
            Self::NotALink => Some("evidence.url"),
            Self::MembersMissing | Self::MembersOfAPerson => Some("members"),
            Self::ReasonMissing | Self::DuplicateNeedsReason | Self::InspectionNeedsReason => Some("reason"),
            Self::OnePersonEach => Some("owner"),
            Self::AgeMissing => Some("age_years"),
            Self::ConsentMissing { .. } => Some("guardian_consent"),
            Self::MemberNotAPerson { .. } => Some("person"),
            Self::UnknownNomination { .. } | Self::NoJury => Some("nomination"),
            Self::WrongEntrantKind { .. } => Some("entrants"),
            Self::NotAJudge { .. } => Some("judge"),
            Self::WrongNumberOfPoints { .. } | Self::OtherCommitment { .. } | Self::ScoreMissing { .. } => {
                Some("scores")
            }
            Self::PositionOutside { .. } => Some("position"),
            Self::OtherRules => Some("rules_hash"),
            _ => None,
        }
    }

    /// What kind of answer it deserves.
    #[must_use]
    pub fn class(&self) -> RefusalClass {
        match self {
            Self::UnknownDeed { .. } | Self::UnknownAppeal { .. } => RefusalClass::NotFound,
            Self::RoleNeeded { .. }
            | Self::NotYours { .. }
            | Self::OwnSide
            | Self::SameDecider
            | Self::OtherReviewer => RefusalClass::Forbidden,
            Self::NotOpened
            | Self::AlreadyOpened
            | Self::IntakeClosed
            | Self::WrongState { .. }
            | Self::TooManyChanges { .. }
            | Self::LastOrganiser
            | Self::RoleNotHeld { .. }
            | Self::EntrantGone { .. }
            | Self::AlreadyAMember
            | Self::NotAMember
            | Self::ChallengeTooLate { .. }
            | Self::StepMissing { .. }
            | Self::StepDone { .. }
            | Self::NotAssigned { .. }
            | Self::Recused { .. }
            | Self::BeforeAnnounced { .. }
            | Self::NoAppeals
            | Self::AppealTooLate { .. }
            | Self::AppealNotUpheld => RefusalClass::Conflict,
            _ => RefusalClass::Invalid,
        }
    }
}
