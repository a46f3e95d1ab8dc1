//! Rankings of nominations: caps, bands, and why.

use marathon_domain::Fact;
use marathon_events::{Figures, People, entrant_profile_changed::EntrantProfileChanged};
use marathon_projections::{
    Views,
    rankings::{Competitor, Explanation, RankingPlace},
};
use marathon_scoring::{CountedDeed, Cut, Fraction};

use super::delivery::{deliver, folded, given, given_events};
use crate::given::{
    deeds::{Deed, animals, help, tree_figures, trees, waste},
    facts::{
        challenged, corrected, logged, person, rejected, resolved, same, team, told, verified, withdrawn,
    },
    history::recorded,
};

pub fn fraction(numerator: u128, denominator: u64) -> Fraction {
    Fraction { numerator, denominator }
}

/// Rank, competitor's number and measure of every line; entrants are numbered from 0 in the order they were given.
pub fn ranking(views: &Views, id: &str) -> Vec<(u64, u32, Fraction)> {
    let no = views.rankings.find(id).unwrap();
    let page = views.rankings.page(&views.book, no, None, 100);
    assert_eq!(page.len() as u64, views.rankings.len(&views.book, no));
    page.iter().map(|line| (line.rank, line.competitor.0, line.metric)).collect()
}

/// What became of every deed.
pub fn counted(why: &Explanation) -> impl Iterator<Item = &CountedDeed> {
    why.deeds.iter().map(|deed| &deed.counted)
}

/// Deeds logged and verified, after these entrants.
pub fn done(entrants: impl IntoIterator<Item = Fact>, deeds: impl IntoIterator<Item = Deed>) -> Vec<Fact> {
    let logged_and_verified = (1..).zip(deeds).flat_map(|(n, deed)| [logged(n, deed), verified(n)]);
    entrants.into_iter().chain(logged_and_verified).collect()
}

#[test]
fn the_worked_example_of_caps_and_bands() {
    let deeds = [trees(700).on("2024-07-14"), trees(400).on("2024-07-14"), trees(300).on("2024-07-15")];
    let views = given(done([team(1, 9)], deeds));
    assert_eq!(ranking(&views, "green-country"), [(1, 0, fraction(8_100_000, 10_000))]);

    let no = views.rankings.find("green-country").unwrap();
    let why = views.rankings.explain(&views.book, no, Competitor(0)).unwrap();
    let told: Vec<_> =
        counted(&why).map(|d| (d.quantity, d.credited, d.counted, d.worth_bps, d.cuts.clone())).collect();
    assert_eq!(
        told,
        [
            (700, 700, 500, 5_000_000, vec![Cut::PerDeed]),
            // 100 of the 300 reach the first bound at full rate, 200 count half.
            (400, 400, 300, 2_000_000, vec![Cut::PerDay, Cut::Band]),
            // 200 more at half, 100 at a tenth.
            (300, 300, 300, 1_100_000, vec![Cut::Band]),
        ]
    );
    assert_eq!(counted(&why).map(|d| d.worth_bps).sum::<u128>(), 8_100_000);
    let inputs = why.entry.inputs;
    assert_eq!((inputs.deeds, inputs.units, inputs.capped_units, inputs.divisor), (3, 1_400, 1_100, None));
}

#[test]
fn a_measure_per_member_follows_the_number_of_members() {
    let twelve = || EntrantProfileChanged { members: Some(People(12)), ..same() };
    let deed = || help(3, 600).people(2);
    let events = recorded(done([team(1, 4)], [deed()]).into_iter().chain([told(1, twelve())]));
    let mut asked_before = folded(&events[..4]);
    let before = ranking(&asked_before.model, "collective");
    assert_eq!((before[0].2.numerator, before[0].2.denominator), (before[0].2.numerator, 4 * 10_000));
    deliver(&mut asked_before, &events[4..], 1);
    let after = ranking(&asked_before.model, "collective");
    assert_eq!((after[0].2.numerator, after[0].2.denominator), (before[0].2.numerator, 12 * 10_000));
    assert_eq!(ranking(&given_events(&events), "collective"), after);
}

#[test]
fn a_challenged_deed_leaves_its_nominations_until_that_is_dismissed() {
    let history = || done([team(1, 9)], [trees(10)]);
    let green = |more: Vec<Fact>| ranking(&given([history(), more].concat()), "green-country");
    let counted = green(vec![]);
    assert_eq!(counted.len(), 1);
    assert_eq!(green(vec![challenged(1)]), []);
    assert_eq!(green(vec![challenged(1), resolved(1, false)]), counted);
    assert_eq!(green(vec![challenged(1), resolved(1, true)]), []);
}

#[test]
fn only_verified_deeds_count() {
    let nothing = given([team(1, 9), logged(1, trees(10)), logged(2, trees(20)), rejected(2)]);
    assert_eq!(ranking(&nothing, "green-country"), []);
    assert_eq!(nothing.rankings.explain(&nothing.book, 4, Competitor(0)), None);
}

#[test]
fn what_is_taken_back_or_corrected_makes_room_for_later_deeds_of_the_day() {
    let both = || done([team(1, 9)], [trees(500), trees(400)]);
    let sum = |facts: Vec<Fact>| ranking(&given(facts), "green-country").first().map(|line| line.2);
    assert_eq!(sum(both()), Some(fraction(7_000_000, 10_000)));
    let mut withdrew = both();
    withdrew.push(withdrawn(1));
    assert_eq!(sum(withdrew), Some(fraction(4_000_000, 10_000)));
    let mut recounted = both();
    recounted.push(corrected(1, tree_figures(1, 300)));
    assert_eq!(sum(recounted.clone()), Some(fraction(4_000_000, 10_000)));
    recounted.push(verified(1));
    assert_eq!(sum(recounted), Some(fraction(6_500_000, 10_000)));
}

#[test]
fn sectors_kinds_and_the_window_choose_what_counts() {
    let clean = |day: &str| waste(10).for_sector("ecological").on(day);
    let deeds = [
        clean("2024-07-14"),
        clean("2024-07-15"),
        clean("2024-07-20"),
        clean("2024-07-21"),
        waste(1_000).on("2024-07-16"),
        trees(50).for_sector("ecological").on("2024-07-16"),
    ];
    let views = given(done([team(1, 9)], deeds));
    assert_eq!(ranking(&views, "clean-week"), [(1, 0, fraction(200_000, 10_000))]);
}

#[test]
fn only_entrants_of_the_nominations_kinds_compete() {
    let clean = |n: u32| waste(10).by(n).for_sector("ecological").on("2024-07-16");
    let views = given(done([person(1), team(2, 9)], [clean(1), clean(2).with([1])]));
    assert_eq!(ranking(&views, "clean-week"), [(1, 1, fraction(100_000, 10_000))]);
}

#[test]
fn in_a_nomination_of_persons_each_person_has_a_share_and_caps_come_after_it() {
    let deed = |n: u32| help(n, 10).people(2).with([2]);
    // 120 and 90 helped give 60 and 45 each; 50 and 30 count: the deed's cap, then the day's.
    let views = given(done([person(1), person(2)], [deed(120), deed(90)]));
    let sum = fraction(800_000, 10_000);
    assert_eq!(ranking(&views, "kind-heart"), [(1, 0, sum), (1, 1, sum)]);
    let why = views.rankings.explain(&views.book, 3, Competitor(1)).unwrap();
    let told: Vec<_> = counted(&why).map(|d| (d.quantity, d.credited, d.counted, d.cuts.clone())).collect();
    assert_eq!(
        told,
        [(120, 60, 50, vec![Cut::Share, Cut::PerDeed]), (90, 45, 30, vec![Cut::Share, Cut::PerDay]),]
    );
}

#[test]
fn every_person_named_has_done_the_deed() {
    let deeds = [trees(1).people(3).with([2, 3]), trees(2).with([2]), waste(1).with([2])];
    let views = given(done([person(1), person(2), person(3)], deeds));
    // At most two deeds of a day count.
    let two = fraction(2, 1);
    assert_eq!(ranking(&views, "diligent"), [(1, 0, two), (1, 1, two), (3, 2, fraction(1, 1))]);
}

#[test]
fn deeds_are_counted_up_to_the_cap_of_the_day() {
    let on = |day: &str, n: u32| trees(n).on(day);
    let deeds = [on("2024-07-14", 1), on("2024-07-14", 2), on("2024-07-14", 3), on("2024-07-15", 4)];
    let views = given(done([team(1, 9)], deeds));
    assert_eq!(ranking(&views, "busiest"), [(1, 0, fraction(3, 1))]);
    let why = views.rankings.explain(&views.book, 6, Competitor(0)).unwrap();
    assert_eq!(counted(&why).map(|d| d.counted).collect::<Vec<_>>(), [1, 1, 0, 1]);
    assert_eq!(why.deeds[2].counted.cuts, [Cut::PerDay]);
}

#[test]
fn equal_measures_share_a_rank() {
    let cats = |n: u32, by: u32| animals(n).by(by);
    let entrants = (1..=4).map(person);
    let views = given(done(entrants, [cats(3, 4), cats(3, 2), cats(5, 3), cats(1, 1)]));
    let tenths = |n: u128| fraction(n * 10_000, 10_000);
    let expected = [(1, 2, tenths(5)), (2, 1, tenths(3)), (2, 3, tenths(3)), (4, 0, tenths(1))];
    assert_eq!(ranking(&views, "animals"), expected);
    let after = RankingPlace { metric: fraction(3, 1), competitor: Competitor(1) };
    let page = views.rankings.page(&views.book, 7, Some(after), 9);
    assert_eq!(page.iter().map(|l| (l.rank, l.competitor.0)).collect::<Vec<_>>(), [(2, 3), (4, 0)]);
}

#[test]
fn figures_may_change_kind_of_nothing() {
    // A correction of people alone changes shares and nothing else.
    let mut facts = done([person(1), person(2)], [trees(9).with([2])]);
    let recount =
        Figures::TreesPlanted { people: marathon_events::People(3), trees: marathon_events::Trees(9) };
    facts.extend([corrected(1, recount), verified(1)]);
    let three = fraction(30_000, 10_000);
    assert_eq!(ranking(&given(facts), "planters"), [(1, 0, three), (1, 1, three)]);
}
