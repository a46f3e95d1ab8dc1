//! Nobody asks more than their share.

use serde_json::json;

use crate::support::{
    client::{get, post},
    given::{M, person, trees},
    server::Server,
};

#[test]
fn who_speaks_for_themselves_writes_so_often_and_the_front_office_as_often_as_needed() {
    let server = Server::start();
    let mut client = server.client();
    let token = server.token("participant", None);
    let who = client.ask(&post(format!("{M}/entrants"), &person("Tulip")).bearing(&token)).expect(201);
    let who = who["entrant_id"].as_str().unwrap();
    let log = |n| post(format!("{M}/deeds"), &trees(who, n)).bearing(&token);
    // One a second is free again while this goes on, so a few more than the sixty may be taken.
    let answers: Vec<_> = (1..=200).map(|n| client.ask(&log(n)).status).take_while(|s| *s == 201).collect();
    assert!((59..200).contains(&answers.len()), "{}", answers.len());
    let refused = (0..50).map(|n| client.ask(&log(300 + n))).find(|answer| answer.status == 429).unwrap();
    assert_eq!(refused.problem(), "too-many-writes");
    assert!(refused.header("retry-after").is_some_and(|seconds| seconds.parse::<u32>().unwrap() >= 1));
    for n in 1..=200 {
        client.ask(&post(format!("{M}/deeds"), &trees(who, 1_000 + n))).expect(201);
    }
}

#[test]
fn an_address_signs_in_so_often() {
    let server = Server::start();
    let mut client = server.stranger();
    let wrong = post("/v1/session", &json!({ "login": "tulip", "password": "" }));
    let answers: Vec<_> = (0..200).map(|_| client.ask(&wrong).status).take_while(|s| *s == 401).collect();
    assert!((60..200).contains(&answers.len()), "{}", answers.len());
    let refused = (0..50).map(|_| client.ask(&wrong)).find(|answer| answer.status == 429).unwrap();
    assert_eq!(refused.problem(), "too-many-attempts");
    // Who is signed in is not concerned.
    assert_eq!(server.client().ask(&get("/v1/me")).status, 200);
}
