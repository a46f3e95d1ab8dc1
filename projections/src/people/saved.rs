//! The digest, the size and the snapshot of people.

use std::{collections::BTreeMap, io};

use marathon_columns::{Column, Loader, Saver};
use marathon_events::PrincipalId;
use uuid::Uuid;

use crate::{book::EntrantNo, digest::Canonical, people::People};

/// Bytes a small ordered map holds for an item, beside the item itself.
const ITEM_BYTES: usize = 16;

impl People {
    /// SHA-256 over roles by principal, then over marks, owners and members by entrant, then over who was erased.
    pub(crate) fn digest(&self) -> [u8; 32] {
        let mut canonical = Canonical::default();
        for (who, held) in &self.roles {
            for (role, grant) in held {
                canonical.bytes(who.0.as_bytes());
                canonical.bytes(role.name().as_bytes());
                canonical.number(grant.regions.len() as u64);
                grant.regions.iter().for_each(|region| canonical.bytes(region.to_string().as_bytes()));
                canonical.number(grant.nominations.len() as u64);
                grant.nominations.iter().for_each(|id| canonical.bytes(id.as_bytes()));
            }
        }
        canonical.column(&self.marks);
        for (entrant, owner) in &self.owners {
            canonical.number(u64::from(entrant.0));
            canonical.bytes(owner.0.as_bytes());
        }
        canonical.column(&self.pairs());
        self.erased.iter().for_each(|subject| canonical.bytes(subject.as_bytes()));
        canonical.finish()
    }

    fn pairs(&self) -> Vec<[u32; 2]> {
        self.members.iter().map(|(team, person)| [team.0, person.0]).collect()
    }

    pub(crate) fn heap_bytes(&self) -> usize {
        let grants: usize = self.roles.values().map(|held| 128 * held.len()).sum();
        grants
            + self.marks.heap_bytes()
            + self.owners.len() * 2 * (20 + ITEM_BYTES)
            + self.members.len() * 2 * (8 + ITEM_BYTES)
            + self.erased.len() * (16 + ITEM_BYTES)
    }

    pub(crate) fn save(&self, to: &mut Saver<'_>) -> io::Result<()> {
        to.slice(&serde_json::to_vec(&self.roles)?)?;
        self.marks.save(to)?;
        to.slice(&self.owners.keys().map(|no| no.0).collect::<Vec<_>>())?;
        to.slice(&self.owners.values().map(|owner| *owner.0.as_bytes()).collect::<Vec<_>>())?;
        to.slice(&self.pairs())?;
        to.slice(&self.erased.iter().map(|subject| *subject.as_bytes()).collect::<Vec<_>>())
    }

    pub(crate) fn load(from: &mut Loader<'_>) -> io::Result<Self> {
        let roles: BTreeMap<_, _> = serde_json::from_slice(&from.slice::<u8>()?)?;
        let mut people = Self { roles, marks: Column::load(from)?, ..Self::default() };
        let (entrants, owners) = (from.slice::<u32>()?, from.slice::<[u8; 16]>()?);
        for (entrant, owner) in entrants.into_iter().zip(owners) {
            people.own(EntrantNo(entrant), PrincipalId(Uuid::from_bytes(owner)));
        }
        for [team, person] in from.slice::<[u32; 2]>()? {
            people.join(EntrantNo(team), EntrantNo(person));
        }
        people.erased = from.slice::<[u8; 16]>()?.into_iter().map(Uuid::from_bytes).collect();
        Ok(people)
    }
}
