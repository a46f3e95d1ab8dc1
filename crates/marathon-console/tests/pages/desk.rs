//! The pages of people who are signed in, as HTML.

use marathon_console::{
    Award, AwardedResult, Awards, Criterion, DeedStatus, Desk, Judging, Language, MyDeed, MyEntrant,
    OwnEntry, OwnNomination, ResultAmendment, SettledAppeal, Waiting, Winner, Written, render_certificate,
    render_change, render_judging, render_log, render_me, render_queue, render_sign_in, render_winners,
};
use marathon_events::{Day, DeedId, DeedKind};
use uuid::Uuid;

use crate::{html, sample};

fn deed(n: u128, status: DeedStatus) -> MyDeed {
    MyDeed {
        id: DeedId(Uuid::from_u128(n)),
        alias: "Қызғалдақ <b>".to_owned(),
        kind: DeedKind::TreesPlanted,
        amount: 12,
        done_on: Day::parse("2024-08-01").unwrap(),
        status,
    }
}

fn desk() -> Desk {
    let rules = sample::rules();
    Desk {
        season: sample::season(),
        login: Some("tulip@example.kz".to_owned()),
        roles: vec!["coordinator".to_owned(), "judge".to_owned()],
        entrants: vec![MyEntrant {
            id: Uuid::from_u128(7),
            alias: "Tulip".to_owned(),
            region: "KZ-71".to_owned(),
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
        winners: vec![Winner {
            place: 1,
            entrant_id: Uuid::from_u128(u128::from(n)),
            alias: format!("Winner {n}"),
        }],
        amendment: (n > 1).then(|| ResultAmendment { reason: "Counted <twice>".to_owned() }),
    };
    let winner = Winner { place: 1, entrant_id: Uuid::from_u128(7), alias: "Tulip & co".to_owned() };
    let award = Award {
        nomination: "green-country".to_owned(),
        title: "Green country".to_owned(),
        winners: vec![winner],
        results: vec![result(1), result(2)],
        appeals: vec![SettledAppeal {
            position: 88,
            alias: "Rose".to_owned(),
            reason: "Look <again>".to_owned(),
            upheld: Some(true),
            resolution: Some("Seen".to_owned()),
        }],
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
    };
    let own = OwnNomination {
        nomination: "green-country".to_owned(),
        title: "Green country".to_owned(),
        criteria: vec![Criterion { title: "Impact".to_owned(), score_max: 10 }],
        to_score: 2,
        scored: 1,
        entries: vec![entry(1, Some(vec![8]), None), entry(2, None, None), entry(3, None, Some("member"))],
    };
    Judging { mine: Some(vec![own]), juries: None }
}

fn pages(language: Language) -> Vec<(&'static str, String)> {
    let (desk, untouched) = (desk(), Written::default());
    let waiting = Waiting { deed: deed(1, DeedStatus::Claimed), twin: Some(deed(2, DeedStatus::Verified)) };
    let mut pages = vec![
        ("sign in", render_sign_in(&desk.season, &refused(), language).unwrap()),
        ("me", render_me(&desk, &untouched, language).unwrap()),
        ("change", render_change(&desk, &deed(3, DeedStatus::Claimed), &refused(), language).unwrap()),
        ("change mine", render_change(&desk, &desk.deeds[0], &refused(), language).unwrap()),
        ("queue", render_queue(&desk, &[waiting], language).unwrap()),
        ("empty queue", render_queue(&desk, &[], language).unwrap()),
        (
            "winners",
            render_winners(&desk.season, &awards(), None, Day::parse("2024-12-20"), language).unwrap(),
        ),
        (
            "no winners",
            render_winners(&desk.season, &Awards::default(), Some("Not yet"), None, language).unwrap(),
        ),
        ("judging", render_judging(&desk.season, &judging(), &untouched, language).unwrap()),
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
    let html = render_sign_in(&sample::season(), &refused(), Language::En).unwrap();
    assert!(!html.contains("secret words"), "a password is never sent back");
}

#[test]
fn every_form_has_a_key_of_its_own() {
    let html =
        render_queue(&desk(), &[Waiting { deed: deed(1, DeedStatus::Claimed), twin: None }], Language::En)
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

#[test]
fn judges_see_numbers_and_their_own_points() {
    let html = render_judging(&sample::season(), &judging(), &Written::default(), Language::En).unwrap();
    assert!(
        html.contains("1 of 2 scored") && html.contains("Entry 2") && html.contains("value=\"8\""),
        "{html}"
    );
    assert_eq!(html.matches("value=\"score\"").count(), 2, "nothing to fill in where one is recused");
}

#[test]
fn a_certificate_leads_to_the_result_that_holds() {
    let html = pages(Language::En).into_iter().find(|(page, _)| *page == "certificate").unwrap().1;
    let hash = format!("{:064}", 2);
    assert!(html.contains(&format!("href=\"/v1/marathons/2024/awards/{hash}\"")), "{html}");
    assert!(html.contains("<bdi>Tulip &#38; co</bdi>") && html.contains("Place 1 · Green country"));
    let nobody = render_certificate(&sample::season(), &awards().nominations[0], Uuid::nil(), Language::En);
    assert!(nobody.unwrap().is_none());
    let html = render_winners(&sample::season(), &awards(), None, None, Language::En).unwrap();
    assert!(
        html.contains("<p class=\"by\">As it was decided first · event 91</p>") && html.contains("Winner 1")
    );
    assert!(
        html.contains("Amended: Counted &#60;twice&#62;")
            && html.contains("<blockquote>Look &#60;again&#62;")
    );
    assert!(html.contains("Amended") && html.contains(&hash) && html.contains("marathon verify 2024.ndjson"));
}
