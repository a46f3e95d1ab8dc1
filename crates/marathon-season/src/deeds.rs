//! The deeds that come to stand: when, where, by whom and about what, so that the totals come out.

use std::ops::Range;

use marathon_domain::Rules;
use marathon_events::{DeedKind, EntrantKind, Figures};

use crate::{
    calendar::{busy_moment, by_day, day_of, themed_week},
    challenges::Challenge,
    counters::{DEEDS, FINAL_QUANTITIES, SEGMENTS, Segment, segments},
    figures,
    people::{Entrant, entrants, people_of_deeds},
    pools::Pools,
    random::Random,
    share_out::share_out,
    themes::{self, THEMES, Theme},
};

/// Of a hundred deeds in a themed week, at least about this many are on its theme, while there are any.
const ON_THEME: u64 = 40;
/// Looks for a deed to trade themes with before giving up.
const TRADES_MAX: u32 = 8;

/// What becomes of a deed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fate {
    /// It stands: claimed, or verified.
    Stands,
    Rejected {
        at: i64,
        why: Why,
    },
    Withdrawn {
        at: i64,
    },
}

/// Why a deed is rejected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Why {
    Evidence,
    Prank,
    Duplicate,
}

/// Figures put right after a slip.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Correction {
    pub(crate) at: i64,
    pub(crate) figures: Figures,
    /// Which slip it was.
    pub(crate) slip: usize,
}

/// A deed and its whole life.
#[derive(Clone, Debug)]
pub(crate) struct Deed {
    pub(crate) at: i64,
    pub(crate) entrant: u32,
    pub(crate) theme: Theme,
    /// Days from the opening.
    pub(crate) done_on: u16,
    /// As first claimed.
    pub(crate) claimed: Figures,
    pub(crate) correction: Option<Correction>,
    pub(crate) fate: Fate,
    pub(crate) verified_at: Option<i64>,
    pub(crate) challenge: Option<Challenge>,
    /// Looks like an earlier deed.
    pub(crate) alike: bool,
    /// Among the companions of all deeds.
    pub(crate) companions: Range<u32>,
    /// Deeds with the same number show the same photos.
    pub(crate) photos: u32,
    /// Chooses words.
    pub(crate) salt: u32,
}

impl Deed {
    /// The figures that count in the end.
    pub(crate) fn figures(&self) -> Figures {
        self.correction.map_or(self.claimed, |c| c.figures)
    }
}

/// What every part of the plan looks at.
pub(crate) struct Cast {
    pub(crate) rules: Rules,
    pub(crate) entrants: Vec<Entrant>,
    pub(crate) pools: Pools,
    /// Of all deeds, one after the other.
    pub(crate) companions: Vec<u32>,
    pub(crate) segments: [Segment; SEGMENTS],
    pub(crate) scale: u32,
}

impl Cast {
    pub(crate) fn new(rules: &Rules, seed: u64, scale: u32) -> Self {
        let entrants = entrants(rules, seed, scale);
        let pools = Pools::new(&entrants, rules.set().regions.len());
        let segments = segments(scale);
        Self { rules: rules.clone(), entrants, pools, companions: Vec::new(), segments, scale }
    }

    pub(crate) fn entrant(&self, deed: &Deed) -> &Entrant {
        &self.entrants[deed.entrant as usize]
    }

    pub(crate) fn population(&self) -> Vec<u64> {
        self.rules.set().regions.iter().map(|r| r.population).collect()
    }

    /// A deed of somebody in the region; its figures are still to come.
    pub(crate) fn deed(&self, at: i64, region: usize, theme: Theme, random: &mut Random) -> Deed {
        let entrant = self.pools.entrant(region, theme, at, random);
        let late = random.weighted(&[70, 18, 8, 4]) as u16;
        Deed {
            at,
            entrant,
            theme,
            done_on: day_of(at).saturating_sub(late),
            claimed: figures::figures(theme.kind(), 1, 1, 1),
            correction: None,
            fate: Fate::Stands,
            verified_at: None,
            challenge: None,
            alike: false,
            companions: 0..0,
            photos: 0,
            salt: random.below(1 << 32) as u32,
        }
    }

    pub(crate) fn companions_of(&self, deed: &Deed) -> &[u32] {
        &self.companions[deed.companions.start as usize..deed.companions.end as usize]
    }

    /// Names these companions on a deed, and nobody else.
    pub(crate) fn rename_companions(&mut self, deed: &mut Deed, companions: &[u32]) {
        let start = self.companions.len() as u32;
        self.companions.extend(companions);
        deed.companions = start..self.companions.len() as u32;
    }

    /// Names companions on a share of the deeds of each kind of entrant.
    pub(crate) fn name_companions(&mut self, deed: &mut Deed, people: u64, random: &mut Random) {
        let (share, most) = match self.entrant(deed).kind() {
            EntrantKind::Person => (15, (people - 1).min(3)),
            EntrantKind::Team => (35, people.min(6)),
            EntrantKind::Organisation => (25, people.min(6)),
            EntrantKind::Institution => (60, people.min(12)),
        };
        let most = most.min(u64::from(self.rules.limits().companions_max));
        let start = self.companions.len() as u32;
        if most > 0 && random.chance(share, 100) {
            let number = random.between(1, most);
            let found = self.pools.companions(&self.entrants, deed.entrant, number, deed.at, random);
            self.companions.extend(found);
        }
        deed.companions = start..self.companions.len() as u32;
    }
}

/// Every deed that stands at the end, by the moment it is logged.
pub(crate) fn standing(cast: &mut Cast, random: &mut Random) -> Vec<Deed> {
    let mut regions = Vec::new();
    for (region, number) in
        share_out(DEEDS * u64::from(cast.scale), &cast.population()).into_iter().enumerate()
    {
        regions.extend(std::iter::repeat_n(region as u8, number as usize));
    }
    random.shuffle(&mut regions);
    let mut regions = regions.into_iter();
    let mut deeds = Vec::with_capacity(regions.len() * 21 / 20);
    let mut people = Vec::with_capacity(regions.len());
    let table = themes::by_segment(&cast.segments, cast.scale);
    for (segment, numbers) in cast.segments.into_iter().zip(&table) {
        let moments = moments(&segment, segment.last, segment.deeds, random);
        let themes = themes_of(&moments, numbers, random);
        let from = deeds.len();
        for ((at, theme), region) in moments.into_iter().zip(themes).zip(&mut regions) {
            deeds.push(cast.deed(at, usize::from(region), theme, random));
        }
        let who: Vec<&Entrant> = deeds[from..].iter().map(|d| cast.entrant(d)).collect();
        people.extend(people_of_deeds(segment.people, &who, &cast.rules, random));
    }
    for (deed, people) in deeds.iter_mut().zip(&people) {
        cast.name_companions(deed, *people, random);
        deed.claimed = figures::ordinary(&cast.rules, deed.theme, *people, random);
    }
    share_out_quantities(cast, &mut deeds, random);
    deeds
}

/// The moments of so many deeds from the first day of a segment to `last`, in order.
pub(crate) fn moments(segment: &Segment, last: u16, deeds: u64, random: &mut Random) -> Vec<i64> {
    let mut moments = Vec::with_capacity(deeds as usize);
    for (day, number) in (segment.first..).zip(by_day(segment, last, deeds, random)) {
        moments.extend((0..number).map(|_| busy_moment(day, random)));
    }
    moments.sort_unstable();
    moments
}

/// A theme for each moment, so many of each, gathered in the weeks that are about them.
fn themes_of(moments: &[i64], numbers: &[u64; THEMES], random: &mut Random) -> Vec<Theme> {
    let mut themes: Vec<Theme> = Theme::ALL
        .into_iter()
        .flat_map(|theme| std::iter::repeat_n(theme, numbers[theme as usize] as usize))
        .collect();
    random.shuffle(&mut themes);
    for here in 0..themes.len() {
        let Some(week) = themed_week(day_of(moments[here])) else { continue };
        if themes[here] == week.theme || !random.chance(ON_THEME, 100) {
            continue;
        }
        for _ in 0..TRADES_MAX {
            let there = random.below(themes.len() as u64) as usize;
            let outside = !(week.first..=week.last).contains(&day_of(moments[there]));
            if outside && themes[there] == week.theme {
                themes.swap(here, there);
                break;
            }
        }
    }
    themes
}

fn share_out_quantities(cast: &Cast, deeds: &mut [Deed], random: &mut Random) {
    let scale = u64::from(cast.scale);
    let totals = [
        (DeedKind::TreesPlanted, FINAL_QUANTITIES.trees, 1),
        (DeedKind::WasteCollected, FINAL_QUANTITIES.grams, 3),
        (DeedKind::AnimalsHelped, FINAL_QUANTITIES.animals, 2),
    ];
    for (kind, total, big) in totals {
        let of_kind: Vec<usize> = (0..deeds.len()).filter(|i| deeds[*i].theme.kind() == kind).collect();
        let people: Vec<u64> = of_kind.iter().map(|i| u64::from(deeds[*i].claimed.people().0)).collect();
        let amounts = figures::quantities(&cast.rules, kind, total * scale, &people, big * scale, random);
        for ((i, people), amount) in of_kind.into_iter().zip(people).zip(amounts) {
            deeds[i].claimed = figures::figures(kind, people, amount, 0);
        }
    }
}
