//! Nominations: their rules, their rankings, and explanations that add up to what they explain.

use serde_json::{Value, json};

use crate::{
    given::rules::small_season,
    support::{
        client::{Client, get},
        given::{M, animals, help, person, team, trees, waste, with},
        server::Server,
    },
};

/// Two persons, a team and an institution that did enough to meet caps, bands and shares.
fn season(client: &mut Client) -> Vec<String> {
    let one = client.register(&person("Tulip"));
    let two = client.register(&person("Rose"));
    let team = client.register(&team("Team", 7));
    let school = json!({ "kind": "institution", "alias": "School", "region": "KZ-10", "members": 9 });
    let school = client.register(&school);
    for n in 0..12 {
        let day = json!({ "done_on": format!("2024-07-{}", 12 + n % 6) });
        client.log_verified(&with(trees(&one, 100 + 70 * n), day.clone()));
        client.log_verified(&with(help(&two, 20 + 9 * n, 100), day.clone()));
        client.log_verified(&with(help(&team, 3, 90 * (n + 1)), day.clone()));
        client.log_verified(&with(animals(&two, n + 1), day.clone()));
        let shared = json!({ "companions": [one, two], "people": 3, "done_on": day["done_on"] });
        client.log_verified(&with(trees(&school, 31 + n), shared));
        client.log_verified(&with(waste(&team, 1_000 * (n + 1)), day));
        client.log(&with(trees(&one, 7), json!({ "people": 5 })));
    }
    client.settle();
    vec![one, two, team, school]
}

#[test]
fn nominations_are_listed_with_their_rules() {
    let server = Server::start();
    let mut client = server.client();
    season(&mut client);
    let listed = client.json(&format!("{M}/nominations"));
    let rules = small_season();
    let expected = &rules.set().nominations;
    let listed = listed["nominations"].as_array().unwrap();
    assert_eq!(listed.len(), expected.len());
    for (shown, rule) in listed.iter().zip(expected) {
        for (field, value) in serde_json::to_value(rule).unwrap().as_object().unwrap() {
            assert_eq!(shown[field], *value, "{field} of {}", rule.id);
        }
    }
    let mut paged = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = client.json(&format!("{M}/nominations?limit=3{cursor}"));
        paged.extend(page["nominations"].as_array().unwrap().clone());
        let Some(next) = page["next"].as_str() else { break };
        cursor = format!("&cursor={next}");
    }
    assert_eq!(paged, *listed);
}

/// `a/b` as a fraction of whole numbers, compared by multiplying.
fn fraction(value: &Value) -> (u128, u128) {
    let number = |field: &str| u128::from(value[field].as_u64().unwrap());
    (number("numerator"), number("denominator"))
}

#[test]
fn a_ranking_is_ordered_and_its_pages_are_the_whole() {
    let server = Server::start();
    let mut client = server.client();
    season(&mut client);
    let rules = small_season();
    let mut ranked = 0;
    for nomination in &rules.set().nominations {
        let path = format!("{M}/nominations/{}/ranking", nomination.id);
        let whole = client.json(&format!("{path}?limit=1000"));
        let whole = whole["entries"].as_array().unwrap().clone();
        ranked += whole.len();
        for pair in whole.windows(2) {
            let ((a, b), (c, d)) = (fraction(&pair[0]["metric"]), fraction(&pair[1]["metric"]));
            assert!(a * d >= c * b, "{pair:?}");
            let same_rank = pair[0]["rank"] == pair[1]["rank"];
            assert_eq!(same_rank, a * d == c * b, "{pair:?}");
        }
        let mut paged = Vec::new();
        let mut cursor = String::new();
        loop {
            let page = client.json(&format!("{path}?limit=1{cursor}"));
            paged.extend(page["entries"].as_array().unwrap().clone());
            let Some(next) = page["next"].as_str() else { break };
            cursor = format!("&cursor={next}");
        }
        assert_eq!(paged, whole, "{}", nomination.id);
    }
    assert!(ranked > 12, "most nominations rank somebody: {ranked}");
    let tampered = client.ask(&get(format!("{M}/nominations/planters/ranking?cursor=00ff")));
    assert_eq!((tampered.status, tampered.problem().as_str()), (400, "cursor-malformed"));
}

#[test]
fn an_explanation_adds_up_to_the_metric() {
    let server = Server::start();
    let mut client = server.client();
    season(&mut client);
    let rules = small_season();
    let mut cuts = std::collections::BTreeSet::new();
    for nomination in &rules.set().nominations {
        let ranking = format!("{M}/nominations/{}/ranking", nomination.id);
        let entries = client.json(&ranking)["entries"].as_array().unwrap().clone();
        for entry in &entries {
            let id = entry["entrant_id"].as_str().unwrap();
            let told = client.json(&format!("{ranking}/{id}"));
            for field in ["rank", "entrant_id", "alias", "metric", "inputs"] {
                assert_eq!(told[field], entry[field], "{field} of {told}");
            }
            let deeds = told["deeds"].as_array().unwrap();
            let sum = |field: &str| deeds.iter().map(|d| d[field].as_u64().unwrap()).sum::<u64>();
            assert_eq!(told["inputs"]["deeds"], deeds.len());
            assert_eq!(told["inputs"]["units"], sum("credited"), "{} {told}", nomination.id);
            assert_eq!(told["inputs"]["capped_units"], sum("counted"), "{} {told}", nomination.id);
            let positions: Vec<_> = deeds.iter().map(|d| d["position"].as_u64().unwrap()).collect();
            assert!(positions.is_sorted());
            // Where a share of members is measured, deeds have no worth of their own.
            let of_persons = !told["inputs"]["active"].is_null();
            for deed in deeds.iter().filter(|_| !of_persons) {
                let all = deed["counted"] == deed["quantity"];
                assert_eq!(
                    all && deed["worth"]["numerator"] == worth_of(deed),
                    deed["cuts"] == json!([]),
                    "{deed}"
                );
                cuts.extend(deed["cuts"].as_array().unwrap().iter().map(|c| c.as_str().unwrap().to_owned()));
            }
            if !of_persons {
                check_metric(&told);
            }
            let page = client.json(&format!("{ranking}/{id}?limit=1"));
            assert_eq!(page["deeds"].as_array().unwrap(), &deeds[..1]);
            assert_eq!(page["next"].is_null(), deeds.len() == 1);
        }
    }
    let every = ["band", "per_day_max", "per_deed_max", "share"].map(str::to_owned);
    assert_eq!(cuts.into_iter().collect::<Vec<_>>(), every, "the season meets every reason to cut");
}

/// What the counted units would be worth at the full rate.
fn worth_of(deed: &Value) -> u64 {
    deed["counted"].as_u64().unwrap() * deed["worth"]["denominator"].as_u64().unwrap()
}

/// The worths of the deeds, divided as the nomination divides, are the metric.
fn check_metric(told: &Value) {
    let deeds = told["deeds"].as_array().unwrap();
    let worth: u128 = deeds.iter().map(|d| fraction(&d["worth"]).0).sum();
    let rate = fraction(&deeds[0]["worth"]).1;
    let divisor = |field: &str| told["inputs"][field].as_u64().map(u128::from);
    let (times, by) = match (divisor("members"), divisor("population")) {
        (Some(members), _) => (1, members),
        (_, Some(population)) => (100_000, population),
        _ => (1, 1),
    };
    let (numerator, denominator) = fraction(&told["metric"]);
    assert_eq!(numerator * rate * by, worth * times * denominator, "{told}");
}

#[test]
fn what_is_not_ranked_is_not_explained() {
    let server = Server::start();
    let mut client = server.client();
    let entrants = season(&mut client);
    for (path, code) in [
        ("nominations/none/ranking".to_owned(), "no-such-nomination"),
        (format!("nominations/none/ranking/{}", entrants[0]), "no-such-nomination"),
        ("nominations/planters/ranking/01907f3c-8a10-7cc3-98c4-1e2f3a4b5c6d".to_owned(), "no-such-entrant"),
        ("nominations/planters/ranking/nobody".to_owned(), "no-such-entrant"),
        (format!("nominations/clean-week/ranking/{}", entrants[0]), "entrant-not-ranked"),
    ] {
        let answer = client.ask(&get(format!("{M}/{path}")));
        assert_eq!((answer.status, answer.problem().as_str()), (404, code), "{path}");
    }
}
