//! Snapshots: everything folded up to a position, in a file that can always be thrown away.
//!
//! A snapshot is made beside the live path, from the snapshot before it and the events since. One that is
//! damaged, of another format or of another history is passed over with a line in the log.

use std::{
    fs,
    io::{self, BufReader, BufWriter, Write},
    marker::PhantomData,
    ops::ControlFlow,
    path::{Path, PathBuf},
};

use marathon_columns::{Loader, Saver};
use marathon_events::{Position, Timestamp};
use marathon_log::{EventLog, LogName};

use crate::{AsOf, EngineError, ReadModel, View, live::Live, replay::scan_decoded};

/// Changes whenever the layout of this file or of the live state does.
const LIVE_FORMAT: u64 = 3;
const MAGIC: u64 = u64::from_le_bytes(*b"MGDSNAP\0");
/// Snapshots kept: the newest, and older ones for questions about the past, ever sparser.
const KEPT_MAX: usize = 6;
const BUFFER_BYTES: usize = 1 << 20;

/// Everything folded up to a position.
pub(crate) struct Fold<M> {
    pub(crate) live: Live,
    pub(crate) view: View<M>,
}

impl<M: ReadModel> Default for Fold<M> {
    fn default() -> Self {
        Self { live: Live::default(), view: View::default() }
    }
}

impl<M: ReadModel> Fold<M> {
    /// Folds what the log has beyond this point, up to, not including, `until`.
    pub(crate) fn catch_up(&mut self, log: &dyn EventLog, until: Position) -> Result<(), EngineError> {
        let until = until.min(log.next()?);
        scan_decoded(log, self.live.cursor.next, until, |events| {
            for event in events {
                self.live.apply(&event.recorded, event.command);
                self.view.apply(&event.recorded);
            }
        })?;
        self.view.model.settle();
        log.scan_refusals(self.live.cursor.next_refusal, &mut |row| {
            // Refused after the last event folded here: the next snapshot has it.
            if row.at > until {
                return ControlFlow::Break(());
            }
            self.live.refuse(row.number, row.command.key);
            ControlFlow::Continue(())
        })?;
        Ok(())
    }
}

/// The snapshots of one log, in a folder of their own.
#[derive(Clone, Debug)]
pub struct Snapshots<M> {
    folder: PathBuf,
    model: PhantomData<fn() -> M>,
}

impl<M: ReadModel> Snapshots<M> {
    /// The snapshots of this log below `root`.
    #[must_use]
    pub fn of(root: &Path, name: &LogName) -> Self {
        Self { folder: root.join(name.as_str()), model: PhantomData }
    }

    /// The newest usable snapshot of this log that holds no event at or after `until`; an empty fold without one.
    pub(crate) fn newest(&self, log: &dyn EventLog, until: Position) -> Fold<M> {
        for (position, path) in self.list().into_iter().rev().filter(|(p, _)| *p <= until) {
            match self.read(&path, log) {
                Ok(fold) => return fold,
                Err(error) => tracing::warn!(
                    snapshot = %path.display(), %error, %position,
                    "a snapshot is not usable and is passed over; what it held is folded again"
                ),
            }
        }
        Fold::default()
    }

    /// Where the newest snapshot stands, usable or not; 0 without one.
    pub(crate) fn newest_position(&self) -> Position {
        self.list().last().map_or(Position(0), |(p, _)| *p)
    }

    /// Positions of the snapshots there are, ascending, each the position of the first event not in it.
    fn list(&self) -> Vec<(Position, PathBuf)> {
        let Ok(entries) = fs::read_dir(&self.folder) else { return Vec::new() };
        let mut found: Vec<_> = entries
            .filter_map(|entry| {
                let path = entry.ok()?.path();
                let position = path.file_name()?.to_str()?.strip_suffix(".snapshot")?.parse().ok()?;
                Some((Position(position), path))
            })
            .collect();
        found.sort_unstable();
        found
    }

    fn read(&self, path: &Path, log: &dyn EventLog) -> io::Result<Fold<M>> {
        let file = fs::File::open(path)?;
        let len = file.metadata()?.len();
        let mut file = BufReader::with_capacity(BUFFER_BYTES, file);
        let mut from = Loader::new(&mut file, len);
        if [from.number()?, from.number()?, from.number()?] != [MAGIC, LIVE_FORMAT, M::FORMAT] {
            return Err(invalid("it was written in another format"));
        }
        let as_of = AsOf { position: Position(from.number()?), time: Timestamp(from.number()? as i64) };
        if from.slice::<u8>()? != leaf_hash_at(log, as_of.position)? {
            return Err(invalid("it is of another history"));
        }
        let live = Live::load(&mut from)?;
        let view = View { model: M::load(&mut from)?, as_of: Some(as_of) };
        from.finish()?;
        if live.cursor.next != view.next() {
            return Err(invalid("its parts stand at different positions"));
        }
        Ok(Fold { live, view })
    }

    /// Makes a snapshot of everything the log has now, from the newest one there is. Says where it stands.
    ///
    /// # Errors
    /// If the log cannot be read or the file cannot be written; older snapshots stay.
    pub fn make(&self, log: &dyn EventLog) -> Result<Position, EngineError> {
        let mut fold = self.newest(log, Position(u64::MAX));
        fold.catch_up(log, Position(u64::MAX))?;
        let next = fold.live.cursor.next;
        if let Some(as_of) = fold.view.as_of {
            self.write(&fold, as_of, log)
                .map_err(|source| EngineError::Io { operation: "write a snapshot", source })?;
            self.thin_out();
        }
        Ok(next)
    }

    fn write(&self, fold: &Fold<M>, as_of: AsOf, log: &dyn EventLog) -> io::Result<()> {
        fs::create_dir_all(&self.folder)?;
        let path = self.folder.join(format!("{}.snapshot", as_of.position.next()));
        let unfinished = path.with_extension("unfinished");
        let mut file = BufWriter::with_capacity(BUFFER_BYTES, fs::File::create(&unfinished)?);
        let mut to = Saver::new(&mut file);
        for number in [MAGIC, LIVE_FORMAT, M::FORMAT, as_of.position.0, as_of.time.0 as u64] {
            to.number(number)?;
        }
        to.slice(&leaf_hash_at(log, as_of.position)?)?;
        fold.live.save(&mut to)?;
        fold.view.model.save(&mut to)?;
        to.finish()?;
        file.flush()?;
        file.get_ref().sync_all()?;
        fs::rename(unfinished, path)
    }

    /// Keeps the newest and those that leave the smallest holes: the further back, the sparser.
    fn thin_out(&self) {
        let mut kept = self.list();
        while kept.len() > KEPT_MAX {
            let cost = |i: usize| {
                let before = if i == 0 { 0 } else { kept[i - 1].0.0 };
                let age = kept[kept.len() - 1].0.0 - kept[i].0.0 + 1;
                (kept[i + 1].0.0 - before).saturating_mul(1 << 20) / age
            };
            let Some(least) = (0..kept.len() - 1).min_by_key(|i| cost(*i)) else { return };
            let (_, path) = kept.remove(least);
            if let Err(error) = fs::remove_file(&path) {
                tracing::warn!(snapshot = %path.display(), %error, "an old snapshot could not be removed");
            }
        }
    }
}

fn leaf_hash_at(log: &dyn EventLog, position: Position) -> io::Result<Vec<u8>> {
    let mut hash = Vec::new();
    log.scan(position, position.next(), &mut |row| {
        hash.extend_from_slice(&row.leaf_hash.0);
        ControlFlow::Break(())
    })
    .map_err(io::Error::other)?;
    match hash.is_empty() {
        true => Err(invalid("it goes beyond the end of this history")),
        false => Ok(hash),
    }
}

fn invalid(what: &'static str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, what)
}
