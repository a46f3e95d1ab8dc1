//! The end of a season: `after_intake().chain([seed_source_named(), frozen(5)])`. The nomination `planters` has a jury here.

use marathon_domain::{Fact, NewResult, Rules};
use marathon_events::{
    BasisPoints, Event, Hmac, Position, Salt, Seed, Sha256Hash,
    appeal_lodged::AppealLodged,
    appeal_resolved::AppealResolved,
    award_decided::{AwardDecided, AwardResult},
    entrant_disqualified::EntrantDisqualified,
    entrant_withdrawn::EntrantWithdrawn,
    field_frozen::FieldFrozen,
    judge_assigned::JudgeAssigned,
    judge_recused::{JudgeRecused, RecusalGround},
    judging_closed::JudgingClosed,
    marathon_opened::{Criterion, Jury, Titles},
    publication_announced::PublicationAnnounced,
    quorum_waived::QuorumWaived,
    results_published::{PublishedResult, ResultsPublished},
    score_given::ScoreGiven,
    scores_opened::{OpenedScore, ScoresOpened},
    seed_recorded::SeedRecorded,
    seed_source_named::SeedSourceNamed,
    shortlist_drawn::ShortlistDrawn,
};

use super::{facts::fact, ids, rules::small_season_but};

/// A nomination of persons with a jury.
pub const JUDGED: &str = "planters";
/// A nomination without one.
pub const COUNTED: &str = "green-country";
/// When results are published.
pub const PUBLISHED: &str = "2024-08-10T10:00:00Z";

/// The small season with these two nominations, a jury of two criteria in one, and five days for appeals.
pub fn judged_season() -> Rules {
    small_season_but(|set| {
        set.nominations.retain(|n| n.id == JUDGED || n.id == COUNTED);
        set.season.appeal_window_days = Some(5);
        let criterion = |id: &str| Criterion {
            id: id.into(),
            title: Titles { kk: id.into(), ru: id.into(), en: id.into() },
            score_max: 10,
            weight: 1,
        };
        let judged = set.nominations.iter_mut().find(|n| n.id == JUDGED).unwrap();
        judged.jury = Jury {
            metric_bps: BasisPoints(6_000),
            jury_bps: BasisPoints(4_000),
            quorum: 1,
            criteria: vec![criterion("impact"), criterion("courage")],
        };
    })
}

pub fn seed_source_named() -> Fact {
    fact(ids::marathon(), Event::SeedSourceNamed(SeedSourceNamed { source: "a block".into() }))
}

pub fn frozen(position: u64) -> Fact {
    let event = FieldFrozen { position: Position(position), reason: None };
    fact(ids::marathon(), Event::FieldFrozen(event))
}

pub fn shortlisted(nomination: &str, entrants: &[u32]) -> Fact {
    let entrants = entrants.iter().map(|n| ids::entrant(*n)).collect();
    let event = ShortlistDrawn { nomination: nomination.into(), entrants };
    fact(ids::nomination(nomination), Event::ShortlistDrawn(event))
}

pub fn assigned(judge: u32, entrants: &[u32]) -> Fact {
    let entrants = entrants.iter().map(|n| ids::entrant(*n)).collect();
    let event = JudgeAssigned { nomination: JUDGED.into(), judge: ids::principal(judge), entrants };
    fact(ids::nomination(JUDGED), Event::JudgeAssigned(event))
}

pub fn recused(judge: u32, entrant: u32, ground: RecusalGround) -> Fact {
    let event = JudgeRecused {
        nomination: JUDGED.into(),
        judge: ids::principal(judge),
        entrant_id: ids::entrant(entrant),
        ground,
        note: None,
    };
    fact(ids::nomination(JUDGED), Event::JudgeRecused(event))
}

/// The salt of whatever judge `n` gave.
pub fn salt(judge: u32) -> Salt {
    Salt([judge as u8; 32])
}

/// The commitment of judge `n` to these points.
pub fn commitment(judge: u32, points: &[u32]) -> Hmac {
    Hmac::of(salt(judge), format!("{points:?}").replace(' ', "").as_bytes())
}

pub fn scored(judge: u32, entrant: u32, points: &[u32]) -> Fact {
    let event = ScoreGiven {
        nomination: JUDGED.into(),
        judge: ids::principal(judge),
        entrant_id: ids::entrant(entrant),
        commitment: commitment(judge, points),
    };
    fact(ids::nomination(JUDGED), Event::ScoreGiven(event))
}

pub fn opened_score(judge: u32, entrant: u32, points: &[u32]) -> OpenedScore {
    OpenedScore { entrant_id: ids::entrant(entrant), points: points.into(), salt: salt(judge) }
}

pub fn scores_opened(judge: u32, scores: Vec<OpenedScore>) -> Fact {
    let event = ScoresOpened { nomination: JUDGED.into(), judge: ids::principal(judge), scores };
    fact(ids::nomination(JUDGED), Event::ScoresOpened(event))
}

pub fn quorum_waived(entrant: u32) -> Fact {
    let entrant_id = ids::entrant(entrant);
    let event = QuorumWaived { nomination: JUDGED.into(), entrant_id, reason: "a judge fell ill".into() };
    fact(ids::nomination(JUDGED), Event::QuorumWaived(event))
}

pub fn seed() -> Seed {
    Seed::new(vec![7; 32]).unwrap()
}

pub fn seed_recorded() -> Fact {
    fact(ids::marathon(), Event::SeedRecorded(SeedRecorded { seed: seed() }))
}

pub fn judging_closed() -> Fact {
    fact(ids::marathon(), Event::JudgingClosed(JudgingClosed {}))
}

/// A result in which nobody wins.
pub fn nobody() -> AwardResult {
    AwardResult { entries: Vec::new(), winners: Vec::new(), flags: Vec::new() }
}

/// Such a result as it is given with a command.
pub fn new_result(nomination: &str, position: u64) -> NewResult {
    NewResult {
        nomination: nomination.into(),
        position: Position(position),
        rules_hash: Sha256Hash(judged_season().hash()),
        result: nobody(),
    }
}

pub fn decided(nomination: &str, position: u64) -> Fact {
    let NewResult { nomination, position, rules_hash, result } = new_result(nomination, position);
    let (stream, result_hash) = (ids::nomination(&nomination), result.hash());
    let event = AwardDecided { nomination, position, rules_hash, result, result_hash };
    fact(stream, Event::AwardDecided(Box::new(event)))
}

pub fn announced() -> Fact {
    let event = PublicationAnnounced { at: ids::moment(PUBLISHED) };
    fact(ids::marathon(), Event::PublicationAnnounced(event))
}

pub fn published() -> Fact {
    let result = |id: &str| PublishedResult { nomination: id.into(), result_hash: nobody().hash() };
    let results = judged_season().set().nominations.iter().map(|n| result(&n.id)).collect();
    let mut published = fact(ids::marathon(), Event::ResultsPublished(ResultsPublished { results }));
    published.occasion.at = ids::moment(PUBLISHED);
    published
}

pub fn appealed(n: u32, entrant: u32) -> Fact {
    let entrant_id = ids::entrant(entrant);
    let event = AppealLodged { nomination: JUDGED.into(), entrant_id, reason: "miscounted".into() };
    fact(ids::appeal(n), Event::AppealLodged(event))
}

pub fn appeal_resolved(n: u32, reviewer: u32, upheld: bool) -> Fact {
    let reviewer = ids::principal(reviewer);
    let event = AppealResolved { reviewer, upheld, reason: "recounted".into() };
    fact(ids::appeal(n), Event::AppealResolved(event))
}

pub fn gone(n: u32) -> Fact {
    fact(ids::entrant(n), Event::EntrantWithdrawn(EntrantWithdrawn { reason: None }))
}

pub fn disqualified(n: u32) -> Fact {
    let event = EntrantDisqualified { reason: "forged photos".into() };
    fact(ids::entrant(n), Event::EntrantDisqualified(event))
}
