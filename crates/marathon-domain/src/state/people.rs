//! Who owns which entrant, and who is a member of which team.

use std::{
    collections::{BTreeMap, BTreeSet},
    io,
};

use marathon_columns::{Column, HashColumn, Loader, Saver, mix};
use marathon_events::PrincipalId;
use uuid::Uuid;

/// Owners by number, in the order in which they first owned something, and members by the numbers of entrants.
#[derive(Clone, Debug, Default)]
pub(crate) struct People {
    ids: Column<[u8; 16]>,
    by_id: HashColumn<u32>,
    /// Of each owner: one more than the number of its person; 0 without one.
    persons: Column<u32>,
    /// Of each entrant: one more than the number of its owner; 0 without one.
    owners: Column<u32>,
    members: BTreeMap<u32, BTreeSet<u32>>,
}

/// What registering an entrant changed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Registered {
    new_owner: bool,
    person_of: Option<u32>,
}

fn key(id: PrincipalId) -> u64 {
    let (high, low) = id.0.as_u64_pair();
    mix(&[high, low]).min(u64::MAX - 1)
}

impl People {
    /// The next entrant belongs to this principal, or to nobody.
    pub(super) fn register(&mut self, owner: Option<PrincipalId>, is_person: bool) -> Registered {
        let entrant = self.owners.len() as u32;
        let Some(owner) = owner else {
            self.owners.push(0);
            return Registered { new_owner: false, person_of: None };
        };
        let known = self.number(owner);
        let no = known.unwrap_or_else(|| {
            let no = self.ids.len() as u32;
            self.ids.push(*owner.0.as_bytes());
            self.persons.push(0);
            self.by_id.insert(key(owner), no);
            no
        });
        self.owners.push(no + 1);
        let first_person = is_person && self.persons[no as usize] == 0;
        if first_person {
            self.persons[no as usize] = entrant + 1;
        }
        Registered { new_owner: known.is_none(), person_of: first_person.then_some(no) }
    }

    pub(super) fn take_back(&mut self, Registered { new_owner, person_of }: Registered) {
        self.owners.pop();
        if let Some(no) = person_of {
            self.persons[no as usize] = 0;
        }
        if new_owner && let Some(id) = self.ids.pop() {
            self.persons.pop();
            let no = self.ids.len() as u32;
            self.by_id.remove(key(PrincipalId(Uuid::from_bytes(id))), |n| *n == no);
        }
    }

    fn number(&self, id: PrincipalId) -> Option<u32> {
        self.by_id.find(key(id), |no| self.ids[*no as usize] == *id.0.as_bytes())
    }

    /// Whom an entrant belongs to.
    pub(crate) fn owner(&self, entrant: usize) -> Option<PrincipalId> {
        let no = self.owners[entrant].checked_sub(1)?;
        Some(PrincipalId(Uuid::from_bytes(self.ids[no as usize])))
    }

    /// The entrant that is this principal as a person.
    pub(crate) fn person(&self, id: PrincipalId) -> Option<usize> {
        self.persons[self.number(id)? as usize].checked_sub(1).map(|no| no as usize)
    }

    pub(crate) fn members(&self, team: usize) -> usize {
        self.members.get(&(team as u32)).map_or(0, BTreeSet::len)
    }

    pub(crate) fn is_member(&self, team: usize, person: usize) -> bool {
        self.members.get(&(team as u32)).is_some_and(|members| members.contains(&(person as u32)))
    }

    /// Says whether that is news.
    pub(super) fn set_member(&mut self, team: usize, person: usize, is_one: bool) -> bool {
        let members = self.members.entry(team as u32).or_default();
        let news = match is_one {
            true => members.insert(person as u32),
            false => members.remove(&(person as u32)),
        };
        if members.is_empty() {
            self.members.remove(&(team as u32));
        }
        news
    }

    /// Whether nobody owns anything.
    pub(super) fn is_empty(&self) -> bool {
        self.ids.is_empty() && self.members.is_empty()
    }

    pub(super) fn heap_bytes(&self) -> usize {
        let members: usize = self.members.values().map(|of_team| of_team.len() * 8 + 48).sum();
        self.ids.heap_bytes()
            + self.by_id.heap_bytes()
            + self.persons.heap_bytes()
            + self.owners.heap_bytes()
            + members
    }

    /// Everything but the table, which follows from the ids.
    pub(super) fn digest(&self, to: &mut Saver<'_>) -> io::Result<()> {
        self.ids.save(to)?;
        self.persons.save(to)?;
        self.owners.save(to)?;
        let members = self.members.iter().flat_map(|(team, all)| all.iter().map(|person| [*team, *person]));
        to.slice(&members.collect::<Vec<_>>())
    }

    pub(super) fn save(&self, to: &mut Saver<'_>) -> io::Result<()> {
        self.digest(to)?;
        self.by_id.save(to)
    }

    pub(super) fn load(from: &mut Loader<'_>) -> io::Result<Self> {
        let (ids, persons, owners) = (Column::load(from)?, Column::load(from)?, Column::load(from)?);
        let mut members = BTreeMap::<_, BTreeSet<_>>::new();
        for [team, person] in from.slice::<[u32; 2]>()? {
            members.entry(team).or_default().insert(person);
        }
        Ok(Self { ids, persons, owners, members, by_id: HashColumn::load(from)? })
    }
}
