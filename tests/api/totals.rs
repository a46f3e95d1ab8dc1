//! Totals: every filter against sums made by hand, and every moment of a history.

use serde_json::{Value, json};

use crate::support::{
    client::{Client, get},
    given::{M, animals, help, person, team, trees, waste, with},
    server::Server,
};

fn sums(client: &mut Client, query: &str) -> Value {
    let head = client.head();
    let separator = if query.is_empty() { "" } else { "&" };
    client.json(&format!("{M}/totals?{query}{separator}at_least={head}"))
}

/// Deeds, people, trees, grams, animals, people helped and person-minutes.
fn counters(values: [u64; 7]) -> Value {
    let [deeds, people, trees, grams, animals, people_helped, person_minutes] = values;
    json!({ "deeds": deeds, "people": people, "trees": trees, "grams": grams, "animals": animals,
        "people_helped": people_helped, "person_minutes": person_minutes })
}

/// A deed of every kind: the trees and the waste verified, another one rejected, another one withdrawn.
fn season(client: &mut Client) {
    let who = client.register(&person("Tulip"));
    let others = client.register(&team("Team", 9));
    client.log_verified(&trees(&who, 12));
    client.log_verified(&waste(&others, 2_500));
    client.log(&animals(&who, 3));
    client.log(&help(&others, 5, 90));
    let rejected = client.log(&trees(&who, 400));
    client.decide(&rejected.id, "reject", &json!({ "reason": "no photo" })).expect(200);
    let withdrawn = client.log_verified(&trees(&who, 300));
    assert!(withdrawn > 0);
    let last = client.ask(&get(format!("{M}/events?type=deed-verified"))).lines().pop().unwrap();
    client.decide(last["stream"].as_str().unwrap(), "withdraw", &json!({})).expect(200);
}

#[test]
fn every_filter_sums_its_deeds() {
    let server = Server::start();
    let mut client = server.client();
    let nothing = counters([0; 7]);
    let empty = sums(&mut client, "");
    assert_eq!((&empty["claimed"], &empty["verified"]), (&nothing, &nothing));
    season(&mut client);

    let all = counters([4, 10, 12, 2_500, 3, 5, 90]);
    let verified = counters([2, 3, 12, 2_500, 0, 0, 0]);
    let planted = counters([1, 1, 12, 0, 0, 0, 0]);
    let collected = counters([1, 2, 0, 2_500, 0, 0, 0]);
    let animals = counters([1, 3, 0, 0, 3, 0, 0]);
    let helped = counters([1, 4, 0, 0, 0, 5, 90]);
    let in_astana = counters([2, 5, 12, 0, 0, 5, 90]);
    for (query, claimed, verified) in [
        ("", &all, &verified),
        ("region=KZ-75", &collected, &collected),
        ("region=KZ-71", &in_astana, &planted),
        ("region=KZ-10", &animals, &nothing),
        ("sector=social", &helped, &nothing),
        ("sector=ecological", &verified, &verified),
        ("from=2024-07-14&to=2024-07-14", &planted, &planted),
        ("from=2024-07-15&to=2024-07-15", &collected, &collected),
        ("from=2024-07-17", &helped, &nothing),
        ("to=2024-07-15", &verified, &verified),
        ("from=2024-07-01&to=2024-12-31", &all, &verified),
        ("from=2030-01-01", &nothing, &nothing),
        ("to=2020-01-01", &nothing, &nothing),
        ("region=KZ-71&sector=ecological&from=2024-07-14&to=2024-07-31", &planted, &planted),
        ("region=KZ-10&sector=ecological", &nothing, &nothing),
    ] {
        let answer = sums(&mut client, query);
        assert_eq!((&answer["claimed"], &answer["verified"]), (claimed, verified), "{query}");
        let head = client.head();
        assert_eq!(answer["as_of"]["position"], head);
        assert!(answer["as_of"]["time"].as_str().is_some_and(|t| t.ends_with('Z')), "{answer}");
    }
}

#[test]
fn sums_in_parts_add_up_to_the_whole() {
    let server = Server::start();
    let mut client = server.client();
    season(&mut client);
    for by in ["region", "sector", "day", "kind"] {
        let answer = sums(&mut client, &format!("by={by}"));
        for status in ["claimed", "verified"] {
            for (name, whole) in answer[status].as_object().unwrap() {
                let parts = answer["groups"].as_array().unwrap();
                let sum: u64 = parts.iter().map(|part| part[status][name].as_u64().unwrap()).sum();
                assert_eq!(sum, whole.as_u64().unwrap(), "{status} {name} by {by}");
            }
        }
    }
}

#[test]
fn a_moment_of_the_past_is_as_it_was() {
    let server = Server::start();
    let mut client = server.client();
    let who = client.register(&person("Tulip"));
    let head = 41;
    for n in 3..=head {
        let deed = client.log(&with(trees(&who, n), json!({ "people": 2 })));
        assert_eq!(deed.position, n);
    }
    let events = client.ask(&get(format!("{M}/events"))).lines();
    for at in [0, 2, 3, 4, 17, 40, 41] {
        let then = client.json(&format!("{M}/totals?at={at}"));
        let planted: u64 = (3..=at).sum();
        let deeds = at.saturating_sub(2);
        assert_eq!(then["claimed"], counters([deeds, 2 * deeds, planted, 0, 0, 0, 0]), "at {at}");
        assert_eq!(then["as_of"], json!({ "position": at, "time": events[at as usize]["recorded_at"] }));

        // The moment of an event includes it, in whatever offset and encoding the moment is written.
        let utc = events[at as usize]["recorded_at"].as_str().unwrap();
        let almaty = utc.replace("T07:", "T12:").replace('Z', "+05:00");
        assert_ne!(almaty, utc);
        for moment in [utc.to_owned(), almaty.clone(), almaty.replace('+', "%2B"), almaty.replace('+', "%20")]
        {
            assert_eq!(client.json(&format!("{M}/totals?at={moment}")), then, "{moment}");
        }
    }
    let before = client.json(&format!("{M}/totals?at=2020-01-01T00:00:00Z"));
    assert_eq!(before["as_of"], json!({ "position": null, "time": null }));
    assert_eq!(before["claimed"]["deeds"], 0);
    let after = client.json(&format!("{M}/totals?at=2030-01-01T00:00:00Z"));
    assert_eq!(after["as_of"]["position"], head);
    for at in [head + 1, u64::MAX] {
        let unknown = client.ask(&get(format!("{M}/totals?at={at}")));
        assert_eq!((unknown.status, unknown.problem().as_str()), (404, "position-unknown"));
    }
}

#[test]
fn who_names_a_position_reads_it() {
    let server = Server::start();
    let mut client = server.client();
    let who = client.register(&person("Tulip"));
    for n in 1..=200 {
        let deed = client.log(&trees(&who, n));
        let totals = client.json(&format!("{M}/totals?at_least={}", deed.position));
        assert!(totals["as_of"]["position"].as_u64().unwrap() >= deed.position);
        assert_eq!(totals["claimed"]["deeds"], n);
    }
}

#[test]
fn who_waits_for_a_position_that_does_not_come_is_told_to_come_back() {
    let server = Server::start();
    let mut client = server.client();
    let answer = client.ask(&get(format!("{M}/totals?at_least=1000")));
    assert_eq!((answer.status, answer.problem().as_str()), (503, "not-visible-yet"));
    assert!(answer.header("retry-after").is_some_and(|seconds| seconds.parse::<u32>().is_ok()));
}

#[test]
fn an_answer_that_is_there_already_is_not_sent_again() {
    let server = Server::start();
    let mut client = server.client();
    let who = client.register(&person("Tulip"));
    client.log_verified(&trees(&who, 12));
    let head = client.settle();
    let tag = format!("\"{head}\"");
    for path in [
        format!("{M}/totals"),
        format!("{M}/leaderboards/trees"),
        format!("{M}/leaderboards/trees/entrants/{who}"),
        format!("{M}/nominations"),
        format!("{M}/nominations/planters/ranking"),
        format!("{M}/nominations/planters/ranking/{who}"),
        format!("{M}/digest"),
        M.to_owned(),
    ] {
        let first = client.ask(&get(&*path));
        assert_eq!((first.status, first.header("etag")), (200, Some(tag.as_str())), "{path}");
        for known in [tag.clone(), format!("W/{tag}"), format!("\"0\", {tag}"), "*".to_owned()] {
            let same = client.ask(&get(&*path).header("if-none-match", &known));
            assert_eq!((same.status, same.body.len()), (304, 0), "{path} {known}");
            assert_eq!(same.header("etag"), Some(tag.as_str()));
        }
        assert_eq!(client.ask(&get(&*path).header("if-none-match", "\"0\"")).status, 200, "{path}");
    }
    client.log(&trees(&who, 1));
    client.settle();
    assert_eq!(client.ask(&get(format!("{M}/totals")).header("if-none-match", &tag)).status, 200);
}
