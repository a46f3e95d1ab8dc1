//! Tokens: what they are for, when they end, and their role, which is granted once.

use serde_json::json;

use crate::support::{
    client::{Ask, get, post},
    given::{M, person, team, with},
    server::Server,
};

fn roles_granted(client: &mut crate::support::client::Client) -> usize {
    client.ask(&get(format!("{M}/events?type=role-granted"))).lines().len()
}

#[test]
fn a_role_is_granted_at_first_use_and_what_was_revoked_stays_so() {
    let server = Server::start();
    let mut client = server.client();
    let token = server.token("coordinator", Some("KZ-71"));
    assert_eq!(roles_granted(&mut client), 1, "only the organiser's");
    let register = || post(format!("{M}/entrants"), &person("Tulip")).bearing(&token);
    for _ in 0..3 {
        client.ask(&register()).expect(201);
    }
    assert_eq!(roles_granted(&mut client), 2);
    let me = client.ask(&get("/v1/me").bearing(&token)).expect(200);
    assert_eq!(
        me["marathons"][0]["roles"],
        json!([{ "role": "coordinator", "regions": ["KZ-71"], "nominations": [] }])
    );
    let revoke = json!({ "principal": me["principal"], "role": "coordinator", "reason": "left" });
    client.ask(&post(format!("{M}/roles/revoke"), &revoke)).expect(200);
    client.settle();
    let deed = client.ask(&post(format!("{M}/close"), &json!({})).bearing(&token));
    assert_eq!((deed.status, deed.problem().as_str()), (403, "not-allowed"));
    let import = post(format!("{M}/deeds/import"), &json!({})).header("content-type", "application/x-ndjson");
    let import = client.ask(&import.bearing(&token));
    assert_eq!((import.status, import.problem().as_str()), (403, "not-allowed"));
    assert_eq!(roles_granted(&mut client), 2);
}

#[test]
fn who_speaks_for_others_registers_them_and_who_does_not_registers_what_is_theirs() {
    let server = Server::start();
    let mut client = server.client();
    let participant = server.token("participant", None);
    let here = server.token("coordinator", Some("KZ-71"));
    let mine = |client: &mut crate::support::client::Client, token: &str| {
        let me = client.ask(&get("/v1/me").bearing(token)).expect(200);
        let entrants = me["marathons"][0]["entrants"].as_array().cloned().unwrap_or_default();
        entrants.iter().map(|e| e["alias"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let ask = |entrant, token: &str| post(format!("{M}/entrants"), &entrant).bearing(token);
    for (alias, token) in [("A", &participant), ("B", &here)] {
        client.ask(&ask(person(alias), token)).expect(201);
    }
    // The team lives where nobody has put the coordinator, so it is theirs.
    client.ask(&ask(team("C", 3), &here)).expect(201);
    client.settle();
    assert_eq!(mine(&mut client, &participant), ["A"]);
    assert_eq!(mine(&mut client, &here), ["C"]);
    let who = client.ask(&get("/v1/me").bearing(&participant)).expect(200)["principal"].clone();
    let foreign = with(team("D", 3), json!({ "owner": who }));
    let refused = client.ask(&ask(foreign, &server.token("participant", None)));
    assert_eq!((refused.status, refused.problem().as_str()), (403, "not-yours"));
    let again = client.ask(&ask(person("E"), &participant));
    assert_eq!(again.field_errors(), [("owner".to_owned(), "one-person-each".to_owned())]);
}

#[test]
fn a_token_for_one_marathon_is_for_no_other() {
    let server = Server::start();
    server.open(&crate::given::rules::small_season_but(|set| set.slug = "other".into()));
    let mut client = server.client();
    let token = server.token_for("organiser", "other");
    let asked = client.ask(&post(format!("{M}/entrants"), &person("Tulip")).bearing(&token));
    assert_eq!((asked.status, asked.problem().as_str()), (403, "token-for-another-marathon"));
    client.ask(&post("/v1/marathons/other/entrants", &person("Tulip")).bearing(&token)).expect(201);
}

#[test]
fn keys_of_two_principals_never_meet() {
    let server = Server::start();
    let mut client = server.client();
    let other = server.token("coordinator", None);
    let ask = post(format!("{M}/entrants"), &person("Tulip")).key("the same");
    let one = client.ask(&ask).expect(201);
    let two = client.ask(&ask.clone().bearing(&other)).expect(201);
    assert_ne!(one["entrant_id"], two["entrant_id"]);
    assert_eq!(client.ask(&ask).expect(201), one);
    let events = client.ask(&get(format!("{M}/events?type=entrant-registered"))).lines();
    assert_ne!(events[0]["actor"], events[1]["actor"]);
    assert!(events.iter().all(|event| event["actor"].is_string()));
}

#[test]
fn an_organiser_makes_lists_and_revokes_tokens() {
    let server = Server::start();
    let mut client = server.client();
    let body = json!({ "role": "coordinator", "region": "KZ-71", "expires_days": 3 });
    let made = client.ask(&post(format!("{M}/tokens"), &body)).expect(201);
    let token = made["token"].as_str().unwrap();
    client.ask(&post(format!("{M}/entrants"), &person("Tulip")).bearing(token)).expect(201);
    let listed = client.json(&format!("{M}/tokens"));
    let listed = listed["tokens"].as_array().unwrap();
    assert_eq!(listed.len(), 1, "{listed:?}");
    assert_eq!((&listed[0]["principal"], &listed[0]["role"]), (&made["principal"], &json!("coordinator")));
    assert!(!listed[0].to_string().contains(&token[12..]));
    let path = format!("{M}/tokens/{}", made["principal"].as_str().unwrap());
    let revoke = Ask { method: "DELETE", ..get(path) };
    assert_eq!(client.ask(&revoke).status, 204);
    let late = client.ask(&post(format!("{M}/entrants"), &person("Rose")).bearing(token));
    assert_eq!((late.status, late.problem().as_str()), (401, "sign-in-needed"));
    for (body, field, code) in [
        (json!({ "role": "king" }), "role", "not-one-of"),
        (json!({ "role": "coordinator", "region": "KZ-99" }), "region", "no-such-region-here"),
        (json!({ "role": "judge", "nomination": "chess" }), "nomination", "no-such-nomination-here"),
    ] {
        let refused = client.ask(&post(format!("{M}/tokens"), &body));
        assert_eq!(refused.field_errors(), [(field.to_owned(), code.to_owned())], "{body}");
    }
    let nobody = Ask { method: "DELETE", ..get(format!("{M}/tokens/{}", uuid::Uuid::nil())) };
    assert_eq!(client.ask(&nobody).problem(), "no-such-token");
}

#[test]
fn what_is_no_token_is_nobodys() {
    let server = Server::start();
    let mut client = server.stranger();
    let unknown = format!("mrt_{}", "0".repeat(64));
    for header in ["", "Bearer", "Bearer ", "Bearer mrt_1", &format!("Bearer {unknown}"), "Basic eDp5"] {
        let ask = post(format!("{M}/entrants"), &person("Tulip")).header("authorization", header);
        let answer = client.ask(&ask);
        assert_eq!((answer.status, answer.problem().as_str()), (401, "sign-in-needed"), "{header}");
        // What is public stays so.
        assert_eq!(client.ask(&get(format!("{M}/totals")).header("authorization", header)).status, 200);
    }
}
