//! Every route of the document, asked by everybody with whatever comes to mind: no panic, nothing the server is to blame
//! for, and every answer as the document says.
//!
//! `MARATHON_HOSTILE_SEED=7 cargo test -p marathon-tests hostile` asks what failed again.

mod answers;
mod asking;

use std::env;

use rand::{SeedableRng, rngs::StdRng};
use serde_json::json;

use self::{
    answers::Promised,
    asking::{Asking, Known},
};
use super::judging::{COUNTED, JUDGED, M, Season, season};
use crate::support::client::{Ask, get, post};

/// Of each route, each of these asks so often.
const ASKED: usize = 4;
const ROLES: [Option<&str>; 7] = [
    None,
    Some("participant"),
    Some("coordinator"),
    Some("judge"),
    Some("auditor"),
    Some("organiser"),
    Some("operator"),
];

/// After these a season is another one, so they come last.
const CHANGING: [&str; 8] =
    ["/rules", "/close", "/seed-source", "/freeze", "/seed", "/revoke", "/erase", "/award"];

fn known(season: &mut Season, deeds: Vec<String>) -> Known {
    let organiser = season.organiser.principal.clone();
    let mut ids = season.entrants.clone();
    ids.extend(season.judges.iter().map(|judge| judge.principal.clone()));
    ids.extend(deeds);
    ids.push(organiser);
    let awards = season.organiser.read("awards").json();
    let hash = awards["nominations"][0]["results"][0]["result_hash"].as_str();
    Known { ids, nominations: vec![JUDGED.into(), COUNTED.into()], hash: hash.unwrap_or_default().to_owned() }
}

/// Walks through the whole document; gives how often each class of statuses was answered.
fn walk(mut season: Season, deeds: Vec<String>, seed: u64) -> [usize; 6] {
    let document = season.organiser.client.json("/v1/openapi.json");
    let promised = Promised::of(&document);
    let known = known(&mut season, deeds);
    let mut dice = StdRng::seed_from_u64(seed);
    let mut asking = Asking { document: &document, known: &known, dice: &mut dice };
    let mut classes = [0; 6];
    for (path, method, operation) in routes(&document) {
        for role in ROLES {
            // What was asked before may have taken a token away.
            let token = role.map(|role| season.server.token(role, None));
            let mut client = season.server.stranger();
            for _ in 0..ASKED {
                let ask = asking.ask(path, method, operation);
                let ask = token.iter().fold(ask, |ask, token| ask.bearing(token));
                let answer = client.try_ask(&ask).unwrap_or_else(|e| panic!("{}: {e}", shown(&ask)));
                if let Err(why) = promised.keeps(path, method, &answer) {
                    panic!("{} as {role:?}: {why}: {answer:?}", shown(&ask));
                }
                classes[usize::from(answer.status) / 100] += 1;
            }
        }
    }
    still_works(&season);
    classes
}

fn routes(document: &serde_json::Value) -> Vec<(&str, &'static str, &serde_json::Value)> {
    let of = |method: &str| match method {
        "get" => "GET",
        "post" => "POST",
        "delete" => "DELETE",
        other => panic!("{other}"),
    };
    let paths = document["paths"].as_object().unwrap().iter();
    let mut routes: Vec<_> = paths
        .flat_map(|(path, item)| {
            item.as_object().unwrap().iter().map(move |(method, operation)| (&**path, of(method), operation))
        })
        .collect();
    routes.sort_by_key(|(path, ..)| CHANGING.iter().any(|end| path.ends_with(end)));
    routes
}

fn shown(ask: &Ask) -> String {
    let body: String = String::from_utf8_lossy(&ask.body).chars().take(2_000).collect();
    format!("{} {} {:?} {body}", ask.method, ask.target, ask.headers)
}

/// No thread died of anything that was asked: a new marathon takes deeds, and the old one answers from its history.
fn still_works(season: &Season) {
    let mut organiser = season.server.client();
    assert_eq!(organiser.ask(&get("/readyz")).expect(200)["ready"], true);
    let person = json!({ "kind": "person", "alias": "Tulip", "region": "KZ-71" });
    let written = organiser.ask(&post("/v1/marathons/small/entrants", &person)).expect(201);
    organiser.json(&format!("/v1/marathons/small/totals?at_least={}", written["position"]));
    let head = organiser.json(M)["head"].as_u64().unwrap();
    organiser.json(&format!("{M}/totals?at_least={head}"));
    assert_eq!(organiser.json(&format!("{M}/digest"))["position"], head);
}

fn seeds() -> Vec<u64> {
    let asked = env::var("MARATHON_HOSTILE_SEED").ok().map(|text| text.parse().expect("a seed is a number"));
    asked.map_or_else(|| vec![1], |seed| vec![seed])
}

fn hostile(stage: impl Fn() -> (Season, Vec<String>)) {
    for seed in seeds() {
        let (season, deeds) = stage();
        let classes = walk(season, deeds, seed);
        // It would show nothing if nobody got through, or everybody did.
        assert!(classes[2] > 100 && classes[4] > 500, "{classes:?} with seed {seed}");
    }
}

#[test]
fn an_open_season_is_asked_anything() {
    hostile(|| {
        let mut season = season();
        let deeds = season.deeds();
        (season, deeds)
    });
}

#[test]
fn judging_is_asked_anything() {
    hostile(|| {
        let mut season = season().verified().frozen().assigned();
        season.scores(1, 1, [2, 3]);
        (season, Vec::new())
    });
}

#[test]
fn an_awarded_season_is_asked_anything() {
    hostile(|| (season().verified().frozen().assigned().closed().decided(), Vec::new()));
}
