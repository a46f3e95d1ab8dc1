//! The season put together: compact records in order, spelled out step by step as they are asked for.

use compact_str::CompactString;
use marathon_domain::Rules;
use marathon_events::{Evidence, PrincipalId, Sector, Sha256Hash};
use sha2::{Digest, Sha256};

use crate::{
    PlannedDeed, Step, What,
    calendar::{DAY, FREEZE, SEED_SOURCE_NAMED, date, utc},
    challenges::challenge_some,
    counters::SEGMENTS,
    deeds::{Cast, Deed, Fate, standing},
    inseparable::make_inseparable,
    moderation::{correct_some, duplicates, is_implausible, not_standing, tell_apart, verify_most},
    people::{Join, joins},
    principals::{Grant, Who, grants, principal},
    random::Random,
    texts,
};

/// Of ten deeds, so many are logged by the front-office on behalf of their entrant.
const ON_BEHALF: u32 = 3;

/// A planned season. Holds about 150 bytes for each deed; texts and hashes are made when a step is asked for.
pub struct Season {
    cast: Cast,
    seed: u64,
    grants: Vec<Grant>,
    joins: Vec<Join>,
    deeds: Vec<Deed>,
    inseparable: Option<(u32, u32)>,
    order: Vec<Entry>,
}

/// A step before it is spelled out. Sorted by time; what happens at the same microsecond, by what it is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Entry {
    at: i64,
    doing: Doing,
    no: u32,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Doing {
    Grant,
    Register,
    Join,
    Log,
    Correct,
    End,
    Verify,
    Challenge,
    Resolve,
    CloseIntake,
    NameSeedSource,
    Freeze,
}

impl Season {
    /// Plans the season of 2024 under these rules, every published figure times `scale` (at least 1).
    ///
    /// The same rules, seed and scale give the same steps on every machine. Regions, populations, plausibility
    /// limits and the time zone are taken from the rules; a marathon under other rules accepts the steps as long
    /// as its season covers that of 2024 and it has the seven sectors.
    #[must_use]
    pub fn plan(rules: &Rules, seed: u64, scale: u32) -> Self {
        let mut cast = Cast::new(rules, seed, scale.max(1));
        let mut deeds = standing(&mut cast, &mut Random::new(seed, "standing"));
        let inseparable = make_inseparable(&mut cast, &mut deeds);
        let mut random = Random::new(seed, "moderation");
        correct_some(&cast, &mut deeds, &mut random);
        deeds.extend(not_standing(&mut cast, &mut random));
        deeds.sort_by_key(|d| d.at);
        for (no, deed) in deeds.iter_mut().enumerate() {
            deed.photos = no as u32;
        }
        tell_apart(&cast, &mut deeds, &mut random);
        deeds.extend(duplicates(&cast, &deeds, &mut random));
        deeds.sort_by_key(|d| d.at);
        verify_most(&mut deeds, &mut random);
        challenge_some(&cast, &mut deeds, &mut Random::new(seed, "challenges"));
        let (grants, joins) = (grants(rules), joins(&cast.entrants, &cast.pools, seed));
        let mut season = Self { cast, seed, grants, joins, deeds, inseparable, order: Vec::new() };
        season.order = season.in_order();
        season
    }

    /// Two persons whom nothing but the draw can separate among those who come to help in emergencies.
    #[must_use]
    pub fn inseparable(&self) -> Option<(u32, u32)> {
        self.inseparable
    }

    /// How many entrants register.
    #[must_use]
    pub fn entrants(&self) -> usize {
        self.cast.entrants.len()
    }

    /// How many deeds are logged, standing or not.
    #[must_use]
    pub fn deeds(&self) -> usize {
        self.deeds.len()
    }

    /// How many steps there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.order.len()
    }

    /// Never: every season has steps.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.order.is_empty()
    }

    /// Every step in the order of time.
    #[must_use]
    pub fn steps(&self) -> Steps<'_> {
        Steps { season: self, next: 0 }
    }

    /// The step at a place from 0; `None` behind the last.
    #[must_use]
    pub fn step(&self, place: usize) -> Option<Step> {
        let Entry { at, doing, no } = *self.order.get(place)?;
        let at = utc(at, self.cast.rules.set().season.utc_offset_minutes);
        let (who, what) = match doing {
            Doing::Grant => self.grant(&self.grants[no as usize]),
            Doing::Register => {
                let new = self.cast.entrants[no as usize].new.clone();
                (Some(Who::Owner(no)), What::Register { entrant: no, new })
            }
            Doing::Join => {
                let Join { team, person, .. } = self.joins[no as usize];
                (Some(Who::Owner(team)), What::Join { team, person })
            }
            Doing::CloseIntake => {
                (Some(Who::Organiser), What::CloseIntake { reason: Some(texts::INTAKE_CLOSES.to_owned()) })
            }
            Doing::NameSeedSource => {
                (Some(Who::Organiser), What::NameSeedSource { source: texts::SEED_SOURCE.to_owned() })
            }
            Doing::Freeze => (Some(Who::Organiser), What::Freeze),
            of_a_deed => (Some(self.who(of_a_deed, no)?), self.about(of_a_deed, no)?),
        };
        Some(Step { at, actor: who.map(|who| self.principal(who)), what })
    }

    pub(crate) fn principal(&self, who: Who) -> PrincipalId {
        principal(self.seed, who)
    }

    pub(crate) fn rules(&self) -> &Rules {
        &self.cast.rules
    }

    pub(crate) fn seed(&self) -> u64 {
        self.seed
    }

    /// The teams a person joined, and the persons.
    pub(crate) fn members(&self) -> impl Iterator<Item = (u32, u32)> {
        self.joins.iter().map(|join| (join.team, join.person))
    }

    /// The first organiser is appointed by whoever has access to the store.
    fn grant(&self, grant: &Grant) -> (Option<Who>, What) {
        let (principal, role, regions) = (self.principal(grant.who), grant.role, grant.regions.clone());
        let by = (grant.who != Who::Organiser).then_some(Who::Organiser);
        (by, What::Grant { principal, role, regions })
    }

    /// Who does something about a deed: its owner, the front-office of its region, or whoever else must.
    fn who(&self, doing: Doing, no: u32) -> Option<Who> {
        let deed = &self.deeds[no as usize];
        let owner = Who::Owner(deed.entrant);
        let front_office = Who::Coordinator(self.cast.entrant(deed).region);
        Some(match doing {
            Doing::Log if deed.salt % 10 < ON_BEHALF => front_office,
            Doing::End if matches!(deed.fate, Fate::Rejected { .. }) => front_office,
            Doing::Verify => front_office,
            Doing::Challenge => Who::Owner(deed.challenge?.by),
            // Not by the coordinator who verified it.
            Doing::Resolve => Who::Organiser,
            _ => owner,
        })
    }

    fn about(&self, doing: Doing, no: u32) -> Option<What> {
        let deed = &self.deeds[no as usize];
        Some(match doing {
            Doing::Correct => {
                let correction = deed.correction?;
                let reason = texts::correction(correction.slip, deed.salt);
                What::Correct { deed: no, figures: correction.figures, reason }
            }
            Doing::Verify => {
                let reason = texts::verification(deed, is_implausible(&self.cast, deed));
                What::Verify { deed: no, reason }
            }
            Doing::Challenge => What::Challenge { deed: no, reason: texts::doubt(deed.salt) },
            Doing::Resolve => {
                let upheld = deed.challenge?.upheld;
                What::Resolve { deed: no, upheld, reason: texts::resolution(upheld, deed.salt) }
            }
            Doing::End => match deed.fate {
                Fate::Rejected { why, .. } => {
                    What::Reject { deed: no, reason: texts::rejection(why, deed.salt) }
                }
                _ => What::Withdraw { deed: no, reason: texts::withdrawal(deed.salt) },
            },
            _ => self.log(deed, no),
        })
    }

    fn in_order(&self) -> Vec<Entry> {
        let cast = &self.cast;
        let mut order = Vec::with_capacity(cast.entrants.len() + self.deeds.len() * 2 + 1_000);
        let mut add = |at, doing, no| order.push(Entry { at, doing, no });
        for (no, grant) in (0..).zip(&self.grants) {
            add(grant.at, Doing::Grant, no);
        }
        for (no, entrant) in (0..).zip(&cast.entrants) {
            add(entrant.registered_at, Doing::Register, no);
        }
        for (no, join) in (0..).zip(&self.joins) {
            add(join.at, Doing::Join, no);
        }
        for (no, deed) in (0..).zip(&self.deeds) {
            life_of(deed, |at, doing| add(at, doing, no));
        }
        // A second before the midnight that ends the last day.
        add(i64::from(cast.segments[SEGMENTS - 1].last) * DAY + DAY - 1_000_000, Doing::CloseIntake, 0);
        add(SEED_SOURCE_NAMED, Doing::NameSeedSource, 0);
        add(FREEZE, Doing::Freeze, 0);
        order.sort_unstable();
        order
    }

    fn log(&self, deed: &Deed, no: u32) -> What {
        let new = PlannedDeed {
            region: self.cast.entrant(deed).new.region,
            sector: Sector(CompactString::const_new(deed.theme.sector())),
            done_on: date(deed.done_on),
            evidence: self.evidence(deed.photos),
            figures: deed.claimed,
            species: texts::species(deed.theme, deed.salt),
        };
        let companions = self.cast.companions_of(deed).to_vec();
        What::Log { deed: no, entrant: deed.entrant, companions, new }
    }

    /// One to three photos, whose hashes follow from the seed and their number.
    fn evidence(&self, photos: u32) -> Vec<Evidence> {
        let pieces = [1, 1, 2, 1, 3, 2][photos as usize % 6];
        (0..pieces)
            .map(|piece: u8| {
                let hash = Sha256::new()
                    .chain_update(b"photo of an invented deed")
                    .chain_update(self.seed.to_le_bytes())
                    .chain_update(photos.to_le_bytes())
                    .chain_update([piece]);
                Evidence { sha256: Sha256Hash(hash.finalize().into()), url: None }
            })
            .collect()
    }
}

/// Everything that happens about a deed.
fn life_of(deed: &Deed, mut add: impl FnMut(i64, Doing)) {
    add(deed.at, Doing::Log);
    if let Some(correction) = deed.correction {
        add(correction.at, Doing::Correct);
    }
    if let Some(at) = deed.verified_at {
        add(at, Doing::Verify);
    }
    if let Some(challenge) = deed.challenge {
        add(challenge.at, Doing::Challenge);
        add(challenge.resolved_at, Doing::Resolve);
    }
    // A deed that was verified first ends with the doubt about it.
    match deed.fate {
        Fate::Rejected { at, .. } | Fate::Withdrawn { at } if deed.verified_at.is_none() => {
            add(at, Doing::End);
        }
        _ => {}
    }
}

/// The steps of a season, spelled out one after the other.
pub struct Steps<'a> {
    season: &'a Season,
    next: usize,
}

impl Iterator for Steps<'_> {
    type Item = Step;

    fn next(&mut self) -> Option<Step> {
        let step = self.season.step(self.next)?;
        self.next += 1;
        Some(step)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = self.season.len() - self.next;
        (left, Some(left))
    }
}

impl ExactSizeIterator for Steps<'_> {}

impl<'a> IntoIterator for &'a Season {
    type Item = Step;
    type IntoIter = Steps<'a>;

    fn into_iter(self) -> Steps<'a> {
        self.steps()
    }
}
