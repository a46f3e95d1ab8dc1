//! Allowed histories with one event that was not allowed: it is named with its position.

use marathon_events::{
    Event, Figures, People, Position, Role, Trees,
    award_decided::AwardDecided,
    challenge_resolved::ChallengeResolved,
    deed_challenged::DeedChallenged,
    deed_corrected::DeedCorrected,
    deed_rejected::DeedRejected,
    deed_withdrawn::DeedWithdrawn,
    entrant_disqualified::EntrantDisqualified,
    entrant_profile_changed::EntrantProfileChanged,
    entrant_registered::{AgeClass, EntrantRegistered},
    entrant_withdrawn::EntrantWithdrawn,
    field_frozen::FieldFrozen,
    intake_closed::IntakeClosed,
    judge_assigned::JudgeAssigned,
    judge_recused::{JudgeRecused, RecusalGround},
    judging_closed::JudgingClosed,
    marathon_opened::MarathonOpened,
    member_joined::MemberJoined,
    member_left::MemberLeft,
    publication_announced::PublicationAnnounced,
    quorum_waived::QuorumWaived,
    results_published::ResultsPublished,
    role_revoked::RoleRevoked,
    rules_amended::RulesAmended,
    scores_opened::ScoresOpened,
    seed_source_named::SeedSourceNamed,
    trees_planted::TreesPlanted,
};

use crate::{
    given::{History, MARATHON, deed, entrant, nomination, principal, rules, stream},
    season::{
        ALMATY, all_open, announced, appeal_stream, appealed, assigned, award, closed, decided, deeds,
        frozen, granted, judging_closed, lodged, opened, people, published, recused, region, registered,
        resolved, result, results, score, scored, shortlist, trees, verified,
    },
};

type Add = fn(&mut History) -> Position;

/// Before each event everything is fine; the event is found where it stands, and what is said has these words.
fn all_found(start: fn() -> History, cases: &[(&str, Add)]) {
    assert_eq!(start().report().findings, []);
    for (words, add) in cases {
        let mut h = start();
        let at = add(&mut h);
        let report = h.report();
        let first = report.findings.first().unwrap_or_else(|| panic!("nothing found: {words}"));
        assert_eq!(first.position, at, "{words}: {}", first.what);
        assert!(first.what.contains(words), "`{words}` is not in `{}`", first.what);
        assert_eq!(report.findings.len(), 1, "{words}: {:?}", report.findings);
    }
}

/// These are allowed.
fn none_found(start: fn() -> History, cases: &[Add]) {
    for (no, add) in cases.iter().enumerate() {
        let mut h = start();
        add(&mut h);
        assert_eq!(h.report().findings, [], "case {no}");
    }
}

fn log(h: &mut History, actor: &str, deed: TreesPlanted) -> Position {
    h.add(actor, stream(0x299), Event::TreesPlanted(deed))
}

/// A deed of team 1 in Astana, claimed.
fn claimed() -> History {
    let mut h = people();
    h.add(
        "ann",
        deed(9).into(),
        Event::TreesPlanted(TreesPlanted { companions: vec![entrant(5)], ..trees(1, 9, 3) }),
    );
    h
}

fn corrected(trees: u32) -> Event {
    let figures = Figures::TreesPlanted { people: People(3), trees: Trees(trees) };
    Event::DeedCorrected(DeedCorrected { figures, reason: Some("recounted".into()) })
}

fn challenged() -> Event {
    Event::DeedChallenged(DeedChallenged { reason: "really?".into() })
}

fn challenge_resolved() -> Event {
    Event::ChallengeResolved(ChallengeResolved { upheld: true, reason: "right".into() })
}

#[test]
fn opening_and_roles() {
    all_found(
        people,
        &[
            ("open already", |h| {
                h.add(
                    "",
                    stream(MARATHON),
                    Event::MarathonOpened(Box::new(MarathonOpened { rules: rules() })),
                )
            }),
            ("no organiser", |h| h.add("cora", principal("cora").into(), granted(Role::Organiser, &[]))),
            ("no region KZ-10", |h| {
                h.add("olga", principal("x").into(), granted(Role::Coordinator, &["KZ-10"]))
            }),
            ("regions with role", |h| h.add("olga", principal("x").into(), granted(Role::Judge, &[ALMATY]))),
            ("did not have role", |h| {
                let revoked = RoleRevoked { role: Role::Auditor, reason: None };
                h.add("olga", principal("cora").into(), Event::RoleRevoked(revoked))
            }),
            ("last organiser", |h| {
                let revoked = RoleRevoked { role: Role::Organiser, reason: None };
                h.add("olga", principal("olga").into(), Event::RoleRevoked(revoked))
            }),
        ],
    );
    none_found(people, &[|h| h.add("", principal("x").into(), granted(Role::Organiser, &[]))]);
}

#[test]
fn entrants_and_members() {
    fn register(h: &mut History, actor: &str, it: EntrantRegistered) -> Position {
        h.add(actor, entrant(9).into(), Event::EntrantRegistered(it))
    }
    fn person() -> EntrantRegistered {
        registered(marathon_events::EntrantKind::Person, "new")
    }
    fn profile(alias: &str) -> Event {
        let alias = Some(alias.to_owned());
        Event::EntrantProfileChanged(EntrantProfileChanged {
            alias,
            region: None,
            members: None,
            silver: None,
        })
    }
    fn joined(person: u128) -> Event {
        Event::MemberJoined(MemberJoined { person: entrant(person) })
    }
    all_found(
        people,
        &[
            ("neither owns it", |h| register(h, "ann", person())),
            ("second person", |h| {
                register(h, "ann", EntrantRegistered { owner: Some(principal("ann")), ..person() })
            }),
            ("guardian", |h| {
                register(h, "new", EntrantRegistered { age: Some(AgeClass::Minor), ..person() })
            }),
            ("nobody asked", |h| register(h, "new", EntrantRegistered { age: None, ..person() })),
            ("without an alias", |h| register(h, "new", EntrantRegistered { alias: " ".into(), ..person() })),
            ("11 characters", |h| {
                register(h, "new", EntrantRegistered { alias: "12345678901".into(), ..person() })
            }),
            ("but persons", |h| {
                register(h, "new", EntrantRegistered { members: Some(People(2)), ..person() })
            }),
            ("exists already", |h| h.add("new", entrant(1).into(), Event::EntrantRegistered(person()))),
            ("whose entrant", |h| h.add("bob", entrant(1).into(), profile("mine"))),
            ("unknown entrant", |h| h.add("bob", entrant(8).into(), profile("mine"))),
            ("neither belongs", |h| h.add("dan", entrant(1).into(), joined(5))),
            ("a member already", |h| h.add("ann", entrant(1).into(), joined(6))),
            ("is no person", |h| h.add("ann", entrant(1).into(), joined(2))),
            ("is no member", |h| {
                h.add("ann", entrant(1).into(), Event::MemberLeft(MemberLeft { person: entrant(5) }))
            }),
            ("whose entrant", |h| {
                h.add("ann", entrant(2).into(), Event::EntrantWithdrawn(EntrantWithdrawn { reason: None }))
            }),
            ("no organiser", |h| {
                let reason = "no".to_owned();
                h.add("ann", entrant(2).into(), Event::EntrantDisqualified(EntrantDisqualified { reason }))
            }),
        ],
    );
    none_found(
        people,
        &[
            |h| h.add("ann", entrant(1).into(), profile("mine")),
            |h| h.add("", entrant(1).into(), profile("mine")),
            |h| register(h, "cora", EntrantRegistered { owner: None, ..person() }),
        ],
    );
    all_found(
        frozen,
        &[
            ("was frozen", |h| h.add("ann", entrant(1).into(), profile("mine"))),
            ("was frozen", |h| h.add("ann", entrant(1).into(), joined(5))),
            ("was frozen", |h| register(h, "new", person())),
        ],
    );
}

#[test]
fn deeds_as_they_are_logged() {
    all_found(
        deeds,
        &[
            ("neither owns", |h| log(h, "bob", trees(1, 7, 1))),
            ("neither owns", |h| log(h, "carl", trees(1, 7, 1))),
            ("unknown entrant", |h| log(h, "", trees(99, 7, 1))),
            ("no region", |h| log(h, "ann", TreesPlanted { region: region("KZ-10"), ..trees(1, 7, 1) })),
            ("no sector", |h| {
                log(h, "ann", TreesPlanted { sector: marathon_events::Sector("x".into()), ..trees(1, 7, 1) })
            }),
            ("outside the season", |h| {
                let done_on = marathon_events::Day::new(2024, 7, 8).unwrap();
                log(h, "ann", TreesPlanted { done_on, ..trees(1, 7, 1) })
            }),
            ("after it was logged", |h| {
                let done_on = marathon_events::Day::new(2024, 7, 11).unwrap();
                log(h, "ann", TreesPlanted { done_on, ..trees(1, 7, 1) })
            }),
            ("1 to 1000", |h| log(h, "ann", trees(1, 1_001, 1))),
            ("1 to 1000", |h| log(h, "ann", trees(1, 0, 1))),
            ("people 0", |h| log(h, "ann", trees(1, 7, 0))),
            ("looks like", |h| log(h, "ann", trees(1, 100, 8))),
            ("looks like", |h| {
                log(h, "ann", TreesPlanted { possible_duplicate_of: Some(deed(1)), ..trees(1, 7, 1) })
            }),
            ("twice", |h| log(h, "ann", TreesPlanted { companions: vec![entrant(1)], ..trees(1, 7, 1) })),
            ("no person", |h| log(h, "ann", TreesPlanted { companions: vec![entrant(2)], ..trees(1, 7, 1) })),
            ("under age", |h| {
                let (sector, companions) = (marathon_events::Sector("emergency".into()), vec![entrant(6)]);
                log(h, "ann", TreesPlanted { sector, companions, ..trees(1, 7, 1) })
            }),
            ("9 characters", |h| {
                log(h, "ann", TreesPlanted { species: Some("123456789".into()), ..trees(1, 7, 1) })
            }),
            ("exists already", |h| h.add("ann", deed(1).into(), Event::TreesPlanted(trees(1, 7, 1)))),
        ],
    );
    none_found(
        deeds,
        &[
            |h| log(h, "cora", trees(1, 7, 1)),
            |h| log(h, "", trees(1, 1_000, 1)),
            |h| log(h, "ann", TreesPlanted { possible_duplicate_of: Some(deed(1)), ..trees(1, 100, 8) }),
        ],
    );
    all_found(closed, &[("intake was closed", |h| log(h, "ann", trees(1, 7, 1)))]);
}

#[test]
fn deeds_as_they_are_decided_and_mended() {
    all_found(
        claimed,
        &[
            ("about a deed of their own", |h| {
                h.add("olga", principal("ann").into(), granted(Role::Coordinator, &[]));
                h.add("ann", deed(9).into(), verified())
            }),
            ("about a deed of their own", |h| {
                // The owner of a named companion.
                h.add("olga", principal("bob").into(), granted(Role::Coordinator, &[]));
                h.add("bob", deed(9).into(), verified())
            }),
            ("about a deed of their own", |h| {
                // A member of the team.
                h.add("olga", principal("mia").into(), granted(Role::Coordinator, &[]));
                h.add("mia", deed(9).into(), Event::DeedRejected(DeedRejected { reason: None }))
            }),
            ("does not coordinate KZ-71", |h| h.add("carl", deed(9).into(), verified())),
            ("does not coordinate KZ-71", |h| h.add("dan", deed(9).into(), verified())),
            ("unknown deed", |h| h.add("cora", deed(8).into(), verified())),
            ("was Claimed", |h| h.add("dan", deed(9).into(), challenged())),
            ("whose deed", |h| {
                h.add("dan", deed(9).into(), Event::DeedWithdrawn(DeedWithdrawn { reason: None }))
            }),
            ("1 to 1000", |h| h.add("ann", deed(9).into(), corrected(1_001))),
            ("21 characters", |h| {
                let reason = Some("123456789012345678901".to_owned());
                h.add("cora", deed(9).into(), Event::DeedRejected(DeedRejected { reason }))
            }),
            ("inspection note", |h| {
                h.add("ann", deed(9).into(), corrected(501));
                h.add("cora", deed(9).into(), verified())
            }),
            ("without a reason", |h| {
                let figures = Figures::TreesPlanted { people: People(3), trees: Trees(8) };
                h.add("ann", deed(9).into(), Event::DeedCorrected(DeedCorrected { figures, reason: None }))
            }),
            ("more than 4 changes", |h| {
                for trees in 1..=4 {
                    h.add("ann", deed(9).into(), corrected(trees));
                }
                h.add("ann", deed(9).into(), corrected(5))
            }),
            ("looks like another", |h| {
                log(h, "ann", TreesPlanted { possible_duplicate_of: Some(deed(9)), ..trees(1, 9, 3) });
                h.add("cora", stream(0x299), verified())
            }),
        ],
    );
    all_found(deeds, &[("was Verified", |h| h.add("cora", deed(1).into(), verified()))]);
    all_found(
        frozen,
        &[
            ("was frozen", |h| h.add("ann", deed(1).into(), corrected(9))),
            ("was frozen", |h| h.add("dan", deed(1).into(), challenged())),
        ],
    );
}

#[test]
fn challenges() {
    all_found(
        deeds,
        &[
            ("by who verified it", |h| h.add("cora", deed(1).into(), challenged())),
            ("of their own", |h| h.add("ann", deed(1).into(), challenged())),
            ("could be challenged until 2024-07-17", |h| {
                h.later(8);
                h.add("dan", deed(1).into(), challenged())
            }),
            ("verified or challenged it", |h| {
                h.add("dan", deed(1).into(), challenged());
                h.add("cora", deed(1).into(), challenge_resolved())
            }),
            ("verified or challenged it", |h| {
                h.add("olga", deed(1).into(), challenged());
                h.add("olga", deed(1).into(), challenge_resolved())
            }),
            ("does not coordinate", |h| {
                h.add("dan", deed(1).into(), challenged());
                h.add("carl", deed(1).into(), challenge_resolved())
            }),
            ("was Challenged", |h| {
                h.add("dan", deed(1).into(), challenged());
                h.add("bob", deed(1).into(), challenged())
            }),
            ("was Verified", |h| h.add("olga", deed(1).into(), challenge_resolved())),
        ],
    );
    none_found(
        deeds,
        &[|h| {
            h.later(7);
            h.add("dan", deed(1).into(), challenged())
        }],
    );
}

#[test]
fn the_order_of_the_season() {
    fn source() -> Event {
        Event::SeedSourceNamed(SeedSourceNamed { source: "drand".into() })
    }
    fn freeze(h: &mut History, actor: &str, back: u64) -> Position {
        let position = Position(h.events.len() as u64 - back);
        h.add(actor, stream(MARATHON), Event::FieldFrozen(FieldFrozen { position, reason: None }))
    }
    fn amend(h: &mut History, rules: marathon_events::marathon_opened::RuleSet) -> Position {
        let amended = RulesAmended { rules, reason: "fairer".into() };
        h.add("olga", stream(MARATHON), Event::RulesAmended(Box::new(amended)))
    }
    all_found(
        deeds,
        &[
            ("intake was closed", |h| h.add("olga", stream(MARATHON), source())),
            ("seed was named", |h| freeze(h, "olga", 1)),
            ("what is plausible", |h| {
                let mut rules = rules();
                rules.kinds[0].people.refuse_above += 1;
                amend(h, rules)
            }),
            ("what counts", |h| {
                let mut rules = rules();
                rules.nominations[0].per_deed_max = None;
                amend(h, rules)
            }),
            ("no organiser", |h| {
                h.add("ann", stream(MARATHON), Event::IntakeClosed(IntakeClosed { reason: None }))
            }),
            ("stream of the marathon", |h| {
                h.add("olga", stream(0x999), Event::IntakeClosed(IntakeClosed { reason: None }))
            }),
        ],
    );
    all_found(
        closed,
        &[
            ("everything up to", |h| freeze(h, "olga", 2)),
            ("no organiser", |h| freeze(h, "cora", 1)),
            ("field was frozen", |h| h.add("olga", nomination("green"), shortlist("green", &[]))),
        ],
    );
    all_found(
        frozen,
        &[
            ("field was frozen", |h| freeze(h, "olga", 1)),
            ("no nomination `x`", |h| h.add("olga", nomination("x"), shortlist("x", &[]))),
            ("stream of its nomination", |h| h.add("olga", nomination("x"), shortlist("green", &[]))),
            ("seed was recorded", |h| {
                h.add("olga", stream(MARATHON), Event::JudgingClosed(JudgingClosed {}))
            }),
        ],
    );
    all_found(scored, &[("after the first score", |h| amend(h, rules()))]);
    none_found(
        deeds,
        &[|h| {
            let mut rules = rules();
            rules.nominations[0].winners = 2;
            amend(h, rules)
        }],
    );
}

#[test]
fn judging() {
    fn green(h: &mut History, actor: &str, event: Event) -> Position {
        h.add(actor, nomination("green"), event)
    }
    fn assign(judge: &str, number: u128) -> Event {
        let (judge, entrants) = (principal(judge), vec![entrant(number)]);
        Event::JudgeAssigned(JudgeAssigned { nomination: "green".into(), judge, entrants })
    }
    all_found(
        assigned,
        &[
            ("role of a judge", |h| green(h, "olga", assign("dan", 1))),
            ("no organiser", |h| green(h, "jane", assign("jane", 1))),
            ("not on the shortlist", |h| green(h, "olga", assign("jane", 4))),
            ("is recused", |h| green(h, "bob", score("bob", 2, [1, 1]))),
            ("is not assigned", |h| green(h, "dan", score("dan", 1, [1, 1]))),
            ("in the name of", |h| green(h, "olga", score("jane", 1, [1, 1]))),
            ("not its Member", |h| green(h, "olga", recused("jane", 1, RecusalGround::Member))),
            ("recused from it already", |h| green(h, "olga", recused("bob", 2, RecusalGround::Declared))),
            ("neither that judge", |h| green(h, "jack", recused("jane", 1, RecusalGround::Declared))),
            ("drawn already", |h| green(h, "olga", shortlist("green", &[]))),
            ("before judging was closed", |h| green(h, "olga", Event::ScoresOpened(opened("jane")))),
        ],
    );
    fn declared(judge: &str, number: u128, note: Option<&str>) -> Event {
        let Event::JudgeRecused(e) = recused(judge, number, RecusalGround::Declared) else { unreachable!() };
        Event::JudgeRecused(JudgeRecused { note: note.map(Into::into), ..e })
    }
    all_found(
        judging_closed,
        &[
            ("too late for the judge", |h| green(h, "jane", declared("jane", 1, Some("lost")))),
            ("without a note", |h| green(h, "olga", declared("jane", 1, None))),
        ],
    );
    all_found(all_open, &[("no secret score", |h| green(h, "olga", declared("jane", 1, Some("lost"))))]);
    none_found(judging_closed, &[|h| green(h, "olga", declared("jane", 1, Some("lost")))]);
    all_found(connected, &[("connected", |h| green(h, "dan", score("dan", 3, [1, 1])))]);
    all_found(
        judging_closed,
        &[
            ("after judging", |h| green(h, "jane", score("jane", 1, [1, 1]))),
            ("after judging", |h| green(h, "olga", assign("jane", 1))),
            ("not those that were committed to", |h| {
                let mut opened = opened("jane");
                opened.scores[0].points[0] -= 1;
                green(h, "olga", Event::ScoresOpened(opened))
            }),
            ("not those that were committed to", |h| {
                let mut opened = opened("jane");
                opened.scores[0].salt.0[0] ^= 1;
                green(h, "olga", Event::ScoresOpened(opened))
            }),
            ("at most 10", |h| {
                let mut opened = opened("jane");
                opened.scores[0].points[0] = 11;
                green(h, "olga", Event::ScoresOpened(opened))
            }),
            ("2 criteria", |h| {
                let mut opened = opened("jane");
                opened.scores[0].points.pop();
                green(h, "olga", Event::ScoresOpened(opened))
            }),
            ("is not among them", |h| {
                let mut opened = opened("jane");
                opened.scores.pop();
                green(h, "olga", Event::ScoresOpened(opened))
            }),
            ("did not score once", |h| {
                let mut opened = opened("jane");
                opened.scores.push(opened.scores[0].clone());
                green(h, "olga", Event::ScoresOpened(opened))
            }),
            ("is no judge", |h| {
                let judge = principal("dan");
                let opened = ScoresOpened { nomination: "green".into(), judge, scores: Vec::new() };
                green(h, "olga", Event::ScoresOpened(opened))
            }),
            ("scores of judge", |h| decide(h, "green")),
        ],
    );
    all_found(
        all_open,
        &[
            ("open already", |h| green(h, "olga", Event::ScoresOpened(opened("jane")))),
            ("without a reason", |h| {
                let (nomination, reason) = ("green".into(), " ".into());
                let waived = QuorumWaived { nomination, entrant_id: entrant(2), reason };
                green(h, "olga", Event::QuorumWaived(waived))
            }),
        ],
    );
}

/// dan owns team 3 and is assigned to it, and nobody recused him.
fn connected() -> History {
    let mut h = assigned();
    h.add("olga", principal("dan").into(), granted(Role::Judge, &[]));
    let (judge, entrants) = (principal("dan"), vec![entrant(3)]);
    let assigned = JudgeAssigned { nomination: "green".into(), judge, entrants };
    h.add("olga", nomination("green"), Event::JudgeAssigned(assigned));
    h
}

fn decide(h: &mut History, id: &str) -> Position {
    let award: AwardDecided = award(h, id, result(id));
    h.add("olga", nomination(id), Event::AwardDecided(Box::new(award)))
}

#[test]
fn results_and_appeals() {
    fn publish(h: &mut History) -> Position {
        h.add("olga", stream(MARATHON), Event::ResultsPublished(ResultsPublished { results: results() }))
    }
    fn announce(h: &mut History, minutes: i64) -> Position {
        let at = marathon_events::Timestamp(h.now.0 + minutes * 60_000_000);
        h.add("olga", stream(MARATHON), Event::PublicationAnnounced(PublicationAnnounced { at }))
    }
    all_found(scored, &[("before judging was closed", |h| decide(h, "green"))]);
    all_found(all_open, &[("before the award", |h| announce(h, 9))]);
    all_found(
        decided,
        &[
            ("decided already", |h| decide(h, "green")),
            ("not to come", |h| announce(h, 0)),
            ("was announced", publish),
            ("award was decided", |h| {
                h.add("olga", nomination("green"), recused("jane", 1, RecusalGround::Declared))
            }),
        ],
    );
    all_found(
        announced,
        &[
            ("that was announced", publish),
            ("not the one that was decided", |h| {
                h.later(1);
                let mut results = results();
                results[1].result_hash.0[5] ^= 1;
                h.add("olga", stream(MARATHON), Event::ResultsPublished(ResultsPublished { results }))
            }),
            ("results were published", |h| h.add("bob", appeal_stream(), lodged())),
        ],
    );
    all_found(
        published,
        &[
            ("published already", publish),
            ("whose entrant", |h| h.add("ann", appeal_stream(), lodged())),
            ("appeals were possible until", |h| {
                h.later(4);
                h.add("bob", appeal_stream(), lodged())
            }),
            ("unknown appeal", |h| h.add("olga", appeal_stream(), resolved(true))),
            ("not the reviewer", |h| {
                h.add("olga", principal("otto").into(), granted(Role::Organiser, &[]));
                h.add("bob", appeal_stream(), lodged());
                h.add("otto", appeal_stream(), resolved(true))
            }),
        ],
    );
    all_found(appealed, &[("resolved already", |h| h.add("olga", appeal_stream(), resolved(true)))]);
}
