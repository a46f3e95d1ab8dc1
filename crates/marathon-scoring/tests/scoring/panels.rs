//! Small juries, each worked out on paper from beginning to end: parts, standings, places, winners.
//!
//! Weights are 6 000 for the metric and 4 000 for the jury unless a case says otherwise.

use marathon_events::{BasisPoints, Position};
use marathon_scoring::{Entrant, Gone, Link, NominationInputs, Outcome, Record};

use crate::given::{decide, entrant, entry, id, judge, nomination, places, r, standing, winners, withdrawn};

fn record(counted_deeds: u64, active_days: u64, last: u64) -> Record {
    Record { counted_deeds, active_days, last_position: Some(Position(last)) }
}

/// a and b of metric 5, whom two judges put in opposite orders; c, far behind, is last with both.
fn level(a: Record, b: Record) -> NominationInputs {
    let judges = [judge(1, &[('a', 8), ('b', 6), ('c', 1)]), judge(2, &[('a', 6), ('b', 8), ('c', 1)])];
    let with = |name, record| Entrant { record, ..entrant(name, 5) };
    nomination([with('a', a), with('b', b), entrant('c', 1)], judges)
}

/// Jury: within J1 a 1, b 1/2, c 0, within J2 a 1/2, b 1, c 0; means a 3/4, b 3/4, c 0.
/// Metric 5, 5, 1: a and b (2 × 1 + 1)/4 = 3/4, c 0. Standings 4 500 + 3 000 = 7 500 twice, and 0.
fn separated(a: Record, b: Record) -> (Vec<(char, Option<Link>)>, String) {
    let award = decide(&level(a, b));
    for name in ['a', 'b'] {
        assert_eq!(standing(&award, name), [r(3, 4), r(3, 4), r(7_500, 1)].map(Some));
    }
    assert_eq!(standing(&award, 'c'), [r(0, 1), r(0, 1), r(0, 1)].map(Some));
    (places(&award), winners(&award))
}

#[test]
fn level_with_a_jury_the_counted_deeds_decide() {
    // 4 and 5 deeds; days and completion speak for a.
    let (places, winner) = separated(record(4, 9, 1), record(5, 1, 9));
    assert_eq!(places[0], ('b', Some(Link::CountedDeeds)));
    assert_eq!((places[1], winner.as_str()), (('a', Some(Link::Standing)), "b"));
}

#[test]
fn level_with_a_jury_the_active_days_decide() {
    // 4 deeds each, on 3 and 2 days; completion speaks for b.
    let (places, winner) = separated(record(4, 3, 9), record(4, 2, 1));
    assert_eq!((places[0], winner.as_str()), (('a', Some(Link::ActiveDays)), "a"));
}

#[test]
fn level_with_a_jury_the_earlier_completion_decides() {
    // 4 deeds on 2 days each; the last at position 8 and 7.
    let (places, winner) = separated(record(4, 2, 8), record(4, 2, 7));
    assert_eq!((places[0], winner.as_str()), (('b', Some(Link::EarliestCompletion)), "b"));
}

#[test]
fn level_with_a_jury_the_draw_decides() {
    // sha256("seed" ‖ a) = e6aee479…, sha256("seed" ‖ b) = 7ba6b172…: b first.
    let (places, winner) = separated(record(4, 2, 8), record(4, 2, 8));
    assert_eq!((places[0], winner.as_str()), (('b', Some(Link::Draw)), "b"));
}

#[test]
fn the_jury_standing_goes_before_everything_else_that_separates() {
    // Metrics 3, 2, 1: parts 1, 1/2, 0. One judge: b 1, a 1/2, c 0. Weights 5 000 each: a 5 000 + 2 500, b 2 500 + 5 000.
    let a = Entrant { record: record(9, 9, 1), ..entrant('a', 3) };
    let b = Entrant { record: record(1, 1, 9), ..entrant('b', 2) };
    let mut inputs = nomination([a, b, entrant('c', 1)], [judge(1, &[('a', 5), ('b', 9), ('c', 1)])]);
    (inputs.metric_bps, inputs.jury_bps) = (BasisPoints(5_000), BasisPoints(5_000));
    let award = decide(&inputs);
    assert_eq!(standing(&award, 'a'), [r(1, 1), r(1, 2), r(7_500, 1)].map(Some));
    assert_eq!(standing(&award, 'b'), [r(1, 2), r(1, 1), r(7_500, 1)].map(Some));
    assert_eq!(places(&award)[0], ('b', Some(Link::JuryStanding)));
}

#[test]
fn a_recusal_from_the_best_entry_raises_those_behind_it_with_that_judge() {
    // J1 recused from a ranks b 1, c 0; J2 ranks a 1, b 1/2, c 0. Means a 1, b 3/4, c 0. Metrics 1, 2, 3: 0, 1/2, 1.
    let mut first = judge(1, &[('a', 9), ('b', 5), ('c', 4)]);
    first.recused_from.insert(id('a'));
    let judges = [first, judge(2, &[('a', 9), ('b', 5), ('c', 4)])];
    let award = decide(&nomination([entrant('a', 1), entrant('b', 2), entrant('c', 3)], judges));
    // a 0 + 4 000, b 3 000 + 3 000, c 6 000 + 0: b and c are level, and b stands higher with the jury.
    assert_eq!(standing(&award, 'a'), [r(0, 1), r(1, 1), r(4_000, 1)].map(Some));
    assert_eq!(standing(&award, 'b'), [r(1, 2), r(3, 4), r(6_000, 1)].map(Some));
    assert_eq!(standing(&award, 'c'), [r(1, 1), r(0, 1), r(6_000, 1)].map(Some));
    let expected = [('b', Some(Link::JuryStanding)), ('c', Some(Link::Standing)), ('a', None)];
    assert_eq!(places(&award), expected);
}

#[test]
fn an_entry_from_which_every_judge_is_recused_has_no_place_whatever_is_waived() {
    let recused = |number| {
        let mut judge = judge(number, &[('a', 9), ('b', 1)]);
        judge.recused_from.insert(id('a'));
        judge
    };
    let mut inputs = nomination([entrant('a', 2), entrant('b', 1)], [recused(1), recused(2)]);
    inputs.waived.insert(id('a'));
    let award = decide(&inputs);
    assert_eq!(entry(&award, 'a').outcome, Outcome::QuorumMissing);
    // b alone with both judges: 1/2; metric 0 of two: 0 + 2 000.
    assert_eq!(standing(&award, 'b'), [r(0, 1), r(1, 2), r(2_000, 1)].map(Some));
    assert_eq!(winners(&award), "b");
}

#[test]
fn a_score_exactly_at_the_quorum_is_enough() {
    // a and b by two judges, c by one. Quorum 2.
    let judges = [judge(1, &[('a', 3), ('b', 2), ('c', 9)]), judge(2, &[('a', 3), ('b', 2)])];
    let mut inputs = nomination([entrant('a', 1), entrant('b', 1), entrant('c', 1)], judges);
    inputs.quorum = 2;
    let award = decide(&inputs);
    // J1: c 1, a 1/2, b 0. J2: a 1, b 0. Means a 3/4, b 0, c 1. Metric 1/2 each.
    assert_eq!(standing(&award, 'a'), [r(1, 2), r(3, 4), r(6_000, 1)].map(Some));
    assert_eq!(standing(&award, 'c'), [r(1, 2), r(1, 1), r(7_000, 1)].map(Some));
    assert_eq!(entry(&award, 'c').outcome, Outcome::QuorumMissing);
    assert_eq!((places(&award)[0].0, winners(&award).as_str()), ('a', "a"));
}

#[test]
fn one_entrant_alone_wins_with_three_quarters_of_nothing_to_beat() {
    // Metric 1 alone. One judge, one entry: 1/2. Weights 2 500 and 7 500: 2 500 + 3 750.
    let mut inputs = nomination([entrant('a', 1)], [judge(1, &[('a', 0)])]);
    (inputs.metric_bps, inputs.jury_bps, inputs.winners) = (BasisPoints(2_500), BasisPoints(7_500), 2);
    let award = decide(&inputs);
    assert_eq!(standing(&award, 'a'), [r(1, 1), r(1, 2), r(6_250, 1)].map(Some));
    assert_eq!((places(&award), winners(&award)), (vec![('a', None)], "a".into()));
}

#[test]
fn all_equal_in_everything_the_draw_orders_all() {
    let all = [('a', 7), ('b', 7), ('c', 7), ('d', 7)];
    let judges = [judge(1, &all), judge(2, &all)];
    let mut inputs = nomination(['a', 'b', 'c', 'd'].map(|name| entrant(name, 3)), judges);
    inputs.winners = 2;
    let award = decide(&inputs);
    // (2 × 0 + 3)/(2 × 3) in both parts: 3 000 + 2 000.
    assert!(['a', 'b', 'c', 'd'].iter().all(|n| standing(&award, *n)[2] == Some(r(5_000, 1))));
    // seed: d 50deacc3…, c 79a0313c…, b 7ba6b172…, a e6aee479…
    assert_eq!(winners(&award), "dc");
    assert_eq!(places(&award).iter().map(|(name, _)| *name).collect::<String>(), "dcba");
}

#[test]
fn two_judges_that_contradict_each_other_leave_it_to_the_metric() {
    // Four entries in opposite orders: every mean 1/2. Metrics 10, 30, 20, 40: 0, 2/3, 1/3, 1.
    let judges = [
        judge(1, &[('a', 9), ('b', 7), ('c', 5), ('d', 3)]),
        judge(2, &[('a', 3), ('b', 5), ('c', 7), ('d', 9)]),
    ];
    let field = [('a', 10), ('b', 30), ('c', 20), ('d', 40)].map(|(name, metric)| entrant(name, metric));
    let award = decide(&nomination(field, judges));
    assert_eq!(standing(&award, 'a'), [r(0, 1), r(1, 2), r(2_000, 1)].map(Some));
    assert_eq!(standing(&award, 'b'), [r(2, 3), r(1, 2), r(6_000, 1)].map(Some));
    assert_eq!(standing(&award, 'c'), [r(1, 3), r(1, 2), r(4_000, 1)].map(Some));
    assert_eq!(standing(&award, 'd'), [r(1, 1), r(1, 2), r(8_000, 1)].map(Some));
    assert_eq!(places(&award).iter().map(|(name, _)| *name).collect::<String>(), "dbca");
    assert_eq!(award.flags, [], "four common entries say nothing");
}

#[test]
fn three_judges_give_thirds_that_no_rounding_touches() {
    // J1 a 1, b 1/2, c 0; J2 b 1, a 1/2, c 0; J3 a 1, c 1/2, b 0. Means a 5/6, b 1/2, c 1/6.
    let judges = [
        judge(1, &[('a', 3), ('b', 2), ('c', 1)]),
        judge(2, &[('a', 2), ('b', 3), ('c', 1)]),
        judge(3, &[('a', 3), ('b', 1), ('c', 2)]),
    ];
    let award = decide(&nomination([entrant('a', 1), entrant('b', 2), entrant('c', 3)], judges));
    // a 0 + 4 000 × 5/6, b 3 000 + 2 000, c 6 000 + 4 000/6.
    assert_eq!(standing(&award, 'a')[2], Some(r(10_000, 3)));
    assert_eq!(standing(&award, 'b')[2], Some(r(5_000, 1)));
    assert_eq!(standing(&award, 'c')[2], Some(r(20_000, 3)));
    assert_eq!(winners(&award), "c");
}

#[test]
fn a_winner_who_goes_after_the_freeze_leaves_the_place_to_the_next_and_all_numbers_as_they_were() {
    let judges = || [judge(1, &[('a', 9), ('b', 5), ('c', 1)])];
    let field = |a| nomination([a, entrant('b', 2), entrant('c', 1)], judges());
    let before = decide(&field(entrant('a', 3)));
    for a in [withdrawn(entrant('a', 3)), Entrant { gone: Some(Gone::Disqualified), ..entrant('a', 3) }] {
        let after = decide(&field(a));
        assert_eq!((winners(&before).as_str(), winners(&after).as_str()), ("a", "b"));
        for name in ['a', 'b', 'c'] {
            assert_eq!(standing(&after, name), standing(&before, name), "{name}");
        }
    }
    // Before the freeze it is another field: b 1, c 0 in both parts.
    let never = decide(&nomination([entrant('b', 2), entrant('c', 1)], [judge(1, &[('b', 5), ('c', 1)])]));
    assert_eq!(standing(&never, 'b'), [r(1, 1), r(1, 1), r(10_000, 1)].map(Some));
    assert_eq!(standing(&before, 'b'), [r(1, 2), r(1, 2), r(5_000, 1)].map(Some));
}
