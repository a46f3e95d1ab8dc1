//! The pages as HTML. The dashboard has parts that change while somebody looks at it.
//!
//! The page is made of the very fragments a live stream sends, so the two cannot disagree.

mod audit;
mod awards;
mod board;
mod counters;
mod curve;
mod deed;
mod desk;
mod form;
mod judging;
mod latest;
mod map;
mod measure;
mod mine;
mod missing;
mod nominations;
mod ranking;
mod why;
mod words;

pub use audit::{
    Audit, AuditedEvent, AwardChange, Both, Compared, Counted, Difference, EventChoice, Events, Inner,
    Moment, Moved, Sums, Value, render_audit,
};
pub use awards::{Award, AwardedResult, Awards, Winner, render_certificate, render_winners};
pub use board::{Board, BoardChoice, BoardLine, render_board};
pub use deed::{Deed, DeedEvent, render_deed};
pub use desk::{
    Desk, Elsewhere, MyDeed, MyEntrant, Waiting, render_change, render_log, render_me, render_queue,
    render_sign_in,
};
pub use form::Written;
pub use judging::{
    Criterion, EntryDeed, EntryRecord, EntryStanding, JudgeProgress, Judging, JuryProgress, OwnEntry,
    OwnNomination, next_card, render_judging,
};
pub use mine::{Invitation, render_invitation};
pub use missing::render_missing;
pub use nominations::render_nominations;
pub use ranking::{Called, RankedNomination, Ranking, RankingLine, render_ranking};
pub use why::{BoardWhy, CountedDeed, DeedLine, DeedPage, RankingWhy, render_board_why, render_ranking_why};

use std::collections::BTreeMap;

use askama::Template;

use crate::{
    Dashboard, Error, Language, MapMetric, Season, SeasonState, links,
    shell::{Entry, Shell},
    texts::Texts,
};

/// A part of the page that changes: the element with this id, complete.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fragment {
    /// The id of the element.
    pub id: &'static str,
    /// The element.
    pub html: String,
}

/// The dashboard as a page.
///
/// # Errors
/// [`Error`] if a template or a translation is broken; the data cannot cause one.
pub fn render(dashboard: &Dashboard, language: Language, metric: MapMetric) -> Result<String, Error> {
    let parts = render_fragments(dashboard, language, metric)?;
    let t = Texts { language };
    let slug = &dashboard.season.slug;
    let shell = Shell::new(t, &dashboard.season, None, Entry::Overview, |l| {
        links::dashboard(l, &dashboard.season, metric)
    })?;
    let page = Page {
        t,
        d: dashboard,
        description: t.say_texts("page-description", &[("season", &shell.season)])?,
        days: t.days(dashboard.season.starts_on, dashboard.season.ends_on)?,
        digest: links::digest(slug, dashboard.season.as_of_position),
        live: links::live(language, slug, metric),
        shell,
        parts: &parts,
    };
    Ok(page.render()?)
}

/// The parts of the page that change, in page order.
///
/// # Errors
/// As [`render`].
pub fn render_fragments(
    dashboard: &Dashboard,
    language: Language,
    metric: MapMetric,
) -> Result<Vec<Fragment>, Error> {
    let t = Texts { language };
    Ok(vec![
        Fragment { id: "as-of", html: as_of(&dashboard.season, t)? },
        Fragment { id: "counters", html: counters::render(dashboard, t)? },
        Fragment { id: "curve", html: curve::render(dashboard, t)? },
        Fragment { id: "map", html: map::render(dashboard, t, metric)? },
        Fragment { id: "nominations", html: nominations::render(dashboard, t)? },
        Fragment { id: "latest", html: latest::render(dashboard, t)? },
        Fragment { id: "seasons", html: seasons(dashboard, t)? },
    ])
}

/// The data of one server-sent message: a JSON object `{id: html}` of what differs between two renderings of the
/// same page. `None` if nothing does. Without a previous rendering it carries everything.
///
/// # Errors
/// [`Error::LiveMessage`] if the JSON cannot be written.
pub fn live_message(previous: Option<&[Fragment]>, next: &[Fragment]) -> Result<Option<String>, Error> {
    let changed: BTreeMap<&str, &str> = next
        .iter()
        .filter(|fragment| !previous.unwrap_or_default().contains(fragment))
        .map(|fragment| (fragment.id, fragment.html.as_str()))
        .collect();
    if changed.is_empty() { Ok(None) } else { Ok(Some(serde_json::to_string(&changed)?)) }
}

#[derive(Template)]
#[template(path = "page.html")]
struct Page<'a> {
    t: Texts,
    d: &'a Dashboard,
    shell: Shell,
    description: String,
    days: String,
    digest: String,
    live: String,
    parts: &'a [Fragment],
}

impl Page<'_> {
    /// A part by its id: HTML that its own template has escaped.
    fn part(&self, id: &str) -> &str {
        self.parts.iter().find(|p| p.id == id).map_or("", |p| &p.html)
    }
}

#[derive(Template)]
#[template(path = "as-of.html")]
struct AsOf {
    text: String,
    moment: Option<String>,
}

/// Which event the figures of a page are of.
pub(crate) fn as_of(season: &Season, t: Texts) -> Result<String, Error> {
    let Some(position) = season.as_of_position else {
        return Ok(AsOf { text: t.say("as-of-nothing")?, moment: None }.render()?);
    };
    let offset = season.utc_offset_minutes;
    let text = t.say_texts(
        "as-of",
        &[
            ("event", &t.integer(position.0)),
            ("time", &t.clock(season.as_of_time, offset)),
            ("day", &t.day(season.as_of_time.local_day(offset))?),
            ("zone", &t.zone(offset)),
        ],
    )?;
    Ok(AsOf { text, moment: Some(season.as_of_time.to_string()) }.render()?)
}

#[derive(Template)]
#[template(path = "seasons.html")]
struct Seasons {
    t: Texts,
    rows: Vec<SeasonRow>,
}

struct SeasonRow {
    href: String,
    name: String,
    open: bool,
    here: bool,
    figures: String,
}

fn seasons(dashboard: &Dashboard, t: Texts) -> Result<String, Error> {
    let rows = dashboard.seasons.iter().map(|season| {
        Ok(SeasonRow {
            href: links::dashboard(t.language, &season.slug, MapMetric::default()),
            name: t.language.of(&season.name).to_owned(),
            open: season.state == SeasonState::Open,
            here: season.slug == dashboard.season.slug,
            figures: t.say_texts(
                "archive-figures",
                &[
                    ("claimed", &t.integer(season.claimed_deeds)),
                    ("verified", &t.integer(season.verified_deeds)),
                ],
            )?,
        })
    });
    Ok(Seasons { t, rows: rows.collect::<Result<_, Error>>()? }.render()?)
}

/// The words for an amount of a map metric: a mass for waste, a number for the others.
fn amount(t: Texts, metric: MapMetric, value: u64) -> Result<String, Error> {
    if metric == MapMetric::Waste { t.mass(value, 1) } else { Ok(t.integer(value)) }
}

/// The message that names a map metric, which is also the title of its counter.
fn metric_title(metric: MapMetric) -> &'static str {
    match metric {
        MapMetric::Deeds => "counter-deeds",
        MapMetric::People => "counter-people",
        MapMetric::Trees => "counter-trees",
        MapMetric::Waste => "counter-waste",
        MapMetric::Animals => "counter-animals",
    }
}
