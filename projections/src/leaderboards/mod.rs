//! Leaderboards: entrants by what they did, for any metric and filter.
//!
//! What an entrant did is kept in rows, one for each kind and sector. A board of persons credits every person
//! named on a deed with a share; every other board credits the entrant with the whole.

mod query;
mod rows;

pub use query::{BoardEntry, BoardFilter, BoardPlace, Neighbours};

use std::io;

use marathon_columns::{Loader, Saver};
use marathon_domain::{SectorNo, share};
use marathon_events::{DeedKind, EntrantKind};

use crate::{
    book::{Book, Change, EntrantNo, Entrants, Quantities, Standing},
    indexes::Indexes,
};
use rows::{Credit, Credited, Rows};

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
    pub(crate) fn apply(&mut self, change: &Change<'_>) {
        let deed = &change.deed;
        let whole = |q: Quantities| Credited { deeds: 1, amount: q.amount, minutes: u64::from(q.minutes) };
        self.credit(deed.entrant, Credit::Whole, change, whole);
        // Shares go to persons named on the deed; without any there is nobody to share.
        let named = change.named.len();
        for (i, person) in change.named.iter().enumerate() {
            self.credit(*person, Credit::Share, change, |q| Credited {
                deeds: 1,
                amount: share(q.amount, q.people, named, i),
                minutes: share(u64::from(q.minutes), q.people, named, i),
            });
        }
    }

    fn credit(
        &mut self,
        entrant: EntrantNo,
        credit: Credit,
        change: &Change<'_>,
        of: impl Fn(Quantities) -> Credited,
    ) {
        let rows = &self.rows;
        self.indexes.touch(entrant.0, |board| rows.value(entrant, board));
        let (kind, sector) = (change.deed.kind, change.deed.sector);
        let part = |standing: Option<Standing>, which: fn(&Standing) -> Option<Quantities>| {
            standing.and_then(|s| which(&s)).map(&of)
        };
        let mut row = self.rows.row(entrant, credit, kind, sector);
        row.replace_claimed(
            part(change.before, Standing::claimed),
            part(Some(change.after), Standing::claimed),
        );
        row.replace_verified(
            part(change.before, Standing::verified),
            part(Some(change.after), Standing::verified),
        );
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

/// Kind and home region of an entrant as one number, for filters.
pub(crate) fn class(book: &Book, entrant: EntrantNo) -> u16 {
    let entrants: &Entrants = book.entrants();
    class_of(book, entrants.kind(entrant), entrants.region(entrant).0)
}

pub(crate) fn class_of(book: &Book, kind: EntrantKind, region: u8) -> u16 {
    kind as u16 * regions(book) + u16::from(region)
}

pub(crate) fn classes(book: &Book) -> u16 {
    EntrantKind::ALL.len() as u16 * regions(book)
}

fn regions(book: &Book) -> u16 {
    book.rules().map_or(1, |r| r.set().regions.len() as u16)
}

impl Board {
    /// Whether a row of this kind and sector counts on this board.
    fn takes(&self, credit: Credit, kind: DeedKind, sector: SectorNo) -> bool {
        self.credit == credit
            && self.metric.kind().is_none_or(|k| k == kind)
            && self.sector.is_none_or(|s| s == sector.0)
    }
}
