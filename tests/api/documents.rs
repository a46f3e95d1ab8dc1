//! What describes and watches the API: OpenAPI, its pages, health.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::support::{client::get, given::M, server::Server};

/// Every route of the API with its method, as the policy has it.
fn routes() -> impl Iterator<Item = (&'static str, &'static str)> {
    let of_api =
        |path: &str| ["/v1/", "/healthz", "/readyz", "/metrics", "/docs"].iter().any(|p| path.starts_with(p));
    marathon_api::TABLE.iter().map(|line| (line.method, line.path)).filter(move |(_, path)| of_api(path))
}

#[test]
fn the_document_lists_every_route_and_no_other() {
    let server = Server::start();
    let mut client = server.client();
    let document = client.json("/v1/openapi.json");
    assert!(document["openapi"].as_str().unwrap().starts_with("3."));
    let listed: BTreeSet<_> = document["paths"]
        .as_object()
        .unwrap()
        .iter()
        .flat_map(|(path, item)| {
            item.as_object().unwrap().keys().map(move |method| (method.to_uppercase(), path.clone()))
        })
        .collect();
    // The document and its pages are not part of themselves.
    let described = routes().filter(|(_, path)| *path != "/v1/openapi.json" && !path.starts_with("/docs"));
    let described = described.map(|(method, path)| (method.to_owned(), path.to_owned())).collect();
    assert_eq!(listed, described);
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
    for (method, path) in routes() {
        let target = path.replace("{slug}", "small").replace("{metric}", "trees");
        let target = target.replace("{id}", "x").replace("{entrant_id}", "x");
        let target = target.replace("{principal}", "x").replace("{person}", "x");
        let target = target.replace("{hash}", "x").replace("{*rest}", "index.html");
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
