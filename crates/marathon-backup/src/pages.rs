//! Rows of a log pulled one after the other, where the log would push them.

use std::{collections::VecDeque, ops::ControlFlow};

use bytes::Bytes;
use marathon_events::Position;
use marathon_log::{EventLog, LogError, NewEvent, NewRefusal};

/// Rows copied out at a time.
const PAGE_ROWS: usize = 512;

/// Events from the first on, below `until`.
pub(crate) struct Events<'l> {
    log: &'l dyn EventLog,
    next: Position,
    until: Position,
    page: VecDeque<NewEvent>,
}

impl<'l> Events<'l> {
    pub(crate) fn of(log: &'l dyn EventLog, until: Position) -> Self {
        Self { log, next: Position(0), until, page: VecDeque::new() }
    }

    pub(crate) fn next(&mut self) -> Result<Option<NewEvent>, LogError> {
        if self.page.is_empty() {
            let end = self.next.plus(PAGE_ROWS).min(self.until);
            let page = &mut self.page;
            self.log.scan(self.next, end, &mut |row| {
                page.push_back(NewEvent {
                    stream: row.stream,
                    revision: row.revision,
                    entry: Bytes::copy_from_slice(row.entry),
                    leaf_hash: row.leaf_hash,
                    command: row.command,
                });
                ControlFlow::Continue(())
            })?;
            self.next = self.next.plus(self.page.len());
        }
        Ok(self.page.pop_front())
    }
}

/// Refusals from the first on, below number `until`.
pub(crate) struct Refusals<'l> {
    log: &'l dyn EventLog,
    next: u64,
    until: u64,
    page: VecDeque<NewRefusal>,
}

impl<'l> Refusals<'l> {
    pub(crate) fn of(log: &'l dyn EventLog, until: u64) -> Self {
        Self { log, next: 0, until, page: VecDeque::new() }
    }

    /// The next one, which stays the next one.
    pub(crate) fn peek(&mut self) -> Result<Option<&NewRefusal>, LogError> {
        if self.page.is_empty() && self.next < self.until {
            let (page, until) = (&mut self.page, self.until);
            self.log.scan_refusals(self.next, &mut |row| {
                if row.number >= until {
                    return ControlFlow::Break(());
                }
                page.push_back(NewRefusal {
                    command: row.command,
                    at: row.at,
                    outcome: Bytes::copy_from_slice(row.outcome),
                });
                match page.len() >= PAGE_ROWS {
                    true => ControlFlow::Break(()),
                    false => ControlFlow::Continue(()),
                }
            })?;
            self.next += self.page.len() as u64;
        }
        Ok(self.page.front())
    }

    pub(crate) fn next(&mut self) -> Result<Option<NewRefusal>, LogError> {
        self.peek()?;
        Ok(self.page.pop_front())
    }
}
