//! Inputs that contradict themselves.

use marathon_events::BasisPoints;
use marathon_scoring::{Award, InputError, NominationInputs};

use crate::given::{entrant, id, judge, judge_id, nomination, without_jury};

fn fine() -> NominationInputs {
    nomination([entrant('a', 2), entrant('b', 1)], [judge(1, &[('a', 3), ('b', 4)])])
}

fn refused(break_it: impl FnOnce(&mut NominationInputs)) -> InputError {
    let mut inputs = fine();
    Award::decide(&inputs).unwrap();
    break_it(&mut inputs);
    Award::decide(&inputs).unwrap_err()
}

#[test]
fn every_contradiction_is_named() {
    let weights = InputError::Weights { metric_bps: BasisPoints(6_000), jury_bps: BasisPoints(u32::MAX) };
    assert_eq!(refused(|it| it.jury_bps.0 = u32::MAX), weights);
    assert_eq!(refused(|it| it.entrants.push(entrant('a', 9))), InputError::EntrantTwice(id('a')));
    assert_eq!(refused(|it| it.judges.push(judge(1, &[]))), InputError::JudgeTwice(judge_id(1)));
    assert_eq!(refused(|it| it.entrants[1].metric.denominator = 0), InputError::Denominator(id('b')));
    let stray = |name| InputError::NotShortlisted { judge: judge_id(1), entrant: id(name) };
    assert_eq!(refused(|it| it.shortlist_size = 1), stray('b'));
    assert_eq!(refused(|it| it.judges[0] = judge(1, &[('z', 1)])), stray('z'));
    let jury = refused(|it| {
        let judges = it.judges.clone();
        *it = NominationInputs { judges, ..without_jury(it.entrants.clone()) };
    });
    assert_eq!(jury, InputError::NoJury);
}

#[test]
fn an_error_says_what_to_do() {
    let told = refused(|it| it.shortlist_size = 1).to_string();
    let expected = "judge 00000000-0000-0000-0000-000000000001 scored entrant \
                    00000000-0000-0000-0000-000000000062, which is not on the shortlist; leave out that score";
    assert_eq!(told, expected);
}
