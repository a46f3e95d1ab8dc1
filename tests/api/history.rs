//! The history as it is handed out: lines, CloudEvents, hashes that anybody can make again, digests.

use marathon_engine::{ReadModel, View};
use marathon_events::{LeafHash, Recorded};
use marathon_projections::Views;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::support::{
    client::{Ask, Client, get},
    given::{M, animals, help, person, team, trees, waste},
    server::Server,
};

fn season(client: &mut Client) -> String {
    let who = client.register(&person("Қыз \"1\""));
    let others = client.register(&team("Team", 9));
    client.log_verified(&trees(&who, 12));
    client.log_verified(&waste(&others, 2_500));
    let deed = client.log(&animals(&who, 3));
    client.decide(&deed.id, "correct", &json!({ "animals": 2, "reason": "one \"ran\"\n" })).expect(200);
    client.log(&help(&others, 5, 90));
    let deed = client.log(&trees(&who, 400));
    client.decide(&deed.id, "reject", &json!({})).expect(200);
    let collected = client.ask(&get(format!("{M}/events?type=waste-collected"))).lines();
    client.decide(collected[0]["stream"].as_str().unwrap(), "withdraw", &json!({})).expect(200);
    client.settle();
    deed.id
}

#[test]
fn a_line_is_its_entry_and_its_hash_can_be_made_again() {
    let server = Server::start();
    let mut client = server.client();
    season(&mut client);
    let answer = client.ask(&get(format!("{M}/events")));
    assert_eq!(answer.header("content-type"), Some("application/x-ndjson"));
    let lines = answer.lines();
    assert_eq!(lines.len() as u64, client.head() + 1);
    for (position, line) in lines.iter().enumerate() {
        let entry = line["entry"].as_str().unwrap();
        let hash = Sha256::new().chain_update([0]).chain_update(entry).finalize();
        let hash: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(line["leaf_hash"], hash);
        let entry: Value = serde_json::from_str(entry).unwrap();
        assert_eq!(line["position"], position);
        for field in ["position", "event_id", "stream", "revision", "type", "version", "recorded_at", "data"]
        {
            assert_eq!(line[field], entry[field], "{field} of {line}");
            assert!(!line[field].is_null());
        }
        for field in ["actor", "correlation_id", "causation_id"] {
            assert!(line.as_object().unwrap().contains_key(field), "{field} of {line}");
            assert_eq!(line[field], entry.get(field).cloned().unwrap_or_default());
        }
    }
}

#[test]
fn a_part_of_the_history_is_that_part_of_the_whole() {
    let server = Server::start();
    let mut client = server.client();
    let deed = season(&mut client);
    let events = |client: &mut Client, query: &str| client.ask(&get(format!("{M}/events?{query}")));
    let whole = events(&mut client, "").lines();
    let head = whole.len() - 1;
    assert_eq!(events(&mut client, "from=3").lines(), whole[3..]);
    assert_eq!(events(&mut client, "from=3&limit=2").lines(), whole[3..5]);
    assert_eq!(events(&mut client, &format!("from={head}")).lines(), whole[head..]);
    assert_eq!(events(&mut client, "from=1000").lines(), Vec::<Value>::new());
    let of_deed: Vec<_> = whole.iter().filter(|line| line["stream"] == deed).cloned().collect();
    assert_eq!(events(&mut client, &format!("stream={deed}")).lines(), of_deed);
    assert_eq!(of_deed.len(), 2);
    let verified: Vec<_> = whole.iter().filter(|line| line["type"] == "deed-verified").cloned().collect();
    assert_eq!(events(&mut client, "type=deed-verified").lines(), verified);
    let both = events(&mut client, &format!("type=deed-rejected&stream={deed}&from=1&limit=9"));
    assert_eq!(both.lines(), of_deed[1..]);

    // Along the links, the parts are the whole.
    let mut parts = Vec::new();
    let mut target = format!("{M}/events?limit=4");
    loop {
        let answer = client.ask(&get(&*target));
        parts.extend(answer.lines());
        let Some(link) = answer.header("link") else { break };
        link[1..link.find('>').unwrap()].clone_into(&mut target);
    }
    assert_eq!(parts, whole);
}

#[test]
fn a_batch_of_cloud_events_says_the_same() {
    let server = Server::start();
    let mut client = server.client();
    season(&mut client);
    let lines = client.ask(&get(format!("{M}/events"))).lines();
    let batch = get(format!("{M}/events")).header("accept", "application/cloudevents-batch+json");
    let answer = client.ask(&batch);
    assert_eq!(answer.header("content-type"), Some("application/cloudevents-batch+json"));
    let events = answer.expect(200);
    let events = events.as_array().unwrap();
    assert_eq!(events.len(), lines.len());
    for (event, line) in events.iter().zip(&lines) {
        let name = format!("marathon.{}.v{}", line["type"].as_str().unwrap(), line["version"]);
        let expected = json!({
            "specversion": "1.0", "id": line["event_id"], "source": M, "type": name,
            "subject": line["stream"], "time": line["recorded_at"], "datacontenttype": "application/json",
            "sequence": format!("{:020}", line["position"].as_u64().unwrap()),
            "leafhash": line["leaf_hash"], "data": line["data"],
        });
        assert_eq!(*event, expected);
    }
    let part = client.ask(&Ask { target: format!("{M}/events?from=2&limit=3"), ..batch.clone() });
    assert_eq!(part.expect(200).as_array().unwrap(), &events[2..5]);
    let end = client.ask(&Ask { target: format!("{M}/events?from=1000"), ..batch });
    assert_eq!(end.expect(200), json!([]));
}

#[test]
fn a_form_that_is_not_known_is_not_acceptable() {
    let server = Server::start();
    let mut client = server.client();
    let answer = client.ask(&get(format!("{M}/events")).header("accept", "text/html"));
    assert_eq!((answer.status, answer.problem().as_str()), (406, "not-acceptable"));
}

/// The digest of a fold of these lines, which trusts nothing but their entries.
fn folded(lines: &[Value]) -> String {
    let mut view = View::<Views>::default();
    for line in lines {
        let entry = line["entry"].as_str().unwrap().as_bytes();
        assert_eq!(line["leaf_hash"], LeafHash::of(entry).to_string());
        view.apply(&Recorded::decode(entry).unwrap());
    }
    view.model.settle();
    view.model.digest().iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn a_digest_is_that_of_a_fold_of_the_export() {
    let server = Server::start();
    let mut client = server.client();
    season(&mut client);
    let lines = client.ask(&get(format!("{M}/events"))).lines();
    let head = lines.len() - 1;
    let now = client.json(&format!("{M}/digest?at_least={head}"));
    assert_eq!((&now["position"], &now["digest"]), (&json!(head), &json!(folded(&lines))));
    let mut seen = std::collections::BTreeSet::new();
    for at in 0..=head {
        let then = client.json(&format!("{M}/digest?at={at}"));
        assert_eq!(
            (&then["position"], &then["digest"]),
            (&json!(at), &json!(folded(&lines[..=at]))),
            "at {at}"
        );
        seen.insert(then["digest"].to_string());
    }
    assert_eq!(seen.len(), lines.len(), "every event changes the digest");
}
