//! Idempotency keys: one key, one outcome, whoever asks and however often.

use std::{collections::BTreeSet, sync::Barrier, thread};

use serde_json::json;

use crate::support::{
    client::{get, post},
    given::{M, person, team, trees},
    server::Server,
};

const THREADS: usize = 64;

#[test]
fn the_same_deed_sent_by_many_at_once_is_one_event() {
    let server = Server::start();
    let mut client = server.client();
    let who = client.register(&person("Tulip"));
    let before = client.head();
    let ask = post(format!("{M}/deeds"), &trees(&who, 12)).key("one deed");
    let together = Barrier::new(THREADS);
    let answers: Vec<_> = thread::scope(|scope| {
        let send = || {
            let mut client = server.client();
            together.wait();
            client.ask(&ask)
        };
        let senders: Vec<_> = (0..THREADS).map(|_| scope.spawn(send)).collect();
        senders.into_iter().map(|sender| sender.join().unwrap()).collect()
    });
    let bodies: BTreeSet<_> = answers.iter().map(|answer| answer.expect(201).to_string()).collect();
    assert_eq!(bodies.len(), 1, "{bodies:?}");
    let locations: BTreeSet<_> = answers.iter().map(|a| a.header("location").unwrap()).collect();
    assert_eq!(locations.len(), 1);
    let first = answers.iter().filter(|answer| answer.header("idempotency-replayed").is_none()).count();
    assert_eq!(first, 1, "one answer is the first, all others say that they are repeated");
    assert_eq!(client.settle(), before + 1);
}

#[test]
fn a_repeated_write_is_answered_as_the_first_time() {
    let server = Server::start();
    let mut client = server.client();
    let who = client.register(&person("Tulip"));
    let deed = client.log(&trees(&who, 12));
    let asks = [
        post(format!("{M}/entrants"), &team("Team", 3)),
        post(format!("{M}/deeds"), &trees(&who, 13)),
        post(format!("{M}/deeds/{}/verify", deed.id), &json!({ "reason": "seen" })),
        post(format!("{M}/deeds/{}/correct", deed.id), &json!({ "trees": 11, "reason": "recount" })),
        post(format!("{M}/deeds/{}/withdraw", deed.id), &json!({})),
        post(format!("{M}/close"), &json!({})),
    ];
    for ask in asks {
        let first = client.ask(&ask);
        assert!(first.status < 300, "{first:?}");
        let head = client.head();
        let again = client.ask(&ask);
        assert_eq!((again.status, again.text()), (first.status, first.text()));
        assert_eq!(first.header("idempotency-replayed"), None, "{}", ask.target);
        assert_eq!(again.header("idempotency-replayed"), Some("true"), "{}", ask.target);
        assert_eq!(client.head(), head);
    }
}

#[test]
fn a_refusal_is_repeated_under_its_key() {
    let server = Server::start();
    let mut client = server.client();
    let who = client.register(&person("Tulip"));
    let deed = client.log(&trees(&who, 12));
    let ask = post(format!("{M}/deeds/{}/correct", deed.id), &json!({ "trees": 9 }));
    let refused = client.ask(&ask);
    assert_eq!((refused.status, refused.problem().as_str()), (422, "refused"));
    // What was refused stays refused, whatever has become of the deed since.
    client.decide(&deed.id, "withdraw", &json!({})).expect(200);
    let again = client.ask(&ask);
    assert_eq!((again.status, again.text()), (refused.status, refused.text()));
}

#[test]
fn a_key_belongs_to_one_request() {
    let server = Server::start();
    let mut client = server.client();
    let who = client.register(&person("Tulip"));
    let deed = client.log(&trees(&who, 1));
    client.ask(&post(format!("{M}/deeds"), &trees(&who, 12)).key("mine")).expect(201);
    let head = client.head();
    let others = [
        post(format!("{M}/deeds"), &trees(&who, 13)),
        post(format!("{M}/entrants"), &person("Rose")),
        post(format!("{M}/deeds/{}/verify", deed.id), &json!({})),
        post(format!("{M}/close"), &json!({})),
    ];
    for other in others {
        let answer = client.ask(&other.key("mine"));
        assert_eq!((answer.status, answer.problem().as_str()), (422, "idempotency-key-reused"));
    }
    // The order of fields and white space make no other request.
    let text = format!(
        "{{ \"trees\": 12, \"evidence\": [], \"people\": 1, \"done_on\": \"2024-07-14\", \
         \"sector\": \"ecological\", \"region\": \"KZ-71\", \"entrant_id\": \"{who}\",\n\"type\": \"trees-planted\" }}"
    );
    let same = crate::support::client::post_bytes(format!("{M}/deeds"), text).key("mine");
    assert_eq!(client.ask(&same).status, 201);
    assert_eq!(client.settle(), head);
    assert_eq!(
        client.ask(&get(format!("{M}/events?from={}", head + 1))).lines(),
        Vec::<serde_json::Value>::new()
    );
}

#[test]
fn a_write_needs_a_key_of_one_to_255_visible_characters() {
    let server = Server::start();
    let mut client = server.client();
    let who = client.register(&person("Tulip"));
    let deed = client.log(&trees(&who, 1));
    let head = client.settle();
    let writes = [
        post(format!("{M}/entrants"), &person("Rose")),
        post(format!("{M}/deeds"), &trees(&who, 2)),
        post(format!("{M}/deeds/{}/verify", deed.id), &json!({})),
        post(format!("{M}/deeds/{}/reject", deed.id), &json!({})),
        post(format!("{M}/deeds/{}/withdraw", deed.id), &json!({})),
        post(format!("{M}/deeds/{}/correct", deed.id), &json!({ "trees": 3, "reason": "recount" })),
        post(format!("{M}/close"), &json!({})),
    ];
    for write in &writes {
        let missing = client.ask(&write.clone().without("idempotency-key"));
        assert_eq!((missing.status, missing.problem().as_str()), (400, "idempotency-key-missing"));
        for key in ["", "   ", &"k".repeat(256), "ключ"] {
            let refused = client.ask(&write.clone().key(key));
            assert_eq!(
                (refused.status, refused.problem().as_str()),
                (400, "idempotency-key-malformed"),
                "{key}"
            );
        }
    }
    assert_eq!(client.settle(), head);
    client.ask(&writes[0].clone().key(&"k".repeat(255))).expect(201);
}
