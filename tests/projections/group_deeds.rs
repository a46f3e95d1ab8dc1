//! Deeds done together: once in every total, in shares on boards of persons.

use marathon_events::EntrantKind;
use marathon_projections::{
    Views,
    leaderboards::{BoardFilter, BoardMetric},
    totals::TotalsFilter,
};

use super::{
    boards::{board, lines},
    delivery::given,
};
use crate::given::{
    deeds::{Deed, help, tree_figures, trees},
    facts::{corrected, logged, person, team, withdrawn},
};

fn persons(metric: BoardMetric) -> BoardFilter {
    BoardFilter { entrant_kind: Some(EntrantKind::Person), ..board(metric) }
}

fn crowd_with(deed: Deed) -> Views {
    given((1..=7).map(person).chain([team(11, 20), logged(1, deed)]))
}

fn shares(views: &Views) -> Vec<u64> {
    let mut lines = lines(views, &persons(BoardMetric::Trees));
    lines.sort_by_key(|(_, entrant, _)| *entrant);
    lines.into_iter().map(|(.., value)| value).collect()
}

#[test]
fn the_shares_of_the_text_on_scoring() {
    assert_eq!(shares(&crowd_with(trees(1_000).people(7).with(2..=7))), [143, 143, 143, 143, 143, 143, 142]);
    assert_eq!(shares(&crowd_with(trees(100).people(20).with([2]))), [5, 5]);
    assert_eq!(shares(&crowd_with(trees(3).people(5).with([2]))), [1, 1]);
    // More named than took part: the named share all of it.
    assert_eq!(shares(&crowd_with(trees(7).people(1).with([2, 3]))), [3, 2, 2]);
    // Nothing is left for the last two.
    assert_eq!(shares(&crowd_with(trees(1).people(3).with([2, 3]))), [1]);
}

#[test]
fn the_rest_goes_to_the_smaller_ids_whoever_logged_the_deed() {
    assert_eq!(shares(&crowd_with(trees(5).by(7).people(3).with([3, 2]))), [2, 2, 1]);
}

#[test]
fn a_group_deed_counts_once_in_totals_and_whole_for_whoever_logged_it() {
    let views = crowd_with(trees(10).by(11).people(4).with([1, 2]));
    assert_eq!(views.totals.sum(&TotalsFilter::default()).claimed.trees, 10);
    assert_eq!(lines(&views, &board(BoardMetric::Trees)), [(1, 11, 10)]);
    // 10 over 4 slots: 3, 3, 2, 2; the last two fall on people who are not named.
    assert_eq!(lines(&views, &persons(BoardMetric::Trees)), [(1, 1, 3), (1, 2, 3)]);
}

#[test]
fn a_person_has_the_whole_on_the_board_of_all_and_a_share_on_the_board_of_persons() {
    let views = crowd_with(trees(10).people(2).with([2]));
    assert_eq!(lines(&views, &board(BoardMetric::Trees)), [(1, 1, 10)]);
    assert_eq!(lines(&views, &persons(BoardMetric::Trees)), [(1, 1, 5), (1, 2, 5)]);
    // A deed is not divided.
    assert_eq!(lines(&views, &persons(BoardMetric::Deeds)), [(1, 1, 1), (1, 2, 1)]);
}

#[test]
fn minutes_and_people_helped_are_shared_alike() {
    let views = crowd_with(help(5, 61).people(2).with([2]));
    assert_eq!(lines(&views, &persons(BoardMetric::PeopleHelped)), [(1, 1, 3), (2, 2, 2)]);
    assert_eq!(lines(&views, &persons(BoardMetric::PersonMinutes)), [(1, 1, 31), (2, 2, 30)]);
}

#[test]
fn after_a_correction_shares_are_split_anew() {
    let deed = || trees(1_000).people(7).with(2..=7);
    let crowd = || (1..=7).map(person).chain([logged(1, deed())]);
    let views = given(crowd().chain([corrected(1, tree_figures(8, 17))]));
    assert_eq!(shares(&views), [3, 2, 2, 2, 2, 2, 2]);
    let views = given(crowd().chain([corrected(1, tree_figures(8, 17)), withdrawn(1)]));
    assert_eq!(shares(&views), [0; 0]);
}

#[test]
fn a_deed_of_a_team_without_named_persons_is_nobodys_share() {
    let views = crowd_with(trees(10).by(11).people(5));
    assert_eq!(shares(&views), [0; 0]);
}
