//! The organiser's pages, and appeals, as HTML.

use marathon_console::{
    Appealing, DecidedResult, Desk, EntryState, GrantedRole, IssuedToken, JudgeState, JuryState, Language,
    Listed, LodgedAppeal, MyEntrant, Organise, OrganisedNomination, RoleHolder, Written, render_appeal,
    render_first, render_organise,
};
use marathon_events::{Day, EntrantId, EntrantKind, Position, Timestamp};
use marathon_projections::judging::{Dated, Moment, Steps};
use uuid::Uuid;

use crate::{html, sample};

fn moment(position: u64) -> Moment {
    let time = Timestamp::parse_rfc3339("2024-12-02T09:00:00Z").unwrap();
    Moment { position: Position(position), time, actor: None }
}

fn dated<T>(position: u64, what: T) -> Option<Dated<T>> {
    Some(Dated { at: moment(position), what })
}

fn desk() -> Desk {
    let rules = sample::rules();
    Desk {
        season: sample::season(),
        login: Some("head@example.kz".to_owned()),
        roles: vec!["organiser".to_owned()],
        entrants: vec![MyEntrant {
            id: Uuid::from_u128(7),
            alias: "Tulip <b>".to_owned(),
            region: "KZ-71".to_owned(),
            kind: EntrantKind::Team,
            silver: false,
            members: Vec::new(),
            member_of: Vec::new(),
        }],
        elsewhere: Vec::new(),
        deeds: Vec::new(),
        regions: rules.regions.iter().map(|r| (r.code, r.name.clone())).collect(),
        sectors: Vec::new(),
        today: Day::parse("2024-12-05").unwrap(),
    }
}

/// A season that goes as far as `steps` says, with one nomination that has a jury.
fn organise(steps: Steps) -> Organise {
    let frozen = steps.frozen.is_some();
    let judge = JudgeState { judge: Uuid::from_u128(9), to_score: 2, scored: 1, recused: 1, opened: false };
    let entry = |n, scores| EntryState { entrant_id: Uuid::from_u128(n), scores, quorum_waived: false };
    let jury = JuryState {
        nomination: "green-country".to_owned(),
        judges: if frozen { vec![judge] } else { Vec::new() },
        entries: if frozen { vec![entry(7, 1), entry(8, 0)] } else { Vec::new() },
    };
    let listed =
        |n| Listed { id: EntrantId(Uuid::from_u128(n)), alias: format!("Entrant <{n}>"), competes: n == 7 };
    let holder = |n, login: Option<&str>, role: &str| RoleHolder {
        principal: Uuid::from_u128(n),
        login: login.map(str::to_owned),
        roles: vec![GrantedRole {
            role: role.to_owned(),
            regions: vec!["KZ-71".to_owned()],
            nominations: Vec::new(),
        }],
    };
    Organise {
        desk: desk(),
        opened_at: moment(0).time,
        waiting: 12,
        nominations: vec![OrganisedNomination {
            id: "green-country".to_owned(),
            title: sample::rules().nominations[0].title.clone(),
            has_jury: true,
            quorum: 1,
            shortlist: frozen.then(|| (moment(33), vec![listed(7), listed(8)])),
            jury: Some(jury),
            results: Vec::new(),
            appeals: Vec::new(),
        }],
        appeals_until: None,
        holders: vec![
            holder(5, Some("head@example.kz"), "organiser"),
            holder(9, Some("jury&co@example.kz"), "judge"),
            holder(10, None, "judge"),
        ],
        tokens: vec![IssuedToken {
            principal: Uuid::from_u128(11),
            prefix: "mrt_abc".to_owned(),
            role: "participant".to_owned(),
            expires_at: moment(0).time,
            revoked_at: None,
        }],
        steps,
    }
}

fn until_freeze() -> Steps {
    Steps {
        intake_closed: Some(moment(30)),
        seed_source: dated(31, "the beacon <of noon>".to_owned()),
        frozen: dated(32, Position(31)),
        ..Steps::default()
    }
}

fn published() -> Organise {
    let steps = Steps {
        judging_closed: Some(moment(40)),
        announced: dated(42, moment(0).time),
        published: Some(moment(43)),
        ..until_freeze()
    };
    let mut organise = organise(steps);
    organise.appeals_until = Day::parse("2024-12-12");
    let winners = vec!["Tulip & co".to_owned()];
    let appeal = |n, resolved| LodgedAppeal {
        id: Uuid::from_u128(n),
        at: moment(44),
        alias: "Rose".to_owned(),
        reason: "Look <again>".to_owned(),
        resolved,
        amended: false,
    };
    let nomination = &mut organise.nominations[0];
    nomination.results = vec![DecidedResult { at: moment(41), winners, reason: None }];
    nomination.appeals = vec![
        appeal(1, None),
        appeal(2, Some((true, "Yes".to_owned()))),
        appeal(3, Some((false, "No".to_owned()))),
    ];
    organise
}

fn page(organise: &Organise) -> String {
    render_organise(organise, &Written::default(), Language::En).unwrap()
}

/// What stands in the list item of a step.
fn step<'a>(html: &'a str, id: &str) -> &'a str {
    let from = html.find(&format!("id=\"step-{id}\"")).unwrap_or_else(|| panic!("no step {id}"));
    let rest = &html[from..];
    &rest[..rest.find("</li>").unwrap()]
}

fn forms(html: &str) -> Vec<&str> {
    html.split("name=\"do\" value=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

#[test]
fn pages_are_sound() {
    for language in Language::ALL {
        let appealing = Appealing {
            desk: desk(),
            nominations: vec![("green-country".to_owned(), sample::rules().nominations[0].title.clone())],
            published: true,
            until: Day::parse("2024-12-12"),
        };
        let untouched = Written::default();
        for (name, html) in [
            ("just opened", render_organise(&organise(Steps::default()), &untouched, language)),
            ("frozen", render_organise(&organise(until_freeze()), &untouched, language)),
            ("published", render_organise(&published(), &untouched, language)),
            ("first organiser", render_first(&sample::season(), &untouched, language)),
            ("appeal", render_appeal(&appealing, &untouched, language)),
        ] {
            let html = html.unwrap();
            html::check(name, &html);
            assert_eq!(html.matches("<h1").count(), 1, "{name}");
            for written in ["<b>", "<7>", "<of noon>", "<again>", "jury&co"] {
                assert!(!html.contains(written), "{name}: what users write is no markup: {written}");
            }
        }
    }
}

#[test]
fn one_step_is_next_and_those_after_it_say_what_they_wait_for() {
    let html = page(&organise(Steps::default()));
    assert_eq!(html.matches("aria-current=\"step\"").count(), 1);
    assert!(step(&html, "intake-closed").contains("aria-current=\"step\""));
    assert_eq!(forms(step(&html, "intake-closed")), ["close"]);
    assert!(step(&html, "seed-source").contains("after the step “Intake closed”"));
    assert!(forms(step(&html, "seed-source")).is_empty());
    assert!(step(&html, "frozen").contains("12 deeds still wait for a decision."));
    let html = page(&organise(until_freeze()));
    assert!(step(&html, "seed").contains("aria-current=\"step\""), "{html}");
    assert!(step(&html, "frozen").contains("event 32") && step(&html, "frozen").contains("event 31"));
    assert!(step(&html, "judging-closed").contains("after the step “Lots recorded”"));
    assert!(step(&html, "scoring").contains("1 of 2 scored"));
    let html = page(&published());
    assert!(step(&html, "published").contains("event 43") && forms(step(&html, "published")).is_empty());
    assert!(
        step(&html, "appeals").contains("1 appeal is open")
            && step(&html, "appeals").contains("12 December 2024")
    );
}

#[test]
fn a_nomination_offers_what_is_due_in_it() {
    let offered = |organise: &Organise| {
        let html = page(organise);
        let card = html.split("<article").nth(1).unwrap().split("</article>").next().unwrap();
        forms(card).into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    assert!(offered(&organise(Steps::default())).is_empty());
    let mut frozen = organise(until_freeze());
    assert_eq!(offered(&frozen), ["judge", "waive", "disqualify"]);
    let html = page(&frozen);
    assert!(
        html.contains("<dt><bdi>jury&#38;co@example.kz</bdi></dt><dd>1 of 2 scored · recused from 1</dd>"),
        "{html}"
    );
    assert!(html.contains("1 entry has too few scores"));
    let options = html.split("name=\"judge\"").nth(1).unwrap().split("</select>").next().unwrap();
    assert_eq!(
        html::texts_after(options, "selected>").len() + html::texts_after(options, "\">").len(),
        1,
        "{options}"
    );
    assert!(options.contains("…00000000000a"), "who has no login is called by the end of the id");
    frozen.nominations[0].shortlist = None;
    assert_eq!(offered(&frozen), ["shortlist"]);
    frozen.nominations[0].jury = None;
    assert!(page(&frozen).contains("how far the other judges are is not shown"));
    assert_eq!(offered(&published()), ["disqualify", "resolve", "amend"]);
}

#[test]
fn a_refusal_stands_at_the_form_that_was_sent_and_keeps_what_was_written() {
    let sent = |form: &str| Written {
        values: [("form", form), ("source", "Heads or <tails>")]
            .map(|(n, v)| (n.to_owned(), v.to_owned()))
            .into(),
        refused: Some("Too long".to_owned()),
        errors: [("source".to_owned(), "At most 10".to_owned())].into(),
    };
    let steps = Steps { intake_closed: Some(moment(30)), ..Steps::default() };
    let html = render_organise(&organise(steps.clone()), &sent("seed-source"), Language::En).unwrap();
    let form = step(&html, "seed-source");
    assert!(
        form.contains("role=\"alert\">Too long</p>") && form.contains("Heads or &#60;tails&#62;</textarea>")
    );
    assert!(form.contains("<strong class=\"error\">At most 10</strong>"));
    assert!(form.contains("action=\"/en/2024/organise#at-seed-source\""), "the reader is led to it");
    assert_eq!(html.matches("role=\"alert\"").count(), 1);
    let html = render_organise(&organise(steps), &sent("close"), Language::En).unwrap();
    let head = html.split("course-title\">").next().unwrap();
    assert!(head.contains("role=\"alert\">Too long</p>"), "a form that is gone leaves its refusal above");
}

#[test]
fn an_appeal_is_lodged_within_its_days() {
    let mut appealing = Appealing {
        desk: desk(),
        nominations: vec![("green-country".to_owned(), sample::rules().nominations[0].title.clone())],
        published: true,
        until: Day::parse("2024-12-05"),
    };
    let page = |a: &Appealing| render_appeal(a, &Written::default(), Language::En).unwrap();
    assert!(page(&appealing).contains("Appeals are taken until 5 December 2024."));
    assert!(page(&appealing).contains("<option value=\"green-country\""));
    appealing.until = Day::parse("2024-12-04");
    assert!(page(&appealing).contains("until 4 December 2024") && !page(&appealing).contains("<form"));
    appealing.published = false;
    appealing.until = None;
    assert!(page(&appealing).contains("not published yet") && !page(&appealing).contains("<form"));
}

#[test]
fn the_first_organiser_gets_a_form_and_no_secret_in_an_address() {
    let written = Written {
        values: [("secret", "ab12"), ("login", "head")].map(|(n, v)| (n.to_owned(), v.to_owned())).into(),
        refused: Some("Too short".to_owned()),
        ..Written::default()
    };
    let html = render_first(&sample::season(), &written, Language::En).unwrap();
    assert!(
        html.contains("name=\"secret\" value=\"ab12\"") && html.contains("action=\"/en/first-organiser\"")
    );
    assert!(
        ["href", "action"]
            .iter()
            .all(|name| html::attributes(&html, name).iter().all(|a| !a.contains("ab12")))
    );
}
