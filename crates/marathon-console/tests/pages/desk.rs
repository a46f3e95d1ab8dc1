//! The pages of people who are signed in, as HTML.

use marathon_console::{
    Award, AwardedResult, Awards, Criterion, DeedStatus, Desk, Elsewhere, EntryDeed, EntryRecord,
    EntryStanding, ExactValue, Invitation, Judging, Language, MyDeed, MyEntrant, OwnEntry, OwnNomination,
    Waiting, Winner, Written, render_audit, render_certificate, render_change, render_invitation,
    render_judging, render_log, render_me, render_queue, render_sign_in, render_winners,
};
use marathon_events::{
    Day, DeedId, DeedKind, EntrantKind,
    award_decided::{ExactFraction, Outcome},
    marathon_opened::{Metric, QuantityUnit},
};
use uuid::Uuid;

use crate::{audit::audit, html, sample};

fn deed(n: u128, status: DeedStatus) -> MyDeed {
    MyDeed {
        id: DeedId(Uuid::from_u128(n)),
        alias: "Қызғалдақ <b>".to_owned(),
        kind: DeedKind::TreesPlanted,
        amount: 12,
        done_on: Day::parse("2024-08-01").unwrap(),
        status,
        reason: Some("Why <b>".to_owned()),
    }
}

fn desk() -> Desk {
    let rules = sample::rules();
    Desk {
        season: sample::season(),
        login: Some("tulip@example.kz".to_owned()),
        roles: vec!["coordinator".to_owned(), "judge".to_owned()],
        elsewhere: vec![Elsewhere {
            slug: "2026".to_owned(),
            name: sample::rules().season.name.clone(),
            roles: vec!["auditor".to_owned()],
        }],
        entrants: vec![MyEntrant {
            id: Uuid::from_u128(7),
            alias: "Tulip".to_owned(),
            region: "KZ-71".to_owned(),
            kind: EntrantKind::Team,
            silver: true,
            members: vec![(Uuid::from_u128(8), "Aigul <b>".to_owned())],
            member_of: Vec::new(),
        }],
        deeds: vec![deed(1, DeedStatus::Claimed), deed(2, DeedStatus::Rejected)],
        regions: rules.regions.iter().map(|r| (r.code, r.name.clone())).collect(),
        sectors: rules.sectors.iter().map(|s| (s.id.clone(), s.name.clone())).collect(),
        today: Day::parse("2024-08-02").unwrap(),
    }
}

/// A form that was sent and refused.
fn refused() -> Written {
    Written {
        values: [("trees", "9\"00"), ("password", "secret words"), ("do", "reject"), ("reason", "Why <not>")]
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .into(),
        refused: Some("Too many trees".to_owned()),
        errors: [("trees".to_owned(), "At most 100,000".to_owned())].into(),
    }
}

fn awards() -> Awards {
    let result = |n: u64| AwardedResult {
        decided_at: 90 + n,
        position: 80,
        rules_hash: "ab".repeat(32),
        result_hash: format!("{n:064}"),
    };
    let winner = Winner { place: 1, entrant_id: Uuid::from_u128(7), alias: "Tulip & co".to_owned() };
    let award = Award {
        nomination: "green-country".to_owned(),
        title: "Green country".to_owned(),
        winners: vec![winner],
        results: vec![result(1), result(2)],
    };
    Awards { frozen_at: Some(80), nominations: vec![award] }
}

fn judging() -> Judging {
    let entry = |n: u64, points: Option<Vec<u32>>, recused: Option<&str>| OwnEntry {
        entrant_id: Uuid::from_u128(u128::from(n)),
        mask: n,
        scored: points.is_some(),
        points,
        recused: recused.map(str::to_owned),
        record: Some(EntryRecord {
            kind: Some(EntrantKind::Person),
            value: ExactValue { numerator: 38, denominator: 1 },
            counted_deeds: 1,
            deeds: vec![EntryDeed {
                kind: DeedKind::TreesPlanted,
                done_on: Day::parse("2024-08-01").unwrap(),
                amount: 38,
                people: 2,
            }],
        }),
        standing: None,
        alias: None,
    };
    let own = OwnNomination {
        nomination: "green-country".to_owned(),
        title: "Green country".to_owned(),
        criteria: vec![Criterion { title: "Impact".to_owned(), score_max: 10 }],
        to_score: 2,
        scored: 1,
        entries: vec![entry(1, Some(vec![8]), None), entry(2, None, None), entry(3, None, Some("member"))],
    };
    let metrics = [("green-country".to_owned(), Metric::Sum { unit: QuantityUnit::Trees })].into();
    Judging { steps: vec!["field-frozen".to_owned()], mine: Some(vec![own]), juries: None, metrics }
}

/// The same after judging: the second entry is first, the first awaits the draw, the third has no place.
fn judged() -> Judging {
    let mut judging = judging();
    judging.steps.push("judging-closed".to_owned());
    let fraction = |above: &str, below: &str| ExactFraction::new(above.to_owned(), below.to_owned());
    let entries = &mut judging.mine.as_mut().unwrap()[0].entries;
    let outcomes = [
        Outcome::AwaitsDraw { from: 2, to: 3 },
        Outcome::Placed { place: 1, separated_by: None },
        Outcome::QuorumMissing,
    ];
    for (entry, outcome) in entries.iter_mut().zip(outcomes) {
        entry.standing = Some(EntryStanding {
            outcome,
            raw_mean: fraction("22", "3"),
            jury: fraction("1", "2"),
            combined: fraction("7512", "1"),
        });
        entry.alias = Some("Қайың <b>".to_owned());
    }
    judging
}

/// An invitation into a team, as its captain or as the invited sees it.
fn invitation(made: bool) -> Invitation {
    Invitation {
        season: sample::season(),
        roles: Vec::new(),
        alias: "Таза қала <b>".to_owned(),
        team: Uuid::from_u128(9),
        secret: "mrt_link_abc".to_owned(),
        origin: made.then(|| "https://marathon.example".to_owned()),
        is_person: true,
    }
}

fn pages(language: Language) -> Vec<(&'static str, String)> {
    let (desk, untouched) = (desk(), Written::default());
    let waiting = Waiting { deed: deed(1, DeedStatus::Claimed), twin: Some(deed(2, DeedStatus::Verified)) };
    let mut pages = vec![
        ("sign in", render_sign_in(&desk.season, Some("id.example.kz"), &refused(), language).unwrap()),
        ("me", render_me(&desk, &untouched, language).unwrap()),
        ("change", render_change(&desk, &deed(3, DeedStatus::Claimed), &refused(), language).unwrap()),
        ("change mine", render_change(&desk, &desk.deeds[0], &refused(), language).unwrap()),
        (
            "queue",
            render_queue(
                &desk,
                std::slice::from_ref(&waiting),
                std::slice::from_ref(&waiting),
                &refused(),
                language,
            )
            .unwrap(),
        ),
        ("empty queue", render_queue(&desk, &[], &[], &untouched, language).unwrap()),
        ("invitation made", render_invitation(&invitation(true), &untouched, language).unwrap()),
        ("invited", render_invitation(&invitation(false), &refused(), language).unwrap()),
        ("audit", render_audit(&audit(), language).unwrap()),
        ("winners", render_winners(&desk.season, &awards(), None, language).unwrap()),
        ("no winners", render_winners(&desk.season, &Awards::default(), Some("Not yet"), language).unwrap()),
        ("judging", render_judging(&desk.season, &judging(), &untouched, &desk.roles, language).unwrap()),
        ("judging refused", render_judging(&desk.season, &judging(), &refused(), &[], language).unwrap()),
        ("judged", render_judging(&desk.season, &judged(), &untouched, &desk.roles, language).unwrap()),
    ];
    let award = &awards().nominations[0];
    let certificate = render_certificate(&desk.season, award, Uuid::from_u128(7), language).unwrap();
    pages.push(("certificate", certificate.unwrap()));
    pages.extend(DeedKind::ALL.map(|kind| ("log", render_log(&desk, kind, &refused(), language).unwrap())));
    pages
}

#[test]
fn pages_are_sound() {
    for language in Language::ALL {
        for (page, html) in pages(language) {
            html::check(page, &html);
            assert_eq!(html.matches("<h1").count(), 1, "{page}");
            assert!(
                !html.contains("<b>") && !html.contains("9\"00"),
                "{page}: what users write is no markup"
            );
        }
    }
}

#[test]
fn a_refused_form_keeps_what_was_written_and_says_where_it_is_wrong() {
    let html = render_log(&desk(), DeedKind::TreesPlanted, &refused(), Language::En).unwrap();
    assert!(html.contains("role=\"alert\">Too many trees</p>"), "{html}");
    let field = "name=\"trees\" value=\"9&#34;00\" required aria-invalid=\"true\" aria-describedby=\"deed-trees-said\"";
    assert!(html.contains(field), "{html}");
    assert!(html.contains("<strong class=\"error\">At most 100,000</strong>"));
    let html = render_sign_in(&sample::season(), None, &refused(), Language::En).unwrap();
    assert!(!html.contains("secret words"), "a password is never sent back");
}

#[test]
fn a_provider_is_offered_where_there_is_one() {
    for (language, words) in [
        (Language::Kk, "Deeds &#38; Co арқылы кіру"),
        (Language::Ru, "Войти через Deeds &#38; Co"),
        (Language::En, "Sign in with Deeds &#38; Co"),
    ] {
        let page =
            |provider| render_sign_in(&sample::season(), provider, &Written::default(), language).unwrap();
        let slug = sample::season().slug;
        let link = format!("href=\"/{language}/{slug}/sign-in/provider\">{words}</a>");
        assert!(page(Some("Deeds & Co")).contains(&link), "{language}");
        assert!(!page(None).contains("sign-in/provider"), "{language}");
    }
}

#[test]
fn every_form_has_a_key_of_its_own() {
    let html = render_queue(
        &desk(),
        &[Waiting { deed: deed(1, DeedStatus::Claimed), twin: None }],
        &[],
        &Written::default(),
        Language::En,
    )
    .unwrap();
    let keys: Vec<_> = html.split("name=\"key\" value=\"").skip(1).map(|rest| &rest[..36]).collect();
    assert_eq!(keys.len(), 2);
    assert_ne!(keys[0], keys[1]);
    assert!(keys.iter().all(|key| Uuid::try_parse(key).is_ok()), "{keys:?}");
}

#[test]
fn a_form_begins_with_what_is_likely() {
    let html = render_log(&desk(), DeedKind::AnimalsHelped, &Written::default(), Language::En).unwrap();
    for expected in [
        "<option value=\"KZ-71\" selected>",
        "<option value=\"animal-protection\" selected>",
        "name=\"done_on\" value=\"2024-08-02\"",
        "name=\"people\" value=\"1\"",
    ] {
        assert!(html.contains(expected), "{expected}");
    }
    let mut late = desk();
    late.today = Day::parse("2025-08-02").unwrap();
    let html = render_log(&late, DeedKind::AnimalsHelped, &Written::default(), Language::En).unwrap();
    assert!(html.contains("name=\"done_on\" value=\"2024-12-01\""), "no day after the season");
}

#[test]
fn owners_and_coordinators_are_offered_what_they_may() {
    let mut desk = desk();
    let verbs = |desk: &Desk| {
        let html =
            render_change(desk, &deed(3, DeedStatus::Claimed), &Written::default(), Language::En).unwrap();
        ["verify", "reject", "correct", "withdraw"].map(|verb| html.contains(&format!("value=\"{verb}\"")))
    };
    assert_eq!(verbs(&desk), [true, true, false, false]);
    desk.deeds.push(deed(3, DeedStatus::Rejected));
    assert_eq!(verbs(&desk), [false, false, true, true], "nobody decides about a deed of their own");
    desk.roles.clear();
    assert_eq!(verbs(&desk), [false, false, true, true]);
    let html = render_me(&desk, &Written::default(), Language::En).unwrap();
    assert_eq!(html.matches("/change\"").count(), 1, "a rejected deed is not changed");
    assert!(!html.contains("/queue\""), "no queue for others");
}

fn judges_page(judging: &Judging, written: &Written) -> String {
    let judge = ["judge".to_owned()];
    render_judging(&sample::season(), judging, written, &judge, Language::En).unwrap()
}

#[test]
fn judges_see_numbers_what_was_done_and_their_own_points() {
    let html = judges_page(&judging(), &Written::default());
    for expected in ["1 of 2 scored", "Entry 2", "value=\"8\"", "38 trees", "2 people took part"] {
        assert!(html.contains(expected), "{expected} in {html}");
    }
    assert_eq!(html.matches("value=\"score\"").count(), 2, "nothing to fill in where one is recused");
    assert!(html.contains("href=\"#entry-green-country-2\""), "the way to what waits");
    assert!(html.contains("href=\"/en/2024/judging\" aria-current=\"page\""), "a judge's navigation has it");
}

#[test]
fn refused_points_stay_beside_their_entry() {
    let sent = [("do", "score"), ("nomination", "green-country"), ("points.0", "99")];
    let mut values: std::collections::BTreeMap<_, _> =
        sent.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
    values.insert("entrant_id".to_owned(), Uuid::from_u128(2).to_string());
    let written = Written { values, refused: Some("At most 10".to_owned()), errors: [].into() };
    let html = judges_page(&judging(), &written);
    assert_eq!(html.matches("value=\"99\"").count(), 1);
    assert!(html.contains("At most 10 <a href=\"#entry-green-country-2\">"), "{html}");
}

#[test]
fn the_next_entry_is_the_one_after_without_points() {
    let next = |dealt_with: u128, judging: &Judging| {
        marathon_console::next_card(judging, "green-country", Uuid::from_u128(dealt_with))
    };
    let mut judging = judging();
    assert_eq!(next(1, &judging).as_deref(), Some("entry-green-country-2"));
    assert_eq!(next(3, &judging).as_deref(), Some("entry-green-country-2"), "from the beginning again");
    judging.mine.as_mut().unwrap()[0].entries[1].scored = true;
    assert_eq!(next(1, &judging), None);
}

#[test]
fn after_judging_entries_stand_by_place() {
    let html = judges_page(&judged(), &Written::default());
    let places: Vec<_> = html::texts_after(&html, "<tr><td>");
    assert_eq!(places, ["1", "awaits the draw", "too few scores"]);
    for expected in ["≈\u{a0}7.33", "50%", "75.12%"] {
        assert!(html.contains(expected), "{expected} in {html}");
    }
    assert!(!html.contains("class=\"rubric\""), "points are taken no more");
}

#[test]
fn a_certificate_leads_to_the_result_that_holds() {
    let html = pages(Language::En).into_iter().find(|(page, _)| *page == "certificate").unwrap().1;
    let hash = format!("{:064}", 2);
    assert!(html.contains(&format!("href=\"/v1/marathons/2024/awards/{hash}\"")), "{html}");
    assert!(html.contains("<bdi>Tulip &#38; co</bdi>") && html.contains("Place 1 · Green country"));
    let nobody = render_certificate(&sample::season(), &awards().nominations[0], Uuid::nil(), Language::En);
    assert!(nobody.unwrap().is_none());
    let html = render_winners(&sample::season(), &awards(), None, Language::En).unwrap();
    assert!(html.contains("Amended") && html.contains(&hash) && html.contains("marathon verify 2024.ndjson"));
}

#[test]
fn an_invitation_is_a_link_for_the_captain_and_a_question_for_the_invited() {
    let html = |made| render_invitation(&invitation(made), &Written::default(), Language::En).unwrap();
    let link = "https://marathon.example/en/2024/entrants/00000000-0000-0000-0000-000000000009/join?invitation=mrt_link_abc";
    assert!(html(true).contains(link) && !html(true).contains("id=\"join"), "{}", html(true));
    assert!(!html(false).contains("https://") && html(false).contains("value=\"mrt_link_abc\""));
    let nobody = Invitation { is_person: false, ..invitation(false) };
    let html = render_invitation(&nobody, &Written::default(), Language::En).unwrap();
    assert!(!html.contains("name=\"invitation\"") && html.contains("register on your page"), "{html}");
}

#[test]
fn my_page_has_members_reasons_and_the_way_out() {
    let html = render_me(&desk(), &Written::default(), Language::En).unwrap();
    for expected in [
        "Member: Aigul &#60;b&#62;",
        "Make an invitation",
        "Team · KZ-71 · silver volunteer",
        "<blockquote><bdi>Why &#60;b&#62;</bdi>",
        "action=\"/en/2024/erase\"",
        "name=\"guardian_consent\"",
        "href=\"/en/2026/me\"",
    ] {
        assert!(html.contains(expected), "{expected} in {html}");
    }
    let mut desk = desk();
    desk.entrants[0].kind = EntrantKind::Person;
    let html = render_me(&desk, &Written::default(), Language::En).unwrap();
    assert!(!html.contains("guardian_consent"), "one person is enough");
    assert!(!html.contains("Make an invitation"), "nobody joins a person");
}

#[test]
fn photos_are_sent_as_files_and_as_fingerprints() {
    let html = render_log(&desk(), DeedKind::TreesPlanted, &Written::default(), Language::En).unwrap();
    assert!(html.contains("enctype=\"multipart/form-data\""), "{html}");
    assert!(html.contains("type=\"file\" accept=\"image/*\" multiple") && html.contains("name=\"photos\""));
    assert!(!render_me(&desk(), &Written::default(), Language::En).unwrap().contains("enctype"));
}
