//! What describes and watches the API: OpenAPI, its pages, health.

use serde_json::Value;

use crate::support::{client::get, given::M, server::Server};

/// Every route of the contract, as the document writes it.
const ROUTES: [(&str, &str); 66] = [
    ("post", "/v1/accounts"),
    ("post", "/v1/first-organiser"),
    ("post", "/v1/session"),
    ("delete", "/v1/session"),
    ("get", "/v1/me"),
    ("get", "/v1/marathons/{slug}/roles"),
    ("post", "/v1/marathons/{slug}/roles"),
    ("post", "/v1/marathons/{slug}/roles/revoke"),
    ("get", "/v1/marathons/{slug}/tokens"),
    ("post", "/v1/marathons/{slug}/tokens"),
    ("delete", "/v1/marathons/{slug}/tokens/{principal}"),
    ("post", "/v1/marathons/{slug}/entrants/{id}/profile"),
    ("post", "/v1/marathons/{slug}/entrants/{id}/withdraw"),
    ("post", "/v1/marathons/{slug}/entrants/{id}/disqualify"),
    ("post", "/v1/marathons/{slug}/entrants/{id}/invitations"),
    ("post", "/v1/marathons/{slug}/entrants/{id}/members"),
    ("post", "/v1/marathons/{slug}/entrants/{id}/members/{person}/leave"),
    ("post", "/v1/marathons/{slug}/entrants"),
    ("post", "/v1/marathons/{slug}/deeds"),
    ("post", "/v1/marathons/{slug}/deeds/import"),
    ("post", "/v1/marathons/{slug}/deeds/{id}/verify"),
    ("post", "/v1/marathons/{slug}/deeds/{id}/reject"),
    ("post", "/v1/marathons/{slug}/deeds/{id}/withdraw"),
    ("post", "/v1/marathons/{slug}/deeds/{id}/correct"),
    ("post", "/v1/marathons/{slug}/close"),
    ("post", "/v1/marathons/{slug}/deeds/{id}/challenge"),
    ("post", "/v1/marathons/{slug}/deeds/{id}/resolve-challenge"),
    ("get", "/v1/marathons/{slug}/queue"),
    ("post", "/v1/marathons/{slug}/seed-source"),
    ("post", "/v1/marathons/{slug}/freeze"),
    ("post", "/v1/marathons/{slug}/seed"),
    ("post", "/v1/marathons/{slug}/rules"),
    ("post", "/v1/marathons/{slug}/nominations/{id}/shortlist"),
    ("post", "/v1/marathons/{slug}/nominations/{id}/judges"),
    ("post", "/v1/marathons/{slug}/nominations/{id}/recusals"),
    ("post", "/v1/marathons/{slug}/nominations/{id}/quorum-waivers"),
    ("post", "/v1/marathons/{slug}/nominations/{id}/scores/{entrant_id}"),
    ("get", "/v1/marathons/{slug}/judging"),
    ("post", "/v1/marathons/{slug}/judging/close"),
    ("post", "/v1/marathons/{slug}/nominations/{id}/award"),
    ("get", "/v1/marathons/{slug}/nominations/{id}/award"),
    ("get", "/v1/marathons/{slug}/nominations/{id}/award/{entrant_id}"),
    ("post", "/v1/marathons/{slug}/nominations/{id}/amend"),
    ("post", "/v1/marathons/{slug}/announcement"),
    ("post", "/v1/marathons/{slug}/publish"),
    ("post", "/v1/marathons/{slug}/appeals"),
    ("post", "/v1/marathons/{slug}/appeals/{id}/resolve"),
    ("get", "/v1/marathons/{slug}/awards"),
    ("get", "/v1/marathons/{slug}/awards/{hash}"),
    ("get", "/v1/marathons/{slug}/deeds/{id}"),
    ("get", "/v1/marathons/{slug}/totals"),
    ("get", "/v1/marathons/{slug}/leaderboards/{metric}"),
    ("get", "/v1/marathons/{slug}/leaderboards/{metric}/entrants/{id}"),
    ("get", "/v1/marathons/{slug}/nominations"),
    ("get", "/v1/marathons/{slug}/nominations/{id}/ranking"),
    ("get", "/v1/marathons/{slug}/nominations/{id}/ranking/{entrant_id}"),
    ("get", "/v1/marathons/{slug}/events"),
    ("get", "/v1/marathons/{slug}/digest"),
    ("get", "/v1/marathons/{slug}/projections"),
    ("get", "/v1/marathons"),
    ("get", "/v1/marathons/{slug}"),
    ("get", "/healthz"),
    ("get", "/readyz"),
    ("get", "/metrics"),
    ("get", "/v1/openapi.json"),
    ("get", "/docs"),
];

#[test]
fn the_document_lists_every_route_and_no_other() {
    let server = Server::start();
    let mut client = server.client();
    let document = client.json("/v1/openapi.json");
    assert!(document["openapi"].as_str().unwrap().starts_with("3."));
    let listed: Vec<_> = document["paths"]
        .as_object()
        .unwrap()
        .iter()
        .flat_map(|(path, item)| {
            item.as_object().unwrap().keys().map(move |method| (method.as_str(), path.as_str()))
        })
        .collect();
    for route in ROUTES {
        // The document and its pages are not part of themselves.
        let described = !["/v1/openapi.json", "/docs"].contains(&route.1);
        assert_eq!(listed.contains(&route), described, "{route:?}");
    }
    assert_eq!(listed.len(), ROUTES.len() - 2);
    check_references(&document, &document);
}

/// Every `$ref` leads to something in the document.
fn check_references(part: &Value, document: &Value) {
    match part {
        Value::Object(fields) => {
            for (name, value) in fields {
                if let Some(target) = value.as_str().filter(|_| name == "$ref") {
                    assert!(document.pointer(target.trim_start_matches('#')).is_some(), "{target}");
                }
                check_references(value, document);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| check_references(item, document)),
        _ => {}
    }
}

#[test]
fn every_route_of_the_document_is_there() {
    let server = Server::start();
    let mut client = server.client();
    for (method, path) in ROUTES {
        let target = path.replace("{slug}", "small").replace("{metric}", "trees");
        let target = target.replace("{id}", "x").replace("{entrant_id}", "x");
        let target = target.replace("{principal}", "x").replace("{person}", "x");
        let method = match method {
            "get" => "GET",
            "delete" => "DELETE",
            _ => "POST",
        };
        let ask = crate::support::client::Ask { method, ..get(target) };
        let answer = client.ask(&ask);
        let nothing_there = answer.status == 405
            || answer.header("content-type") == Some("application/problem+json")
                && answer.problem() == "no-such-route";
        assert!(!nothing_there, "{method} {path}: {answer:?}");
    }
}

#[test]
fn the_pages_of_the_documentation_need_nobody_else() {
    let server = Server::start();
    let mut client = server.client();
    let moved = client.ask(&get("/docs"));
    assert!([301, 302, 303, 307, 308].contains(&moved.status), "{moved:?}");
    let page = client.ask(&get(moved.header("location").unwrap()));
    assert_eq!(page.status, 200);
    let html = page.text().to_owned();
    let mut files = Vec::new();
    for attribute in ["src=\"", "href=\""] {
        files.extend(html.split(attribute).skip(1).map(|rest| rest.split('"').next().unwrap().to_owned()));
    }
    assert!(files.len() >= 3, "{html}");
    for file in files {
        assert!(!file.contains("//"), "{file} is somewhere else");
        let path = format!("/docs/{}", file.trim_start_matches("./"));
        let answer = client.ask(&get(&*path));
        assert_eq!(answer.status, 200, "{path}");
        assert!(!answer.body.is_empty(), "{path}");
    }
}

#[test]
fn health_is_told() {
    let server = Server::start();
    let mut client = server.client();
    assert_eq!(client.json("/healthz")["status"], "ok");
    let head = client.settle();
    let ready = client.json("/readyz");
    assert_eq!(ready["ready"], true);
    assert_eq!(ready["marathons"][0]["marathon"], "small");
    assert_eq!((&ready["marathons"][0]["head"], &ready["marathons"][0]["lag"]), (&head.into(), &0.into()));
    // This process installed no recorder.
    let metrics = client.ask(&get("/metrics"));
    assert_eq!((metrics.status, metrics.problem().as_str()), (404, "nothing-measured"));
    assert_eq!(client.ask(&get(M)).status, 200);
}
