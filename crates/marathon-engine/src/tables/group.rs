//! Builds that share a fold, and the writing of their rows.

use std::{
    collections::BTreeSet,
    sync::Arc,
    time::{Duration, Instant},
};

use marathon_events::Position;
use marathon_log::{
    EventLog, LogError,
    tables::{Claim, ReadTables, TableChanges, TableLayout, TableWrite, Written},
};

use super::{
    OnPoison, TableModel,
    fold::{Advanced, Poison, TableFold},
};
use crate::{EngineError, Snapshots};

/// Events folded at a time.
const STEP_EVENTS: usize = 2_048;
/// Events between two writes while there are more to fold: rows that change again are written once.
const WRITE_EVENTS: u64 = 4 * STEP_EVENTS as u64;
/// A digest is made when the time since the last one is this many times what it took.
const DIGEST_SHARE: u32 = 20;
/// The rate is that of at least this long.
const RATE_TIME: Duration = Duration::from_secs(1);

/// What a worker works with.
pub(super) struct Tools<'a> {
    pub(super) log: &'a dyn EventLog,
    pub(super) tables: &'a dyn ReadTables,
}

/// Builds and the fold they share.
pub(super) struct Group<M> {
    pub(super) fold: TableFold<M>,
    pub(super) members: Vec<Member>,
    /// Where the rows of the first of them stand: from there on it matters what changes.
    track_from: Position,
    is_tracking: bool,
    /// Where it stood when it wrote last.
    written: Position,
    digest_due: Instant,
    rate: Rate,
}

/// A build that is kept.
pub(super) struct Member {
    pub(super) claim: Claim,
    pub(super) table: usize,
    /// Whether readers see it, as far as is known.
    pub(super) is_active: bool,
    /// Whether the digest it came with was found to be right, or there was none.
    is_checked: bool,
    /// What has to be written before anything else.
    unwritten: Option<Unwritten>,
}

/// A write that is not known to be done. When its answer is lost it is written again, and the fold need not be.
struct Unwritten {
    next: Position,
    applied: u64,
    digest: Option<[u8; 32]>,
    changes: Arc<TableChanges>,
    letters: Vec<(Position, String)>,
}

struct Rate {
    since: Instant,
    from: Position,
    events_a_second: f32,
}

impl<M: TableModel> Group<M> {
    /// A group for claims with the same events to pass over.
    pub(super) fn new(
        claims: Vec<(usize, Claim)>,
        log: &dyn EventLog,
        snapshots: Option<&Snapshots<M::Views>>,
    ) -> Self {
        let track_from = claims.iter().map(|(_, claim)| claim.next).min().unwrap_or_default();
        let skipped = claims.first().map(|(_, claim)| claim.skipped.clone()).unwrap_or_default();
        let fold = TableFold::before(track_from, skipped, log, snapshots);
        let member = |(table, claim): (usize, Claim)| {
            let is_checked = claim.digest.is_none_or(|(at, _)| at < fold.next || at > claim.next);
            Member { claim, table, is_active: false, is_checked, unwritten: None }
        };
        let members = claims.into_iter().map(member).collect();
        let rate = Rate { since: Instant::now(), from: fold.next, events_a_second: 0.0 };
        let (written, digest_due) = (fold.next, Instant::now());
        Self { fold, members, track_from, is_tracking: false, written, digest_due, rate }
    }

    /// Folds some more events, not beyond `until`, and writes what changed. Says whether there was anything to do.
    pub(super) fn step(&mut self, tools: &Tools<'_>, until: Position) -> Result<bool, EngineError> {
        self.flush(tools)?;
        let began = self.fold.next;
        self.track();
        self.check_digests(tools);
        let advanced = self.fold.advance(tools.log, self.stop_before(until))?;
        if advanced == Advanced::Again {
            (self.is_tracking, self.written) = (false, self.fold.next);
            return Ok(true);
        }
        self.check_digests(tools);
        self.rate.measure(self.fold.next);
        let up_to_date = self.fold.next >= until;
        if up_to_date || advanced != Advanced::Far || self.fold.next.0 >= self.written.0 + WRITE_EVENTS {
            self.write(up_to_date);
            self.flush(tools)?;
        }
        if let Advanced::Poisoned(poison) = advanced {
            self.pass_over(tools, &poison);
            self.flush(tools)?;
            return Ok(!self.members.is_empty());
        }
        Ok(self.fold.next > began)
    }

    fn track(&mut self) {
        if !self.is_tracking && self.fold.next >= self.track_from {
            self.members.iter().for_each(|member| self.fold.model.track(member.table));
            self.is_tracking = true;
        }
    }

    /// Places where something has to be done are not run over.
    fn stop_before(&self, until: Position) -> Position {
        let here = self.fold.next;
        let places = self.members.iter().flat_map(|member| {
            let digest = member.claim.digest.filter(|_| !member.is_checked).map(|(at, _)| at);
            [Some(member.claim.next), digest].into_iter().flatten()
        });
        let first = places.chain([self.track_from]).filter(|place| *place > here).min();
        let far = here.plus(STEP_EVENTS).min(until);
        first.map_or(far, |place| place.min(far))
    }

    /// Rows that this program would not have written are not continued.
    fn check_digests(&mut self, tools: &Tools<'_>) {
        let (here, model) = (self.fold.next, &self.fold.model);
        let mut wrong = Vec::new();
        for (no, member) in self.members.iter_mut().enumerate().filter(|(_, member)| !member.is_checked) {
            let Some((_, digest)) = member.claim.digest.filter(|(at, _)| *at == here) else { continue };
            member.is_checked = true;
            if model.digest(member.table) != digest {
                wrong.push(no);
            }
        }
        for no in wrong.into_iter().rev() {
            let member = self.members.remove(no);
            let why =
                format!("at {here} this program has another digest than its rows were written with: rebuild");
            stop(tools, &member.claim, None, &why);
        }
    }

    /// Prepares to write what changed since the last time.
    fn write(&mut self, up_to_date: bool) {
        let here = self.fold.next;
        self.written = here;
        let digest_is_due = self.digest_is_due();
        for table in 0..M::TABLES.len() {
            let of_table = |member: &Member| member.table == table && member.claim.next <= here;
            let stands = |member: &Member| {
                let published = member.claim.digest.is_some_and(|(at, _)| at == here);
                member.claim.next == here && (published || !up_to_date || !digest_is_due)
            };
            if !self.members.iter().any(|member| of_table(member) && !stands(member)) {
                continue;
            }
            let moved = self.members.iter().any(|member| of_table(member) && member.claim.next < here);
            let changes = Arc::new(match moved {
                true => self.fold.model.take_changes(table),
                false => TableChanges::default(),
            });
            let digest = digest_is_due.then(|| self.digest(table));
            let applied = applied(here, &self.fold.skipped);
            for member in self.members.iter_mut().filter(|member| of_table(member) && !stands(member)) {
                let changes = Arc::clone(&changes);
                member.unwritten =
                    Some(Unwritten { next: here, applied, digest, changes, letters: Vec::new() });
            }
        }
    }

    /// Writes what is prepared, each build in a transaction of its own, and forgets those that are not ours any more.
    fn flush(&mut self, tools: &Tools<'_>) -> Result<(), EngineError> {
        let (rate, mut failed) = (self.rate.events_a_second, None);
        self.members.retain_mut(|member| {
            member.flush(tools, &M::TABLES[member.table].layout, rate).unwrap_or_else(|error| {
                failed = Some(error);
                true
            })
        });
        failed.map_or(Ok(()), |error| Err(error.into()))
    }

    fn digest_is_due(&self) -> bool {
        Instant::now() >= self.digest_due
    }

    fn digest(&mut self, table: usize) -> [u8; 32] {
        let began = Instant::now();
        let digest = self.fold.model.digest(table);
        let due = Instant::now() + began.elapsed() * DIGEST_SHARE;
        self.digest_due = self.digest_due.max(due);
        digest
    }

    /// Everything before the next event is written. What stops at such an event stops; the others note it and go on.
    fn pass_over(&mut self, tools: &Tools<'_>, poison: &Poison) {
        let at = self.fold.next;
        self.members.retain(|member| {
            if member.claim.next > at {
                let why =
                    format!("its rows hold an event that this program cannot take, rebuild: {}", poison.why);
                stop(tools, &member.claim, None, &why);
                return false;
            }
            let goes_on = M::TABLES[member.table].on_poison == OnPoison::DeadLetter
                || member.claim.forgiven.contains(&at);
            if poison.is_damage || !goes_on {
                stop(tools, &member.claim, Some(at), &poison.why);
                return false;
            }
            true
        });
        self.fold.skipped.insert(at);
        self.fold.next = at.next();
        let applied = applied(self.fold.next, &self.fold.skipped);
        for member in &mut self.members {
            member.unwritten = Some(Unwritten {
                next: self.fold.next,
                applied,
                digest: None,
                changes: Arc::default(),
                letters: vec![(at, poison.why.clone())],
            });
        }
    }

    /// Whether every row is written.
    pub(super) fn is_clean(&self) -> bool {
        self.members.iter().all(|member| member.claim.next == self.fold.next)
    }

    /// Takes the builds of another group that stands where this one does and passed over the same.
    pub(super) fn join(&mut self, other: Self) {
        other.members.iter().for_each(|member| self.fold.model.track(member.table));
        self.members.extend(other.members);
    }
}

impl Member {
    /// Says whether the claim still holds, as far as is known.
    fn flush(&mut self, tools: &Tools<'_>, layout: &TableLayout, rate: f32) -> Result<bool, LogError> {
        let Some(Unwritten { next, applied, digest, changes, letters }) = &self.unwritten else {
            return Ok(true);
        };
        let write = TableWrite {
            from: self.claim.next,
            next: *next,
            applied: *applied,
            digest: *digest,
            rate,
            layout,
            changes,
            letters,
        };
        if tools.tables.write(&self.claim, &write)? == Written::Refused {
            let Claim { log, projection, version, build, .. } = &self.claim;
            tracing::info!(marathon = %log, projection, version, build, "this build is not ours any more");
            return Ok(false);
        }
        self.claim.next = *next;
        self.claim.digest = digest.map(|digest| (*next, digest)).or(self.claim.digest);
        self.unwritten = None;
        Ok(true)
    }
}

impl Rate {
    fn measure(&mut self, here: Position) {
        let time = self.since.elapsed();
        if time >= RATE_TIME || self.events_a_second == 0.0 {
            let events = here.0.saturating_sub(self.from.0);
            self.events_a_second = events as f32 / time.as_secs_f32().max(f32::MIN_POSITIVE);
        }
        if time >= RATE_TIME {
            (self.since, self.from) = (Instant::now(), here);
        }
    }
}

fn applied(next: Position, skipped: &BTreeSet<Position>) -> u64 {
    next.0 - skipped.range(..next).count() as u64
}

fn stop(tools: &Tools<'_>, claim: &Claim, at: Option<Position>, why: &str) {
    let Claim { log, projection, version, build, .. } = claim;
    tracing::error!(marathon = %log, projection, version, build, why, "a projection has stopped");
    if let Err(error) = tools.tables.stop(claim, at, why) {
        tracing::warn!(marathon = %log, projection, %error, "that it stopped could not be written down");
    }
}
