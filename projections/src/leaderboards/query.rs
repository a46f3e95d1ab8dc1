//! Questions to leaderboards: pages, places, neighbours.

use marathon_domain::{RegionNo, SectorNo};
use marathon_events::EntrantKind;

use crate::{
    book::{Book, EntrantNo},
    leaderboards::{Board, BoardMetric, BoardStatus, Leaderboards, class, class_of, classes, rows::Credit},
    order::{Entry, Filter, OrderTree},
};

/// Which board is asked, and who is looked at on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BoardFilter {
    /// What it goes by.
    pub metric: BoardMetric,
    /// Which deeds count.
    pub status: BoardStatus,
    /// Only entrants of this kind; a board of persons credits shares.
    pub entrant_kind: Option<EntrantKind>,
    /// Only entrants at home in this region.
    pub region: Option<RegionNo>,
    /// Only deeds of this sector.
    pub sector: Option<SectorNo>,
    /// Only the older ("silver") volunteers.
    pub silver: bool,
}

/// One line of a leaderboard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BoardEntry {
    /// Place in a competition: equal values share it, the next is as much lower.
    pub rank: u64,
    /// Who.
    pub entrant: EntrantNo,
    /// How much.
    pub value: u64,
}

/// Where a page goes on: strictly after this line, wherever it has moved since.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BoardPlace {
    /// The value of the last line seen.
    pub value: u64,
    /// The entrant of the last line seen.
    pub entrant: EntrantNo,
}

/// The surroundings of one entrant on a board.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Neighbours {
    /// The entrant's own line.
    pub own: BoardEntry,
    /// The first line of the board.
    pub leader: BoardEntry,
    /// Lines around it, its own among them.
    pub around: Vec<BoardEntry>,
    /// How many are on the board.
    pub entrants: u64,
}

impl BoardFilter {
    pub(super) fn board(&self) -> Board {
        let persons = self.entrant_kind == Some(EntrantKind::Person);
        Board {
            metric: self.metric,
            status: self.status,
            sector: self.sector.map(|s| s.0),
            credit: if persons { Credit::Share } else { Credit::Whole },
        }
    }

    fn classes(&self, book: &Book) -> Filter {
        // A board of shares has persons alone.
        let every_kind = matches!(self.entrant_kind, None | Some(EntrantKind::Person));
        if every_kind && self.region.is_none() && !self.silver {
            return Filter::all();
        }
        let kinds = EntrantKind::ALL.into_iter().filter(|k| self.entrant_kind.is_none_or(|only| only == *k));
        let regions = match self.region {
            Some(only) => only.0..only.0 + 1,
            None => 0..book.rules().map_or(0, |r| r.set().regions.len() as u8),
        };
        let places = kinds.flat_map(|kind| regions.clone().map(move |region| (kind, region)));
        let ages = if self.silver { &[true][..] } else { &[false, true] };
        Filter::classes(places.flat_map(|(k, r)| ages.iter().map(move |age| class_of(book, k, r, *age))))
    }
}

impl Leaderboards {
    fn ask<T>(
        &self,
        book: &Book,
        filter: &BoardFilter,
        ask: impl FnOnce(&OrderTree<u64>, &Filter) -> T,
    ) -> T {
        let board = filter.board();
        let build = || {
            let entries = (0..)
                .zip(self.rows.values(board))
                .filter(|(_, key)| *key > 0)
                .map(|(member, key)| Entry { key, member, class: class(book, EntrantNo(member)) });
            OrderTree::build(classes(book), entries.collect())
        };
        let classes = filter.classes(book);
        self.indexes.ask(board, build, |tree| ask(tree, &classes))
    }

    /// Up to `limit` lines after a place, or from the first on.
    #[must_use]
    pub fn page(
        &self,
        book: &Book,
        filter: &BoardFilter,
        after: Option<BoardPlace>,
        limit: usize,
    ) -> Vec<BoardEntry> {
        self.ask(book, filter, |tree, classes| {
            let entries = match after {
                Some(place) => tree.after(place.value, place.entrant.0, limit, classes),
                None => tree.page(0, limit, classes),
            };
            ranked(tree, classes, &entries)
        })
    }

    /// How many are on a board.
    #[must_use]
    pub fn count(&self, book: &Book, filter: &BoardFilter) -> u64 {
        self.ask(book, filter, OrderTree::count)
    }

    /// An entrant's line, the leader's, and up to `each_side` lines above and below; `None` if it is not on it.
    #[must_use]
    pub fn neighbours(
        &self,
        book: &Book,
        filter: &BoardFilter,
        entrant: EntrantNo,
        each_side: usize,
    ) -> Option<Neighbours> {
        let value = self.rows.value(entrant, filter.board());
        if value == 0 {
            return None;
        }
        self.ask(book, filter, |tree, classes| {
            if !classes.contains(class(book, entrant)) {
                return None;
            }
            let index = tree.index_of(value, entrant.0, classes);
            let start = index.saturating_sub(each_side as u64);
            let len = (index - start) as usize + 1 + each_side;
            let around = ranked(tree, classes, &tree.page(start, len, classes));
            let leader = ranked(tree, classes, &tree.page(0, 1, classes)).first().copied()?;
            let own = around.iter().find(|e| e.entrant == entrant).copied()?;
            Some(Neighbours { own, leader, around, entrants: tree.count(classes) })
        })
    }
}

fn ranked(tree: &OrderTree<u64>, classes: &Filter, entries: &[Entry<u64>]) -> Vec<BoardEntry> {
    let mut lines: Vec<BoardEntry> = Vec::with_capacity(entries.len());
    let first = entries.first().map_or(0, |e| tree.index_of(e.key, e.member, classes));
    for (index, entry) in (first..).zip(entries) {
        let rank = match lines.last() {
            Some(last) if last.value == entry.key => last.rank,
            Some(_) => index + 1,
            None => tree.above(entry.key, classes) + 1,
        };
        lines.push(BoardEntry { rank, entrant: EntrantNo(entry.member), value: entry.key });
    }
    lines
}
