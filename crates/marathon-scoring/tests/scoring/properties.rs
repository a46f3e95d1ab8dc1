//! What holds for every nomination.

use std::collections::{BTreeMap, BTreeSet};

use marathon_events::{
    BasisPoints, Day, Position,
    award_decided::AwardResult,
    marathon_opened::{Band, Metric, QuantityUnit},
};
use marathon_scoring::{
    Award, Caps, CreditedDeed, Entrant, Fraction, Gone, Judge, JudgeId, Measured, NominationInputs, Outcome,
    Rational, Record, measure, shortlist,
};
use proptest::prelude::*;

use crate::given::{decide, id, judge_id, r};

/// Small numbers, so that ties are frequent.
fn entrant(name: char) -> impl Strategy<Value = Entrant> {
    let record = (1..3_u64, 1..3_u64, 0..3_u64).prop_map(|(counted_deeds, active_days, last)| Record {
        counted_deeds,
        active_days,
        last_position: Some(Position(last)),
    });
    let metric =
        (0..5_u128, 1..3_u64).prop_map(|(numerator, denominator)| Fraction { numerator, denominator });
    let gone =
        prop_oneof![8 => Just(None), 1 => Just(Some(Gone::Withdrawn)), 1 => Just(Some(Gone::Disqualified))];
    (prop::bool::weighted(0.9), metric, record, gone).prop_map(move |(admitted, metric, record, gone)| {
        Entrant { id: id(name), admitted, metric, record, gone }
    })
}

fn judge(number: u32) -> impl Strategy<Value = Judge> {
    let given = prop::collection::vec((prop::option::weighted(0.8, 0..4_u64), prop::bool::weighted(0.1)), 8);
    given.prop_map(move |given| {
        let names = || ('a'..).zip(&given);
        Judge {
            id: judge_id(number),
            totals: names().filter_map(|(name, (total, _))| Some((id(name), (*total)?))).collect(),
            recused_from: names().filter(|(_, (_, recused))| *recused).map(|(name, _)| id(name)).collect(),
        }
    })
}

fn nominations() -> impl Strategy<Value = NominationInputs> {
    let entrants = (1..8_usize).prop_flat_map(|n| ('a'..).take(n).map(entrant).collect::<Vec<_>>());
    let judges = (0..5_u32).prop_flat_map(|n| (1..=n).map(judge).collect::<Vec<_>>());
    let numbers = (0..=4_u32, 0..3_u32, 1..9_u32, 1..4_u32);
    let waived = prop::collection::btree_set(prop::char::range('a', 'h').prop_map(id), 0..3);
    (entrants, judges, numbers, waived).prop_map(
        |(entrants, judges, numbers, waived): (Vec<Entrant>, _, _, _)| {
            let (quarters, quorum, shortlist_size, winners) = numbers;
            let jury_bps = BasisPoints(2_500 * quarters);
            let listed = shortlist(&entrants, jury_bps, shortlist_size);
            let scored = |mut judge: Judge| {
                judge.totals.retain(|entry, _| listed.contains(entry));
                judge
            };
            let judges = if jury_bps.0 == 0 { Vec::new() } else { judges.into_iter().map(scored).collect() };
            let metric_bps = BasisPoints(10_000 - jury_bps.0);
            let seed = Some(b"seed".to_vec());
            NominationInputs {
                metric_bps,
                jury_bps,
                quorum,
                shortlist_size,
                winners,
                entrants,
                judges,
                waived,
                seed,
            }
        },
    )
}

/// The same in another order.
fn shuffled(inputs: NominationInputs) -> impl Strategy<Value = (NominationInputs, NominationInputs)> {
    let orders = (Just(inputs.entrants.clone()).prop_shuffle(), Just(inputs.judges.clone()).prop_shuffle());
    orders.prop_map(move |(entrants, judges)| {
        (inputs.clone(), NominationInputs { entrants, judges, ..inputs.clone() })
    })
}

fn place(award: &Award, entrant: &Entrant) -> Outcome {
    award.entries.iter().find(|entry| entry.entrant == entrant.id).unwrap().outcome
}

fn is_excluded(outcome: Outcome) -> bool {
    !matches!(outcome, Outcome::Placed { .. } | Outcome::AwaitsDraw { .. })
}

fn deeds() -> impl Strategy<Value = Vec<CreditedDeed>> {
    let one = (1..4_u32, 0..30_u64, 0..30_u64);
    prop::collection::vec(one, 1..12).prop_map(|deeds| {
        let deed = |(at, (day, credited, more))| CreditedDeed {
            position: Position(at),
            done_on: Day::new(2024, 7, day).unwrap(),
            quantity: credited + more,
            credited,
        };
        (0..).zip(deeds).map(deed).collect()
    })
}

fn caps() -> impl Strategy<Value = Caps> {
    let band = |up_to, rate| Band { up_to, rate_bps: BasisPoints(rate) };
    let bands = prop_oneof![
        Just(vec![]),
        Just(vec![band(Some(20), 10_000), band(Some(40), 5_000), band(None, 1_000)]),
        Just(vec![band(Some(10), 0), band(None, 10_000)]),
    ];
    (prop::option::of(0..20_u64), prop::option::of(0..30_u64), bands)
        .prop_map(|(per_deed_max, per_day_max, bands)| Caps { per_deed_max, per_day_max, bands })
}

fn worth(caps: &Caps, deeds: &[CreditedDeed]) -> u128 {
    caps.count(deeds).iter().map(|deed| deed.worth_bps).sum()
}

/// Deeds, and who is named on each.
fn named_deeds() -> impl Strategy<Value = Vec<(CreditedDeed, BTreeSet<u8>)>> {
    let named = prop::collection::vec(prop::collection::btree_set(0..6_u8, 0..4), 12);
    (deeds(), named).prop_map(|(deeds, named)| deeds.into_iter().zip(named).collect())
}

/// The metric of an entrant of this many members who did these deeds.
fn metric_of(metric: Metric, caps: &Caps, divisor: u64, deeds: &[(CreditedDeed, BTreeSet<u8>)]) -> Fraction {
    // A share of members has no caps, and neither deeds nor people go through bands.
    let caps = if metric == Metric::ActiveShare { Caps::default() } else { caps.clone() };
    let counted = caps.count(&deeds.iter().map(|(deed, _)| *deed).collect::<Vec<_>>());
    let of_counted = deeds.iter().zip(&counted).filter(|(_, counted)| counted.counted > 0);
    let active: BTreeSet<_> = of_counted.flat_map(|((_, named), _)| named).collect();
    let capped = counted.iter().map(|deed| deed.counted).sum();
    measure(metric, &caps.bands, Measured { capped, active: active.len() as u64, divisor })
}

proptest! {
    #[test]
    fn a_verified_deed_more_never_lowers_the_metric_of_its_entrant(
        caps in caps(), deeds in named_deeds(), divisor in 1..6_u64, without in any::<prop::sample::Index>(),
    ) {
        let mut fewer = deeds.clone();
        fewer.remove(without.index(deeds.len()));
        let unit = QuantityUnit::Trees;
        let metrics =
            [Metric::Sum { unit }, Metric::PerMember { unit }, Metric::Deeds, Metric::ActiveShare, Metric::Per100k];
        for metric in metrics {
            let [before, after] = [&fewer, &deeds].map(|deeds| metric_of(metric, &caps, divisor, deeds));
            prop_assert!(before <= after, "{:?}: {:?}, then {:?}", metric, before, after);
        }
    }

    #[test]
    fn the_order_in_which_scores_come_in_means_nothing(
        scores in prop::collection::vec((prop::char::range('a', 'd'), 0..4_u64), 1..12).prop_shuffle(),
        swap in any::<prop::sample::Index>(),
    ) {
        // Of one entry the last score of a judge holds, so only scores of different entries change places.
        let at = swap.index(scores.len());
        let mut other = scores.clone();
        if at + 1 < scores.len() && scores[at].0 != scores[at + 1].0 {
            other.swap(at, at + 1);
        }
        let award = |scores: &[(char, u64)]| {
            let names: BTreeSet<_> = scores.iter().map(|(name, _)| *name).collect();
            let field = names.into_iter().map(|name| crate::given::entrant(name, 3));
            decide(&crate::given::nomination(field, [crate::given::judge(1, scores)]))
        };
        prop_assert_eq!(award(&scores), award(&other));
    }

    #[test]
    fn the_order_of_entrants_and_judges_means_nothing((one, other) in nominations().prop_flat_map(shuffled)) {
        let (one, other) = (decide(&one), decide(&other));
        prop_assert_eq!(serde_json::to_string(&one).unwrap(), serde_json::to_string(&other).unwrap());
    }

    #[test]
    fn an_award_is_stored_as_it_is_shown_and_comes_back(inputs in nominations()) {
        let award = decide(&inputs);
        let stored = AwardResult::from(award.clone());
        prop_assert_eq!(serde_json::to_string(&stored).unwrap(), serde_json::to_string(&award).unwrap());
        let read: AwardResult = serde_json::from_str(&serde_json::to_string(&stored).unwrap()).unwrap();
        prop_assert_eq!(&read, &stored);
        prop_assert_eq!(read.hash(), stored.hash());
        prop_assert_eq!(Award::from(read), award);
    }

    #[test]
    fn places_are_consecutive_and_nobody_shares_one(inputs in nominations()) {
        let award = decide(&inputs);
        let placed = award.entries.iter().map_while(|entry| match entry.outcome {
            Outcome::Placed { place, separated_by } => Some((place, separated_by)),
            _ => None,
        });
        let placed: Vec<_> = placed.collect();
        prop_assert!(placed.iter().map(|(place, _)| *place).eq(1..=placed.len() as u64));
        for (place, separated_by) in &placed {
            prop_assert_eq!(separated_by.is_none(), *place == placed.len() as u64);
        }
        let rest = &award.entries[placed.len()..];
        prop_assert!(rest.iter().all(|entry| is_excluded(entry.outcome)));
        prop_assert!(rest.is_sorted_by_key(|entry| entry.entrant));
        prop_assert_eq!(award.winners.len(), placed.len().min(inputs.winners as usize));
        let winners = award.entries.iter().map(|entry| entry.entrant).take(award.winners.len());
        prop_assert!(winners.eq(award.winners.iter().copied()));
        let standings: Vec<_> = award.entries[..placed.len()].iter().map(|e| e.standing.clone().unwrap()).collect();
        prop_assert!(standings.is_sorted_by(|a, b| a >= b));
    }

    #[test]
    fn a_draw_moves_nobody_outside_the_places_it_was_awaited_for(inputs in nominations()) {
        let drawn = decide(&inputs);
        let open = decide(&NominationInputs { seed: None, ..inputs.clone() });
        for entrant in &inputs.entrants {
            match (place(&open, entrant), place(&drawn, entrant)) {
                (Outcome::AwaitsDraw { from, to }, Outcome::Placed { place, .. }) => {
                    prop_assert!(from < to && (from..=to).contains(&place));
                }
                (before, after) => prop_assert_eq!(before, after),
            }
        }
    }

    #[test]
    fn every_part_lies_between_its_ends(inputs in nominations()) {
        let award = decide(&inputs);
        let within = |part: &Rational, most: u64| *part >= r(0, 1) && *part <= r(most, 1);
        for entry in &award.entries {
            prop_assert!(entry.metric_part.iter().all(|part| within(part, 1)));
            prop_assert!(entry.standing.iter().all(|standing| within(standing, 10_000)));
            if let Some(jury) = &entry.jury {
                prop_assert!(within(&jury.part, 1));
                prop_assert!(jury.scores.iter().all(|score| within(&score.borda, 1)));
            }
        }
        let parts: Vec<_> = award.entries.iter().filter_map(|entry| entry.metric_part.clone()).collect();
        let n = parts.len() as u64;
        // Mid-ranks sum up to n/2, but one alone has all.
        prop_assert_eq!(parts.into_iter().sum::<Rational>(), if n == 1 { r(1, 1) } else { r(n, 2) });
    }

    #[test]
    fn the_ranks_of_one_judge_sum_up_to_half_their_number(inputs in nominations()) {
        let award = decide(&inputs);
        let mut by_judge = BTreeMap::<JudgeId, Vec<Rational>>::new();
        for score in award.entries.iter().filter_map(|entry| entry.jury.as_ref()).flat_map(|jury| &jury.scores) {
            by_judge.entry(score.judge).or_default().push(score.borda.clone());
        }
        for ranks in by_judge.into_values() {
            let k = ranks.len() as u64;
            prop_assert_eq!(ranks.into_iter().sum::<Rational>(), r(k, 2));
        }
    }

    #[test]
    fn one_more_deed_never_lowers_what_counts(caps in caps(), deeds in deeds(), without in any::<prop::sample::Index>()) {
        let mut fewer = deeds.clone();
        fewer.remove(without.index(deeds.len()));
        prop_assert!(worth(&caps, &fewer) <= worth(&caps, &deeds));
    }

    #[test]
    fn no_cap_is_ever_exceeded_and_every_cut_is_named(caps in caps(), deeds in deeds()) {
        let counted = caps.count(&deeds);
        let mut by_day = BTreeMap::<Day, u64>::new();
        for deed in &counted {
            prop_assert!(deed.counted <= caps.per_deed_max.unwrap_or(u64::MAX));
            *by_day.entry(deed.done_on).or_default() += deed.counted;
            prop_assert_eq!(deed.cuts.is_empty(), deed.worth_bps == u128::from(deed.quantity) * 10_000);
        }
        prop_assert!(by_day.values().all(|units| *units <= caps.per_day_max.unwrap_or(u64::MAX)));
    }
}
