//! What decisions look at: who is registered, where every deed stands, which photos were seen, how far judging is.
//!
//! Held in compact columns; the number of an entrant or a deed is its place in them. Ids grow with the
//! position, so the columns of ids are sorted and searched, and need no index of their own.

mod cells;
mod judging;
mod people;
mod saved;
mod status;
mod undo;
mod verdicts;

pub(crate) use cells::DeedNow;
pub(crate) use judging::{Assignment, Entries, Judging};
pub(crate) use people::People;
pub use status::DeedStatus;
pub(crate) use verdicts::Verdicts;

use std::collections::{BTreeMap, VecDeque};

use marathon_columns::{Column, HashColumn, IdColumn, mix};
use marathon_events::{
    Animals, Day, DeedFacts, DeedKind, EntrantId, EntrantKind, Event, Figures, Grams, People as Number,
    PersonMinutes, Position, Revision, Sha256Hash, StreamId, Trees,
};
use uuid::Uuid;

use self::{
    cells::{DeedCell, EntrantCell},
    undo::Undo,
};
use crate::{Occasion, Rules};

/// Everything decisions look at.
#[derive(Clone, Debug, Default)]
pub struct State {
    pub(crate) rules: Option<Rules>,
    pub(crate) marathon: StreamCounter,
    pub(crate) intake_closed: bool,
    entrant_ids: IdColumn,
    entrant_kinds: Column<u8>,
    deed_ids: IdColumn,
    deed_cells: Column<u8>,
    deed_revisions: Column<u16>,
    deed_people: Column<u32>,
    deed_amounts: Column<u64>,
    deed_minutes: Column<u32>,
    pub(crate) people: People,
    pub(crate) verdicts: Verdicts,
    pub(crate) judging: Judging,
    /// Events of streams other than those of deeds and of the marathon, registrations left out; none: not there.
    changes: BTreeMap<Uuid, u32>,
    /// From the photo's hash, and from the likeness of deeds, to the deeds.
    evidence: HashColumn<u32>,
    likeness: HashColumn<u32>,
    /// What it takes to go back to the oldest mark still held; not part of what the state says.
    undo: Vec<Undo>,
    undo_from: u64,
    marks: VecDeque<u64>,
}

/// The marathon's own stream: opened, intake closed.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct StreamCounter {
    pub(crate) id: Option<Uuid>,
    pub(crate) next: u32,
}

impl State {
    /// The rules, once the marathon is open.
    #[must_use]
    pub fn rules(&self) -> Option<&Rules> {
        self.rules.as_ref()
    }

    /// Whether deeds are taken.
    #[must_use]
    pub fn takes_deeds(&self) -> bool {
        self.rules.is_some() && !self.intake_closed
    }

    /// How many entrants and deeds there are.
    #[must_use]
    pub fn counts(&self) -> (usize, usize) {
        (self.entrant_ids.len(), self.deed_ids.len())
    }

    /// Bytes held in columns and tables.
    #[must_use]
    pub fn heap_bytes(&self) -> usize {
        self.entrant_ids.heap_bytes()
            + self.entrant_kinds.heap_bytes()
            + self.deed_ids.heap_bytes()
            + self.deed_cells.heap_bytes()
            + self.deed_revisions.heap_bytes()
            + self.deed_people.heap_bytes()
            + self.deed_amounts.heap_bytes()
            + self.deed_minutes.heap_bytes()
            + self.evidence.heap_bytes()
            + self.likeness.heap_bytes()
            + self.people.heap_bytes()
            + self.verdicts.heap_bytes()
    }

    pub(crate) fn entrant_no(&self, id: Uuid) -> Option<usize> {
        self.entrant_ids.find(*id.as_bytes())
    }

    pub(crate) fn entrant_kind(&self, no: usize) -> EntrantKind {
        EntrantCell(self.entrant_kinds[no]).kind()
    }

    pub(crate) fn entrant_id(&self, no: usize) -> EntrantId {
        EntrantId(Uuid::from_bytes(self.entrant_ids.get(no)))
    }

    /// Whether it is a person known to be under age.
    pub(crate) fn is_minor(&self, no: usize) -> bool {
        EntrantCell(self.entrant_kinds[no]).is_minor()
    }

    /// Whether it withdrew or was disqualified.
    pub(crate) fn is_gone(&self, no: usize) -> bool {
        EntrantCell(self.entrant_kinds[no]).is_gone()
    }

    /// The place of the next event in a stream that is no deed's.
    pub(crate) fn next_revision(&self, stream: StreamId) -> Revision {
        if self.marathon.id == Some(stream.0) {
            return Revision(self.marathon.next);
        }
        let registered = u32::from(self.entrant_no(stream.0).is_some());
        Revision(registered + self.changes.get(&stream.0).copied().unwrap_or_default())
    }

    pub(crate) fn deed(&self, id: Uuid) -> Option<(DeedNow, Revision)> {
        let no = self.deed_ids.find(*id.as_bytes())?;
        let cell = DeedCell(self.deed_cells[no]);
        let now = DeedNow {
            no,
            status: cell.status(),
            figures: self.figures(no),
            needs_inspection: cell.needs_inspection(),
            looks_repeated: cell.looks_repeated(),
        };
        Some((now, Revision(u32::from(self.deed_revisions[no]))))
    }

    fn figures(&self, no: usize) -> Figures {
        let (people, amount) = (Number(self.deed_people[no]), self.deed_amounts[no]);
        // What the events hold of these kinds fits 32 bits.
        let small = amount as u32;
        match DeedCell(self.deed_cells[no]).kind() {
            DeedKind::GoodDeedDone => Figures::GoodDeedDone {
                people,
                people_helped: Number(small),
                person_minutes: PersonMinutes(self.deed_minutes[no]),
            },
            DeedKind::TreesPlanted => Figures::TreesPlanted { people, trees: Trees(small) },
            DeedKind::WasteCollected => Figures::WasteCollected { people, grams: Grams(amount) },
            DeedKind::AnimalsHelped => Figures::AnimalsHelped { people, animals: Animals(small) },
        }
    }

    fn set_figures(&mut self, no: usize, figures: &Figures) {
        self.deed_people[no] = figures.people().0;
        self.deed_amounts[no] = figures.amount();
        self.deed_minutes[no] = figures.minutes();
    }

    /// A standing deed with one of these photos, or of the same entrant, day, kind and quantity.
    pub(crate) fn standing_look_alike(&self, facts: &DeedFacts<'_>) -> Option<Uuid> {
        let by_photo =
            facts.evidence.iter().find_map(|e| self.earliest(&self.evidence, photo_key(&e.sha256)));
        let no = by_photo.or_else(|| self.earliest(&self.likeness, self.likeness_key(facts)))?;
        Some(Uuid::from_bytes(self.deed_ids.get(no as usize)))
    }

    /// The first standing deed under this key. The order inside a table depends on how it grew, and a decision must
    /// not.
    fn earliest(&self, table: &HashColumn<u32>, key: u64) -> Option<u32> {
        let mut earliest = None;
        let _ = table.find(key, |no| {
            if DeedCell(self.deed_cells[*no as usize]).status().stands() {
                earliest = Some(earliest.map_or(*no, |e: u32| e.min(*no)));
            }
            false
        });
        earliest
    }

    fn likeness_key(&self, facts: &DeedFacts<'_>) -> u64 {
        let entrant = self.entrant_no(facts.entrant_id.0).unwrap_or(usize::MAX) as u64;
        let day = facts.done_on.since(marathon_events::Day::default()) as u64;
        let f = facts.figures;
        mix(&[entrant, day, f.kind() as u64, f.amount(), u64::from(f.minutes())]).min(KEY_MAX)
    }

    fn needs_inspection(&self, figures: &Figures) -> bool {
        let Some(rules) = &self.rules else { return false };
        let kind = rules.kind(figures.kind());
        u64::from(figures.people().0) > kind.people.inspect_above
            || figures.amount() > kind.amount.inspect_above
            || kind.person_minutes.is_some_and(|m| u64::from(figures.minutes()) > m.inspect_above)
    }

    /// Folds one event of a stream, with who caused it and when. The log vouches for its order; facts that no rule set ever allowed are the log's fault,
    /// so an event that speaks of an unknown deed changes nothing here and is the auditor's to name.
    pub fn apply(&mut self, stream: StreamId, event: &Event, occasion: Occasion) {
        let stream = stream.0;
        let undo = match event {
            Event::MarathonOpened(opened) => {
                self.rules = Rules::new(opened.rules.clone()).ok();
                self.marathon = StreamCounter { id: Some(stream), next: 1 };
                Undo::Opened
            }
            Event::EntrantRegistered(entrant) => {
                self.entrant_ids.push(*stream.as_bytes());
                self.entrant_kinds.push(EntrantCell::new(entrant).0);
                Undo::Entrant(self.people.register(entrant.owner, entrant.kind == EntrantKind::Person))
            }
            Event::IntakeClosed(_) => {
                self.intake_closed = true;
                self.marathon.next += 1;
                Undo::Closed
            }
            event => match event.deed() {
                Some(facts) => self.log_deed(stream, &facts),
                None => match self.change(stream, event, occasion) {
                    Some(undo) => undo,
                    None => return,
                },
            },
        };
        if !self.marks.is_empty() {
            self.undo.push(undo);
        }
    }

    fn change(&mut self, stream: Uuid, event: &Event, occasion: Occasion) -> Option<Undo> {
        if DeedStatus::after(event).is_some() {
            return self.change_deed(stream, event, occasion);
        }
        let undo = match event {
            Event::RulesAmended(e) => {
                let rules = std::mem::replace(&mut self.rules, Rules::new(e.rules.clone()).ok());
                Undo::Amended { rules, changed: self.inputs_changed(occasion) }
            }
            Event::MemberJoined(e) => self.set_member(stream, e.person, true)?,
            Event::MemberLeft(e) => self.set_member(stream, e.person, false)?,
            Event::EntrantWithdrawn(_) | Event::EntrantDisqualified(_) => {
                let entrant = self.entrant_no(stream)?;
                let cell = self.entrant_kinds[entrant];
                self.entrant_kinds[entrant] = cell | EntrantCell::GONE;
                Undo::Gone { entrant, cell, changed: self.inputs_changed(occasion) }
            }
            Event::EntrantProfileChanged(_) | Event::PersonalDataErased(_) => Undo::Noted { stream },
            event => {
                let judging = Box::new(self.judging.clone());
                if !self.judging.apply(stream, event, occasion) {
                    return None;
                }
                Undo::Judged { stream, judging }
            }
        };
        self.count(stream);
        Some(undo)
    }

    /// Every award follows from this event. Returns the last one before it.
    fn inputs_changed(&mut self, occasion: Occasion) -> Position {
        std::mem::replace(&mut self.judging.steps.changed, occasion.position)
    }

    fn set_member(&mut self, team: Uuid, person: EntrantId, is_one: bool) -> Option<Undo> {
        let (team, person) = (self.entrant_no(team)?, self.entrant_no(person.0)?);
        let was_one = self.people.is_member(team, person);
        self.people.set_member(team, person, is_one);
        Some(Undo::Member { team, person, was_one })
    }

    fn count(&mut self, stream: Uuid) {
        match self.marathon.id == Some(stream) {
            true => self.marathon.next += 1,
            false => *self.changes.entry(stream).or_default() += 1,
        }
    }

    fn count_back(&mut self, stream: Uuid) {
        if self.marathon.id == Some(stream) {
            self.marathon.next -= 1;
            return;
        }
        let count = self.changes.entry(stream).or_default();
        *count = count.saturating_sub(1);
        if *count == 0 {
            self.changes.remove(&stream);
        }
    }

    fn log_deed(&mut self, id: Uuid, facts: &DeedFacts<'_>) -> Undo {
        let no = self.deed_ids.len() as u32;
        let likeness = self.likeness_key(facts);
        let evidence: Vec<_> = facts.evidence.iter().map(|e| photo_key(&e.sha256)).collect();
        let inspect = self.needs_inspection(&facts.figures);
        let duplicate = facts.possible_duplicate_of.is_some();
        let cell = DeedCell::new(DeedStatus::Claimed, facts.figures.kind(), inspect, duplicate);
        self.deed_ids.push(*id.as_bytes());
        self.deed_cells.push(cell.0);
        self.deed_revisions.push(1);
        self.deed_people.push(facts.figures.people().0);
        self.deed_amounts.push(facts.figures.amount());
        self.deed_minutes.push(facts.figures.minutes());
        self.likeness.insert(likeness, no);
        for key in &evidence {
            self.evidence.insert(*key, no);
        }
        let entrant = self.entrant_no(facts.entrant_id.0).unwrap_or_default();
        let region = self.rules.as_ref().and_then(|rules| rules.region(facts.region)).map_or(0, |no| no.0);
        let companions = facts.companions.iter().filter_map(|id| self.entrant_no(id.0));
        let companions: Vec<_> = companions.collect();
        self.verdicts.log(entrant, region, &companions);
        Undo::Deed { evidence, likeness }
    }

    fn change_deed(&mut self, id: Uuid, event: &Event, occasion: Occasion) -> Option<Undo> {
        let status = DeedStatus::after(event)?;
        let no = self.deed_ids.find(*id.as_bytes())?;
        let old = DeedCell(self.deed_cells[no]);
        let figures = self.figures(no);
        let inspect = match event {
            Event::DeedCorrected(c) => {
                self.set_figures(no, &c.figures);
                self.needs_inspection(&c.figures)
            }
            _ => old.needs_inspection(),
        };
        self.deed_cells[no] = DeedCell::new(status, old.kind(), inspect, old.looks_repeated()).0;
        self.deed_revisions[no] += 1;
        let verdict = self.verdicts.of(no);
        match event {
            Event::DeedVerified(_) => self.verdicts.verify(no, occasion.actor, self.local_day(occasion)),
            Event::DeedChallenged(_) => self.verdicts.challenge(no, occasion.actor),
            _ => self.verdicts.end_challenge(no),
        }
        Some(Undo::Changed { deed: no as u32, cell: old.0, figures, verdict })
    }

    fn local_day(&self, occasion: Occasion) -> Day {
        let offset = self.rules.as_ref().map_or(0, |rules| rules.set().season.utc_offset_minutes);
        occasion.at.local_day(offset)
    }

    /// The stream of the marathon itself.
    pub(crate) fn marathon_stream(&self) -> StreamId {
        StreamId(self.marathon.id.unwrap_or_default())
    }
}

/// Tables reserve the key above; whoever sends a photo's hash chooses it.
const KEY_MAX: u64 = u64::MAX - 1;

/// Photos are told apart by the first 64 bits of their hash: a chance likeness only asks a coordinator for a
/// reason, and nobody can make one that they could not make by sending the same photo.
fn photo_key(hash: &Sha256Hash) -> u64 {
    hash.0[..8].iter().fold(0, |key, byte| key << 8 | u64::from(*byte)).min(KEY_MAX)
}
