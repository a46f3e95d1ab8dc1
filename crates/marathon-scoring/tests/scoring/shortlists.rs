//! Who is in the running.

use marathon_events::BasisPoints;
use marathon_scoring::{Entrant, Fraction, Outcome, shortlist};

use crate::given::{decide, entrant, entry, id, judge, name, nomination, r, standing};

fn listed(entrants: &[Entrant], jury_bps: u32, size: u32) -> String {
    shortlist(entrants, BasisPoints(jury_bps), size).into_iter().map(name).collect()
}

fn field() -> Vec<Entrant> {
    [('a', 9), ('b', 5), ('c', 7), ('d', 5), ('e', 5), ('f', 4)].map(|(name, m)| entrant(name, m)).into()
}

#[test]
fn the_first_and_everybody_equal_to_the_last_of_them() {
    // 9, 7, 5, 5, 5, 4.
    let expected = ["", "a", "ac", "abcde", "abcde", "abcde", "abcdef", "abcdef"];
    for (size, names) in (0..).zip(expected) {
        assert_eq!(listed(&field(), 4_000, size), names, "{size}");
    }
    // 10/2 is equal to 5/1.
    let mut halves = field();
    halves[1].metric = Fraction { numerator: 10, denominator: 2 };
    assert_eq!(listed(&halves, 4_000, 3), "abcde");
}

#[test]
fn without_a_jury_the_whole_field() {
    assert_eq!(listed(&field(), 0, 1), "abcdef");
}

#[test]
fn only_who_is_eligible() {
    let mut entrants = field();
    entrants[0].admitted = false;
    entrants[5].metric = Fraction { numerator: 0, denominator: 7 };
    assert_eq!(listed(&entrants, 0, 1), "bcde");
    assert_eq!(listed(&entrants, 1, 1), "c");
}

#[test]
fn percentiles_are_of_the_shortlist_alone() {
    let judges = [judge(1, &[('a', 1), ('c', 2)])];
    let mut inputs = nomination(field(), judges);
    inputs.shortlist_size = 2;
    let award = decide(&inputs);
    // c is the lower of two, though four are below it.
    assert_eq!(standing(&award, 'c'), [r(0, 1), r(1, 1), r(4_000, 1)].map(Some));
    assert_eq!(entry(&award, 'b').outcome, Outcome::NotShortlisted);
    assert_eq!(standing(&award, 'b'), [None, None, None]);
    // The shortlist alone gives the same.
    let all = award.entries.clone();
    inputs.entrants.retain(|entrant| [id('a'), id('c')].contains(&entrant.id));
    assert_eq!(decide(&inputs).entries, all[..2]);
}
