//! A small season from its opening to an appeal. Teams 1, 2, 3 of ann, bob and dan; persons 4 (ann), 5 (bob) and 6,
//! who is under age (mia).

use marathon_events::{
    AppealId, BasisPoints, Day, EntrantId, EntrantKind, Event, Hmac, People, PersonMinutes, Position,
    RegionCode, Role, Salt, Sector, Seed, StreamId, Timestamp, Trees,
    appeal_lodged::AppealLodged,
    appeal_resolved::AppealResolved,
    award_decided::{AwardDecided, AwardResult},
    challenge_resolved::ChallengeResolved,
    deed_challenged::DeedChallenged,
    deed_verified::DeedVerified,
    entrant_registered::{AgeClass, EntrantRegistered},
    field_frozen::FieldFrozen,
    good_deed_done::GoodDeedDone,
    intake_closed::IntakeClosed,
    judge_assigned::JudgeAssigned,
    judge_recused::{JudgeRecused, RecusalGround},
    judging_closed::JudgingClosed,
    member_joined::MemberJoined,
    publication_announced::PublicationAnnounced,
    results_published::{PublishedResult, ResultsPublished},
    role_granted::RoleGranted,
    score_given::ScoreGiven,
    scores_opened::{OpenedScore, ScoresOpened},
    seed_recorded::SeedRecorded,
    seed_source_named::SeedSourceNamed,
    shortlist_drawn::ShortlistDrawn,
    trees_planted::TreesPlanted,
};
use marathon_scoring::{Award, Entrant, Fraction, Judge, NominationInputs, Record};
use sha2::{Digest, Sha256};

use crate::given::{History, MARATHON, deed, entrant, nomination, principal, rules, stream};

pub const ASTANA: &str = "KZ-71";
pub const ALMATY: &str = "KZ-75";

pub fn region(code: &str) -> RegionCode {
    RegionCode::parse(code).unwrap()
}

fn day(of_july: u32) -> Day {
    Day::new(2024, 7, of_july).unwrap()
}

pub fn granted(role: Role, regions: &[&str]) -> Event {
    let regions = regions.iter().map(|code| region(code)).collect();
    Event::RoleGranted(RoleGranted { role, regions, nominations: Vec::new(), reason: None })
}

pub fn registered(kind: EntrantKind, owner: &str) -> EntrantRegistered {
    let is_person = kind == EntrantKind::Person;
    EntrantRegistered {
        kind,
        alias: owner.into(),
        region: region(ASTANA),
        members: (!is_person).then_some(People(10)),
        owner: Some(principal(owner)),
        age: is_person.then_some(AgeClass::Adult),
        guardian_consent: false,
        silver: false,
    }
}

/// Trees of a team in Astana, on the 10th.
pub fn trees(team: u128, trees: u32, people: u32) -> TreesPlanted {
    TreesPlanted {
        entrant_id: entrant(team),
        region: region(ASTANA),
        sector: Sector("social".into()),
        done_on: day(10),
        people: People(people),
        companions: Vec::new(),
        evidence: Vec::new(),
        possible_duplicate_of: None,
        trees: Trees(trees),
        species: None,
    }
}

pub fn verified() -> Event {
    Event::DeedVerified(DeedVerified { reason: None })
}

/// Registered people with roles; nothing done yet.
pub fn people() -> History {
    let mut h = History::open();
    h.add("", principal("olga").into(), granted(Role::Organiser, &[]));
    h.add("olga", principal("cora").into(), granted(Role::Coordinator, &[ASTANA]));
    h.add("olga", principal("carl").into(), granted(Role::Coordinator, &[ALMATY]));
    for judge in ["jane", "jack", "bob"] {
        h.add("olga", principal(judge).into(), granted(Role::Judge, &[]));
    }
    for (number, owner) in [(1, "ann"), (2, "bob"), (3, "dan")] {
        let team = registered(EntrantKind::Team, owner);
        h.add(owner, entrant(number).into(), Event::EntrantRegistered(team));
    }
    for (number, owner) in [(4, "ann"), (5, "bob")] {
        let person = registered(EntrantKind::Person, owner);
        h.add(owner, entrant(number).into(), Event::EntrantRegistered(person));
    }
    let minor = EntrantRegistered {
        age: Some(AgeClass::Minor),
        guardian_consent: true,
        ..registered(EntrantKind::Person, "mia")
    };
    h.add("mia", entrant(6).into(), Event::EntrantRegistered(minor));
    h.add("ann", entrant(1).into(), Event::MemberJoined(MemberJoined { person: entrant(6) }));
    h
}

/// Deeds 1 to 7 logged and verified, but for the last.
pub fn deeds() -> History {
    let mut h = people();
    // Team 1 plants 100 and 70 on one day: 80 and 40 are left by the caps, 100 + 20 / 2 = 110 by the bands.
    h.add("ann", deed(1).into(), Event::TreesPlanted(trees(1, 100, 3)));
    h.add("ann", deed(2).into(), Event::TreesPlanted(trees(1, 70, 9)));
    h.add("cora", deed(3).into(), Event::TreesPlanted(trees(2, 60, 2)));
    h.add(
        "dan",
        deed(4).into(),
        Event::TreesPlanted(TreesPlanted { region: region(ALMATY), ..trees(3, 61, 1) }),
    );
    for number in 1..=3 {
        h.add("cora", deed(number).into(), verified());
    }
    h.add("carl", deed(4).into(), verified());
    // 7 people helped by three persons: 3, 2, 2 by ascending id.
    let help = GoodDeedDone {
        entrant_id: entrant(4),
        region: region(ALMATY),
        sector: Sector("social".into()),
        done_on: day(9),
        people: People(3),
        companions: vec![entrant(6), entrant(5)],
        evidence: Vec::new(),
        possible_duplicate_of: None,
        people_helped: People(7),
        person_minutes: PersonMinutes(30),
    };
    h.add("ann", deed(5).into(), Event::GoodDeedDone(help.clone()));
    h.add("carl", deed(5).into(), verified());
    let doubt = DeedChallenged { reason: "really?".into() };
    h.add("ann", deed(4).into(), Event::DeedChallenged(doubt));
    let resolved = ChallengeResolved { upheld: false, reason: "seen".into() };
    h.add("olga", deed(4).into(), Event::ChallengeResolved(resolved));
    // On the 10th, which is no day of `heart`; and trees that nobody verifies.
    let other = GoodDeedDone {
        entrant_id: entrant(5),
        region: region(ASTANA),
        done_on: day(10),
        people: People(1),
        companions: Vec::new(),
        people_helped: People(50),
        ..help
    };
    h.add("bob", deed(6).into(), Event::GoodDeedDone(other));
    h.add("cora", deed(6).into(), verified());
    h.add("bob", deed(7).into(), Event::TreesPlanted(trees(2, 40, 4)));
    h
}

pub fn closed() -> History {
    let mut h = deeds();
    h.add("olga", stream(MARATHON), Event::IntakeClosed(IntakeClosed { reason: None }));
    let source = SeedSourceNamed { source: "drand, round 7".into() };
    h.add("olga", stream(MARATHON), Event::SeedSourceNamed(source));
    h
}

pub fn frozen() -> History {
    let mut h = closed();
    let position = Position(h.events.len() as u64 - 1);
    h.add("olga", stream(MARATHON), Event::FieldFrozen(FieldFrozen { position, reason: None }));
    h
}

pub fn shortlist(id: &str, entrants: &[EntrantId]) -> Event {
    Event::ShortlistDrawn(ShortlistDrawn { nomination: id.into(), entrants: entrants.to_vec() })
}

pub fn of_region(code: &str) -> EntrantId {
    EntrantId::of_region(region(code))
}

/// Shortlists drawn, judges assigned: jane and jack to everybody, and bob, who owns team 2.
pub fn assigned() -> History {
    let mut h = frozen();
    h.add("olga", nomination("green"), shortlist("green", &[entrant(1), entrant(3), entrant(2)]));
    h.add("olga", nomination("heart"), shortlist("heart", &[entrant(4), entrant(5), entrant(6)]));
    h.add("olga", nomination("region"), shortlist("region", &[of_region(ASTANA), of_region(ALMATY)]));
    for judge in ["jane", "jack", "bob"] {
        let judge = principal(judge);
        let assigned = JudgeAssigned { nomination: "green".into(), judge, entrants: Vec::new() };
        h.add("olga", nomination("green"), Event::JudgeAssigned(assigned));
    }
    h.add("olga", nomination("green"), recused("bob", 2, RecusalGround::Owner));
    h
}

pub fn recused(judge: &str, number: u128, ground: RecusalGround) -> Event {
    Event::JudgeRecused(JudgeRecused {
        nomination: "green".into(),
        judge: principal(judge),
        entrant_id: entrant(number),
        ground,
        note: None,
    })
}

pub fn salt(judge: &str, number: u128) -> Salt {
    Salt(Sha256::digest(format!("{judge} {number}")).into())
}

pub fn score(judge: &str, number: u128, points: [u32; 2]) -> Event {
    let canonical = format!("[{},{}]", points[0], points[1]);
    Event::ScoreGiven(ScoreGiven {
        nomination: "green".into(),
        judge: principal(judge),
        entrant_id: entrant(number),
        commitment: Hmac::of(salt(judge, number), canonical.as_bytes()),
    })
}

/// What the judges give: jane and jack disagree, bob likes team 3.
pub const POINTS: [(&str, u128, [u32; 2]); 8] = [
    ("jane", 1, [9, 2]),
    ("jane", 2, [7, 5]),
    ("jane", 3, [8, 2]),
    ("jack", 1, [2, 1]),
    ("jack", 2, [5, 0]),
    ("jack", 3, [5, 0]),
    ("bob", 1, [1, 1]),
    ("bob", 3, [10, 5]),
];

pub fn scored() -> History {
    let mut h = assigned();
    // A score can be given anew until judging closes.
    h.add("jane", nomination("green"), score("jane", 1, [0, 0]));
    for (judge, number, points) in POINTS {
        h.add(judge, nomination("green"), score(judge, number, points));
    }
    let seed = Seed::new(vec![7; 16]).unwrap();
    h.add("olga", stream(MARATHON), Event::SeedRecorded(SeedRecorded { seed }));
    h
}

pub fn opened(judge: &str) -> ScoresOpened {
    let own = POINTS.iter().filter(|(of, ..)| *of == judge);
    let scores = own.map(|(_, number, points)| OpenedScore {
        entrant_id: entrant(*number),
        points: points.to_vec(),
        salt: salt(judge, *number),
    });
    ScoresOpened { nomination: "green".into(), judge: principal(judge), scores: scores.collect() }
}

pub fn judging_closed() -> History {
    let mut h = scored();
    h.add("olga", stream(MARATHON), Event::JudgingClosed(JudgingClosed {}));
    h
}

pub fn all_open() -> History {
    let mut h = judging_closed();
    for judge in ["jane", "jack", "bob"] {
        h.add("olga", nomination("green"), Event::ScoresOpened(opened(judge)));
    }
    h
}

fn competitor(id: EntrantId, metric: (u128, u64), record: (u64, u64, Option<u64>)) -> Entrant {
    let (counted_deeds, active_days, last) = record;
    Entrant {
        id,
        admitted: true,
        metric: Fraction { numerator: metric.0, denominator: metric.1 },
        record: Record { counted_deeds, active_days, last_position: last.map(Position) },
        gone: None,
    }
}

/// The first positions of deeds, as `deeds` logs them.
const FIRST_DEED: u64 = 14;

fn judge(name: &str, totals: [(u128, u64); 2], third: Option<(u128, u64)>) -> Judge {
    let totals = totals.into_iter().chain(third).map(|(number, total)| (entrant(number), total));
    Judge { id: principal(name).into(), totals: totals.collect(), recused_from: [].into() }
}

/// What every award is decided from, worked out by hand.
pub fn by_hand(id: &str) -> NominationInputs {
    let (entrants, judges) = match id {
        "green" => (
            vec![
                competitor(entrant(1), (1_100_000, 10_000), (2, 1, Some(FIRST_DEED + 1))),
                competitor(entrant(2), (600_000, 10_000), (1, 1, Some(FIRST_DEED + 2))),
                competitor(entrant(3), (610_000, 10_000), (1, 1, Some(FIRST_DEED + 3))),
            ],
            // 3 × impact + reach.
            vec![
                judge("jane", [(1, 29), (2, 26)], Some((3, 26))),
                judge("jack", [(1, 7), (2, 15)], Some((3, 15))),
                judge("bob", [(1, 4), (3, 35)], None),
            ],
        ),
        "heart" => {
            let last = Some(FIRST_DEED + 8);
            let helped =
                |number, people: u128| competitor(entrant(number), (people * 10_000, 10_000), (1, 1, last));
            (vec![helped(4, 3), helped(5, 2), helped(6, 2)], Vec::new())
        }
        _ => (
            vec![
                // 3 + 5 of 9 + 2 + 1 people of 1 000; 1 + 3 of 3 000.
                competitor(of_region(ASTANA), (1_100_000, 1_000), (4, 1, Some(FIRST_DEED + 12))),
                competitor(of_region(ALMATY), (400_000, 3_000), (2, 2, Some(FIRST_DEED + 8))),
            ],
            Vec::new(),
        ),
    };
    let jury = if id == "green" { 4_000 } else { 0 };
    let nomination = rules().nominations.into_iter().find(|n| n.id == id).unwrap();
    NominationInputs {
        metric_bps: BasisPoints(10_000 - jury),
        jury_bps: BasisPoints(jury),
        quorum: nomination.jury.quorum,
        shortlist_size: nomination.shortlist_size,
        winners: nomination.winners,
        entrants,
        judges,
        waived: [].into(),
        seed: Some(vec![7; 16]),
    }
}

pub fn result(id: &str) -> AwardResult {
    Award::decide(&by_hand(id)).unwrap().into()
}

pub fn rules_hash() -> marathon_events::Sha256Hash {
    marathon_events::Sha256Hash(Sha256::digest(serde_json::to_vec(&rules()).unwrap()).into())
}

/// An award as somebody would write it who decides at the end of this history.
pub fn award(h: &History, id: &str, result: AwardResult) -> AwardDecided {
    AwardDecided {
        nomination: id.into(),
        position: Position(h.events.len() as u64 - 1),
        rules_hash: rules_hash(),
        result_hash: result.hash(),
        result,
    }
}

pub fn decided() -> History {
    let mut h = all_open();
    for id in ["green", "heart", "region"] {
        let award = award(&h, id, result(id));
        h.add("olga", nomination(id), Event::AwardDecided(Box::new(award)));
    }
    h
}

pub fn in_an_hour(h: &History) -> Timestamp {
    Timestamp(h.now.0 + 3_600_000_000)
}

pub fn announced() -> History {
    let mut h = decided();
    let at = in_an_hour(&h);
    h.add("olga", stream(MARATHON), Event::PublicationAnnounced(PublicationAnnounced { at }));
    h
}

pub fn results() -> Vec<PublishedResult> {
    let of = |id: &str| PublishedResult { nomination: id.into(), result_hash: result(id).hash() };
    ["green", "heart", "region"].map(of).into()
}

pub fn published() -> History {
    let mut h = announced();
    h.later(1);
    h.add("olga", stream(MARATHON), Event::ResultsPublished(ResultsPublished { results: results() }));
    h
}

pub fn appeal_stream() -> StreamId {
    stream(0x300)
}

pub fn appeal() -> AppealId {
    AppealId(appeal_stream().0)
}

pub fn lodged() -> Event {
    let (nomination, reason) = ("green".into(), "why?".into());
    Event::AppealLodged(AppealLodged { nomination, entrant_id: entrant(2), reason })
}

pub fn resolved(upheld: bool) -> Event {
    let reviewer = principal("olga");
    Event::AppealResolved(AppealResolved { reviewer, upheld, reason: "looked".into() })
}

/// An appeal was lodged and upheld.
pub fn appealed() -> History {
    let mut h = published();
    h.add("bob", appeal_stream(), lodged());
    h.add("olga", appeal_stream(), resolved(true));
    h
}
