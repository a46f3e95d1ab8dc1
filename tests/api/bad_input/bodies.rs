//! Bodies of deeds and entrants that are refused.

use serde_json::{Value, json};

use super::{Case, check};
use crate::support::{
    client::{fresh_key, post, post_bytes},
    given::{M, animals, help, person, team, trees, waste, with, without},
    server::Server,
};

const SOMEBODY: &str = "01907f3c-8a10-7cc3-98c4-1e2f3a4b5c6d";

/// A deed that is wrong in one field: malformed (400) or against the rules (422).
fn deed(what: &'static str, deed: Value, status: u16, field: &'static str, code: &'static str) -> Case {
    let problem = if status == 400 { "malformed-request" } else { "refused" };
    let ask = post(format!("{M}/deeds"), &deed);
    Case { what, ask, status, code: problem, field: Some((field, code)) }
}

/// A deed as a text, where no JSON value can be as wrong.
fn text(what: &'static str, text: impl Into<Vec<u8>>, code: &'static str) -> Case {
    let ask = post_bytes(format!("{M}/deeds"), text).key(&fresh_key());
    Case { what, ask, status: 400, code, field: None }
}

#[test]
fn fields_that_are_malformed() {
    let server = Server::start();
    let mut client = server.client();
    let who = &client.register(&person("Tulip"));
    let tree = |fields: Value| with(trees(who, 5), fields);
    let photo = |hash: &str| tree(json!({ "evidence": [{ "sha256": hash }] }));
    let fine = "0a".repeat(32);
    let scales = |weight: Value, unit: Value| {
        with(without(waste(who, 0), "grams"), json!({ "weight": weight, "unit": unit }))
    };
    check(
        &mut client,
        [
            deed("unknown field", tree(json!({ "colour": "red" })), 400, "colour", "field-unknown"),
            deed("unknown type", tree(json!({ "type": "trees" })), 400, "type", "not-one-of"),
            deed("type missing", without(trees(who, 5), "type"), 400, "type", "field-missing"),
            deed("entrant missing", without(trees(who, 5), "entrant_id"), 400, "entrant_id", "field-missing"),
            deed("people missing", without(trees(who, 5), "people"), 400, "people", "field-missing"),
            deed("trees missing", without(trees(who, 5), "trees"), 400, "trees", "field-missing"),
            deed("grams missing", without(waste(who, 5), "grams"), 400, "grams", "field-missing"),
            deed(
                "minutes missing",
                without(help(who, 5, 5), "person_minutes"),
                400,
                "person_minutes",
                "field-missing",
            ),
            deed("null people", tree(json!({ "people": null })), 400, "people", "not-a-number"),
            deed("null companions", tree(json!({ "companions": null })), 400, "companions", "not-a-list"),
            deed("null evidence", tree(json!({ "evidence": null })), 400, "evidence", "not-a-list"),
            deed("people as a text", tree(json!({ "people": "1" })), 400, "people", "not-a-number"),
            deed("trees as a list", tree(json!({ "trees": [5] })), 400, "trees", "not-a-number"),
            deed("trees as a truth", tree(json!({ "trees": true })), 400, "trees", "not-a-number"),
            deed("negative", tree(json!({ "trees": -1 })), 400, "trees", "negative"),
            deed("negative people", tree(json!({ "people": i64::MIN })), 400, "people", "negative"),
            deed("half a tree", tree(json!({ "trees": 1.5 })), 400, "trees", "not-whole"),
            deed("a whole float", tree(json!({ "trees": 1.0 })), 400, "trees", "not-whole"),
            deed("over 32 bits", tree(json!({ "trees": 4_294_967_296_u64 })), 400, "trees", "too-large"),
            deed("over 32 bits people", tree(json!({ "people": u64::MAX })), 400, "people", "too-large"),
            deed("grams of floats", waste(who, 0).tap(json!({ "grams": 2.5 })), 400, "grams", "not-whole"),
            deed(
                "grams over 64 bits",
                waste(who, 0).tap(json!({ "grams": 1e30 })),
                400,
                "grams",
                "too-large",
            ),
            deed("two points", scales(json!("2.5.1"), json!("kg")), 400, "weight", "not-a-decimal"),
            deed("a comma", scales(json!("2,5"), json!("kg")), 400, "weight", "not-a-decimal"),
            deed("weight as a number", scales(json!(2.5), json!("kg")), 400, "weight", "not-a-text"),
            deed("weight in pounds", scales(json!("2"), json!("lb")), 400, "unit", "not-one-of"),
            deed("negative weight", scales(json!("-2"), json!("kg")), 400, "weight", "negative"),
            deed(
                "finer than a gram",
                scales(json!("0.0001"), json!("kg")),
                400,
                "weight",
                "finer-than-a-gram",
            ),
            deed("too heavy", scales(json!("99999999999999999999"), json!("t")), 400, "weight", "too-large"),
            deed(
                "weight without unit",
                without(scales(json!("2"), json!("kg")), "unit"),
                400,
                "unit",
                "field-missing",
            ),
            deed(
                "unit without weight",
                without(scales(json!("2"), json!("kg")), "weight"),
                400,
                "weight",
                "field-missing",
            ),
            deed(
                "grams and weight",
                waste(who, 5).tap(json!({ "weight": "2", "unit": "kg" })),
                400,
                "grams",
                "either-grams-or-weight",
            ),
            deed(
                "trees of an animal",
                animals(who, 5).tap(json!({ "trees": 5 })),
                400,
                "trees",
                "not-for-this-type",
            ),
            deed(
                "species of waste",
                waste(who, 5).tap(json!({ "species": "oak" })),
                400,
                "species",
                "not-for-this-type",
            ),
            deed("no such day", tree(json!({ "done_on": "2024-02-30" })), 400, "done_on", "not-a-day"),
            deed(
                "a day as people write",
                tree(json!({ "done_on": "14.07.2024" })),
                400,
                "done_on",
                "not-a-day",
            ),
            deed("a short day", tree(json!({ "done_on": "2024-7-4" })), 400, "done_on", "not-a-day"),
            deed(
                "a moment for a day",
                tree(json!({ "done_on": "2024-07-14T10:00:00Z" })),
                400,
                "done_on",
                "not-a-day",
            ),
            deed("a number for a day", tree(json!({ "done_on": 20240714 })), 400, "done_on", "not-a-day"),
            deed("no region's code", tree(json!({ "region": "Astana" })), 400, "region", "not-a-region-code"),
            deed("sector as a number", tree(json!({ "sector": 1 })), 400, "sector", "not-a-text"),
            deed("entrant no id", tree(json!({ "entrant_id": "me" })), 400, "entrant_id", "not-an-id"),
            deed(
                "companions no list",
                tree(json!({ "companions": SOMEBODY })),
                400,
                "companions",
                "not-a-list",
            ),
            deed(
                "companion no id",
                tree(json!({ "companions": [SOMEBODY, 7] })),
                400,
                "companions.1",
                "not-an-id",
            ),
            deed("hash in capitals", photo(&fine.to_uppercase()), 400, "evidence.0.sha256", "not-a-sha256"),
            deed("short hash", photo(&fine[1..]), 400, "evidence.0.sha256", "not-a-sha256"),
            deed("hash of other letters", photo(&"zz".repeat(32)), 400, "evidence.0.sha256", "not-a-sha256"),
            deed("empty hash", photo(""), 400, "evidence.0.sha256", "not-a-sha256"),
            deed("no hash", tree(json!({ "evidence": [{}] })), 400, "evidence.0.sha256", "field-missing"),
            deed("evidence no list", tree(json!({ "evidence": fine })), 400, "evidence", "not-a-list"),
            deed(
                "evidence as texts",
                tree(json!({ "evidence": [fine] })),
                400,
                "evidence.0",
                "not-an-object",
            ),
            deed(
                "evidence as lists",
                tree(json!({ "evidence": [[fine]] })),
                400,
                "evidence.0",
                "not-an-object",
            ),
            deed(
                "unknown in evidence",
                tree(json!({ "evidence": [{ "sha256": fine, "by": 1 }] })),
                400,
                "evidence.0.by",
                "field-unknown",
            ),
            deed(
                "key in the body",
                tree(json!({ "idempotency_key": "k" })),
                400,
                "idempotency_key",
                "key-is-a-header",
            ),
        ],
    );
}

/// The same value with these fields instead.
trait Tap {
    fn tap(self, fields: Value) -> Value;
}

impl Tap for Value {
    fn tap(self, fields: Value) -> Value {
        with(self, fields)
    }
}

#[test]
fn fields_that_break_a_rule() {
    let server = Server::start();
    let mut client = server.client();
    let who = &client.register(&person("Tulip"));
    let group = &client.register(&team("Team", 9));
    let tree = |fields: Value| with(trees(who, 5), fields);
    let photo = json!({ "sha256": "0a".repeat(32) });
    let photos: Vec<_> = (1..=4).map(|n| json!({ "sha256": format!("{n:02}").repeat(32) })).collect();
    let linked = |url: &str| tree(json!({ "evidence": [with(photo.clone(), json!({ "url": url }))] }));
    check(
        &mut client,
        [
            deed("no trees", tree(json!({ "trees": 0 })), 422, "trees", "too-small"),
            deed("nobody", tree(json!({ "people": 0 })), 422, "people", "too-small"),
            deed("no grams", waste(who, 0), 422, "grams", "too-small"),
            deed("no animals", animals(who, 0), 422, "animals", "too-small"),
            deed("nobody helped", help(who, 0, 5), 422, "people_helped", "too-small"),
            deed("no time", help(who, 5, 0), 422, "person_minutes", "too-small"),
            deed("a forest", tree(json!({ "trees": 5_001 })), 422, "trees", "too-large"),
            deed("a mountain", waste(who, u64::MAX), 422, "grams", "too-large"),
            deed(
                "before the season",
                tree(json!({ "done_on": "2024-07-08" })),
                422,
                "done_on",
                "before-start",
            ),
            deed("after the season", tree(json!({ "done_on": "2024-08-01" })), 422, "done_on", "after-end"),
            deed("tomorrow", tree(json!({ "done_on": "2024-07-21" })), 422, "done_on", "in-future"),
            deed("unknown region", tree(json!({ "region": "KZ-99" })), 422, "region", "unknown-region"),
            deed("unknown sector", tree(json!({ "sector": "sport" })), 422, "sector", "unknown-sector"),
            deed("empty sector", tree(json!({ "sector": "" })), 422, "sector", "unknown-sector"),
            deed(
                "unknown entrant",
                tree(json!({ "entrant_id": SOMEBODY })),
                422,
                "entrant_id",
                "unknown-entrant",
            ),
            deed(
                "unknown companion",
                tree(json!({ "companions": [SOMEBODY] })),
                422,
                "companions",
                "unknown-entrant",
            ),
            deed(
                "a team for company",
                tree(json!({ "companions": [group] })),
                422,
                "companions",
                "companion-not-a-person",
            ),
            deed(
                "in its own company",
                tree(json!({ "companions": [who] })),
                422,
                "companions",
                "companion-repeated",
            ),
            deed(
                "the same photo twice",
                tree(json!({ "evidence": [photo, photo] })),
                422,
                "evidence",
                "evidence-repeated",
            ),
            deed("too many photos", tree(json!({ "evidence": photos })), 422, "evidence", "too-large"),
            deed("no link", linked("javascript:alert(1)"), 422, "evidence.url", "not-a-link"),
            deed(
                "a long link",
                linked(&format!("https://{}", "x".repeat(30))),
                422,
                "evidence.url",
                "too-long",
            ),
            deed("a long species", tree(json!({ "species": "x".repeat(9) })), 422, "species", "too-long"),
            deed("an empty species", tree(json!({ "species": " " })), 422, "species", "empty"),
        ],
    );
}

#[test]
fn entrants_that_are_refused() {
    let server = Server::start();
    let mut client = server.client();
    let entrant = |what, body: Value, status, field, code| {
        let problem = if status == 400 { "malformed-request" } else { "refused" };
        let ask = post(format!("{M}/entrants"), &body);
        Case { what, ask, status, code: problem, field: Some((field, code)) }
    };
    let one = |fields: Value| with(person("Tulip"), fields);
    let many = |fields: Value| with(team("Team", 9), fields);
    check(
        &mut client,
        [
            entrant("unknown kind", one(json!({ "kind": "robot" })), 400, "kind", "not-one-of"),
            entrant("no kind", without(person("Tulip"), "kind"), 400, "kind", "field-missing"),
            entrant("no alias", without(person("Tulip"), "alias"), 400, "alias", "field-missing"),
            entrant("alias a number", one(json!({ "alias": 7 })), 400, "alias", "not-a-text"),
            entrant("a phone number", one(json!({ "phone": "+7 700" })), 400, "phone", "field-unknown"),
            entrant("no region's code", one(json!({ "region": "" })), 400, "region", "not-a-region-code"),
            entrant("members a text", many(json!({ "members": "9" })), 400, "members", "not-a-number"),
            entrant("members negative", many(json!({ "members": -9 })), 400, "members", "negative"),
            entrant("empty alias", one(json!({ "alias": " " })), 422, "alias", "empty"),
            entrant("long alias", one(json!({ "alias": "қққққққққққ" })), 422, "alias", "too-long"),
            entrant("unknown region", one(json!({ "region": "KZ-99" })), 422, "region", "unknown-region"),
            entrant(
                "members of a person",
                one(json!({ "members": 1 })),
                422,
                "members",
                "members-of-a-person",
            ),
            entrant(
                "a team without members",
                without(team("Team", 9), "members"),
                422,
                "members",
                "members-missing",
            ),
            entrant("an empty team", many(json!({ "members": 0 })), 422, "members", "too-small"),
            entrant("a people", many(json!({ "members": 51 })), 422, "members", "too-large"),
        ],
    );
    // Ten letters of any alphabet are ten letters.
    client.register(&person("ққққққққққ"));
}

#[test]
fn bodies_that_are_not_json() {
    let server = Server::start();
    let mut client = server.client();
    let who = client.register(&person("Tulip"));
    let fine = trees(&who, 5).to_string();
    let longer = |n: usize| fine.clone() + &" ".repeat(n - fine.len());
    let in_order = format!(
        r#"["trees-planted","{who}","KZ-71","ecological","2024-07-14",1,[],[],null,null,5,null,null,null,null,null,null]"#
    );
    let mut large = text("over 64 KiB", longer(65_537), "body-too-large");
    large.status = 413;
    check(
        &mut client,
        [
            text("empty", "", "not-json"),
            text("broken", &fine.as_bytes()[..fine.len() - 1], "not-json"),
            text("two of them", fine.repeat(2), "not-json"),
            text("not UTF-8", b"{\"type\": \"\xff\xfe\"}", "not-utf-8"),
            text("half a character", [fine.as_bytes(), b"\xd0"].concat(), "not-utf-8"),
            text("a lone surrogate", fine.replace("ecological", r"\ud800"), "not-json"),
            text("a list", "[]", "not-an-object"),
            text("a deed as a list", in_order, "not-an-object"),
            text("a number", "7", "not-an-object"),
            text("null", "null", "not-an-object"),
            text("field twice", fine.replacen('{', "{\"people\": 1,", 1), "field-repeated"),
            text("same field twice", fine.replacen('{', "{\"trees\": 5, ", 1), "field-repeated"),
            text("a number beyond floats", fine.replace("\"trees\":5", "\"trees\":1e400"), "not-json"),
            text("not a number", fine.replace("\"trees\":5", "\"trees\":NaN"), "not-json"),
            text("hexadecimal", fine.replace("\"trees\":5", "\"trees\":0x5"), "not-json"),
            text("leading zero", fine.replace("\"trees\":5", "\"trees\":05"), "not-json"),
            text("deep", "[".repeat(60_000), "not-json"),
            large,
        ],
    );
    // A body of exactly 64 KiB is taken.
    client.ask(&post_bytes(format!("{M}/deeds"), longer(65_536)).key("largest")).expect(201);
    let deed = client.log(&trees(&who, 6));
    let reason = post_bytes(format!("{M}/deeds/{}/verify", deed.id), "[\"because\"]").key("list");
    let refused = client.ask(&reason);
    assert_eq!((refused.status, refused.problem().as_str()), (400, "not-an-object"));
    let correction = post_bytes(format!("{M}/deeds/{}/correct", deed.id), "[null,1]").key("correction");
    let refused = client.ask(&correction);
    assert_eq!((refused.status, refused.problem().as_str()), (400, "not-an-object"));
}
