//! The decider thread: decides commands in order on the live state, and knows what to do when a turn is lost.

use std::{collections::HashMap, ops::ControlFlow, sync::Arc, time::Duration};

use bytes::Bytes;
use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, TryRecvError, never, select};
use esrs::Aggregate;
use marathon_domain::{Command, Fact, Marathon, Refusals};
use marathon_events::{EventId, LeafHash, Position, Recorded};
use marathon_log::{CommandKey, EventLog, LogError, LogName, NewEvent, NewRefusal, RequestHash, TurnOutcome};
use metrics::Counter;

use crate::{
    Answer, Committed, EngineError, Feed, Ids, Request,
    keys::Place,
    live::{Cursor, LOG_EVENTS_MAX, Live},
    replay::read_committed,
    request::Accepted,
    sequencer::{
        Submission,
        batch::{Batch, Decided, Written},
    },
};

/// How often commands are decided again after their turn was lost, before their callers are told to retry.
const DECIDED_AGAIN_MAX: u32 = 8;
/// Turns taken with everybody else kept out after one was lost: where others write as well, what is decided ahead of a
/// turn is mostly decided in vain.
const HELD_TURNS: u32 = 32;
/// How often the queue is looked into while a batch is being written.
const GATHER_WAIT: Duration = Duration::from_micros(400);
/// The same when nothing is to be decided before it is written.
const GATHER_IDLE_WAIT: Duration = Duration::from_secs(1);
/// Events read at a time when catching up with the log.
const CATCH_UP_EVENTS: usize = 4_096;

pub(crate) struct Decider {
    name: LogName,
    log: Arc<dyn EventLog>,
    live: Live,
    ids: Ids,
    feed: Arc<Feed>,
    submissions: Receiver<Submission>,
    /// Told when others have appended; never, if nobody else may.
    others: Receiver<()>,
    to_writer: Sender<Batch>,
    from_writer: Receiver<Written>,
    /// Outcomes that are decided and not yet durable.
    pending: HashMap<CommandKey, (RequestHash, Answer)>,
    /// Where the log stands as far as it is known to be durable.
    durable: Cursor,
    /// The batch that grows while another is being written.
    current: Batch,
    in_flight: bool,
    /// Turns lost in a row.
    lost: u32,
    /// How many of the next turns are taken with everybody else kept out.
    held_turns: u32,
    /// Everybody else is kept out, until the next turn ends that.
    holding: bool,
    /// The state may lack what the log has; nothing is decided before it is read.
    behind: bool,
    refused: HashMap<&'static str, Counter>,
}

impl Decider {
    #[expect(clippy::too_many_arguments, reason = "called once, by the sequencer that owns all of them")]
    pub(crate) fn new(
        name: &LogName,
        log: Arc<dyn EventLog>,
        live: Live,
        ids: Ids,
        feed: Arc<Feed>,
        submissions: Receiver<Submission>,
        others: Receiver<()>,
        to_writer: Sender<Batch>,
        from_writer: Receiver<Written>,
    ) -> Self {
        let mut decider = Self {
            name: name.clone(),
            log,
            durable: live.cursor,
            current: Batch::new(live.cursor),
            live,
            ids,
            feed,
            submissions,
            others,
            to_writer,
            from_writer,
            pending: HashMap::new(),
            in_flight: false,
            lost: 0,
            held_turns: 0,
            holding: false,
            behind: false,
            refused: HashMap::new(),
        };
        decider.live.state.mark();
        decider
    }

    pub(crate) fn run(mut self) {
        loop {
            let open = match self.in_flight {
                true => self.gather(),
                false if self.current.is_empty() => self.wait(),
                // Nothing is being written: take along what waits, and go.
                false => self.decide_waiting().and_then(|()| self.send_batch()),
            };
            if open.is_none() {
                return self.finish();
            }
        }
    }

    /// Waits for the first submission of a batch, or for what others append. `None` once no more come.
    fn wait(&mut self) -> Option<()> {
        select! {
            recv(self.submissions) -> submission => {
                let submission = submission.ok()?;
                if self.held_turns > 0 {
                    self.hold();
                    self.read_others();
                }
                self.decide_submission(submission);
            }
            recv(self.others) -> told => match told {
                Ok(()) => self.read_others(),
                Err(_) => self.others = never(),
            },
        }
        Some(())
    }

    /// Keeps others out until the next turn is over, if the store can.
    fn hold(&mut self) {
        match self.log.hold() {
            Ok(()) => self.holding = true,
            Err(error) => {
                tracing::warn!(marathon = %self.name, %error, "the log could not be held after lost turns");
            }
        }
    }

    /// Reads what others appended while there is nothing of our own to write.
    fn read_others(&mut self) {
        self.live.state.roll_back();
        self.behind = true;
        if let Err(error) = self.catch_up() {
            tracing::warn!(marathon = %self.name, %error, "what others appended could not be read");
        }
    }

    /// While a batch is being written, the next one gathers in the queue and is decided in gulps: to be woken for each
    /// submission takes longer than to decide it.
    fn gather(&mut self) -> Option<()> {
        let idle = self.current.is_full() || self.held_turns > 0;
        let wait = if idle { GATHER_IDLE_WAIT } else { GATHER_WAIT };
        match self.from_writer.recv_timeout(wait) {
            Ok(written) => self.settle(written),
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return None,
        }
        // What waits is decided once the log is held.
        if self.held_turns > 0 { Some(()) } else { self.decide_waiting() }
    }

    fn decide_waiting(&mut self) -> Option<()> {
        while !self.current.is_full() {
            match self.submissions.try_recv() {
                Ok(submission) => self.decide_submission(submission),
                Err(TryRecvError::Empty) => break,
                Err(TryRecvError::Disconnected) => return None,
            }
        }
        Some(())
    }

    /// No more submissions come: writes what is decided, and ends.
    fn finish(mut self) {
        loop {
            if self.in_flight {
                match self.from_writer.recv() {
                    Ok(written) => self.settle(written),
                    Err(_) => return,
                }
            } else if self.current.is_empty() || self.send_batch().is_none() {
                return;
            }
        }
    }

    fn send_batch(&mut self) -> Option<()> {
        let next = self.current.follower(self.live.cursor);
        let mut batch = std::mem::replace(&mut self.current, next);
        batch.held = std::mem::take(&mut self.holding);
        // What is folded from here on belongs to the next batch.
        self.live.state.mark();
        self.in_flight = true;
        self.to_writer.send(batch).ok()
    }

    fn decide_submission(&mut self, submission: Submission) {
        if self.behind && self.catch_up().is_err() {
            return retry_later(submission);
        }
        let answers = submission.requests.iter().map(|request| self.decide(request)).collect();
        self.current.commands += submission.requests.len();
        self.current.end = self.live.cursor;
        self.current.decided.push(Decided { submission, answers });
    }

    fn decide(&mut self, request: &Request) -> Answer {
        if let Some(answer) = self.earlier_answer(request) {
            return answer;
        }
        if self.live.cursor.next.0 >= LOG_EVENTS_MAX {
            tracing::error!(marathon = %self.name, "the log is full: {LOG_EVENTS_MAX} events");
            return Answer::Retry;
        }
        let at = request.at.max(self.live.cursor.recorded_at);
        let id = self.ids.next(self.live.cursor.event_id, at);
        let (actor, position) = (request.actor, self.live.cursor.next);
        let command = Command { at, actor, position, id, action: Arc::clone(&request.action) };
        let answer = match Marathon::handle_command(&self.live.state, command) {
            Ok(facts) => self.accept(request, facts, at, id),
            Err(why) => self.refuse(request, why),
        };
        self.pending.insert(request.command.key, (request.command.request, answer.clone()));
        answer
    }

    /// One command with one key has one outcome, for ever.
    fn earlier_answer(&self, request: &Request) -> Option<Answer> {
        if let Some((earlier, answer)) = self.pending.get(&request.command.key) {
            let same = *earlier == request.command.request;
            return Some(if same { answer.again() } else { Answer::KeyReused });
        }
        self.live.keys.look_up(request.command, &*self.log).unwrap_or_else(|error| {
            tracing::error!(marathon = %self.name, %error, "an earlier outcome could not be read");
            Some(Answer::Retry)
        })
    }

    fn accept(
        &mut self,
        request: &Request,
        facts: Vec<Fact>,
        at: marathon_events::Timestamp,
        first_id: uuid::Uuid,
    ) -> Answer {
        let mut answer = None;
        for (i, fact) in facts.into_iter().enumerate() {
            let cursor = &mut self.live.cursor;
            let event_id = if i == 0 { first_id } else { self.ids.next(cursor.event_id, at) };
            self.live.state.apply(fact.stream, &fact.event, fact.occasion);
            let recorded = Recorded {
                position: cursor.next,
                event_id: EventId(event_id),
                stream: fact.stream,
                revision: fact.revision,
                recorded_at: at,
                actor: fact.occasion.actor,
                correlation_id: request.correlation_id,
                causation_id: (i > 0).then_some(EventId(first_id)),
                private: request.private.filter(|_| i == 0),
                event: fact.event,
            };
            let entry = Bytes::from(recorded.encode());
            let command = (i == 0).then_some(request.command);
            self.current.events.push(NewEvent {
                stream: recorded.stream,
                revision: recorded.revision,
                leaf_hash: LeafHash::of(&entry),
                entry,
                command,
            });
            if let Some(command) = command {
                self.current.keys.push((command.key, Place::Event(recorded.position)));
            }
            (cursor.next, cursor.recorded_at, cursor.event_id) = (cursor.next.next(), at, event_id);
            answer.get_or_insert_with(|| Answer::Accepted(Accepted::of(&recorded, false)));
            self.current.recorded.push(recorded);
        }
        answer.unwrap_or_else(|| unreachable!("an accepted command makes an event"))
    }

    fn refuse(&mut self, request: &Request, why: Refusals) -> Answer {
        for refusal in &why.0 {
            let (name, rule) = (&self.name, refusal.rule());
            self.refused
                .entry(rule)
                .or_insert_with(|| {
                    metrics::counter!("marathon_refusals_total", "marathon" => name.to_string(), "rule" => rule)
                })
                .increment(1);
        }
        let outcome = serde_json::to_vec(&why).unwrap_or_else(|_| unreachable!("refusals serialise"));
        let cursor = &mut self.live.cursor;
        self.current.refusals.push(NewRefusal {
            command: request.command,
            at: cursor.next,
            outcome: outcome.into(),
        });
        self.current.keys.push((request.command.key, Place::Refusal(cursor.next_refusal)));
        cursor.next_refusal += 1;
        Answer::Refused { why, repeated: false }
    }

    /// The writer is done with a batch.
    fn settle(&mut self, written: Written) {
        self.in_flight = false;
        let Written { batch, outcome } = written;
        match outcome {
            Ok(TurnOutcome::Won) => {
                self.lost = 0;
                self.held_turns = self.held_turns.saturating_sub(1);
                self.durable = batch.end;
                self.live.state.forget();
                for (key, place) in batch.keys {
                    self.live.keys.insert(key, place);
                    self.pending.remove(&key);
                }
            }
            Ok(TurnOutcome::Lost { .. }) => self.decide_again(batch),
            Err(error) => {
                tracing::error!(marathon = %self.name, error = &error as &dyn std::error::Error, "a turn failed");
                match error {
                    // The log tells what became of it.
                    LogError::Unknown { .. } => self.decide_again(batch),
                    // Nothing was written; asking for the same at once would change nothing.
                    _ => self.give_up(batch),
                }
            }
        }
    }

    /// Takes back what is not durable, reads what the log has, and decides the same commands once more.
    fn decide_again(&mut self, batch: Batch) {
        self.lost += 1;
        if self.lost > DECIDED_AGAIN_MAX {
            self.lost = 0;
            return self.give_up(batch);
        }
        self.held_turns = HELD_TURNS;
        self.hold();
        let waiting = self.take_back(batch);
        for decided in waiting {
            self.decide_submission(decided.submission);
        }
    }

    /// Takes back what is not durable, and tells the callers to try again.
    fn give_up(&mut self, batch: Batch) {
        for decided in self.take_back(batch) {
            retry_later(decided.submission);
        }
    }

    fn take_back(&mut self, batch: Batch) -> impl Iterator<Item = Decided> + use<> {
        self.live.state.roll_back();
        self.live.cursor = self.durable;
        self.pending.clear();
        self.behind = true;
        let later = std::mem::replace(&mut self.current, Batch::new(self.durable));
        if let Err(error) = self.catch_up() {
            tracing::error!(marathon = %self.name, %error, "the log could not be read after a lost turn");
        }
        batch.decided.into_iter().chain(later.decided)
    }

    /// Folds what others appended, or what was appended before an answer got lost. Only ever called when
    /// everything in the state is durable.
    fn catch_up(&mut self) -> Result<(), EngineError> {
        self.recognise()?;
        loop {
            let first = self.live.cursor.next;
            let read = read_committed(&*self.log, first, CATCH_UP_EVENTS)?;
            if read.is_empty() {
                break;
            }
            let mut events = Vec::with_capacity(read.len());
            for (event, command) in read {
                self.live.apply(&event.recorded, command);
                events.push(event);
            }
            self.durable = self.live.cursor;
            self.feed.publish(Committed { first, events });
        }
        self.log.scan_refusals(self.live.cursor.next_refusal, &mut |row| {
            self.live.refuse(row.number, row.command.key);
            ControlFlow::Continue(())
        })?;
        self.durable = self.live.cursor;
        self.current = Batch::new(self.live.cursor);
        self.live.state.mark();
        self.behind = false;
        Ok(())
    }

    /// Whether the log still has the last event that was read from it or written to it. A server that took over without
    /// the newest events has another history, and nothing may be decided, shown or appended on top of both.
    fn recognise(&self) -> Result<(), EngineError> {
        let Cursor { next, event_id, .. } = self.live.cursor;
        let Some(last) = next.0.checked_sub(1).map(Position) else { return Ok(()) };
        let read = read_committed(&*self.log, last, 1)?;
        if read.iter().any(|(event, _)| event.recorded.event_id.0 == event_id) {
            return Ok(());
        }
        self.feed.abandon();
        Err(EngineError::AnotherHistory { last })
    }
}

fn retry_later(submission: Submission) {
    let answers = vec![Answer::Retry; submission.requests.len()];
    let _ = submission.reply.send(answers);
}
