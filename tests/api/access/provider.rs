//! Signing in at an OpenID Connect provider: there and back, and what does not lead in.

use marathon_api::{Access, SESSION_COOKIE};
use marathon_oidc::{
    Provider,
    testing::{FakeProvider, Signature},
};
use serde_json::json;

use crate::support::{
    client::{Answer, Ask, Client, get},
    given::{M, person},
    server::{Server, now},
};

const BEGIN: &str = "/v1/session/provider?return_to=/ru/small/me";

/// A server and the provider it knows.
struct Stage {
    server: Server,
    fake: FakeProvider,
}

impl Stage {
    fn new() -> Self {
        let fake = FakeProvider::start(now());
        let provider = Provider::new(fake.settings("https://deeds.example.kz/sign-in/callback"));
        let server =
            Server::start_with(|access: Access| access.with_provider(provider, "Deeds ID".to_owned()));
        Self { server, fake }
    }

    /// Begins to sign in, as a browser of its own.
    fn begin(&self, client: &mut Client) -> Begun {
        let answer = client.ask(&get(BEGIN));
        assert_eq!(answer.status, 303, "{answer:?}");
        assert_eq!(answer.header("cache-control"), Some("no-store"));
        Begun {
            cookie: cookie(&answer, "__Host-marathon-sign-in="),
            location: answer.header("location").unwrap().to_owned(),
        }
    }

    /// All the way, as this person.
    fn sign_in(&self, client: &mut Client, subject: &str) -> Answer {
        let begun = self.begin(client);
        client.ask(&begun.back(&self.fake.sign_in(&begun.location, subject)))
    }
}

/// Somebody who is at the provider.
struct Begun {
    cookie: String,
    location: String,
}

impl Begun {
    fn back(&self, query: &str) -> Ask {
        get(format!("/v1/session/provider/answer?{query}")).header("cookie", &self.cookie)
    }
}

/// What the browser sends from now on.
#[track_caller]
fn cookie(answer: &Answer, beginning: &str) -> String {
    let set = answer.header("set-cookie").unwrap_or_else(|| panic!("{answer:?}"));
    for attribute in ["Path=/", "Secure", "HttpOnly", "SameSite=Lax"] {
        assert!(set.contains(attribute), "{set}");
    }
    assert!(set.starts_with(beginning), "{set}");
    set.split(';').next().unwrap().to_owned()
}

fn session(answer: &Answer) -> String {
    cookie(answer, &format!("{SESSION_COOKIE}="))
}

#[track_caller]
fn assert_refused(answer: &Answer, status: u16, code: &str) {
    assert_eq!((answer.status, answer.problem().as_str()), (status, code), "{answer:?}");
    assert_eq!(answer.header("set-cookie"), None);
}

#[test]
fn somebody_is_the_same_whenever_they_come_and_another_is_another() {
    let stage = Stage::new();
    let mut client = stage.server.stranger();
    let first = stage.sign_in(&mut client, "rose");
    assert_eq!((first.status, first.header("location")), (303, Some("/ru/small/me")));
    let me =
        |client: &mut Client, answer: &Answer| client.ask(&get("/v1/me").header("cookie", &session(answer)));
    let rose = me(&mut client, &first).expect(200);
    assert_eq!(rose.get("login"), None);
    let again = stage.sign_in(&mut client, "rose");
    assert_eq!(me(&mut client, &again).expect(200)["principal"], rose["principal"]);
    let tulip = stage.sign_in(&mut client, "tulip");
    assert_ne!(me(&mut client, &tulip).expect(200)["principal"], rose["principal"]);
}

#[test]
fn whoever_signs_in_anew_has_a_new_session_and_the_old_one_ends() {
    let stage = Stage::new();
    let mut client = stage.server.stranger();
    let first = session(&stage.sign_in(&mut client, "rose"));
    let begun = stage.begin(&mut client);
    let back = begun.back(&stage.fake.sign_in(&begun.location, "rose"));
    let both = format!("{}; {first}", begun.cookie);
    let second = session(&client.ask(&back.header("cookie", &both)));
    assert_eq!(client.ask(&get("/v1/me").header("cookie", &second)).status, 200);
    assert_eq!(client.ask(&get("/v1/me").header("cookie", &first)).status, 401);
}

#[test]
fn they_take_part_and_once_erased_they_are_nobody_known() {
    let stage = Stage::new();
    let mut client = stage.server.stranger();
    let rose = session(&stage.sign_in(&mut client, "rose"));
    let register = crate::support::client::post(format!("{M}/entrants"), &person("Rose"));
    client.ask(&register.header("cookie", &rose)).expect(201);
    stage.server.client().settle();
    let me = client.ask(&get("/v1/me").header("cookie", &rose)).expect(200);
    assert_eq!(me["marathons"][0]["entrants"][0]["alias"], "Rose");
    let erase = Ask { method: "DELETE", ..get("/v1/me") };
    client.ask(&erase.header("cookie", &rose)).expect(200);
    assert_eq!(stage.server.accounts().store().identities(None, 10).unwrap().len(), 0);
    let new = session(&stage.sign_in(&mut client, "rose"));
    let new = client.ask(&get("/v1/me").header("cookie", &new)).expect(200);
    assert_ne!(new["principal"], me["principal"]);
    assert_eq!(new["marathons"], json!([]));
}

#[test]
fn an_answer_counts_once_and_in_the_browser_that_asked() {
    let stage = Stage::new();
    let mut client = stage.server.stranger();
    let (mine, theirs) = (stage.begin(&mut client), stage.begin(&mut client));
    let query = stage.fake.sign_in(&mine.location, "rose");
    // A link that somebody was sent to be signed in as somebody else, or with no attempt at all.
    assert_refused(&client.ask(&theirs.back(&query)), 403, "sign-in-over");
    assert_refused(&client.ask(&mine.back(&query).without("cookie")), 403, "sign-in-over");
    let without_state = query.replace("&state=", "&old=");
    assert_refused(&client.ask(&mine.back(&without_state)), 403, "sign-in-over");
    let made_up = format!("__Host-marathon-sign-in={}/ru/small/me", "0".repeat(64));
    assert_refused(&client.ask(&mine.back(&query).header("cookie", &made_up)), 403, "sign-in-over");
    assert_eq!(stage.fake.asked("/token"), 0);
    // None of these used the attempt up; this does.
    assert_eq!(client.ask(&mine.back(&query)).status, 303);
    assert_refused(&client.ask(&mine.back(&query)), 403, "sign-in-over");
    let fresh_code = stage.fake.sign_in(&mine.location, "rose");
    assert_refused(&client.ask(&mine.back(&fresh_code)), 403, "sign-in-over");
    assert_eq!(stage.fake.asked("/token"), 1);
}

#[test]
fn an_attempt_somebody_made_up_is_not_one() {
    let stage = Stage::new();
    let mut client = stage.server.stranger();
    // Whoever knows how a state follows from a secret still has no attempt that the server knows of.
    let secret = "0".repeat(64);
    let state = marathon_oidc::Attempt::of(secret.as_bytes()).state;
    let cookie = format!("__Host-marathon-sign-in={secret}/ru/small/me");
    let ask = get(format!("/v1/session/provider/answer?code=x&state={state}")).header("cookie", &cookie);
    assert_refused(&client.ask(&ask), 403, "sign-in-over");
    assert_eq!(stage.fake.asked("/token"), 0);
}

#[test]
fn what_does_not_hold_leads_nowhere_and_is_told_in_words() {
    let stage = Stage::new();
    let mut client = stage.server.stranger();
    stage.fake.forge(|draft| draft.signature = Signature::Strangers);
    let refused = stage.sign_in(&mut client, "rose");
    assert_refused(&refused, 401, "provider-refused");
    assert!(refused.json()["detail"].as_str().unwrap().contains("Deeds ID"), "{refused:?}");
    stage.fake.forge(|draft| draft.claims["nonce"] = json!("another"));
    assert_refused(&stage.sign_in(&mut client, "rose"), 401, "provider-refused");
    let begun = stage.begin(&mut client);
    let query = stage.fake.sign_in(&begun.location, "rose");
    let cancelled = query.replace("code=", "error=access_denied&was=");
    assert_refused(&client.ask(&begun.back(&cancelled)), 401, "provider-refused");
    assert_eq!(stage.server.accounts().store().identities(None, 10).unwrap().len(), 0);
}

#[test]
fn a_provider_that_is_down_is_said_to_be_down_and_others_sign_in() {
    let stage = Stage::new();
    let mut client = stage.server.stranger();
    stage.fake.set_down(true);
    let down = client.ask(&get(BEGIN).in_language("ru"));
    assert_refused(&down, 503, "provider-unavailable");
    assert!(down.json()["detail"].as_str().unwrap().contains("Deeds ID недоступен"), "{down:?}");
    assert!(down.header("retry-after").is_some());
    stage.fake.set_down(false);
    let begun = stage.begin(&mut client);
    let query = stage.fake.sign_in(&begun.location, "rose");
    stage.fake.set_down(true);
    assert_refused(&client.ask(&begun.back(&query)), 503, "provider-unavailable");
    stage.fake.set_down(false);
    assert_eq!(stage.sign_in(&mut client, "rose").status, 303);
}

#[test]
fn people_are_led_back_to_this_site_alone() {
    let stage = Stage::new();
    let mut client = stage.server.stranger();
    for elsewhere in [
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "%2F%2Fevil.example",
        "/a%0d%0ab",
        "evil",
        "",
    ] {
        let refused = client.ask(&get(format!("/v1/session/provider?return_to={elsewhere}")));
        assert_eq!(
            refused.field_errors(),
            [("return_to".to_owned(), "not-a-path-here".to_owned())],
            "{elsewhere}"
        );
    }
    // The path comes back in a cookie, which is not believed either.
    let begun = stage.begin(&mut client);
    let query = stage.fake.sign_in(&begun.location, "rose");
    let bent = begun.cookie.replace("/ru/small/me", "//evil.example");
    assert_refused(&client.ask(&begun.back(&query).header("cookie", &bent)), 403, "sign-in-over");
    assert_eq!(client.ask(&begun.back(&query)).header("location"), Some("/ru/small/me"));
}

#[test]
fn without_a_provider_there_is_no_way_there() {
    let server = Server::start();
    let mut client = server.stranger();
    assert_refused(&client.ask(&get(BEGIN)), 404, "no-provider");
    assert_refused(&client.ask(&get("/v1/session/provider/answer?code=x&state=y")), 404, "no-provider");
}
