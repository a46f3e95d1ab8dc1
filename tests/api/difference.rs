//! What changed between two moments, over HTTP: the same that the folds of both moments say.

use serde_json::json;

use crate::support::{
    client::{Client, get},
    given::{M, person, team, trees},
    server::Server,
};

/// A person with twelve trees is overtaken by a team with forty; gives the positions of both verifications.
fn overtaken(client: &mut Client) -> [u64; 2] {
    let (person, team) = (client.register(&person("Tulip")), client.register(&team("Team", 9)));
    client.log_verified(&trees(&person, 12));
    let first = client.head();
    client.log_verified(&trees(&team, 40));
    client.settle();
    [first, client.head()]
}

#[test]
fn who_moved_is_told_with_the_events_that_moved_them() {
    let server = Server::start();
    let mut client = server.client();
    let [before, after] = overtaken(&mut client);
    let found = client.json(&format!("{M}/difference?before={before}&after={after}"));
    assert_eq!(found["as_of"]["before"]["position"], before);
    assert_eq!(found["events"], json!({ "deed-verified": 1, "trees-planted": 1 }));
    assert_eq!(found["totals"]["before"]["verified"]["trees"], 12);
    assert_eq!(found["totals"]["after"]["verified"]["trees"], 52);
    let moved = found["leaderboards"]["trees"].as_array().unwrap();
    let ranks: Vec<_> =
        moved.iter().map(|m| (&m["alias"], &m["rank"]["before"], &m["rank"]["after"])).collect();
    assert_eq!(ranks, [(&json!("Team"), &json!(null), &json!(1)), (&json!("Tulip"), &json!(1), &json!(2))]);
    assert_eq!(moved[0]["because"], json!([after - 1, after]));
    assert_eq!(moved[1]["because"], json!([]));
    let same = client.json(&format!("{M}/difference?before={after}&after={after}"));
    assert_eq!((&same["events"], &same["leaderboards"]["trees"]), (&json!({}), &json!([])));
}

#[test]
fn moments_that_cannot_be_compared_are_told() {
    let server = Server::start();
    let mut client = server.client();
    let [before, after] = overtaken(&mut client);
    let mut refused = |query: String| {
        let answer = client.ask(&get(format!("{M}/difference?{query}")));
        let body: serde_json::Value = serde_json::from_str(answer.text()).unwrap();
        (answer.status, body["errors"][0]["field"].clone(), answer.problem())
    };
    let wrong_order = refused(format!("before={after}&after={before}"));
    assert_eq!((wrong_order.0, wrong_order.1), (400, json!("before")));
    let missing = refused(format!("before={before}"));
    assert_eq!((missing.0, missing.1), (400, json!("after")));
    let unknown = refused(format!("before={before}&after={}", after + 9));
    assert_eq!((unknown.0, unknown.2.as_str()), (404, "position-unknown"));
}
