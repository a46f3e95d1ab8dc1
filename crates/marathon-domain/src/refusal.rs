//! Why a command is refused: which rule, which field, and what would be accepted.

use marathon_events::{Day, DeedId, DeedKind, EntrantId, RegionCode, Sector, Sha256Hash};
use serde::{Deserialize, Serialize};

use crate::DeedStatus;

/// One reason to refuse a command. The English text is for logs; the API has its own in three languages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "rule", rename_all = "kebab-case")]
pub enum Refusal {
    /// The log has no marathon yet.
    #[error("the marathon is not open yet")]
    NotOpened,
    /// The log has a marathon already.
    #[error("the marathon is open already")]
    AlreadyOpened,
    /// No deeds are taken any more.
    #[error("the marathon takes no more deeds")]
    IntakeClosed,
    /// No such entrant.
    #[error("{field}: nobody is registered under {id}")]
    UnknownEntrant {
        /// The field that names it.
        field: String,
        /// The id.
        id: EntrantId,
    },
    /// Only persons are named as companions.
    #[error("companions: {id} is not a person")]
    CompanionNotAPerson {
        /// The id.
        id: EntrantId,
    },
    /// A companion is named twice, or is the entrant itself.
    #[error("companions: {id} is named twice")]
    CompanionRepeated {
        /// The id.
        id: EntrantId,
    },
    /// The marathon does not have this region.
    #[error("region: {region} does not take part")]
    UnknownRegion {
        /// What was given.
        region: RegionCode,
        /// What is accepted.
        accepted: Vec<RegionCode>,
    },
    /// The marathon does not have this sector.
    #[error("sector: `{sector}` does not exist here")]
    UnknownSector {
        /// What was given.
        sector: Sector,
        /// What is accepted.
        accepted: Vec<Sector>,
    },
    /// Done before the season.
    #[error("done_on: {day} is before the first day, {first}")]
    BeforeStart {
        /// What was given.
        day: Day,
        /// First day accepted.
        first: Day,
    },
    /// Done after the season.
    #[error("done_on: {day} is after the last day, {last}")]
    AfterEnd {
        /// What was given.
        day: Day,
        /// Last day accepted.
        last: Day,
    },
    /// Not done yet.
    #[error("done_on: {day} is in the future, today is {today}")]
    InFuture {
        /// What was given.
        day: Day,
        /// Today, in the marathon's time zone.
        today: Day,
    },
    /// A number below what is accepted.
    #[error("{field}: at least {min}")]
    TooSmall {
        /// The field.
        field: String,
        /// The smallest accepted.
        min: u64,
    },
    /// A number, or a number of things, above what is accepted.
    #[error("{field}: at most {max}")]
    TooLarge {
        /// The field.
        field: String,
        /// The largest accepted.
        max: u64,
    },
    /// A text longer than accepted.
    #[error("{field}: at most {max} characters")]
    TooLong {
        /// The field.
        field: String,
        /// The most characters accepted.
        max: u64,
    },
    /// A text that says nothing.
    #[error("{field}: must not be empty")]
    Empty {
        /// The field.
        field: String,
    },
    /// The same photo twice in one deed.
    #[error("evidence: {sha256} stands twice")]
    EvidenceRepeated {
        /// The photo's hash.
        sha256: Sha256Hash,
    },
    /// A link that is not one.
    #[error("evidence.url: not an http or https link")]
    NotALink,
    /// A team without members.
    #[error("members: needed for all but persons")]
    MembersMissing,
    /// A person with members.
    #[error("members: not for persons")]
    MembersOfAPerson,
    /// No such deed.
    #[error("there is no deed {id}")]
    UnknownDeed {
        /// The id.
        id: DeedId,
    },
    /// The deed's state forbids it.
    #[error("a deed that is {status} cannot be changed so")]
    WrongState {
        /// Where the deed stands.
        status: DeedStatus,
    },
    /// A quantity that deeds of this kind do not have.
    #[error("{field}: a deed of kind {} does not have it", .kind.name())]
    KindMismatch {
        /// The field.
        field: String,
        /// The deed's kind.
        kind: DeedKind,
    },
    /// A decision that is not taken without saying why.
    #[error("reason: needed")]
    ReasonMissing,
    /// Verified only with a reason, because the deed looks like another one.
    #[error("reason: needed, because the deed looks like another one")]
    DuplicateNeedsReason,
    /// Verified only with a reason, because its figures are above what is plausible.
    #[error("reason: an inspection note is needed, because the figures are above the plausible")]
    InspectionNeedsReason,
    /// The deed was changed too often.
    #[error("a deed is changed at most {max} times")]
    TooManyChanges {
        /// The most changes.
        max: u64,
    },
}

/// What kind of answer a refusal deserves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum RefusalClass {
    /// What was sent breaks a rule; another content would be accepted.
    Invalid,
    /// Fine in itself, but not in the state things are in.
    Conflict,
    /// It speaks of something that does not exist.
    NotFound,
}

impl Refusal {
    /// Short, stable name of the rule.
    #[must_use]
    pub fn rule(&self) -> &'static str {
        match self {
            Self::NotOpened => "not-opened",
            Self::AlreadyOpened => "already-opened",
            Self::IntakeClosed => "intake-closed",
            Self::UnknownEntrant { .. } => "unknown-entrant",
            Self::CompanionNotAPerson { .. } => "companion-not-a-person",
            Self::CompanionRepeated { .. } => "companion-repeated",
            Self::UnknownRegion { .. } => "unknown-region",
            Self::UnknownSector { .. } => "unknown-sector",
            Self::BeforeStart { .. } => "before-start",
            Self::AfterEnd { .. } => "after-end",
            Self::InFuture { .. } => "in-future",
            Self::TooSmall { .. } => "too-small",
            Self::TooLarge { .. } => "too-large",
            Self::TooLong { .. } => "too-long",
            Self::Empty { .. } => "empty",
            Self::EvidenceRepeated { .. } => "evidence-repeated",
            Self::NotALink => "not-a-link",
            Self::MembersMissing => "members-missing",
            Self::MembersOfAPerson => "members-of-a-person",
            Self::UnknownDeed { .. } => "unknown-deed",
            Self::WrongState { .. } => "wrong-state",
            Self::KindMismatch { .. } => "kind-mismatch",
            Self::ReasonMissing => "reason-missing",
            Self::DuplicateNeedsReason => "duplicate-needs-reason",
            Self::InspectionNeedsReason => "inspection-needs-reason",
            Self::TooManyChanges { .. } => "too-many-changes",
        }
    }

    /// The request's field it is about, if it is about one.
    #[must_use]
    pub fn field(&self) -> Option<&str> {
        match self {
            Self::UnknownEntrant { field, .. }
            | Self::TooSmall { field, .. }
            | Self::TooLarge { field, .. }
            | Self::TooLong { field, .. }
            | Self::KindMismatch { field, .. }
            | Self::Empty { field } => Some(field),
            Self::CompanionNotAPerson { .. } | Self::CompanionRepeated { .. } => Some("companions"),
            Self::UnknownRegion { .. } => Some("region"),
            Self::UnknownSector { .. } => Some("sector"),
            Self::BeforeStart { .. } | Self::AfterEnd { .. } | Self::InFuture { .. } => Some("done_on"),
            Self::EvidenceRepeated { .. } => Some("evidence"),
            Self::NotALink => Some("evidence.url"),
            Self::MembersMissing | Self::MembersOfAPerson => Some("members"),
            Self::ReasonMissing | Self::DuplicateNeedsReason | Self::InspectionNeedsReason => Some("reason"),
            _ => None,
        }
    }

    /// What kind of answer it deserves.
    #[must_use]
    pub fn class(&self) -> RefusalClass {
        match self {
            Self::UnknownDeed { .. } => RefusalClass::NotFound,
            Self::NotOpened
            | Self::AlreadyOpened
            | Self::IntakeClosed
            | Self::WrongState { .. }
            | Self::TooManyChanges { .. } => RefusalClass::Conflict,
            _ => RefusalClass::Invalid,
        }
    }
}

/// Every reason to refuse one command; at least one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
#[serde(transparent)]
pub struct Refusals(pub Vec<Refusal>);
