//! The plan, played to the domain: every step is accepted, the published counters come out, the season is as
//! varied as the real one.

mod played;

use std::collections::{BTreeMap, BTreeSet};

use marathon_domain::{DeedStatus, Rules};
use marathon_events::{
    DeedKind, EntrantKind, Role, Timestamp,
    marathon_opened::{EntrantClass, Metric},
};
use marathon_season::{COUNTERS, Season};
use played::{Played, PlayedDeed};
use sha2::{Digest, Sha256};

const SEED: u64 = 2024;

fn play(scale: u32) -> (Rules, Played) {
    let rules = Rules::default_2024();
    let played = Played::season(&rules, &Season::plan(&rules, SEED, scale));
    (rules, played)
}

fn moment(text: &str) -> Timestamp {
    Timestamp::parse_rfc3339(text).unwrap()
}

fn assert_counters(played: &Played, scale: u64) {
    for counter in COUNTERS {
        let totals = played.totals_on(counter.date);
        let date = counter.date;
        assert_eq!(totals.deeds, counter.deeds * scale, "deeds on {date:?}");
        assert_eq!(totals.people, counter.people * scale, "people on {date:?}");
        if let Some(published) = counter.quantities {
            assert_eq!(totals.animals, published.animals * scale, "animals on {date:?}");
            assert_eq!(totals.trees, published.trees * scale, "trees on {date:?}");
            assert_eq!(totals.grams, published.grams * scale, "grams on {date:?}");
        }
    }
}

#[test]
fn published_counters_come_out() {
    let (_, played) = play(1);
    assert_counters(&played, 1);
    // As the press had them, beside the constants.
    let last = played.totals_on((2024, 12, 1));
    assert_eq!((last.deeds, last.people, last.animals, last.trees), (7_000, 50_000, 7_000, 3_200));
    assert_eq!(last.grams, 240_000_000);
    assert_eq!(played.totals_on((2024, 7, 14)).people, 6_000);
    assert_eq!(played.totals_on((2024, 8, 7)).deeds, 826);
    assert_eq!(played.totals_on((2024, 9, 23)).deeds, 2_045);
}

#[test]
fn published_counters_come_out_threefold() {
    assert_counters(&play(3).1, 3);
}

#[test]
fn counters_come_out_for_any_seed() {
    let rules = Rules::default_2024();
    for seed in [0, 1, u64::MAX] {
        assert_counters(&Played::season(&rules, &Season::plan(&rules, seed, 1)), 1);
    }
}

#[test]
fn a_marathon_of_three_regions_and_tight_limits_accepts_it_too() {
    let mut set = Rules::default_2024().set().clone();
    set.regions.truncate(3);
    set.limits.companions_max = 2;
    for kind in &mut set.kinds {
        kind.amount.inspect_above = kind.amount.inspect_above.min(1_000_000) / 4;
        kind.people.inspect_above = 40;
    }
    let rules = Rules::new(set).unwrap();
    let played = Played::season(&rules, &Season::plan(&rules, SEED, 1));
    assert_counters(&played, 1);
}

fn digest(season: &Season) -> String {
    let mut hash = Sha256::new();
    for step in season {
        hash.update(format!("{step:?}\n"));
    }
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn same_seed_same_season() {
    let rules = Rules::default_2024();
    let one = digest(&Season::plan(&rules, SEED, 1));
    assert_eq!(one, digest(&Season::plan(&rules, SEED, 1)));
    assert_ne!(one, digest(&Season::plan(&rules, SEED + 1, 1)));
    // On every machine, too. Who changes the season on purpose puts the new digest here.
    assert_eq!(one, "24567826e816236d68cfbbdfb968f865329956f26e25cb6c05cbd131c7b70566");
}

#[test]
fn the_season_keeps_its_hours() {
    let (_, played) = play(1);
    assert!(played.registered_at[0] >= moment("2024-07-09T09:00:00+05:00"));
    assert_eq!(played.closed_at, Some(moment("2024-12-01T23:59:59+05:00")));
    let mut late_surge = 0;
    for deed in &played.deeds {
        let hour = (deed.at.0 / 3_600_000_000 + 5) % 24;
        assert!((8..=22).contains(&hour), "logged at {}", deed.at);
        assert!(deed.at < played.closed_at.unwrap());
        assert!(played.registered_at[deed.entrant as usize] < deed.at);
        assert!(deed.companions.len() as u64 <= u64::from(deed.new.figures.people().0.max(12)));
        let day = 24 * 3_600_000_000;
        if let Some(verified_at) = deed.verified_at {
            let days = (verified_at.0 + 5 * 3_600_000_000) / day - (deed.at.0 + 5 * 3_600_000_000) / day;
            assert!((1..=6).contains(&days), "verified after {days} days");
            assert!(verified_at < moment("2024-12-05T00:00:00+05:00"));
        }
        late_surge += u64::from(deed.status.stands() && deed.at >= moment("2024-09-24T00:00:00+05:00"));
    }
    assert_eq!(late_surge, 4_955);
    let busiest = |from: &str, to: &str| {
        played.deeds.iter().filter(|d| (moment(from)..moment(to)).contains(&d.at)).count()
    };
    let planting = busiest("2024-10-14T00:00:00+05:00", "2024-10-21T00:00:00+05:00");
    let after = busiest("2024-10-21T00:00:00+05:00", "2024-10-28T00:00:00+05:00");
    assert!(planting * 10 > after * 13, "{planting} in the themed week, {after} after it");
}

#[test]
fn everything_appears() {
    let (rules, played) = play(1);
    let regions: BTreeSet<_> = played.deeds.iter().map(|d| d.new.region).collect();
    let sectors: BTreeSet<_> = played.deeds.iter().map(|d| d.new.sector.clone()).collect();
    assert_eq!(regions.len(), 20);
    assert_eq!(sectors.len(), 7);
    let standing =
        |kind| played.deeds.iter().filter(|d| d.status.stands() && d.figures.kind() == kind).count();
    assert_eq!(DeedKind::ALL.map(standing), [5_280, 120, 700, 900]);
    for region in &rules.set().regions {
        for kind in EntrantKind::ALL {
            let first_day = moment("2024-07-10T00:00:00+05:00");
            let there = (played.entrants.iter().zip(&played.registered_at))
                .any(|(e, at)| e.kind == kind && e.region == region.code && *at < first_day);
            assert!(there, "{kind:?} in {} on the opening day", region.code);
        }
    }
    let aliases: BTreeSet<_> = played.entrants.iter().map(|e| &e.alias).collect();
    assert_eq!(aliases.len(), played.entrants.len());
    assert_eq!(played.entrants.len(), 420);
    for deed in &played.deeds {
        assert_eq!(deed.new.region, played.entrants[deed.entrant as usize].region);
        for companion in &deed.companions {
            assert_eq!(played.entrants[*companion as usize].region, deed.new.region);
        }
    }
}

#[test]
fn deeds_are_spread_by_population() {
    let (rules, played) = play(1);
    let regions = &rules.set().regions;
    let residents: u64 = regions.iter().map(|r| r.population).sum();
    let mut counts = BTreeMap::new();
    for deed in played.deeds.iter().filter(|d| d.status.stands()) {
        *counts.entry(deed.new.region).or_insert(0_u64) += 1;
    }
    for region in regions {
        // Largest remainder keeps quota: never a whole deed off.
        let quota = 7_000 * region.population / residents;
        assert!((quota..=quota + 1).contains(&counts[&region.code]), "{}", region.code);
    }
}

#[test]
fn moderation_is_in_proportion() {
    let (rules, played) = play(1);
    let count = |is: fn(&PlayedDeed) -> bool| played.deeds.iter().filter(|d| is(d)).count();
    let rejected = count(|d| d.status == DeedStatus::Rejected);
    let withdrawn = count(|d| d.status == DeedStatus::Withdrawn);
    let verified = count(|d| d.status == DeedStatus::Verified);
    let corrected = count(|d| d.corrected);
    assert!((190..=215).contains(&rejected), "{rejected} rejected");
    assert!((95..=110).contains(&withdrawn), "{withdrawn} withdrawn");
    assert!((6_160..=6_440).contains(&verified), "{verified} verified");
    assert!((130..=220).contains(&corrected), "{corrected} corrected");
    let inspected = played.deeds.iter().filter(|d| {
        let rule = rules.kind(d.figures.kind());
        d.status == DeedStatus::Verified && d.figures.amount() > rule.amount.inspect_above
    });
    assert!((4..=30).contains(&inspected.count()));
    let alike: Vec<_> = played.deeds.iter().filter(|d| d.looked_like_another).collect();
    assert!((30..=80).contains(&alike.len()), "{} look-alikes", alike.len());
    let found_true = alike.iter().filter(|d| d.status == DeedStatus::Verified).count();
    assert!((4..=30).contains(&found_true), "{found_true} look-alikes found true");
}

#[test]
fn everybody_acts_in_their_own_name() {
    let (rules, played) = play(1);
    let regions = rules.set().regions.len() as u32;
    let roles = [Role::Coordinator, Role::Judge, Role::Auditor, Role::Organiser];
    assert_eq!(roles.map(|role| played.roles[&role]), [regions, 12, 1, 1]);
    let owners: BTreeSet<_> = played.entrants.iter().map(|e| e.owner.unwrap()).collect();
    assert_eq!(owners.len(), played.entrants.len());
    let on_behalf = played.deeds.iter().filter(|d| d.by_front_office).count() * 10 / played.deeds.len();
    assert!((2..=4).contains(&on_behalf), "{on_behalf} of ten by the front-office");
    assert!((60..=250).contains(&played.members), "{} members of teams", played.members);
    assert!((5..=25).contains(&played.upheld), "{} doubts were right", played.upheld);
    assert!((10..=35).contains(&played.in_vain), "{} doubts were not", played.in_vain);
    assert_eq!(played.frozen_at, Some(moment("2024-12-04T18:30:00+05:00")));
    let silver = played.entrants.iter().filter(|e| e.silver).count();
    assert!((5..=60).contains(&silver), "{silver} silver volunteers");
    let prank = played
        .deeds
        .iter()
        .find(|d| d.figures.kind() == DeedKind::TreesPlanted && d.figures.amount() == 10_000);
    assert_eq!(prank.unwrap().status, DeedStatus::Rejected);
}

#[test]
fn two_persons_are_called_out_together_with_equal_shares_and_never_alone() {
    for seed in [SEED, 1, 2] {
        let rules = Rules::default_2024();
        let season = Season::plan(&rules, seed, 1);
        let (one, other) = season.inseparable().unwrap();
        let played = Played::season(&rules, &season);
        let named = |d: &&PlayedDeed, who: u32| d.entrant == who || d.companions.contains(&who);
        let call_outs = played.deeds.iter().filter(|d| {
            d.new.sector.0 == "emergency"
                && d.status == DeedStatus::Verified
                && (named(d, one) || named(d, other))
        });
        let mut number = 0;
        for deed in call_outs {
            assert!(deed.entrant == one && deed.companions == [other], "{deed:?}");
            let slots = deed.figures.people().0.max(2);
            assert_eq!(deed.figures.minutes() % slots, 0, "{deed:?}");
            number += 1;
        }
        assert!(number > 2, "{number} call-outs of the two with seed {seed}");
    }
}

#[test]
fn every_nomination_has_a_field() {
    let (rules, played) = play(1);
    for nomination in &rules.set().nominations {
        let mut field = BTreeSet::new();
        for deed in played.deeds.iter().filter(|d| d.status == DeedStatus::Verified) {
            let entrant = &played.entrants[deed.entrant as usize];
            let class = match entrant.kind {
                EntrantKind::Person => EntrantClass::Person,
                EntrantKind::Team => EntrantClass::Team,
                EntrantKind::Organisation => EntrantClass::Organisation,
                EntrantKind::Institution => EntrantClass::Institution,
            };
            let region = nomination.entrants.contains(&EntrantClass::Region);
            let counts = (region || nomination.entrants.contains(&class))
                && (nomination.kinds.is_empty() || nomination.kinds.contains(&deed.figures.kind()))
                && (nomination.sectors.is_empty() || nomination.sectors.contains(&deed.new.sector))
                && (nomination.metric != Metric::ActiveShare || !deed.companions.is_empty());
            if counts {
                field.insert(if region { entrant.region.to_string() } else { entrant.alias.clone() });
            }
        }
        assert!(field.len() >= 16, "{}: {} entrants", nomination.id, field.len());
    }
}

#[test]
fn a_few_do_most() {
    let (_, played) = play(1);
    let mut deeds = vec![0_u64; played.entrants.len()];
    for deed in &played.deeds {
        deeds[deed.entrant as usize] += 1;
    }
    deeds.sort_unstable_by(|a, b| b.cmp(a));
    let top: u64 = deeds[..deeds.len() / 5].iter().sum();
    let all: u64 = deeds.iter().sum();
    assert!((50..=90).contains(&(top * 100 / all)), "the busiest fifth does {top} of {all}");
}
