//! Read-model tables: what a driver promises to workers that keep rows in step with a log.
//!
//! ```text
//!  log 2026            builds of `totals`                       readers
//!  0 1 2 3 ... head    version 1, build 1   next = head         ┌──────────────┐
//!                      └─ active ──────────────────────────────►│ totals       │
//!                      version 1, build 2   next = 3            └──────────────┘
//!                      └─ being built, seen by nobody; takes over in one step when it has caught up
//! ```
//!
//! A **build** is the rows of one version of one projection of one log, and where they stand. Rows and place are
//! written together or not at all, so the rows are always those after exactly the events before `next`. One process
//! keeps a build; each claim gives it a higher **epoch**, and a write under an older one changes nothing, whenever it
//! arrives.

use std::{collections::BTreeSet, time::Duration};

use marathon_events::{Day, Position};
use uuid::Uuid;

use crate::{LogError, LogName};

/// What the values of a column are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColumnKind {
    /// Words.
    Text,
    /// An id.
    Uuid,
    /// A whole number below 2⁶³.
    Number,
    /// A whole number of any size.
    Wide,
    /// A day of the calendar.
    Day,
}

/// A column of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ColumnLayout {
    /// Its name: lower-case letters and underscores.
    pub name: &'static str,
    /// What its values are.
    pub kind: ColumnKind,
}

/// The columns a projection writes. The driver adds those that name log and build.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TableLayout {
    /// The name of the table: lower-case letters and underscores.
    pub table: &'static str,
    /// What tells one row of a build from another.
    pub keys: &'static [ColumnLayout],
    /// The rest of a row.
    pub values: &'static [ColumnLayout],
}

/// A value in a row.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cell {
    /// No value.
    Nothing,
    /// Words.
    Text(String),
    /// An id.
    Uuid(Uuid),
    /// A whole number below 2⁶³.
    Number(u64),
    /// A whole number of any size.
    Wide(u128),
    /// A day of the calendar.
    Day(Day),
}

/// What changed in a table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TableChanges {
    /// Rows to write in place of those with the same keys: keys, then values, in the order of the layout.
    pub changed: Vec<Vec<Cell>>,
    /// Keys of rows to remove; none of them is among the changed.
    pub removed: Vec<Vec<Cell>>,
}

/// A build a process would like to keep.
#[derive(Clone, Debug)]
pub struct Wanted<'a> {
    /// The log.
    pub log: &'a LogName,
    /// The name of the projection.
    pub projection: &'static str,
    /// The version of it that this program folds.
    pub version: u32,
    /// Numbers of the builds this process keeps already.
    pub kept: &'a [u32],
    /// Who asks: a name no other process has.
    pub owner: &'a str,
    /// How long a silent owner keeps a build.
    pub lease: Duration,
}

/// The right to write a build, until somebody else has a later one.
#[derive(Clone, Debug)]
pub struct Claim {
    /// The log.
    pub log: LogName,
    /// The name of the projection.
    pub projection: &'static str,
    /// Its version.
    pub version: u32,
    /// The number of the build.
    pub build: u32,
    /// Which claim it is; later ones are higher.
    pub epoch: u64,
    /// Who has it.
    pub owner: String,
    /// How long it is kept in silence.
    pub lease: Duration,
    /// The rows are those after exactly the events before this one.
    pub next: Position,
    /// The digest last written, and where the rows stood then.
    pub digest: Option<(Position, [u8; 32])>,
    /// Events before `next` or at it that are not in the rows and must not come into them.
    pub skipped: BTreeSet<Position>,
    /// Events that an operator has passed over in some build of this projection.
    pub forgiven: BTreeSet<Position>,
}

/// Rows and place of a build, written together.
#[derive(Clone, Copy, Debug)]
pub struct TableWrite<'a> {
    /// Where the build stands before.
    pub from: Position,
    /// Where it stands after.
    pub next: Position,
    /// How many events are in the rows after it.
    pub applied: u64,
    /// The digest of the projection at `next`; none where it would take too long to make.
    pub digest: Option<[u8; 32]>,
    /// Events a second at present.
    pub rate: f32,
    /// The layout of the table.
    pub layout: &'a TableLayout,
    /// The rows.
    pub changes: &'a TableChanges,
    /// Events that could not be read or applied and are passed over, with the reason.
    pub letters: &'a [(Position, String)],
}

/// What became of a write. Being refused is an outcome, not an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Written {
    /// All of it is there.
    Done,
    /// Nothing was written: somebody else has claimed the build since, or it is paused, stopped or gone.
    Refused,
}

/// What a build does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BuildState {
    /// It follows the log, and readers see it.
    Running,
    /// It catches up, and nobody sees it yet.
    Building,
    /// No process keeps it.
    Waiting,
    /// An operator has stopped it for a while.
    Paused,
    /// It cannot go on.
    Stopped,
}

impl BuildState {
    /// Every state with its name.
    pub const ALL: [(Self, &'static str); 5] = [
        (Self::Running, "running"),
        (Self::Building, "building"),
        (Self::Waiting, "waiting"),
        (Self::Paused, "paused"),
        (Self::Stopped, "stopped"),
    ];

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::ALL.into_iter().find(|(state, _)| *state == self).map_or("", |(_, name)| name)
    }

    /// The state of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|(_, n)| *n == name).map(|(state, _)| state)
    }
}

/// A build as anybody sees it.
#[derive(Clone, Debug, PartialEq)]
pub struct BuildStatus {
    /// The log.
    pub log: String,
    /// The name of the projection.
    pub projection: String,
    /// Its version.
    pub version: u32,
    /// The number of the build.
    pub build: u32,
    /// Whether readers see it.
    pub active: bool,
    /// What it does.
    pub state: BuildState,
    /// The position of the next event that is not in its rows.
    pub next: Position,
    /// The position the log gives next.
    pub head: Position,
    /// Events in its rows.
    pub applied: u64,
    /// The digest last written, and where the rows stood then.
    pub digest: Option<(Position, [u8; 32])>,
    /// Events passed over that nobody has looked at.
    pub dead_letters: u64,
    /// Events passed over on an operator's word.
    pub discarded: u64,
    /// The event it stopped at; none if it stopped for another reason.
    pub stopped_at: Option<Position>,
    /// Why it stopped.
    pub stopped_why: Option<String>,
    /// Who keeps it.
    pub owner: Option<String>,
    /// Events a second, as its owner last measured it.
    pub rate: f32,
}

impl BuildStatus {
    /// Events of the log that are not in its rows yet.
    #[must_use]
    pub fn lag(&self) -> u64 {
        self.head.0.saturating_sub(self.next.0)
    }

    /// How long it takes to catch up at the present rate; `None` where nothing moves.
    #[must_use]
    pub fn time_left(&self) -> Option<Duration> {
        let moves = self.rate > 0.0 && matches!(self.state, BuildState::Running | BuildState::Building);
        moves.then(|| Duration::from_secs_f64(self.lag() as f64 / f64::from(self.rate)))
    }
}

/// What an operator can ask for. Whoever keeps the builds obeys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order<'a> {
    /// Write nothing until it is resumed.
    Pause,
    /// Go on.
    Resume,
    /// Build the same version anew beside the rows there are.
    Rebuild,
    /// Try a stopped build again; build anew what has dead letters.
    Retry,
    /// Pass over the event a build stopped at, and over dead letters: that is how it shall be.
    Discard {
        /// On whose word.
        by: &'a str,
    },
}

/// Tables of rows kept in step with logs, and who keeps them.
///
/// All methods block, none without a bound.
pub trait ReadTables: Send + Sync {
    /// Claims the builds of a projection that nobody keeps, and begins the first one if there is none. A version that
    /// a later one has replaced has none to claim.
    ///
    /// # Errors
    /// If the store cannot be used.
    fn claim(&self, wanted: &Wanted<'_>) -> Result<Vec<Claim>, LogError>;

    /// Says that their owner is alive, and for each of the claims, which are of one log, whether it still holds.
    ///
    /// # Errors
    /// If the store cannot be used.
    fn keep(&self, claims: &[&Claim]) -> Result<Vec<bool>, LogError>;

    /// Gives claims back, so that another process need not wait.
    ///
    /// # Errors
    /// If the store cannot be used; then they end by themselves.
    fn release(&self, claims: &[&Claim]) -> Result<(), LogError>;

    /// Writes rows and place in one transaction, if the claim still holds, the build is neither paused nor stopped,
    /// and it stands at `write.from`. Writing the same again under the same claim changes nothing.
    ///
    /// # Errors
    /// If the store cannot be used. Whether it was written is not known then: write the same again.
    fn write(&self, claim: &Claim, write: &TableWrite<'_>) -> Result<Written, LogError>;

    /// Stops a build where it stands: at an event that can neither be read nor passed over, or for another reason.
    ///
    /// # Errors
    /// If the store cannot be used.
    fn stop(&self, claim: &Claim, at: Option<Position>, why: &str) -> Result<Written, LogError>;

    /// Shows readers this build from now on, unless they see one that stands further. Says whether they see it.
    ///
    /// # Errors
    /// If the store cannot be used.
    fn switch(&self, claim: &Claim) -> Result<bool, LogError>;

    /// Removes up to `rows_max` rows that no reader will see again. Says how many there were.
    ///
    /// # Errors
    /// If the store cannot be used.
    fn sweep(
        &self,
        log: &LogName,
        projection: &str,
        layout: &TableLayout,
        rows_max: u32,
    ) -> Result<u64, LogError>;

    /// Every build, by log, projection, version and number.
    ///
    /// # Errors
    /// If the store cannot be read.
    fn list(&self) -> Result<Vec<BuildStatus>, LogError>;

    /// Gives an order for one projection or all, of one log or all. Says how many builds it meant.
    ///
    /// # Errors
    /// If the store cannot be used.
    fn order(
        &self,
        order: Order<'_>,
        log: Option<&LogName>,
        projection: Option<&str>,
    ) -> Result<u64, LogError>;
}
