//! Appeals against published results, and what they may lead to.

use marathon_domain::{Action, AppealAction, Fact, Refusal, ResultAction, Rules, Step};
use marathon_events::{Event, Role, result_amended::ResultAmended};

use super::spec::{Given, given_under};
use crate::given::{
    facts::{fact, granted, intake_closed, owned, person},
    ids,
    season::{
        COUNTED, JUDGED, announced, appeal_resolved, appealed, decided, frozen, judged_season,
        judging_closed, new_result, published, seed_recorded, seed_source_named, shortlisted,
    },
};

const IN_TIME: &str = "2024-08-15T23:59:59+05:00";
const TOO_LATE: &str = "2024-08-16T00:00:00+05:00";

/// Entrant 1 is of account 5; 1 and 2 organise.
fn decided_all() -> Vec<Fact> {
    vec![
        granted(1, Role::Organiser),
        granted(2, Role::Organiser),
        owned(5, person(1)),
        intake_closed(None),
        seed_source_named(),
        frozen(5),
        shortlisted(JUDGED, &[1]),
        shortlisted(COUNTED, &[1]),
        seed_recorded(),
        judging_closed(),
        decided(JUDGED, 10),
        decided(COUNTED, 10),
    ]
}

fn public() -> Vec<Fact> {
    [decided_all(), vec![announced(), published()]].concat()
}

fn given(facts: Vec<Fact>) -> Given {
    given_under(&judged_season(), facts)
}

fn after(more: impl IntoIterator<Item = Fact>) -> Given {
    given(public().into_iter().chain(more).collect())
}

fn lodge(reason: &str) -> Action {
    let (nomination, entrant) = (JUDGED.into(), ids::entrant(1));
    Action::Appeal(AppealAction::Lodge { nomination, entrant, reason: reason.into() })
}

fn resolve(reviewer: u32, upheld: bool) -> Action {
    Action::Appeal(AppealAction::Resolve {
        appeal: ids::appeal(7),
        reviewer: ids::principal(reviewer),
        upheld,
        reason: "recounted".into(),
    })
}

fn amend(nomination: &str) -> Action {
    let (result, appeal) = (new_result(nomination, 12), ids::appeal(7));
    Action::Result(ResultAction::Amend { result, appeal, reason: "a slip".into() })
}

fn amended() -> Fact {
    let new = new_result(JUDGED, 12);
    let event = ResultAmended {
        nomination: new.nomination,
        position: new.position,
        rules_hash: new.rules_hash,
        result_hash: new.result.hash(),
        result: new.result,
        appeal: ids::appeal(7),
        reason: "a slip".into(),
    };
    fact(ids::nomination(JUDGED), Event::ResultAmended(Box::new(event)))
}

#[test]
fn who_is_concerned_appeals_within_the_window() {
    after([]).by(5).when_at(IN_TIME, lodge("miscounted")).then([appealed(ids::NEW, 1)]);
    after([]).by(1).when_at(IN_TIME, lodge("miscounted")).accepted();
    after([]).by(6).when_at(IN_TIME, lodge("miscounted")).refused("not-yours");
    after([]).by(5).when_at(IN_TIME, lodge(" ")).refused("reason-missing");
    let last = ids::day("2024-08-15");
    after([]).by(5).when_at(TOO_LATE, lodge("miscounted")).says(Refusal::AppealTooLate { last });
    let secret = given(decided_all()).by(5).when_at(IN_TIME, lodge("miscounted"));
    secret.says(Refusal::StepMissing { step: Step::ResultsPublished });
    let mut set = judged_season().set().clone();
    set.season.appeal_window_days = None;
    let without = given_under(&Rules::new(set).unwrap(), public());
    without.by(5).when_at(IN_TIME, lodge("miscounted")).says(Refusal::NoAppeals);
}

#[test]
fn an_organiser_resolves_and_is_named() {
    let open = || after([appealed(7, 1)]);
    open().by(1).when(resolve(1, true)).then([appeal_resolved(7, 1, true)]);
    open().when(resolve(1, false)).then([appeal_resolved(7, 1, false)]);
    open().by(1).when(resolve(2, true)).says(Refusal::OtherReviewer);
    open().by(5).when(resolve(5, true)).refused("role-needed");
    let own = after([appealed(7, 1), granted(5, Role::Organiser)]);
    own.by(5).when(resolve(5, true)).says(Refusal::OwnSide);
    after([]).by(1).when(resolve(1, true)).says(Refusal::UnknownAppeal { id: ids::appeal(7) });
    let done = after([appealed(7, 1), appeal_resolved(7, 1, true)]);
    done.by(2).when(resolve(2, false)).says(Refusal::StepDone { step: Step::AppealResolved });
}

#[test]
fn a_result_is_amended_once_after_an_upheld_appeal_of_its_nomination() {
    let upheld = || after([appealed(7, 1), appeal_resolved(7, 1, true)]);
    upheld().by(1).when(amend(JUDGED)).then([amended()]);
    upheld().by(5).when(amend(JUDGED)).refused("role-needed");
    upheld().when(amend(COUNTED)).says(Refusal::AppealNotUpheld);
    after([appealed(7, 1), appeal_resolved(7, 1, false)]).when(amend(JUDGED)).refused("appeal-not-upheld");
    after([appealed(7, 1)]).when(amend(JUDGED)).refused("appeal-not-upheld");
    after([]).when(amend(JUDGED)).refused("unknown-appeal");
    let again = after([appealed(7, 1), appeal_resolved(7, 1, true), amended()]);
    again.when(amend(JUDGED)).says(Refusal::StepDone { step: Step::ResultAmended });
}
