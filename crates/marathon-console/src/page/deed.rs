//! A deed: how it stands, and everything that happened to it. It is also the receipt of whoever logged it.

use askama::Template;
use marathon_events::{
    Day, DeedId, Event, Evidence, Figures, LeafHash, Position, Timestamp, marathon_opened::Titles,
};

use crate::{
    DeedStatus, Error, Language, Season, Written, links,
    page::{
        as_of,
        form::{Fields, Form, Input},
        words,
    },
    shell::{Entry, Shell},
    texts::Texts,
};

/// A deed with its history.
#[derive(Clone, Debug)]
pub struct Deed {
    /// The marathon.
    pub season: Season,
    /// Its id.
    pub id: DeedId,
    /// Where it stands.
    pub status: DeedStatus,
    /// Its quantities, as they were corrected last.
    pub figures: Figures,
    /// Public name of who did it: user input.
    pub alias: String,
    /// Public names of the persons named beside the entrant: user input.
    pub companions: Vec<String>,
    /// Name of the region it was done in.
    pub region: Titles,
    /// Name of its sector.
    pub sector: Titles,
    /// The day it was done.
    pub done_on: Day,
    /// Hashes of the photos.
    pub evidence: Vec<Evidence>,
    /// A standing deed that it looked like when it was logged.
    pub possible_duplicate_of: Option<DeedId>,
    /// What happened, in order.
    pub history: Vec<DeedEvent>,
    /// Until when it can be doubted; absent unless it is verified and the time has not passed.
    pub doubt_until: Option<Day>,
    /// Whether whoever looks may doubt it: signed in, and not the owner.
    pub may_doubt: bool,
}

/// Something that happened to a deed.
#[derive(Clone, Debug)]
pub struct DeedEvent {
    /// Place in the history of the marathon.
    pub position: Position,
    /// When it was recorded.
    pub recorded_at: Timestamp,
    /// What happened.
    pub event: Event,
    /// Hash of the stored bytes.
    pub leaf_hash: LeafHash,
}

#[derive(Template)]
#[template(path = "deed.html")]
struct Page {
    t: Texts,
    shell: Shell,
    as_of: String,
    icon: &'static str,
    heading: String,
    status: (String, &'static str),
    alias: String,
    facts: Vec<(String, String)>,
    twin: Option<String>,
    photos: Vec<String>,
    history: Vec<Row>,
    json: String,
    /// Until when it can be doubted, in words, and how.
    doubt: Option<String>,
    form: Option<Form>,
    refused: Option<String>,
}

struct Row {
    position: u64,
    event: String,
    event_href: String,
    what: String,
    class: &'static str,
    reason: Option<String>,
    moment: String,
    time: String,
    leaf: String,
}

/// A deed as a page.
///
/// # Errors
/// [`Error`] if a template or a translation is broken; the data cannot cause one.
pub fn render_deed(deed: &Deed, written: &Written, language: Language) -> Result<String, Error> {
    let t = Texts { language };
    let slug = &deed.season.slug;
    let (icon, heading) = words::deed(t, deed.figures.kind(), deed.figures.amount())?;
    let address = |l| links::deed(l, slug, deed.id);
    let page = Page {
        t,
        shell: Shell::new(t, &deed.season, Some(&heading), Entry::Elsewhere, address)?,
        as_of: as_of(&deed.season, t)?,
        icon,
        heading,
        status: words::deed_status(t, deed.status)?,
        alias: deed.alias.clone(),
        facts: facts(t, deed)?,
        twin: deed.possible_duplicate_of.map(|twin| links::deed(language, slug, twin)),
        photos: deed.evidence.iter().map(|e| e.sha256.to_string()).collect(),
        history: deed.history.iter().map(|event| row(t, deed, event)).collect::<Result<_, _>>()?,
        json: links::api(slug, &format!("/deeds/{}", deed.id)),
        doubt: doubt(t, deed)?,
        form: doubt_form(t, deed, written)?,
        refused: written.refused.clone(),
    };
    Ok(page.render()?)
}

fn doubt(t: Texts, deed: &Deed) -> Result<Option<String>, Error> {
    let until = deed.doubt_until.map(|until| t.day(until)).transpose()?;
    until.map(|day| t.say_texts("doubt-until", &[("day", &day)])).transpose()
}

fn doubt_form(t: Texts, deed: &Deed, written: &Written) -> Result<Option<Form>, Error> {
    if deed.doubt_until.is_none() || !deed.may_doubt {
        return Ok(None);
    }
    let fields = Fields::new(t, written).hidden("key", &uuid::Uuid::new_v4().to_string());
    let fields = fields.add("reason", "decide-reason", Input::Area, "")?.hint("doubt-hint")?;
    let path = format!("deeds/{}/challenge", deed.id);
    Ok(Some(Form {
        id: "doubt",
        title: Some(t.say("doubt-title")?),
        action: links::desk(t.language, &deed.season.slug, &path),
        fields: fields.made,
        submit: t.say("doubt-send")?,
    }))
}

fn facts(t: Texts, deed: &Deed) -> Result<Vec<(String, String)>, Error> {
    let mut facts = vec![
        (t.say("deed-done-on")?, t.day(deed.done_on)?),
        (t.say("map-region")?, t.language.of(&deed.region).to_owned()),
        (t.say("filter-sector")?, t.language.of(&deed.sector).to_owned()),
        (t.say("counter-people")?, t.integer(u64::from(deed.figures.people().0))),
    ];
    if deed.figures.minutes() > 0 {
        let metric = marathon_projections::leaderboards::BoardMetric::PersonMinutes;
        facts.push((
            t.say("metric-person-minutes")?,
            words::quantity(t, metric, u64::from(deed.figures.minutes()))?,
        ));
    }
    if !deed.companions.is_empty() {
        facts.push((t.say("deed-companions")?, deed.companions.join(", ")));
    }
    Ok(facts)
}

fn row(t: Texts, deed: &Deed, event: &DeedEvent) -> Result<Row, Error> {
    let offset = deed.season.utc_offset_minutes;
    let (what, class, reason) = happened(&event.event);
    let day = t.day_short(event.recorded_at.local_day(offset))?;
    Ok(Row {
        position: event.position.0,
        event: t.say_texts("event-number", &[("event", &t.integer(event.position.0))])?,
        event_href: links::event(&deed.season.slug, event.position),
        what: t.say(what)?,
        class,
        reason,
        moment: event.recorded_at.to_string(),
        time: t.say_texts("date-time", &[("day", &day), ("time", &t.clock(event.recorded_at, offset))])?,
        leaf: event.leaf_hash.to_string(),
    })
}

/// The word for an event of a deed, the class of its badge, and the reason that was given: user input.
fn happened(event: &Event) -> (&'static str, &'static str, Option<String>) {
    match event {
        Event::DeedVerified(e) => ("status-verified", "verified", e.reason.clone()),
        Event::DeedRejected(e) => ("status-rejected", "rejected", e.reason.clone()),
        Event::DeedWithdrawn(e) => ("status-withdrawn", "withdrawn", e.reason.clone()),
        Event::DeedCorrected(e) => ("event-corrected", "claimed", e.reason.clone()),
        Event::DeedChallenged(e) => ("status-challenged", "claimed", Some(e.reason.clone())),
        Event::ChallengeResolved(e) if e.upheld => ("event-upheld", "rejected", Some(e.reason.clone())),
        Event::ChallengeResolved(e) => ("event-dismissed", "verified", Some(e.reason.clone())),
        _ => ("event-logged", "claimed", None),
    }
}
