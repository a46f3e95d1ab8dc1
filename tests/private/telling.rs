//! What is told with a command is sealed, and the history commits to it.

use marathon_events::marathon_opened::Ages;
use serde_json::{Value, json};

use super::{aigul, event, kept, principal, telling};
use crate::{
    given::rules::small_season_but,
    support::{
        client::{Client, get, post},
        given::{M, person, team, trees, with, without},
        server::Server,
    },
};

fn participant(server: &Server) -> Client {
    server.stranger().bearing(&server.token("participant", None))
}

#[test]
fn the_history_commits_to_what_is_told_and_does_not_tell_it() {
    let server = Server::start();
    let mut client = participant(&server);
    let who = principal(&mut client);
    let registered = client.ask(&post(format!("{M}/entrants"), &telling("Tulip", aigul()))).expect(201);
    let entrant = registered["entrant_id"].as_str().unwrap();
    let deed =
        with(trees(entrant, 12), json!({ "private": { "note": "мектеп жанында", "place": "Сейфуллин 12" } }));
    let deed = client.log(&deed);
    for position in [registered["position"].as_u64().unwrap(), deed.position] {
        let event = event(&mut client, position);
        assert_eq!(event["private"]["subject"], who.as_str(), "{event}");
        assert_eq!(event["private"]["commitment"].as_str().unwrap().len(), 64);
    }
    let all = client.ask(&get(format!("{M}/events")));
    for told in ["Айгүл", "+7 701", "2011-03-08", "Серік", "serik", "мектеп", "Сейфуллин"]
    {
        assert!(!all.text().contains(told), "{told}");
    }
    let kept = kept(&server);
    assert!(kept.len() == 2 && kept.iter().all(|(_, confirmed)| *confirmed), "{kept:?}");
    let mine = client.json("/v1/me/private");
    let told: Vec<_> = mine["kept"].as_array().unwrap().iter().map(|piece| &piece["told"]).collect();
    assert!(told.contains(&&aigul()), "{mine}");
    assert!(told.contains(&&json!({ "note": "мектеп жанында", "place": "Сейфуллин 12" })), "{mine}");
}

#[test]
fn a_repeated_request_is_the_same_although_its_salt_is_another() {
    let server = Server::start();
    let mut own = participant(&server);
    let asks: [(&mut Client, Value); 2] =
        [(&mut own, telling("Tulip", aigul())), (&mut server.client(), telling("Rose", aigul()))];
    for (before, (client, body)) in asks.into_iter().enumerate() {
        let ask = post(format!("{M}/entrants"), &body);
        let first = client.ask(&ask).expect(201);
        let again = client.ask(&ask);
        assert_eq!(again.header("idempotency-replayed"), Some("true"));
        assert_eq!(again.expect(201), first);
        let other = with(aigul(), json!({ "contact": "+7 701 000 00 02" }));
        let other = crate::support::client::Ask { body: telling("Tulip", other).to_string().into(), ..ask };
        assert_eq!(client.ask(&other).problem(), "idempotency-key-reused");
        let kept = kept(&server);
        assert!(kept.len() == before + 1 && kept.iter().all(|(_, confirmed)| *confirmed), "{kept:?}");
    }
}

#[test]
fn what_is_refused_is_not_kept() {
    let server = Server::start();
    let mut client = server.client();
    let elsewhere = with(telling("Tulip", aigul()), json!({ "region": "KZ-99" }));
    assert_eq!(client.ask(&post(format!("{M}/entrants"), &elsewhere)).status, 422);
    let deed = with(trees("0190a1b2-3c4d-7000-8000-000000000001", 1), json!({ "private": { "note": "x" } }));
    assert_eq!(client.ask(&post(format!("{M}/deeds"), &deed)).status, 422);
    assert_eq!(kept(&server), []);
}

#[test]
fn data_of_those_without_an_account_are_those_of_the_entrant() {
    let server = Server::start();
    let mut client = server.client();
    let registered = client.ask(&post(format!("{M}/entrants"), &telling("Tulip", aigul()))).expect(201);
    let told = client.register(&person("Rose"));
    let deed = |who: &str| with(trees(who, 12), json!({ "private": { "place": "Сейфуллин 12" } }));
    let first = event(&mut client, registered["position"].as_u64().unwrap())["private"]["subject"].clone();
    let deed_of_first = client.log(&deed(registered["entrant_id"].as_str().unwrap()));
    assert_eq!(event(&mut client, deed_of_first.position)["private"]["subject"], first);
    let deed_of_second = client.log(&deed(&told));
    assert_eq!(event(&mut client, deed_of_second.position)["private"]["subject"], told.as_str());
}

#[test]
fn mistakes_are_told_field_by_field() {
    let server = Server::start();
    let mut client = server.client();
    let cases: [(Value, &[(&str, &str)]); 8] = [
        (without(aigul(), "consent"), &[("private.consent", "field-missing")]),
        (json!("Aigul"), &[("private", "not-an-object")]),
        (with(aigul(), json!({ "phone": "1" })), &[("private.phone", "field-unknown")]),
        (
            with(aigul(), json!({ "guardian": { "name": 7 } })),
            &[("private.guardian.name", "not-a-text"), ("private.guardian.contact", "field-missing")],
        ),
        (with(aigul(), json!({ "birth_date": "2011-02-30" })), &[("private.birth_date", "not-a-day")]),
        (with(aigul(), json!({ "birth_date": "2024-07-21" })), &[("private.birth_date", "not-a-birth-date")]),
        (with(aigul(), json!({ "birth_date": "1893-01-01" })), &[("private.birth_date", "not-a-birth-date")]),
        (
            with(aigul(), json!({ "name": " ", "contact": "x".repeat(201) })),
            &[("private.name", "empty"), ("private.contact", "too-long")],
        ),
    ];
    for (private, expected) in cases {
        for language in ["en", "ru", "kk"] {
            let ask = post(format!("{M}/entrants"), &telling("Tulip", private.clone())).in_language(language);
            let answer = client.ask(&ask);
            assert_eq!((answer.status, answer.problem().as_str()), (400, "malformed-request"), "{private}");
            let expected: Vec<_> = expected.iter().map(|(f, c)| ((*f).to_owned(), (*c).to_owned())).collect();
            assert_eq!(answer.field_errors(), expected, "{private}");
            // The mistake is named, and what was told is not repeated.
            assert!(!answer.text().contains("+7 701") && !answer.text().contains("{ $"), "{}", answer.text());
        }
    }
    let of_team = with(team("Жас", 3), json!({ "private": aigul() }));
    let errors = client.ask(&post(format!("{M}/entrants"), &of_team)).field_errors();
    let of_persons =
        ["birth_date", "guardian"].map(|f| (format!("private.{f}"), "of-persons-only".to_owned()));
    assert_eq!(errors, of_persons);
    let twice = with(telling("Tulip", aigul()), json!({ "age_years": 13 }));
    let errors = client.ask(&post(format!("{M}/entrants"), &twice)).field_errors();
    assert_eq!(errors, [("age_years".to_owned(), "either-age-or-birth-date".to_owned())]);
    let who = client.register(&person("Tulip"));
    let empty = client.ask(&post(format!("{M}/deeds"), &with(trees(&who, 1), json!({ "private": {} }))));
    assert_eq!(empty.field_errors(), [("private".to_owned(), "nothing-private".to_owned())]);
    assert_eq!(kept(&server), []);
}

#[test]
fn the_age_follows_from_the_day_of_birth_which_is_not_recorded() {
    let server = Server::start();
    server.open(&small_season_but(|set| {
        set.slug = "ages".into();
        set.ages = Some(Ages { consent_below: 14, adult_from: 18 });
    }));
    let mut client = server.client();
    let target = "/v1/marathons/ages/entrants";
    let mut register = |born: &str, consent: bool| {
        let private = json!({ "birth_date": born, "consent": "2026-01" });
        let body = with(telling("Tulip", private), json!({ "guardian_consent": consent }));
        client.ask(&post(target, &body))
    };
    // It is 20 July 2024.
    let young = register("2010-07-21", false);
    assert_eq!(young.field_errors(), [("guardian_consent".to_owned(), "consent-missing".to_owned())]);
    let ages: Vec<_> =
        [("2010-07-21", true), ("2010-07-20", false), ("2006-07-21", false), ("2006-07-20", false)]
            .into_iter()
            .map(|(born, consent)| register(born, consent).expect(201)["position"].as_u64().unwrap())
            .collect();
    let lines = client.ask(&get(format!("{}/events", target.trim_end_matches("/entrants")))).lines();
    let recorded: Vec<_> = ages.iter().map(|at| lines[*at as usize]["data"]["age"].clone()).collect();
    assert_eq!(recorded, [json!("minor"), json!("minor"), json!("minor"), json!("adult")]);
    assert!(!lines.iter().any(|line| line.to_string().contains("07-21")), "a day of birth");
}
