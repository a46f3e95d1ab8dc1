//! Judges: assigned, recused, scoring in secret, opened after judging closed.

use marathon_domain::{Action, Fact, JudgingAction, Refusal, Step};
use marathon_events::{Role, judge_recused::RecusalGround, scores_opened::OpenedScore};

use super::spec::{Given, given_under};
use crate::given::{
    facts::{granted, granted_for, intake_closed, joined, owned, person, team},
    ids,
    season::{
        COUNTED, JUDGED, assigned, commitment, decided, frozen, judged_season, judging_closed, opened_score,
        quorum_waived, recused, scored, scores_opened, seed_recorded, seed_source_named, shortlisted,
    },
};

const ORGANISER: u32 = 1;
const JUDGE: u32 = 9;

/// Persons 1 (of account 5), 2 and 3 on the shortlist.
fn shortlist() -> Vec<Fact> {
    vec![
        granted(ORGANISER, Role::Organiser),
        granted_for(JUDGE, Role::Judge, &[], &[JUDGED]),
        owned(5, person(1)),
        person(2),
        person(3),
        person(4),
        intake_closed(None),
        seed_source_named(),
        frozen(8),
        shortlisted(JUDGED, &[1, 2, 3]),
        shortlisted(COUNTED, &[1]),
    ]
}

fn given(facts: Vec<Fact>) -> Given {
    given_under(&judged_season(), facts)
}

/// The same, and more.
fn after(more: impl IntoIterator<Item = Fact>) -> Vec<Fact> {
    shortlist().into_iter().chain(more).collect()
}

fn judging(action: JudgingAction) -> Action {
    Action::Judging(action)
}

fn assign_to(nomination: &str, judge: u32, entrants: &[u32]) -> Action {
    let entrants = entrants.iter().map(|n| ids::entrant(*n)).collect();
    let (nomination, judge) = (nomination.into(), ids::principal(judge));
    judging(JudgingAction::Assign { nomination, judge, entrants })
}

fn assign(judge: u32, entrants: &[u32]) -> Action {
    assign_to(JUDGED, judge, entrants)
}

fn recuse(judge: u32, entrant: u32) -> Action {
    judging(JudgingAction::Recuse {
        nomination: JUDGED.into(),
        judge: ids::principal(judge),
        entrant: ids::entrant(entrant),
        note: None,
    })
}

fn score(judge: u32, entrant: u32, points: &[u32]) -> Action {
    judging(JudgingAction::Score {
        nomination: JUDGED.into(),
        judge: ids::principal(judge),
        entrant: ids::entrant(entrant),
        commitment: commitment(judge, points),
    })
}

fn open(judge: u32, scores: Vec<OpenedScore>) -> Action {
    judging(JudgingAction::OpenScores { nomination: JUDGED.into(), judge: ids::principal(judge), scores })
}

#[test]
fn organisers_assign_judges_to_what_is_shortlisted() {
    given(shortlist()).by(ORGANISER).when(assign(JUDGE, &[])).then([assigned(JUDGE, &[])]);
    given(shortlist()).by(ORGANISER).when(assign(JUDGE, &[2, 3])).then([assigned(JUDGE, &[2, 3])]);
    given(shortlist()).by(JUDGE).when(assign(JUDGE, &[])).refused("role-needed");
    given(shortlist()).by(ORGANISER).when(assign(8, &[])).refused_at("not-a-judge", "judge");
    given(shortlist()).when(assign(8, &[])).accepted();
    given(shortlist()).when(assign(JUDGE, &[4])).refused_at("not-shortlisted", "entrants");
    given(shortlist()).when(assign(JUDGE, &[2, 2])).refused_at("repeated", "entrants");
    given(shortlist()).when(assign_to(COUNTED, JUDGE, &[])).says(Refusal::NoJury);
    let undrawn = shortlist().into_iter().take(9).collect();
    given(undrawn).when(assign(JUDGE, &[])).says(Refusal::StepMissing { step: Step::ShortlistDrawn });
    let closed = after([seed_recorded(), judging_closed()]);
    given(closed).when(assign(JUDGE, &[])).says(Refusal::StepDone { step: Step::JudgingClosed });
}

#[test]
fn a_judge_is_recused_at_once_from_what_it_owns_or_belongs_to() {
    let own = recused(5, 1, RecusalGround::Owner);
    given(shortlist()).when(assign(5, &[])).then([assigned(5, &[]), own.clone()]);
    given(shortlist()).when(assign(5, &[2])).then([assigned(5, &[2])]);
    // Once is enough.
    given(after([assigned(5, &[1]), own])).when(assign(5, &[])).then([assigned(5, &[])]);
}

#[test]
fn members_are_recused_from_their_team() {
    let mut rules = judged_season().set().clone();
    for nomination in &mut rules.nominations {
        nomination.entrants = vec![marathon_events::marathon_opened::EntrantClass::Team];
    }
    let rules = marathon_domain::Rules::new(rules).unwrap();
    let facts = [
        owned(5, team(1, 9)),
        owned(6, person(2)),
        joined(1, 2),
        intake_closed(None),
        seed_source_named(),
        frozen(5),
        shortlisted(JUDGED, &[1]),
    ];
    let asked = |judge| given_under(&rules, facts.clone()).when(assign(judge, &[]));
    asked(6).then([assigned(6, &[]), recused(6, 1, RecusalGround::Member)]);
    asked(5).then([assigned(5, &[]), recused(5, 1, RecusalGround::Owner)]);
    asked(7).then([assigned(7, &[])]);
}

#[test]
fn an_interest_is_declared_by_the_judge_or_an_organiser() {
    let declared = || recused(JUDGE, 2, RecusalGround::Declared);
    let at_work = || given(after([assigned(JUDGE, &[])]));
    at_work().by(JUDGE).when(recuse(JUDGE, 2)).then([declared()]);
    at_work().by(ORGANISER).when(recuse(JUDGE, 2)).then([declared()]);
    at_work().by(8).when(recuse(JUDGE, 2)).refused("not-yours");
    at_work().when(recuse(JUDGE, 4)).refused("not-assigned");
    given(after([assigned(JUDGE, &[]), declared()])).when(recuse(JUDGE, 2)).refused("recused");
    let over = after([assigned(JUDGE, &[]), seed_recorded(), judging_closed(), decided(JUDGED, 14)]);
    given(over).when(recuse(JUDGE, 2)).says(Refusal::StepDone { step: Step::AwardDecided });
}

#[test]
fn after_judging_closed_only_a_secret_score_is_taken_out_by_an_organiser_who_says_why() {
    let why = |entrant| {
        judging(JudgingAction::Recuse {
            nomination: JUDGED.into(),
            judge: ids::principal(JUDGE),
            entrant: ids::entrant(entrant),
            note: Some("the salts are lost".into()),
        })
    };
    given(closed()).by(ORGANISER).when(why(2)).accepted();
    given(closed()).by(ORGANISER).when(recuse(JUDGE, 2)).refused("reason-missing");
    given(closed()).by(JUDGE).when(why(2)).refused("not-yours");
    // Nothing was scored there, so there is nothing to take out.
    let done = Refusal::StepDone { step: Step::JudgingClosed };
    given(closed()).by(ORGANISER).when(why(3)).says(done.clone());
    let both = vec![opened_score(JUDGE, 1, &[3, 4]), opened_score(JUDGE, 2, &[10, 0])];
    let open = [closed(), vec![scores_opened(JUDGE, both)]].concat();
    given(open).by(ORGANISER).when(why(2)).says(done);
}

#[test]
fn judges_score_what_they_were_assigned_until_judging_closes() {
    let at_work = || after([assigned(JUDGE, &[1, 2]), recused(JUDGE, 1, RecusalGround::Declared)]);
    given(at_work()).by(JUDGE).when(score(JUDGE, 2, &[3, 4])).then([scored(JUDGE, 2, &[3, 4])]);
    given(at_work()).by(JUDGE).when(score(JUDGE, 1, &[3, 4])).refused("recused");
    given(at_work()).by(JUDGE).when(score(JUDGE, 3, &[3, 4])).refused("not-assigned");
    given(at_work()).by(8).when(score(8, 2, &[3, 4])).refused("not-assigned");
    // Not even an organiser scores in another's name.
    given(at_work()).by(ORGANISER).when(score(JUDGE, 2, &[3, 4])).refused("not-yours");
    let again = [at_work(), vec![scored(JUDGE, 2, &[3, 4])]].concat();
    given(again).by(JUDGE).when(score(JUDGE, 2, &[5, 4])).then([scored(JUDGE, 2, &[5, 4])]);
    let closed = [at_work(), vec![seed_recorded(), judging_closed()]].concat();
    given(closed)
        .by(JUDGE)
        .when(score(JUDGE, 2, &[3, 4]))
        .says(Refusal::StepDone { step: Step::JudgingClosed });
}

#[test]
fn judging_closes_once_the_seed_is_known_and_every_shortlist_drawn() {
    let close = || judging(JudgingAction::Close);
    given(shortlist()).when(close()).says(Refusal::StepMissing { step: Step::SeedRecorded });
    given(after([seed_recorded()])).by(ORGANISER).when(close()).then([judging_closed()]);
    given(after([seed_recorded()])).by(JUDGE).when(close()).refused("role-needed");
    given(after([seed_recorded(), judging_closed()])).when(close()).refused("step-done");
    let undrawn: Vec<_> = shortlist().into_iter().take(10).chain([seed_recorded()]).collect();
    given(undrawn).when(close()).says(Refusal::StepMissing { step: Step::ShortlistDrawn });
}

/// Judge 9 scored entries 1 and 2, the second one twice.
fn secret() -> Vec<Fact> {
    let scores = [scored(JUDGE, 1, &[3, 4]), scored(JUDGE, 2, &[0, 0]), scored(JUDGE, 2, &[10, 0])];
    after([assigned(JUDGE, &[])].into_iter().chain(scores).chain([seed_recorded()]))
}

fn closed() -> Vec<Fact> {
    [secret(), vec![judging_closed()]].concat()
}

#[test]
fn scores_are_opened_after_judging_closed_all_of_a_judge_together() {
    let [first, second] = [opened_score(JUDGE, 1, &[3, 4]), opened_score(JUDGE, 2, &[10, 0])];
    let both = || vec![first.clone(), second.clone()];
    given(secret()).when(open(JUDGE, both())).says(Refusal::StepMissing { step: Step::JudgingClosed });
    for who in [ORGANISER, JUDGE] {
        given(closed()).by(who).when(open(JUDGE, both())).then([scores_opened(JUDGE, both())]);
    }
    given(closed()).by(8).when(open(JUDGE, both())).refused("not-yours");
    given(closed()).when(open(8, both())).refused("not-a-judge");
    given(closed())
        .when(open(JUDGE, vec![first.clone()]))
        .says(Refusal::ScoreMissing { id: ids::entrant(2) });
    given(closed())
        .when(open(JUDGE, [both(), vec![first.clone()]].concat()))
        .refused_at("repeated", "scores");
    let strange = [both(), vec![opened_score(JUDGE, 3, &[1, 1])]].concat();
    given(closed()).when(open(JUDGE, strange)).refused("not-assigned");
    let twice = [closed(), vec![scores_opened(JUDGE, both())]].concat();
    given(twice).when(open(JUDGE, both())).says(Refusal::StepDone { step: Step::ScoresOpened });
}

#[test]
fn opened_points_are_those_that_were_given_and_within_their_scales() {
    let with = |points: &[u32]| {
        let scores = vec![opened_score(JUDGE, 1, &[3, 4]), opened_score(JUDGE, 2, points)];
        given(closed()).when(open(JUDGE, scores))
    };
    with(&[10, 0]).accepted();
    with(&[0, 0]).says(Refusal::OtherCommitment { id: ids::entrant(2) });
    let other_salt = OpenedScore { salt: marathon_events::Salt([1; 32]), ..opened_score(JUDGE, 2, &[10, 0]) };
    let scores = vec![opened_score(JUDGE, 1, &[3, 4]), other_salt];
    given(closed()).when(open(JUDGE, scores)).refused_at("other-commitment", "scores");
    let unsound = |points: &[u32], rule: &str| {
        let facts =
            after([assigned(JUDGE, &[]), scored(JUDGE, 1, points), seed_recorded(), judging_closed()]);
        given(facts).when(open(JUDGE, vec![opened_score(JUDGE, 1, points)])).refused(rule);
    };
    unsound(&[11, 0], "too-large");
    unsound(&[1], "wrong-number-of-points");
    unsound(&[1, 2, 3], "wrong-number-of-points");
}

#[test]
fn a_score_of_an_entry_the_judge_is_recused_from_is_not_opened() {
    let facts = [closed(), vec![recused(JUDGE, 2, RecusalGround::Declared)]].concat();
    let [first, second] = [opened_score(JUDGE, 1, &[3, 4]), opened_score(JUDGE, 2, &[10, 0])];
    given(facts.clone()).when(open(JUDGE, vec![first.clone()])).accepted();
    given(facts).when(open(JUDGE, vec![first, second])).refused("not-assigned");
}

#[test]
fn a_quorum_is_waived_with_a_reason_until_the_award() {
    let waive = |entrant: u32, reason: &str| {
        judging(JudgingAction::WaiveQuorum {
            nomination: JUDGED.into(),
            entrant: ids::entrant(entrant),
            reason: reason.into(),
        })
    };
    given(shortlist()).by(ORGANISER).when(waive(2, "a judge fell ill")).then([quorum_waived(2)]);
    given(shortlist()).by(JUDGE).when(waive(2, "a judge fell ill")).refused("role-needed");
    given(shortlist()).when(waive(2, " ")).refused("reason-missing");
    given(shortlist()).when(waive(4, "a judge fell ill")).refused_at("not-shortlisted", "entrant_id");
    let over = after([seed_recorded(), judging_closed(), decided(JUDGED, 13)]);
    given(over).when(waive(2, "a judge fell ill")).says(Refusal::StepDone { step: Step::AwardDecided });
}
