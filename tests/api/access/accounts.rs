//! Accounts of people: opening, signing in and out, the first organiser, requests of other sites.

use std::time::Duration;

use marathon_accounts::LinkPurpose;
use marathon_api::{SESSION_COOKIE, fill};
use serde_json::{Value, json};

use crate::support::{
    client::{Answer, Ask, get, post},
    given::{M, person},
    server::{Server, now},
};

const PASSWORD: &str = "seven green hills";

fn account(login: &str, password: &str) -> Value {
    json!({ "login": login, "password": password })
}

/// What the browser sends from now on.
fn cookie(answer: &Answer) -> String {
    let set = answer.header("set-cookie").unwrap();
    for attribute in ["Path=/", "Secure", "HttpOnly", "SameSite=Lax"] {
        assert!(set.contains(attribute), "{set}");
    }
    assert!(set.starts_with(SESSION_COOKIE), "{set}");
    set.split(';').next().unwrap().to_owned()
}

#[test]
fn an_account_is_opened_and_its_bearer_takes_part() {
    let server = Server::start();
    let mut client = server.stranger();
    let opened = client.ask(&post("/v1/accounts", &account("Tulip@Example.kz", PASSWORD)));
    let principal = opened.expect(201)["principal"].clone();
    assert_eq!(opened.header("cache-control"), Some("no-store"));
    let signed = |ask: Ask| ask.header("cookie", &cookie(&opened));
    client.ask(&signed(post(format!("{M}/entrants"), &person("Tulip")))).expect(201);
    server.client().settle();
    let me = client.ask(&signed(get("/v1/me"))).expect(200);
    assert_eq!((&me["principal"], &me["login"]), (&principal, &json!("tulip@example.kz")));
    assert_eq!(me["marathons"][0]["entrants"][0]["alias"], "Tulip");
    assert_eq!(client.ask(&signed(Ask { method: "DELETE", ..get("/v1/session") })).status, 204);
    let late = client.ask(&signed(get("/v1/me")));
    assert_eq!((late.status, late.problem().as_str()), (401, "sign-in-needed"));
}

#[test]
fn who_signs_in_anew_has_a_new_session_and_the_old_one_ends() {
    let server = Server::start();
    let mut client = server.stranger();
    let first = client.ask(&post("/v1/accounts", &account("tulip", PASSWORD)));
    let sign_in = post("/v1/session", &account("TULIP", PASSWORD)).header("cookie", &cookie(&first));
    let second = client.ask(&sign_in);
    assert_eq!(second.expect(201), first.expect(201));
    assert_ne!(cookie(&first), cookie(&second));
    assert_eq!(client.ask(&get("/v1/me").header("cookie", &cookie(&second))).status, 200);
    assert_eq!(client.ask(&get("/v1/me").header("cookie", &cookie(&first))).status, 401);
    for (login, password) in [("tulip", "seven green hilts"), ("rose", PASSWORD), ("", ""), ("tulip", "")] {
        let refused = client.ask(&post("/v1/session", &account(login, password)));
        assert_eq!((refused.status, refused.problem().as_str()), (401, "sign-in-refused"), "{login}");
        assert_eq!(refused.header("set-cookie"), None);
    }
}

#[test]
fn an_account_that_cannot_be_opened_says_why() {
    let server = Server::start();
    let mut client = server.stranger();
    client.ask(&post("/v1/accounts", &account("tulip", PASSWORD))).expect(201);
    let taken = client.ask(&post("/v1/accounts", &account("Tulip", PASSWORD)));
    assert_eq!((taken.status, taken.problem().as_str()), (409, "login-taken"));
    for (body, field, code) in [
        (account("ab", PASSWORD), "login", "login-malformed"),
        (account("роза", PASSWORD), "login", "login-malformed"),
        (account("rose", "fourteen chars"), "password", "password-too-short"),
        (account("rose", &"x".repeat(1_025)), "password", "password-too-long"),
        (json!({ "login": "rose" }), "password", "field-missing"),
    ] {
        let refused = client.ask(&post("/v1/accounts", &body));
        assert_eq!(refused.status, 400, "{refused:?}");
        assert_eq!(refused.field_errors(), [(field.to_owned(), code.to_owned())], "{body}");
    }
}

#[test]
fn a_link_makes_the_first_organiser_once() {
    let server = Server::start();
    let mut client = server.stranger();
    let day = Duration::from_secs(86_400);
    let link = server.accounts().make_link(LinkPurpose::FirstOrganiser, None, b"", day, now(), &mut fill);
    let secret = link.unwrap().unwrap().text().to_string();
    let body = |login: &str| json!({ "secret": secret, "login": login, "password": PASSWORD });
    let short = json!({ "secret": secret, "login": "head", "password": "short" });
    assert_eq!(client.ask(&post("/v1/first-organiser", &short)).status, 400);
    let first = client.ask(&post("/v1/first-organiser", &body("head")));
    first.expect(201);
    let close = post(format!("{M}/close"), &json!({})).header("cookie", &cookie(&first));
    client.ask(&close).expect(200);
    let again = client.ask(&post("/v1/first-organiser", &body("second")));
    assert_eq!((again.status, again.problem().as_str()), (403, "link-unknown"));
    let unknown = json!({ "secret": "0".repeat(64), "login": "third", "password": PASSWORD });
    assert_eq!(client.ask(&post("/v1/first-organiser", &unknown)).problem(), "link-unknown");
}

#[test]
fn a_role_is_given_by_login() {
    let server = Server::start();
    let mut client = server.client();
    let opened = client.ask(&post("/v1/accounts", &account("aigul", PASSWORD)).header("cookie", "a=b"));
    let role = json!({ "login": "Aigul", "role": "coordinator", "regions": ["KZ-71"] });
    let granted = client.ask(&post(format!("{M}/roles"), &role)).expect(201);
    assert_eq!(granted["principal"], opened.expect(201)["principal"]);
    client.settle();
    let holders = client.json(&format!("{M}/roles"));
    assert_eq!(holders["holders"].as_array().unwrap().len(), 2);
    let logins = |holders: &Value| -> Vec<String> {
        let all = holders["holders"].as_array().unwrap().iter();
        all.filter_map(|holder| Some(holder["login"].as_str()?.to_owned())).collect()
    };
    assert_eq!(logins(&holders), ["aigul"]);
    let mut auditor = server.stranger().bearing(&server.token("auditor", None));
    assert!(
        logins(&auditor.json(&format!("{M}/roles"))).is_empty(),
        "organisers alone learn who signs in how"
    );
    for (body, field, code) in [
        (json!({ "login": "rose", "role": "judge" }), "login", "no-such-login"),
        (json!({ "role": "judge" }), "principal", "either-principal-or-login"),
        (json!({ "login": "aigul", "role": "judge", "regions": "KZ-71" }), "regions", "not-texts"),
    ] {
        let refused = client.ask(&post(format!("{M}/roles"), &body));
        assert_eq!(refused.field_errors(), [(field.to_owned(), code.to_owned())], "{body}");
    }
    let last = client.ask(&get("/v1/me")).expect(200)["principal"].clone();
    let revoke = json!({ "principal": last, "role": "organiser" });
    assert_eq!(client.ask(&post(format!("{M}/roles/revoke"), &revoke)).problem(), "last-organiser");
}

#[test]
fn pages_of_other_sites_write_nothing() {
    let server = Server::start();
    let mut client = server.stranger();
    let opened = client.ask(&post("/v1/accounts", &account("tulip", PASSWORD)));
    let write = || post(format!("{M}/entrants"), &person("Tulip")).header("cookie", &cookie(&opened));
    for (name, value) in [
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
        ("origin", "https://evil.example"),
        ("origin", "null"),
    ] {
        let refused = client.ask(&write().header(name, value));
        assert_eq!((refused.status, refused.problem().as_str()), (403, "cross-site"), "{name}: {value}");
    }
    client.ask(&write().header("sec-fetch-site", "same-origin").header("origin", "http://else")).expect(201);
    assert_eq!(client.ask(&get("/v1/me").header("sec-fetch-site", "cross-site")).status, 401);
}

#[test]
fn every_answer_tells_browsers_to_be_careful() {
    let server = Server::start();
    let mut client = server.stranger();
    for ask in [get("/healthz"), get("/nothing"), get("/v1/me"), get(format!("{M}/totals"))] {
        let answer = client.ask(&ask);
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
        assert_eq!(answer.header("content-security-policy"), Some("frame-ancestors 'none'"));
        assert_eq!(answer.header("referrer-policy"), Some("no-referrer"));
    }
}
