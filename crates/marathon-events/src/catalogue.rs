//! The catalogue: one line for each event name and version that was ever written.
//!
//! Everything else about versions follows from it: what can be decoded, what is upcast, which JSON Schemas
//! exist. An event whose name or version is not here is an error, never skipped.

use schemars::{JsonSchema, Schema, generate::SchemaSettings};
use serde::Serialize;
use serde::de::MapAccess;

use crate::{
    animals_helped::v1::AnimalsHelpedV1,
    appeal_lodged::v1::AppealLodgedV1,
    appeal_resolved::v1::AppealResolvedV1,
    award_decided::v1::AwardDecidedV1,
    challenge_resolved::v1::ChallengeResolvedV1,
    deed_challenged::v1::DeedChallengedV1,
    deed_corrected::v1::DeedCorrectedV1,
    deed_rejected::v1::DeedRejectedV1,
    deed_verified::v1::DeedVerifiedV1,
    deed_withdrawn::v1::DeedWithdrawnV1,
    entrant_disqualified::v1::EntrantDisqualifiedV1,
    entrant_profile_changed::v1::EntrantProfileChangedV1,
    entrant_registered::{self, v1::EntrantRegisteredV1, v2::EntrantRegisteredV2},
    entrant_withdrawn::v1::EntrantWithdrawnV1,
    field_frozen::v1::FieldFrozenV1,
    good_deed_done::v1::GoodDeedDoneV1,
    intake_closed::v1::IntakeClosedV1,
    judge_assigned::v1::JudgeAssignedV1,
    judge_recused::v1::JudgeRecusedV1,
    judging_closed::v1::JudgingClosedV1,
    marathon_opened::{self, v1::MarathonOpenedV1, v2::MarathonOpenedV2},
    member_joined::v1::MemberJoinedV1,
    member_left::v1::MemberLeftV1,
    personal_data_erased::v1::PersonalDataErasedV1,
    publication_announced::v1::PublicationAnnouncedV1,
    quorum_waived::v1::QuorumWaivedV1,
    result_amended::v1::ResultAmendedV1,
    results_published::v1::ResultsPublishedV1,
    role_granted::v1::RoleGrantedV1,
    role_revoked::v1::RoleRevokedV1,
    rules_amended::v1::RulesAmendedV1,
    score_given::v1::ScoreGivenV1,
    scores_opened::v1::ScoresOpenedV1,
    seed_recorded::v1::SeedRecordedV1,
    seed_source_named::v1::SeedSourceNamedV1,
    shortlist_drawn::v1::ShortlistDrawnV1,
    trees_planted::v1::TreesPlantedV1,
    waste_collected::{self, v1::WasteCollectedV1, v2::WasteCollectedV2},
};

/// A fact of a marathon, in the latest version of its event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Event {
    /// The marathon was opened.
    MarathonOpened(Box<MarathonOpenedV2>),
    /// Somebody entered.
    EntrantRegistered(EntrantRegisteredV2),
    /// Help was given.
    GoodDeedDone(GoodDeedDoneV1),
    /// Trees were planted.
    TreesPlanted(TreesPlantedV1),
    /// Waste was collected.
    WasteCollected(WasteCollectedV2),
    /// Animals were helped.
    AnimalsHelped(AnimalsHelpedV1),
    /// A deed was found true.
    DeedVerified(DeedVerifiedV1),
    /// A deed was refused.
    DeedRejected(DeedRejectedV1),
    /// A deed's figures were replaced.
    DeedCorrected(DeedCorrectedV1),
    /// A deed was taken back.
    DeedWithdrawn(DeedWithdrawnV1),
    /// No more deeds are taken.
    IntakeClosed(IntakeClosedV1),
    /// A principal got a role.
    RoleGranted(RoleGrantedV1),
    /// A principal lost a role.
    RoleRevoked(RoleRevokedV1),
    /// What an entrant tells about itself changed.
    EntrantProfileChanged(EntrantProfileChangedV1),
    /// A person became a member.
    MemberJoined(MemberJoinedV1),
    /// A person is no member any more.
    MemberLeft(MemberLeftV1),
    /// An entrant does not compete any more, of its own will.
    EntrantWithdrawn(EntrantWithdrawnV1),
    /// An entrant does not compete any more, by decision.
    EntrantDisqualified(EntrantDisqualifiedV1),
    /// A verified deed was doubted.
    DeedChallenged(DeedChallengedV1),
    /// A doubt was decided.
    ChallengeResolved(ChallengeResolvedV1),
    /// It is public where the bytes that draw lots come from.
    SeedSourceNamed(SeedSourceNamedV1),
    /// Metrics are taken.
    FieldFrozen(FieldFrozenV1),
    /// The jury knows what it has to score.
    ShortlistDrawn(ShortlistDrawnV1),
    /// A judge has entries to score.
    JudgeAssigned(JudgeAssignedV1),
    /// A judge must not score an entry.
    JudgeRecused(JudgeRecusedV1),
    /// A judge scored an entry, secretly.
    ScoreGiven(ScoreGivenV1),
    /// The bytes that draw lots are known.
    SeedRecorded(SeedRecordedV1),
    /// No more scores.
    JudgingClosed(JudgingClosedV1),
    /// The points of a judge are public.
    ScoresOpened(ScoresOpenedV1),
    /// An entry needs fewer scores.
    QuorumWaived(QuorumWaivedV1),
    /// The rules were replaced.
    RulesAmended(Box<RulesAmendedV1>),
    /// An award was decided.
    AwardDecided(Box<AwardDecidedV1>),
    /// The moment of publication is known.
    PublicationAnnounced(PublicationAnnouncedV1),
    /// Results are public.
    ResultsPublished(ResultsPublishedV1),
    /// Somebody appeals.
    AppealLodged(AppealLodgedV1),
    /// An appeal was decided.
    AppealResolved(AppealResolvedV1),
    /// An award was decided anew.
    ResultAmended(Box<ResultAmendedV1>),
    /// What was kept about a principal is gone.
    PersonalDataErased(PersonalDataErasedV1),
}

macro_rules! catalogue {
    ($($name:literal $version:literal $data:ident => $event:expr;)*) => {
        /// Reads the data of an event of this name and version out of a JSON object, upcast to the latest.
        /// `None` if the catalogue does not know the pair.
        pub(crate) fn read_data<'de, A: MapAccess<'de>>(
            name: &str,
            version: u16,
            map: &mut A,
        ) -> Result<Option<Event>, A::Error> {
            Ok(match (name, version) {
                $(($name, $version) => {
                    let upcast: fn($data) -> Event = $event;
                    Some(upcast(map.next_value()?))
                })*
                _ => None,
            })
        }

        /// Every name and version with the JSON Schema of its data, in the order of the catalogue.
        #[must_use]
        pub fn schemas() -> Vec<(&'static str, u16, Schema)> {
            vec![$(($name, $version, schema_of::<$data>())),*]
        }
    };
}

// One line for each name and version. The next version of an event goes right below its predecessor, whose
// upcast then leads to it; released lines and their structs never change.
catalogue! {
    "marathon-opened"         1 MarathonOpenedV1        =>
        |e| Event::MarathonOpened(Box::new(marathon_opened::v1_to_v2(e)));
    "marathon-opened"         2 MarathonOpenedV2        => |e| Event::MarathonOpened(Box::new(e));
    "entrant-registered"      1 EntrantRegisteredV1     =>
        |e| Event::EntrantRegistered(entrant_registered::v1_to_v2(e));
    "entrant-registered"      2 EntrantRegisteredV2     => Event::EntrantRegistered;
    "good-deed-done"          1 GoodDeedDoneV1          => Event::GoodDeedDone;
    "trees-planted"           1 TreesPlantedV1          => Event::TreesPlanted;
    "waste-collected"         1 WasteCollectedV1        =>
        |e| Event::WasteCollected(waste_collected::v1_to_v2(e));
    "waste-collected"         2 WasteCollectedV2        => Event::WasteCollected;
    "animals-helped"          1 AnimalsHelpedV1         => Event::AnimalsHelped;
    "deed-verified"           1 DeedVerifiedV1          => Event::DeedVerified;
    "deed-rejected"           1 DeedRejectedV1          => Event::DeedRejected;
    "deed-corrected"          1 DeedCorrectedV1         => Event::DeedCorrected;
    "deed-withdrawn"          1 DeedWithdrawnV1         => Event::DeedWithdrawn;
    "intake-closed"           1 IntakeClosedV1          => Event::IntakeClosed;
    "role-granted"            1 RoleGrantedV1           => Event::RoleGranted;
    "role-revoked"            1 RoleRevokedV1           => Event::RoleRevoked;
    "entrant-profile-changed" 1 EntrantProfileChangedV1 => Event::EntrantProfileChanged;
    "member-joined"           1 MemberJoinedV1          => Event::MemberJoined;
    "member-left"             1 MemberLeftV1            => Event::MemberLeft;
    "entrant-withdrawn"       1 EntrantWithdrawnV1      => Event::EntrantWithdrawn;
    "entrant-disqualified"    1 EntrantDisqualifiedV1   => Event::EntrantDisqualified;
    "deed-challenged"         1 DeedChallengedV1        => Event::DeedChallenged;
    "challenge-resolved"      1 ChallengeResolvedV1     => Event::ChallengeResolved;
    "seed-source-named"       1 SeedSourceNamedV1       => Event::SeedSourceNamed;
    "field-frozen"            1 FieldFrozenV1           => Event::FieldFrozen;
    "shortlist-drawn"         1 ShortlistDrawnV1        => Event::ShortlistDrawn;
    "judge-assigned"          1 JudgeAssignedV1         => Event::JudgeAssigned;
    "judge-recused"           1 JudgeRecusedV1          => Event::JudgeRecused;
    "score-given"             1 ScoreGivenV1            => Event::ScoreGiven;
    "seed-recorded"           1 SeedRecordedV1          => Event::SeedRecorded;
    "judging-closed"          1 JudgingClosedV1         => Event::JudgingClosed;
    "scores-opened"           1 ScoresOpenedV1          => Event::ScoresOpened;
    "quorum-waived"           1 QuorumWaivedV1          => Event::QuorumWaived;
    "rules-amended"           1 RulesAmendedV1          => |e| Event::RulesAmended(Box::new(e));
    "award-decided"           1 AwardDecidedV1          => |e| Event::AwardDecided(Box::new(e));
    "publication-announced"   1 PublicationAnnouncedV1  => Event::PublicationAnnounced;
    "results-published"       1 ResultsPublishedV1      => Event::ResultsPublished;
    "appeal-lodged"           1 AppealLodgedV1          => Event::AppealLodged;
    "appeal-resolved"         1 AppealResolvedV1        => Event::AppealResolved;
    "result-amended"          1 ResultAmendedV1         => |e| Event::ResultAmended(Box::new(e));
    "personal-data-erased"    1 PersonalDataErasedV1    => Event::PersonalDataErased;
}

fn schema_of<T: JsonSchema>() -> Schema {
    SchemaSettings::draft2020_12().into_generator().into_root_schema_for::<T>()
}

impl Event {
    /// Name and version this event is written under.
    #[must_use]
    pub fn name_and_version(&self) -> (&'static str, u16) {
        match self {
            Self::MarathonOpened(_) => ("marathon-opened", 2),
            Self::EntrantRegistered(_) => ("entrant-registered", 2),
            Self::GoodDeedDone(_) => ("good-deed-done", 1),
            Self::TreesPlanted(_) => ("trees-planted", 1),
            Self::WasteCollected(_) => ("waste-collected", 2),
            Self::AnimalsHelped(_) => ("animals-helped", 1),
            Self::DeedVerified(_) => ("deed-verified", 1),
            Self::DeedRejected(_) => ("deed-rejected", 1),
            Self::DeedCorrected(_) => ("deed-corrected", 1),
            Self::DeedWithdrawn(_) => ("deed-withdrawn", 1),
            Self::IntakeClosed(_) => ("intake-closed", 1),
            Self::RoleGranted(_) => ("role-granted", 1),
            Self::RoleRevoked(_) => ("role-revoked", 1),
            Self::EntrantProfileChanged(_) => ("entrant-profile-changed", 1),
            Self::MemberJoined(_) => ("member-joined", 1),
            Self::MemberLeft(_) => ("member-left", 1),
            Self::EntrantWithdrawn(_) => ("entrant-withdrawn", 1),
            Self::EntrantDisqualified(_) => ("entrant-disqualified", 1),
            Self::DeedChallenged(_) => ("deed-challenged", 1),
            Self::ChallengeResolved(_) => ("challenge-resolved", 1),
            Self::SeedSourceNamed(_) => ("seed-source-named", 1),
            Self::FieldFrozen(_) => ("field-frozen", 1),
            Self::ShortlistDrawn(_) => ("shortlist-drawn", 1),
            Self::JudgeAssigned(_) => ("judge-assigned", 1),
            Self::JudgeRecused(_) => ("judge-recused", 1),
            Self::ScoreGiven(_) => ("score-given", 1),
            Self::SeedRecorded(_) => ("seed-recorded", 1),
            Self::JudgingClosed(_) => ("judging-closed", 1),
            Self::ScoresOpened(_) => ("scores-opened", 1),
            Self::QuorumWaived(_) => ("quorum-waived", 1),
            Self::RulesAmended(_) => ("rules-amended", 1),
            Self::AwardDecided(_) => ("award-decided", 1),
            Self::PublicationAnnounced(_) => ("publication-announced", 1),
            Self::ResultsPublished(_) => ("results-published", 1),
            Self::AppealLodged(_) => ("appeal-lodged", 1),
            Self::AppealResolved(_) => ("appeal-resolved", 1),
            Self::ResultAmended(_) => ("result-amended", 1),
            Self::PersonalDataErased(_) => ("personal-data-erased", 1),
        }
    }
}
