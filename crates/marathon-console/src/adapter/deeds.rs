//! From the log to a deed with its history.

use std::ops::ControlFlow;

use marathon_api::Marathon;
use marathon_domain::DeedStatus;
use marathon_engine::{View, decode_event};
use marathon_events::{
    Day, DeedId, EntrantId, Event, Position, Revision, Timestamp, marathon_opened::RuleSet,
};
use marathon_projections::Views;

use crate::{
    Deed, DeedEvent, Season,
    adapter::{about, status},
};

/// A deed as it is today; `None` if there is none of this id. Reads the log, as far as the views are.
pub(crate) fn deed(marathon: &Marathon, id: DeedId, now: Timestamp) -> Option<Deed> {
    let season = marathon.read(about)?;
    let history = history(marathon, id, season.as_of_position?)?;
    marathon.read(|view| told(view, season, id, history, now))
}

/// The reason that was given last for what became of a deed: user input.
pub(crate) fn reason(marathon: &Marathon, id: DeedId) -> Option<String> {
    let history = history(marathon, id, marathon.read(|view| view.as_of)?.position)?;
    history.iter().rev().find_map(|event| match &event.event {
        Event::DeedChallenged(e) => Some(e.reason.clone()),
        Event::ChallengeResolved(e) => Some(e.reason.clone()),
        Event::DeedRejected(e) => e.reason.clone(),
        _ => None,
    })
}

/// The last day on which a verified deed can be doubted, if that has not passed.
fn doubt_until(rules: &RuleSet, stands: DeedStatus, history: &[DeedEvent], now: Timestamp) -> Option<Day> {
    let offset = rules.season.utc_offset_minutes;
    let verified = |event: &&DeedEvent| matches!(event.event, Event::DeedVerified(_));
    let verified = history.iter().rev().find(verified).filter(|_| stands == DeedStatus::Verified)?;
    let until = verified.recorded_at.local_day(offset).plus(rules.season.challenge_window_days);
    Some(until).filter(|until| now.local_day(offset) <= *until)
}

fn history(marathon: &Marathon, id: DeedId, until: Position) -> Option<Vec<DeedEvent>> {
    let mut history = Vec::new();
    let read = marathon.log().scan_stream(id.into(), Revision(0), &mut |row| match decode_event(&row) {
        Ok(event) if event.position <= until => {
            let leaf_hash = row.leaf_hash;
            let (position, recorded_at) = (event.position, event.recorded_at);
            history.push(DeedEvent { position, recorded_at, event: event.event, leaf_hash });
            ControlFlow::Continue(())
        }
        Ok(_) => ControlFlow::Break(()),
        Err(error) => {
            tracing::error!(%error, "the history could not be read");
            ControlFlow::Break(())
        }
    });
    read.inspect_err(|error| tracing::error!(%error, "the history could not be read")).ok()?;
    Some(history)
}

/// The deed as its history tells it, with the names of everything.
fn told(
    view: &View<Views>,
    season: Season,
    id: DeedId,
    history: Vec<DeedEvent>,
    now: Timestamp,
) -> Option<Deed> {
    let book = &view.model.book;
    let rules = book.rules()?;
    let first = history.first()?.event.clone();
    let facts = first.deed()?;
    let name = |id: EntrantId| Some(book.entrants().get(book.entrants().find(id.0)?).alias.to_owned());
    let (mut figures, mut stands) = (facts.figures, DeedStatus::Claimed);
    for DeedEvent { event, .. } in &history {
        stands = DeedStatus::after(event).unwrap_or(stands);
        if let Event::DeedCorrected(corrected) = event {
            figures = corrected.figures;
        }
    }
    Some(Deed {
        season,
        id,
        status: status(stands),
        figures,
        alias: name(facts.entrant_id)?,
        companions: facts.companions.iter().filter_map(|id| name(*id)).collect(),
        region: rules.set().regions[usize::from(rules.region(facts.region)?.0)].name.clone(),
        sector: rules.set().sectors[usize::from(rules.sector(facts.sector)?.0)].name.clone(),
        done_on: facts.done_on,
        evidence: facts.evidence.to_vec(),
        possible_duplicate_of: facts.possible_duplicate_of,
        doubt_until: doubt_until(rules.set(), stands, &history, now),
        may_doubt: false,
        history,
    })
}
