//! One deed: how it stands, and everything that happened to it.

use std::{ops::ControlFlow, sync::Arc};

use axum::{
    extract::State,
    http::{HeaderMap, Uri},
    response::Response,
};
use marathon_domain::DeedStatus;
use marathon_engine::{AsOf, EngineError, decode_event};
use marathon_events::{Day, DeedId, Event, Evidence, Figures, Recorded, Revision};
use marathon_log::EventLog;
use serde::Serialize;
use serde_json::value::RawValue;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    App, Problem,
    deeds::deed_id,
    event_line::EventLine,
    problem::ProblemDocument,
    query::{InPath, Query},
    reading::{AsOfShape, Reading, damaged, tagged},
};

/// A deed and its history.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DeedShape {
    as_of: AsOfShape,
    deed_id: Uuid,
    /// `claimed`, `verified`, `challenged`, `rejected` or `withdrawn`.
    status: &'static str,
    /// Where it was logged.
    position: u64,
    entrant_id: Uuid,
    /// Code of the region it was done in.
    region: String,
    sector: String,
    #[schema(value_type = String, format = "date")]
    done_on: Day,
    /// `type`, `people` and the quantities of this type, as they were corrected last.
    #[serde(flatten)]
    #[schema(value_type = Object)]
    figures: Figures,
    /// Species, in the words of whoever logged it.
    #[serde(skip_serializing_if = "Option::is_none")]
    species: Option<String>,
    /// Persons named beside the entrant.
    companions: Vec<Uuid>,
    /// Hashes of the photos.
    #[schema(value_type = Vec<Object>)]
    evidence: Vec<Evidence>,
    /// A standing deed this one looked like when it was logged.
    possible_duplicate_of: Option<Uuid>,
    /// Its events, in order, as `GET …/events` gives them without `entry`.
    #[schema(value_type = Vec<Object>)]
    history: Vec<Box<RawValue>>,
}

/// See a deed: how it stands, and what happened to it.
#[utoipa::path(get, path = "/v1/marathons/{slug}/deeds/{id}", tag = "deeds",
    params(("slug" = String, Path, description = "The marathon"),
        ("id" = Uuid, Path, description = "The deed"),
        ("at" = Option<String>, Query, description = "As of this position or time"),
        ("at_least" = Option<u64>, Query, description = "Wait until this position is included")),
    responses((status = 200, body = DeedShape),
        (status = "4XX", body = ProblemDocument, content_type = "application/problem+json")))]
pub(crate) async fn deed(
    State(app): State<App>,
    InPath((slug, id)): InPath<(String, String)>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let marathon = app.marathon(&slug)?;
    let deed = deed_id(&id)?;
    let mut query = Query::of(&uri);
    let when = query.when();
    query.finish()?;
    let as_of = Reading::of(&marathon, &when).await?.look(|view| view.as_of);
    let log = Arc::clone(marathon.log());
    let in_the_past = when.at.is_some();
    let read = tokio::task::spawn_blocking(move || read(&*log, deed, as_of, in_the_past)).await;
    let found = read.map_err(|_| Problem::internal())?.map_err(|e| damaged(&e))?;
    let body = found.ok_or_else(|| Problem::not_found("unknown-deed").with("id", deed))?;
    Ok(tagged(&headers, body.as_of, &body))
}

/// Reads a deed out of the log. The view was looked at before the log, so the deed's events up to `as_of` are all
/// there; one that came since is shown too unless the past was asked for, and then the answer is as of that one.
fn read(
    log: &dyn EventLog,
    deed: DeedId,
    mut as_of: Option<AsOf>,
    in_the_past: bool,
) -> Result<Option<DeedShape>, EngineError> {
    let mut shape = None;
    let mut failed = None;
    log.scan_stream(deed.into(), Revision(0), &mut |row| {
        let late = as_of.is_none_or(|as_of| row.position > as_of.position);
        if late && in_the_past {
            return ControlFlow::Break(());
        }
        let event = decode_event(&row).and_then(|event| Ok((event, EventLine::of(&row)?)));
        let (event, mut line) = match event {
            Ok(read) => read,
            Err(error) => {
                failed = Some(error);
                return ControlFlow::Break(());
            }
        };
        if late {
            as_of = Some(AsOf { position: event.position, time: event.recorded_at });
        }
        line.entry = None;
        if !apply(&mut shape, &event) {
            return ControlFlow::Break(());
        }
        if let Some(shape) = &mut shape {
            shape.history.extend(serde_json::value::to_raw_value(&line));
        }
        ControlFlow::Continue(())
    })?;
    if let Some(error) = failed {
        return Err(error);
    }
    if let Some(shape) = &mut shape {
        shape.as_of = as_of.into();
    }
    Ok(shape)
}

/// Folds an event of the deed. Says whether it was one: the stream may be of an entrant.
fn apply(shape: &mut Option<DeedShape>, event: &Recorded) -> bool {
    match (shape, DeedStatus::after(&event.event)) {
        (Some(shape), Some(status)) => {
            shape.status = status.name();
            if let Event::DeedCorrected(corrected) = &event.event {
                shape.figures = corrected.figures;
            }
            true
        }
        (shape @ None, _) => {
            *shape = logged(event);
            shape.is_some()
        }
        (Some(_), None) => true,
    }
}

fn logged(event: &Recorded) -> Option<DeedShape> {
    let facts = event.event.deed()?;
    let species = match &event.event {
        Event::TreesPlanted(planted) => planted.species.clone(),
        Event::AnimalsHelped(helped) => helped.species.clone(),
        _ => None,
    };
    Some(DeedShape {
        as_of: None.into(),
        deed_id: event.stream.0,
        status: DeedStatus::Claimed.name(),
        position: event.position.0,
        entrant_id: facts.entrant_id.0,
        region: facts.region.to_string(),
        sector: facts.sector.to_string(),
        done_on: facts.done_on,
        figures: facts.figures,
        species,
        companions: facts.companions.iter().map(|id| id.0).collect(),
        evidence: facts.evidence.to_vec(),
        possible_duplicate_of: facts.possible_duplicate_of.map(|id| id.0),
        history: Vec::new(),
    })
}
