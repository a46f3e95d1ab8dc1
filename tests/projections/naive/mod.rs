//! A plain model of a marathon: a list of entrants and a list of deeds, read straight from the events. Every answer
//! goes through all of them. It shares nothing with the projections but the types of events.

mod boards;
mod rankings;
mod totals;

pub use boards::NaiveLine;
pub use rankings::NaiveRank;

use std::collections::{BTreeMap, BTreeSet};

use marathon_events::{
    Day, DeedKind, EntrantId, EntrantKind, Event, Figures, Recorded, RegionCode, Sector,
    entrant_registered::EntrantRegistered, marathon_opened::RuleSet,
};
use uuid::Uuid;

/// A deed as it stands.
#[derive(Clone, Debug)]
pub struct NaiveDeed {
    pub id: Uuid,
    pub entrant: EntrantId,
    pub region: RegionCode,
    pub sector: Sector,
    pub day: Day,
    pub companions: Vec<EntrantId>,
    pub figures: Figures,
    pub stands: bool,
    pub verified: bool,
    pub challenged: bool,
}

/// Everything.
#[derive(Debug)]
pub struct Naive {
    pub rules: RuleSet,
    pub entrants: BTreeMap<EntrantId, EntrantRegistered>,
    /// By position.
    pub deeds: Vec<NaiveDeed>,
}

impl Naive {
    pub fn of(events: &[Recorded]) -> Self {
        let Event::MarathonOpened(opened) = &events[0].event else {
            panic!("a history begins with its opening")
        };
        let mut naive = Self { rules: opened.rules.clone(), entrants: BTreeMap::new(), deeds: Vec::new() };
        for event in &events[1..] {
            naive.note(event);
        }
        naive
    }

    fn note(&mut self, recorded: &Recorded) {
        let id = recorded.stream.0;
        match &recorded.event {
            Event::EntrantRegistered(entrant) => {
                self.entrants.insert(EntrantId(id), entrant.clone());
            }
            Event::EntrantProfileChanged(change) => {
                let entrant = self.entrants.get_mut(&EntrantId(id)).unwrap();
                let change = change.clone();
                entrant.alias = change.alias.unwrap_or(entrant.alias.clone());
                entrant.region = change.region.unwrap_or(entrant.region);
                entrant.members = change.members.or(entrant.members);
                entrant.silver = change.silver.unwrap_or(entrant.silver);
            }
            Event::DeedVerified(_) => self.change(id, |deed| deed.verified = true),
            Event::DeedChallenged(_) => {
                self.change(id, |deed| (deed.verified, deed.challenged) = (false, true));
            }
            Event::ChallengeResolved(e) => {
                let (stands, verified) = (!e.upheld, !e.upheld);
                self.change(id, |deed| {
                    (deed.stands, deed.verified, deed.challenged) = (stands, verified, false);
                });
            }
            Event::DeedRejected(_) | Event::DeedWithdrawn(_) => {
                self.change(id, |deed| {
                    (deed.stands, deed.verified, deed.challenged) = (false, false, false);
                });
            }
            Event::DeedCorrected(c) => {
                self.change(id, |deed| {
                    (deed.figures, deed.verified, deed.challenged) = (c.figures, false, false);
                });
            }
            event => {
                let Some(facts) = event.deed() else { return };
                self.deeds.push(NaiveDeed {
                    id,
                    entrant: facts.entrant_id,
                    region: facts.region,
                    sector: facts.sector.clone(),
                    day: facts.done_on,
                    companions: facts.companions.to_vec(),
                    figures: facts.figures,
                    stands: true,
                    verified: false,
                    challenged: false,
                });
            }
        }
    }

    fn change(&mut self, id: Uuid, change: impl FnOnce(&mut NaiveDeed)) {
        change(self.deeds.iter_mut().find(|d| d.id == id).unwrap());
    }

    /// "A person entrant and the named companions, without repetition", in ascending id order.
    pub fn named(&self, deed: &NaiveDeed) -> Vec<EntrantId> {
        let itself = Some(deed.entrant).filter(|id| self.entrants[id].kind == EntrantKind::Person);
        deed.companions.iter().copied().chain(itself).collect::<BTreeSet<_>>().into_iter().collect()
    }

    /// What this person gets of a quantity of this deed: `base = q div slots`, and one more for the first
    /// `q mod slots`.
    pub fn share(&self, deed: &NaiveDeed, person: EntrantId, quantity: u64) -> Option<u64> {
        let named = self.named(deed);
        let place = named.iter().position(|id| *id == person)? as u64;
        let slots = u64::from(deed.figures.people().0).max(named.len() as u64);
        Some(if place < quantity % slots { quantity / slots + 1 } else { quantity / slots })
    }
}

impl NaiveDeed {
    pub fn kind(&self) -> DeedKind {
        self.figures.kind()
    }
}
