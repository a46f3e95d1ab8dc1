//! Totals: claimed beside verified, unlike units never added.

use marathon_domain::{RegionNo, SectorNo};
use marathon_events::DeedKind;
use marathon_projections::totals::{Counters, Sums, TotalsFilter};

use super::delivery::given;
use crate::given::{
    deeds::{animals, help, help_figures, trees, waste},
    facts::{challenged, corrected, logged, person, rejected, resolved, team, verified, withdrawn},
};

fn none() -> Counters {
    Counters::default()
}

#[test]
fn unlike_units_stand_beside_each_other() {
    let views = given([
        person(1),
        team(2, 9),
        logged(1, help(3, 60).people(2)),
        logged(2, trees(12).by(2).people(5)),
        logged(3, waste(2_500).by(2)),
        logged(4, animals(4)),
        verified(2),
        verified(4),
    ]);
    let claimed = Counters {
        deeds: 4,
        people: 9,
        trees: 12,
        grams: 2_500,
        animals: 4,
        people_helped: 3,
        person_minutes: 60,
    };
    let verified = Counters { deeds: 2, people: 6, trees: 12, animals: 4, ..none() };
    assert_eq!(views.totals.sum(&TotalsFilter::default()), Sums { claimed, verified });
    let trees = views.totals.by_kind()[DeedKind::TreesPlanted as usize].1;
    assert_eq!(trees.claimed, Counters { deeds: 1, people: 5, trees: 12, ..none() });
}

#[test]
fn a_challenged_deed_is_claimed_and_not_verified_until_that_is_dismissed() {
    let history = || vec![person(1), logged(1, trees(5)), verified(1), challenged(1)];
    let of_one = Counters { deeds: 1, people: 1, trees: 5, ..none() };
    let sums = |more: Vec<marathon_domain::Fact>| {
        given([history(), more].concat()).totals.sum(&TotalsFilter::default())
    };
    assert_eq!(sums(vec![]), Sums { claimed: of_one, verified: none() });
    assert_eq!(sums(vec![resolved(1, false)]), Sums { claimed: of_one, verified: of_one });
    assert_eq!(sums(vec![resolved(1, true)]), Sums { claimed: none(), verified: none() });
}

#[test]
fn rejected_and_withdrawn_deeds_count_nowhere() {
    let views = given([
        person(1),
        logged(1, trees(1)),
        rejected(1),
        logged(2, trees(2)),
        withdrawn(2),
        logged(3, trees(4)),
        verified(3),
        withdrawn(3),
        logged(4, trees(8)),
    ]);
    let claimed = Counters { deeds: 1, people: 1, trees: 8, ..none() };
    assert_eq!(views.totals.sum(&TotalsFilter::default()), Sums { claimed, verified: none() });
}

#[test]
fn a_correction_replaces_figures_and_takes_the_verification_back() {
    let recount = || corrected(1, help_figures(4, 1, 90));
    let logged_and_verified = [person(1), logged(1, help(3, 60)), verified(1)];
    let after = Counters { deeds: 1, people: 4, people_helped: 1, person_minutes: 90, ..none() };
    let views = given(logged_and_verified.clone().into_iter().chain([recount()]));
    assert_eq!(views.totals.sum(&TotalsFilter::default()), Sums { claimed: after, verified: none() });
    let views = given(logged_and_verified.into_iter().chain([recount(), verified(1)]));
    assert_eq!(views.totals.sum(&TotalsFilter::default()), Sums { claimed: after, verified: after });
}

#[test]
fn filters_choose_region_sector_and_days() {
    let views = given([
        person(1),
        logged(1, trees(1).on("2024-07-09")),
        logged(2, trees(2).in_region("KZ-75").on("2024-07-14")),
        logged(3, trees(4).for_sector("ecological").on("2024-07-14")),
        logged(4, trees(8).in_region("KZ-75").for_sector("ecological").on("2024-07-31")),
    ]);
    let trees = |filter: TotalsFilter| views.totals.sum(&filter).claimed.trees;
    let all = TotalsFilter::default;
    assert_eq!(trees(all()), 15);
    assert_eq!(trees(TotalsFilter { region: Some(RegionNo(1)), ..all() }), 10);
    assert_eq!(trees(TotalsFilter { region: Some(RegionNo(2)), ..all() }), 0);
    assert_eq!(trees(TotalsFilter { sector: Some(SectorNo(1)), ..all() }), 12);
    assert_eq!(trees(TotalsFilter { days: Some(0..=0), ..all() }), 1);
    assert_eq!(trees(TotalsFilter { days: Some(5..=22), ..all() }), 14);
    assert_eq!(trees(TotalsFilter { days: Some(6..=21), ..all() }), 0);
    assert_eq!(trees(TotalsFilter { days: Some(0..=u16::MAX), ..all() }), 15);
    let corner = TotalsFilter { region: Some(RegionNo(1)), sector: Some(SectorNo(1)), days: Some(22..=22) };
    assert_eq!(trees(corner), 8);
    let by_day: Vec<_> = views.totals.by_day().iter().map(|sums| sums.claimed.trees).collect();
    assert_eq!((by_day.len(), by_day[0], by_day[5], by_day[22]), (23, 1, 6, 8));
    assert_eq!(views.totals.by_region().iter().map(|s| s.claimed.trees).collect::<Vec<_>>(), [5, 10, 0]);
    assert_eq!(views.totals.by_sector().iter().map(|s| s.claimed.trees).collect::<Vec<_>>(), [3, 12, 0]);
}
