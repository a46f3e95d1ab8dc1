//! The state as bytes: its digest, and what a snapshot keeps of it.

use std::{fmt, io};

use marathon_columns::{Column, HashColumn, IdColumn, Loader, Saver};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::{Judging, People, State, StreamCounter, Verdicts};
use crate::Rules;

impl State {
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
        // Histories from before there were accounts keep the digests they had.
        if self.is_peopled() {
            self.people.digest(&mut saver)?;
            self.verdicts.digest(&mut saver)?;
            saver.slice(&serde_json::to_vec(&(&self.judging, &self.changes))?)?;
        }
        saver.finish()?;
        Ok(Sha256::digest(&bytes).into())
    }

    fn is_peopled(&self) -> bool {
        let nobody = self.people.is_empty() && self.verdicts.is_empty();
        !nobody || !self.changes.is_empty() || self.judging != Judging::default()
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
        self.likeness.save(to)?;
        self.people.save(to)?;
        self.verdicts.save(to)?;
        to.slice(&serde_json::to_vec(&(&self.judging, &self.changes))?)
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
        let mut state = Self {
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
            people: People::load(from)?,
            verdicts: Verdicts::load(from)?,
            ..Self::default()
        };
        (state.judging, state.changes) = serde_json::from_slice(&from.slice::<u8>()?)?;
        Ok(state)
    }
}
