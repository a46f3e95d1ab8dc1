//! The season put together: compact records in order, spelled out step by step as they are asked for.

use compact_str::CompactString;
use marathon_domain::Rules;
use marathon_events::{Evidence, Sector, Sha256Hash};
use sha2::{Digest, Sha256};

use crate::{
    PlannedDeed, Step, What,
    calendar::{DAY, date, utc},
    counters::SEGMENTS,
    deeds::{Cast, Deed, Fate, standing},
    moderation::{correct_some, duplicates, is_implausible, not_standing, tell_apart, verify_most},
    random::Random,
    texts,
};

/// A planned season. Holds about 150 bytes for each deed; texts and hashes are made when a step is asked for.
pub struct Season {
    cast: Cast,
    seed: u64,
    deeds: Vec<Deed>,
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
    Register,
    Log,
    Correct,
    End,
    Verify,
    CloseIntake,
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
        let order = order(&cast, &deeds);
        Self { cast, seed, deeds, order }
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
        let what = match doing {
            Doing::Register => {
                What::Register { entrant: no, new: self.cast.entrants[no as usize].new.clone() }
            }
            Doing::CloseIntake => What::CloseIntake { reason: Some(texts::INTAKE_CLOSES.to_owned()) },
            of_a_deed => self.about(of_a_deed, no)?,
        };
        Some(Step { at, what })
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
            Doing::End => match deed.fate {
                Fate::Rejected { why, .. } => {
                    What::Reject { deed: no, reason: texts::rejection(why, deed.salt) }
                }
                _ => What::Withdraw { deed: no, reason: texts::withdrawal(deed.salt) },
            },
            _ => self.log(deed, no),
        })
    }

    fn log(&self, deed: &Deed, no: u32) -> What {
        let (from, to) = (deed.companions.start as usize, deed.companions.end as usize);
        let new = PlannedDeed {
            region: self.cast.entrant(deed).new.region,
            sector: Sector(CompactString::const_new(deed.theme.sector())),
            done_on: date(deed.done_on),
            evidence: self.evidence(deed.photos),
            figures: deed.claimed,
            species: texts::species(deed.theme, deed.salt),
        };
        let companions = self.cast.companions[from..to].to_vec();
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

fn order(cast: &Cast, deeds: &[Deed]) -> Vec<Entry> {
    let mut order = Vec::with_capacity(cast.entrants.len() + deeds.len() * 2 + 1);
    for (no, entrant) in (0..).zip(&cast.entrants) {
        order.push(Entry { at: entrant.registered_at, doing: Doing::Register, no });
    }
    for (no, deed) in (0..).zip(deeds) {
        order.push(Entry { at: deed.at, doing: Doing::Log, no });
        order.extend(deed.correction.map(|c| Entry { at: c.at, doing: Doing::Correct, no }));
        order.extend(deed.verified_at.map(|at| Entry { at, doing: Doing::Verify, no }));
        if let Fate::Rejected { at, .. } | Fate::Withdrawn { at } = deed.fate {
            order.push(Entry { at, doing: Doing::End, no });
        }
    }
    // A second before the midnight that ends the last day.
    let at = i64::from(cast.segments[SEGMENTS - 1].last) * DAY + DAY - 1_000_000;
    order.push(Entry { at, doing: Doing::CloseIntake, no: 0 });
    order.sort_unstable();
    order
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
