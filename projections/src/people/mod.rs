//! People: who may do what, whose entrants are whose, who belongs to which team, who competes no more.

mod saved;

use std::collections::{BTreeMap, BTreeSet};

use marathon_columns::Column;
use marathon_events::{
    Event, PrincipalId, Recorded, RegionCode, Role, entrant_registered::AgeClass, role_granted::RoleGranted,
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::book::{Book, EntrantNo};

/// Where a role holds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grant {
    /// Of a coordinator: where; empty: everywhere.
    pub regions: Vec<RegionCode>,
    /// Of a judge: which nominations; empty: all.
    pub nominations: Vec<String>,
}

/// Why an entrant competes no more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gone {
    /// Of its own will.
    Withdrawn,
    /// By decision.
    Disqualified,
}

/// Roles by principal; owners, ages and memberships of entrants.
#[derive(Debug, Default)]
pub struct People {
    roles: BTreeMap<PrincipalId, BTreeMap<Role, Grant>>,
    /// Of each entrant its age and whether it is gone, in bits.
    marks: Column<u8>,
    owners: BTreeMap<EntrantNo, PrincipalId>,
    /// The same, by owner.
    owned: BTreeSet<(PrincipalId, EntrantNo)>,
    /// Teams, organisations and institutions with their members.
    members: BTreeSet<(EntrantNo, EntrantNo)>,
    /// The same, by member.
    memberships: BTreeSet<(EntrantNo, EntrantNo)>,
    /// Whose personal data was erased.
    erased: BTreeSet<Uuid>,
}

const ADULT: u8 = 1;
const MINOR: u8 = 2;
const WITHDRAWN: u8 = 4;
const DISQUALIFIED: u8 = 8;

/// Every pair that begins with this.
fn of<A: Copy + Ord, B: Copy + Ord>(pairs: &BTreeSet<(A, B)>, a: A, least: B) -> impl Iterator<Item = B> {
    pairs.range((a, least)..).take_while(move |(first, _)| *first == a).map(|(_, second)| *second)
}

impl People {
    /// The roles a principal has, and where.
    #[must_use]
    pub fn roles(&self, who: PrincipalId) -> Option<&BTreeMap<Role, Grant>> {
        self.roles.get(&who)
    }

    /// Everybody with a role, in the order of their ids.
    pub fn all_roles(&self) -> impl Iterator<Item = (PrincipalId, &BTreeMap<Role, Grant>)> {
        self.roles.iter().map(|(who, held)| (*who, held))
    }

    /// Whether a principal has a role.
    #[must_use]
    pub fn holds(&self, who: PrincipalId, role: Role) -> bool {
        self.roles.get(&who).is_some_and(|held| held.contains_key(&role))
    }

    /// Whom an entrant belongs to.
    #[must_use]
    pub fn owner(&self, entrant: EntrantNo) -> Option<PrincipalId> {
        self.owners.get(&entrant).copied()
    }

    /// What belongs to a principal, in the order of registration.
    pub fn owned_by(&self, who: PrincipalId) -> impl Iterator<Item = EntrantNo> {
        of(&self.owned, who, EntrantNo(0))
    }

    /// The entrant that is this principal as a person.
    #[must_use]
    pub fn person(&self, who: PrincipalId, book: &Book) -> Option<EntrantNo> {
        self.owned_by(who).find(|no| book.entrants().kind(*no) == marathon_events::EntrantKind::Person)
    }

    /// The members of a team, organisation or institution.
    pub fn members(&self, team: EntrantNo) -> impl Iterator<Item = EntrantNo> {
        of(&self.members, team, EntrantNo(0))
    }

    /// What a person is a member of.
    pub fn memberships(&self, person: EntrantNo) -> impl Iterator<Item = EntrantNo> {
        of(&self.memberships, person, EntrantNo(0))
    }

    /// Whether a person is of age; `None` if nobody asked.
    #[must_use]
    pub fn age(&self, entrant: EntrantNo) -> Option<AgeClass> {
        match self.marks[entrant.0 as usize] & (ADULT | MINOR) {
            ADULT => Some(AgeClass::Adult),
            MINOR => Some(AgeClass::Minor),
            _ => None,
        }
    }

    /// Why an entrant competes no more; `None` while it does.
    #[must_use]
    pub fn gone(&self, entrant: EntrantNo) -> Option<Gone> {
        match self.marks[entrant.0 as usize] {
            marks if marks & DISQUALIFIED != 0 => Some(Gone::Disqualified),
            marks if marks & WITHDRAWN != 0 => Some(Gone::Withdrawn),
            _ => None,
        }
    }

    /// Whether this subject's personal data was erased.
    #[must_use]
    pub fn is_erased(&self, subject: Uuid) -> bool {
        self.erased.contains(&subject)
    }

    /// Whose personal data was erased, in the order of their ids.
    pub fn erased(&self) -> impl Iterator<Item = Uuid> {
        self.erased.iter().copied()
    }

    /// Folds an event that the book has folded.
    pub(crate) fn apply(&mut self, event: &Recorded, book: &Book) {
        let who = PrincipalId(event.stream.0);
        match &event.event {
            Event::RoleGranted(RoleGranted { role, regions, nominations, .. }) => {
                let grant = Grant { regions: regions.clone(), nominations: nominations.clone() };
                self.roles.entry(who).or_default().insert(*role, grant);
            }
            Event::RoleRevoked(revoked) => {
                if let Some(held) = self.roles.get_mut(&who) {
                    held.remove(&revoked.role);
                }
                self.roles.retain(|_, held| !held.is_empty());
            }
            Event::PersonalDataErased(_) => {
                self.erased.insert(event.stream.0);
            }
            other => {
                if let Some(entrant) = book.entrants().find(event.stream.0) {
                    self.apply_to(entrant, other, book);
                }
            }
        }
    }

    fn apply_to(&mut self, entrant: EntrantNo, event: &Event, book: &Book) {
        match event {
            Event::EntrantRegistered(registered) => {
                self.marks.push(match registered.age {
                    Some(AgeClass::Adult) => ADULT,
                    Some(AgeClass::Minor) => MINOR,
                    None => 0,
                });
                if let Some(owner) = registered.owner {
                    self.own(entrant, owner);
                }
            }
            Event::MemberJoined(joined) => {
                let Some(person) = book.entrants().find(joined.person.0) else { return };
                self.join(entrant, person);
            }
            Event::MemberLeft(left) => {
                let Some(person) = book.entrants().find(left.person.0) else { return };
                self.members.remove(&(entrant, person));
                self.memberships.remove(&(person, entrant));
            }
            Event::EntrantWithdrawn(_) => self.marks[entrant.0 as usize] |= WITHDRAWN,
            Event::EntrantDisqualified(_) => self.marks[entrant.0 as usize] |= DISQUALIFIED,
            _ => {}
        }
    }

    fn own(&mut self, entrant: EntrantNo, owner: PrincipalId) {
        self.owners.insert(entrant, owner);
        self.owned.insert((owner, entrant));
    }

    fn join(&mut self, team: EntrantNo, person: EntrantNo) {
        self.members.insert((team, person));
        self.memberships.insert((person, team));
    }
}
