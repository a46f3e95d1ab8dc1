//! Who takes part, in columns.

use std::io;

use marathon_columns::{Column, IdColumn, Loader, Saver};
use marathon_domain::RegionNo;
use marathon_events::{EntrantId, EntrantKind, entrant_registered::EntrantRegistered};
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
}

/// All entrants.
#[derive(Debug, Default)]
pub struct Entrants {
    ids: IdColumn,
    kinds: Column<u8>,
    regions: Column<u8>,
    members: Column<u32>,
    /// Where each alias ends in `aliases`.
    alias_ends: Column<u32>,
    aliases: Column<u8>,
    /// One more than the last deed of each, to walk back from; 0 without one.
    pub(super) last_deeds: Column<u32>,
    /// One more than the last mention of each as a companion; 0 without one.
    pub(super) last_mentions: Column<u32>,
}

impl Entrants {
    pub(super) fn push(&mut self, id: Uuid, entrant: &EntrantRegistered, region: Option<RegionNo>) {
        self.ids.push(*id.as_bytes());
        self.kinds.push(entrant.kind as u8);
        // The rules vouch for the region of whoever was registered under them.
        self.regions.push(region.map_or(0, |r| r.0));
        self.members.push(entrant.members.map_or(1, |m| m.0));
        self.aliases.extend_from_slice(entrant.alias.as_bytes());
        self.alias_ends.push(self.aliases.len() as u32);
        self.last_deeds.push(0);
        self.last_mentions.push(0);
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
        EntrantKind::ALL[usize::from(self.kinds[no.0 as usize] & 3)]
    }

    /// Home region of an entrant.
    #[must_use]
    pub fn region(&self, no: EntrantNo) -> RegionNo {
        RegionNo(self.regions[no.0 as usize])
    }

    /// Members of an entrant; 1 for a person.
    #[must_use]
    pub fn members(&self, no: EntrantNo) -> u32 {
        self.members[no.0 as usize]
    }

    /// An entrant.
    ///
    /// # Panics
    /// If there is none of this number.
    #[must_use]
    pub fn get(&self, no: EntrantNo) -> Entrant<'_> {
        let i = no.0 as usize;
        let start = if i == 0 { 0 } else { self.alias_ends[i - 1] as usize };
        let alias = &self.aliases[start..self.alias_ends[i] as usize];
        Entrant {
            no,
            id: EntrantId(Uuid::from_bytes(self.ids.get(i))),
            kind: self.kind(no),
            alias: std::str::from_utf8(alias).unwrap_or_default(),
            region: self.region(no),
            members: self.members[i],
        }
    }

    pub(super) fn digest(&self, to: &mut Canonical) {
        to.column(self.ids.as_slice());
        to.column(&self.kinds);
        to.column(&self.regions);
        to.column(&self.members);
        to.column(&self.alias_ends);
        to.column(&self.aliases);
    }

    pub(super) fn heap_bytes(&self) -> usize {
        self.ids.heap_bytes()
            + self.kinds.heap_bytes()
            + self.regions.heap_bytes()
            + self.members.heap_bytes()
            + self.alias_ends.heap_bytes()
            + self.aliases.heap_bytes()
            + self.last_deeds.heap_bytes()
            + self.last_mentions.heap_bytes()
    }

    pub(super) fn save(&self, to: &mut Saver<'_>) -> io::Result<()> {
        self.ids.save(to)?;
        self.kinds.save(to)?;
        self.regions.save(to)?;
        self.members.save(to)?;
        self.alias_ends.save(to)?;
        self.aliases.save(to)?;
        self.last_deeds.save(to)?;
        self.last_mentions.save(to)
    }

    pub(super) fn load(from: &mut Loader<'_>) -> io::Result<Self> {
        Ok(Self {
            ids: IdColumn::load(from)?,
            kinds: Column::load(from)?,
            regions: Column::load(from)?,
            members: Column::load(from)?,
            alias_ends: Column::load(from)?,
            aliases: Column::load(from)?,
            last_deeds: Column::load(from)?,
            last_mentions: Column::load(from)?,
        })
    }
}
