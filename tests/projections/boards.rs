//! Leaderboards: places of a competition, filters, cursors, neighbours.

use marathon_domain::{RegionNo, SectorNo};
use marathon_events::{EntrantKind, entrant_profile_changed::EntrantProfileChanged};
use marathon_projections::{
    Views,
    book::EntrantNo,
    leaderboards::{BoardFilter, BoardMetric, BoardPlace, BoardStatus},
};

use super::delivery::{deliver, folded, given};
use crate::given::{
    deeds::{trees, waste},
    facts::{at_home_in, logged, organisation, person, same, team, told, verified, withdrawn},
    history::recorded,
    ids,
};

pub fn board(metric: BoardMetric) -> BoardFilter {
    let status = BoardStatus::Claimed;
    BoardFilter { metric, status, entrant_kind: None, region: None, sector: None, silver: false }
}

/// Rank, number of the entrant as it was given, and value, of every line.
pub fn lines(views: &Views, board: &BoardFilter) -> Vec<(u64, u32, u64)> {
    let number = |no: EntrantNo| {
        let id = views.book.entrants().get(no).id;
        (1..100).find(|n| ids::entrant(*n) == id).unwrap()
    };
    let page = views.leaderboards.page(&views.book, board, None, 100);
    page.iter().map(|line| (line.rank, number(line.entrant), line.value)).collect()
}

fn four_planters() -> Views {
    given([
        team(1, 9),
        person(2),
        organisation(3, 9),
        at_home_in("KZ-75", team(4, 9)),
        logged(1, trees(7).by(4)),
        logged(2, trees(7).by(3)),
        logged(3, trees(9).by(2)),
        logged(4, trees(3).by(1)),
        verified(1),
    ])
}

#[test]
fn equal_values_share_a_rank_and_the_smaller_id_comes_first() {
    let views = four_planters();
    assert_eq!(lines(&views, &board(BoardMetric::Trees)), [(1, 2, 9), (2, 3, 7), (2, 4, 7), (4, 1, 3)]);
    assert_eq!(lines(&views, &board(BoardMetric::Deeds)), [(1, 1, 1), (1, 2, 1), (1, 3, 1), (1, 4, 1)]);
    assert_eq!(lines(&views, &board(BoardMetric::Grams)), []);
}

#[test]
fn a_board_asked_for_before_the_opening_follows_it() {
    let events = recorded([
        team(1, 9),
        at_home_in("KZ-75", team(2, 9)),
        logged(1, trees(7).by(2)),
        logged(2, trees(3).by(1)),
    ]);
    let all = board(BoardMetric::Trees);
    let mut early = marathon_engine::View::<Views>::default();
    assert_eq!(lines(&early.model, &all), []);
    deliver(&mut early, &events, 1);
    assert_eq!(lines(&early.model, &all), [(1, 2, 7), (2, 1, 3)]);
    assert_eq!(lines(&early.model, &all), lines(&folded(&events).model, &all));
}

#[test]
fn filters_choose_entrants_by_kind_and_home_and_deeds_by_sector_and_status() {
    let views = four_planters();
    let all = board(BoardMetric::Trees);
    let teams = BoardFilter { entrant_kind: Some(EntrantKind::Team), ..all };
    assert_eq!(lines(&views, &teams), [(1, 4, 7), (2, 1, 3)]);
    assert_eq!(lines(&views, &BoardFilter { region: Some(RegionNo(1)), ..all }), [(1, 4, 7)]);
    let at_home = BoardFilter { region: Some(RegionNo(0)), ..teams };
    assert_eq!(lines(&views, &at_home), [(1, 1, 3)]);
    assert_eq!(lines(&views, &BoardFilter { sector: Some(SectorNo(1)), ..all }), []);
    assert_eq!(lines(&views, &BoardFilter { status: BoardStatus::Verified, ..all }), [(1, 4, 7)]);
}

#[test]
fn a_home_is_the_entrants_and_not_the_deeds() {
    let views = given([person(1), logged(1, trees(1).in_region("KZ-75"))]);
    let at = |no| BoardFilter { region: Some(RegionNo(no)), ..board(BoardMetric::Trees) };
    assert_eq!(lines(&views, &at(0)), [(1, 1, 1)]);
    assert_eq!(lines(&views, &at(1)), []);
}

#[test]
fn what_an_entrant_tells_about_itself_reaches_names_and_filters() {
    let change = EntrantProfileChanged {
        alias: Some("Ayan".into()),
        region: Some(ids::region("KZ-75")),
        silver: Some(true),
        ..same()
    };
    let facts = [person(1), person(2), logged(1, trees(1)), told(1, change)];
    let events = recorded(facts.clone());
    let at = |no| BoardFilter { region: Some(RegionNo(no)), ..board(BoardMetric::Trees) };
    let mut asked_before = folded(&events[..4]);
    assert_eq!(lines(&asked_before.model, &at(0)), [(1, 1, 1)]);
    deliver(&mut asked_before, &events[4..], 1);
    for views in [&asked_before.model, &given(facts)] {
        assert_eq!((lines(views, &at(0)), lines(views, &at(1))), (vec![], vec![(1, 1, 1)]));
        let [changed, other] = [0, 1].map(|no| views.book.entrants().get(EntrantNo(no)));
        assert_eq!((changed.alias, changed.region, changed.silver), ("Ayan", RegionNo(1), true));
        assert_eq!((other.alias, other.region, other.silver), ("e2", RegionNo(0), false));
    }
}

#[test]
fn whoever_takes_everything_back_leaves_the_board() {
    let views = given([
        team(1, 9),
        team(2, 9),
        logged(1, trees(5)),
        logged(2, waste(5)),
        logged(3, trees(2).by(2)),
        withdrawn(1),
    ]);
    assert_eq!(lines(&views, &board(BoardMetric::Trees)), [(1, 2, 2)]);
    assert_eq!(lines(&views, &board(BoardMetric::Grams)), [(1, 1, 5)]);
    let none = views.leaderboards.neighbours(&views.book, &board(BoardMetric::Trees), EntrantNo(0), 3);
    assert_eq!(none, None);
}

#[test]
fn pages_go_on_after_a_place_even_if_nobody_is_there_any_more() {
    let views = four_planters();
    let after = |value, entrant, limit| {
        let place = BoardPlace { value, entrant: EntrantNo(entrant) };
        let page = views.leaderboards.page(&views.book, &board(BoardMetric::Trees), Some(place), limit);
        page.iter().map(|line| (line.rank, line.value)).collect::<Vec<_>>()
    };
    assert_eq!(after(9, 1, 2), [(2, 7), (2, 7)]);
    // In the middle of a tie the rank is still that of the tie.
    assert_eq!(after(7, 2, 9), [(2, 7), (4, 3)]);
    assert_eq!(after(8, 99, 1), [(2, 7)]);
    assert_eq!(after(3, 0, 9), []);
}

#[test]
fn neighbours_stand_around_an_entrant() {
    let views = four_planters();
    let board = board(BoardMetric::Trees);
    let around = |no, each_side| {
        let found = views.leaderboards.neighbours(&views.book, &board, EntrantNo(no), each_side).unwrap();
        let values: Vec<_> = found.around.iter().map(|line| line.value).collect();
        (found.own.rank, found.leader.value, values, found.entrants)
    };
    assert_eq!(around(3, 1), (2, 9, vec![7, 7, 3], 4));
    assert_eq!(around(1, 1), (1, 9, vec![9, 7], 4));
    assert_eq!(around(0, 9), (4, 9, vec![9, 7, 7, 3], 4));
    assert_eq!(around(2, 0), (2, 9, vec![7], 4));
    let others = BoardFilter { entrant_kind: Some(EntrantKind::Organisation), ..board };
    assert_eq!(views.leaderboards.neighbours(&views.book, &others, EntrantNo(0), 1), None);
}

#[test]
fn the_older_volunteers_have_boards_of_their_own() {
    let silver = |mut entrant: marathon_domain::Fact| {
        if let marathon_events::Event::EntrantRegistered(e) = &mut entrant.event {
            e.silver = true;
        }
        entrant
    };
    let views = given([
        person(1),
        silver(person(2)),
        at_home_in("KZ-75", silver(team(3, 4))),
        logged(1, trees(9).by(1)),
        logged(2, trees(7).by(2)),
        logged(3, trees(8).by(3)),
    ]);
    let all = board(BoardMetric::Trees);
    let only = BoardFilter { silver: true, ..all };
    assert_eq!(lines(&views, &all), [(1, 1, 9), (2, 3, 8), (3, 2, 7)]);
    assert_eq!(lines(&views, &only), [(1, 3, 8), (2, 2, 7)]);
    let persons = BoardFilter { entrant_kind: Some(EntrantKind::Person), ..only };
    assert_eq!(lines(&views, &persons), [(1, 2, 7)]);
    assert_eq!(lines(&views, &BoardFilter { region: Some(RegionNo(1)), ..only }), [(1, 3, 8)]);
    assert_eq!(lines(&views, &BoardFilter { region: Some(RegionNo(1)), ..persons }), []);
}
