//! The golden history of 0.1.

use std::collections::BTreeSet;

use esrs::Aggregate;
use marathon_domain::{Fact, Marathon, Occasion, State};
use marathon_engine::{ReadModel, View};
use marathon_events::{DeedKind, Event, LeafHash, Position, Recorded, catalogue};
use marathon_projections::{
    PROJECTIONS, Views,
    totals::{Counters, Sums, TotalsFilter},
};

const HISTORY: &str = include_str!("../fixtures/v0.1/history.ndjson");

/// The entry and the hash of every line.
pub fn lines() -> Vec<(String, LeafHash)> {
    let line = |line: &str| {
        let line: serde_json::Value = serde_json::from_str(line).unwrap();
        let hash = LeafHash::parse(line["leaf_hash"].as_str().unwrap()).unwrap();
        (line["entry"].as_str().unwrap().to_owned(), hash)
    };
    HISTORY.lines().map(line).collect()
}

fn decoded() -> Vec<Recorded> {
    lines().iter().map(|(entry, _)| Recorded::decode(entry.as_bytes()).unwrap()).collect()
}

fn name_and_version(entry: &str) -> (String, u64) {
    let entry: serde_json::Value = serde_json::from_str(entry).unwrap();
    (entry["type"].as_str().unwrap().to_owned(), entry["version"].as_u64().unwrap())
}

#[test]
fn every_name_and_version_of_the_release_is_in_the_history() {
    let there: BTreeSet<_> = lines().iter().map(|(entry, _)| name_and_version(entry)).collect();
    let of_the_release = [
        ("animals-helped", 1),
        ("deed-corrected", 1),
        ("deed-rejected", 1),
        ("deed-verified", 1),
        ("deed-withdrawn", 1),
        ("entrant-registered", 1),
        ("good-deed-done", 1),
        ("intake-closed", 1),
        ("marathon-opened", 1),
        ("trees-planted", 1),
        ("waste-collected", 1),
        ("waste-collected", 2),
    ];
    assert_eq!(there, of_the_release.map(|(name, version)| (name.to_owned(), version)).into());
    let known: BTreeSet<_> =
        catalogue::schemas().into_iter().map(|(n, v, _)| (n.to_owned(), u64::from(v))).collect();
    assert!(there.is_subset(&known), "a released event is not in the catalogue any more");
}

#[test]
fn hashes_positions_and_times_are_what_was_stored() {
    for (i, ((entry, hash), event)) in lines().iter().zip(decoded()).enumerate() {
        assert_eq!(LeafHash::of(entry.as_bytes()), *hash, "line {i}");
        assert_eq!(event.position, Position(i as u64));
        assert_eq!(event.recorded_at.to_string(), format!("2024-07-15T06:{i:02}:00.{:06}Z", i * 37));
    }
}

#[test]
fn entries_of_latest_versions_are_written_again_byte_by_byte() {
    let mut old = 0;
    for ((entry, _), event) in lines().iter().zip(decoded()) {
        let (name, version) = name_and_version(entry);
        let (latest_name, latest) = event.event.name_and_version();
        assert_eq!(name, latest_name);
        if version == u64::from(latest) {
            assert_eq!(String::from_utf8(event.encode()).unwrap(), *entry);
        } else {
            // An upcast event is another entry; it is never stored in place of the old one.
            assert_ne!(event.encode(), entry.as_bytes());
            old += 1;
        }
    }
    // The rules, the entrants, and the waste that was weighed in kilograms.
    assert_eq!(old, 1 + 4 + 2);
}

#[test]
fn kilograms_of_the_pilot_are_grams() {
    let grams = |i: usize| match &decoded()[i].event {
        Event::WasteCollected(waste) => waste.grams.0,
        other => panic!("{other:?}"),
    };
    assert_eq!((grams(7), grams(8), grams(17)), (350_000, 350_000, 4_294_967_000));
}

#[test]
fn what_surrounds_an_event_is_read() {
    let events = decoded();
    let id = |text: &str| Some(uuid::Uuid::parse_str(text).unwrap());
    assert_eq!(events[3].actor.map(|actor| actor.0), id("7b0f3b52-0c2e-4b39-9df0-2f0e1f2c3d4e"));
    assert_eq!(events[5].correlation_id, id("8c1f3b52-0c2e-4b39-9df0-2f0e1f2c3d4e"));
    assert_eq!(events[12].causation_id, Some(events[5].event_id));
    assert_eq!((events[4].actor, events[4].correlation_id, events[4].causation_id), (None, None, None));
}

#[test]
fn the_totals_are_those_counted_by_hand() {
    let mut view = View::<Views>::default();
    decoded().iter().for_each(|event| view.apply(event));
    view.model.settle();
    let verified = Counters {
        deeds: 3,
        people: 3 + 30 + 12,
        trees: 120,
        grams: 350_000,
        people_helped: 24,
        person_minutes: 180,
        ..Counters::default()
    };
    let claimed = Counters {
        deeds: 6,
        people: verified.people + 2 + 1 + 2,
        trees: 122,
        grams: 391_500,
        animals: 8,
        ..verified
    };
    assert_eq!(view.model.totals.sum(&TotalsFilter::default()), Sums { claimed, verified });
    let waste = view.model.totals.by_kind()[DeedKind::WasteCollected as usize].1;
    assert_eq!((waste.claimed.deeds, waste.verified.deeds), (2, 1));
    // 3 + 30 people in Astana, 12 in Almaty.
    let regions = view.model.rankings.page(&view.model.book, 0, None, 9);
    let measures: Vec<_> =
        regions.iter().map(|r| (r.competitor.0, r.metric.numerator, r.metric.denominator)).collect();
    assert_eq!(measures, [(0, 3_300_000, 1_464_415), (1, 1_200_000, 2_253_502)]);
    // Two of the school's four members are named.
    let school = view.model.rankings.page(&view.model.book, 2, None, 9);
    assert_eq!((school[0].metric.numerator, school[0].metric.denominator), (2, 4));
}

/// A digest changes only together with the version of its projection; then, and only then, it is pinned anew.
const PINNED: [&str; 8] = [
    "book 1 62f6bd666ec20efeb0997d96fc985a76680456b7ed252c3edc80ab3522e7e15c",
    "totals 1 2f7cc7e31eaf02c548d12d3f531f77297bee4b42531624e91fa9b7eef5dd207f",
    "leaderboards 1 9b285b120154e1b2cc0648f4e75db7b48e48ea6ef19da21c061e8e106e84a9a2",
    "rankings 1 9e20fb0da534827ca2b6a6b5321dd7a2132e2bb8d30b4c218a90a46ed06de8fc",
    "people 1 54f0a7cee592a382dbeb08135d279191ef275a94072b8dad6a93040cb59f709e",
    "queue 1 ee60dcdb7f024d45ab48ab438342c23a4e7418f5a77055411cbf6ab429dbacd2",
    "judging 1 9e90829fe9619ca253f5dd15c1e58920c3c5ba61637ca8a16ecf8329529b6b31",
    "state e5d48bdef426413d8cecec04a5f8cbef555f8e3218b54ce62d37548031356ea1",
];

#[test]
fn the_digests_are_pinned() {
    let mut view = View::<Views>::default();
    decoded().iter().for_each(|event| view.apply(event));
    let facts = decoded().into_iter().map(|e| Fact {
        stream: e.stream,
        revision: e.revision,
        occasion: Occasion::of(&e),
        event: e.event,
    });
    let state = facts.fold(State::default(), Marathon::apply_event);
    let versions = PROJECTIONS.into_iter().zip(view.model.digests());
    let views =
        versions.map(|((name, version), (_, digest))| format!("{name} {version} {}", LeafHash(digest)));
    let said: Vec<_> = views.chain([format!("state {}", LeafHash(state.digest().unwrap()))]).collect();
    assert_eq!(said, PINNED);
}
