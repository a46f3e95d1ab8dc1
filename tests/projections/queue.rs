//! What waits for coordinators.

use marathon_domain::RegionNo;
use marathon_events::DeedId;
use marathon_projections::{
    Views,
    book::{DeedNo, EntrantNo},
};

use super::delivery::given;
use crate::given::{
    deeds::{tree_figures, trees},
    facts::{challenged, corrected, logged, person, rejected, resolved, verified, withdrawn},
    ids,
};

fn waiting(views: &Views, of: &[u8], after: Option<u32>, limit: usize) -> Vec<u32> {
    let of: Vec<_> = of.iter().map(|no| RegionNo(*no)).collect();
    let found = views.queue.waiting(&views.book, &of, after.map(DeedNo), limit);
    found.into_iter().map(|no| no.0).collect()
}

fn challenges(views: &Views, after: Option<u32>, limit: usize) -> Vec<u32> {
    let regions: Vec<_> = (0..3).map(RegionNo).collect();
    views.queue.challenged(&regions, after.map(DeedNo), limit).into_iter().map(|no| no.0).collect()
}

const ALL: [u8; 3] = [0, 1, 2];

/// Place of the region of the first deed in the rules.
fn home(views: &Views) -> u8 {
    assert_eq!(views.book.entrants().find(ids::entrant(1).0), Some(EntrantNo(0)));
    views.book.deeds().get(DeedNo(0)).region.0
}

#[test]
fn a_deed_waits_until_it_is_decided_and_again_once_it_is_corrected() {
    let log = (1..=4).map(|n| logged(n, trees(n)));
    let begin = || [person(1)].into_iter().chain(log.clone());
    assert_eq!(waiting(&given(begin()), &ALL, None, 9), [0, 1, 2, 3]);
    let decided = [verified(1), rejected(2), withdrawn(3)];
    let views = given(begin().chain(decided.clone()));
    assert_eq!(waiting(&views, &ALL, None, 9), [3]);
    let again = given(begin().chain(decided).chain([corrected(1, tree_figures(1, 7))]));
    assert_eq!(waiting(&again, &ALL, None, 9), [0, 3]);
    assert_eq!(again.queue.len(RegionNo(home(&again))), 2);
}

#[test]
fn a_queue_is_read_by_region_and_page_by_page() {
    let there = |n: u32| if n.is_multiple_of(2) { "KZ-75" } else { "KZ-71" };
    let facts = || [person(1)].into_iter().chain((1..=6).map(|n| logged(n, trees(n).in_region(there(n)))));
    let views = given(facts());
    let here = home(&views);
    assert_eq!(waiting(&views, &[here], None, 9), [0, 2, 4]);
    assert_eq!(waiting(&views, &[here], None, 2), [0, 2]);
    assert_eq!(waiting(&views, &[here], Some(2), 2), [4]);
    assert_eq!(waiting(&views, &ALL, Some(1), 3), [2, 3, 4]);
    assert_eq!(waiting(&views, &[], None, 9), [0; 0]);
}

#[test]
fn a_long_queue_forgets_what_was_decided_and_takes_it_back() {
    let many = || [person(1)].into_iter().chain((1..=200).map(|n| logged(n, trees(n))));
    let decided = || many().chain((1..=150).map(verified));
    assert_eq!(waiting(&given(decided()), &ALL, None, 3), [150, 151, 152]);
    let back = given(decided().chain([corrected(9, tree_figures(1, 7)), corrected(140, tree_figures(1, 8))]));
    assert_eq!(waiting(&back, &ALL, None, 3), [8, 139, 150]);
    assert_eq!(back.queue.len(RegionNo(home(&back))), 52);
}

#[test]
fn a_suspected_duplicate_stands_beside_its_twin() {
    let twin = logged(2, trees(1).looks_like(1));
    let views = given([person(1), logged(1, trees(1)), twin]);
    assert_eq!(views.queue.twin(DeedNo(0)), None);
    assert_eq!(views.queue.twin(DeedNo(1)), Some::<DeedId>(ids::deed(1)));
}

#[test]
fn a_challenge_is_open_until_it_is_resolved() {
    let begin = || {
        let deeds = (1..=3).flat_map(|n| [logged(n, trees(n)), verified(n)]);
        [person(1)].into_iter().chain(deeds).chain([challenged(1), challenged(3)])
    };
    let views = given(begin());
    assert_eq!((challenges(&views, None, 9), challenges(&views, Some(0), 9)), (vec![0, 2], vec![2]));
    assert!(views.queue.doubt(DeedNo(0)).is_some_and(|doubt| !doubt.reason.is_empty()));
    assert_eq!(waiting(&views, &ALL, None, 9), [0; 0]);
    let after = given(begin().chain([resolved(1, false), resolved(3, true)]));
    assert_eq!(challenges(&after, None, 9), [0; 0]);
    assert_eq!(after.queue.doubt(DeedNo(0)), None);
}
