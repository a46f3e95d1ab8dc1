//! Taking turns.
//!
//! # Why a turn whose outcome is unknown needs no stop
//!
//! When a connection breaks after a turn was sent, the server may have committed it, may commit it later (the statement
//! may still wait for the head's lock), or never. The writer reads the log, decides again and sends another turn, over
//! another connection, while the old statement may still be alive. That is safe:
//!
//! * Both turns move the head from the same place, or the new one from a later place, since a head never goes back. A
//!   head leaves a place once, so at most one of two turns with the same `expected` and `expected_refusal` wins.
//! * If the old one wins, late or not, the new one is lost. Its writer catches up, finds the old turn's keys, and gives
//!   those commands the outcome they have.
//! * If the new one wins, the old one finds the head gone and writes nothing, whenever it is executed.
//! * If the writer gives up, its callers were told that the outcome is unknown; the key makes trying again safe.
//!
//! A server that crashes replays what was committed before it lets anybody in again, and takes no fsync's word twice:
//! it stops when one fails. So unlike a file's only writer there is nothing here that would have to stay shut.

use std::sync::Arc;
use std::time::{Duration, Instant};

use marathon_events::Position;
use marathon_log::{LogError, Turn, TurnOutcome};
use parking_lot::Mutex;
use tokio_postgres::Error;

use crate::connection::Lent;
use crate::error::{failed, is_over, is_rolled_back};
use crate::reader::Reader;
use crate::rows::Columns;
use crate::shared::Shared;
use crate::store::{discard_if, why};

/// The most bytes of one turn. A message of PostgreSQL ends at 1 GiB.
const TURN_BYTES_MAX: usize = 512 << 20;

/// How much longer a handle waits for its own thread that takes a turn than any turn can last.
const OWN_TURN_GRACE: Duration = Duration::from_secs(10);

pub(crate) struct Writer {
    shared: Arc<Shared>,
    name: String,
    log_id: i64,
    /// One turn of this handle at a time: more would only lose to each other.
    hold: Mutex<Option<Hold>>,
}

/// A transaction that has the head's lock.
struct Hold {
    lent: Option<Lent>,
    until: Instant,
}

/// A connection in the middle of a transaction is ended, not lent to somebody else: the server rolls back.
impl Drop for Hold {
    fn drop(&mut self) {
        if let Some(lent) = self.lent.take() {
            discard_if(true, lent);
        }
    }
}

impl Writer {
    pub(crate) fn new(shared: Arc<Shared>, name: String, log_id: i64) -> Self {
        Self { shared, name, log_id, hold: Mutex::default() }
    }

    pub(crate) fn append(&self, turn: &Turn<'_>, reader: &Reader) -> Result<TurnOutcome, LogError> {
        let mut one_at_a_time = self.lock()?;
        // Whatever becomes of this turn, it ends the hold.
        let hold = one_at_a_time.take();
        let lost = || reader.head().map(|(next, _)| TurnOutcome::Lost { next: Position(next) });
        if turn.events.is_empty() && turn.refusals.is_empty() {
            // Nothing would move: only whether the log stands there is asked for.
            drop(hold);
            let stands = reader.head()? == (turn.expected.0, turn.expected_refusal);
            return if stands { Ok(TurnOutcome::Won) } else { lost() };
        }
        self.check_size(turn)?;
        let Some(columns) = Columns::of(self.log_id, turn) else {
            drop(hold);
            return lost();
        };
        let moved = match hold.and_then(|hold| self.take_held_turn(hold, &columns)) {
            Some(held) => held?,
            None => self.take_turn(&columns)?,
        };
        if moved { Ok(TurnOutcome::Won) } else { lost() }
    }

    /// Takes the head's lock in a transaction that the next turn ends. The server ends it by itself when this process
    /// does nothing for too long, so that one that stalls keeps nobody out.
    pub(crate) fn hold(&self) -> Result<(), LogError> {
        let mut hold = self.lock()?;
        if hold.as_ref().is_some_and(Hold::lasts) {
            return Ok(());
        }
        *hold = None;
        let lent = self.shared.writer()?;
        let sql = format!(
            "BEGIN; SET LOCAL lock_timeout = {lock}; SET LOCAL statement_timeout = {statement};
             SET LOCAL idle_in_transaction_session_timeout = {idle};
             SELECT FROM marathon.heads WHERE log_id = {log_id} FOR UPDATE",
            lock = self.shared.statement_wait_max.as_millis(),
            statement = self.shared.statement_wait_max.as_millis() + 1000,
            idle = self.shared.hold_max.as_millis(),
            log_id = self.log_id,
        );
        let answer = self.shared.answer(lent.batch_execute(&sql));
        // Dropped on an error, and the transaction with it.
        let new = Hold { lent: Some(lent), until: Instant::now() + self.shared.hold_max };
        match answer {
            Some(Ok(())) => {
                *hold = Some(new);
                Ok(())
            }
            Some(Err(e)) => Err(self.failed("hold a log", e)),
            None => Err(self.no_answer("hold a log")),
        }
    }

    fn lock(&self) -> Result<parking_lot::MutexGuard<'_, Option<Hold>>, LogError> {
        let bound = 4 * self.shared.statement_wait_max + OWN_TURN_GRACE;
        self.hold.try_lock_for(bound).ok_or_else(|| self.no_answer("wait for another turn of this process"))
    }

    /// Whether the turn moved the head; nothing is written if it did not.
    fn take_turn(&self, columns: &Columns<'_>) -> Result<bool, LogError> {
        let lent = self.shared.writer()?;
        lent.take_warning();
        match self.shared.answer(lent.client.execute(&lent.statements.take_turn, &columns.params())) {
            Some(Ok(moved)) => self.durable(lent, moved > 0),
            Some(Err(e)) if is_rolled_back(&e) => {
                let over = is_over(&e);
                discard_if(over, lent);
                Err(self.failed("append a turn", e))
            }
            lost => {
                discard_if(true, lent);
                Err(self.unknown(lost.and_then(Result::err)))
            }
        }
    }

    /// As [`Self::take_turn`], in the transaction of a hold. `None` if the hold was over before its end was asked for:
    /// then nothing is written, and the turn can be taken as usual.
    fn take_held_turn(&self, mut hold: Hold, columns: &Columns<'_>) -> Option<Result<bool, LogError>> {
        let lent = hold.lent.as_ref().filter(|lent| !lent.client.is_closed())?;
        lent.take_warning();
        let moved =
            match self.shared.answer(lent.client.execute(&lent.statements.take_turn, &columns.params()))? {
                Ok(moved) => moved > 0,
                // The hold is dropped, its connection ended.
                Err(e) if is_rolled_back(&e) => return Some(Err(self.failed("append a turn", e))),
                Err(_) => return None,
            };
        let end = if moved { "COMMIT" } else { "ROLLBACK" };
        let ended = self.shared.answer(lent.client.batch_execute(end));
        match ended {
            Some(Ok(())) => hold.lent.take().map(|lent| self.durable(lent, moved)),
            _ if !moved => Some(Ok(false)),
            Some(Err(e)) if is_rolled_back(&e) => Some(Err(self.failed("append a turn", e))),
            lost => Some(Err(self.unknown(lost.and_then(Result::err)))),
        }
    }

    /// A commit that was told to stop waiting for the standby is a commit with a warning, on this server alone. That
    /// is not what durable means where a standby is asked for.
    fn durable(&self, lent: Lent, moved: bool) -> Result<bool, LogError> {
        match lent.take_warning() {
            Some(warning) if moved => {
                Err(LogError::Unknown { name: self.name.clone(), source: warning.into() })
            }
            _ => Ok(moved),
        }
    }

    fn check_size(&self, turn: &Turn<'_>) -> Result<(), LogError> {
        let entries: usize = turn.events.iter().map(|e| e.entry.len()).sum();
        let outcomes: usize = turn.refusals.iter().map(|r| r.outcome.len()).sum();
        if entries + outcomes <= TURN_BYTES_MAX {
            return Ok(());
        }
        let source =
            format!("{entries} bytes of events and {outcomes} of refusals, {TURN_BYTES_MAX} is the most");
        Err(LogError::Failed { operation: "append a turn", name: self.name.clone(), source: source.into() })
    }

    fn failed(&self, operation: &'static str, e: Error) -> LogError {
        failed(&self.shared.place, &self.name, operation, e)
    }

    fn no_answer(&self, operation: &'static str) -> LogError {
        LogError::Failed { operation, name: self.name.clone(), source: why(None) }
    }

    fn unknown(&self, e: Option<Error>) -> LogError {
        LogError::Unknown { name: self.name.clone(), source: why(e) }
    }
}

impl Hold {
    fn lasts(&self) -> bool {
        Instant::now() < self.until && self.lent.as_ref().is_some_and(|lent| !lent.client.is_closed())
    }
}
