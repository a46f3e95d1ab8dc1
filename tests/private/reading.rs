//! Who may read personal data: whose it is, and who may reach an entrant.

use serde_json::json;

use super::{aigul, telling};
use crate::support::{
    client::{get, post},
    given::{M, person},
    server::Server,
};

#[test]
fn only_who_may_reach_an_entrant_reads_how() {
    let server = Server::start();
    let token = server.token("participant", None);
    let mut owner = server.stranger().bearing(&token);
    let entrant = owner.register(&telling("Tulip", aigul()));
    let target = format!("{M}/entrants/{entrant}/private");
    owner.settle();
    let allowed = [
        server.client(),
        server.stranger().bearing(&server.token("coordinator", Some("KZ-71"))),
        server.stranger().bearing(&server.token("coordinator", None)),
    ];
    for mut client in allowed {
        let answer = client.ask(&get(&target));
        let expected = json!({ "entrant_id": entrant, "name": "Айгүл Серікқызы", "contact": "+7 701 000 00 01",
            "guardian": { "name": "Серік Омаров", "contact": "serik@example.kz" } });
        assert_eq!(answer.expect(200), expected);
        assert_eq!(answer.header("cache-control"), Some("no-store"));
    }
    let refused = [
        owner,
        server.stranger().bearing(&server.token("participant", None)),
        server.stranger().bearing(&server.token("coordinator", Some("KZ-75"))),
        server.stranger().bearing(&server.token("judge", None)),
        server.stranger().bearing(&server.token("auditor", None)),
    ];
    for mut client in refused {
        let answer = client.ask(&get(&target));
        assert_eq!((answer.status, answer.problem().as_str()), (403, "not-allowed"));
        assert!(!answer.text().contains("+7 701"));
    }
    assert_eq!(server.stranger().ask(&get(&target)).status, 401);
}

#[test]
fn of_whom_nothing_is_kept_nothing_is_read() {
    let server = Server::start();
    let mut client = server.client();
    let entrant = client.register(&person("Tulip"));
    client.settle();
    let answer = client.ask(&get(format!("{M}/entrants/{entrant}/private")));
    assert_eq!((answer.status, answer.problem().as_str()), (404, "nothing-private-kept"));
    let nobody = client.ask(&get(format!("{M}/entrants/0190a1b2-3c4d-7000-8000-000000000001/private")));
    assert_eq!((nobody.status, nobody.problem().as_str()), (404, "no-such-entrant"));
}

#[test]
fn everybody_reads_their_own_and_nobody_elses() {
    let server = Server::start();
    let [mut one, mut other] = [0, 1].map(|_| server.stranger().bearing(&server.token("participant", None)));
    one.register(&telling("Tulip", aigul()));
    let answer = one.ask(&get("/v1/me/private"));
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    let mine = answer.expect(200);
    assert_eq!(mine["kept"].as_array().unwrap().len(), 1);
    assert_eq!((&mine["kept"][0]["about"], &mine["kept"][0]["told"]), (&json!("entrant"), &aigul()));
    assert_eq!(other.json("/v1/me/private")["kept"], json!([]));
    assert_eq!(server.stranger().ask(&get("/v1/me/private")).status, 401);
}

#[test]
fn much_is_read_in_pages() {
    let server = Server::start();
    let mut client = server.client();
    let who = client.json("/v1/me")["principal"].as_str().unwrap().to_owned();
    let mine = crate::support::given::with(person("Tulip"), json!({ "owner": who }));
    let entrant = client.register(&mine);
    for n in 1..=101 {
        let deed = crate::support::given::trees(&entrant, n);
        let deed = crate::support::given::with(deed, json!({ "private": { "note": format!("note {n}") } }));
        client.ask(&post(format!("{M}/deeds"), &deed)).expect(201);
    }
    let first = client.json("/v1/me/private");
    let next = first["next"].as_str().unwrap();
    let second = client.json(&format!("/v1/me/private?after={next}"));
    let notes = [&first, &second].map(|page| page["kept"].as_array().unwrap().len());
    assert_eq!((notes, second["next"].is_null()), ([100, 1], true));
}
