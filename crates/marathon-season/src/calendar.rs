//! Time in the season: days are counted from the opening day, moments in microseconds of local time from its
//! midnight. Which days and hours are busy.

use marathon_events::{Day, Timestamp};

use crate::{counters::Segment, random::Random, share_out::share_out, themes::Theme};

/// The day the marathon opened.
const OPENING: (i32, u32, u32) = (2024, 7, 9);
/// Nothing is verified after this many days from the opening: 4 December.
pub(crate) const LAST_VERIFICATION_DAY: u16 = 148;

/// Where lots come from is named on 2 December, and the field is frozen when the last deeds are verified.
pub(crate) const SEED_SOURCE_NAMED: i64 = 146 * DAY + 10 * HOUR;
pub(crate) const FREEZE: i64 = LAST_VERIFICATION_DAY as i64 * DAY + 18 * HOUR + 30 * MINUTE;

pub(crate) const SECOND: i64 = 1_000_000;
pub(crate) const MINUTE: i64 = 60 * SECOND;
pub(crate) const HOUR: i64 = 60 * MINUTE;
pub(crate) const DAY: i64 = 24 * HOUR;

/// Registrations begin at nine on the opening day.
pub(crate) const DOORS_OPEN: i64 = 9 * HOUR;
/// Deeds are logged from eight in the morning until eleven at night.
const FIRST_HOUR: i64 = 8;
/// How busy the hours from eight on are: before lunch, and in the evening.
const HOURS: [u64; 15] = [3, 5, 7, 9, 10, 9, 7, 7, 8, 9, 11, 12, 10, 6, 3];
/// Monday to Sunday.
const WEEKDAYS: [u64; 7] = [8, 7, 8, 8, 10, 17, 13];
/// Of a hundred, what is left on a public holiday or a day of bad weather, at the least and the most.
const MOOD: (u64, u64) = (75, 125);

/// A week under a motto, when more is done, and more of one thing.
pub(crate) struct ThemedWeek {
    pub(crate) first: u16,
    pub(crate) last: u16,
    pub(crate) theme: Theme,
}

pub(crate) const THEMED_WEEKS: [ThemedWeek; 6] = [
    ThemedWeek { first: 1, last: 5, theme: Theme::Social },
    ThemedWeek { first: 41, last: 47, theme: Theme::Education },
    ThemedWeek { first: 77, last: 82, theme: Theme::Waste },
    ThemedWeek { first: 97, last: 103, theme: Theme::Trees },
    ThemedWeek { first: 118, last: 124, theme: Theme::Animals },
    ThemedWeek { first: 139, last: 145, theme: Theme::Social },
];

pub(crate) fn themed_week(day: u16) -> Option<&'static ThemedWeek> {
    THEMED_WEEKS.iter().find(|w| (w.first..=w.last).contains(&day))
}

fn opening() -> Day {
    let (year, month, day) = OPENING;
    Day::new(year, month, day).unwrap_or_default()
}

/// A date as days since the opening.
pub(crate) fn day_no((year, month, day): (i32, u32, u32)) -> u16 {
    let date = Day::new(year, month, day).unwrap_or_default();
    u16::try_from(date.since(opening())).unwrap_or_default()
}

pub(crate) fn date(day: u16) -> Day {
    opening().plus(u32::from(day))
}

/// The day of a moment.
pub(crate) fn day_of(moment: i64) -> u16 {
    u16::try_from(moment / DAY).unwrap_or_default()
}

/// A local moment in UTC.
pub(crate) fn utc(moment: i64, utc_offset_minutes: i32) -> Timestamp {
    let midnight = opening().since(Day::default()) * DAY;
    Timestamp(midnight + moment - i64::from(utc_offset_minutes) * MINUTE)
}

/// How many of `deeds` fall on each day from `first` to `last`.
pub(crate) fn by_day(segment: &Segment, last: u16, deeds: u64, random: &mut Random) -> Vec<u64> {
    let length = u64::from(segment.last - segment.first) + 1;
    let weights: Vec<u64> = (segment.first..=last)
        .map(|day| {
            // The opening day was a Tuesday.
            let weekday = WEEKDAYS[usize::from((day + 1) % 7)];
            let week = if themed_week(day).is_some() { 18 } else { 10 };
            // A long stretch begins slowly and ends at more than double.
            let rise = 10 + 14 * u64::from(day - segment.first) / length.max(30);
            weekday * week * rise * random.between(MOOD.0, MOOD.1)
        })
        .collect();
    share_out(deeds, &weights)
}

/// A moment of that day at which somebody logs a deed.
pub(crate) fn busy_moment(day: u16, random: &mut Random) -> i64 {
    let hour = FIRST_HOUR + random.weighted(&HOURS) as i64;
    i64::from(day) * DAY + hour * HOUR + random.below(HOUR as u64) as i64
}

/// A moment of that day at which a coordinator decides.
pub(crate) fn office_moment(day: u16, random: &mut Random) -> i64 {
    i64::from(day) * DAY + 9 * HOUR + random.below(9 * HOUR as u64) as i64
}
