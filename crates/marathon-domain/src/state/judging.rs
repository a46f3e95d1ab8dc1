//! Roles, the steps of the season, juries and appeals: few things, in ordered maps.
//!
//! Parts are shared with older states until they change, so going back is putting the old value back.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Deref,
    sync::Arc,
};

use marathon_events::{
    AppealId, EntrantId, Event, Hmac, Position, PrincipalId, RegionCode, Role, Sha256Hash, Timestamp,
};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use uuid::Uuid;

use crate::Occasion;

/// A value that is copied only when it changes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Shared<T>(Arc<T>);

impl<T: Clone> Shared<T> {
    fn change(&mut self) -> &mut T {
        Arc::make_mut(&mut self.0)
    }
}

impl<T> Deref for Shared<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T: Serialize> Serialize for Shared<T> {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(s)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Shared<T> {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        T::deserialize(d).map(|value| Self(Arc::new(value)))
    }
}

/// Everything about people's offices and about judging.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Judging {
    pub(crate) roles: Shared<BTreeMap<PrincipalId, BTreeMap<Role, Grant>>>,
    pub(crate) steps: Steps,
    nominations: BTreeMap<String, Shared<Entries>>,
    pub(crate) appeals: Shared<BTreeMap<AppealId, Appeal>>,
}

/// What a role extends to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Grant {
    /// Empty: everywhere.
    pub(crate) regions: Vec<RegionCode>,
    /// Empty: all.
    pub(crate) nominations: Vec<String>,
}

/// How far the season has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Steps {
    pub(crate) seed_source_named: bool,
    /// The last position that counts.
    pub(crate) frozen: Option<Position>,
    pub(crate) first_score_given: bool,
    pub(crate) seed_recorded: bool,
    pub(crate) judging_closed: bool,
    /// When results will be published.
    pub(crate) announced: Option<Timestamp>,
    /// When they were.
    pub(crate) published: Option<Timestamp>,
    /// The last event that every award follows from.
    pub(crate) changed: Position,
}

/// Judging of one nomination.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Entries {
    pub(crate) shortlist: Option<BTreeSet<EntrantId>>,
    pub(crate) judges: BTreeMap<PrincipalId, Assignment>,
    pub(crate) waived: BTreeSet<EntrantId>,
    /// Hash of the result that holds.
    pub(crate) decided: Option<Sha256Hash>,
    /// The last event of this nomination that its award follows from.
    pub(crate) changed: Position,
}

/// What a judge has to score, must not score, and scored.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Assignment {
    pub(crate) entrants: BTreeSet<EntrantId>,
    pub(crate) recused: BTreeSet<EntrantId>,
    pub(crate) scores: BTreeMap<EntrantId, Hmac>,
    pub(crate) opened: bool,
}

impl Assignment {
    /// The scores that have to be opened: those of entries the judge is not recused from.
    pub(crate) fn to_open(&self) -> impl Iterator<Item = (&EntrantId, &Hmac)> {
        self.scores.iter().filter(|(entrant, _)| !self.recused.contains(*entrant))
    }

    pub(crate) fn is_open(&self) -> bool {
        self.opened || self.to_open().next().is_none()
    }
}

/// An appeal and what became of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Appeal {
    pub(crate) nomination: String,
    pub(crate) entrant: EntrantId,
    pub(crate) upheld: Option<bool>,
    pub(crate) amended: bool,
}

impl Judging {
    /// Judging of a nomination; `None` before its first event.
    pub(crate) fn entries(&self, nomination: &str) -> Option<&Entries> {
        self.nominations.get(nomination).map(Deref::deref)
    }

    fn change(&mut self, nomination: &str) -> &mut Entries {
        self.nominations.entry(nomination.to_owned()).or_default().change()
    }

    /// The same, by an event that the award follows from.
    fn change_inputs(&mut self, nomination: &str, at: Position) -> &mut Entries {
        let entries = self.change(nomination);
        entries.changed = at;
        entries
    }

    fn judge(&mut self, nomination: &str, judge: PrincipalId, at: Position) -> &mut Assignment {
        self.change_inputs(nomination, at).judges.entry(judge).or_default()
    }

    /// Folds an event; says whether it is one that is kept here.
    pub(super) fn apply(&mut self, stream: Uuid, event: &Event, occasion: Occasion) -> bool {
        self.apply_step(event, occasion)
            || self.apply_judging(event, occasion.position)
            || self.apply_result(event)
            || self.apply_office(stream, event)
    }

    fn apply_step(&mut self, event: &Event, occasion: Occasion) -> bool {
        let steps = &mut self.steps;
        match event {
            Event::SeedSourceNamed(_) => steps.seed_source_named = true,
            Event::FieldFrozen(e) => (steps.frozen, steps.changed) = (Some(e.position), occasion.position),
            Event::SeedRecorded(_) => (steps.seed_recorded, steps.changed) = (true, occasion.position),
            Event::JudgingClosed(_) => (steps.judging_closed, steps.changed) = (true, occasion.position),
            Event::PublicationAnnounced(e) => steps.announced = Some(e.at),
            Event::ResultsPublished(_) => steps.published = Some(occasion.at),
            _ => return false,
        }
        true
    }

    fn apply_judging(&mut self, event: &Event, at: Position) -> bool {
        match event {
            Event::ShortlistDrawn(e) => {
                self.change_inputs(&e.nomination, at).shortlist = Some(e.entrants.iter().copied().collect());
            }
            Event::JudgeAssigned(e) => {
                let entries = self.change_inputs(&e.nomination, at);
                let all = || entries.shortlist.clone().unwrap_or_default();
                let more = if e.entrants.is_empty() { all() } else { e.entrants.iter().copied().collect() };
                entries.judges.entry(e.judge).or_default().entrants.extend(more);
            }
            Event::JudgeRecused(e) => {
                self.judge(&e.nomination, e.judge, at).recused.insert(e.entrant_id);
            }
            Event::ScoreGiven(e) => {
                self.judge(&e.nomination, e.judge, at).scores.insert(e.entrant_id, e.commitment);
                self.steps.first_score_given = true;
            }
            Event::ScoresOpened(e) => self.judge(&e.nomination, e.judge, at).opened = true,
            Event::QuorumWaived(e) => {
                self.change_inputs(&e.nomination, at).waived.insert(e.entrant_id);
            }
            _ => return false,
        }
        true
    }

    fn apply_result(&mut self, event: &Event) -> bool {
        match event {
            Event::AwardDecided(e) => self.change(&e.nomination).decided = Some(e.result_hash),
            Event::ResultAmended(e) => {
                self.change(&e.nomination).decided = Some(e.result_hash);
                if let Some(appeal) = self.appeals.change().get_mut(&e.appeal) {
                    appeal.amended = true;
                }
            }
            _ => return false,
        }
        true
    }

    fn apply_office(&mut self, stream: Uuid, event: &Event) -> bool {
        match event {
            Event::RoleGranted(e) => {
                let grant = Grant { regions: e.regions.clone(), nominations: e.nominations.clone() };
                self.roles.change().entry(PrincipalId(stream)).or_default().insert(e.role, grant);
            }
            Event::RoleRevoked(e) => {
                let roles = self.roles.change();
                if let Some(held) = roles.get_mut(&PrincipalId(stream)) {
                    held.remove(&e.role);
                }
                roles.retain(|_, held| !held.is_empty());
            }
            Event::AppealLodged(e) => {
                let appeal = Appeal {
                    nomination: e.nomination.clone(),
                    entrant: e.entrant_id,
                    upheld: None,
                    amended: false,
                };
                self.appeals.change().insert(AppealId(stream), appeal);
            }
            Event::AppealResolved(e) => {
                if let Some(appeal) = self.appeals.change().get_mut(&AppealId(stream)) {
                    appeal.upheld = Some(e.upheld);
                }
            }
            _ => return false,
        }
        true
    }
}
