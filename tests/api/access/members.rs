//! Teams: invitations work once, members come and go.

use serde_json::{Value, json};

use crate::support::{
    client::{Ask, Client, get, post},
    given::{M, person, team},
    server::Server,
};

fn entrant(client: &mut Client, body: &Value, token: &str) -> String {
    let made = client.ask(&post(format!("{M}/entrants"), body).bearing(token)).expect(201);
    client.settle();
    made["entrant_id"].as_str().unwrap().to_owned()
}

fn invite(client: &mut Client, team: &str, token: &str) -> Value {
    let ask = post(format!("{M}/entrants/{team}/invitations"), &json!({})).bearing(token);
    client.ask(&ask).expect(201)
}

fn members(client: &mut Client, token: &str) -> Value {
    client.settle();
    let me = client.ask(&get("/v1/me").bearing(token)).expect(200);
    let entrants = me["marathons"][0]["entrants"].as_array().unwrap().clone();
    entrants.iter().find(|entrant| entrant["kind"] == "team").unwrap()["members"].clone()
}

#[test]
fn an_invitation_makes_one_member() {
    let server = Server::start();
    let mut client = server.client();
    let [captain, rose, iris] = [(); 3].map(|()| server.token("participant", None));
    let crew = entrant(&mut client, &team("Crew", 5), &captain);
    let person_of_rose = entrant(&mut client, &person("Rose"), &rose);
    let invitation = invite(&mut client, &crew, &captain);
    let join = |token: &str| post(format!("{M}/entrants/{crew}/members"), &invitation).bearing(token);
    let early = client.ask(&join(&iris));
    assert_eq!((early.status, early.problem().as_str()), (409, "not-a-person-here"));
    entrant(&mut client, &person("Iris"), &iris);
    let joined = client.ask(&join(&rose)).expect(201);
    assert_eq!(client.ask(&join(&rose)).expect(201), joined, "once more changes nothing");
    let second = client.ask(&join(&iris));
    assert_eq!((second.status, second.problem().as_str()), (422, "idempotency-key-reused"));
    assert_eq!(members(&mut client, &captain), json!([person_of_rose]));

    let leave = |token: &str| {
        post(format!("{M}/entrants/{crew}/members/{person_of_rose}/leave"), &json!({})).bearing(token)
    };
    assert_eq!(client.ask(&leave(&iris)).problem(), "not-yours");
    client.ask(&leave(&rose)).expect(200);
    assert_eq!(members(&mut client, &captain), json!([]));
}

#[test]
fn only_the_captain_invites_and_only_into_this_team() {
    let server = Server::start();
    let mut client = server.client();
    let [captain, rose] = [(); 2].map(|()| server.token("participant", None));
    let crew = entrant(&mut client, &team("Crew", 5), &captain);
    let other = entrant(&mut client, &team("Other", 5), &captain);
    entrant(&mut client, &person("Rose"), &rose);
    let ask = post(format!("{M}/entrants/{crew}/invitations"), &json!({})).bearing(&rose);
    assert_eq!(client.ask(&ask).problem(), "not-yours");
    let invitation = invite(&mut client, &crew, &captain);
    for (team, body) in [(&other, invitation.clone()), (&crew, json!({ "invitation": "0".repeat(64) }))] {
        let ask = post(format!("{M}/entrants/{team}/members"), &body).bearing(&rose);
        assert_eq!(client.ask(&ask).problem(), "link-unknown");
    }
    let nobody = post(format!("{M}/entrants/x/invitations"), &json!({})).bearing(&captain);
    assert_eq!(client.ask(&nobody).problem(), "no-such-entrant");
}

#[test]
fn a_profile_is_changed_and_an_entrant_goes() {
    let server = Server::start();
    let mut client = server.client();
    let owner = server.token("participant", None);
    let who = entrant(&mut client, &person("Rose"), &owner);
    let ask = |what: &str, body: Value| -> Ask { post(format!("{M}/entrants/{who}/{what}"), &body) };
    let changed = ask("profile", json!({ "alias": "Iris", "silver": true, "region": "KZ-75" }));
    client.ask(&changed.bearing(&owner)).expect(200);
    client.settle();
    let me = client.ask(&get("/v1/me").bearing(&owner)).expect(200);
    let mine = &me["marathons"][0]["entrants"][0];
    assert_eq!(
        (&mine["alias"], &mine["silver"], &mine["region"]),
        (&json!("Iris"), &json!(true), &json!("KZ-75"))
    );
    for (body, field, code) in
        [(json!({ "silver": "yes" }), "silver", "not-a-flag"), (json!({ "age": 5 }), "age", "field-unknown")]
    {
        let refused = client.ask(&ask("profile", body));
        assert_eq!(refused.field_errors(), [(field.to_owned(), code.to_owned())]);
    }
    assert_eq!(client.ask(&ask("disqualify", json!({}))).status, 422, "it needs a reason");
    client.ask(&ask("withdraw", json!({ "reason": "moved" })).bearing(&owner)).expect(200);
    client.settle();
    let me = client.ask(&get("/v1/me").bearing(&owner)).expect(200);
    assert_eq!(me["marathons"][0]["entrants"][0]["gone"], "withdrawn");
    let unknown = post(format!("{M}/entrants/x/withdraw"), &json!({}));
    assert_eq!(client.ask(&unknown).problem(), "no-such-entrant");
}
