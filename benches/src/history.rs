//! Large histories, made fast: commands go to the engine in chunks, several of them under way at once.

use std::{
    collections::VecDeque,
    path::{Path, PathBuf},
    sync::Arc,
    thread,
    time::Duration,
};

use anyhow::{Context, Result, bail};
use marathon_api::{Marathon, Site};
use marathon_domain::Action;
use marathon_engine::{Accepted, Answer, Request, SiteOptions, Snapshots};
use marathon_events::{DeedId, EntrantId, Timestamp};
use marathon_log::{CommandKey, EventLog, Keyed, LogName, RequestHash};
use marathon_log_sqlite::Access;
use marathon_projections::Views;
use tokio::sync::oneshot;

use crate::{
    deeds::{self, Doer},
    stores,
    table::say,
    world::{SLUG, World, mix, rules},
};

/// Commands submitted together.
const CHUNK: usize = 4_096;
/// Chunks under way at once.
const IN_FLIGHT_MAX: usize = 4;
/// Folder of the snapshots in a data directory, as the product has it.
pub(crate) const SNAPSHOTS: &str = "snapshots";

/// What to add to a history.
#[derive(Clone, Copy)]
pub(crate) struct Growth {
    /// Entrants to register.
    pub(crate) entrants: usize,
    /// Deeds to log.
    pub(crate) deeds: u64,
    /// How many of a hundred deeds are verified.
    pub(crate) verified_percent: u64,
    /// Who does the deeds.
    pub(crate) doer: Doer,
}

impl Growth {
    /// A usual mix: an entrant for twenty events, 70 of 100 deeds verified.
    pub(crate) fn of_events(events: u64) -> Self {
        let entrants = events / 20;
        let deeds = (events - entrants) * 10 / 17;
        Self { entrants: entrants as usize, deeds, verified_percent: 70, doer: Doer::Anybody }
    }
}

/// A data directory with one marathon in it. No process has it open.
pub(crate) struct History {
    /// The directory.
    pub(crate) dir: PathBuf,
    /// Who takes part.
    pub(crate) world: World,
    /// Number of the next deed; keys and photos come from it.
    pub(crate) next_deed: u64,
}

/// The clock of this machine.
pub(crate) fn now() -> Timestamp {
    Timestamp::from_datetime(chrono::Utc::now())
}

/// The name of the measured marathon.
pub(crate) fn name() -> LogName {
    LogName::parse(SLUG).unwrap_or_else(|| unreachable!("the slug is a name"))
}

/// Every marathon of a directory.
pub(crate) fn site(dir: &Path, snapshots: bool) -> Result<Site> {
    let store = stores::open(dir, Access::ReadWrite)?;
    let snapshots = snapshots.then(|| dir.join(SNAPSHOTS));
    Ok(Site::start(store, SiteOptions { snapshots, ids_seed: None })?)
}

/// The log of a directory, for reading.
pub(crate) fn log(dir: &Path) -> Result<Arc<dyn EventLog>> {
    Ok(stores::open(dir, Access::ReadOnly)?.open(&name())?)
}

impl History {
    /// Opens a marathon in an empty directory.
    pub(crate) fn create(dir: &Path) -> Result<Self> {
        stores::create(dir)?;
        site(dir, false)?.open(&rules(), now())?;
        Ok(Self { dir: dir.to_owned(), world: World::new(), next_deed: 0 })
    }

    /// Adds entrants, deeds and verifications.
    pub(crate) fn grow(&mut self, growth: Growth) -> Result<()> {
        say(&format!("making a history: +{} entrants, +{} deeds", growth.entrants, growth.deeds));
        let site = site(&self.dir, false)?;
        let marathon = site.get(&name()).context("the marathon was opened")?;
        let mut loader =
            Loader { marathon: &marathon, in_flight: VecDeque::new(), command: 0, taken: Taken::default() };
        loader.command = marathon.feed().next().0 << 8;
        let before = self.world.ids.len();
        for no in before..before + growth.entrants {
            loader.taken.waiting.push(Action::RegisterEntrant(self.world.registration(no)));
            loader.submit_full(Kind::Register)?;
        }
        loader.flush(Kind::Register)?;
        self.world.ids.append(&mut loader.taken.entrants);
        let end = self.next_deed + growth.deeds;
        for no in self.next_deed..end {
            let deed = deeds::deed(&self.world, no, growth.doer);
            loader.taken.waiting.push(Action::LogDeed(deed));
            if loader.submit_full(Kind::Log)? {
                loader.verify(growth.verified_percent)?;
            }
        }
        loader.flush(Kind::Log)?;
        loader.verify(growth.verified_percent)?;
        loader.flush(Kind::Verify)?;
        self.next_deed = end;
        Ok(())
    }

    /// Makes a snapshot of everything there is.
    pub(crate) fn snapshot(&self) -> Result<()> {
        Snapshots::<Views>::of(&self.dir.join(SNAPSHOTS), &name()).make(&*log(&self.dir)?)?;
        Ok(())
    }

    /// How many events there are.
    pub(crate) fn events(&self) -> Result<u64> {
        Ok(log(&self.dir)?.next()?.0)
    }
}

#[derive(Clone, Copy)]
enum Kind {
    Register,
    Log,
    Verify,
}

/// What came back, and what waits to go.
#[derive(Default)]
struct Taken {
    waiting: Vec<Action>,
    entrants: Vec<EntrantId>,
    unverified: Vec<DeedId>,
}

struct Loader<'a> {
    marathon: &'a Marathon,
    in_flight: VecDeque<(Kind, oneshot::Receiver<Vec<Answer>>)>,
    command: u64,
    taken: Taken,
}

impl Loader<'_> {
    /// Submits what waits if it is a full chunk; says whether it was.
    fn submit_full(&mut self, kind: Kind) -> Result<bool> {
        let full = self.taken.waiting.len() >= CHUNK;
        if full {
            self.submit(kind)?;
        }
        Ok(full)
    }

    fn submit(&mut self, kind: Kind) -> Result<()> {
        let at = now();
        let mut requests = Vec::with_capacity(self.taken.waiting.len());
        for action in std::mem::take(&mut self.taken.waiting) {
            self.command += 1;
            let mut key = [0; 16];
            key[..8].copy_from_slice(&mix(self.command).to_le_bytes());
            key[8..].copy_from_slice(&self.command.to_le_bytes());
            let command = Keyed { key: CommandKey(key), request: RequestHash(key) };
            requests.push(Request {
                at,
                actor: None,
                correlation_id: None,
                command,
                private: None,
                action: Arc::new(action),
            });
        }
        if self.in_flight.len() >= IN_FLIGHT_MAX {
            self.take_oldest()?;
        }
        // The queue is bounded by submissions, of which only a few are under way.
        let answers = self.marathon.submit(requests)?;
        self.in_flight.push_back((kind, answers));
        Ok(())
    }

    fn take_oldest(&mut self) -> Result<()> {
        let Some((kind, answers)) = self.in_flight.pop_front() else { return Ok(()) };
        for answer in answers.blocking_recv().context("the engine answers")? {
            let Accepted { stream, .. } = match answer {
                Answer::Accepted(accepted) => accepted,
                other => bail!("the history was not made: {other:?}"),
            };
            match kind {
                Kind::Register => self.taken.entrants.push(EntrantId(stream.0)),
                Kind::Log => self.taken.unverified.push(DeedId(stream.0)),
                Kind::Verify => {}
            }
        }
        Ok(())
    }

    /// Verifies a share of what was logged meanwhile.
    fn verify(&mut self, percent: u64) -> Result<()> {
        for deed in std::mem::take(&mut self.taken.unverified) {
            if mix(deed.0.as_u64_pair().1) % 100 < percent {
                self.taken
                    .waiting
                    .push(Action::Verify { deed, reason: Some("photo and place match".into()) });
                self.submit_full(Kind::Verify)?;
            }
        }
        if !self.taken.waiting.is_empty() {
            self.submit(Kind::Verify)?;
        }
        Ok(())
    }

    /// Submits what waits, and waits for every answer.
    fn flush(&mut self, kind: Kind) -> Result<()> {
        if !self.taken.waiting.is_empty() {
            self.submit(kind)?;
        }
        while !self.in_flight.is_empty() {
            self.take_oldest()?;
        }
        Ok(())
    }
}

/// Waits until the views of a marathon have everything in its log.
pub(crate) fn wait_visible(marathon: &Marathon) {
    while marathon.visible_next() < marathon.feed().next() {
        thread::sleep(Duration::from_millis(1));
    }
}
