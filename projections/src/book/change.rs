//! What an event changed about one deed.

use marathon_domain::DeedStatus;
use marathon_events::{DeedKind, Figures, marathon_opened::QuantityUnit};

use crate::book::Deed;

/// Running number of an entrant, in the order of registration and so of ids.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntrantNo(pub u32);

/// Running number of a deed, in the order of logging.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DeedNo(pub u32);

/// Persons named on a deed, by ascending number.
pub type NamedPersons = Vec<EntrantNo>;

/// The quantities of a deed, without its kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Quantities {
    /// People who took part.
    pub people: u32,
    /// People helped, trees, grams or animals.
    pub amount: u64,
    /// Person-minutes.
    pub minutes: u32,
}

impl Quantities {
    pub(crate) fn of(figures: &Figures) -> Self {
        Self { people: figures.people().0, amount: figures.amount(), minutes: figures.minutes() }
    }

    /// How much of this unit a deed of this kind has; `None` if the kind does not have the unit.
    #[must_use]
    pub fn in_unit(&self, kind: DeedKind, unit: QuantityUnit) -> Option<u64> {
        match (unit, kind) {
            (QuantityUnit::People, _) => Some(u64::from(self.people)),
            (QuantityUnit::PeopleHelped, DeedKind::GoodDeedDone)
            | (QuantityUnit::Trees, DeedKind::TreesPlanted)
            | (QuantityUnit::Grams, DeedKind::WasteCollected)
            | (QuantityUnit::Animals, DeedKind::AnimalsHelped) => Some(self.amount),
            (QuantityUnit::PersonMinutes, DeedKind::GoodDeedDone) => Some(u64::from(self.minutes)),
            _ => None,
        }
    }
}

/// Where a deed stands and with which quantities.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Its status.
    pub status: DeedStatus,
    /// Its quantities.
    pub quantities: Quantities,
}

impl Standing {
    /// The quantities, if the deed counts as claimed.
    #[must_use]
    pub fn claimed(&self) -> Option<Quantities> {
        self.status.stands().then_some(self.quantities)
    }

    /// The quantities, if the deed counts as verified.
    #[must_use]
    pub fn verified(&self) -> Option<Quantities> {
        (self.status == DeedStatus::Verified).then_some(self.quantities)
    }
}

/// What an event changed about one deed.
#[derive(Clone, Copy, Debug)]
pub struct Change<'a> {
    /// The deed.
    pub deed: Deed,
    /// How it stood; `None` if it was logged just now.
    pub before: Option<Standing>,
    /// How it stands.
    pub after: Standing,
    /// The persons named on it, by ascending number.
    pub named: &'a [EntrantNo],
}
