//! Who takes part, in rows.

use std::{collections::BTreeMap, io};

use marathon_columns::{Chunks, Column, IdColumn, Loader, Saver};
use marathon_domain::RegionNo;
use marathon_events::{
    EntrantId, EntrantKind, entrant_profile_changed::EntrantProfileChanged,
    entrant_registered::EntrantRegistered,
};
use uuid::Uuid;

use crate::{book::EntrantNo, digest::Canonical};

/// An entrant as readers see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entrant<'a> {
    /// Running number.
    pub no: EntrantNo,
    /// Its id.
    pub id: EntrantId,
    /// What kind.
    pub kind: EntrantKind,
    /// Public name.
    pub alias: &'a str,
    /// Home region.
    pub region: RegionNo,
    /// Members; 1 for a person.
    pub members: u32,
    /// Whether it stands among the older ("silver") volunteers.
    pub silver: bool,
}

/// All entrants.
#[derive(Debug, Default)]
pub struct Entrants {
    ids: IdColumn,
    rows: Chunks<Row>,
    aliases: Column<u8>,
    /// Aliases of those who changed theirs.
    renamed: BTreeMap<u32, String>,
}

/// An entrant in plain words: all that is known of it but id and alias lies together.
type Row = [u32; 5];
/// Kind in the low byte, region in the next, then [`SILVER`].
const ABOUT: usize = 0;
const SILVER: u32 = 1 << 16;
const MEMBERS: usize = 1;
/// Where the alias ends in `aliases`.
const ALIAS_END: usize = 2;
/// One more than the last deed, to walk back from; 0 without one.
pub(super) const LAST_DEED: usize = 3;
/// One more than the last mention as a companion; 0 without one.
pub(super) const LAST_MENTION: usize = 4;

impl Entrants {
    pub(super) fn push(&mut self, id: Uuid, entrant: &EntrantRegistered, region: Option<RegionNo>) {
        self.ids.push(*id.as_bytes());
        self.aliases.extend_from_slice(entrant.alias.as_bytes());
        // The rules vouch for the region of whoever was registered under them.
        let silver = if entrant.silver { SILVER } else { 0 };
        let about = entrant.kind as u32 | u32::from(region.map_or(0, |r| r.0)) << 8 | silver;
        self.rows.push([about, entrant.members.map_or(1, |m| m.0), self.aliases.len() as u32, 0, 0]);
    }

    /// What it tells about itself is this from now on; what is absent stays.
    pub(super) fn change(&mut self, no: EntrantNo, change: &EntrantProfileChanged, region: Option<RegionNo>) {
        let row = &mut self.rows[no.0 as usize];
        if let Some(region) = region {
            row[ABOUT] = row[ABOUT] & !0xFF00 | u32::from(region.0) << 8;
        }
        if let Some(silver) = change.silver {
            row[ABOUT] = row[ABOUT] & !SILVER | if silver { SILVER } else { 0 };
        }
        if let Some(members) = change.members {
            row[MEMBERS] = members.0;
        }
        if let Some(alias) = &change.alias {
            self.renamed.insert(no.0, alias.clone());
        }
    }

    fn alias(&self, no: EntrantNo) -> &str {
        if let Some(alias) = self.renamed.get(&no.0) {
            return alias;
        }
        let i = no.0 as usize;
        let start = if i == 0 { 0 } else { self.rows[i - 1][ALIAS_END] };
        let alias = &self.aliases[start as usize..self.rows[i][ALIAS_END] as usize];
        std::str::from_utf8(alias).unwrap_or_default()
    }

    /// Whether an entrant stands among the older ("silver") volunteers.
    #[must_use]
    pub fn is_silver(&self, no: EntrantNo) -> bool {
        self.row(no)[ABOUT] & SILVER != 0
    }

    pub(super) fn row(&self, no: EntrantNo) -> &Row {
        &self.rows[no.0 as usize]
    }

    pub(super) fn last_deed(&mut self, no: EntrantNo) -> &mut u32 {
        &mut self.rows[no.0 as usize][LAST_DEED]
    }

    pub(super) fn last_mention(&mut self, no: EntrantNo) -> &mut u32 {
        &mut self.rows[no.0 as usize][LAST_MENTION]
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// The number of the entrant with this id.
    #[must_use]
    pub fn find(&self, id: Uuid) -> Option<EntrantNo> {
        self.ids.find(*id.as_bytes()).map(|i| EntrantNo(i as u32))
    }

    /// What kind an entrant is.
    #[must_use]
    pub fn kind(&self, no: EntrantNo) -> EntrantKind {
        EntrantKind::ALL[(self.row(no)[ABOUT] & 3) as usize]
    }

    /// Home region of an entrant.
    #[must_use]
    pub fn region(&self, no: EntrantNo) -> RegionNo {
        RegionNo((self.row(no)[ABOUT] >> 8) as u8)
    }

    /// Members of an entrant; 1 for a person.
    #[must_use]
    pub fn members(&self, no: EntrantNo) -> u32 {
        self.row(no)[MEMBERS]
    }

    /// An entrant.
    ///
    /// # Panics
    /// If there is none of this number.
    #[must_use]
    pub fn get(&self, no: EntrantNo) -> Entrant<'_> {
        let i = no.0 as usize;
        Entrant {
            no,
            id: EntrantId(Uuid::from_bytes(self.ids.get(i))),
            kind: self.kind(no),
            alias: self.alias(no),
            region: self.region(no),
            members: self.members(no),
            silver: self.is_silver(no),
        }
    }

    pub(super) fn digest(&self, to: &mut Canonical) {
        to.values(self.ids.iter());
        to.values(self.rows.iter().map(|row| row[ABOUT] as u8));
        to.values(self.rows.iter().map(|row| (row[ABOUT] >> 8) as u8));
        to.values(self.rows.iter().map(|row| row[MEMBERS]));
        to.values(self.rows.iter().map(|row| row[ALIAS_END]));
        to.column(&self.aliases);
        // Nothing is added for histories that have neither.
        for (no, alias) in &self.renamed {
            to.number(u64::from(*no));
            to.bytes(alias.as_bytes());
        }
        for no in (0..self.rows.len() as u32).filter(|no| self.is_silver(EntrantNo(*no))) {
            to.number(u64::from(no));
        }
    }

    pub(super) fn heap_bytes(&self) -> usize {
        self.ids.heap_bytes() + self.rows.heap_bytes() + self.aliases.heap_bytes() + self.renamed.len() * 64
    }

    pub(super) fn save(&self, to: &mut Saver<'_>) -> io::Result<()> {
        self.ids.save(to)?;
        self.rows.save(to)?;
        self.aliases.save(to)?;
        to.slice(&serde_json::to_vec(&self.renamed)?)
    }

    pub(super) fn load(from: &mut Loader<'_>) -> io::Result<Self> {
        Ok(Self {
            ids: IdColumn::load(from)?,
            rows: Chunks::load(from)?,
            aliases: Column::load(from)?,
            renamed: serde_json::from_slice(&from.slice::<u8>()?)?,
        })
    }
}
