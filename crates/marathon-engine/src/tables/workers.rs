//! The workers of all logs of a store.

use std::{
    collections::BTreeMap,
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use marathon_log::{LogName, LogStore, tables::ReadTables};
use uuid::Uuid;

use super::{
    TableModel,
    worker::{Duty, Worker},
};
use crate::{EngineError, Snapshots};

/// How often it is looked whether there is a new log.
const DISCOVER_PAUSE: Duration = Duration::from_secs(1);
/// How long a stop may go unnoticed.
const STOP_LOOK: Duration = Duration::from_millis(50);

/// What workers keep, and how.
#[derive(Clone, Debug)]
pub struct TableOptions {
    /// Names of the projections to keep; all, if there are none.
    pub projections: Vec<String>,
    /// How long others wait for a worker that says nothing before they take its builds.
    pub lease: Duration,
    /// Where snapshots are, for a shorter way to where the rows stand.
    pub snapshots: Option<PathBuf>,
}

/// Running workers, one for each log of a store. Dropping them stops them and gives their builds back.
pub struct TableWorkers {
    stop: Arc<AtomicBool>,
    thread: Option<thread::JoinHandle<()>>,
}

impl TableWorkers {
    /// Starts a worker for each log, now and as they appear. One that ends by itself is started again.
    ///
    /// # Errors
    /// If a thread cannot be started.
    pub fn start<M: TableModel>(
        store: Arc<dyn LogStore>,
        tables: Arc<dyn ReadTables>,
        options: TableOptions,
    ) -> Result<Self, EngineError> {
        let stop = Arc::new(AtomicBool::new(false));
        let stopped = Arc::clone(&stop);
        let owner = format!("process {} {}", std::process::id(), Uuid::new_v4());
        let run = move || {
            let mut workers = BTreeMap::new();
            let mut due = Instant::now();
            while !stopped.load(Ordering::Relaxed) {
                if Instant::now() >= due {
                    if let Err(error) = discover::<M>(&*store, &tables, &options, &owner, &mut workers) {
                        tracing::warn!(%error, "logs cannot be looked for");
                    }
                    due = Instant::now() + DISCOVER_PAUSE;
                }
                thread::sleep(STOP_LOOK);
            }
            workers.values().for_each(Worker::ask_to_stop);
        };
        let builder = thread::Builder::new().name("tables".to_owned());
        Ok(Self { stop, thread: Some(builder.spawn(run).map_err(EngineError::Thread)?) })
    }
}

impl Drop for TableWorkers {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn discover<M: TableModel>(
    store: &dyn LogStore,
    tables: &Arc<dyn ReadTables>,
    options: &TableOptions,
    owner: &str,
    workers: &mut BTreeMap<LogName, Worker>,
) -> Result<(), EngineError> {
    let is_wanted =
        |name: &str| options.projections.is_empty() || options.projections.iter().any(|p| p == name);
    workers.retain(|name, worker| {
        let goes_on = !worker.has_ended();
        if !goes_on {
            tracing::error!(marathon = %name, "a worker has ended by itself, and is started again");
        }
        goes_on
    });
    for name in store.names()? {
        if workers.contains_key(&name) {
            continue;
        }
        let duty = Duty::<M> {
            log: store.open(&name)?,
            tables: Arc::clone(tables),
            snapshots: options.snapshots.as_ref().map(|root| Snapshots::of(root, &name)),
            wanted: (0..M::TABLES.len()).filter(|no| is_wanted(M::TABLES[*no].projection)).collect(),
            owner: owner.to_owned(),
            lease: options.lease,
            name: name.clone(),
        };
        workers.insert(name, Worker::start(duty)?);
    }
    Ok(())
}
