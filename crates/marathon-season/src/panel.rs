//! Juries: who judges what, who must not, and what they give.

use std::collections::BTreeMap;

use marathon_domain::{Action, FieldAction, JudgingAction, RoleAction};
use marathon_events::{
    EntrantId, Hmac, PrincipalId, Role, Salt, Seed, marathon_opened::Nomination, scores_opened::OpenedScore,
};
use sha2::{Digest, Sha256};

use crate::{
    calendar::{DAY, HOUR, LAST_VERIFICATION_DAY, MINUTE, SECOND},
    ceremony::{Act, Ceremony},
    principals::{JUDGES, Who},
    random::Random,
    texts,
};

/// Appointed judges of each nomination.
const PANEL: u32 = 4;

const EVENING: i64 = LAST_VERIFICATION_DAY as i64 * DAY;
const APPOINTED: i64 = EVENING + 19 * HOUR;
const ASSIGNED: i64 = EVENING + 19 * HOUR + 10 * MINUTE;
const RECUSED: i64 = EVENING + 19 * HOUR + 30 * MINUTE;
/// Half of the scores are given in the evening, half in the morning.
const SITTINGS: [i64; 2] = [EVENING + 20 * HOUR, EVENING + DAY + 8 * HOUR];
const SITTING: i64 = 3 * HOUR;
const WAIVED: i64 = EVENING + DAY + 11 * HOUR + 30 * MINUTE;
const LOTS_KNOWN: i64 = EVENING + DAY + 12 * HOUR;
const CLOSED: i64 = EVENING + DAY + 12 * HOUR + 10 * MINUTE;
const OPENED: i64 = EVENING + DAY + 12 * HOUR + 15 * MINUTE;

/// Here the owner of an entry judges the others, and a member of a team.
const OWNER_JUDGES: &str = "green-country";
const MEMBER_JUDGES: &str = "kindest-collective";
/// Here one judge declares an interest, and here two, so that the quorum has to be waived.
const ONE_DECLARES: &str = "friend-of-animals";
const TWO_DECLARE: &str = "knowledge-and-media";
/// Here a judge thinks again.
const SECOND_THOUGHT: &str = "health";
/// Here two entries stand alike, and get the same from everybody.
const ALIKE: &str = "rapid-help";
/// The entry that is too near to those who declare it, by its place on the shortlist.
const TOO_NEAR: usize = 3;

type Lists = [(String, Vec<EntrantId>)];

/// A judge in one nomination.
struct Seat<'a> {
    nomination: &'a Nomination,
    who: Who,
    /// Entries this judge scores, and their places on the shortlist.
    entries: Vec<(usize, EntrantId)>,
}

/// A score as it is given.
struct Given<'a> {
    seat: &'a Seat<'a>,
    entrant: EntrantId,
    points: Vec<u32>,
    salt: Salt,
}

pub(crate) fn judging(ceremony: &Ceremony<'_>, lists: &Lists) -> Vec<Act> {
    let seats = seats(ceremony, lists);
    let mut acts = appointments(ceremony, &seats);
    acts.extend(declared(ceremony, lists));
    let given: Vec<_> = seats.iter().flat_map(|seat| scores(ceremony, lists, seat)).collect();
    acts.extend(sittings(ceremony, &given));
    acts.extend(waiver(ceremony, lists));
    let seed = Seed::new(Sha256::digest(texts::SEED_WORDS).to_vec());
    let known = seed.map(|seed| Action::Field(FieldAction::RecordSeed { seed }));
    acts.extend(known.map(|action| ceremony.act(LOTS_KNOWN, Who::Organiser, action)));
    acts.push(ceremony.act(CLOSED, Who::Organiser, Action::Judging(JudgingAction::Close)));
    for (seat, nth) in seats.iter().zip(0..) {
        acts.push(ceremony.act(OPENED + nth * 10 * SECOND, Who::Organiser, opening(ceremony, seat, &given)));
    }
    acts
}

fn judge_of(ceremony: &Ceremony<'_>, who: Who) -> PrincipalId {
    ceremony.season.principal(who)
}

/// Appointed judges, who are connected with nobody, and two who are connected with an entry.
fn seats<'a>(ceremony: &'a Ceremony<'_>, lists: &Lists) -> Vec<Seat<'a>> {
    let mut seats = Vec::new();
    for ((id, list), no) in lists.iter().zip(0..) {
        let Some(nomination) = ceremony.season.rules().nomination(id) else { continue };
        if nomination.jury.jury_bps.0 == 0 {
            continue;
        }
        let appointed = (0..PANEL).map(|nth| Who::Judge((no * (PANEL - 1) + nth) % JUDGES));
        for who in appointed.chain(connected_judge(ceremony, id, list)) {
            let may = |(_, entrant): &(usize, EntrantId)| !is_recused(ceremony, id, list, who, *entrant);
            let entries = list.iter().copied().enumerate().filter(may).collect();
            seats.push(Seat { nomination, who, entries });
        }
    }
    seats
}

fn connected_judge(ceremony: &Ceremony<'_>, nomination: &str, list: &[EntrantId]) -> Option<Who> {
    let listed = |no: u32| list.contains(&ceremony.entrants[no as usize]);
    let no = match nomination {
        OWNER_JUDGES => ceremony.number(*list.first()?),
        MEMBER_JUDGES => ceremony.season.members().find(|(team, _)| listed(*team)).map(|(_, person)| person),
        _ => None,
    };
    no.map(Who::Owner)
}

/// Whether a judge must not score an entry: as its owner, as a member, or because it was declared.
fn is_recused(
    ceremony: &Ceremony<'_>,
    nomination: &str,
    list: &[EntrantId],
    who: Who,
    entrant: EntrantId,
) -> bool {
    let connected = match (who, ceremony.number(entrant)) {
        (Who::Owner(judge), Some(no)) => {
            judge == no || ceremony.season.members().any(|member| member == (no, judge))
        }
        _ => false,
    };
    connected || list.get(TOO_NEAR) == Some(&entrant) && declaring(nomination, ceremony, list).contains(&who)
}

/// The appointed judges who declare that an entry is too near to them.
fn declaring(nomination: &str, ceremony: &Ceremony<'_>, list: &[EntrantId]) -> Vec<Who> {
    let number = match nomination {
        ONE_DECLARES => 1,
        TWO_DECLARE => 2,
        _ => 0,
    };
    let place = ceremony.season.rules().set().nominations.iter().position(|n| n.id == nomination);
    let no = place.filter(|_| list.len() > TOO_NEAR).unwrap_or_default() as u32;
    let number = if list.len() > TOO_NEAR { number } else { 0 };
    (0..number).map(|nth| Who::Judge((no * (PANEL - 1) + nth) % JUDGES)).collect()
}

/// Whoever is no judge yet becomes one; then all get their entries.
fn appointments(ceremony: &Ceremony<'_>, seats: &[Seat<'_>]) -> Vec<Act> {
    let mut acts = Vec::new();
    for seat in seats.iter().filter(|seat| matches!(seat.who, Who::Owner(_))) {
        let (principal, nominations) = (judge_of(ceremony, seat.who), vec![seat.nomination.id.clone()]);
        let (role, regions, reason) = (Role::Judge, Vec::new(), None);
        let grant = RoleAction::Grant { principal, role, regions, nominations, reason };
        acts.push(ceremony.act(APPOINTED, Who::Organiser, Action::Role(grant)));
    }
    for (seat, nth) in seats.iter().zip(0..) {
        let (nomination, judge) = (seat.nomination.id.clone(), judge_of(ceremony, seat.who));
        let assign = JudgingAction::Assign { nomination, judge, entrants: Vec::new() };
        acts.push(ceremony.act(ASSIGNED + nth * SECOND, Who::Organiser, Action::Judging(assign)));
    }
    acts
}

fn declared(ceremony: &Ceremony<'_>, lists: &Lists) -> Vec<Act> {
    let mut acts = Vec::new();
    for (id, list) in lists {
        for who in declaring(id, ceremony, list) {
            let (nomination, judge) = (id.clone(), judge_of(ceremony, who));
            let note = Some(texts::DECLARED.to_owned());
            let recuse = JudgingAction::Recuse { nomination, judge, entrant: list[TOO_NEAR], note };
            acts.push(ceremony.act(RECUSED, who, Action::Judging(recuse)));
        }
    }
    acts
}

/// What a judge gives: much to those who stand high, with a mind of one's own.
fn scores<'a>(ceremony: &Ceremony<'_>, lists: &Lists, seat: &'a Seat<'a>) -> Vec<Given<'a>> {
    let id = &seat.nomination.id;
    let length = lists.iter().find(|(of, _)| of == id).map_or(1, |(_, list)| list.len()).max(1);
    let mut random = Random::new(ceremony.season.seed(), &format!("{id:.16}{:?}", seat.who));
    let mut points = BTreeMap::new();
    for (place, entrant) in &seat.entries {
        let standing = 9 - 6 * (*place).min(length) as u64 / length as u64;
        let of = |max: u32, random: &mut Random| {
            (standing + random.below(5)).saturating_sub(2).min(max.into()) as u32
        };
        let given: Vec<_> =
            seat.nomination.jury.criteria.iter().map(|c| of(c.score_max, &mut random)).collect();
        points.insert(*entrant, given);
    }
    if let (ALIKE, Some((one, other))) = (id.as_str(), ceremony.season.inseparable()) {
        let [one, other] = [one, other].map(|no| ceremony.entrants[no as usize]);
        if let (Some(of_one), true) = (points.get(&one).cloned(), points.contains_key(&other)) {
            points.insert(other, of_one);
        }
    }
    let give = |(_, entrant): &(usize, EntrantId)| Given {
        seat,
        entrant: *entrant,
        points: points.remove(entrant).unwrap_or_default(),
        salt: salt(ceremony, seat, *entrant, 0),
    };
    seat.entries.iter().map(give).collect()
}

fn salt(ceremony: &Ceremony<'_>, seat: &Seat<'_>, entrant: EntrantId, attempt: u8) -> Salt {
    let hash = Sha256::new()
        .chain_update(b"salt of an invented score")
        .chain_update(ceremony.season.seed().to_le_bytes())
        .chain_update(&seat.nomination.id)
        .chain_update(judge_of(ceremony, seat.who).0)
        .chain_update(entrant.0)
        .chain_update([attempt]);
    Salt(hash.finalize().into())
}

fn commitment(points: &[u32], salt: Salt) -> Hmac {
    let numbers: Vec<_> = points.iter().map(ToString::to_string).collect();
    Hmac::of(salt, format!("[{}]", numbers.join(",")).as_bytes())
}

fn sittings(ceremony: &Ceremony<'_>, given: &[Given<'_>]) -> Vec<Act> {
    let mut acts = Vec::new();
    let each = SITTING / (given.len() as i64 / 2 + 1);
    let half = given.len() as i64 / 2 + 1;
    for (score, nth) in given.iter().zip(0_i64..) {
        let at = SITTINGS[usize::from(nth >= half)] + nth % half * each;
        let commit = |points: &[u32], salt: Salt| JudgingAction::Score {
            nomination: score.seat.nomination.id.clone(),
            judge: judge_of(ceremony, score.seat.who),
            entrant: score.entrant,
            commitment: commitment(points, salt),
        };
        let who = score.seat.who;
        if score.seat.nomination.id == SECOND_THOUGHT && nth > 0 && acts_once(given, nth as usize) {
            let first = commit(&vec![1; score.points.len()], salt(ceremony, score.seat, score.entrant, 1));
            acts.push(ceremony.act(at, who, Action::Judging(first)));
        }
        let last = commit(&score.points, score.salt);
        acts.push(ceremony.act(at + SECOND, who, Action::Judging(last)));
    }
    acts
}

/// Whether this is the first score of its nomination: the one that is given twice.
fn acts_once(given: &[Given<'_>], nth: usize) -> bool {
    given[nth - 1].seat.nomination.id != given[nth].seat.nomination.id
}

fn waiver(ceremony: &Ceremony<'_>, lists: &Lists) -> Option<Act> {
    let (nomination, list) = lists.iter().find(|(id, _)| id == TWO_DECLARE)?;
    let (nomination, entrant) = (nomination.clone(), *list.get(TOO_NEAR)?);
    let waive = JudgingAction::WaiveQuorum { nomination, entrant, reason: texts::WAIVED.to_owned() };
    Some(ceremony.act(WAIVED, Who::Organiser, Action::Judging(waive)))
}

fn opening(ceremony: &Ceremony<'_>, seat: &Seat<'_>, given: &[Given<'_>]) -> Action {
    let own = given.iter().filter(|score| std::ptr::eq(score.seat, seat));
    let scores = own.map(|score| OpenedScore {
        entrant_id: score.entrant,
        points: score.points.clone(),
        salt: score.salt,
    });
    let (nomination, judge) = (seat.nomination.id.clone(), judge_of(ceremony, seat.who));
    Action::Judging(JudgingAction::OpenScores { nomination, judge, scores: scores.collect() })
}
