//! Why an entrant stands where it stands on a board: every deed, and how much of it is credited.

use marathon_scoring::share;

use crate::{
    book::{Book, Deed, DeedNo, EntrantNo, Quantities, Standing},
    leaderboards::{Board, BoardFilter, BoardMetric, BoardStatus, Leaderboards, rows::Credit},
};

/// A deed behind a line of a board.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BoardDeed {
    /// The deed.
    pub deed: Deed,
    /// Where it stands.
    pub standing: Standing,
    /// All of it, in the unit of the board.
    pub quantity: u64,
    /// What the entrant is credited with: all of it or, to a named person, a share.
    pub credited: u64,
}

impl Leaderboards {
    /// Every deed an entrant is credited with on a board, in the order of the log; together they make its value.
    #[must_use]
    pub fn explain(&self, book: &Book, filter: &BoardFilter, entrant: EntrantNo) -> Vec<BoardDeed> {
        let board = filter.board();
        let (deeds, entrants) = (book.deeds(), book.entrants());
        let mut numbers: Vec<_> = deeds.of_entrant(entrants, entrant).collect();
        if board.credit == Credit::Share {
            numbers.extend(deeds.mentioning(entrants, entrant));
        }
        numbers.sort_unstable();
        numbers.dedup();
        numbers.into_iter().filter_map(|no| credited(book, board, entrant, no)).collect()
    }
}

fn credited(book: &Book, board: Board, entrant: EntrantNo, no: DeedNo) -> Option<BoardDeed> {
    let (deed, standing) = (book.deeds().get(no), book.deeds().standing(no));
    let quantities = match board.status {
        BoardStatus::Claimed => standing.claimed(),
        BoardStatus::Verified => standing.verified(),
    };
    let quantities = quantities.filter(|_| board.takes(deed.kind, deed.sector))?;
    let quantity = quantity(board.metric, &quantities);
    let credited = match (board.credit, board.metric) {
        // A deed is not divided: everybody named has done one.
        (Credit::Whole, _) | (Credit::Share, BoardMetric::Deeds) => quantity,
        (Credit::Share, _) => {
            let named = book.named_persons(&deed);
            let place = named.iter().position(|person| *person == entrant)?;
            share(quantity, quantities.people, named.len(), place)
        }
    };
    Some(BoardDeed { deed, standing, quantity, credited })
}

fn quantity(metric: BoardMetric, quantities: &Quantities) -> u64 {
    match metric {
        BoardMetric::Deeds => 1,
        BoardMetric::PersonMinutes => u64::from(quantities.minutes),
        _ => quantities.amount,
    }
}
