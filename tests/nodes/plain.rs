//! Two nodes, nothing else: one history, seen from both.

use std::{sync::Barrier, thread, time::Duration};

use serde_json::json;

use super::Season;
use crate::support::{
    client::{get, post},
    given::{person, trees},
    stream::Stream,
};

const SMALL: &str = "/v1/marathons/small";

#[test]
fn a_write_on_one_node_is_visible_on_the_other() {
    let season = Season::shared(2);
    let (mut one, mut other) = (season.node(0).client(), season.node(1).client());
    let who = one.register(&person("Tulip"));
    for n in 1..=20 {
        let logged = one.ask(&post(format!("{SMALL}/deeds"), &trees(&who, n)));
        let position = logged.expect(201)["position"].as_u64().unwrap();
        let totals = other.ask(&get(format!("{SMALL}/totals?at_least={position}")));
        assert_eq!(totals.expect(200)["claimed"]["deeds"], n, "as of {position}");
        std::mem::swap(&mut one, &mut other);
    }
    season.check_agreement(21);
}

#[test]
fn one_key_on_both_nodes_at_once_is_one_event() {
    let season = Season::shared(2);
    let who = season.node(0).client().register(&person("Tulip"));
    for n in 1..=20 {
        let ask = post(format!("{SMALL}/deeds"), &trees(&who, n)).key(&format!("same-{n}"));
        let start = Barrier::new(2);
        let answers: Vec<_> = thread::scope(|scope| {
            let send = |no: usize| {
                let (mut client, ask, start) = (season.node(no).client(), &ask, &start);
                scope.spawn(move || {
                    start.wait();
                    client.ask(ask).expect(201)["position"].clone()
                })
            };
            [send(0), send(1)].map(|t| t.join().unwrap()).into()
        });
        assert_eq!(answers, [json!(n + 2), json!(n + 2)]);
    }
    season.check_agreement(21);
}

#[test]
fn a_stream_goes_on_at_the_other_node_wherever_it_broke() {
    let season = Season::shared(2);
    let (mut one, other) = (season.node(0).client(), season.node(1).client());
    let who = one.register(&person("Tulip"));
    for n in 1..=50 {
        // The other node may not have it yet, and there is nothing after it.
        let seen = one.log(&trees(&who, n)).position;
        let mut stream = Stream::open(&other, "", Some(seen));
        let next = one.log(&trees(&who, 1_000 + n));
        assert_eq!(stream.next().map(|message| message.id), Some(next.position));
    }
    let unknown = get(format!("{SMALL}/events")).header("accept", "text/event-stream");
    let unknown = season.node(1).client().ask(&unknown.header("last-event-id", "103"));
    assert_eq!((unknown.status, unknown.problem().as_str()), (404, "position-unknown"));
    season.check_agreement(101);
}

#[test]
fn a_marathon_opened_on_one_node_is_served_by_the_other() {
    let season = Season::shared(2);
    let folder = tempfile::TempDir::new().unwrap();
    let rules = folder.path().join("rules.toml");
    let text = crate::given::rules::SMALL_SEASON_TOML.replace("slug = \"small\"", "slug = \"second\"");
    std::fs::write(&rules, text).unwrap();
    season.run(&["open", "--rules", rules.to_str().unwrap()]).done();
    for no in 0..2 {
        let mut client = season.node(no).client();
        let mut tries = 0;
        while client.ask(&get("/v1/marathons/second")).status != 200 {
            tries += 1;
            assert!(tries < 500, "node {no} does not find it");
            thread::sleep(Duration::from_millis(20));
        }
    }
    // They share a database and nothing else.
    let digest = |no: usize, slug| {
        season.node(no).client().ask(&get(format!("/v1/marathons/{slug}/digest"))).expect(200)["digest"]
            .clone()
    };
    assert_eq!(digest(0, "second"), digest(1, "second"));
    assert_ne!(digest(0, "second"), digest(0, "small"));
}
