//! Plays a season to the domain's decisions, every step of which must be accepted, and keeps totals of its own.

use std::collections::BTreeMap;

use esrs::Aggregate;
use marathon_domain::{Action, Command, DeedStatus, Marathon, NewEntrant, Rules, State};
use marathon_events::{DeedId, DeedKind, EntrantId, Event, Figures, Position, PrincipalId, Role, Timestamp};
use marathon_season::{PlannedDeed, Season, Step, What};
use uuid::Uuid;

#[derive(Debug)]
pub struct PlayedDeed {
    pub at: Timestamp,
    pub entrant: u32,
    pub companions: Vec<u32>,
    pub new: PlannedDeed,
    pub figures: Figures,
    pub status: DeedStatus,
    pub corrected: bool,
    pub by_front_office: bool,
    pub looked_like_another: bool,
    pub verified_at: Option<Timestamp>,
    pub verified_with_reason: bool,
}

/// Claimed totals: of the deeds that stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    pub deeds: u64,
    pub people: u64,
    pub animals: u64,
    pub trees: u64,
    pub grams: u64,
}

#[derive(Default)]
pub struct Played {
    pub entrants: Vec<NewEntrant>,
    pub registered_at: Vec<Timestamp>,
    pub deeds: Vec<PlayedDeed>,
    pub closed_at: Option<Timestamp>,
    pub frozen_at: Option<Timestamp>,
    /// Roles that were granted, persons who joined a team, doubts that were right or not.
    pub roles: BTreeMap<Role, u32>,
    pub members: u32,
    pub upheld: u32,
    pub in_vain: u32,
    /// Totals after each step that came at this moment or before.
    pub history: BTreeMap<Timestamp, Totals>,
    totals: Totals,
    state: State,
    entrant_ids: Vec<EntrantId>,
    deed_ids: Vec<DeedId>,
    ids_given: u128,
}

impl Played {
    pub fn season(rules: &Rules, season: &Season) -> Self {
        let mut played = Self::default();
        let opening = Timestamp::parse_rfc3339("2024-07-09T08:00:00+05:00").unwrap();
        played.accept(opening, None, Action::Open(rules.clone()));
        let mut before = opening;
        for step in season.steps() {
            assert!(step.at >= before, "steps come in the order of time");
            before = step.at;
            played.play(step);
        }
        assert_eq!((played.entrants.len(), played.deeds.len()), (season.entrants(), season.deeds()));
        played
    }

    /// Claimed totals at the end of a day of UTC+5.
    pub fn totals_on(&self, (year, month, day): (i32, u32, u32)) -> Totals {
        let end = Timestamp::parse_rfc3339(&format!("{year}-{month:02}-{day:02}T23:59:59+05:00")).unwrap();
        self.history.range(..=end).next_back().map(|(_, totals)| *totals).unwrap_or_default()
    }

    fn accept(&mut self, at: Timestamp, actor: Option<PrincipalId>, action: Action) -> (Uuid, Event) {
        self.ids_given += 1;
        let id = Uuid::from_u128(self.ids_given);
        let shown = format!("{action:?}");
        let position = Position(self.ids_given as u64 - 1);
        let command = Command { at, actor, position, id, action: action.into() };
        let facts = Marathon::handle_command(&self.state, command)
            .unwrap_or_else(|refusals| panic!("{at} {shown}: {refusals:?}"));
        let [fact] = &facts[..] else { panic!("one fact for {shown}") };
        self.state.apply(fact.stream, &fact.event, fact.occasion);
        (id, fact.event.clone())
    }

    fn play(&mut self, Step { at, actor, what }: Step) {
        let (entrants, deeds) = (&self.entrant_ids, &self.deed_ids);
        let action = what.clone().into_action(|no| entrants[no as usize], |no| deeds[no as usize]);
        let (id, event) = self.accept(at, actor, action);
        match what {
            What::Register { entrant, new } => {
                assert_eq!(entrant as usize, self.entrants.len());
                self.entrants.push(new);
                self.registered_at.push(at);
                self.entrant_ids.push(EntrantId(id));
            }
            What::Log { deed, entrant, companions, new } => {
                assert_eq!(deed as usize, self.deeds.len());
                let looked_like_another = event.deed().unwrap().possible_duplicate_of.is_some();
                self.deed_ids.push(DeedId(id));
                self.count(&new.figures, true);
                self.deeds.push(PlayedDeed {
                    at,
                    entrant,
                    companions,
                    figures: new.figures,
                    new,
                    status: DeedStatus::Claimed,
                    corrected: false,
                    by_front_office: actor != self.entrants[entrant as usize].owner,
                    looked_like_another,
                    verified_at: None,
                    verified_with_reason: false,
                });
            }
            What::Verify { deed, reason } => {
                let deed = &mut self.deeds[deed as usize];
                deed.status = DeedStatus::Verified;
                deed.verified_at = Some(at);
                deed.verified_with_reason = reason.is_some();
            }
            What::Reject { deed, .. } => self.end(deed, DeedStatus::Rejected),
            What::Withdraw { deed, .. } => self.end(deed, DeedStatus::Withdrawn),
            What::Correct { deed, figures, .. } => {
                let old = self.deeds[deed as usize].figures;
                assert_ne!(old, figures, "a correction changes something");
                let Event::DeedCorrected(corrected) = event else { panic!("a correction, not {event:?}") };
                assert_eq!(corrected.figures, figures, "a correction replaces every figure");
                self.count(&old, false);
                self.count(&figures, true);
                let deed = &mut self.deeds[deed as usize];
                (deed.figures, deed.corrected) = (figures, true);
            }
            What::Challenge { deed, .. } => self.deeds[deed as usize].status = DeedStatus::Challenged,
            What::Resolve { deed, upheld: true, .. } => {
                self.upheld += 1;
                self.end(deed, DeedStatus::Rejected);
            }
            What::Resolve { deed, upheld: false, .. } => {
                self.in_vain += 1;
                self.deeds[deed as usize].status = DeedStatus::Verified;
            }
            What::Grant { role, .. } => *self.roles.entry(role).or_default() += 1,
            What::Join { .. } => self.members += 1,
            What::CloseIntake { .. } => self.closed_at = Some(at),
            What::NameSeedSource { .. } => {}
            What::Freeze => self.frozen_at = Some(at),
        }
        self.history.insert(at, self.totals);
    }

    fn end(&mut self, deed: u32, status: DeedStatus) {
        self.deeds[deed as usize].status = status;
        let figures = self.deeds[deed as usize].figures;
        self.count(&figures, false);
    }

    fn count(&mut self, figures: &Figures, add: bool) {
        let t = &mut self.totals;
        let amount = figures.amount();
        let change = |total: &mut u64, by: u64| *total = if add { *total + by } else { *total - by };
        change(&mut t.deeds, 1);
        change(&mut t.people, u64::from(figures.people().0));
        match figures.kind() {
            DeedKind::GoodDeedDone => {}
            DeedKind::TreesPlanted => change(&mut t.trees, amount),
            DeedKind::WasteCollected => change(&mut t.grams, amount),
            DeedKind::AnimalsHelped => change(&mut t.animals, amount),
        }
    }
}
