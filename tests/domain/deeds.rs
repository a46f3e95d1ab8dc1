//! Logging deeds: whom, where, how much, with whom, with which photos.

use marathon_domain::Refusal;
use marathon_events::Sector;

use super::spec::{Given, Outcome, given};
use crate::given::{
    actions::log,
    deeds::{Deed, animals, help, trees, waste},
    facts::{institution, logged, organisation, person, team},
    ids::{self, NEW},
    rules::small_season,
};

/// Persons 1 to 8, team 11, organisation 12, institution 13.
fn crowd() -> Given {
    given((1..=8).map(person).chain([team(11, 20), organisation(12, 20), institution(13, 50)]))
}

fn logging(deed: Deed) -> Outcome {
    crowd().when(log(deed))
}

#[test]
fn every_kind_of_deed_is_an_event_of_its_own() {
    let deeds = [
        help(3, 90).people(2).with([2]).photos([1, 2, 3]),
        trees(12).species("apple").by(11).for_sector("ecological"),
        waste(2_500).in_region("KZ-75").by(12),
        animals(4).species("cat").by(13).on("2024-07-20"),
    ];
    for deed in deeds {
        logging(deed.clone()).then([logged(NEW, deed)]);
    }
}

#[test]
fn quantities_are_counted_from_one_to_their_limit() {
    let deed = |field: &str, n: u64| match field {
        "people" => trees(1).people(n as u32),
        "people_helped" => help(n as u32, 1),
        "person_minutes" => help(1, n as u32),
        "trees" => trees(n as u32),
        "grams" => waste(n),
        _ => animals(n as u32),
    };
    let limits = [
        ("people", 1_000),
        ("people_helped", 10_000),
        ("person_minutes", 100_000),
        ("trees", 5_000),
        ("grams", 1_000_000_000),
        ("animals", 1_000),
    ];
    for (field, max) in limits {
        logging(deed(field, 0)).says(Refusal::TooSmall { field: field.into(), min: 1 });
        logging(deed(field, 1)).accepted();
        logging(deed(field, max)).accepted();
        logging(deed(field, max + 1)).says(Refusal::TooLarge { field: field.into(), max });
    }
}

#[test]
fn whoever_and_wherever_is_unknown_is_named() {
    logging(trees(1).by(77))
        .says(Refusal::UnknownEntrant { field: "entrant_id".into(), id: ids::entrant(77) });
    let (regions, sectors) = (&small_season().set().regions.clone(), &small_season().set().sectors.clone());
    logging(trees(1).in_region("KZ-99")).says(Refusal::UnknownRegion {
        region: ids::region("KZ-99"),
        accepted: regions.iter().map(|r| r.code).collect(),
    });
    logging(trees(1).for_sector("sport")).says(Refusal::UnknownSector {
        sector: Sector("sport".into()),
        accepted: sectors.iter().map(|s| s.id.clone()).collect(),
    });
}

#[test]
fn companions_are_persons_named_once() {
    logging(trees(1).with([2, 3])).accepted();
    logging(trees(1).with([2, 3, 2])).says(Refusal::CompanionRepeated { id: ids::entrant(2) });
    logging(trees(1).with([1])).says(Refusal::CompanionRepeated { id: ids::entrant(1) });
    for group in [11, 12, 13] {
        logging(trees(1).with([group])).says(Refusal::CompanionNotAPerson { id: ids::entrant(group) });
    }
    logging(trees(1).with([2, 77]))
        .says(Refusal::UnknownEntrant { field: "companions".into(), id: ids::entrant(77) });
    logging(trees(1).by(11).with([11]))
        .refused_for([("companion-repeated", None), ("companion-not-a-person", None)]);
}

#[test]
fn a_deed_has_as_many_companions_as_the_rules_allow() {
    logging(trees(1).with(2..=7)).accepted();
    logging(trees(1).with(2..=8)).says(Refusal::TooLarge { field: "companions".into(), max: 6 });
    // More people may be named than took part according to the form; shares then go by the named.
    logging(trees(1).people(1).with([2, 3])).accepted();
}

#[test]
fn evidence_is_counted_and_stands_once() {
    logging(trees(1).photos([1, 2, 3])).accepted();
    logging(trees(1).photos([1, 2, 3, 4])).says(Refusal::TooLarge { field: "evidence".into(), max: 3 });
    logging(trees(1).photos([1, 2, 1])).says(Refusal::EvidenceRepeated { sha256: ids::photo_hash(1) });
}

#[test]
fn any_hash_is_a_photo() {
    for extreme in [0, 255] {
        let deed = trees(1).photos([extreme]);
        let again = help(1, 1).by(2).photos([extreme]);
        given([person(1), person(2), logged(1, deed)])
            .when(log(again.clone()))
            .then([logged(NEW, again.looks_like(1))]);
    }
}

#[test]
fn a_link_is_http_and_short_enough() {
    let with_link = |url: &str| logging(trees(1).photos([1]).seen_at(url));
    with_link("https://a.kz/p.jpg").accepted();
    with_link("http://a.kz/p.jpg").accepted();
    for no_link in ["a.kz/p.jpg", "javascript:alert(1)", "ftp://a.kz", "HTTPS://a.kz", ""] {
        with_link(no_link).says(Refusal::NotALink);
    }
    let long = |chars: usize| format!("https://{}", "x".repeat(chars - 8));
    with_link(&long(30)).accepted();
    with_link(&long(31)).says(Refusal::TooLong { field: "evidence.url".into(), max: 30 });
}

#[test]
fn a_species_says_something_in_few_characters() {
    logging(trees(1).species("қарағай")).accepted();
    logging(trees(1).species(&"қ".repeat(8))).accepted();
    logging(trees(1).species(&"қ".repeat(9))).says(Refusal::TooLong { field: "species".into(), max: 8 });
    logging(trees(1).species(" ")).says(Refusal::Empty { field: "species".into() });
}

#[test]
fn everything_that_is_wrong_with_a_deed_is_said_at_once() {
    let deed = help(0, 100_001).by(77).in_region("KZ-99").for_sector("sport").on("2024-07-01").people(0);
    logging(deed.with([2, 2]).photos([1, 1])).refused_for([
        ("unknown-entrant", Some("entrant_id")),
        ("unknown-region", Some("region")),
        ("unknown-sector", Some("sector")),
        ("before-start", Some("done_on")),
        ("too-small", Some("people")),
        ("too-small", Some("people_helped")),
        ("too-large", Some("person_minutes")),
        ("companion-repeated", Some("companions")),
        ("evidence-repeated", Some("evidence")),
    ]);
}
