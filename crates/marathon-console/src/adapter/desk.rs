//! From what the API says of whoever asks, and the read models, to the pages of people who are signed in.

use marathon_api::{App, Marathon};
use marathon_engine::View;
use marathon_events::{DeedId, EntrantId, EntrantKind};
use marathon_projections::{
    Views,
    book::{Book, DeedNo},
};
use serde::Deserialize;
use serde_json::Value;
use uuid::Uuid;

use crate::{
    DeedStatus, Desk, Elsewhere, MyDeed, MyEntrant, Waiting,
    adapter::{LINES, about, status},
};

#[derive(Deserialize)]
struct Me {
    principal: Option<Uuid>,
    login: Option<String>,
    marathons: Vec<Mine>,
}

#[derive(Default, Deserialize)]
struct Mine {
    slug: String,
    roles: Vec<Role>,
    entrants: Vec<Entrant>,
}

#[derive(Deserialize)]
struct Role {
    role: String,
}

#[derive(Deserialize)]
struct Entrant {
    entrant_id: Uuid,
    alias: String,
    region: String,
    kind: EntrantKind,
    silver: bool,
    members: Vec<Uuid>,
    member_of: Vec<Uuid>,
}

#[derive(Deserialize)]
struct Queue {
    entries: Vec<Entry>,
}

#[derive(Deserialize)]
struct Entry {
    deed_id: Uuid,
    possible_duplicate_of: Option<Uuid>,
    challenge: Option<Challenge>,
}

#[derive(Deserialize)]
struct Challenge {
    reason: String,
}

/// What is of whoever `me` speaks of; `None` before the marathon was opened.
pub(crate) fn desk(app: &App, marathon: &Marathon, me: &Value) -> Option<Desk> {
    let me =
        Me::deserialize(me).unwrap_or_else(|_| Me { principal: None, login: None, marathons: Vec::new() });
    let slug = marathon.name().to_string();
    let (mut here, others): (Vec<_>, Vec<_>) = me.marathons.into_iter().partition(|mine| mine.slug == slug);
    let mine = here.pop().unwrap_or_default();
    let elsewhere: Vec<_> = others.into_iter().filter_map(|there| elsewhere(app, there)).collect();
    let mut desk = marathon.read(|view| {
        let set = view.model.rules()?.set();
        Some(Desk {
            season: about(view)?,
            // Whoever a provider signed in is called what an organiser needs to give them a role.
            login: me.login.or_else(|| me.principal.map(|id| id.to_string())),
            roles: names(mine.roles),
            elsewhere,
            deeds: deeds(view, &mine.entrants),
            entrants: mine.entrants.into_iter().map(|e| own(&view.model.book, e)).collect(),
            regions: set.regions.iter().map(|r| (r.code, r.name.clone())).collect(),
            sectors: set.sectors.iter().map(|s| (s.id.clone(), s.name.clone())).collect(),
            today: (app.now)().local_day(set.season.utc_offset_minutes),
        })
    })?;
    with_reasons(marathon, &mut desk);
    Some(desk)
}

fn own(book: &Book, entrant: Entrant) -> MyEntrant {
    let named = |ids: Vec<Uuid>| ids.into_iter().filter_map(|id| Some((id, alias(book, id)?))).collect();
    MyEntrant {
        id: entrant.entrant_id,
        alias: entrant.alias,
        region: entrant.region,
        kind: entrant.kind,
        silver: entrant.silver,
        members: named(entrant.members),
        member_of: named(entrant.member_of),
    }
}

/// The public name of an entrant; `None` if there is none of this id.
pub(crate) fn alias(book: &Book, id: Uuid) -> Option<String> {
    Some(book.entrants().get(book.entrants().find(id)?).alias.to_owned())
}

fn names(roles: Vec<Role>) -> Vec<String> {
    roles.into_iter().map(|held| held.role).collect()
}

/// Another marathon, if there is something to do in it.
fn elsewhere(app: &App, there: Mine) -> Option<Elsewhere> {
    let name = app.marathon(&there.slug).ok()?.read(about)?.name;
    let roles = names(there.roles);
    (!roles.is_empty()).then_some(Elsewhere { slug: there.slug, name, roles })
}

/// The latest deeds of these entrants, newest first.
fn deeds(view: &View<Views>, entrants: &[Entrant]) -> Vec<MyDeed> {
    let book = &view.model.book;
    let known = entrants.iter().filter_map(|entrant| book.entrants().find(entrant.entrant_id));
    let mut numbers: Vec<_> =
        known.flat_map(|no| book.deeds().of_entrant(book.entrants(), no).take(LINES)).collect();
    numbers.sort_unstable_by(|a, b| b.cmp(a));
    numbers.truncate(LINES);
    numbers.into_iter().filter_map(|no| one(book, no)).collect()
}

/// The entrants here of whoever `me` speaks of.
pub(crate) fn entrants(marathon: &Marathon, me: &Value) -> Vec<EntrantId> {
    let me = Me::deserialize(me).map(|me| me.marathons).unwrap_or_default();
    let slug = marathon.name().to_string();
    let mine = me.into_iter().filter(|mine| mine.slug == slug).flat_map(|mine| mine.entrants);
    mine.map(|entrant| EntrantId(entrant.entrant_id)).collect()
}

/// Whether a deed is of an entrant of whoever `me` speaks of.
pub(crate) fn owns(marathon: &Marathon, me: &Value, deed: DeedId) -> bool {
    let mine = entrants(marathon, me);
    marathon.read(|view| {
        let book = &view.model.book;
        let of = book.deeds().find(deed.0).map(|no| book.entrants().get(book.deeds().get(no).entrant).id);
        of.is_some_and(|of| mine.contains(&of))
    })
}

/// Why deeds that count no more do not: user input.
fn with_reasons(marathon: &Marathon, desk: &mut Desk) {
    let told = |deed: &&mut MyDeed| matches!(deed.status, DeedStatus::Rejected | DeedStatus::Challenged);
    for deed in desk.deeds.iter_mut().filter(told) {
        deed.reason = super::deeds::reason(marathon, deed.id);
    }
}

/// A deed by its id.
pub(crate) fn deed(view: &View<Views>, id: DeedId) -> Option<MyDeed> {
    let book = &view.model.book;
    one(book, book.deeds().find(id.0)?)
}

/// What waits, as the API listed it.
pub(crate) fn waiting(view: &View<Views>, queue: &Value) -> Vec<Waiting> {
    let entries = Queue::deserialize(queue).map(|queue| queue.entries).unwrap_or_default();
    let of = |id: Uuid| deed(view, DeedId(id));
    let waiting = entries.into_iter().filter_map(|entry| {
        let reason = entry.challenge.map(|challenge| challenge.reason);
        let deed = MyDeed { reason, ..of(entry.deed_id)? };
        Some(Waiting { deed, twin: entry.possible_duplicate_of.and_then(of) })
    });
    waiting.collect()
}

fn one(book: &Book, no: DeedNo) -> Option<MyDeed> {
    let (deed, standing) = (book.deeds().get(no), book.deeds().standing(no));
    Some(MyDeed {
        id: book.deeds().id(no),
        alias: book.entrants().get(deed.entrant).alias.to_owned(),
        kind: deed.kind,
        amount: standing.quantities.amount,
        done_on: book.rules()?.set().season.starts_on.plus(deed.day.into()),
        status: status(standing.status),
        reason: None,
    })
}
