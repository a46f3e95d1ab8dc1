//! Commands from dice. Most of them are valid, some break a rule; the same dice give the same command, and fewer or
//! lower dice give simpler ones, so that failures shrink.

use marathon_domain::{
    Action, ChallengeAction, Correction, EntrantAction, NewDeed, NewEntrant, ProfileChange, RoleAction, Rules,
};
use marathon_events::{
    Animals, DeedId, EntrantId, EntrantKind, Figures, Grams, People, PersonMinutes, PrincipalId, Role, Trees,
};

use super::ids;

/// What decides one command.
pub type Dice = [u8; 8];

/// Whoever and whatever commands can speak of.
#[derive(Clone, Debug, Default)]
pub struct Known {
    pub entrants: Vec<EntrantId>,
    /// Those of them who are persons.
    pub persons: Vec<EntrantId>,
    pub deeds: Vec<DeedId>,
}

fn pick<T: Copy>(from: &[T], die: u8) -> Option<T> {
    from.get(usize::from(die) % from.len().max(1)).copied()
}

/// The command these dice stand for.
pub fn action(dice: &Dice, known: &Known, rules: &Rules) -> Action {
    let [what, who, which, ..] = *dice;
    let reason = (which & 1 == 0).then(|| "looked at".to_owned());
    let some_deed = pick(&known.deeds, who).unwrap_or(ids::deed(NOBODY));
    if what >= 216 {
        return people_action(dice, known);
    }
    match what % 32 {
        0..=4 => register(dice, rules),
        5..=16 => Action::LogDeed(deed(dice, known, rules)),
        17..=23 => Action::Verify { deed: some_deed, reason: (which & 3 != 0).then(|| "seen".to_owned()) },
        24..=25 => Action::Reject { deed: some_deed, reason },
        26..=28 => correct(dice, some_deed),
        29..=30 => Action::Withdraw { deed: some_deed, reason },
        // Rarely: it ends the logging of deeds.
        _ if who == 0 && which > 250 => Action::CloseIntake { reason },
        _ => Action::LogDeed(deed(dice, known, rules)),
    }
}

/// What is about people and doubts, not about deeds alone.
fn people_action(dice: &Dice, known: &Known) -> Action {
    let [_, who, which, kind, ..] = *dice;
    let entrant = pick(&known.entrants, who).unwrap_or(ids::entrant(NOBODY));
    let person = pick(&known.persons, which).unwrap_or(ids::entrant(NOBODY));
    let deed = pick(&known.deeds, who).unwrap_or(ids::deed(NOBODY));
    let (team, reason) = (entrant, "said so".to_owned());
    match kind % 16 {
        0..=4 => Action::Challenge(ChallengeAction::Lodge { deed, reason }),
        5..=7 => Action::Challenge(ChallengeAction::Resolve { deed, upheld: which & 1 == 1, reason }),
        8..=10 => Action::Entrant(EntrantAction::ChangeProfile { entrant, change: profile(dice) }),
        11 => Action::Entrant(EntrantAction::Join { team, person }),
        12 => Action::Entrant(EntrantAction::Leave { team, person }),
        13 if who > 250 => Action::Entrant(EntrantAction::Withdraw { entrant, reason: None }),
        14 => Action::Role(RoleAction::Revoke {
            principal: ids::principal(u32::from(who % 4)),
            role: Role::ALL[usize::from(which) % 5],
            reason: None,
        }),
        _ => Action::Role(RoleAction::Grant {
            principal: ids::principal(u32::from(who % 4)),
            role: Role::ALL[usize::from(which) % 5],
            regions: Vec::new(),
            nominations: Vec::new(),
            reason: None,
        }),
    }
}

fn profile(dice: &Dice) -> ProfileChange {
    let [_, _, what, _, region, size, ..] = *dice;
    ProfileChange {
        alias: (what & 1 == 1).then(|| format!("n{size}")),
        region: (what & 2 == 2).then(|| ids::region(if region & 1 == 1 { "KZ-71" } else { "KZ-75" })),
        members: (what & 12 == 12).then_some(People(u32::from(size) % 52)),
        silver: (what & 16 == 16).then_some(size & 1 == 1),
    }
}

/// Who asks: mostly the program itself.
pub fn actor(dice: &Dice) -> Option<PrincipalId> {
    (dice[0] & 7 == 7).then(|| ids::principal(u32::from(dice[7] % 4)))
}

/// Somebody who never registers.
const NOBODY: u32 = 424_242;

fn register(dice: &Dice, rules: &Rules) -> Action {
    let [_, kind, members, home, ..] = *dice;
    let kind = EntrantKind::ALL[usize::from(kind) % 4];
    let region = rules.set().regions[usize::from(home) % rules.set().regions.len()].code;
    let members = (kind != EntrantKind::Person).then(|| People(u32::from(members) % 52));
    let mut new = NewEntrant::new(kind, format!("a{home}"), region, members);
    new.owner = (home & 3 == 3).then(|| ids::principal(u32::from(home >> 2) % 4));
    new.silver = home & 9 == 9;
    // Asked for only where rules speak of ages.
    new.age_years = Some(u32::from(home) % 40);
    new.guardian_consent = home % 3 != 0;
    Action::RegisterEntrant(new)
}

fn deed(dice: &Dice, known: &Known, rules: &Rules) -> NewDeed {
    let [_, who, kind, place, day, size, people, more] = *dice;
    let (regions, sectors) = (&rules.set().regions, &rules.set().sectors);
    let mut companions: Vec<_> =
        (0..more % 4).filter_map(|i| pick(&known.persons, people.wrapping_add(i))).collect();
    companions.dedup();
    let entrant_id = pick(&known.entrants, who).unwrap_or(ids::entrant(NOBODY));
    companions.retain(|c| *c != entrant_id || more == 255);
    NewDeed {
        entrant_id,
        region: regions[usize::from(place) % regions.len()].code,
        sector: sectors[usize::from(place / 16) % sectors.len()].id.clone(),
        done_on: rules.set().season.starts_on.plus(u32::from(day) % 18),
        companions,
        evidence: (0..more / 32 % 3).map(|i| ids::photo((size ^ people).wrapping_add(i))).collect(),
        figures: figures(kind, size, people),
        species: None,
    }
}

fn figures(kind: u8, size: u8, people: u8) -> Figures {
    // Sizes of many magnitudes, zero among them: small ones meet no cap, large ones meet all.
    let size = u32::from(size) * if kind >= 128 { 11 } else { 1 };
    let people = People(u32::from(people) % 12);
    match kind % 4 {
        0 => Figures::GoodDeedDone {
            people,
            people_helped: People(size),
            person_minutes: PersonMinutes(size * 3 + 1),
        },
        1 => Figures::TreesPlanted { people, trees: Trees(size) },
        2 => Figures::WasteCollected { people, grams: Grams(u64::from(size) * 2_500) },
        _ => Figures::AnimalsHelped { people, animals: Animals(size / 4) },
    }
}

fn correct(dice: &Dice, deed: DeedId) -> Action {
    let [_, _, which, kind, _, size, people, more] = *dice;
    let size = u32::from(size);
    let mut correction = Correction::default();
    if more & 1 == 1 {
        correction.people = Some(People(u32::from(people) % 9));
    }
    match kind % 6 {
        0 => correction.people_helped = Some(People(size)),
        1 => correction.trees = Some(Trees(size)),
        2 => correction.grams = Some(Grams(u64::from(size) * 700)),
        3 => correction.animals = Some(Animals(size)),
        4 => correction.person_minutes = Some(PersonMinutes(size)),
        _ => {}
    }
    Action::Correct { deed, correction, reason: (which > 20).then(|| "recount".to_owned()) }
}
