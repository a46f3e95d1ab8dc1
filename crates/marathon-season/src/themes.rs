//! What deeds are about: a kind of deed and a sector together, how many there are of each, who does them.

use marathon_events::DeedKind;

use crate::{
    counters::{SEGMENTS, Segment},
    share_out::share_out,
};

/// Three kinds of deed with a quantity of their own, and help in each of the seven sectors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Theme {
    Trees,
    Waste,
    Animals,
    Social,
    Medical,
    Ecological,
    AnimalProtection,
    Education,
    Media,
    Emergency,
}

pub(crate) const THEMES: usize = 10;

/// Deeds of each theme in the season; together as many as the last counter says.
const DEEDS: [u64; THEMES] = [120, 700, 900, 2_150, 620, 460, 350, 820, 400, 480];

/// How much of a theme falls into each stretch between counters, beside the number of deeds there.
const SEASONS: [[u64; SEGMENTS]; THEMES] = [
    [2, 2, 6, 10],
    [6, 6, 9, 10],
    [8, 8, 9, 10],
    [10, 10, 10, 10],
    [8, 8, 9, 10],
    [10, 10, 10, 10],
    [8, 9, 10, 10],
    [6, 8, 12, 10],
    [9, 9, 10, 10],
    [7, 9, 9, 10],
];

/// How readily persons, teams, organisations and institutions do it.
pub(crate) const READINESS: [[u64; 4]; THEMES] = [
    [2, 5, 6, 8],
    [3, 6, 6, 7],
    [6, 4, 6, 2],
    [5, 6, 5, 4],
    [5, 2, 8, 2],
    [3, 5, 4, 7],
    [5, 4, 4, 3],
    [4, 4, 3, 8],
    [5, 4, 4, 3],
    [8, 2, 3, 1],
];

impl Theme {
    pub(crate) const ALL: [Self; THEMES] = [
        Self::Trees,
        Self::Waste,
        Self::Animals,
        Self::Social,
        Self::Medical,
        Self::Ecological,
        Self::AnimalProtection,
        Self::Education,
        Self::Media,
        Self::Emergency,
    ];

    pub(crate) fn kind(self) -> DeedKind {
        match self {
            Self::Trees => DeedKind::TreesPlanted,
            Self::Waste => DeedKind::WasteCollected,
            Self::Animals => DeedKind::AnimalsHelped,
            _ => DeedKind::GoodDeedDone,
        }
    }

    /// The sector as the rule file calls it.
    pub(crate) fn sector(self) -> &'static str {
        match self {
            Self::Trees | Self::Waste | Self::Ecological => "ecological",
            Self::Animals | Self::AnimalProtection => "animal-protection",
            Self::Social => "social",
            Self::Medical => "medical",
            Self::Education => "education",
            Self::Media => "media",
            Self::Emergency => "emergency",
        }
    }

    /// People helped by one such deed, ordinarily.
    pub(crate) fn people_helped(self) -> (u64, u64) {
        match self {
            Self::Medical => (1, 160),
            Self::Education => (5, 300),
            Self::Media => (20, 1_200),
            Self::Emergency => (1, 40),
            _ => (1, 120),
        }
    }

    /// Any theme, as often as deeds are about it.
    pub(crate) fn any(random: &mut crate::random::Random) -> Self {
        Self::ALL[random.weighted(&DEEDS)]
    }
}

/// How many deeds of each theme fall into each segment. Social help, the largest, is what the others leave.
pub(crate) fn by_segment(segments: &[Segment; SEGMENTS], scale: u32) -> [[u64; THEMES]; SEGMENTS] {
    let mut table = [[0; THEMES]; SEGMENTS];
    for theme in Theme::ALL {
        let weights: [u64; SEGMENTS] =
            std::array::from_fn(|s| segments[s].deeds * SEASONS[theme as usize][s]);
        let parts = share_out(DEEDS[theme as usize] * u64::from(scale), &weights);
        for (row, part) in table.iter_mut().zip(parts) {
            row[theme as usize] = part;
        }
    }
    for (row, segment) in table.iter_mut().zip(segments) {
        row[Theme::Social as usize] = 0;
        row[Theme::Social as usize] = segment.deeds - row.iter().sum::<u64>();
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::counters;

    #[test]
    fn every_deed_has_a_theme() {
        assert_eq!(DEEDS.iter().sum::<u64>(), counters::DEEDS);
        for scale in [1, 3, 100] {
            let table = by_segment(&counters::segments(scale), scale);
            for theme in Theme::ALL {
                let sum: u64 = table.iter().map(|row| row[theme as usize]).sum();
                assert_eq!(sum, DEEDS[theme as usize] * u64::from(scale), "{theme:?} at {scale}");
                assert!(table.iter().all(|row| row[theme as usize] > 0), "{theme:?} at {scale}");
            }
        }
    }
}
