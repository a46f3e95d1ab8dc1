//! What changed between two moments, and because of which events.

use marathon_domain::Fact;
use marathon_engine::{ReadModel, View};
use marathon_events::{Event, Position};
use marathon_projections::{Between, CAUSES_MAX, Difference, Move, Value as Amount, Views, difference};
use serde_json::Value;

use super::{demo, events, file, lines, position_of, text};
use crate::{
    given::{
        deeds::trees,
        facts::{logged, person, team, verified},
        history::recorded,
        ids,
    },
    support::process::run,
};

/// From the event at `p` to the one at `q`.
fn between(facts: impl IntoIterator<Item = Fact>, p: u64, q: u64) -> Difference {
    let (mut before, mut after): (View<Views>, View<Views>) = Default::default();
    let mut changes = Between::default();
    for event in recorded(facts).iter().filter(|event| event.position.0 <= q) {
        match event.position.0 <= p {
            true => before.apply(event),
            false => changes.take(event),
        }
        after.apply(event);
    }
    before.model.settle();
    after.model.settle();
    difference(&before, &after, &changes, 10)
}

/// Position 0 opens; 1 and 2 are entrants 1 and 2, 3 is the team 3; deeds of 5, 7 and 6 trees at 4, 6 and 8 are verified
/// each behind itself.
fn history() -> Vec<Fact> {
    let mut facts = vec![person(1), person(2), team(3, 4)];
    for (deed, (who, number)) in (1..).zip([(1, 5), (2, 7), (1, 6)]) {
        facts.push(logged(deed, trees(number).by(who)));
        facts.push(verified(deed));
    }
    facts
}

/// Who, places, values, and the events.
type Told = (u128, [Option<u64>; 2], [Amount; 2], Vec<u64>);

fn moved(moves: &[Move]) -> Vec<Told> {
    let told = |m: &Move| {
        let positions = m.because.iter().map(|position| position.0).collect();
        (m.entrant_id.0.as_u128(), [m.rank.before, m.rank.after], [m.value.before, m.value.after], positions)
    };
    moves.iter().map(told).collect()
}

#[test]
fn who_moved_and_because_of_what() {
    let units = |before, after| [Amount::Units(before), Amount::Units(after)];
    let id = |n| ids::entrant(n).0.as_u128();
    // From 5 of one alone to 7 of two before 5 of one.
    let first = between(history(), 5, 7);
    let expected =
        [(id(2), [None, Some(1)], units(0, 7), vec![6, 7]), (id(1), [Some(1), Some(2)], units(5, 5), vec![])];
    assert_eq!(moved(&first.leaderboards["trees"]), expected);
    assert_eq!((first.totals.before.verified.trees, first.totals.after.verified.trees), (5, 12));
    assert_eq!(
        first.events.iter().map(|(name, n)| (*name, *n)).collect::<Vec<_>>(),
        [("deed-verified", 1), ("trees-planted", 1)]
    );
    // Then one is at 11. A claim alone moves nobody among the verified.
    assert_eq!(moved(&between(history(), 7, 8).leaderboards["trees"]), []);
    let last = between(history(), 7, 9);
    let expected = [
        (id(1), [Some(2), Some(1)], units(5, 11), vec![8, 9]),
        (id(2), [Some(1), Some(2)], units(7, 7), vec![]),
    ];
    assert_eq!(moved(&last.leaderboards["trees"]), expected);
    assert!(last.leaderboards["grams"].is_empty());
    let of = last.as_of;
    assert_eq!((of.before.unwrap().position, of.after.unwrap().position), (Position(7), Position(9)));
}

#[test]
fn causes_are_bounded_and_the_rest_is_counted() {
    let mut facts = vec![person(1)];
    for deed in 1..=9 {
        facts.push(logged(deed, trees(deed).by(1)));
        facts.push(verified(deed));
    }
    let all = between(facts, 1, 19);
    let moves = &all.leaderboards["deeds"];
    assert_eq!((moves.len(), moves[0].because.len(), moves[0].more), (1, CAUSES_MAX, 18 - CAUSES_MAX as u64));
}

fn diff(args: [&str; 5]) -> Value {
    let [file, from, to, first, number] = args;
    serde_json::from_str(&run(["diff", "--json", file, from, to, first, number]).done()).unwrap()
}

#[test]
fn totals_are_those_of_two_replays_and_the_awards_of_the_time_between_are_there() {
    let export = file(lines());
    let (from, to) = (9_000, events().len() - 1);
    let told = diff([text(export.path()), &from.to_string(), &to.to_string(), "--first", "3"]);
    for (key, at) in [("before", from), ("after", to)] {
        let replayed = run(["replay", "--json", text(export.path()), "--at", &at.to_string()]).done();
        let replayed: Value = serde_json::from_str(&replayed).unwrap();
        assert_eq!(told["totals"][key], replayed["totals"], "{key}");
    }
    let awards = told["awards"].as_array().unwrap();
    assert_eq!(awards.iter().filter(|award| award["amended"] == false).count(), 10);
    assert_eq!(awards.iter().filter(|award| award["amended"] == true).count(), 1);
    // The amendment took a place from somebody who was disqualified, and others moved up.
    let amended = awards.iter().find(|award| award["amended"] == true).unwrap();
    let moved = amended["moved"].as_array().unwrap();
    let out: Vec<_> = moved.iter().filter(|m| m["place"]["after"].is_null()).collect();
    let [out] = out[..] else { panic!("{moved:?}") };
    let disqualified = position_of(|event| matches!(event, Event::EntrantDisqualified(_)));
    let because: Vec<_> = out["because"].as_array().unwrap().iter().map(|p| p.as_u64().unwrap()).collect();
    assert!(because.contains(&(disqualified as u64)), "{out}");
    assert_eq!(out["entrant_id"], events()[disqualified].stream.to_string());
    let up = |m: &&Value| m["place"]["after"].as_u64() < m["place"]["before"].as_u64();
    assert_eq!(moved.iter().filter(up).count(), moved.len(), "{moved:?}");
    let decided = awards.iter().filter(|award| award["amended"] == false);
    assert!(decided.clone().all(|award| award["moved"] == serde_json::json!([])));
    // Between decision and amendment there is the amendment alone.
    let decided = events().iter().rposition(|e| matches!(e.event, Event::AwardDecided(_))).unwrap();
    let later = diff([text(export.path()), &decided.to_string(), &to.to_string(), "--first", "3"]);
    assert_eq!(later["awards"], serde_json::json!([amended]));
    for moves in told["nominations"].as_object().unwrap().values() {
        // Three of then and three of now.
        assert!(moves.as_array().unwrap().len() <= 6, "{moves}");
    }
    let counted: u64 = told["events"].as_object().unwrap().values().map(|n| n.as_u64().unwrap()).sum();
    assert_eq!(counted, (to - from) as u64);
}

#[test]
fn a_store_says_the_same_as_its_export_and_times_the_same_as_positions() {
    let export = file(lines());
    let of_file = run(["diff", text(export.path()), "14000", "14100"]).done();
    let data = text(demo());
    assert_eq!(of_file, run(["diff", "--data", data, "--marathon", "2024", "14000", "14100"]).done());
    let time = |at: usize| events()[at].recorded_at.to_string();
    assert_eq!(
        of_file,
        run(["diff", "--data", data, "--marathon", "2024", &time(14_000), &time(14_100)]).done()
    );
    assert!(of_file.starts_with("from position 14000 ("), "{of_file}");
}

#[test]
fn what_cannot_be_compared_is_wrong_usage() {
    let export = file(&lines()[..100]);
    let export = text(export.path());
    assert!(run(["diff", export, "50", "20"]).failed(2).contains("earlier first"));
    assert!(run(["diff", export, "50", "100"]).failed(2).contains("beyond the end"));
    assert!(run(["diff", export, "50", "soon"]).failed(2).contains("neither a position nor a time"));
    assert!(run(["diff", "50", "60"]).failed(2).contains("FILE P Q"));
    assert!(run(["diff", "--marathon", "2024", export, "50", "60"]).failed(2).contains("FILE P Q"));
}
