//! What happens to deeds after they are logged: slips and corrections, deeds that do not stand, look-alikes,
//! verification. Whatever changes a claimed total is over before the next published counter.

use std::collections::BTreeSet;

use marathon_events::DeedKind;

use crate::{
    calendar::{LAST_VERIFICATION_DAY, MINUTE, busy_moment, date, day_of, office_moment},
    counters::Segment,
    deeds::{Cast, Correction, Deed, Fate, Why, moments},
    figures::{self, needs_inspection},
    people::people_of_deed,
    random::Random,
    themes::Theme,
};

/// Of a thousand standing deeds: corrected ones; and beside them, rejected and withdrawn ones.
const CORRECTED: u64 = 25;
const REJECTED: u64 = 30;
const WITHDRAWN: u64 = 15;
/// Of a thousand standing deeds, verified in the end.
const VERIFIED: u64 = 900;
/// Of the rejected ones, one in so many is a duplicate; of the others, one in so many a prank.
const DUPLICATES: u64 = 5;
const PRANKS: u64 = 6;
/// One good deed in so many is as another the same entrant did before, and just as true.
const TRUE_LOOK_ALIKES: u64 = 300;
/// Deeds are done at most so many days before they are logged.
const LATE_DAYS_MAX: u16 = 6;

/// Some deeds were claimed with wrong figures, and are put right in time for the next counter.
pub(crate) fn correct_some(cast: &Cast, deeds: &mut [Deed], random: &mut Random) {
    for deed in deeds.iter_mut() {
        if !random.chance(CORRECTED, 1_000) {
            continue;
        }
        let right = deed.claimed;
        let (wrong, slip) = figures::slip(&cast.rules, right, random);
        let today = day_of(deed.at);
        let last_day = cast.segments.iter().any(|s| s.last == today);
        // Deeds are logged until eleven, so that an hour later it is still the same day.
        let at = match last_day || random.chance(3, 5) {
            true => deed.at + random.between(4 * MINUTE as u64, 55 * MINUTE as u64) as i64,
            false => busy_moment(today + 1, random),
        };
        deed.claimed = wrong;
        deed.correction = Some(Correction { at, figures: right, slip });
    }
}

/// Deeds that are rejected or withdrawn before the next counter.
pub(crate) fn not_standing(cast: &mut Cast, random: &mut Random) -> Vec<Deed> {
    let population = cast.population();
    let mut deeds = Vec::new();
    for segment in cast.segments {
        let rejected = segment.deeds * REJECTED / 1_000;
        let rejected = rejected - rejected / DUPLICATES;
        let withdrawn = segment.deeds * WITHDRAWN / 1_000;
        let mut moments = moments(&segment, segment.last - 1, rejected + withdrawn, random);
        random.shuffle(&mut moments);
        for (i, at) in moments.into_iter().enumerate() {
            let mut deed = cast.deed(at, random.weighted(&population), Theme::any(random), random);
            let people = people_of_deed(cast.entrant(&deed), random);
            cast.name_companions(&mut deed, people, random);
            let day = a_day_soon(&segment, at, random);
            let prank = random.chance(1, PRANKS);
            (deed.claimed, deed.fate) = if (i as u64) < withdrawn {
                let fate = Fate::Withdrawn { at: busy_moment(day, random) };
                (figures::ordinary(&cast.rules, deed.theme, people, random), fate)
            } else if prank {
                let fate = Fate::Rejected { at: office_moment(day, random), why: Why::Prank };
                (figures::prank(&cast.rules, deed.theme, people, random), fate)
            } else {
                let fate = Fate::Rejected { at: office_moment(day, random), why: Why::Evidence };
                (figures::ordinary(&cast.rules, deed.theme, people, random), fate)
            };
            deeds.push(deed);
        }
    }
    deeds.extend(ten_thousand_trees(cast, random));
    deeds
}

/// Ten thousand trees on one day, which nobody believes.
fn ten_thousand_trees(cast: &Cast, random: &mut Random) -> Option<Deed> {
    let segment = cast.segments.last()?;
    let day = segment.first + 20;
    let mut deed = cast.deed(busy_moment(day, random), 0, Theme::Trees, random);
    let trees = cast.rules.kind(DeedKind::TreesPlanted).amount.refuse_above.min(10_000);
    deed.claimed = figures::figures(DeedKind::TreesPlanted, 2, trees, 0);
    deed.fate = Fate::Rejected { at: office_moment(day + 1, random), why: Why::Prank };
    Some(deed)
}

/// One to three days later, and not after the segment.
fn a_day_soon(segment: &Segment, at: i64, random: &mut Random) -> u16 {
    let today = day_of(at);
    random.between(u64::from(today) + 1, u64::from((today + 3).min(segment.last))) as u16
}

/// Moves deeds that would look like others by accident to another day; makes a few look alike on purpose. The
/// deeds come in the order they are logged.
pub(crate) fn tell_apart(cast: &Cast, deeds: &mut [Deed], random: &mut Random) {
    let mut seen = BTreeSet::new();
    let mut last_good: Vec<Option<usize>> = vec![None; cast.entrants.len()];
    let season = &cast.rules.set().season;
    let first_day = u16::try_from(season.starts_on.since(date(0))).unwrap_or(0);
    for i in 0..deeds.len() {
        let may_repeat = deeds[i].fate == Fate::Stands
            && deeds[i].correction.is_none()
            && deeds[i].theme.kind() == DeedKind::GoodDeedDone
            // Call-outs stay as they are, so that those who share them stay inseparable.
            && deeds[i].theme != Theme::Emergency;
        let model = last_good[deeds[i].entrant as usize].filter(|_| may_repeat);
        if may_repeat {
            last_good[deeds[i].entrant as usize] = Some(i);
        }
        if let Some(model) = model.filter(|_| random.chance(1, TRUE_LOOK_ALIKES)) {
            let (before, deed) = deeds.split_at_mut(i);
            if repeat(&before[model], &mut deed[0]) {
                continue;
            }
        }
        let deed = &mut deeds[i];
        let earliest = day_of(deed.at).saturating_sub(LATE_DAYS_MAX).max(first_day);
        let mut days = std::iter::once(deed.done_on.max(first_day)).chain((earliest..=day_of(deed.at)).rev());
        match days.find(|day| !seen.contains(&likeness(deed, *day))) {
            Some(day) => deed.done_on = day,
            None => deed.alike = true,
        }
        seen.insert(likeness(deed, deed.done_on));
    }
}

/// What the rules compare to find duplicates.
fn likeness(deed: &Deed, day: u16) -> (u32, u16, DeedKind, u64, u32) {
    let figures = deed.claimed;
    (deed.entrant, day, figures.kind(), figures.amount(), figures.minutes())
}

/// Makes a deed the same in day and figures as an earlier one, if that was done of late.
fn repeat(model: &Deed, deed: &mut Deed) -> bool {
    if day_of(deed.at).saturating_sub(model.done_on) > LATE_DAYS_MAX {
        return false;
    }
    let (people, like) = (deed.claimed.people(), model.claimed);
    deed.theme = model.theme;
    deed.done_on = model.done_on;
    deed.claimed =
        figures::figures(like.kind(), u64::from(people.0), like.amount(), u64::from(like.minutes()));
    deed.alike = true;
    true
}

/// Copies of standing deeds, sent once more within the hour and found out. `deeds` come in order.
pub(crate) fn duplicates(cast: &Cast, deeds: &[Deed], random: &mut Random) -> Vec<Deed> {
    let mut copies = Vec::new();
    for segment in cast.segments {
        let wanted = (segment.deeds * REJECTED / 1_000 / DUPLICATES) as usize;
        let from = deeds.partition_point(|d| day_of(d.at) < segment.first);
        let to = deeds.partition_point(|d| day_of(d.at) < segment.last);
        let mut models: Vec<usize> = (from..to)
            .filter(|i| deeds[*i].fate == Fate::Stands && deeds[*i].correction.is_none() && !deeds[*i].alike)
            .collect();
        random.shuffle(&mut models);
        for model in models.into_iter().take(wanted) {
            let mut copy = deeds[model].clone();
            copy.at += random.between(2 * MINUTE as u64, 50 * MINUTE as u64) as i64;
            copy.alike = true;
            let day = a_day_soon(&segment, copy.at, random);
            copy.fate = Fate::Rejected { at: office_moment(day, random), why: Why::Duplicate };
            copy.salt = random.below(1 << 32) as u32;
            if random.chance(1, 2) {
                copy.photos = (deeds.len() + copies.len()) as u32;
            }
            copies.push(copy);
        }
    }
    copies
}

/// Nine of ten standing deeds are verified one to six days later, and after they were corrected.
pub(crate) fn verify_most(deeds: &mut [Deed], random: &mut Random) {
    for deed in deeds.iter_mut().filter(|d| d.fate == Fate::Stands) {
        if !random.chance(VERIFIED, 1_000) {
            continue;
        }
        let logged = u64::from(day_of(deed.at));
        let ready = deed.correction.map_or(logged, |c| u64::from(day_of(c.at))) + 1;
        let latest = (logged + 6).min(u64::from(LAST_VERIFICATION_DAY));
        let patience = random.below(2) * 3;
        let day = random.between(ready, latest.min(ready + 2 + patience).max(ready));
        deed.verified_at = Some(office_moment(day as u16, random));
    }
}

/// Whether a verification must say why.
pub(crate) fn is_implausible(cast: &Cast, deed: &Deed) -> bool {
    needs_inspection(&cast.rules, &deed.figures())
}
