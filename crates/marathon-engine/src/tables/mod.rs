//! Workers that keep tables of read models in step with their logs.
//!
//! ```text
//!  tables of a projection ◄── builds ◄── group: one fold for all builds that stand at the same place
//!                                           ▲
//!              take-over or rebuild: a group of its own, which joins the first when it has caught up
//! ```
//!
//! There is a thread for each log. It claims builds that nobody keeps, folds the log up to where their rows stand, and
//! from there on writes what changed. Whatever goes wrong with a claim, the worker forgets it, fold and all, and
//! begins again with a new claim: the database knows best.

mod fold;
mod gauges;
mod group;
mod worker;
mod workers;

pub use gauges::show_builds;
pub use marathon_log::tables::{Cell, ColumnKind, ColumnLayout, TableChanges, TableLayout};
pub use workers::{TableOptions, TableWorkers};

use marathon_events::Recorded;

use crate::ReadModel;

/// What a projection does with an event that can be neither read nor applied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnPoison {
    /// It stays before it until somebody decides: a wrong number would be worse than an old one.
    Stop,
    /// It notes the event and goes on without it.
    DeadLetter,
}

/// A projection that is kept in a table.
#[derive(Clone, Copy, Debug)]
pub struct Table {
    /// The name of the projection.
    pub projection: &'static str,
    /// Grows when the meaning of the rows or their layout does; a later version is built beside an earlier one.
    pub version: u32,
    /// The columns.
    pub layout: TableLayout,
    /// What happens to events that can be neither read nor applied.
    pub on_poison: OnPoison,
}

/// A fold that knows which rows of its tables have changed.
pub trait TableModel: Send + 'static {
    /// The read models it begins with.
    type Views: ReadModel;

    /// Every table; in what follows they go by their place here.
    const TABLES: &'static [Table];

    /// Goes on from where these read models stand, with no row changed.
    fn begin(views: Self::Views) -> Self;

    /// Folds the next event.
    fn apply(&mut self, event: &Recorded);

    /// From now on notes which rows of this table change.
    fn track(&mut self, table: usize);

    /// The rows of a table that have changed since they were asked for last, as they are now.
    fn take_changes(&mut self, table: usize) -> TableChanges;

    /// SHA-256 over the canonical state of the projection in this table.
    fn digest(&self, table: usize) -> [u8; 32];
}
