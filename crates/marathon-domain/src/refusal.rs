//! Why a command is refused: which rule, which field, and what would be accepted.

use marathon_events::{
    AppealId, Day, DeedId, DeedKind, EntrantId, Position, PrincipalId, RegionCode, Role, Sector, Sha256Hash,
    Timestamp,
};
use serde::{Deserialize, Serialize};

use crate::{DeedStatus, Step};

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
    /// Only certain roles do this.
    #[error("this needs a role: {}", .roles.iter().map(|r| r.name()).collect::<Vec<_>>().join(", "))]
    RoleNeeded {
        /// Who may.
        roles: Vec<Role>,
    },
    /// It belongs to somebody else.
    #[error("it belongs to somebody else")]
    NotYours {
        /// Who may.
        roles: Vec<Role>,
    },
    /// Nobody decides about their own side.
    #[error("nobody decides about what they have a part in")]
    OwnSide,
    /// Who decided once, or doubts it, does not decide again.
    #[error("somebody else must decide")]
    SameDecider,
    /// The reviewer is whoever decides.
    #[error("reviewer: must be who decides")]
    OtherReviewer,
    /// A marathon without an organiser cannot go on.
    #[error("the last organiser stays")]
    LastOrganiser,
    /// The role is not there.
    #[error("this principal is no {}", .role.name())]
    RoleNotHeld {
        /// Which.
        role: Role,
    },
    /// A scope that the role does not have.
    #[error("{field}: a role of {} does not have it", .role.name())]
    NotOfRole {
        /// The field.
        field: String,
        /// Which.
        role: Role,
    },
    /// An account is one person.
    #[error("owner: is a person here already")]
    OnePersonEach,
    /// The marathon asks for ages.
    #[error("age_years: needed")]
    AgeMissing,
    /// A guardian has to consent.
    #[error("guardian_consent: needed below {below}")]
    ConsentMissing {
        /// Below this age in years.
        below: u64,
    },
    /// Not for people under age.
    #[error("{field}: {id} is under age")]
    AdultsOnly {
        /// The field.
        field: String,
        /// The id.
        id: EntrantId,
    },
    /// It withdrew or was disqualified.
    #[error("{id} does not compete any more")]
    EntrantGone {
        /// The id.
        id: EntrantId,
    },
    /// A change that changes nothing.
    #[error("nothing is to be changed")]
    NothingToChange,
    /// Only persons are members.
    #[error("person: {id} is not a person")]
    MemberNotAPerson {
        /// The id.
        id: EntrantId,
    },
    /// It is a member.
    #[error("is a member already")]
    AlreadyAMember,
    /// It is no member.
    #[error("is not a member")]
    NotAMember,
    /// The time for doubts is over.
    #[error("could be challenged until {last}")]
    ChallengeTooLate {
        /// The last day.
        last: Day,
    },
    /// Something has to be done first.
    #[error("not before this step: {}", .step.name())]
    StepMissing {
        /// Which.
        step: Step,
    },
    /// It is too late for it.
    #[error("not after this step: {}", .step.name())]
    StepDone {
        /// Which.
        step: Step,
    },
    /// The marathon does not have this nomination.
    #[error("nomination: `{nomination}` does not exist here")]
    UnknownNomination {
        /// What was given.
        nomination: String,
        /// What is accepted.
        accepted: Vec<String>,
    },
    /// The nomination has no jury.
    #[error("nomination: has no jury")]
    NoJury,
    /// An entrant stands twice.
    #[error("{field}: {id} stands twice")]
    Repeated {
        /// The field.
        field: String,
        /// The id.
        id: EntrantId,
    },
    /// Entrants of its kind may not enter.
    #[error("entrants: {id} is not of a kind that may enter")]
    WrongEntrantKind {
        /// The id.
        id: EntrantId,
    },
    /// It is not on the shortlist.
    #[error("{field}: {id} is not on the shortlist")]
    NotShortlisted {
        /// The field.
        field: String,
        /// The id.
        id: EntrantId,
    },
    /// Who should judge is no judge here.
    #[error("judge: {id} is no judge of this nomination")]
    NotAJudge {
        /// The id.
        id: PrincipalId,
    },
    /// The judge does not score this entry.
    #[error("{id} is not among what this judge scores")]
    NotAssigned {
        /// The id.
        id: EntrantId,
    },
    /// The judge must not score this entry.
    #[error("the judge is recused from {id}")]
    Recused {
        /// The id.
        id: EntrantId,
    },
    /// A score without all criteria, or with more.
    #[error("scores: {id} needs points for {needed} criteria")]
    WrongNumberOfPoints {
        /// The id.
        id: EntrantId,
        /// How many.
        needed: u64,
    },
    /// Points that are not those that were given.
    #[error("scores: {id} was given other points, or another salt")]
    OtherCommitment {
        /// The id.
        id: EntrantId,
    },
    /// A score that was given is not opened.
    #[error("scores: the one of {id} is missing")]
    ScoreMissing {
        /// The id.
        id: EntrantId,
    },
    /// What has been counted by is not amended.
    #[error("rules.{field}: stays as it is")]
    RuleStays {
        /// The field.
        field: String,
    },
    /// A result from a history that does not fit.
    #[error("position: from {from} to {to}")]
    PositionOutside {
        /// The first accepted.
        from: Position,
        /// The last accepted.
        to: Position,
    },
    /// A result by other rules.
    #[error("rules_hash: the marathon has other rules")]
    OtherRules,
    /// A moment that has passed.
    #[error("{field}: must be in the future")]
    NotInFuture {
        /// The field.
        field: String,
    },
    /// Earlier than was announced.
    #[error("not before the announced moment, {at}")]
    BeforeAnnounced {
        /// When.
        at: Timestamp,
    },
    /// The rules know no appeals.
    #[error("the rules know no appeals")]
    NoAppeals,
    /// The time for appeals is over.
    #[error("could be appealed against until {last}")]
    AppealTooLate {
        /// The last day.
        last: Day,
    },
    /// No such appeal.
    #[error("there is no appeal {id}")]
    UnknownAppeal {
        /// The id.
        id: AppealId,
    },
    /// No upheld appeal asks for it.
    #[error("no upheld appeal of this nomination")]
    AppealNotUpheld,
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
            Self::RoleNeeded { .. } => "role-needed",
            Self::NotYours { .. } => "not-yours",
            Self::OwnSide => "own-side",
            Self::SameDecider => "same-decider",
            Self::OtherReviewer => "other-reviewer",
            Self::LastOrganiser => "last-organiser",
            Self::RoleNotHeld { .. } => "role-not-held",
            Self::NotOfRole { .. } => "not-of-role",
            Self::OnePersonEach => "one-person-each",
            Self::AgeMissing => "age-missing",
            Self::ConsentMissing { .. } => "consent-missing",
            Self::AdultsOnly { .. } => "adults-only",
            Self::EntrantGone { .. } => "entrant-gone",
            Self::NothingToChange => "nothing-to-change",
            Self::MemberNotAPerson { .. } => "member-not-a-person",
            Self::AlreadyAMember => "already-a-member",
            Self::NotAMember => "not-a-member",
            Self::ChallengeTooLate { .. } => "challenge-too-late",
            Self::StepMissing { .. } => "step-missing",
            Self::StepDone { .. } => "step-done",
            Self::UnknownNomination { .. } => "unknown-nomination",
            Self::NoJury => "no-jury",
            Self::Repeated { .. } => "repeated",
            Self::WrongEntrantKind { .. } => "wrong-entrant-kind",
            Self::NotShortlisted { .. } => "not-shortlisted",
            Self::NotAJudge { .. } => "not-a-judge",
            Self::NotAssigned { .. } => "not-assigned",
            Self::Recused { .. } => "recused",
            Self::WrongNumberOfPoints { .. } => "wrong-number-of-points",
            Self::OtherCommitment { .. } => "other-commitment",
            Self::ScoreMissing { .. } => "score-missing",
            Self::RuleStays { .. } => "rule-stays",
            Self::PositionOutside { .. } => "position-outside",
            Self::OtherRules => "other-rules",
            Self::NotInFuture { .. } => "not-in-future",
            Self::BeforeAnnounced { .. } => "before-announced",
            Self::NoAppeals => "no-appeals",
            Self::AppealTooLate { .. } => "appeal-too-late",
            Self::UnknownAppeal { .. } => "unknown-appeal",
            Self::AppealNotUpheld => "appeal-not-upheld",
        }
    }
}

/// Every reason to refuse one command; at least one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
#[serde(transparent)]
pub struct Refusals(pub Vec<Refusal>);
