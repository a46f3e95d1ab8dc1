//! Who is erased is gone from everywhere but the histories, which say so; and nothing else changes.

use marathon_domain::{Action, RoleAction};
use marathon_engine::{Request, idempotency};
use marathon_events::PrincipalId;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{aigul, kept, principal, telling};
use crate::{
    given::rules::small_season_but,
    support::{
        client::{Ask, Client, get, post},
        given::{M, person, trees, with},
        server::{Server, now},
    },
};

fn delete(target: &str) -> Ask {
    Ask { method: "DELETE", ..get(target) }
}

fn erase(entrant: &str) -> Ask {
    post(format!("{M}/entrants/{entrant}/erase"), &json!({}))
}

/// Events by which a marathon says that somebody was erased.
fn told(client: &mut Client, marathon: &str) -> Vec<Value> {
    client.ask(&get(format!("/v1/marathons/{marathon}/events?type=personal-data-erased"))).lines()
}

#[test]
fn who_erases_themselves_is_gone_in_every_marathon() {
    let server = Server::start();
    server.open(&small_season_but(|set| set.slug = "other".into()));
    server.open(&small_season_but(|set| set.slug = "third".into()));
    let token = server.token("participant", None);
    let mut client = server.stranger().bearing(&token);
    let who = principal(&mut client);
    let entrant = client.register(&telling("Tulip", aigul()));
    client.ask(&post("/v1/marathons/other/entrants", &person("Tulip"))).expect(201);
    client.log(&with(trees(&entrant, 12), json!({ "private": { "note": "жанында" } })));
    let mut organiser = server.client();
    organiser.register(&telling("Rose", aigul()));
    organiser.settle();
    let totals = organiser.json(&format!("{M}/totals"));

    let said = client.ask(&delete("/v1/me")).expect(200);
    assert_eq!((&said["subject"], &said["pieces"]), (&json!(who), &json!(2)));
    let marathons = said["marathons"].as_array().unwrap();
    assert_eq!([&marathons[0]["slug"], &marathons[1]["slug"]], ["other", "small"]);
    assert_eq!(marathons.len(), 2, "nothing of theirs is in the third");
    for (marathon, told_in) in [("other", 1), ("small", 1), ("third", 0)] {
        let told = told(&mut organiser, marathon);
        assert_eq!(told.len(), told_in, "{marathon}");
        for event in told {
            assert_eq!((&event["stream"], &event["actor"]), (&json!(who), &json!(who)));
        }
    }
    assert_eq!(client.ask(&get("/v1/me")).status, 401, "the token is gone");
    assert_eq!(kept(&server).len(), 1, "of somebody else");
    organiser.settle();
    let then = organiser.json(&format!("{M}/totals"));
    assert_eq!((&then["claimed"], &then["verified"]), (&totals["claimed"], &totals["verified"]));

    // Erased again by an organiser, nothing is left to do, and nothing is said twice.
    let again = organiser.ask(&erase(&entrant)).expect(200);
    assert_eq!((&again["pieces"], &again["marathons"]), (&json!(0), &said["marathons"]));
    assert_eq!(told(&mut organiser, "small").len(), 1);
    // And nothing more is kept.
    let deed = with(trees(&entrant, 13), json!({ "private": { "note": "again" } }));
    let refused = organiser.ask(&post(format!("{M}/deeds"), &deed));
    assert_eq!((refused.status, refused.problem().as_str()), (409, "was-erased"));
    let contact = organiser.ask(&get(format!("{M}/entrants/{entrant}/private")));
    assert_eq!((contact.status, contact.problem().as_str()), (404, "nothing-private-kept"));
}

#[test]
fn an_account_goes_with_its_session() {
    let server = Server::start();
    let mut client = server.stranger();
    let body = json!({ "login": "canary@example.kz", "password": "seven green hills of Almaty" });
    let opened = client.ask(&post("/v1/accounts", &body));
    let cookie = opened.header("set-cookie").unwrap().split(';').next().unwrap().to_owned();
    let mut ask = |ask: Ask| client.ask(&ask.header("cookie", &cookie));
    assert_eq!(ask(get("/v1/me/private")).expect(200)["account"]["login"], "canary@example.kz");
    let answer = ask(delete("/v1/me"));
    assert_eq!(answer.expect(200)["account"], true);
    assert!(answer.header("set-cookie").unwrap().contains("Max-Age=0"));
    assert_eq!(ask(get("/v1/me")).status, 401);
    assert_eq!(client.ask(&post("/v1/session", &body)).status, 401);
    client.ask(&post("/v1/accounts", &body)).expect(201);
}

#[test]
fn organisers_erase_who_has_no_account_and_others_nobody() {
    let server = Server::start();
    let mut organiser = server.client();
    let entrant = organiser.register(&telling("Tulip", aigul()));
    for (role, region) in [("participant", None), ("coordinator", None), ("judge", None), ("auditor", None)] {
        let mut client = server.stranger().bearing(&server.token(role, region));
        assert_eq!(client.ask(&erase(&entrant)).status, 403, "{role}");
    }
    assert_eq!(server.stranger().ask(&erase(&entrant)).status, 401);
    assert_eq!(kept(&server).len(), 1);
    let said = organiser.ask(&erase(&entrant)).expect(200);
    assert_eq!((&said["pieces"], &said["marathons"][0]["slug"]), (&json!(1), &json!("small")));
    assert_eq!(kept(&server), []);
    assert_eq!(told(&mut organiser, "small").len(), 1);
    let nobody = organiser.ask(&erase("0190a1b2-3c4d-7000-8000-000000000001"));
    assert_eq!((nobody.status, nobody.problem().as_str()), (404, "no-such-entrant"));
}

#[test]
fn what_a_dead_process_left_is_completed_by_asking_again_or_by_the_next_start() {
    for by_asking in [true, false] {
        let server = Server::start();
        let mut client = server.stranger().bearing(&server.token("participant", None));
        let who = principal(&mut client);
        client.register(&telling("Tulip", aigul()));
        // The history says it, and then the process died.
        let subject = PrincipalId(Uuid::parse_str(&who).unwrap());
        let request = Request {
            at: now(),
            actor: Some(subject),
            correlation_id: None,
            command: idempotency(&format!("erase {who}"), subject.0.as_bytes()),
            private: None,
            action: std::sync::Arc::new(Action::Role(RoleAction::ErasePersonalData { principal: subject })),
        };
        server.site.all()[0].submit(vec![request]).unwrap().blocking_recv().unwrap();
        server.client().settle();
        assert_eq!(kept(&server).len(), 1);
        match by_asking {
            true => drop(client.ask(&delete("/v1/me")).expect(200)),
            false => assert_eq!(marathon_api::settle_private(&server.app, now()).unwrap().erased, 1),
        }
        assert_eq!(kept(&server), []);
        assert_eq!(told(&mut server.client(), "small").len(), 1);
        assert_eq!(marathon_api::settle_private(&server.app, now()).unwrap().erased, 0);
    }
}
