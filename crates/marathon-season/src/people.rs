//! Who takes part: entrants of every kind in every region, when they register, how busy they are and with what.

use marathon_domain::{NewEntrant, Rules};
use marathon_events::{EntrantKind, People};

use crate::{
    calendar::{DAY, DOORS_OPEN, HOUR, MINUTE, busy_moment},
    names::Names,
    pools::Pools,
    principals::{Who, principal},
    random::Random,
    share_out::{share_out, share_out_within},
    themes::{READINESS, THEMES, Theme},
};

/// Persons, teams, organisations and institutions at scale 1.
const ENTRANTS: [u64; 4] = [231, 84, 55, 50];

/// When entrants register who are not there on the opening day: first and last day, and how many of a hundred.
const WAVES: [(u64, u64, u64); 5] = [(0, 0, 25), (1, 5, 25), (6, 29, 15), (30, 76, 15), (77, 135, 20)];

/// The age from which a person stands among the silver volunteers.
const SILVER_FROM: u64 = 60;
/// Of the persons of a region, at most so many join a team.
const JOINING: u64 = 3;

/// A person becomes a member of a team.
pub(crate) struct Join {
    pub(crate) at: i64,
    pub(crate) team: u32,
    pub(crate) person: u32,
}

/// A favourite theme counts this many times, a second one this many.
const FAVOURITE: u64 = 12;
const SECOND: u64 = 4;

pub(crate) struct Entrant {
    pub(crate) new: NewEntrant,
    /// Place of the home region in the rules.
    pub(crate) region: usize,
    pub(crate) registered_at: i64,
    /// How busy, from about 1 to 50: a few do most.
    busy: u64,
    favourite: Theme,
    second: Theme,
}

impl Entrant {
    pub(crate) fn kind(&self) -> EntrantKind {
        self.new.kind
    }

    pub(crate) fn is_person(&self) -> bool {
        self.new.kind == EntrantKind::Person
    }

    /// Gives it to an account. Everybody is of age; the oldest stand among the silver volunteers.
    fn belongs(&mut self, no: u32, seed: u64, random: &mut Random) {
        self.new.owner = Some(principal(seed, Who::Owner(no)));
        if self.is_person() {
            let years = random.tail(18, 85);
            self.new.age_years = Some(years as u32);
            self.new.silver = years >= SILVER_FROM;
        }
    }

    pub(crate) fn members(&self) -> u64 {
        self.new.members.map_or(1, |m| u64::from(m.0))
    }

    /// How often a deed of the theme is this entrant's.
    pub(crate) fn weight(&self, theme: Theme) -> u64 {
        let liking = match theme {
            t if t == self.favourite => FAVOURITE,
            t if t == self.second => SECOND,
            _ => 1,
        };
        self.busy * liking * READINESS[theme as usize][self.kind() as usize]
    }
}

/// Every entrant of the season, in the order of registration.
pub(crate) fn entrants(rules: &Rules, seed: u64, scale: u32) -> Vec<Entrant> {
    let mut random = Random::new(seed, "entrants");
    let regions = &rules.set().regions;
    let population: Vec<u64> = regions.iter().map(|r| r.population).collect();
    let numbers = ENTRANTS.map(|n| n * u64::from(scale));
    // One in every region, the rest by population.
    let by_region: Vec<Vec<u64>> = numbers
        .iter()
        .map(|n| {
            let rest = n.saturating_sub(regions.len() as u64);
            share_out(rest, &population).into_iter().map(|part| part + 1).collect()
        })
        .collect();
    let most_institutions = by_region[3].iter().copied().max().unwrap_or(0);
    let names = Names::new(regions, by_region[0].iter().sum(), most_institutions);

    let mut all = Vec::new();
    for (kind, parts) in EntrantKind::ALL.into_iter().zip(&by_region) {
        let mut overall = 0;
        for (region, part) in parts.iter().enumerate() {
            for nth in 0..*part {
                let alias = names.alias(kind, region, nth, overall);
                let members = members(kind, rules, &mut random);
                let new = NewEntrant::new(kind, alias, regions[region].code, members);
                overall += 1;
                all.push(Entrant {
                    new,
                    region,
                    registered_at: registration(nth == 0, &mut random),
                    busy: random.tail(1, 50),
                    favourite: favourite(kind, &mut random),
                    second: Theme::any(&mut random),
                });
            }
        }
    }
    all.sort_by_key(|e| e.registered_at);
    let mut random = Random::new(seed, "accounts");
    for (no, entrant) in (0..).zip(&mut all) {
        entrant.belongs(no, seed, &mut random);
    }
    all
}

fn favourite(kind: EntrantKind, random: &mut Random) -> Theme {
    let weights: [u64; THEMES] = std::array::from_fn(|t| READINESS[t][kind as usize]);
    Theme::ALL[random.weighted(&weights)]
}

fn members(kind: EntrantKind, rules: &Rules, random: &mut Random) -> Option<People> {
    let members = match kind {
        EntrantKind::Person => return None,
        EntrantKind::Team => random.between(4, 40),
        EntrantKind::Organisation => random.tail(10, 900),
        EntrantKind::Institution => random.between(200, 900) + random.tail(0, 3_100),
    };
    Some(People(members.min(u64::from(rules.limits().members_max)) as u32))
}

/// The first of every kind in a region is there on the opening day, so that no deed lacks an entrant.
fn registration(first: bool, random: &mut Random) -> i64 {
    let shares = WAVES.map(|(_, _, share)| share);
    let (from, to, _) = WAVES[if first { 0 } else { random.weighted(&shares) }];
    match random.between(from, to) {
        0 => DOORS_OPEN + random.below(12 * HOUR as u64) as i64,
        day => busy_moment(day as u16, random),
    }
}

/// Spreads people over deeds: at least one each, persons a few, others up to their members.
pub(crate) fn people_of_deeds(
    total: u64,
    entrants: &[&Entrant],
    rules: &Rules,
    random: &mut Random,
) -> Vec<u64> {
    let plausible = rules.set().kinds.iter().map(|k| k.people.inspect_above).min().unwrap_or(1);
    let weights: Vec<u64> = entrants.iter().map(|e| turnout(e, random)).collect();
    share_out_within(total, &weights, 1, |i| turnout_max(entrants[i]).min(plausible))
}

/// How many come, in hundredths, by kind.
fn turnout(entrant: &Entrant, random: &mut Random) -> u64 {
    let members = entrant.members();
    match entrant.kind() {
        EntrantKind::Person => random.tail(0, 400),
        EntrantKind::Team => 100 * random.between(2, (members * 3 / 4).max(3)),
        EntrantKind::Organisation => 100 * random.tail(3, members.min(150)),
        EntrantKind::Institution => 100 * random.tail(8, members.min(300)),
    }
}

fn turnout_max(entrant: &Entrant) -> u64 {
    match entrant.kind() {
        EntrantKind::Person => 12,
        EntrantKind::Team => entrant.members(),
        EntrantKind::Organisation => entrant.members().min(300),
        EntrantKind::Institution => entrant.members().min(600),
    }
}

/// How many came to a deed that is not in the totals.
pub(crate) fn people_of_deed(entrant: &Entrant, random: &mut Random) -> u64 {
    (turnout(entrant, random) / 150).clamp(1, turnout_max(entrant))
}

/// Who joins which team, in the evening of the day after the team registered.
pub(crate) fn joins(entrants: &[Entrant], pools: &Pools, seed: u64) -> Vec<Join> {
    let mut random = Random::new(seed, "joins");
    let mut joins = Vec::new();
    for (team, entrant) in (0..).zip(entrants).filter(|(_, entrant)| entrant.kind() == EntrantKind::Team) {
        let evening = (entrant.registered_at / DAY + 1) * DAY + 20 * HOUR;
        let number = random.below(JOINING + 1);
        let persons: Vec<_> = pools.companions(entrants, team, number, evening, &mut random).collect();
        joins.extend((0..).zip(persons).map(|(nth, person)| Join {
            at: evening + nth * MINUTE,
            team,
            person,
        }));
    }
    joins
}
