//! Metric part, jury part, standing; each worked out on paper.

use marathon_scoring::{Gone, Outcome};

use crate::given::{
    decide, entrant, entry, id, judge, nomination, places, r, standing, winners, withdrawn, without_jury,
};
use marathon_scoring::{Entrant, Link, NominationInputs};

/// The example of the text: J1 a 9, b 7, c 7; J2 a 5, b 6; J3 c 8; metrics a 100, b 250, c 100.
fn example() -> NominationInputs {
    let judges =
        [judge(1, &[('a', 9), ('b', 7), ('c', 7)]), judge(2, &[('a', 5), ('b', 6)]), judge(3, &[('c', 8)])];
    nomination([entrant('a', 100), entrant('b', 250), entrant('c', 100)], judges)
}

#[test]
fn the_worked_example_of_a_jury() {
    let award = decide(&example());
    // Jury: J1 a 1, b and c (0 + 1)/4; J2 a 0, b 1; J3 alone 1/2.
    // a (1 + 0)/2, b (1/4 + 1)/2, c (1/4 + 1/2)/2.
    // Metric: a and c (0 + 1)/4, b 4/4.
    // a 6000/4 + 4000/2, b 6000 + 4000×5/8, c 6000/4 + 4000×3/8.
    assert_eq!(standing(&award, 'a'), [r(1, 4), r(1, 2), r(3_500, 1)].map(Some));
    assert_eq!(standing(&award, 'b'), [r(1, 1), r(5, 8), r(8_500, 1)].map(Some));
    assert_eq!(standing(&award, 'c'), [r(1, 4), r(3, 8), r(3_000, 1)].map(Some));
    let by_standing = Some(Link::Standing);
    assert_eq!(places(&award), [('b', by_standing), ('a', by_standing), ('c', None)]);
    assert_eq!(winners(&award), "b");
    assert_eq!(award.flags, []);
}

#[test]
fn raw_means_stand_beside_the_ranks_and_decide_nothing() {
    let award = decide(&example());
    let raw = |name| entry(&award, name).jury.as_ref().unwrap().raw_mean.clone();
    // a (9 + 5)/2, b (7 + 6)/2, c (7 + 8)/2: the raw order is c, a, b, the jury's is b, a, c.
    assert_eq!([raw('a'), raw('b'), raw('c')], [r(7, 1), r(13, 2), r(15, 2)]);
    let scores = &entry(&award, 'c').jury.as_ref().unwrap().scores;
    let told: Vec<_> = scores.iter().map(|s| (s.judge.0.as_u128(), s.total, s.borda.clone())).collect();
    assert_eq!(told, [(1, 7, r(1, 4)), (3, 8, r(1, 2))]);
}

#[test]
fn the_worked_example_of_percentiles() {
    let award = decide(&without_jury([5, 3, 3, 1].into_iter().zip('a'..).map(|(m, name)| entrant(name, m))));
    let part = |name| entry(&award, name).metric_part.clone().unwrap();
    assert_eq!(['a', 'b', 'c', 'd'].map(part), [r(1, 1), r(1, 2), r(1, 2), r(0, 1)]);
}

#[test]
fn a_recused_judge_is_in_no_mean_and_the_entry_in_none_of_its_ranks() {
    let mut inputs = example();
    // Without J1 on a, J1 ranks b and c alone: (0 + 1)/2 each. a: J2 0. b (1/2 + 1)/2, c (1/2 + 1/2)/2.
    inputs.judges[0].recused_from.insert(id('a'));
    let recused = decide(&inputs);
    let part = |name| standing(&recused, name)[1].clone().unwrap();
    assert_eq!(['a', 'b', 'c'].map(part), [r(0, 1), r(3, 4), r(1, 2)]);
    // a 1500, b 6000 + 3000, c 1500 + 2000.
    assert_eq!(places(&recused).iter().map(|(name, _)| *name).collect::<String>(), "bca");
    // The same as if the score had never been given.
    inputs.judges[0].totals.remove(&id('a'));
    assert_eq!(decide(&inputs), recused);
}

#[test]
fn an_entry_below_the_quorum_has_no_place_and_still_counts_for_others() {
    let mut inputs = example();
    inputs.quorum = 2;
    inputs.judges[2].totals.clear();
    // Now c was scored by J1 alone: 1/4, 1500 + 1000, but one score is too few.
    let missing = decide(&inputs);
    assert_eq!(entry(&missing, 'c').outcome, Outcome::QuorumMissing);
    assert_eq!(standing(&missing, 'c'), [r(1, 4), r(1, 4), r(2_500, 1)].map(Some));
    assert_eq!(places(&missing), [('b', Some(Link::Standing)), ('a', None)]);
    assert_eq!(standing(&missing, 'a')[0], Some(r(1, 4)), "as with c");
    inputs.waived.insert(id('c'));
    let waived = decide(&inputs);
    let by_standing = Some(Link::Standing);
    assert_eq!(places(&waived), [('b', by_standing), ('a', by_standing), ('c', None)]);
    assert_eq!(standing(&waived, 'c'), standing(&missing, 'c'));
}

#[test]
fn without_any_score_there_is_no_standing_that_a_waiver_could_save() {
    let mut inputs = nomination([entrant('a', 2), entrant('b', 1)], [judge(1, &[('a', 3)])]);
    inputs.waived.insert(id('b'));
    for quorum in [0, 1] {
        inputs.quorum = quorum;
        let award = decide(&inputs);
        assert_eq!(entry(&award, 'b').outcome, Outcome::QuorumMissing);
        assert_eq!(standing(&award, 'b'), [Some(r(0, 1)), None, None]);
        // a: metric 1, jury alone 1/2: 6000 + 2000.
        assert_eq!(standing(&award, 'a')[2], Some(r(8_000, 1)));
        assert_eq!(places(&award), [('a', None)]);
    }
}

#[test]
fn one_entrant_has_all_of_the_metric_and_the_middle_of_the_jury() {
    let award = decide(&nomination([entrant('a', 7)], [judge(1, &[('a', 0)]), judge(2, &[('a', 9)])]));
    // 6000 × 1 + 4000 × 1/2.
    assert_eq!(standing(&award, 'a'), [r(1, 1), r(1, 2), r(8_000, 1)].map(Some));
    assert_eq!((places(&award), winners(&award)), (vec![('a', None)], "a".into()));
}

#[test]
fn all_equal_stand_in_the_middle() {
    let all = [('a', 4), ('b', 4), ('c', 4)];
    let award = decide(&nomination(['a', 'b', 'c'].map(|name| entrant(name, 9)), [judge(1, &all)]));
    // (2 × 0 + 2)/(2 × 2) in both parts: 3000 + 2000.
    for name in ['a', 'b', 'c'] {
        assert_eq!(standing(&award, name), [r(1, 2), r(1, 2), r(5_000, 1)].map(Some));
    }
}

#[test]
fn two_judges_who_contradict_each_other_cancel_out() {
    let judges = [judge(1, &[('a', 9), ('b', 5), ('c', 1)]), judge(2, &[('a', 1), ('b', 5), ('c', 9)])];
    let award = decide(&nomination([entrant('a', 1), entrant('b', 2), entrant('c', 3)], judges));
    // Jury 1/2 for everybody: (1 + 0)/2, (1/2 + 1/2)/2, (0 + 1)/2. Metric 0, 1/2, 1.
    assert_eq!(standing(&award, 'a'), [r(0, 1), r(1, 2), r(2_000, 1)].map(Some));
    assert_eq!(standing(&award, 'b'), [r(1, 2), r(1, 2), r(5_000, 1)].map(Some));
    assert_eq!(standing(&award, 'c'), [r(1, 1), r(1, 2), r(8_000, 1)].map(Some));
}

#[test]
fn a_severe_judge_weighs_as_much_as_a_lenient_one() {
    // Totals of J1 are a hundred times higher; a leads in raw means, but b has two judges of three.
    let judges = [
        judge(1, &[('a', 900), ('b', 100)]),
        judge(2, &[('a', 1), ('b', 2)]),
        judge(3, &[('a', 0), ('b', 1)]),
    ];
    let award = decide(&nomination([entrant('a', 5), entrant('b', 5)], judges));
    // Metric 1/2 each. Jury a 1/3, b 2/3: 3000 + 4000/3, 3000 + 8000/3.
    assert_eq!(standing(&award, 'a')[2], Some(r(13_000, 3)));
    assert_eq!(standing(&award, 'b')[2], Some(r(17_000, 3)));
    assert_eq!(places(&award), [('b', Some(Link::Standing)), ('a', None)]);
}

#[test]
fn without_a_jury_the_metric_alone_decides_and_nobody_needs_a_score() {
    let mut inputs = without_jury([entrant('a', 3), entrant('b', 8), entrant('c', 5)]);
    (inputs.quorum, inputs.winners) = (3, 2);
    let award = decide(&inputs);
    assert_eq!(standing(&award, 'b'), [Some(r(1, 1)), None, Some(r(10_000, 1))]);
    assert_eq!(standing(&award, 'c'), [Some(r(1, 2)), None, Some(r(5_000, 1))]);
    let by_standing = Some(Link::Standing);
    assert_eq!(places(&award), [('b', by_standing), ('c', by_standing), ('a', None)]);
    assert_eq!(winners(&award), "bc");
}

#[test]
fn who_withdraws_after_the_freeze_cannot_win_and_still_counts_for_others() {
    let judges = || [judge(1, &[('a', 9), ('b', 8), ('c', 7)])];
    let field = |best| nomination([best, entrant('b', 20), entrant('c', 10)], judges());
    let gone = decide(&field(withdrawn(entrant('a', 30))));
    // b stays in the middle of three: 6000/2 + 4000/2; of two it would be at the top.
    assert_eq!(standing(&gone, 'b'), [r(1, 2), r(1, 2), r(5_000, 1)].map(Some));
    assert_eq!(entry(&gone, 'a').outcome, Outcome::Withdrawn);
    assert_eq!(standing(&gone, 'a')[2], Some(r(10_000, 1)), "shown, but without a place");
    assert_eq!(places(&gone), [('b', Some(Link::Standing)), ('c', None)]);
    assert_eq!(winners(&gone), "b");
    let thrown_out = Entrant { gone: Some(Gone::Disqualified), ..entrant('a', 30) };
    let award = decide(&field(thrown_out));
    assert_eq!(entry(&award, 'a').outcome, Outcome::Disqualified);
    assert_eq!(places(&award), places(&gone));
}

#[test]
fn who_withdraws_before_the_freeze_is_not_in_the_field() {
    let judges = [judge(1, &[('b', 8), ('c', 7)])];
    let a = Entrant { admitted: false, ..entrant('a', 30) };
    let award = decide(&nomination([a, entrant('b', 20), entrant('c', 10)], judges));
    assert_eq!(entry(&award, 'a').outcome, Outcome::NotEligible);
    assert_eq!(standing(&award, 'a'), [None, None, None]);
    assert_eq!(standing(&award, 'b'), [r(1, 1), r(1, 1), r(10_000, 1)].map(Some), "the best of two");
}

#[test]
fn an_award_is_the_same_text_everywhere() {
    let award = decide(&nomination([entrant('b', 4), entrant('a', 0)], [judge(1, &[('b', 3)])]));
    let text = serde_json::to_string(&award).unwrap();
    let expected = concat!(
        r#"{"entries":[{"entrant":"00000000-0000-0000-0000-000000000062","outcome":{"type":"placed","place":1},"#,
        r#""metric":{"numerator":"4","denominator":"1"},"#,
        r#""record":{"counted_deeds":10,"active_days":5,"last_position":100},"#,
        r#""metric_part":{"numerator":"1","denominator":"1"},"#,
        r#""jury":{"part":{"numerator":"1","denominator":"2"},"raw_mean":{"numerator":"3","denominator":"1"},"#,
        r#""scores":[{"judge":"00000000-0000-0000-0000-000000000001","total":3,"#,
        r#""borda":{"numerator":"1","denominator":"2"}}]},"#,
        r#""standing":{"numerator":"8000","denominator":"1"}},"#,
        r#"{"entrant":"00000000-0000-0000-0000-000000000061","outcome":{"type":"not-eligible"},"#,
        r#""metric":{"numerator":"0","denominator":"1"},"#,
        r#""record":{"counted_deeds":10,"active_days":5,"last_position":100}}],"#,
        r#""winners":["00000000-0000-0000-0000-000000000062"],"flags":[]}"#
    );
    assert_eq!(text, expected);
    assert_eq!(serde_json::from_str::<marathon_scoring::Award>(&text).unwrap(), award);
}
