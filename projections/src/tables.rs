//! The read models as tables: all of them fold in lockstep, and each knows which of its rows changed.

use marathon_engine::tables::{Table, TableChanges, TableModel};
use marathon_events::Recorded;

use crate::{Views, book::Changed, leaderboards, rankings, totals, touched::Touched};

/// Every read model of one marathon, and which rows of their tables changed.
#[derive(Debug, Default)]
pub struct Tables {
    views: Views,
    totals: Touched<totals::RowKey>,
    leaderboards: Touched<leaderboards::RowKey>,
    rankings: Touched<rankings::RowKey>,
}

/// Places of the tables in the list.
const TOTALS: usize = 0;
const LEADERBOARDS: usize = 1;

impl TableModel for Tables {
    type Views = Views;

    const TABLES: &'static [Table] = &[totals::TABLE, leaderboards::TABLE, rankings::TABLE];

    fn begin(views: Views) -> Self {
        Self { views, ..Self::default() }
    }

    fn apply(&mut self, event: &Recorded) {
        let changed = self.views.fold(event);
        let Views { book, rankings, .. } = &self.views;
        match changed {
            Changed::Nothing => (),
            Changed::Deed => {
                let change = book.change();
                self.totals.touch(totals::touched(&change));
                leaderboards::touched(&change, |key| self.leaderboards.touch(key));
                rankings.touched(&change, book, |key| self.rankings.touch(key));
            }
            Changed::Entrant(entrant) => {
                leaderboards::touched_of(entrant, book, |key| self.leaderboards.touch(key));
                rankings.touched_of(entrant, |key| self.rankings.touch(key));
            }
        }
    }

    fn track(&mut self, table: usize) {
        match table {
            TOTALS => self.totals.track(),
            LEADERBOARDS => self.leaderboards.track(),
            _ => self.rankings.track(),
        }
    }

    fn take_changes(&mut self, table: usize) -> TableChanges {
        let Views { book, totals, leaderboards, rankings, .. } = &self.views;
        match table {
            TOTALS => self.totals.take(|key| totals.row(*key, book)),
            LEADERBOARDS => self.leaderboards.take(|key| leaderboards.row(*key, book)),
            _ => self.rankings.take(|key| rankings.row(*key, book)),
        }
    }

    fn digest(&self, table: usize) -> [u8; 32] {
        match table {
            TOTALS => self.views.totals.digest(),
            LEADERBOARDS => self.views.leaderboards.digest(),
            _ => self.views.rankings.digest(),
        }
    }
}
