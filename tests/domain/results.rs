//! Awards are decided from open scores, announced, published; nothing of it twice.

use marathon_domain::{Action, Fact, NewResult, Refusal, ResultAction, Step};
use marathon_events::{Position, Role, Sha256Hash};

use super::spec::{Given, given_under};
use crate::given::{
    facts::{granted, intake_closed, person},
    ids,
    season::{
        COUNTED, JUDGED, PUBLISHED, announced, assigned, decided, disqualified, frozen, gone, judged_season,
        judging_closed, new_result, opened_score, published, quorum_waived, scored, scores_opened,
        seed_recorded, seed_source_named, shortlisted,
    },
};

/// Positions 0 to 10; the field is frozen at 4.
fn closed() -> Vec<Fact> {
    vec![
        granted(1, Role::Organiser),
        person(1),
        intake_closed(None),
        seed_source_named(),
        frozen(4),
        shortlisted(JUDGED, &[1]),
        shortlisted(COUNTED, &[1]),
        assigned(9, &[]),
        seed_recorded(),
        judging_closed(),
    ]
}

fn given(facts: Vec<Fact>) -> Given {
    given_under(&judged_season(), facts)
}

fn after(more: impl IntoIterator<Item = Fact>) -> Vec<Fact> {
    closed().into_iter().chain(more).collect()
}

fn both() -> Vec<Fact> {
    after([decided(JUDGED, 10), decided(COUNTED, 10)])
}

fn decide(result: NewResult) -> Action {
    Action::Result(ResultAction::Decide(result))
}

fn announce(at: &str) -> Action {
    Action::Result(ResultAction::Announce { at: ids::moment(at) })
}

fn publish() -> Action {
    Action::Result(ResultAction::Publish)
}

#[test]
fn an_award_is_decided_once_after_judging_by_an_organiser() {
    given(closed()).by(1).when(decide(new_result(JUDGED, 10))).then([decided(JUDGED, 10)]);
    given(closed()).by(9).when(decide(new_result(JUDGED, 10))).refused("role-needed");
    given(after([decided(JUDGED, 10)])).when(decide(new_result(JUDGED, 10))).refused("step-done");
    given(after([decided(JUDGED, 10)])).when(decide(new_result(COUNTED, 10))).then([decided(COUNTED, 10)]);
    let open: Vec<_> = closed().into_iter().take(9).collect();
    given(open).when(decide(new_result(COUNTED, 8))).says(Refusal::StepMissing { step: Step::JudgingClosed });
    given(closed()).when(decide(new_result("chess", 10))).refused("unknown-nomination");
}

#[test]
fn every_score_is_open_before_the_award() {
    let mut facts = closed();
    facts.insert(8, scored(9, 1, &[1, 2]));
    let secret = || given(facts.clone());
    secret().when(decide(new_result(JUDGED, 11))).says(Refusal::StepMissing { step: Step::ScoresOpened });
    secret().when(decide(new_result(COUNTED, 11))).accepted();
    let open = scores_opened(9, vec![opened_score(9, 1, &[1, 2])]);
    let opened = || given([facts.clone(), vec![open.clone()]].concat());
    opened().when(decide(new_result(JUDGED, 12))).accepted();
    let outside = Refusal::PositionOutside { from: Position(12), to: Position(12) };
    opened().when(decide(new_result(JUDGED, 11))).says(outside);
    // Scores of one nomination are nothing to another.
    opened().when(decide(new_result(COUNTED, 11))).accepted();
}

#[test]
fn a_result_does_not_stand_before_what_it_follows_from() {
    for last in [gone(1), disqualified(1), quorum_waived(1)] {
        let facts = || after([last.clone()]);
        let outside = Refusal::PositionOutside { from: Position(11), to: Position(11) };
        given(facts()).when(decide(new_result(JUDGED, 10))).says(outside);
        given(facts()).when(decide(new_result(JUDGED, 11))).accepted();
    }
    // Who is granted a role changes no award.
    given(after([granted(2, Role::Judge)])).when(decide(new_result(JUDGED, 10))).accepted();
}

#[test]
fn a_result_is_from_this_history_by_these_rules() {
    let with = |change: fn(&mut NewResult)| {
        let mut result = new_result(JUDGED, 10);
        change(&mut result);
        given(closed()).when(decide(result))
    };
    // Judging was closed at 10, and that is the last thing any award follows from.
    with(|r| r.position = Position(10)).accepted();
    let outside = || Refusal::PositionOutside { from: Position(10), to: Position(10) };
    with(|r| r.position = Position(9)).says(outside());
    with(|r| r.position = Position(11)).says(outside());
    with(|r| r.rules_hash = Sha256Hash([0; 32])).says(Refusal::OtherRules);
    with(|r| r.result.winners = vec![ids::entrant(1); 3])
        .says(Refusal::TooLarge { field: "result.winners".into(), max: 2 });
}

#[test]
fn publication_is_announced_when_all_is_decided() {
    given(both()).by(1).when(announce(PUBLISHED)).then([announced()]);
    given(both()).by(9).when(announce(PUBLISHED)).refused("role-needed");
    let half = after([decided(JUDGED, 10)]);
    given(half).when(announce(PUBLISHED)).says(Refusal::StepMissing { step: Step::AwardDecided });
    given(both()).when(announce("2024-07-20T12:00:00+05:00")).refused_at("not-in-future", "at");
    // It can be put off until it has happened.
    given([both(), vec![announced()]].concat()).when(announce("2024-09-01T00:00:00Z")).accepted();
    let over = [both(), vec![announced(), published()]].concat();
    given(over).when(announce("2024-09-01T00:00:00Z")).refused("step-done");
}

#[test]
fn results_are_published_at_the_announced_moment_and_not_before() {
    let ready = || given([both(), vec![announced()]].concat());
    ready().by(1).when_at(PUBLISHED, publish()).then([published()]);
    ready().by(9).when_at(PUBLISHED, publish()).refused("role-needed");
    let at = ids::moment(PUBLISHED);
    ready().when_at("2024-08-10T09:59:59Z", publish()).says(Refusal::BeforeAnnounced { at });
    given(both()).when(publish()).says(Refusal::StepMissing { step: Step::PublicationAnnounced });
    let over = [both(), vec![announced(), published()]].concat();
    given(over).when_at(PUBLISHED, publish()).says(Refusal::StepDone { step: Step::ResultsPublished });
}
