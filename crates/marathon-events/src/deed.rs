//! What all deed events have in common, whatever their kind.

use crate::{
    Day, DeedId, EntrantId, Event, Evidence, Figures, RegionCode, Sector, animals_helped::AnimalsHelped,
    good_deed_done::GoodDeedDone, trees_planted::TreesPlanted, waste_collected::WasteCollected,
};

/// A deed as its event logged it, seen without its kind.
#[derive(Clone, Copy, Debug)]
pub struct DeedFacts<'a> {
    /// Who did it.
    pub entrant_id: EntrantId,
    /// Where.
    pub region: RegionCode,
    /// Which part of life it served.
    pub sector: &'a Sector,
    /// The day it was done.
    pub done_on: Day,
    /// Persons named beside the entrant.
    pub companions: &'a [EntrantId],
    /// Hashes of the photos.
    pub evidence: &'a [Evidence],
    /// A standing deed it looked like when it was logged.
    pub possible_duplicate_of: Option<DeedId>,
    /// Its quantities.
    pub figures: Figures,
}

macro_rules! facts {
    ($e:expr, $figures:expr) => {
        Some(DeedFacts {
            entrant_id: $e.entrant_id,
            region: $e.region,
            sector: &$e.sector,
            done_on: $e.done_on,
            companions: &$e.companions,
            evidence: &$e.evidence,
            possible_duplicate_of: $e.possible_duplicate_of,
            figures: $figures,
        })
    };
}

impl Event {
    /// The facts of the deed this event logged; `None` if it logged none.
    #[must_use]
    pub fn deed(&self) -> Option<DeedFacts<'_>> {
        match self {
            Self::GoodDeedDone(e) => facts!(e, e.figures()),
            Self::TreesPlanted(e) => facts!(e, e.figures()),
            Self::WasteCollected(e) => facts!(e, e.figures()),
            Self::AnimalsHelped(e) => facts!(e, e.figures()),
            _ => None,
        }
    }
}

impl GoodDeedDone {
    /// Its quantities.
    #[must_use]
    pub fn figures(&self) -> Figures {
        let Self { people, people_helped, person_minutes, .. } = *self;
        Figures::GoodDeedDone { people, people_helped, person_minutes }
    }
}

impl TreesPlanted {
    /// Its quantities.
    #[must_use]
    pub fn figures(&self) -> Figures {
        Figures::TreesPlanted { people: self.people, trees: self.trees }
    }
}

impl WasteCollected {
    /// Its quantities.
    #[must_use]
    pub fn figures(&self) -> Figures {
        Figures::WasteCollected { people: self.people, grams: self.grams }
    }
}

impl AnimalsHelped {
    /// Its quantities.
    #[must_use]
    pub fn figures(&self) -> Figures {
        Figures::AnimalsHelped { people: self.people, animals: self.animals }
    }
}
