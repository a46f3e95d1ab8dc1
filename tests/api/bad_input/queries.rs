//! Addresses and parameters that are refused.

use super::{Case, check};
use crate::support::{
    client::{Ask, get, post},
    given::{M, person, trees},
    server::Server,
};

fn query(target: &'static str, field: &'static str, code: &'static str) -> Case {
    let ask = get(format!("{M}/{target}"));
    Case { what: target, ask, status: 400, code: "malformed-request", field: Some((field, code)) }
}

#[test]
fn parameters_that_are_wrong() {
    let server = Server::start();
    let mut client = server.client();
    let who = client.register(&person("Tulip"));
    client.log(&trees(&who, 5));
    check(
        &mut client,
        [
            query("totals?colour=red", "colour", "parameter-unknown"),
            query("totals?region=KZ-99", "region", "unknown-region"),
            query("totals?region=", "region", "unknown-region"),
            query("totals?sector=sport", "sector", "unknown-sector"),
            query("totals?from=yesterday", "from", "not-a-day"),
            query("totals?from=2024-02-30", "from", "not-a-day"),
            query("totals?to=2024-13-01", "to", "not-a-day"),
            query("totals?from=2024-07-20&to=2024-07-10", "to", "ends-before-it-begins"),
            query("totals?from=2024-07-20&from=2024-07-20", "from", "parameter-repeated"),
            query("totals?at=now", "at", "not-a-moment"),
            query("totals?at=-1", "at", "not-a-moment"),
            query("totals?at=2024-07-14", "at", "not-a-moment"),
            query("totals?at=%ff", "at", "not-a-moment"),
            query("totals?at_least=x", "at_least", "not-a-whole-number"),
            query("totals?at_least=-1", "at_least", "negative"),
            query("totals?at_least=18446744073709551616", "at_least", "too-large"),
            query("totals?by=weather", "by", "not-one-of"),
            query("totals?by=kind&region=KZ-71", "by", "kind-takes-no-filter"),
            query("leaderboards/trees?status=maybe", "status", "not-one-of"),
            query("leaderboards/trees?entrant_kind=robot", "entrant_kind", "not-one-of"),
            query("leaderboards/trees?limit=0", "limit", "too-small"),
            query("leaderboards/trees?limit=1001", "limit", "too-large"),
            query("leaderboards/trees?limit=1.5", "limit", "not-a-whole-number"),
            query("leaderboards/trees?limit=", "limit", "not-a-whole-number"),
            query("leaderboards/trees?from=2024-07-10", "from", "parameter-unknown"),
            query("nominations?limit=ten", "limit", "not-a-whole-number"),
            query("nominations/planters/ranking?status=claimed", "status", "parameter-unknown"),
            query("events?from=x", "from", "not-a-whole-number"),
            query("events?limit=0", "limit", "too-small"),
            query("events?limit=10001", "limit", "too-large"),
            query("events?type=party", "type", "not-one-of"),
            query("events?stream=x", "stream", "not-an-id"),
            query("digest?at=then", "at", "not-a-moment"),
        ],
    );
    let elsewhere =
        |what, target: String, status, code| Case { what, ask: get(target), status, code, field: None };
    check(
        &mut client,
        [
            elsewhere("no such board", format!("{M}/leaderboards/kindness"), 404, "no-such-metric"),
            elsewhere("no such position", format!("{M}/totals?at=99999999"), 404, "position-unknown"),
            elsewhere("no such marathon", "/v1/marathons/1999/totals".into(), 404, "no-such-marathon"),
            elsewhere("no such route", "/v1/marathon".into(), 404, "no-such-route"),
            elsewhere("no such route below", format!("{M}/total"), 404, "no-such-route"),
            elsewhere("a slash too many", format!("{M}/totals/"), 404, "no-such-route"),
            elsewhere("not UTF-8 in the path", format!("{M}/deeds/%ff"), 404, "no-such-route"),
        ],
    );
}

#[test]
fn methods_and_addresses_that_are_not_there() {
    let server = Server::start();
    let mut client = server.client();
    for (method, target, allow) in [
        ("DELETE", format!("{M}/deeds"), "POST"),
        ("GET", format!("{M}/deeds"), "POST"),
        ("PUT", format!("{M}/totals"), "GET,HEAD"),
        ("POST", format!("{M}/totals"), "GET,HEAD"),
        ("PATCH", format!("{M}/deeds/01907f3c-8a10-7cc3-98c4-1e2f3a4b5c6d/verify"), "POST"),
        ("DELETE", "/v1/marathons".into(), "GET,HEAD"),
    ] {
        let answer = client.ask(&Ask { method, ..get(target) });
        assert_eq!((answer.status, answer.problem().as_str()), (405, "method-not-allowed"));
        assert_eq!(answer.header("allow"), Some(allow), "RFC 9110 wants it named: {answer:?}");
    }
    for path in ["entrants", "deeds", "deeds/x/verify", "deeds/x/correct", "close", "deeds/import"] {
        let unknown = post(format!("/v1/marathons/none/{path}"), &serde_json::json!({}));
        let answer = client.ask(&unknown);
        assert_eq!((answer.status, answer.problem().as_str()), (404, "no-such-marathon"), "{path}");
        let garbled = post(format!("/v1/marathons/%ff/{path}"), &serde_json::json!({}));
        let answer = client.ask(&garbled);
        assert_eq!((answer.status, answer.problem().as_str()), (404, "no-such-route"), "{path}");
    }
    assert_eq!(client.settle(), 1);
}
