//! Leaderboards: entrants by what they did, for any metric and filter.
//!
//! What an entrant did is kept in rows, one for each kind and sector. A board of persons credits every person
//! named on a deed with a share; every other board credits the entrant with the whole.

mod explain;
mod query;
mod rows;
mod table;

pub use explain::BoardDeed;
pub use query::{BoardEntry, BoardFilter, BoardPlace, Neighbours};
pub use table::TABLE;
pub(crate) use table::{RowKey, touched, touched_of};

use std::io;

use marathon_columns::{Loader, Saver};
use marathon_domain::SectorNo;
use marathon_events::{DeedKind, EntrantKind};

use crate::{
    book::{Book, Change, EntrantNo, Entrants},
    indexes::Indexes,
};
use rows::{Credit, Credits, Rows};

/// What a leaderboard goes by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum BoardMetric {
    /// Number of deeds.
    Deeds,
    /// Trees planted.
    Trees,
    /// Grams of waste.
    Grams,
    /// Animals helped.
    Animals,
    /// People helped.
    PeopleHelped,
    /// Person-minutes.
    PersonMinutes,
}

impl BoardMetric {
    /// Every metric with its name on the wire.
    pub const ALL: [(Self, &'static str); 6] = [
        (Self::Deeds, "deeds"),
        (Self::Trees, "trees"),
        (Self::Grams, "grams"),
        (Self::Animals, "animals"),
        (Self::PeopleHelped, "people_helped"),
        (Self::PersonMinutes, "person_minutes"),
    ];

    /// The metric of that name on the wire.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|(_, n)| *n == name).map(|(metric, _)| metric)
    }

    /// The one kind of deed that has this metric; `None` if all have.
    fn kind(self) -> Option<DeedKind> {
        match self {
            Self::Deeds => None,
            Self::Trees => Some(DeedKind::TreesPlanted),
            Self::Grams => Some(DeedKind::WasteCollected),
            Self::Animals => Some(DeedKind::AnimalsHelped),
            Self::PeopleHelped | Self::PersonMinutes => Some(DeedKind::GoodDeedDone),
        }
    }
}

/// Which deeds a board counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum BoardStatus {
    /// All that stand.
    Claimed,
    /// Verified ones.
    Verified,
}

/// One order of entrants.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Board {
    metric: BoardMetric,
    status: BoardStatus,
    sector: Option<u8>,
    credit: Credit,
}

/// What every entrant did, and the orders that were asked for.
#[derive(Debug)]
pub struct Leaderboards {
    rows: Rows,
    indexes: Indexes<Board, u64>,
}

impl Default for Leaderboards {
    fn default() -> Self {
        Self { rows: Rows::default(), indexes: Indexes::new(0) }
    }
}

impl Leaderboards {
    /// Orders are built anew when they are asked for. Those that were asked for before a marathon was opened know nothing
    /// of the regions, and those from before an entrant changed may have it in the wrong class.
    pub(crate) fn forget_orders(&mut self) {
        self.indexes = Indexes::new(0);
    }

    pub(crate) fn apply(&mut self, change: &Change<'_>) {
        // Shares go to persons named on the deed; without any there is nobody to share.
        let entrant = change.deed.entrant;
        if !change.named.contains(&entrant) {
            self.credit(entrant, Credits { whole: true, share: None }, change);
        }
        for (place, person) in change.named.iter().enumerate() {
            self.credit(*person, Credits { whole: *person == entrant, share: Some(place) }, change);
        }
    }

    fn credit(&mut self, entrant: EntrantNo, credits: Credits, change: &Change<'_>) {
        let rows = &self.rows;
        self.indexes.touch(entrant.0, |board| rows.value(entrant, board));
        self.rows.credit(entrant, credits, change);
    }

    pub(crate) fn settle(&mut self, book: &Book) {
        let Self { rows, indexes } = self;
        indexes.settle(
            |board, member| rows.value(EntrantNo(member), board),
            |member| class(book, EntrantNo(member)),
        );
    }

    /// SHA-256 over the rows of every entrant, in order of entrant, credit, kind and sector.
    pub(crate) fn digest(&self) -> [u8; 32] {
        self.rows.digest()
    }

    pub(crate) fn heap_bytes(&self) -> usize {
        self.rows.heap_bytes() + self.indexes.heap_bytes()
    }

    pub(crate) fn save(&self, to: &mut Saver<'_>) -> io::Result<()> {
        self.rows.save(to)
    }

    pub(crate) fn load(from: &mut Loader<'_>) -> io::Result<Self> {
        Ok(Self { rows: Rows::load(from)?, ..Self::default() })
    }
}

/// Kind, home region and age of an entrant as one number, for filters.
pub(crate) fn class(book: &Book, entrant: EntrantNo) -> u16 {
    let entrants: &Entrants = book.entrants();
    let silver = entrants.is_silver(entrant);
    class_of(book, entrants.kind(entrant), entrants.region(entrant).0, silver)
}

pub(crate) fn class_of(book: &Book, kind: EntrantKind, region: u8, silver: bool) -> u16 {
    let kinds = EntrantKind::ALL.len() as u16;
    (u16::from(silver) * kinds + kind as u16) * regions(book) + u16::from(region)
}

pub(crate) fn classes(book: &Book) -> u16 {
    2 * EntrantKind::ALL.len() as u16 * regions(book)
}

fn regions(book: &Book) -> u16 {
    book.rules().map_or(1, |r| r.set().regions.len() as u16)
}

impl Board {
    /// Whether a row of this kind and sector counts on this board.
    fn takes(&self, kind: DeedKind, sector: SectorNo) -> bool {
        self.metric.kind().is_none_or(|k| k == kind) && self.sector.is_none_or(|s| s == sector.0)
    }
}
