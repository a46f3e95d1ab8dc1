//! Reading a log in bounded pieces.

use std::ops::ControlFlow;
use std::pin::pin;
use std::sync::Arc;

use futures_util::stream::TryChunksError;
use futures_util::{StreamExt, TryStreamExt};
use marathon_events::{Position, Revision, StreamId};
use marathon_log::{LogError, Stored, StoredRefusal};
use tokio::sync::mpsc;
use tokio_postgres::types::ToSql;
use tokio_postgres::{Error, Row, RowStream, Statement};

use crate::connection::{Lent, Statements};
use crate::error::{failed, is_rolled_back};
use crate::rows::{self, signed};
use crate::shared::Shared;
use crate::store::{discard_if, why};

/// Rows of the first piece of a scan, and of the largest. History only grows, so a scan in pieces sees the same as one
/// in one piece; what a visitor that breaks has no use for is little at first.
const PIECE_ROWS_MIN: u64 = 1 << 8;
const PIECE_ROWS_MAX: u64 = 1 << 14;

/// Scans of fewer rows go to the server that takes writes: they are what followers ask for, and a standby may not have
/// it yet.
const TAIL_ROWS_MAX: u64 = 1 << 12;

/// Rows handed to a visitor's thread at a time, and handfuls it may be behind.
const HANDFUL_ROWS: usize = 512;
const HANDFULS_AHEAD_MAX: usize = 2;

/// Broken connections that a read outlives.
const READ_LOSSES_MAX: u32 = 2;

pub(crate) struct Reader {
    shared: Arc<Shared>,
    name: String,
    log_id: i64,
}

/// A table whose rows are numbered without gaps.
struct Numbered {
    what: &'static str,
    operation: &'static str,
    statement: fn(&Statements) -> &Statement,
    /// The number of the next row, of a head.
    end: fn((u64, u64)) -> u64,
}

const EVENTS: Numbered =
    Numbered { what: "event", operation: "read events", statement: |s| &s.events, end: |(next, _)| next };
const REFUSALS: Numbered = Numbered {
    what: "refusal",
    operation: "read refusals",
    statement: |s| &s.refusals,
    end: |(_, next_refusal)| next_refusal,
};

/// Takes a row.
type Visit<'a> = &'a mut dyn FnMut(&Row) -> Result<ControlFlow<()>, Bad>;

/// Why rows could not be handed out.
enum Bad {
    /// A row is not what was written.
    Row,
    /// There is no connection.
    Unconnected(LogError),
    /// The server said so.
    Refused(Error),
    /// The connection is broken, or there was no answer.
    Lost(Option<Error>),
}

impl From<Option<Error>> for Bad {
    fn from(e: Option<Error>) -> Self {
        match e {
            Some(e) if is_rolled_back(&e) => Self::Refused(e),
            lost => Self::Lost(lost),
        }
    }
}

/// Takes rows off a connection, handful by handful, until there are no more or nobody wants them. On the connection's
/// own threads: to wake the caller's for every few rows that a packet brings takes longer than to read them.
async fn gather(rows: RowStream, to: mpsc::Sender<Result<Vec<Row>, Error>>) {
    let handfuls = rows.try_chunks(HANDFUL_ROWS);
    let mut handfuls = pin!(handfuls);
    while let Some(handful) = handfuls.next().await {
        let handful = match handful {
            Ok(rows) => Ok(rows),
            // What came before the error is handed out, too.
            Err(TryChunksError(rows, error)) if rows.is_empty() => Err(error),
            Err(TryChunksError(rows, error)) => {
                if to.send(Ok(rows)).await.is_err() {
                    return;
                }
                Err(error)
            }
        };
        if to.send(handful).await.is_err() {
            return;
        }
    }
}

impl Reader {
    pub(crate) fn new(shared: Arc<Shared>, name: String, log_id: i64) -> Self {
        Self { shared, name, log_id }
    }

    /// Position of the next event and number of the next refusal.
    pub(crate) fn head(&self) -> Result<(u64, u64), LogError> {
        let operation = "read the end of the log";
        self.with_losses(operation, || {
            let mut head = None;
            let of_log: [&(dyn ToSql + Sync); 1] = [&self.log_id];
            let _all_of_one = self.visit(false, |s| &s.head, &of_log, &mut |row| {
                let next_refusal = row.try_get::<_, i64>(1).ok().and_then(|n| u64::try_from(n).ok());
                head = rows::number(row).zip(next_refusal);
                Ok(ControlFlow::Continue(()))
            })?;
            head.ok_or(Bad::Row)
        })?
        .ok_or_else(|| self.damaged("its head is missing".to_owned()))
    }

    pub(crate) fn scan(
        &self,
        (from, until): (Position, Position),
        visit: &mut dyn FnMut(Stored<'_>) -> ControlFlow<()>,
    ) -> Result<(), LogError> {
        self.scan_numbered(&EVENTS, from.0, until.0, &mut |row| {
            rows::event(row).map(&mut *visit).ok_or(Bad::Row)
        })
    }

    pub(crate) fn scan_refusals(
        &self,
        from: u64,
        visit: &mut dyn FnMut(StoredRefusal<'_>) -> ControlFlow<()>,
    ) -> Result<(), LogError> {
        self.scan_numbered(&REFUSALS, from, u64::MAX, &mut |row| {
            rows::refusal(row).map(&mut *visit).ok_or(Bad::Row)
        })
    }

    pub(crate) fn scan_stream(
        &self,
        stream: StreamId,
        from: Revision,
        visit: &mut dyn FnMut(Stored<'_>) -> ControlFlow<()>,
    ) -> Result<(), LogError> {
        let mut from = i64::from(from.0);
        let mut limit = PIECE_ROWS_MIN;
        loop {
            let mut seen = 0;
            let flow = self.with_losses(EVENTS.operation, || {
                // After a loss, what was not seen yet.
                let first = from;
                let of_stream: [&(dyn ToSql + Sync); 4] = [&self.log_id, &stream.0, &first, &signed(limit)];
                self.visit(false, |s| &s.stream, &of_stream, &mut |row| {
                    let event = rows::event(row).ok_or(Bad::Row)?;
                    from = i64::from(event.revision.0) + 1;
                    seen += 1;
                    Ok(visit(event))
                })
            })?;
            match flow {
                Some(ControlFlow::Continue(())) if seen >= limit => limit = (limit * 4).min(PIECE_ROWS_MAX),
                Some(_) => return Ok(()),
                None => {
                    let stream = stream.0;
                    return Err(self.damaged(format!(
                        "the event of stream {stream} from revision {from} on is not what was written"
                    )));
                }
            }
        }
    }

    /// Visits rows numbered from `from` up to, not including, `until` or the end, in pieces, each number exactly once.
    fn scan_numbered(&self, of: &Numbered, from: u64, until: u64, visit: Visit<'_>) -> Result<(), LogError> {
        let span = until.saturating_sub(from);
        // Who names an end will mostly go there.
        let (mut at, mut piece) = (from, if span <= PIECE_ROWS_MAX { span } else { PIECE_ROWS_MIN });
        let mut standby = self.shared.has_standby() && span > TAIL_ROWS_MAX;
        // Everything below is committed, so a row that is not there is missing.
        let mut committed = 0;
        while at < until {
            let piece_end = until.min(at.saturating_add(piece));
            let mut read = || {
                let span: [&(dyn ToSql + Sync); 3] = [&self.log_id, &signed(at), &signed(piece_end)];
                self.visit(standby, of.statement, &span, &mut |row| {
                    if rows::number(row) != Some(at) {
                        return Err(Bad::Row);
                    }
                    let flow = visit(row)?;
                    at += 1;
                    Ok(flow)
                })
            };
            let flow = if standby { read().ok() } else { self.with_losses(of.operation, read)? };
            match flow {
                Some(ControlFlow::Break(())) => return Ok(()),
                Some(ControlFlow::Continue(())) if at == piece_end => piece = (piece * 4).min(PIECE_ROWS_MAX),
                // It is not there yet, is in the way of what comes, or is down.
                _ if standby => standby = false,
                Some(ControlFlow::Continue(())) if at >= committed => {
                    committed = (of.end)(self.head()?);
                    if at >= committed {
                        return Ok(());
                    }
                }
                _ => {
                    return Err(self.damaged(format!("{} {at} is missing or not what was written", of.what)));
                }
            }
        }
        Ok(())
    }

    /// Reads, and again if the connection breaks; `None` if a row is not what was written.
    fn with_losses<T>(
        &self,
        operation: &'static str,
        mut read: impl FnMut() -> Result<T, Bad>,
    ) -> Result<Option<T>, LogError> {
        let mut losses = 0;
        loop {
            match read() {
                Ok(read) => return Ok(Some(read)),
                Err(Bad::Row) => return Ok(None),
                Err(Bad::Unconnected(e)) => return Err(e),
                Err(Bad::Lost(Some(_))) if losses < READ_LOSSES_MAX => losses += 1,
                Err(Bad::Refused(e)) => return Err(failed(&self.shared.place, &self.name, operation, e)),
                Err(Bad::Lost(e)) => {
                    return Err(LogError::Failed { operation, name: self.name.clone(), source: why(e) });
                }
            }
        }
    }

    /// Visits the rows of one statement as they come. The visitor runs on this thread, without any lock; the connection
    /// takes no more from the server than a few handfuls.
    fn visit(
        &self,
        standby: bool,
        statement: fn(&Statements) -> &Statement,
        params: &[&(dyn ToSql + Sync)],
        visit: Visit<'_>,
    ) -> Result<ControlFlow<()>, Bad> {
        let lent = match self.shared.standby().filter(|_| standby) {
            Some(standby) => standby,
            None => self.shared.reader(),
        };
        let lent = lent.map_err(Bad::Unconnected)?;
        let visited = self.visit_with(&lent, statement(&lent.statements), params, visit);
        let over = matches!(visited, Err(Bad::Lost(_)));
        discard_if(over, lent);
        visited
    }

    fn visit_with(
        &self,
        lent: &Lent,
        statement: &Statement,
        params: &[&(dyn ToSql + Sync)],
        visit: Visit<'_>,
    ) -> Result<ControlFlow<()>, Bad> {
        let params = params.iter().map(|param| *param as &(dyn ToSql + Sync));
        let asked = self.shared.answer(lent.client.query_raw(statement, params));
        let rows = asked.ok_or(Bad::Lost(None))?.map_err(|e| Bad::from(Some(e)))?;
        let (send, mut handfuls) = mpsc::channel(HANDFULS_AHEAD_MAX);
        self.shared.spawn(gather(rows, send));
        loop {
            let handful = self.shared.answer(async { handfuls.recv().await.transpose() });
            let handful = handful.ok_or(Bad::Lost(None))?.map_err(|e| Bad::from(Some(e)))?;
            let Some(rows) = handful else { return Ok(ControlFlow::Continue(())) };
            for row in &rows {
                if visit(row)?.is_break() {
                    return Ok(ControlFlow::Break(()));
                }
            }
        }
    }

    fn damaged(&self, detail: String) -> LogError {
        LogError::Damaged { name: self.name.clone(), detail }
    }
}
