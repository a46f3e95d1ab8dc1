//! Several marathons in one installation: none sees another.

use serde_json::json;

use crate::{
    given::rules::small_season_but,
    support::{
        client::{get, post},
        given::{M, person, trees},
        server::Server,
    },
};

const OTHER: &str = "/v1/marathons/other";

#[test]
fn marathons_do_not_see_each_other() {
    let server = Server::start();
    server.open(&small_season_but(|set| set.slug = "other".into()));
    let mut client = server.client();
    let who = client.register(&person("Tulip"));
    let deed = client.log(&trees(&who, 12));
    client.settle();

    let listed = client.json("/v1/marathons");
    let listed = listed["marathons"].as_array().unwrap();
    let short: Vec<_> =
        listed.iter().map(|m| (m["slug"].as_str().unwrap(), m["head"].as_u64().unwrap())).collect();
    assert_eq!(short, [("other", 0), ("small", 3)]);
    for marathon in listed {
        assert_eq!(marathon["state"], "open");
        assert_eq!(marathon["season"]["starts_on"], "2024-07-09");
    }

    let unknown = client.ask(&post(format!("{OTHER}/deeds"), &trees(&who, 12)));
    assert_eq!((unknown.status, unknown.problem().as_str()), (422, "refused"));
    assert_eq!(unknown.field_errors(), [("entrant_id".to_owned(), "unknown-entrant".to_owned())]);
    assert_eq!(client.ask(&get(format!("{OTHER}/deeds/{}", deed.id))).status, 404);
    let verify = client.ask(&post(format!("{OTHER}/deeds/{}/verify", deed.id), &json!({})));
    assert_eq!(verify.status, 404);
    let board = format!("leaderboards/trees/entrants/{who}?status=claimed");
    assert_eq!(client.ask(&get(format!("{OTHER}/{board}"))).status, 404);
    assert_eq!(client.ask(&get(format!("{M}/{board}"))).status, 200);
    assert_eq!(client.json(&format!("{OTHER}/totals"))["claimed"]["deeds"], 0);
    assert_eq!(client.ask(&get(format!("{OTHER}/events"))).lines().len(), 2);

    // A key is a key of one marathon.
    for m in [M, OTHER] {
        let answer = client.ask(&post(format!("{m}/entrants"), &person("Same")).key("the same key"));
        assert_eq!((answer.status, answer.header("idempotency-replayed")), (201, None), "{m}");
    }
    client.ask(&post(format!("{OTHER}/close"), &json!({}))).expect(200);
    client.log(&trees(&who, 13));
}

#[test]
fn a_marathon_shows_its_rules() {
    let server = Server::start();
    let mut client = server.client();
    let shown = client.json(M);
    assert_eq!(shown["rules"]["slug"], "small");
    assert_eq!(shown["rules"]["limits"]["alias_chars_max"], 10);
    assert_eq!(shown["rules_hash"].as_str().unwrap().len(), 64);
    for unknown in
        ["/v1/marathons/none", "/v1/marathons/none/totals", "/v1/marathons/NONE", "/v1/marathons/%2e%2e"]
    {
        let answer = client.ask(&get(unknown));
        assert_eq!((answer.status, answer.problem().as_str()), (404, "no-such-marathon"), "{unknown}");
    }
}
