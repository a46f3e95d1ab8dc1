//! Any moment of judging, as it was: before the freeze, amid scoring, after decision and amendment.

use serde_json::{Value, json};

use super::{COUNTED, JUDGED, M, Season, Somebody, season};
use crate::support::client::{Client, get};

/// A season whose award was appealed against and amended, and its history.
fn amended() -> (Season, Vec<Value>) {
    let mut season = season().verified().frozen().assigned().closed().decided().published();
    let appeal =
        json!({ "nomination": JUDGED, "entrant_id": season.entrants[1], "reason": "a forged photo" });
    let lodged = season.owners[1].post("appeals", &appeal).expect(201);
    let path = format!("appeals/{}/resolve", lodged["appeal_id"].as_str().unwrap());
    season.organiser.does(&path, &json!({ "upheld": true, "reason": "it is forged" }));
    let out = format!("entrants/{}/disqualify", season.entrants[3]);
    season.organiser.does(&out, &json!({ "reason": "a forged photo" }));
    let amend = json!({ "appeal_id": lodged["appeal_id"], "reason": "without the forger" });
    let done = season.organiser.does(&format!("nominations/{JUDGED}/amend"), &amend);
    season.organiser.client.json(&format!("{M}/totals?at_least={}", done["position"]));
    let history = season.organiser.client.ask(&get(format!("{M}/events?limit=1000"))).lines();
    (season, history)
}

/// Where the n-th event of a type stands, counted from 1.
fn position(history: &[Value], of: &str, n: usize) -> u64 {
    let found = history.iter().filter(|event| event["type"] == of).nth(n - 1);
    found.unwrap_or_else(|| panic!("{n} {of}"))["position"].as_u64().unwrap()
}

/// Steps taken; of the jury whether it has a shortlist, its judges, scores, judges whose scores are open, and whether its
/// award is decided.
fn judging(of: &Value) -> (usize, bool, usize, u64, usize, bool) {
    let jury = &of["juries"][0];
    let judges = jury["judges"].as_array().unwrap();
    (
        of["steps"].as_array().unwrap().len(),
        jury["shortlisted"] == true,
        judges.len(),
        judges.iter().map(|judge| judge["scored"].as_u64().unwrap()).sum(),
        judges.iter().filter(|judge| judge["opened"] == true).count(),
        jury["decided"] == true,
    )
}

/// Results of the two nominations; of the judged one, appeals and those that were resolved.
fn awards(of: &Value) -> (usize, usize, usize, usize) {
    let of = |id: &str| of["nominations"].as_array().unwrap().iter().find(|n| n["nomination"] == id);
    let count = |id: &str, what: &str| of(id).map_or(0, |award| award[what].as_array().unwrap().len());
    let appeals = of(JUDGED).map(|award| award["appeals"].as_array().unwrap().clone()).unwrap_or_default();
    let resolved = appeals.iter().filter(|appeal| appeal.get("upheld").is_some()).count();
    (count(JUDGED, "results"), count(COUNTED, "results"), appeals.len(), resolved)
}

fn at(client: &mut Client, path: &str, position: u64) -> Value {
    let answer = client.json(&format!("{M}/{path}?at={position}"));
    assert_eq!(answer["as_of"]["position"], position, "{path}");
    answer
}

#[test]
fn every_moment_of_judging_is_shown_as_it_was() {
    let (mut season, history) = amended();
    let mut stranger = season.server.stranger();
    let closed = (5, true, 3, 5, 0, false);
    for (of, n, expected, results) in [
        ("intake-closed", 1, (1, false, 0, 0, 0, false), (0, 0, 0, 0)),
        ("seed-source-named", 1, (2, false, 0, 0, 0, false), (0, 0, 0, 0)),
        ("field-frozen", 1, (3, false, 0, 0, 0, false), (0, 0, 0, 0)),
        ("shortlist-drawn", 1, (3, true, 0, 0, 0, false), (0, 0, 0, 0)),
        ("judge-assigned", 3, (3, true, 3, 0, 0, false), (0, 0, 0, 0)),
        ("score-given", 1, (3, true, 3, 1, 0, false), (0, 0, 0, 0)),
        // The second takes the place of the first.
        ("score-given", 2, (3, true, 3, 1, 0, false), (0, 0, 0, 0)),
        ("score-given", 3, (3, true, 3, 2, 0, false), (0, 0, 0, 0)),
        ("judging-closed", 1, closed, (0, 0, 0, 0)),
        ("scores-opened", 1, (5, true, 3, 5, 1, false), (0, 0, 0, 0)),
        ("scores-opened", 2, (5, true, 3, 5, 2, false), (0, 0, 0, 0)),
        ("award-decided", 1, (5, true, 3, 5, 2, true), (1, 0, 0, 0)),
        ("award-decided", 2, (5, true, 3, 5, 2, true), (1, 1, 0, 0)),
        ("publication-announced", 1, (6, true, 3, 5, 2, true), (1, 1, 0, 0)),
        ("results-published", 1, (7, true, 3, 5, 2, true), (1, 1, 0, 0)),
        ("appeal-lodged", 1, (7, true, 3, 5, 2, true), (1, 1, 1, 0)),
        ("appeal-resolved", 1, (7, true, 3, 5, 2, true), (1, 1, 1, 1)),
        ("result-amended", 1, (7, true, 3, 5, 2, true), (2, 1, 1, 1)),
    ] {
        let there = position(&history, of, n);
        let seen = at(&mut season.organiser.client, "judging", there);
        assert_eq!(judging(&seen), expected, "{of} {n}");
        let given = awards(&at(&mut stranger, "awards", there));
        assert_eq!(given, results, "{of} {n}");
        let award = stranger.ask(&get(format!("{M}/nominations/{JUDGED}/award?at={there}")));
        match results.0 {
            0 => assert_eq!((award.status, award.problem().as_str()), (404, "no-award-yet"), "{of} {n}"),
            n => assert_eq!(award.expect(200)["results"].as_array().unwrap().len(), n, "{of}"),
        }
        // After the intake nothing is counted otherwise.
        let totals = at(&mut stranger, "totals", there);
        assert_eq!(totals["verified"]["trees"], 100, "{of} {n}");
        let ranking = at(&mut stranger, &format!("nominations/{COUNTED}/ranking"), there);
        assert!(!ranking["entries"].as_array().unwrap().is_empty(), "{of} {n}");
    }
    // Before the first verdict nobody stands anywhere, and the winner of then is not the winner of now.
    let before = position(&history, "deed-verified", 1) - 1;
    assert_eq!(at(&mut stranger, "totals", before)["verified"]["trees"], 0);
    let winner = |client: &mut Client, there: u64| {
        at(client, &format!("nominations/{JUDGED}/award"), there)["winners"][0]["alias"].clone()
    };
    assert_eq!(winner(&mut stranger, position(&history, "appeal-resolved", 1)), "judge");
    assert_eq!(winner(&mut stranger, position(&history, "result-amended", 1)), "p1");
}

#[test]
fn a_judge_sees_its_own_part_of_then_and_a_moment_may_be_a_time() {
    let (mut season, history) = amended();
    let own = |season: &mut Season, at: &str| {
        let seen = season.judges[0].client.json(&format!("{M}/judging?at={at}"));
        let entries = seen["mine"][0]["entries"].as_array().cloned().unwrap_or_default();
        let given = entries.iter().filter_map(|entry| entry.get("points").cloned());
        (seen.get("juries").cloned(), given.collect::<Vec<_>>())
    };
    // The first judge gives an entry no points, then nine each.
    for (n, points) in [(1, json!([0, 0])), (2, json!([9, 9]))] {
        let there = position(&history, "score-given", n);
        assert_eq!(own(&mut season, &there.to_string()), (None, vec![points.clone()]));
        let time = history[there as usize]["recorded_at"].as_str().unwrap();
        assert_eq!(own(&mut season, time), (None, vec![points]));
    }
    let before = position(&history, "judge-assigned", 1) - 1;
    assert_eq!(own(&mut season, &before.to_string()), (None, vec![]));
    let now = own(&mut season, &(history.len() - 1).to_string());
    assert_eq!(now.1.len(), 2);
}

#[test]
fn who_may_see_is_decided_by_the_roles_of_now() {
    let mut season = season().verified().frozen().assigned().closed();
    let decided = season.organiser.does(&format!("nominations/{JUDGED}/award"), &json!({}));
    // Nothing of before is public before it is published.
    for there in [0, decided["position"].as_u64().unwrap()] {
        for path in ["awards".to_owned(), format!("nominations/{JUDGED}/award")] {
            let secret = season.server.stranger().ask(&get(format!("{M}/{path}?at={there}")));
            assert_eq!((secret.status, secret.problem().as_str()), (403, "not-public-yet"), "{path}");
        }
        let secret = season.server.stranger().ask(&get(format!("{M}/judging?at={there}")));
        assert_eq!((secret.status, secret.problem().as_str()), (401, "sign-in-needed"));
    }
    // Who is an auditor only since then sees how far it was.
    let then = format!("judging?at={}", decided["position"]);
    let mut auditor = Somebody::new(&season.server, "auditor", None);
    assert_eq!(auditor.read(&then).expect(200)["juries"][0]["decided"], true);
    // Who was a judge at that moment and is none any more sees nothing.
    season.judges[2].read(&then).expect(200);
    let out = json!({ "principal": season.judges[2].principal, "role": "judge", "reason": "moved away" });
    let revoked = season.organiser.does("roles/revoke", &out);
    season.organiser.client.json(&format!("{M}/totals?at_least={}", revoked["position"]));
    let refused = season.judges[2].read(&then);
    assert_eq!((refused.status, refused.problem().as_str()), (403, "not-allowed"));
    // A moment that is none, and one that is not there yet.
    for (at, status, code) in [("soon", 400, "malformed-request"), ("999999", 404, "position-unknown")] {
        let answer = season.organiser.read(&format!("judging?at={at}"));
        assert_eq!((answer.status, answer.problem().as_str()), (status, code));
    }
}
