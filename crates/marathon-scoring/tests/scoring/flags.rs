//! Judges against the mean of the others.

use marathon_scoring::{Flag, Judge};

use crate::given::{decide, entrant, judge, judge_id, nomination};

const NAMES: [char; 6] = ['a', 'b', 'c', 'd', 'e', 'f'];

/// A judge who gave these totals to a, b, c, ...
fn gave<const N: usize>(number: u32, totals: [u64; N]) -> Judge {
    judge(number, &NAMES.into_iter().zip(totals).collect::<Vec<_>>())
}

fn flags(judges: impl IntoIterator<Item = Judge>) -> Vec<Flag> {
    decide(&nomination(NAMES.map(|name| entrant(name, 1)), judges)).flags
}

fn flag(number: u32, common_entries: u64, concordant: u64, discordant: u64) -> Flag {
    Flag { judge: judge_id(number), common_entries, concordant, discordant }
}

#[test]
fn at_exactly_zero_nobody_is_flagged() {
    // 2 5 1 4 3 has five inversions (2>1, 5>1, 5>4, 5>3, 4>3) in ten pairs: τ = 0.
    assert_eq!(flags([gave(1, [1, 2, 3, 4, 5]), gave(2, [2, 5, 1, 4, 3])]), []);
}

#[test]
fn below_zero_the_judge_is_flagged() {
    // 3 5 1 4 2 has six (3>1, 3>2, 5>1, 5>4, 5>2, 4>2): τ = (4 − 6)/10. Of two, each contradicts the other.
    let flagged = flags([gave(1, [1, 2, 3, 4, 5]), gave(2, [3, 5, 1, 4, 2])]);
    assert_eq!(flagged, [flag(1, 5, 4, 6), flag(2, 5, 4, 6)]);
}

#[test]
fn pairs_that_are_equal_in_one_ranking_are_neither() {
    // J1 1 1 2 3 4, J2 9 8 7 7 7. Pairs: a b equal in J1, c d, c e, d e in J2; a and b before c, d, e: 6 discordant.
    let flagged = flags([gave(1, [1, 1, 2, 3, 4]), gave(2, [9, 8, 7, 7, 7])]);
    assert_eq!(flagged, [flag(1, 5, 0, 6), flag(2, 5, 0, 6)]);
    // Where all are equal τ-b is not defined.
    assert_eq!(flags([gave(1, [1, 2, 3, 4, 5]), gave(2, [6, 6, 6, 6, 6])]), []);
}

#[test]
fn fewer_than_five_common_entries_say_nothing() {
    assert_eq!(flags([gave(1, [1, 2, 3, 4]), gave(2, [4, 3, 2, 1])]), []);
    // Six scored, and four in common.
    let mut first = gave(1, [1, 2, 3, 4, 5, 6]);
    let mut second = gave(2, [6, 5, 4, 3, 2, 1]);
    first.recused_from.insert(crate::given::id('a'));
    second.recused_from.insert(crate::given::id('f'));
    assert_eq!(flags([first.clone(), second.clone()]), []);
    second.recused_from.clear();
    assert_eq!(flags([first, second]), [flag(1, 5, 0, 10), flag(2, 5, 0, 10)]);
}

#[test]
fn the_mean_of_the_others_is_of_ranks_not_of_totals() {
    // J2 is opposed to all others, with totals that would outweigh theirs. Ranks of J1, J3, J4 are x = 0, 1/4, ... 1,
    // of J2 1 − x. Means of the others: for J1 (1 − x + x + x)/3, rising; for J2 x, against its 1 − x.
    let judges = [
        gave(1, [1, 2, 3, 4, 5]),
        gave(2, [5_000, 4_000, 3_000, 2_000, 1_000]),
        gave(3, [1, 2, 3, 4, 5]),
        gave(4, [2, 3, 4, 5, 6]),
    ];
    assert_eq!(flags(judges), [flag(2, 5, 0, 10)]);
}

#[test]
fn the_mean_of_the_others_is_of_those_who_scored_the_entry() {
    // J2 scored a, b, c as 0, 1/2, 1; J3 d, e, f as 0, 1/2, 1. Means for J1: 0 1/2 1 0 1/2 1, against 5 4 3 2 1 0.
    // Pairs: 3 equal in the means; a b, a c, b c, d e, d f, e f, a e, a f, b f discordant; b d, c d, c e concordant.
    let judges = [
        gave(1, [5, 4, 3, 2, 1, 0]),
        judge(2, &[('a', 1), ('b', 2), ('c', 3)]),
        judge(3, &[('d', 1), ('e', 2), ('f', 3)]),
    ];
    assert_eq!(flags(judges), [flag(1, 6, 3, 9)]);
}
