//! Scores that are sent again because their answer was lost.

use serde_json::{Value, json};

use super::{JUDGED, M, Season, season};
use crate::support::client::{Answer, Ask, get, post};

/// A score under a key.
fn score(season: &Season, entrant: usize, points: Value, key: &str) -> Ask {
    let path = format!("{M}/nominations/{JUDGED}/scores/{}", season.entrants[entrant]);
    post(path, &json!({ "points": points })).key(key)
}

/// Gives a score as one of the judges.
fn gives(season: &mut Season, judge: usize, entrant: usize, points: Value, key: &str) -> Answer {
    let ask = score(season, entrant, points, key);
    season.judges[judge].client.ask(&ask)
}

fn given(season: &mut Season) -> Vec<Value> {
    let head = season.organiser.client.json(M)["head"].as_u64().unwrap();
    season.organiser.client.json(&format!("{M}/totals?at_least={head}"));
    season.organiser.client.ask(&get(format!("{M}/events?type=score-given"))).lines()
}

/// Points of the second judge once judging closed, in the order of ids.
fn opened(season: &mut Season) -> Vec<Value> {
    season.organiser.does("seed", &json!({ "seed": "07".repeat(16) }));
    let closed = season.organiser.does("judging/close", &json!({}));
    assert_eq!((&closed["opened"], &closed["lost"]), (&1.into(), &json!([])));
    let opened = season.organiser.client.ask(&get(format!("{M}/events?type=scores-opened"))).lines();
    let scores = opened[0]["data"]["scores"].as_array().unwrap();
    scores.iter().map(|score| score["points"].clone()).collect()
}

fn problem(answer: &Answer) -> (u16, String) {
    (answer.status, answer.problem())
}

#[test]
fn the_same_points_repeat_the_answer_and_others_are_refused() {
    let mut season = season().verified().frozen().assigned();
    let first = score(&season, 1, json!([2, 3]), "once");
    let answer = season.judges[1].client.ask(&first);
    assert_eq!((answer.status, answer.header("idempotency-replayed")), (200, None));
    let again = season.judges[1].client.ask(&first);
    assert_eq!((again.status, again.header("idempotency-replayed")), (200, Some("true")));
    assert_eq!(again.body, answer.body);
    let reused = (422, "idempotency-key-reused".to_owned());
    for (entrant, points) in [(1, json!([3, 2])), (1, json!([2, 4])), (2, json!([2, 3]))] {
        let other = gives(&mut season, 1, entrant, points.clone(), "once");
        assert_eq!(problem(&other), reused, "{points}");
    }
    // Neither a repetition nor a refusal has taken away what was given first.
    assert_eq!(given(&mut season).len(), 1);
    // Another judge's key is another one, and a key of its own gives new points.
    let theirs = gives(&mut season, 2, 1, json!([9, 9]), "once").expect(200);
    assert_eq!(theirs["event"], "score-given");
    gives(&mut season, 1, 1, json!([4, 4]), "twice").expect(200);
    let unchanged = season.judges[1].client.ask(&first);
    assert_eq!((unchanged.status, &unchanged.body), (200, &answer.body));
    assert_eq!(given(&mut season).len(), 3);
}

#[test]
fn a_score_whose_answer_was_lost_is_one_event_and_its_points_come_out() {
    let mut season = season().verified().frozen().assigned();
    for (entrant, points) in [(1, json!([2, 3])), (2, json!([8, 5]))] {
        let key = format!("lost {entrant}");
        let ask = score(&season, entrant, points, &key);
        for _ in 0..3 {
            season.judges[1].client.lose(&ask);
        }
        let answer = season.judges[1].client.ask(&ask).expect(200);
        let again = season.judges[1].client.ask(&ask);
        assert_eq!((again.header("idempotency-replayed"), again.json()), (Some("true"), answer));
        let other = gives(&mut season, 1, entrant, json!([0, 0]), &key);
        assert_eq!(problem(&other), (422, "idempotency-key-reused".to_owned()));
    }
    let given = given(&mut season);
    assert_eq!(given.len(), 2);
    // What a lost answer left in the vault is found in the history; nothing that counts is removed.
    marathon_api::settle_private(&season.server.app, crate::support::server::now()).unwrap();
    let mut expected = [(&season.entrants[1], json!([2, 3])), (&season.entrants[2], json!([8, 5]))];
    expected.sort_by_key(|(id, _)| *id);
    let expected: Vec<_> = expected.into_iter().map(|(_, points)| points).collect();
    assert_eq!(opened(&mut season), expected);
}

/// The request is kept in the history as a digest for ever, and a panel has few points to try.
#[test]
fn the_digest_of_a_score_does_not_tell_its_points() {
    let mut season = season().verified().frozen().assigned();
    for judge in [1, 2] {
        gives(&mut season, judge, 1, json!([2, 3]), "k").expect(200);
    }
    let marathon = season.marathon();
    let mut digests = Vec::new();
    let end = marathon.log().next().unwrap();
    let mut scan = |row: marathon_log::Stored<'_>| {
        if String::from_utf8_lossy(row.entry).contains("\"score-given\"") {
            digests.push(row.command.unwrap().request);
        }
        std::ops::ControlFlow::Continue(())
    };
    marathon.log().scan(marathon_events::Position(0), end, &mut scan).unwrap();
    let [first, second] = digests[..] else { panic!("{digests:?}") };
    assert_ne!(first, second, "the same points for the same entry look the same from two judges");
}
