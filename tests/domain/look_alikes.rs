//! Deeds that look like another one: flagged when they are logged, verified only with a reason.

use marathon_domain::Refusal;
use marathon_events::Evidence;

use super::spec::{decide, given, state_after};
use crate::given::{
    actions::{log, verify, verify_because},
    deeds::{Deed, help, trees, waste},
    facts::{corrected, logged, opened, person, rejected, verified, verified_because, withdrawn},
    ids::{self, NEW},
    rules::small_season,
};

/// Logs the second deed after the first, by two persons; says what it looked like.
fn flagged(first: Deed, second: Deed) -> bool {
    let before = [opened(&small_season()), person(1), person(2), logged(1, first)];
    let facts = decide(&state_after(before), ids::moment("2024-07-20T12:00:00Z"), log(second)).unwrap();
    match facts[0].event.deed().unwrap().possible_duplicate_of {
        Some(id) => {
            assert_eq!(id, ids::deed(1));
            true
        }
        None => false,
    }
}

#[test]
fn the_same_photo_is_a_look_alike_whoever_sends_it() {
    let again = help(2, 5).by(2).on("2024-07-10").in_region("KZ-75");
    assert!(flagged(trees(3).photos([1, 2]), again.clone().photos([9, 2])));
    assert!(!flagged(trees(3).photos([1, 2]), again.photos([9, 8])));
}

#[test]
fn the_same_entrant_day_kind_and_quantity_is_a_look_alike() {
    let first = || help(3, 60);
    assert!(flagged(first(), help(3, 60)));
    // Neither place, sector, people nor companions make it another deed.
    assert!(flagged(first(), help(3, 60).in_region("KZ-75").for_sector("ecological").people(5).with([2])));
    assert!(!flagged(first(), help(3, 60).by(2)));
    assert!(!flagged(first(), help(3, 60).on("2024-07-15")));
    assert!(!flagged(first(), help(4, 60)));
    assert!(!flagged(first(), help(3, 61)));
    assert!(!flagged(trees(3), waste(3)));
}

#[test]
fn a_photo_weighs_more_than_a_likeness() {
    let before = [person(1), person(2), logged(1, trees(3)), logged(2, help(1, 1).by(2).photos([7]))];
    let deed = trees(3).photos([7]);
    given(before).when(log(deed.clone())).then([logged(NEW, deed.looks_like(2))]);
}

#[test]
fn what_no_longer_stands_is_no_look_alike() {
    for gone in [withdrawn(1), rejected(1)] {
        let by_photo = [person(1), person(2), logged(1, trees(3).photos([1])), gone.clone()];
        let deed = help(1, 1).by(2).photos([1]);
        given(by_photo).when(log(deed.clone())).then([logged(NEW, deed)]);
        let by_likeness = [person(1), logged(1, trees(3)), gone];
        given(by_likeness).when(log(trees(3))).then([logged(NEW, trees(3))]);
    }
    let verified = [person(1), logged(1, trees(3)), verified(1)];
    given(verified).when(log(trees(3))).then([logged(NEW, trees(3).looks_like(1))]);
}

#[test]
fn behind_one_that_fell_another_may_still_stand() {
    let before = [person(1), logged(1, trees(3)), logged(2, trees(3).looks_like(1)), withdrawn(1)];
    given(before).when(log(trees(3))).then([logged(NEW, trees(3).looks_like(2))]);
}

#[test]
fn of_several_look_alikes_the_earliest_is_named_however_the_state_grew() {
    // Tables grow and shrink while undurable deeds come and go; none of it may show in a decision.
    let photos = 1_500_u32;
    let distinct = |n: u32| {
        let mut hash = [7; 32];
        hash[..4].copy_from_slice(&n.wrapping_mul(0x9E37_79B9).to_be_bytes());
        vec![Evidence { sha256: marathon_events::Sha256Hash(hash), url: None }]
    };
    let deed = |n: u32, photo: u32| {
        let mut deed = trees(1 + n);
        deed.new.evidence = distinct(photo);
        deed
    };
    let twice = (0..2 * photos).map(|n| logged(1 + n, deed(n, n % photos)));
    let mut state = state_after([opened(&small_season()), person(1)].into_iter().chain(twice));
    let asked = |state: &marathon_domain::State| -> Vec<_> {
        let at = ids::moment("2024-07-20T12:00:00Z");
        let look = |photo| decide(state, at, log(deed(4_000, photo))).unwrap()[0].clone();
        (0..photos).map(|photo| look(photo).event.deed().unwrap().possible_duplicate_of).collect()
    };
    let earliest: Vec<_> = (0..photos).map(|photo| Some(ids::deed(1 + photo))).collect();
    assert_eq!(asked(&state), earliest);
    state.mark();
    for n in 0..photos {
        let fact = logged(5_000 + n, deed(n, photos + n));
        state.apply(fact.stream, &fact.event, fact.occasion);
    }
    state.roll_back();
    assert_eq!(asked(&state), earliest);
}

#[test]
fn a_suspected_duplicate_is_verified_only_with_a_reason() {
    let suspected = || [person(1), logged(1, trees(3)), logged(2, trees(3).looks_like(1))];
    given(suspected()).when(verify(2)).says(Refusal::DuplicateNeedsReason);
    given(suspected()).when(verify_because(2, "  ")).says(Refusal::DuplicateNeedsReason);
    given(suspected()).when(verify_because(2, "both seen")).then([verified_because(2, "both seen")]);
    given(suspected()).when(verify(1)).then([verified(1)]);
}

#[test]
fn the_suspicion_stays_when_the_other_deed_falls_or_figures_change() {
    let recount = corrected(2, crate::given::deeds::tree_figures(1, 2));
    for later in [withdrawn(1), rejected(1), recount] {
        let before = [person(1), logged(1, trees(3)), logged(2, trees(3).looks_like(1)), later];
        given(before).when(verify(2)).says(Refusal::DuplicateNeedsReason);
    }
}

#[test]
fn implausible_figures_are_verified_only_with_an_inspection_note() {
    let plausible = [
        help(2_000, 6_000).people(100),
        trees(1_500).people(100),
        waste(5_000_000),
        crate::given::deeds::animals(200),
    ];
    let implausible = [
        help(2_001, 1),
        help(1, 6_001),
        trees(1_501),
        trees(1).people(101),
        waste(5_000_001),
        crate::given::deeds::animals(201),
    ];
    for deed in plausible {
        given([person(1), logged(1, deed)]).when(verify(1)).then([verified(1)]);
    }
    for deed in implausible {
        let before = [person(1), logged(1, deed)];
        given(before.clone()).when(verify(1)).says(Refusal::InspectionNeedsReason);
        given(before).when(verify_because(1, "counted")).then([verified_because(1, "counted")]);
    }
}

#[test]
fn a_deed_can_need_a_reason_twice_over() {
    let before = [person(1), logged(1, trees(1_501)), logged(2, trees(1_501).looks_like(1))];
    given(before).when(verify(2)).refused_for([
        ("duplicate-needs-reason", Some("reason")),
        ("inspection-needs-reason", Some("reason")),
    ]);
}
