//! What decisions look at: who is registered, where every deed stands, which photos were seen.
//!
//! Held in compact columns; the number of an entrant or a deed is its place in them. Ids grow with the
//! position, so the columns of ids are sorted and searched, and need no index of their own.

use std::{collections::VecDeque, fmt, io};

use marathon_columns::{Column, HashColumn, IdColumn, Loader, Saver, mix};
use marathon_events::{
    Animals, DeedFacts, DeedKind, EntrantKind, Event, Figures, Grams, People, PersonMinutes, Revision,
    Sha256Hash, StreamId, Trees,
};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::Rules;

/// Where a deed stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DeedStatus {
    /// Logged, not yet looked at.
    Claimed,
    /// Found true; counts for awards.
    Verified,
    /// Refused.
    Rejected,
    /// Taken back.
    Withdrawn,
}

impl DeedStatus {
    /// Every status, in the order of its index.
    pub const ALL: [Self; 4] = [Self::Claimed, Self::Verified, Self::Rejected, Self::Withdrawn];

    /// The name on the wire.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Claimed => "claimed",
            Self::Verified => "verified",
            Self::Rejected => "rejected",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// Whether it counts in claimed totals: neither rejected nor withdrawn.
    #[must_use]
    pub fn stands(self) -> bool {
        matches!(self, Self::Claimed | Self::Verified)
    }

    /// The status after this event; `None` if the event does not change it.
    #[must_use]
    pub fn after(event: &Event) -> Option<Self> {
        match event {
            Event::DeedVerified(_) => Some(Self::Verified),
            Event::DeedRejected(_) => Some(Self::Rejected),
            Event::DeedWithdrawn(_) => Some(Self::Withdrawn),
            Event::DeedCorrected(_) => Some(Self::Claimed),
            _ => None,
        }
    }
}

impl fmt::Display for DeedStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What is kept of a deed in one byte: status, kind and two flags.
#[derive(Clone, Copy)]
struct DeedCell(u8);

impl DeedCell {
    fn new(status: DeedStatus, kind: DeedKind, inspect: bool, duplicate: bool) -> Self {
        Self(status as u8 | (kind as u8) << 2 | u8::from(inspect) << 4 | u8::from(duplicate) << 5)
    }
    fn status(self) -> DeedStatus {
        DeedStatus::ALL[usize::from(self.0 & 3)]
    }
    fn kind(self) -> DeedKind {
        DeedKind::ALL[usize::from(self.0 >> 2 & 3)]
    }
    /// Its figures are above the plausible.
    fn needs_inspection(self) -> bool {
        self.0 >> 4 & 1 == 1
    }
    /// It looked like another deed when it was logged.
    fn looks_repeated(self) -> bool {
        self.0 >> 5 & 1 == 1
    }
}

/// A deed as it stands now.
#[derive(Clone, Copy)]
pub(crate) struct DeedNow {
    pub(crate) status: DeedStatus,
    pub(crate) figures: Figures,
    /// Its figures are above the plausible.
    pub(crate) needs_inspection: bool,
    /// It looked like another deed when it was logged.
    pub(crate) looks_repeated: bool,
}

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

#[derive(Clone, Debug)]
enum Undo {
    Opened,
    Entrant,
    Deed { evidence: Vec<u64>, likeness: u64 },
    Changed { deed: u32, cell: u8, figures: Figures },
    Closed,
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

    /// SHA-256 over everything the state says, in the order of the columns; equal states have equal digests.
    ///
    /// # Errors
    /// Never in practice: nothing is written anywhere.
    pub fn digest(&self) -> io::Result<[u8; 32]> {
        let mut bytes = Vec::new();
        let rules = self.rules.as_ref().map(Rules::hash).unwrap_or_default();
        bytes.extend_from_slice(&rules);
        bytes.extend_from_slice(self.marathon.id.unwrap_or_default().as_bytes());
        bytes.extend_from_slice(&self.marathon.next.to_le_bytes());
        bytes.push(u8::from(self.intake_closed));
        let mut tables: Vec<(u64, u32)> = self.evidence.unordered().collect();
        tables.sort_unstable();
        let mut likeness: Vec<(u64, u32)> = self.likeness.unordered().collect();
        likeness.sort_unstable();
        tables.append(&mut likeness);
        for (key, no) in tables {
            bytes.extend_from_slice(&key.to_le_bytes());
            bytes.extend_from_slice(&no.to_le_bytes());
        }
        let mut saver = Saver::new(&mut bytes);
        self.entrant_ids.save(&mut saver)?;
        self.entrant_kinds.save(&mut saver)?;
        self.deed_ids.save(&mut saver)?;
        self.deed_cells.save(&mut saver)?;
        self.deed_revisions.save(&mut saver)?;
        self.deed_people.save(&mut saver)?;
        self.deed_amounts.save(&mut saver)?;
        self.deed_minutes.save(&mut saver)?;
        saver.finish()?;
        Ok(Sha256::digest(&bytes).into())
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
    }

    pub(crate) fn entrant_kind(&self, id: Uuid) -> Option<EntrantKind> {
        let no = self.entrant_ids.find(*id.as_bytes())?;
        Some(EntrantKind::ALL[usize::from(self.entrant_kinds[no] & 3)])
    }

    pub(crate) fn entrant_no(&self, id: Uuid) -> Option<usize> {
        self.entrant_ids.find(*id.as_bytes())
    }

    pub(crate) fn deed(&self, id: Uuid) -> Option<(DeedNow, Revision)> {
        let no = self.deed_ids.find(*id.as_bytes())?;
        let cell = DeedCell(self.deed_cells[no]);
        let now = DeedNow {
            status: cell.status(),
            figures: self.figures(no),
            needs_inspection: cell.needs_inspection(),
            looks_repeated: cell.looks_repeated(),
        };
        Some((now, Revision(u32::from(self.deed_revisions[no]))))
    }

    fn figures(&self, no: usize) -> Figures {
        let (people, amount) = (People(self.deed_people[no]), self.deed_amounts[no]);
        // What the events hold of these kinds fits 32 bits.
        let small = amount as u32;
        match DeedCell(self.deed_cells[no]).kind() {
            DeedKind::GoodDeedDone => Figures::GoodDeedDone {
                people,
                people_helped: People(small),
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

    /// Folds one event of a stream. The log vouches for its order; facts that no rule set ever allowed are the log's fault,
    /// so an event that speaks of an unknown deed changes nothing here and is the auditor's to name.
    pub fn apply(&mut self, stream: StreamId, event: &Event) {
        let stream = stream.0;
        let undo = match event {
            Event::MarathonOpened(opened) => {
                self.rules = Rules::new(opened.rules.clone()).ok();
                self.marathon = StreamCounter { id: Some(stream), next: 1 };
                Undo::Opened
            }
            Event::EntrantRegistered(entrant) => {
                self.entrant_ids.push(*stream.as_bytes());
                self.entrant_kinds.push(entrant.kind as u8);
                Undo::Entrant
            }
            Event::IntakeClosed(_) => {
                self.intake_closed = true;
                self.marathon.next += 1;
                Undo::Closed
            }
            event => match event.deed() {
                Some(facts) => self.log_deed(stream, &facts),
                None => match self.change_deed(stream, event) {
                    Some(undo) => undo,
                    None => return,
                },
            },
        };
        if !self.marks.is_empty() {
            self.undo.push(undo);
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
        Undo::Deed { evidence, likeness }
    }

    fn change_deed(&mut self, id: Uuid, event: &Event) -> Option<Undo> {
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
        Some(Undo::Changed { deed: no as u32, cell: old.0, figures })
    }

    /// Remembers this moment, so that what is folded after it can be taken back. Marks are given up in the order
    /// they were set.
    pub fn mark(&mut self) {
        self.marks.push_back(self.undo_from + self.undo.len() as u64);
    }

    /// Gives up the oldest mark: what was folded between it and the next one is final.
    pub fn forget(&mut self) {
        self.marks.pop_front();
        let end = self.undo_from + self.undo.len() as u64;
        let keep_from = self.marks.front().copied().unwrap_or(end);
        self.undo.drain(..(keep_from - self.undo_from) as usize);
        self.undo_from = keep_from;
    }

    /// Takes back everything folded since the oldest mark, and gives up every mark.
    pub fn roll_back(&mut self) {
        while let Some(undo) = self.undo.pop() {
            self.take_back(undo);
        }
        self.marks.clear();
    }

    fn take_back(&mut self, undo: Undo) {
        match undo {
            Undo::Opened => (self.rules, self.marathon) = (None, StreamCounter::default()),
            Undo::Closed => {
                self.intake_closed = false;
                self.marathon.next -= 1;
            }
            Undo::Entrant => {
                self.entrant_ids.pop();
                self.entrant_kinds.pop();
            }
            Undo::Deed { evidence, likeness } => {
                self.deed_ids.pop();
                self.deed_cells.pop();
                self.deed_revisions.pop();
                self.deed_people.pop();
                self.deed_amounts.pop();
                self.deed_minutes.pop();
                let no = self.deed_ids.len() as u32;
                self.likeness.remove(likeness, |n| *n == no);
                for key in evidence {
                    self.evidence.remove(key, |n| *n == no);
                }
            }
            Undo::Changed { deed, cell, figures } => {
                self.deed_cells[deed as usize] = cell;
                self.deed_revisions[deed as usize] -= 1;
                self.set_figures(deed as usize, &figures);
            }
        }
    }

    /// Writes everything but what is held for going back.
    ///
    /// # Errors
    /// If the snapshot cannot be written.
    pub fn save(&self, to: &mut Saver<'_>) -> io::Result<()> {
        let rules = self.rules.as_ref().map(|r| serde_json::to_vec(r.set())).transpose()?;
        to.slice(&rules.unwrap_or_default())?;
        to.slice(self.marathon.id.unwrap_or_default().as_bytes())?;
        to.number(u64::from(self.marathon.next))?;
        to.number(u64::from(self.intake_closed))?;
        self.entrant_ids.save(to)?;
        self.entrant_kinds.save(to)?;
        self.deed_ids.save(to)?;
        self.deed_cells.save(to)?;
        self.deed_revisions.save(to)?;
        self.deed_people.save(to)?;
        self.deed_amounts.save(to)?;
        self.deed_minutes.save(to)?;
        self.evidence.save(to)?;
        self.likeness.save(to)
    }

    /// Reads what [`State::save`] wrote.
    ///
    /// # Errors
    /// If the snapshot cannot be read or is not one.
    pub fn load(from: &mut Loader<'_>) -> io::Result<Self> {
        let rules = from.slice::<u8>()?;
        let invalid = |e: &dyn fmt::Display| io::Error::new(io::ErrorKind::InvalidData, e.to_string());
        let rules = match rules.is_empty() {
            true => None,
            false => Some(Rules::new(serde_json::from_slice(&rules)?).map_err(|e| invalid(&e))?),
        };
        let id = Uuid::from_slice(&from.slice::<u8>()?).map_err(|e| invalid(&e))?;
        Ok(Self {
            marathon: StreamCounter { id: (!id.is_nil()).then_some(id), next: from.number()? as u32 },
            rules,
            intake_closed: from.number()? != 0,
            entrant_ids: IdColumn::load(from)?,
            entrant_kinds: Column::load(from)?,
            deed_ids: IdColumn::load(from)?,
            deed_cells: Column::load(from)?,
            deed_revisions: Column::load(from)?,
            deed_people: Column::load(from)?,
            deed_amounts: Column::load(from)?,
            deed_minutes: Column::load(from)?,
            evidence: HashColumn::load(from)?,
            likeness: HashColumn::load(from)?,
            ..Self::default()
        })
    }

    /// The stream of the marathon itself and its next revision.
    pub(crate) fn marathon_stream(&self) -> Option<(StreamId, Revision)> {
        self.marathon.id.map(|id| (StreamId(id), Revision(self.marathon.next)))
    }
}

/// Tables reserve the key above; whoever sends a photo's hash chooses it.
const KEY_MAX: u64 = u64::MAX - 1;

/// Photos are told apart by the first 64 bits of their hash: a chance likeness only asks a coordinator for a
/// reason, and nobody can make one that they could not make by sending the same photo.
fn photo_key(hash: &Sha256Hash) -> u64 {
    hash.0[..8].iter().fold(0, |key, byte| key << 8 | u64::from(*byte)).min(KEY_MAX)
}
