//! Leaderboards: pages put together are the whole board, and everybody finds the place it has there.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::support::{
    client::{Client, get},
    given::{M, help, person, team, trees, with},
    server::Server,
};

/// Twenty-five persons and five teams; several have planted as many trees as another.
fn season(client: &mut Client) -> Vec<String> {
    let mut entrants = Vec::new();
    for n in 0..30_u64 {
        let who = match n % 6 {
            5 => client.register(&team(&format!("t{n}"), 5)),
            _ => client.register(&person(&format!("p{n}"))),
        };
        client.log_verified(&trees(&who, 1 + n % 7));
        client.log(&trees(&who, 20 + n));
        if n % 2 == 0 {
            client.log_verified(&with(help(&who, n + 1, 60), json!({ "region": "KZ-10" })));
        }
        entrants.push(who);
    }
    client.settle();
    entrants
}

/// All lines of a list, read in pages of this size along the cursors; the `Link` header must lead the same way.
fn paged(client: &mut Client, path: &str, query: &str, limit: usize) -> Vec<Value> {
    let mut lines = Vec::new();
    let mut target = format!("{path}?{query}limit={limit}");
    loop {
        let answer = client.ask(&get(&*target));
        let page = answer.expect(200);
        let entries = page["entries"].as_array().unwrap();
        assert!(entries.len() <= limit);
        lines.extend(entries.clone());
        let Some(next) = page["next"].as_str() else {
            assert_eq!(answer.header("link"), None);
            return lines;
        };
        assert_eq!(entries.len(), limit, "a page with another one behind it is full");
        target = format!("{path}?{query}limit={limit}&cursor={next}");
        let link = answer.header("link").unwrap();
        let (address, rel) = link.split_once('>').unwrap();
        assert_eq!(rel, "; rel=\"next\"");
        assert_eq!(client.ask(&get(&address[1..])).text(), client.ask(&get(&*target)).text());
    }
}

/// Ranks as of a competition: 1, 2, 2, 4; equal values by id.
fn check_order(lines: &[Value]) {
    let value = |line: &Value| line["value"].as_u64().unwrap();
    for (place, line) in (1..).zip(lines) {
        let above = lines.iter().filter(|l| value(l) > value(line)).count() as u64;
        assert_eq!(line["rank"], above + 1, "{line} at {place}");
    }
    for pair in lines.windows(2) {
        let key = |l: &Value| (std::cmp::Reverse(value(l)), l["entrant_id"].as_str().unwrap().to_owned());
        assert!(key(&pair[0]) < key(&pair[1]), "{pair:?}");
    }
}

#[test]
fn pages_put_together_are_the_whole_board() {
    let server = Server::start();
    let mut client = server.client();
    season(&mut client);
    for metric in ["deeds", "trees", "grams", "animals", "people_helped", "person_minutes"] {
        let path = format!("{M}/leaderboards/{metric}");
        for query in
            ["", "status=claimed&", "entrant_kind=person&", "region=KZ-75&", "sector=social&", "at=60&"]
        {
            let whole = client.json(&format!("{path}?{query}limit=1000"));
            let whole = whole["entries"].as_array().unwrap().clone();
            check_order(&whole);
            for limit in [1, 7, 30] {
                assert_eq!(paged(&mut client, &path, query, limit), whole, "{metric} {query} by {limit}");
            }
        }
    }
    let trees = client.json(&format!("{M}/leaderboards/trees?limit=1000"));
    let trees = trees["entries"].as_array().unwrap();
    assert_eq!(trees.len(), 30);
    let ranks: BTreeSet<_> = trees.iter().map(|l| l["rank"].as_u64().unwrap()).collect();
    assert_eq!(ranks.len(), 7, "equal values share a rank");
    let first = &trees[0];
    for field in ["rank", "entrant_id", "alias", "region", "value"] {
        assert!(!first[field].is_null(), "{first}");
    }
}

#[test]
fn everybody_finds_its_own_place() {
    let server = Server::start();
    let mut client = server.client();
    let entrants = season(&mut client);
    for query in ["", "?status=claimed", "?at=80"] {
        let more = if query.is_empty() { "?limit=1000" } else { "&limit=1000" };
        let board = client.json(&format!("{M}/leaderboards/trees{query}{more}"));
        let board = board["entries"].as_array().unwrap();
        for (place, line) in board.iter().enumerate() {
            let id = line["entrant_id"].as_str().unwrap();
            let own = client.json(&format!("{M}/leaderboards/trees/entrants/{id}{query}"));
            assert_eq!((&own["rank"], &own["value"]), (&line["rank"], &line["value"]));
            let gap = board[0]["value"].as_u64().unwrap() - line["value"].as_u64().unwrap();
            assert_eq!((&own["gap"], &own["leader"]), (&json!(gap), &board[0]));
            assert_eq!(own["entrants"], board.len());
            let around = &board[place.saturating_sub(3)..board.len().min(place + 4)];
            assert_eq!(own["neighbours"].as_array().unwrap(), around, "{id}");
        }
    }
    let path = format!("{M}/leaderboards/people_helped/entrants/{}", entrants[1]);
    let not_there = client.ask(&get(path));
    assert_eq!((not_there.status, not_there.problem().as_str()), (404, "entrant-not-on-board"));
    for id in ["01907f3c-8a10-7cc3-98c4-1e2f3a4b5c6d", "nobody"] {
        let unknown = client.ask(&get(format!("{M}/leaderboards/trees/entrants/{id}")));
        assert_eq!((unknown.status, unknown.problem().as_str()), (404, "no-such-entrant"));
    }
}

#[test]
fn a_cursor_that_was_not_given_here_is_refused() {
    let server = Server::start();
    let mut client = server.client();
    season(&mut client);
    let path = format!("{M}/leaderboards/trees");
    let page = client.json(&format!("{path}?limit=3"));
    let cursor = page["next"].as_str().unwrap();
    let flipped = |place: usize| {
        let mut digits = cursor.to_owned().into_bytes();
        digits[place] = if digits[place] == b'0' { b'1' } else { b'0' };
        String::from_utf8(digits).unwrap()
    };
    let mut tampered: Vec<_> = (16..cursor.len()).map(flipped).collect();
    tampered.extend([cursor[1..].to_owned(), format!("{cursor}00"), "zz".to_owned(), String::new()]);
    for cursor in tampered {
        let answer = client.ask(&get(format!("{path}?cursor={cursor}")));
        assert_eq!((answer.status, answer.problem().as_str()), (400, "cursor-malformed"), "{cursor}");
    }
    for list in ["grams?", "trees?status=claimed&", "trees?region=KZ-71&", "trees?at=9&"] {
        let answer = client.ask(&get(format!("{M}/leaderboards/{list}cursor={cursor}")));
        assert_eq!((answer.status, answer.problem().as_str()), (400, "cursor-malformed"), "{list}");
    }
    assert_eq!(client.ask(&get(format!("{path}?cursor={cursor}"))).status, 200);
}

#[test]
fn pages_go_on_while_the_board_changes() {
    let server = Server::start();
    let mut client = server.client();
    let entrants = season(&mut client);
    let head = client.head();
    let path = format!("{M}/leaderboards/trees");
    let as_it_was = client.json(&format!("{path}?limit=1000&at={head}"));
    let mut lines = Vec::new();
    let mut cursor = String::new();
    for who in &entrants {
        let page = client.json(&format!("{path}?limit=5&at={head}{cursor}"));
        lines.extend(page["entries"].as_array().unwrap().clone());
        // Whatever happens meanwhile, pages as of a position are pages of the same board.
        client.log_verified(&trees(who, 900));
        client.settle();
        let Some(next) = page["next"].as_str() else { break };
        cursor = format!("&cursor={next}");
    }
    assert_eq!(lines, *as_it_was["entries"].as_array().unwrap());
}
