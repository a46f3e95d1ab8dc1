//! Submits the plan of the season to the engine.

use std::{ops::ControlFlow, sync::Arc, time::Duration};

use anyhow::{Context, Result, bail};
use marathon_api::Marathon;
use marathon_domain::Action;
use marathon_engine::{Answer, Request, idempotency};
use marathon_events::{DeedId, EntrantId, Event, Position, PrincipalId, StreamId, Timestamp};
use marathon_season::{Act, Step, What};

use super::SLUG;

/// Commands submitted together.
const CHUNK_COMMANDS: usize = 1_024;
/// Everything that was submitted is in the views within this time.
const VISIBLE_WAIT_MAX: Duration = Duration::from_secs(600);

/// Submits steps in order, in chunks. Every step makes exactly one event, so a season that was broken off goes on
/// where its history ends. What comes after the freeze is submitted again: each act has a key of its own.
pub(super) struct Loader {
    pub(super) marathon: Arc<Marathon>,
    pub(super) entrants: Vec<EntrantId>,
    /// Where the field was frozen.
    pub(super) frozen: Option<Position>,
    deeds: Vec<DeedId>,
    waiting: Vec<Request>,
    /// Acts that were submitted.
    acts: usize,
}

impl Loader {
    pub(super) fn resume(marathon: Arc<Marathon>) -> Result<Self> {
        let (mut entrants, mut deeds, mut frozen) = (Vec::new(), Vec::new(), None);
        let mut failed = None;
        let log = Arc::clone(marathon.log());
        log.scan(Position(0), Position(u64::MAX), &mut |row| {
            match marathon_engine::decode_event(&row) {
                Ok(event) if matches!(event.event, Event::EntrantRegistered(_)) => {
                    entrants.push(EntrantId(event.stream.0));
                }
                Ok(event) if event.event.deed().is_some() => deeds.push(DeedId(event.stream.0)),
                Ok(event) if matches!(event.event, Event::FieldFrozen(_)) => frozen = Some(event.position),
                Ok(_) => {}
                Err(error) => {
                    failed = Some(error);
                    return ControlFlow::Break(());
                }
            }
            ControlFlow::Continue(())
        })?;
        if let Some(error) = failed {
            return Err(error.into());
        }
        Ok(Self { marathon, entrants, frozen, deeds, waiting: Vec::new(), acts: 0 })
    }

    pub(super) fn take(&mut self, place: usize, step: Step) -> Result<()> {
        if self.waiting.len() >= CHUNK_COMMANDS || self.needs_answers(&step.what) {
            self.flush()?;
        }
        let Step { at, actor, what } = step;
        let action = what.into_action(|n| self.entrants[n as usize], |n| self.deeds[n as usize]);
        self.waiting.push(request(&format!("season-{SLUG}/{place}"), at, actor, action));
        Ok(())
    }

    /// Submits acts in order; says which streams their first events stand in.
    pub(super) fn perform(&mut self, acts: Vec<Act>) -> Result<Vec<StreamId>> {
        let mut streams = Vec::with_capacity(acts.len());
        for chunk in acts.chunks(CHUNK_COMMANDS) {
            for Act { at, actor, action } in chunk {
                let key = format!("season-{SLUG}/ceremony/{}", self.acts);
                self.acts += 1;
                self.waiting.push(request(&key, *at, Some(*actor), action.clone()));
            }
            streams.extend(self.flush()?);
        }
        let last = Position(self.marathon.feed().next().0 - 1);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build()?;
        runtime.block_on(self.marathon.wait_visible(last, VISIBLE_WAIT_MAX))?;
        Ok(streams)
    }

    /// Whether a step speaks of something that is not answered yet.
    fn needs_answers(&self, what: &What) -> bool {
        let entrant = |n: &u32| *n as usize >= self.entrants.len();
        let deed = |n: &u32| *n as usize >= self.deeds.len();
        match what {
            What::Grant { .. }
            | What::Register { .. }
            | What::CloseIntake { .. }
            | What::NameSeedSource { .. }
            | What::Freeze => false,
            What::Join { team, person } => entrant(team) || entrant(person),
            What::Log { entrant: by, companions, .. } => entrant(by) || companions.iter().any(entrant),
            What::Verify { deed: of, .. }
            | What::Reject { deed: of, .. }
            | What::Withdraw { deed: of, .. }
            | What::Challenge { deed: of, .. }
            | What::Resolve { deed: of, .. }
            | What::Correct { deed: of, .. } => deed(of),
        }
    }

    /// Says which streams the events stand in.
    pub(super) fn flush(&mut self) -> Result<Vec<StreamId>> {
        let requests = std::mem::take(&mut self.waiting);
        let mut streams = Vec::with_capacity(requests.len());
        if requests.is_empty() {
            return Ok(streams);
        }
        let answers = self.marathon.submit(requests)?.blocking_recv().context("the sequencer stopped")?;
        for answer in answers {
            match answer {
                Answer::Accepted(accepted) => {
                    streams.push(accepted.stream);
                    match accepted.event {
                        "entrant-registered" => self.entrants.push(EntrantId(accepted.stream.0)),
                        "good-deed-done" | "trees-planted" | "waste-collected" | "animals-helped" => {
                            self.deeds.push(DeedId(accepted.stream.0));
                        }
                        _ => {}
                    }
                }
                Answer::Refused { why, .. } => bail!("a step of the season was refused: {why}"),
                Answer::KeyReused | Answer::Retry => {
                    bail!("the season could not be written; start again to go on")
                }
            }
        }
        Ok(streams)
    }
}

/// The key stands for the whole request: the plan gives the same one again.
fn request(key: &str, at: Timestamp, actor: Option<PrincipalId>, action: Action) -> Request {
    let command = idempotency(key, key.as_bytes());
    Request { at, actor, correlation_id: None, command, private: None, action: Arc::new(action) }
}
