//! The counters as they were published in 2024, and the stretches of the season between them.

use crate::calendar::day_no;

/// What the public counter said at the end of a day. Claimed totals: of deeds neither rejected nor withdrawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counter {
    /// Year, month and day; the counter holds at 23:59:59 in the marathon's time zone.
    pub date: (i32, u32, u32),
    /// Good deeds.
    pub deeds: u64,
    /// People who took part in them.
    pub people: u64,
    /// Animals helped, trees planted and grams of waste collected; published at the end alone.
    pub quantities: Option<Quantities>,
}

/// What was published of animals, trees and waste.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quantities {
    /// Animals helped.
    pub animals: u64,
    /// Trees planted.
    pub trees: u64,
    /// Waste collected, in grams.
    pub grams: u64,
}

/// Reported by the press over the season: at the opening, after the first themed week, after a month, before the
/// third themed week, and at the end ("more than" and "about" are taken at their word).
pub const COUNTERS: [Counter; 5] = [
    Counter { date: (2024, 7, 9), deeds: 0, people: 0, quantities: None },
    Counter { date: (2024, 7, 14), deeds: 525, people: 6_000, quantities: None },
    Counter { date: (2024, 8, 7), deeds: 826, people: 10_000, quantities: None },
    Counter { date: (2024, 9, 23), deeds: 2_045, people: 24_000, quantities: None },
    Counter { date: (2024, 12, 1), deeds: 7_000, people: 50_000, quantities: Some(FINAL_QUANTITIES) },
];

/// The final figures of animals, trees and waste.
pub(crate) const FINAL_QUANTITIES: Quantities =
    Quantities { animals: 7_000, trees: 3_200, grams: 240_000_000 };

/// Good deeds of the whole season.
pub(crate) const DEEDS: u64 = COUNTERS[4].deeds;

/// The days after one published counter up to and with the day of the next.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Segment {
    /// First day, counted from the opening day.
    pub(crate) first: u16,
    /// Last day.
    pub(crate) last: u16,
    /// Deeds that come to stand in it.
    pub(crate) deeds: u64,
    /// People who took part in those.
    pub(crate) people: u64,
}

pub(crate) const SEGMENTS: usize = COUNTERS.len() - 1;

pub(crate) fn segments(scale: u32) -> [Segment; SEGMENTS] {
    let scale = u64::from(scale);
    std::array::from_fn(|i| Segment {
        first: day_no(COUNTERS[i].date) + 1,
        last: day_no(COUNTERS[i + 1].date),
        deeds: (COUNTERS[i + 1].deeds - COUNTERS[i].deeds) * scale,
        people: (COUNTERS[i + 1].people - COUNTERS[i].people) * scale,
    })
}
