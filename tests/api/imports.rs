//! Imports: every line has its outcome, broken lines break nothing else, and an import can be sent again.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::support::{
    client::{Ask, Client, get, post, post_bytes},
    given::{M, person, trees, waste, with},
    server::Server,
};

fn import(media_type: &str, lines: impl Into<Vec<u8>>) -> Ask {
    post_bytes(format!("{M}/deeds/import"), lines).header("content-type", media_type)
}

fn ndjson(lines: impl Into<Vec<u8>>) -> Ask {
    import("application/x-ndjson", lines)
}

fn csv(lines: impl Into<Vec<u8>>) -> Ask {
    import("text/csv; charset=utf-8", lines)
}

/// A line of NDJSON: trees with a key.
fn line(who: &str, key: &str, n: u64) -> String {
    with(trees(who, n), json!({ "idempotency_key": key })).to_string()
}

/// Line number and `ok`, or the code of the problem; and the summary.
fn outcomes(client: &mut Client, ask: &Ask) -> (Vec<(u64, String)>, Value) {
    let answer = client.ask(ask);
    assert_eq!(
        (answer.status, answer.header("content-type")),
        (200, Some("application/x-ndjson")),
        "{answer:?}"
    );
    let mut lines = answer.lines();
    let summary = lines.pop().unwrap();
    let outcome = |line: &Value| {
        let told = match line["problem"]["type"].as_str() {
            Some(problem) => problem.strip_prefix("urn:marathon:problem:").unwrap().to_owned(),
            None => {
                assert!(line["deed_id"].is_string() && line["position"].is_u64(), "{line}");
                "ok".to_owned()
            }
        };
        (line["line"].as_u64().unwrap(), told)
    };
    (lines.iter().map(outcome).collect(), summary)
}

fn expected(lines: &[(u64, &str)]) -> Vec<(u64, String)> {
    lines.iter().map(|(line, told)| (*line, (*told).to_owned())).collect()
}

#[test]
fn every_line_has_its_outcome() {
    let server = Server::start();
    let mut client = server.client();
    let who = client.register(&person("Tulip"));
    let mut text = format!("\u{feff}{}\r\n\n", line(&who, "a", 1)).into_bytes();
    text.extend(b"{\"type\": \"trees\xff\"}\n");
    text.extend(format!("   \n{}\n", without_key(&who)).bytes());
    text.extend(format!("{{\"species\": \"{}\"}}\n", "x".repeat(70_000)).bytes());
    text.extend(format!("not json\n{}\n", line(&who, "b", 0)).bytes());
    text.extend(format!("{}\n{}\n", line(&who, "a", 1), line(&who, "a", 2)).bytes());
    text.extend(format!("[1]\n{}", line(&who, "c", 3)).bytes());
    let (told, summary) = outcomes(&mut client, &ndjson(text));
    let wanted = expected(&[
        (1, "ok"),
        (3, "not-utf-8"),
        (5, "malformed-request"),
        (6, "line-too-long"),
        (7, "not-json"),
        (8, "refused"),
        (9, "ok"),
        (10, "idempotency-key-reused"),
        (11, "not-an-object"),
        (12, "ok"),
    ]);
    assert_eq!(told, wanted);
    assert_eq!(summary, json!({ "accepted": 3, "refused": 7 }));
    assert_eq!(client.settle(), 4, "the repeated line is one deed");
    assert_eq!(client.json(&format!("{M}/totals"))["claimed"]["trees"], 4);
}

fn without_key(who: &str) -> String {
    trees(who, 5).to_string()
}

#[test]
fn csv_of_many_makes_is_understood() {
    let server = Server::start();
    let mut client = server.client();
    let (who, friend) = (client.register(&person("Tulip")), client.register(&person("Rose")));
    let photo = "0a".repeat(32);
    for (make, separator, end) in [("comma", ',', "\n"), ("semicolon", ';', "\r\n"), ("tab", '\t', "\n")] {
        let header =
            "idempotency_key,type,entrant_id,region,sector,done_on,people,trees,species,evidence,companions";
        let deed = |key: &str, more: &str| {
            format!("{make}-{key},trees-planted,{who},KZ-71,ecological,2024-07-14,2,{more}")
        };
        // Quotes hide separators, quotes and line breaks.
        let rows = [
            deed("1", &format!("5,,{photo} {},{friend}", "0b".repeat(32))),
            deed("2", "6,QoakQQredQQQ,,"),
            deed("3", "6,QaSbQ,,"),
            deed("4", "0,,,"),
            deed("5", "x,,,"),
            deed("6", "7,"),
            deed("7", "8,Qtwo\nlinesQ,,"),
            deed("8", " 9 ,,,"),
        ];
        let text = format!("\u{feff}{header}\n{}", rows.join("\n")).replace(',', &separator.to_string());
        let text = text.replace('S', &separator.to_string()).replace('Q', "\"").replace('\n', end);
        let (told, summary) = outcomes(&mut client, &csv(text));
        let codes: Vec<_> = told.iter().map(|(_, code)| code.as_str()).collect();
        let wanted =
            ["ok", "ok", "ok", "refused", "malformed-request", "wrong-number-of-cells", "refused", "ok"];
        assert_eq!(codes, wanted, "{make}");
        let lines: Vec<_> = told.iter().map(|(line, _)| *line).collect();
        assert_eq!(lines, [2, 3, 4, 5, 6, 7, 8, 10], "{make}");
        assert_eq!(summary, json!({ "accepted": 4, "refused": 4 }));
    }
    let deeds = client.ask(&get(format!("{M}/events?type=trees-planted"))).lines();
    assert_eq!(deeds.len(), 12);
    assert_eq!(deeds[0]["data"]["evidence"].as_array().unwrap().len(), 2);
    assert_eq!(deeds[0]["data"]["companions"], json!([friend]));
    assert_eq!(deeds[1]["data"]["species"], "oak\"red\"");
    assert_eq!(deeds[2]["data"]["species"], "a,b");
}

#[test]
fn csv_and_ndjson_of_one_deed_are_one_deed() {
    let server = Server::start();
    let mut client = server.client();
    let who = client.register(&person("Tulip"));
    let text = format!(
        "type,entrant_id,region,sector,done_on,people,weight,unit,idempotency_key\n\
         waste-collected,{who},KZ-75,ecological,2024-07-15,2,2.5,kg,mine\n"
    );
    outcomes(&mut client, &csv(text));
    let line = with(waste(&who, 2_500), json!({ "idempotency_key": "mine" }));
    assert_eq!(outcomes(&mut client, &ndjson(line.to_string())).0, expected(&[(1, "ok")]));
    let alone = client.ask(&post(format!("{M}/deeds"), &waste(&who, 2_500)).key("mine"));
    assert_eq!((alone.status, alone.header("idempotency-replayed")), (201, Some("true")));
    assert_eq!(client.settle(), 3);
}

#[test]
fn a_broken_line_among_fifty_thousand_breaks_nothing_and_all_can_be_sent_again() {
    const LINES: u64 = 50_000;
    const BROKEN: u64 = 25_000;
    let server = Server::start();
    let mut client = server.client();
    let who = client.register(&person("Tulip"));
    let text: String = (1..=LINES)
        .map(|n| match n {
            BROKEN => format!("{{\"type\": \"trees-planted\", {n}\n"),
            _ => line(&who, &format!("line {n}"), n % 500 + 1) + "\n",
        })
        .collect();
    let (told, summary) = outcomes(&mut client, &ndjson(text.clone()));
    assert_eq!(summary, json!({ "accepted": LINES - 1, "refused": 1 }));
    assert_eq!(told.len() as u64, LINES);
    for (n, (line, outcome)) in (1..).zip(&told) {
        let wanted = if n == BROKEN { "not-json" } else { "ok" };
        assert_eq!((*line, outcome.as_str()), (n, wanted));
    }
    assert_eq!(client.settle(), LINES + 1);

    let first = client.ask(&ndjson(text.clone()));
    let again = client.ask(&ndjson(text));
    assert_eq!(first.body.len(), again.body.len());
    assert!(first.body == again.body, "every line is answered as the first time");
    assert_eq!(client.settle(), LINES + 1, "nothing is doubled");
    let deeds: BTreeSet<_> =
        again.lines().iter().filter_map(|l| Some(l["deed_id"].as_str()?.to_owned())).collect();
    assert_eq!(deeds.len() as u64, LINES - 1);
}

#[test]
fn an_open_quote_costs_its_own_line_and_no_other() {
    let server = Server::start();
    let mut client = server.client();
    let who = client.register(&person("Tulip"));
    let mut text = "idempotency_key,type,entrant_id,region,sector,done_on,people,trees,species\n".to_owned();
    for n in 2..=3_000 {
        let species = if n == 1_500 { "\"oak" } else { "oak" };
        text += &format!("line {n},trees-planted,{who},KZ-71,ecological,2024-07-14,1,5,{species}\n");
    }
    let (told, summary) = outcomes(&mut client, &csv(text));
    assert_eq!(summary, json!({ "accepted": 2_998, "refused": 1 }));
    let broken: Vec<_> = told.iter().filter(|(_, outcome)| outcome != "ok").map(|(line, _)| *line).collect();
    assert_eq!(broken, [1_500]);
}

#[test]
fn an_import_that_is_none_says_so() {
    let server = Server::start();
    let mut client = server.client();
    for media_type in ["application/json", "text/plain", ""] {
        let answer = client.ask(&import(media_type, "{}"));
        assert_eq!((answer.status, answer.problem().as_str()), (415, "import-media-type"), "{media_type}");
    }
    assert_eq!(outcomes(&mut client, &ndjson("")), (Vec::new(), json!({ "accepted": 0, "refused": 0 })));
    assert_eq!(outcomes(&mut client, &csv("")), (Vec::new(), json!({ "accepted": 0, "refused": 0 })));
    let (told, _) = outcomes(&mut client, &csv("colour,trees\nred,5\n").in_language("ru"));
    assert_eq!(told, expected(&[(2, "malformed-request")]));
    let elsewhere = Ask { target: "/v1/marathons/none/deeds/import".into(), ..ndjson("{}") };
    assert_eq!(client.ask(&elsewhere).status, 404);
    assert_eq!(client.settle(), 1);
}
