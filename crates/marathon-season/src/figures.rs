//! Figures of deeds: ordinary ones, ones that share out the published totals, and wrong ones.

use marathon_domain::Rules;
use marathon_events::{Animals, DeedKind, Figures, Grams, People, PersonMinutes, Trees};

use crate::{random::Random, share_out::share_out_within, themes::Theme};

/// Waste is weighed to half a kilogram.
const WEIGHED_TO: u64 = 500;
/// One public event in this many reaches more people than is believed without a look.
const GREAT_EVENT: u64 = 150;

/// Figures of a kind from its people, its main quantity and its minutes.
pub(crate) fn figures(kind: DeedKind, people: u64, amount: u64, minutes: u64) -> Figures {
    let people = People(people as u32);
    match kind {
        DeedKind::GoodDeedDone => Figures::GoodDeedDone {
            people,
            people_helped: People(amount as u32),
            person_minutes: PersonMinutes(minutes as u32),
        },
        DeedKind::TreesPlanted => Figures::TreesPlanted { people, trees: Trees(amount as u32) },
        DeedKind::WasteCollected => Figures::WasteCollected { people, grams: Grams(amount) },
        DeedKind::AnimalsHelped => Figures::AnimalsHelped { people, animals: Animals(amount as u32) },
    }
}

/// Ordinary figures for this many people.
pub(crate) fn ordinary(rules: &Rules, theme: Theme, people: u64, random: &mut Random) -> Figures {
    let rule = rules.kind(theme.kind());
    let (amount, minutes) = match theme {
        Theme::Trees => (people.div_ceil(2) + random.tail(1, 60), 0),
        Theme::Waste => (WEIGHED_TO * (people * 8 + random.tail(10, 800)), 0),
        Theme::Animals => (random.tail(1, 40), 0),
        _ => (helped(theme, people, rule.amount.inspect_above, random), minutes(theme, people, random)),
    };
    let amount = match theme {
        Theme::Media | Theme::Education => amount.min(rule.amount.refuse_above),
        _ => amount.min(rule.amount.inspect_above),
    };
    let minutes = minutes.min(rule.person_minutes.map_or(0, |limit| limit.inspect_above));
    figures(theme.kind(), people, amount, minutes)
}

fn helped(theme: Theme, people: u64, plausible: u64, random: &mut Random) -> u64 {
    let public = matches!(theme, Theme::Media | Theme::Education);
    if public && people >= 5 && random.chance(1, GREAT_EVENT) {
        return plausible + plausible * random.between(5, 60) / 100;
    }
    let (low, high) = theme.people_helped();
    (random.tail(low, high) + people * random.below(4)).min(plausible)
}

fn minutes(theme: Theme, people: u64, random: &mut Random) -> u64 {
    let quarters = match theme {
        Theme::Emergency => random.between(4, 32),
        _ => random.between(2, 16),
    };
    people * quarters * 15
}

/// Shares a published total of trees, waste or animals over the deeds that have this many people, by their
/// people and by luck. `big` of them are above what is believed without a look.
pub(crate) fn quantities(
    rules: &Rules,
    kind: DeedKind,
    total: u64,
    people: &[u64],
    big: u64,
    random: &mut Random,
) -> Vec<u64> {
    let (unit, for_one, luck) = match kind {
        DeedKind::WasteCollected => (WEIGHED_TO, 800, (10, 200)),
        DeedKind::TreesPlanted => (1, 40, (10, 100)),
        _ => (1, 40, (10, 200)),
    };
    let plausible = rules.kind(kind).amount.inspect_above / unit;
    let total = total / unit;
    let large = large_ones(people, plausible, total, big, random);
    let left = total - large.iter().map(|(_, amount)| amount).sum::<u64>();
    let weights: Vec<u64> = people.iter().map(|p| (3 + p.min(&60)) * random.tail(luck.0, luck.1)).collect();
    let mut is_large = vec![false; people.len()];
    for (place, _) in &large {
        is_large[*place] = true;
    }
    let others: Vec<usize> = (0..people.len()).filter(|i| !is_large[*i]).collect();
    let weights: Vec<u64> = others.iter().map(|i| weights[*i]).collect();
    let parts = share_out_within(left, &weights, 1, |i| (people[others[i]] * for_one).min(plausible));
    let mut amounts = vec![0; people.len()];
    for (place, amount) in others.into_iter().zip(parts).chain(large) {
        amounts[place] = amount * unit;
    }
    amounts
}

/// Which deeds are above the plausible, and their amounts: of many people, far apart, and together not more
/// than a third of the total.
fn large_ones(
    people: &[u64],
    plausible: u64,
    total: u64,
    big: u64,
    random: &mut Random,
) -> Vec<(usize, u64)> {
    let crowds: Vec<usize> = (0..people.len()).filter(|i| people[*i] >= 20).collect();
    let big = big.min(crowds.len() as u64);
    if big == 0 || plausible.saturating_mul(big).saturating_mul(3) > total {
        return Vec::new();
    }
    (0..big as usize)
        .map(|i| {
            let amount = plausible + 1 + plausible * random.below(12) / 100;
            (crowds[i * crowds.len() / big as usize], amount)
        })
        .collect()
}

/// What somebody wrote down wrongly, and which slip it was: an index for the words of the correction.
pub(crate) fn slip(rules: &Rules, right: Figures, random: &mut Random) -> (Figures, usize) {
    let (kind, people, amount, minutes) =
        (right.kind(), u64::from(right.people().0), right.amount(), u64::from(right.minutes()));
    let rule = rules.kind(kind);
    let choice = random.below(4);
    if choice == 0 {
        let counted_twice = (people * 2).min(rule.people.refuse_above).max(people + 1);
        return (figures(kind, counted_twice, amount, minutes), 1);
    }
    if choice == 1 && minutes > 0 {
        return (figures(kind, people, amount, minutes.div_ceil(60)), 2);
    }
    let zero_too_many = (amount * 10).min(rule.amount.refuse_above).max(2);
    (figures(kind, people, zero_too_many, minutes), 0)
}

/// A figure nobody believes.
pub(crate) fn prank(rules: &Rules, theme: Theme, people: u64, random: &mut Random) -> Figures {
    let ordinary = ordinary(rules, theme, people, random);
    let limit = rules.kind(theme.kind()).amount;
    let amount = (limit.inspect_above * random.between(3, 20)).min(limit.refuse_above);
    figures(theme.kind(), people, amount, u64::from(ordinary.minutes()))
}

/// Whether verification needs an inspection note.
pub(crate) fn needs_inspection(rules: &Rules, figures: &Figures) -> bool {
    let rule = rules.kind(figures.kind());
    u64::from(figures.people().0) > rule.people.inspect_above
        || figures.amount() > rule.amount.inspect_above
        || rule.person_minutes.is_some_and(|m| u64::from(figures.minutes()) > m.inspect_above)
}
