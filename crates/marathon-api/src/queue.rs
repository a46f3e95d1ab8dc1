//! The coordinators' queue: what waits for a decision.

use std::sync::Arc;

use axum::{
    extract::State,
    http::{StatusCode, Uri},
    response::Response,
};
use marathon_domain::RegionNo;
use marathon_engine::View;
use marathon_events::{
    Animals, Day, DeedKind, Figures, Grams, People, PersonMinutes, PrincipalId, Role, Timestamp, Trees,
};
use marathon_projections::{
    Views,
    book::{DeedNo, Quantities},
};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    App, Caller, Problem,
    cursor::AfterNumber,
    problem::ProblemDocument,
    query::{InPath, PAGE_ENTRIES_DEFAULT, PAGE_ENTRIES_MAX, Query},
    reading::{AsOfShape, Reading, When, json},
    shapes::{rules_of, with_next},
};

/// What waits.
#[derive(Serialize, ToSchema)]
pub(crate) struct QueuePage {
    as_of: AsOfShape,
    /// Deeds that nobody has decided, in all regions that were asked for.
    waiting: u64,
    /// In the order of the log.
    entries: Vec<QueueLine>,
    /// Cursor of the next page; absent on the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

/// A deed that waits.
#[derive(Serialize, ToSchema)]
pub(crate) struct QueueLine {
    deed_id: Uuid,
    /// Where it was logged.
    position: u64,
    /// `claimed` or `challenged`.
    status: &'static str,
    entrant_id: Uuid,
    /// Public name of the entrant.
    alias: String,
    region: String,
    sector: String,
    #[schema(value_type = String, format = "date")]
    done_on: Day,
    /// `type`, `people` and the quantities of this type.
    #[serde(flatten)]
    #[schema(value_type = Object)]
    figures: Figures,
    /// The deed it looked like when it was logged; a reason is needed to verify it.
    #[serde(skip_serializing_if = "Option::is_none")]
    possible_duplicate_of: Option<Uuid>,
    /// The doubt about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    challenge: Option<ChallengeShape>,
}

/// A doubt about a deed.
#[derive(Serialize, ToSchema)]
pub(crate) struct ChallengeShape {
    #[schema(value_type = String, format = "date-time")]
    time: Timestamp,
    /// Who doubts; absent if the program does.
    #[serde(skip_serializing_if = "Option::is_none")]
    by: Option<Uuid>,
    reason: String,
}

#[derive(Clone, Copy)]
enum Which {
    Waiting,
    Challenged,
}

/// See what waits for a coordinator: of the caller's regions, deeds to decide or challenges to resolve.
#[utoipa::path(get, path = "/v1/marathons/{slug}/queue", tag = "deeds",
    params(("slug" = String, Path, description = "The marathon"),
        ("status" = Option<String>, Query, description = "`claimed` (default): to decide; `challenged`: to resolve"),
        ("region" = Option<String>, Query, description = "Of this region alone"),
        ("limit" = Option<u64>, Query, description = "Lines, 1 to 1000; 50 by default"),
        ("cursor" = Option<String>, Query, description = "`next` of the page before"),
        ("at_least" = Option<u64>, Query, description = "Wait until this position is included")),
    responses((status = 200, body = QueuePage), (status = "4XX", body = ProblemDocument)))]
pub(crate) async fn queue(
    State(app): State<App>,
    InPath(slug): InPath<String>,
    caller: Caller,
    uri: Uri,
) -> Result<Response, Problem> {
    let marathon = app.marathon(&slug)?;
    let who = caller.known()?;
    let mut query = Query::of(&uri);
    let words = [("claimed", Which::Waiting), ("challenged", Which::Challenged)];
    let which = query.word("status", &words).unwrap_or(Which::Waiting);
    let region = query.region(rules_of(&marathon).as_ref());
    let limit = query.limit(PAGE_ENTRIES_MAX).unwrap_or(PAGE_ENTRIES_DEFAULT);
    let cursor = query.text("cursor");
    let when = When { at: None, at_least: query.whole("at_least") };
    query.finish()?;
    let list = format!("queue/{}/{:?}", matches!(which, Which::Challenged), region.map(|region| region.0));
    let after = cursor.map(|cursor| AfterNumber::open(&list, &cursor)).transpose()?;
    let after = after.map(|AfterNumber(no)| DeedNo(u32::try_from(no).unwrap_or(u32::MAX)));
    let page = Reading::of(&Arc::clone(&marathon), &when).await?.look(|view| {
        let regions = regions_of(view, who, region)?;
        Ok::<_, Problem>(page(view, which, &regions, after, limit, &list))
    })?;
    let path = format!("/v1/marathons/{slug}/queue");
    let link = page.next.as_ref().map(|next| query.link(&path, "cursor", next));
    Ok(with_next(json(StatusCode::OK, &page), link.as_deref()))
}

/// The regions a caller decides about, or the one of them that is asked for.
fn regions_of(
    view: &View<Views>,
    who: PrincipalId,
    asked: Option<RegionNo>,
) -> Result<Vec<RegionNo>, Problem> {
    let Some(rules) = view.model.rules() else { return Ok(Vec::new()) };
    let roles = view.model.people.roles(who);
    let leads = roles.is_some_and(|roles| roles.contains_key(&Role::Organiser));
    let grant = roles.and_then(|roles| roles.get(&Role::Coordinator));
    let own = |code| grant.is_some_and(|grant| grant.regions.is_empty() || grant.regions.contains(&code));
    let all = (0..).zip(&rules.set().regions).filter(|(_, region)| leads || own(region.code));
    let regions: Vec<_> =
        all.map(|(no, _)| RegionNo(no)).filter(|no| asked.is_none_or(|a| a == *no)).collect();
    if regions.is_empty() {
        return Err(
            Problem::new(StatusCode::FORBIDDEN, "not-allowed").with("roles", "coordinator, organiser")
        );
    }
    Ok(regions)
}

fn page(
    view: &View<Views>,
    which: Which,
    regions: &[RegionNo],
    after: Option<DeedNo>,
    limit: usize,
    list: &str,
) -> QueuePage {
    let Views { book, queue, .. } = &view.model;
    // One more than asked for tells whether there is another page.
    let mut found = match which {
        Which::Waiting => queue.waiting(book, regions, after, limit + 1),
        Which::Challenged => queue.challenged(regions, after, limit + 1),
    };
    let more = found.len() > limit;
    found.truncate(limit);
    let next = found.last().filter(|_| more).map(|no| AfterNumber(u64::from(no.0)).seal(list));
    QueuePage {
        as_of: view.as_of.into(),
        waiting: regions.iter().map(|region| queue.len(*region) as u64).sum(),
        entries: found.iter().filter_map(|no| line(view, *no)).collect(),
        next,
    }
}

fn line(view: &View<Views>, no: DeedNo) -> Option<QueueLine> {
    let Views { book, queue, .. } = &view.model;
    let rules = book.rules()?.set();
    let (deed, standing) = (book.deeds().get(no), book.deeds().standing(no));
    let entrant = book.entrants().get(deed.entrant);
    let challenge = queue.doubt(no).map(|doubt| ChallengeShape {
        time: doubt.time,
        by: doubt.actor.map(|actor| actor.0),
        reason: doubt.reason.clone(),
    });
    Some(QueueLine {
        deed_id: book.deeds().id(no).0,
        position: book.deeds().position(no).0,
        status: standing.status.name(),
        entrant_id: entrant.id.0,
        alias: entrant.alias.to_owned(),
        region: rules.regions.get(usize::from(deed.region.0))?.code.to_string(),
        sector: rules.sectors.get(usize::from(deed.sector.0))?.id.to_string(),
        done_on: rules.season.starts_on.plus(deed.day.into()),
        figures: figures(deed.kind, standing.quantities),
        possible_duplicate_of: queue.twin(no).map(|twin| twin.0),
        challenge,
    })
}

/// Quantities as they were logged; what events hold of these kinds fits 32 bits.
fn figures(kind: DeedKind, of: Quantities) -> Figures {
    let (people, small) = (People(of.people), of.amount as u32);
    match kind {
        DeedKind::GoodDeedDone => Figures::GoodDeedDone {
            people,
            people_helped: People(small),
            person_minutes: PersonMinutes(of.minutes),
        },
        DeedKind::TreesPlanted => Figures::TreesPlanted { people, trees: Trees(small) },
        DeedKind::WasteCollected => Figures::WasteCollected { people, grams: Grams(of.amount) },
        DeedKind::AnimalsHelped => Figures::AnimalsHelped { people, animals: Animals(small) },
    }
}
