//! The small season to its end: a jury in one nomination, every award decided.

use serde_json::{Value, json};

use crate::{
    given::rules::small_season,
    support::{
        client::{Client, get, post},
        given::M,
    },
};

/// The nomination that gets a jury.
const JUDGED: &str = "planters";

/// The rules with a jury of one criterion in one nomination.
fn with_a_jury() -> Value {
    let mut rules = serde_json::to_value(small_season().set()).unwrap();
    let judged = rules["nominations"].as_array_mut().unwrap().iter_mut().find(|n| n["id"] == JUDGED).unwrap();
    let title = json!({ "kk": "care", "ru": "care", "en": "care" });
    judged["jury"] = json!({ "metric_bps": 6_000, "jury_bps": 4_000, "quorum": 1,
        "criteria": [{ "id": "care", "title": title, "score_max": 10, "weight": 1 }] });
    rules
}

/// Closes, judges and awards the season; gives the number of scores.
pub fn awarded(organiser: &mut Client, judge: &mut Client) -> usize {
    let mut does = |path: String, body: Value| organiser.ask(&post(format!("{M}/{path}"), &body)).expect(200);
    does("close".into(), json!({}));
    does("rules".into(), json!({ "rules": with_a_jury(), "reason": "a jury is found" }));
    does("seed-source".into(), json!({ "source": "a block" }));
    does("freeze".into(), json!({}));
    let nominations = small_season().set().nominations.clone();
    for nomination in &nominations {
        does(format!("nominations/{}/shortlist", nomination.id), json!({}));
    }
    // The role is granted when the token is used first.
    judge.ask(&get(format!("{M}/judging")));
    let principal = judge.json("/v1/me")["principal"].clone();
    does(format!("nominations/{JUDGED}/judges"), json!({ "judge": principal }));
    let own = judge.json(&format!("{M}/judging"));
    let entries = own["mine"][0]["entries"].as_array().unwrap().clone();
    for (no, entry) in entries.iter().enumerate() {
        let path = format!("{M}/nominations/{JUDGED}/scores/{}", entry["entrant_id"].as_str().unwrap());
        judge.ask(&post(path, &json!({ "points": [no % 11] }))).expect(200);
    }
    does("seed".into(), json!({ "seed": "07".repeat(16) }));
    assert_eq!(does("judging/close".into(), json!({}))["opened"], 1);
    for nomination in &nominations {
        does(format!("nominations/{}/award", nomination.id), json!({}));
    }
    entries.len()
}
