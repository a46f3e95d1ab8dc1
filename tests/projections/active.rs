//! Measures that divide: by members, by residents.

use marathon_events::EntrantId;
use marathon_projections::rankings::Competitor;

use super::{
    delivery::given,
    nominations::{counted, done, fraction, ranking},
};
use crate::given::{
    deeds::{help, trees},
    facts::{institution, organisation, person, team, withdrawn},
    ids,
};

#[test]
fn person_minutes_per_member_after_caps_and_bands() {
    let deeds = [
        // 600 + 200 of day one, 600 of day two: 1 400 units, 1 000 + 400 / 4 = 1 100 over 8 members.
        help(1, 700).on("2024-07-14"),
        help(2, 500).on("2024-07-14"),
        help(3, 900).on("2024-07-15"),
        help(1, 100).by(2),
    ];
    let views = given(done([team(1, 8), organisation(2, 1)], deeds));
    let (first, second) = (fraction(11_000_000, 80_000), fraction(1_000_000, 10_000));
    assert_eq!(ranking(&views, "collective"), [(1, 0, first), (2, 1, second)]);
    let line = views.rankings.entry(&views.book, 1, Competitor(0)).unwrap();
    assert_eq!((line.inputs.units, line.inputs.capped_units, line.inputs.divisor), (2_100, 1_400, Some(8)));
}

#[test]
fn active_are_distinct_persons_named_on_counted_deeds() {
    let entrants = || (1..=4).map(person).chain([institution(11, 4)]);
    let deed = |n: u32, named: &[u32]| trees(n).by(11).people(30).with(named.iter().copied());
    let deeds = || [deed(1, &[1, 2]), deed(2, &[2, 3]), deed(3, &[])];
    let mut facts = done(entrants(), deeds());
    assert_eq!(ranking(&given(facts.clone()), "institution"), [(1, 4, fraction(3, 4))]);
    // Person 2 is still named on the other deed.
    facts.push(withdrawn(1));
    let views = given(facts.clone());
    assert_eq!(ranking(&views, "institution"), [(1, 4, fraction(2, 4))]);
    assert_eq!(views.rankings.entry(&views.book, 2, Competitor(4)).unwrap().inputs.active, 2);
    facts.push(withdrawn(2));
    assert_eq!(ranking(&given(facts), "institution"), []);
}

#[test]
fn no_more_than_all_members_are_active() {
    let deed = trees(1).by(11).with(1..=3);
    let views = given(done((1..=3).map(person).chain([institution(11, 2)]), [deed]));
    assert_eq!(ranking(&views, "institution"), [(1, 3, fraction(1, 1))]);
    assert_eq!(views.rankings.entry(&views.book, 2, Competitor(3)).unwrap().inputs.active, 3);
}

#[test]
fn people_per_100_000_residents_count_where_the_deed_was_done() {
    let deeds = [
        // 200 + 10 over 1 000 residents; 200 over 3 000; 1 over 70 001.
        trees(1).people(201),
        help(1, 1).people(10),
        trees(2).people(200).in_region("KZ-75"),
        trees(3).in_region("KZ-10"),
    ];
    let views = given(done([person(1)], deeds));
    let expected = [
        (1, 0, fraction(21_000_000, 1_000)),
        (2, 1, fraction(20_000_000, 3_000)),
        (3, 2, fraction(100_000, 70_001)),
    ];
    assert_eq!(ranking(&views, "kindest-region"), expected);
    let why = views.rankings.explain(&views.book, 0, Competitor(0)).unwrap();
    assert_eq!(counted(&why).map(|d| (d.quantity, d.counted)).collect::<Vec<_>>(), [(201, 200), (10, 10)]);
    assert_eq!(why.entry.inputs.divisor, Some(1_000));
}

#[test]
fn a_region_competes_under_an_id_that_follows_from_its_code() {
    let views = given(done([person(1)], [trees(1)]));
    let nomination = &views.rankings.nominations()[0];
    let id = nomination.id_of(Competitor(0), &views.book);
    assert_eq!(id, EntrantId::of_region(ids::region("KZ-71")));
    // Python: uuid.uuid5(uuid.NAMESPACE_URL, "urn:iso:3166-2:KZ-71")
    assert_eq!(id.to_string(), "ef18a1d5-8ac6-5b36-a16c-f2d2ab03acd8");
    assert_eq!(nomination.competitor(id, &views.book), Some(Competitor(0)));
    assert_eq!(nomination.competitor(EntrantId::of_region(ids::region("KZ-99")), &views.book), None);
}
