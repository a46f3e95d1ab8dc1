//! Caps and bands at their edges, deed by deed.

use marathon_events::{BasisPoints, Day, Position, marathon_opened::Band};
use marathon_scoring::{Caps, CreditedDeed, Cut, Record};

fn bands() -> Vec<Band> {
    [(Some(600), 10_000), (Some(1_000), 5_000), (None, 1_000)]
        .map(|(up_to, rate)| Band { up_to, rate_bps: BasisPoints(rate) })
        .into()
}

fn deed(position: u64, day: u32, quantity: u64) -> CreditedDeed {
    let done_on = Day::new(2024, 7, day).unwrap();
    CreditedDeed { position: Position(position), done_on, quantity, credited: quantity }
}

/// Units that counted, their worth over 10 000, and the cuts.
fn counted(caps: &Caps, deeds: &[CreditedDeed]) -> Vec<(u64, u128, Vec<Cut>)> {
    caps.count(deeds).into_iter().map(|deed| (deed.counted, deed.worth_bps, deed.cuts)).collect()
}

#[test]
fn the_worked_example_of_caps_and_bands() {
    let caps = Caps { per_deed_max: Some(500), per_day_max: Some(800), bands: bands() };
    let deeds = [deed(5, 1, 700), deed(6, 1, 400), deed(9, 2, 300)];
    let expected = [
        (500, 5_000_000, vec![Cut::PerDeed]),
        // 100 to the first bound in full, 200 at half.
        (300, 2_000_000, vec![Cut::PerDay, Cut::Band]),
        // 200 at half, 100 at a tenth.
        (300, 1_100_000, vec![Cut::Band]),
    ];
    assert_eq!(counted(&caps, &deeds), expected);
    let sum: u128 = expected.iter().map(|(_, worth, _)| worth).sum();
    assert_eq!(sum, 8_100_000);
}

#[test]
fn exactly_at_a_cap_nothing_is_cut() {
    let caps = Caps { per_deed_max: Some(500), per_day_max: Some(800), bands: bands() };
    // 500 + 100 reach the first bound, 200 more fill the day and count half.
    let deeds =
        [deed(1, 1, 500), deed(2, 1, 100), deed(3, 1, 200), deed(4, 1, 1), deed(5, 2, 200), deed(6, 2, 1)];
    let expected = [
        (500, 5_000_000, vec![]),
        (100, 1_000_000, vec![]),
        (200, 1_000_000, vec![Cut::Band]),
        (0, 0, vec![Cut::PerDay]),
        (200, 1_000_000, vec![Cut::Band]),
        (1, 1_000, vec![Cut::Band]),
    ];
    assert_eq!(counted(&caps, &deeds), expected);
}

#[test]
fn without_limits_everything_counts_in_full() {
    assert_eq!(
        counted(&Caps::default(), &[deed(1, 1, 7), deed(2, 1, 0)]),
        [(7, 70_000, vec![]), (0, 0, vec![])]
    );
}

#[test]
fn earlier_positions_go_first_whatever_the_day() {
    // Logged later for an earlier day: each day has its own cap, the bands follow positions.
    let caps = Caps { per_day_max: Some(600), bands: bands(), ..Caps::default() };
    let deeds = [deed(1, 9, 600), deed(2, 3, 600), deed(3, 9, 1)];
    let expected = [
        (600, 6_000_000, vec![]),
        // 400 at half, 200 at a tenth.
        (600, 2_200_000, vec![Cut::Band]),
        (0, 0, vec![Cut::PerDay]),
    ];
    assert_eq!(counted(&caps, &deeds), expected);
}

#[test]
fn a_share_is_cut_before_the_caps() {
    let caps = Caps { per_deed_max: Some(50), ..Caps::default() };
    let deeds = [(120, 60), (90, 45), (1, 0)].map(|(quantity, credited)| (quantity, credited));
    let deeds: Vec<_> = (1..)
        .zip(deeds)
        .map(|(at, (quantity, credited))| CreditedDeed { credited, ..deed(at, 1, quantity) })
        .collect();
    let expected = [
        (50, 500_000, vec![Cut::Share, Cut::PerDeed]),
        (45, 450_000, vec![Cut::Share]),
        (0, 0, vec![Cut::Share]),
    ];
    assert_eq!(counted(&caps, &deeds), expected);
}

#[test]
fn a_deed_of_which_nothing_is_left_is_on_no_record() {
    let caps = Caps { per_day_max: Some(10), ..Caps::default() };
    let deeds = [deed(1, 1, 8), deed(2, 1, 8), deed(4, 2, 1), deed(6, 1, 8), deed(8, 3, 0)];
    let record = Record::of(&caps.count(&deeds));
    assert_eq!(record, Record { counted_deeds: 3, active_days: 2, last_position: Some(Position(4)) });
    assert_eq!(Record::of(&[]), Record::default());
}

#[test]
#[should_panic(expected = "ascending position")]
fn deeds_out_of_order_are_a_mistake_of_the_caller() {
    let _ = Caps::default().count(&[deed(2, 1, 1), deed(1, 1, 1)]);
}
