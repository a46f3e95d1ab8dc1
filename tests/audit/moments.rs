//! A replay stops at any moment of judging, and shows it.

use std::collections::BTreeMap;

use marathon_events::{Event, Recorded};
use serde_json::Value;

use super::{demo, events, position_of, text};
use crate::support::process::run;

fn replayed(at: &str) -> Value {
    let args = ["replay", "--json", "--data", text(demo()), "--marathon", "2024", "--at", at];
    serde_json::from_str(&run(args).done()).unwrap()
}

/// What the report of a moment must say of judging: counted from the events, without a projection.
#[derive(Debug, Default, PartialEq, Eq)]
struct Counted {
    steps: Vec<String>,
    shortlists: usize,
    assigned: usize,
    opened: usize,
    /// By nomination: decided and amended.
    results: BTreeMap<String, usize>,
    appeals: usize,
}

fn counted(history: &[Recorded]) -> Counted {
    let mut counted = Counted::default();
    let mut judges = std::collections::BTreeSet::new();
    for recorded in history {
        match &recorded.event {
            Event::IntakeClosed(_)
            | Event::SeedSourceNamed(_)
            | Event::FieldFrozen(_)
            | Event::SeedRecorded(_)
            | Event::JudgingClosed(_)
            | Event::PublicationAnnounced(_)
            | Event::ResultsPublished(_) => {
                let name = recorded.event.name_and_version().0.to_owned();
                if !counted.steps.contains(&name) {
                    counted.steps.push(name);
                }
            }
            Event::ShortlistDrawn(_) => counted.shortlists += 1,
            Event::JudgeAssigned(e) => drop(judges.insert((e.nomination.clone(), e.judge))),
            Event::ScoresOpened(e) => counted.opened += e.scores.len(),
            Event::AwardDecided(e) => *counted.results.entry(e.nomination.clone()).or_default() += 1,
            Event::ResultAmended(e) => *counted.results.entry(e.nomination.clone()).or_default() += 1,
            Event::AppealLodged(_) => counted.appeals += 1,
            _ => {}
        }
    }
    counted.assigned = judges.len();
    counted
}

fn told(report: &Value) -> Counted {
    let nominations = report["judging"]["nominations"].as_array().unwrap();
    let sum = |of: &str| nominations.iter().map(|n| n[of].as_u64().unwrap() as usize).sum();
    let steps = report["judging"]["steps"].as_array().unwrap();
    let of = |n: &Value| {
        let amendments = n["award"]["amendments"].as_u64()? as usize;
        Some((n["nomination"].as_str().unwrap().to_owned(), amendments + 1))
    };
    Counted {
        steps: steps.iter().map(|step| step["step"].as_str().unwrap().to_owned()).collect(),
        shortlists: nominations.iter().filter(|n| !n["shortlisted"].is_null()).count(),
        assigned: sum("judges"),
        opened: sum("opened"),
        results: nominations.iter().filter_map(of).collect(),
        appeals: sum("appeals"),
    }
}

#[test]
fn a_replay_shows_judging_as_it_was_at_every_moment() {
    let last = |is: fn(&Event) -> bool| events().iter().rposition(|e| is(&e.event)).unwrap();
    let scored = position_of(|e| matches!(e, Event::ScoreGiven(_)));
    let scores: Vec<_> = events().iter().filter(|e| matches!(e.event, Event::ScoreGiven(_))).collect();
    let moments = [
        position_of(|e| matches!(e, Event::FieldFrozen(_))) - 1,
        position_of(|e| matches!(e, Event::ShortlistDrawn(_))),
        scored + (scores.len() / 2),
        position_of(|e| matches!(e, Event::ScoresOpened(_))),
        last(|e| matches!(e, Event::AwardDecided(_))),
        last(|e| matches!(e, Event::ResultAmended(_))) - 1,
        events().len() - 1,
    ];
    let mut seen = Vec::new();
    for at in moments {
        let report = replayed(&at.to_string());
        assert_eq!(told(&report), counted(&events()[..=at]), "at {at}");
        seen.push(report["digest"].clone());
    }
    seen.dedup();
    assert_eq!(seen.len(), moments.len(), "each moment is another one");
    // No more scores count than were given, and amid judging fewer than have to be.
    let amid = replayed(&moments[2].to_string());
    let nominations = amid["judging"]["nominations"].as_array().unwrap();
    let sum = |of: &str| nominations.iter().map(|n| n[of].as_u64().unwrap()).sum::<u64>();
    assert!(0 < sum("scored") && sum("scored") < sum("to_score"), "{amid}");
}

#[test]
fn a_moment_may_be_a_time_and_is_told_in_words() {
    let decided = position_of(|e| matches!(e, Event::AwardDecided(_)));
    let time = events()[decided].recorded_at.to_string();
    let last_then = events().iter().rposition(|e| e.recorded_at <= events()[decided].recorded_at).unwrap();
    assert_eq!(replayed(&time), replayed(&last_then.to_string()));
    let words =
        run(["replay", "--data", text(demo()), "--marathon", "2024", "--at", &decided.to_string()]).done();
    let Event::AwardDecided(award) = &events()[decided].event else { unreachable!() };
    for expected in [
        "step     judging-closed at position ".to_owned(),
        format!(
            "award    {} of position {decided}, amended 0 times, result {}",
            award.nomination, award.result_hash
        ),
        format!("  1. {}", award.result.winners[0]),
    ] {
        assert!(words.contains(&expected), "{expected} is not in {words}");
    }
}
