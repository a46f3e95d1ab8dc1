//! The audit room: the history with filters, another moment, the difference between two moments, the digest, and how to
//! check all of it offline.

mod difference;
mod events;

pub use difference::{AwardChange, Both, Compared, Counted, Difference, Moment, Moved, Sums, Value};
pub use events::{AuditedEvent, EventChoice, Events};

use std::collections::BTreeMap;

use askama::Template;
use marathon_events::{
    RegionCode,
    marathon_opened::{Metric, Titles},
};
use uuid::Uuid;

use crate::{
    Error, JuryProgress, Language, MapMetric, Season, links,
    page::as_of,
    shell::{Entry, Shell},
    texts::Texts,
};

/// What the audit room shows.
#[derive(Clone, Debug)]
pub struct Audit {
    /// The marathon.
    pub season: Season,
    /// Names of the roles of whoever looks.
    pub roles: Vec<String>,
    /// A part of the history.
    pub events: Events,
    /// Digest over every projection at the head; absent if it takes long.
    pub digest: Option<String>,
    /// The difference that was asked for.
    pub compared: Option<Compared>,
    /// Title and measure of every nomination.
    pub nominations: BTreeMap<String, (Titles, Metric)>,
    /// Regions by code.
    pub regions: Vec<(RegionCode, Titles)>,
    /// What only auditors and organisers see; absent for others.
    pub inner: Option<Inner>,
}

/// What only auditors and organisers see.
#[derive(Clone, Debug)]
pub struct Inner {
    /// Who holds which roles.
    pub holders: Vec<(Uuid, Vec<String>)>,
    /// How far every jury is.
    pub juries: Vec<JuryProgress>,
}

#[derive(Template)]
#[template(path = "audit.html")]
struct Page {
    t: Texts,
    shell: Shell,
    as_of: String,
    slug: String,
    /// The head; 0 before the first event.
    head: u64,
    /// Where the form of another moment leads.
    moment: String,
    action: String,
    digest: Option<String>,
    digest_json: String,
    events: events::Shown,
    before: String,
    after: String,
    refused: Option<String>,
    difference: Option<difference::Shown>,
    holders: Vec<(String, String)>,
    juries: Vec<(String, String)>,
}

/// The audit room as a page.
///
/// # Errors
/// [`Error`] if a template or a translation is broken; the data cannot cause one.
pub fn render_audit(audit: &Audit, language: Language) -> Result<String, Error> {
    let t = Texts { language };
    let (season, slug) = (&audit.season, &audit.season.slug);
    let address = |l| links::audit(l, slug, &audit.events.choice);
    let shell = Shell::new(t, season, Some(&t.say("audit-title")?), Entry::Audit, address)?;
    let asked = |moment: fn(&Compared) -> &String| {
        audit.compared.as_ref().map_or_else(String::new, |c| moment(c).clone())
    };
    let (refused, difference) = match audit.compared.as_ref().map(|compared| &compared.found) {
        None => (None, None),
        Some(Err(why)) => (Some(why.clone()), None),
        Some(Ok(found)) => (None, Some(difference::show(t, audit, found)?)),
    };
    let inner = audit.inner.as_ref();
    let juries = inner.into_iter().flat_map(|inner| &inner.juries).map(|jury| jury_line(t, audit, jury));
    let holders = inner.into_iter().flat_map(|inner| &inner.holders);
    let page = Page {
        t,
        shell: shell.with_roles(t, &audit.roles)?,
        as_of: as_of(season, t)?,
        slug: slug.clone(),
        head: season.as_of_position.map_or(0, |position| position.0),
        moment: links::dashboard(language, slug, MapMetric::default()),
        action: links::audit(language, slug, &EventChoice::default()),
        digest: audit.digest.clone(),
        digest_json: links::digest(slug, season.as_of_position),
        events: events::show(t, season, &audit.events)?,
        before: asked(|compared| &compared.before),
        after: asked(|compared| &compared.after),
        refused,
        difference,
        holders: holders.map(|(who, roles)| (who.to_string(), roles.join(", "))).collect(),
        juries: juries.collect::<Result<_, _>>()?,
    };
    Ok(page.render()?)
}

fn jury_line(t: Texts, audit: &Audit, jury: &JuryProgress) -> Result<(String, String), Error> {
    let titles = audit.nominations.get(&jury.nomination);
    let title = titles.map_or(jury.nomination.as_str(), |(title, _)| t.language.of(title)).to_owned();
    let add = |(scored, all), judge: &crate::JudgeProgress| (scored + judge.scored, all + judge.to_score);
    let (scored, all) = jury.judges.iter().fold((0, 0), add);
    Ok((title, t.say_texts("judging-progress", &[("scored", &t.integer(scored)), ("all", &t.integer(all))])?))
}
