//! The worker of one log.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use marathon_events::Position;
use marathon_log::{
    EventLog, LogError, LogName,
    tables::{Claim, ReadTables, Wanted},
};

use super::{
    TableModel,
    group::{Group, Tools},
};
use crate::{EngineError, Snapshots};

/// Pause between two looks at a log of which everything is written: what comes in meanwhile is written together.
const FOLLOW_PAUSE: Duration = Duration::from_millis(50);
/// Builds that nobody keeps, and orders, are looked for at least this often.
const LOOK_PAUSE_MAX: Duration = Duration::from_millis(500);
/// A store that cannot be used is asked again after this.
const ASK_AGAIN_WAIT: Duration = Duration::from_millis(500);
/// Rows of replaced builds that are removed at a time.
const SWEEP_ROWS_MAX: u32 = 5_000;

/// A running worker. Dropping it stops it after the events at hand and gives its builds back.
pub(super) struct Worker {
    stop: Arc<AtomicBool>,
    thread: Option<thread::JoinHandle<()>>,
}

/// What a worker is told.
pub(super) struct Duty<M: TableModel> {
    pub(super) name: LogName,
    pub(super) log: Arc<dyn EventLog>,
    pub(super) tables: Arc<dyn ReadTables>,
    pub(super) snapshots: Option<Snapshots<M::Views>>,
    /// Places of the tables it may write.
    pub(super) wanted: Vec<usize>,
    pub(super) owner: String,
    pub(super) lease: Duration,
}

struct Run<M: TableModel> {
    duty: Duty<M>,
    stop: Arc<AtomicBool>,
    groups: Vec<Group<M>>,
    /// Tables that may hold rows of replaced builds.
    to_sweep: Vec<usize>,
    looked: Option<Instant>,
}

impl Worker {
    pub(super) fn start<M: TableModel>(duty: Duty<M>) -> Result<Self, EngineError> {
        let stop = Arc::new(AtomicBool::new(false));
        let builder = thread::Builder::new().name(format!("tables-{}", duty.name));
        let run =
            Run { duty, stop: Arc::clone(&stop), groups: Vec::new(), to_sweep: Vec::new(), looked: None };
        Ok(Self { stop, thread: Some(builder.spawn(move || run.run()).map_err(EngineError::Thread)?) })
    }

    /// Whether it has ended, which it does by itself only when something in it is broken.
    pub(super) fn has_ended(&self) -> bool {
        self.thread.as_ref().is_none_or(thread::JoinHandle::is_finished)
    }

    /// Asks it to stop, and does not wait for it.
    pub(super) fn ask_to_stop(&self) {
        self.stop.store(true, Ordering::Relaxed);
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.ask_to_stop();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

impl<M: TableModel> Run<M> {
    fn run(mut self) {
        while !self.stop.load(Ordering::Relaxed) {
            match self.round() {
                Ok(true) => {}
                Ok(false) => thread::sleep(FOLLOW_PAUSE),
                Err(error) => {
                    tracing::warn!(marathon = %self.duty.name, %error, "the tables cannot be kept up");
                    thread::sleep(ASK_AGAIN_WAIT);
                }
            }
        }
        let claims: Vec<_> = claims(&self.groups).collect();
        if let Err(error) = self.duty.tables.release(&claims) {
            tracing::warn!(marathon = %self.duty.name, %error, "builds could not be given back; they will be taken");
        }
    }

    /// Says whether there is more to do at once.
    fn round(&mut self) -> Result<bool, EngineError> {
        self.look()?;
        let head = self.duty.log.next()?;
        let tools = Tools { log: &*self.duty.log, tables: &*self.duty.tables };
        // The group that stands furthest goes first, and the others up to it, so that they meet.
        self.groups.sort_by_key(|group| std::cmp::Reverse(group.fold.next));
        let mut more = false;
        for no in 0..self.groups.len() {
            let (before, rest) = self.groups.split_at_mut(no);
            let group = &mut rest[0];
            let ahead = before.iter().filter(|other| other.fold.skipped == group.fold.skipped);
            let until = ahead.map(|other| other.fold.next).fold(head, Position::min);
            more |= group.step(&tools, until)? && group.fold.next < head;
        }
        self.meet();
        self.show(head)?;
        more |= self.sweep()?;
        Ok(more)
    }

    /// Tells that we are alive, forgets what is not ours any more, and claims what nobody keeps.
    fn look(&mut self) -> Result<(), EngineError> {
        let pause = LOOK_PAUSE_MAX.min(self.duty.lease / 4);
        if self.looked.is_some_and(|at| at.elapsed() < pause) {
            return Ok(());
        }
        let mut kept = self.duty.tables.keep(&claims(&self.groups).collect::<Vec<_>>())?.into_iter();
        for group in &mut self.groups {
            group.members.retain(|member| {
                let is_kept = kept.next().unwrap_or(false);
                if !is_kept {
                    let Claim { log, projection, version, build, .. } = &member.claim;
                    tracing::info!(marathon = %log, projection, version, build, "this build is not ours any more");
                }
                is_kept
            });
        }
        let mut claimed = Vec::new();
        for table in self.duty.wanted.clone() {
            claimed.extend(self.claim(table)?.into_iter().map(|claim| (table, claim)));
        }
        while let Some((_, first)) = claimed.first() {
            let skipped = first.skipped.clone();
            let (same, others) = claimed.into_iter().partition(|(_, claim)| claim.skipped == skipped);
            self.groups.push(Group::new(same, &*self.duty.log, self.duty.snapshots.as_ref()));
            claimed = others;
        }
        self.looked = Some(Instant::now());
        Ok(())
    }

    fn claim(&self, table: usize) -> Result<Vec<Claim>, LogError> {
        let projection = M::TABLES[table].projection;
        let kept: Vec<_> =
            claims(&self.groups).filter(|c| c.projection == projection).map(|c| c.build).collect();
        self.duty.tables.claim(&Wanted {
            log: &self.duty.name,
            projection,
            version: M::TABLES[table].version,
            kept: &kept,
            owner: &self.duty.owner,
            lease: self.duty.lease,
        })
    }

    /// Groups that stand at the same place become one.
    fn meet(&mut self) {
        let mut met: Vec<Group<M>> = Vec::new();
        for group in self.groups.drain(..).filter(|group| !group.members.is_empty()) {
            let same = |other: &&mut Group<M>| {
                other.fold.next == group.fold.next
                    && other.fold.skipped == group.fold.skipped
                    && other.is_clean()
                    && group.is_clean()
            };
            match met.iter_mut().find(same) {
                Some(other) => other.join(group),
                None => met.push(group),
            }
        }
        self.groups = met;
    }

    /// What has caught up is shown to readers.
    fn show(&mut self, head: Position) -> Result<(), EngineError> {
        for group in self.groups.iter_mut().filter(|group| group.fold.next >= head) {
            for member in group.members.iter_mut().filter(|member| !member.is_active) {
                member.is_active = self.duty.tables.switch(&member.claim)?;
                if member.is_active {
                    self.to_sweep.push(member.table);
                }
            }
        }
        Ok(())
    }

    fn sweep(&mut self) -> Result<bool, EngineError> {
        let Some(table) = self.to_sweep.last().map(|table| &M::TABLES[*table]) else { return Ok(false) };
        let Duty { name, tables, .. } = &self.duty;
        if tables.sweep(name, table.projection, &table.layout, SWEEP_ROWS_MAX)? == 0 {
            self.to_sweep.pop();
        }
        Ok(!self.to_sweep.is_empty())
    }
}

fn claims<M: TableModel>(groups: &[Group<M>]) -> impl Iterator<Item = &Claim> {
    groups.iter().flat_map(|group| &group.members).map(|member| &member.claim)
}
