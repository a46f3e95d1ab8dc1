//! What a read model is, and what readers see of it.

use std::io;

use marathon_columns::{Loader, Saver};
use marathon_events::{Position, Recorded, Timestamp};

/// A pure fold over the events of a log, with whatever indexes its queries need.
///
/// After the same events it answers the same, whatever the batches, snapshots or restarts in between.
pub trait ReadModel: Default + Send + Sync + 'static {
    /// Changes whenever the layout or the meaning of a snapshot does; snapshots of other formats are ignored.
    const FORMAT: u64;

    /// Folds the next event.
    fn apply(&mut self, event: &Recorded);

    /// Brings indexes up to date after a batch; readers see the model only after it.
    fn settle(&mut self);

    /// SHA-256 over the canonical state.
    fn digest(&self) -> [u8; 32];

    /// Bytes held.
    fn heap_bytes(&self) -> usize;

    /// Writes the fold, without indexes that can be made again.
    ///
    /// # Errors
    /// If the snapshot cannot be written.
    fn save(&self, to: &mut Saver<'_>) -> io::Result<()>;

    /// Reads what [`ReadModel::save`] wrote.
    ///
    /// # Errors
    /// If the snapshot cannot be read or is not one.
    fn load(from: &mut Loader<'_>) -> io::Result<Self>;
}

/// The last event a view has folded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AsOf {
    /// Its position.
    pub position: Position,
    /// When it was recorded.
    pub time: Timestamp,
}

/// A read model and the position it stands at.
#[derive(Debug, Default)]
pub struct View<M> {
    /// The read model.
    pub model: M,
    /// The last event in it; `None` before the first.
    pub as_of: Option<AsOf>,
}

impl<M: ReadModel> View<M> {
    /// The position of the next event to fold.
    #[must_use]
    pub fn next(&self) -> Position {
        self.as_of.map_or(Position(0), |a| a.position.next())
    }

    /// Folds an event. One that is in the view already is passed over, so redelivery changes nothing.
    ///
    /// # Panics
    /// If an event is missing before this one: a view with a hole in it must never be shown.
    pub fn apply(&mut self, event: &Recorded) {
        if event.position < self.next() {
            return;
        }
        assert_eq!(event.position, self.next(), "an event is missing before {}", event.position);
        self.model.apply(event);
        self.as_of = Some(AsOf { position: event.position, time: event.recorded_at });
    }
}
