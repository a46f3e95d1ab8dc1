//! Claimed, verified, rejected, withdrawn: which command leads from where to where.

use marathon_domain::{Action, DeedStatus, Fact, Refusal};

use super::spec::{Given, given, given_under};
use crate::given::{
    actions::{correct, reject, verify, withdraw},
    deeds::{tree_figures, trees},
    facts::{challenged, corrected, logged, person, rejected, verified, withdrawn},
    ids,
    rules::small_season_but,
};
use marathon_domain::Correction;

fn now(status: DeedStatus) -> Given {
    let led_here = match status {
        DeedStatus::Claimed => None,
        DeedStatus::Verified => Some(verified(1)),
        DeedStatus::Rejected => Some(rejected(1)),
        DeedStatus::Withdrawn => Some(withdrawn(1)),
        DeedStatus::Challenged => return given([person(1), logged(1, trees(3)), verified(1), challenged(1)]),
    };
    given([person(1), logged(1, trees(3))].into_iter().chain(led_here))
}

#[test]
fn every_command_from_every_status() {
    use DeedStatus::{Claimed, Verified};
    let recount = || correct(1, Correction::default());
    let commands: [(Action, Fact, &[DeedStatus]); 4] = [
        (verify(1), verified(1), &[Claimed]),
        (reject(1), rejected(1), &[Claimed]),
        (withdraw(1), withdrawn(1), &[Claimed, Verified]),
        (recount(), corrected(1, tree_figures(1, 3)), &[Claimed, Verified]),
    ];
    for (command, happens, allowed) in commands {
        for status in DeedStatus::ALL {
            let outcome = now(status).when(command.clone());
            match allowed.contains(&status) {
                true => outcome.then([happens.clone()]),
                false => outcome.says(Refusal::WrongState { status }),
            }
        }
    }
}

#[test]
fn a_corrected_deed_is_claimed_again() {
    let recount = corrected(1, tree_figures(1, 2));
    let before = || [person(1), logged(1, trees(3)), verified(1), recount.clone()];
    given(before()).when(verify(1)).then([verified(1)]);
    given(before()).when(reject(1)).then([rejected(1)]);
}

#[test]
fn a_deed_that_does_not_exist_cannot_change() {
    let unknown = || Refusal::UnknownDeed { id: ids::deed(5) };
    for command in [verify(5), reject(5), withdraw(5), correct(5, Correction::default())] {
        given([person(1), logged(1, trees(3))]).when(command).says(unknown());
    }
}

#[test]
fn a_reason_is_as_long_as_the_rules_allow() {
    let long = |chars: usize| Some("ұ".repeat(chars));
    type Because = fn(Option<String>) -> Action;
    let commands: [Because; 4] = [
        |reason| Action::Verify { deed: ids::deed(1), reason },
        |reason| Action::Reject { deed: ids::deed(1), reason },
        |reason| Action::Withdraw { deed: ids::deed(1), reason },
        |reason| Action::Correct { deed: ids::deed(1), correction: Correction::default(), reason },
    ];
    for because in commands {
        now(DeedStatus::Claimed).when(because(long(20))).accepted();
        let too_long = Refusal::TooLong { field: "reason".into(), max: 20 };
        now(DeedStatus::Claimed).when(because(long(21))).says(too_long);
    }
}

#[test]
fn a_deed_changes_as_often_as_the_rules_allow() {
    let recounts = |n: usize| {
        let all = std::iter::repeat_n(corrected(1, tree_figures(1, 3)), n);
        [person(1), logged(1, trees(3))].into_iter().chain(all)
    };
    given(recounts(3)).when(verify(1)).then([verified(1)]);
    for command in [verify(1), reject(1), withdraw(1), correct(1, Correction::default())] {
        given(recounts(4)).when(command).says(Refusal::TooManyChanges { max: 4 });
    }
    let oftener = small_season_but(|rules| rules.limits.changes_per_deed_max = 5);
    given_under(&oftener, recounts(4)).when(verify(1)).then([verified(1)]);
    given_under(&oftener, recounts(5)).when(verify(1)).refused("too-many-changes");
}
