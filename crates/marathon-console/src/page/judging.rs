//! A judge's own part of judging: entries without names, points by rubric, recusal, and once judging is closed how the
//! entries stand; for organisers and auditors, completion alone.

mod standings;

use std::collections::BTreeMap;

use askama::Template;
use marathon_events::{
    Day, DeedKind, EntrantKind,
    award_decided::{ExactFraction, Outcome},
    marathon_opened::Metric,
};
use serde::Deserialize;
use uuid::Uuid;

use self::standings::Standings;
use crate::{
    Error, ExactValue, Language, Season, Written, links, numbers,
    page::{as_of, measure, words},
    shell::{Entry, Shell},
    texts::Texts,
};

/// How far judging is, as the API tells whoever asks.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Judging {
    /// Names of the steps that were taken.
    #[serde(default)]
    pub steps: Vec<String>,
    /// What the caller has to score; absent for those who are no judges here.
    pub mine: Option<Vec<OwnNomination>>,
    /// How far every jury is; absent for judges.
    pub juries: Option<Vec<JuryProgress>>,
    /// The measure of each nomination, by the rules.
    #[serde(skip)]
    pub metrics: BTreeMap<String, Metric>,
}

impl Judging {
    /// Whether points are taken no more.
    fn is_closed(&self) -> bool {
        self.steps.iter().any(|step| step == "judging-closed")
    }
}

/// What a judge has to do in a nomination.
#[derive(Clone, Debug, Deserialize)]
pub struct OwnNomination {
    /// Its short name.
    pub nomination: String,
    /// Its public name.
    pub title: String,
    /// The rubric.
    pub criteria: Vec<Criterion>,
    /// Entries to score.
    pub to_score: u64,
    /// Those that were scored.
    pub scored: u64,
    /// The entries.
    pub entries: Vec<OwnEntry>,
}

/// What is scored.
#[derive(Clone, Debug, Deserialize)]
pub struct Criterion {
    /// Public name.
    pub title: String,
    /// The most points.
    pub score_max: u32,
}

/// An entry, without a name until results are published.
#[derive(Clone, Debug, Deserialize)]
pub struct OwnEntry {
    /// Its id, for the form alone.
    pub entrant_id: Uuid,
    /// What it is called before its judges.
    pub mask: u64,
    /// What was given.
    pub points: Option<Vec<u32>>,
    /// Whether something was given.
    pub scored: bool,
    /// Why the judge must not score it.
    pub recused: Option<String>,
    /// What it did.
    pub record: Option<EntryRecord>,
    /// How it stands, once judging is closed.
    pub standing: Option<EntryStanding>,
    /// Who it is, once results are published: user input.
    pub alias: Option<String>,
}

/// What an entry did up to the freeze.
#[derive(Clone, Debug, Deserialize)]
pub struct EntryRecord {
    /// What kind of entrant; absent of a region.
    pub kind: Option<EntrantKind>,
    /// Its measure, exact.
    pub value: ExactValue,
    /// Deeds that counted.
    pub counted_deeds: u64,
    /// Those of them of which most counted.
    pub deeds: Vec<EntryDeed>,
}

/// A deed of an entry.
#[derive(Clone, Debug, Deserialize)]
pub struct EntryDeed {
    /// What was done.
    #[serde(rename = "type")]
    pub kind: DeedKind,
    /// When.
    pub done_on: Day,
    /// People helped, trees, grams or animals.
    pub amount: u64,
    /// People who took part.
    pub people: u64,
}

/// How an entry stands after judging.
#[derive(Clone, Debug, Deserialize)]
pub struct EntryStanding {
    /// Its place, or why it has none.
    pub outcome: Outcome,
    /// Mean of the points.
    pub raw_mean: Option<ExactFraction>,
    /// Mean of its ranks, from 0 to 1.
    pub jury: Option<ExactFraction>,
    /// Jury and measure together, from 0 to 10 000.
    pub combined: Option<ExactFraction>,
}

/// How far a jury is.
#[derive(Clone, Debug, Deserialize)]
pub struct JuryProgress {
    /// The nomination.
    pub nomination: String,
    /// Its judges.
    pub judges: Vec<JudgeProgress>,
}

/// How far a judge is.
#[derive(Clone, Debug, Deserialize)]
pub struct JudgeProgress {
    /// Entries to score.
    pub to_score: u64,
    /// Those that were scored.
    pub scored: u64,
}

#[derive(Template)]
#[template(path = "judging.html")]
struct Page {
    t: Texts,
    shell: Shell,
    as_of: String,
    closed: bool,
    /// What was refused, and the card it is about.
    refused: Option<(String, Option<String>)>,
    action: String,
    parts: Vec<Part>,
    juries: Vec<(String, String)>,
}

struct Part {
    id: String,
    title: String,
    progress: String,
    /// Percent of the entries that are scored.
    share: u64,
    /// The first entry without points.
    next: Option<String>,
    cards: Vec<Card>,
    standings: Option<Standings>,
}

struct Card {
    id: String,
    title: String,
    alias: Option<String>,
    facts: Vec<(String, String)>,
    /// Icon, what was done, and when by how many.
    deeds: Vec<(&'static str, String, String)>,
    criteria: Vec<Row>,
    state: Option<(String, &'static str)>,
    recused: bool,
    entrant: Uuid,
    keys: [String; 2],
}

struct Row {
    title: String,
    most: u32,
    points: String,
}

/// The address of an entry on the page of its judge.
#[must_use]
fn card_id(nomination: &str, mask: u64) -> String {
    format!("entry-{nomination}-{mask}")
}

/// What to look at after an entry was dealt with: the next one without points, by the numbers; none if there is none.
#[must_use]
pub fn next_card(judging: &Judging, nomination: &str, dealt_with: Uuid) -> Option<String> {
    let own = judging.mine.iter().flatten().find(|own| own.nomination == nomination)?;
    let from = own.entries.iter().position(|entry| entry.entrant_id == dealt_with)?;
    let (before, after) = own.entries.split_at(from);
    let next = after.iter().chain(before).find(|entry| waits(entry))?;
    Some(card_id(nomination, next.mask))
}

fn waits(entry: &OwnEntry) -> bool {
    !entry.scored && entry.recused.is_none()
}

/// Judging as a page.
///
/// # Errors
/// [`Error`] if a template or a translation is broken; the data cannot cause one.
pub fn render_judging(
    season: &Season,
    judging: &Judging,
    written: &Written,
    roles: &[String],
    language: Language,
) -> Result<String, Error> {
    let t = Texts { language };
    let address = |l| links::desk(l, &season.slug, "judging");
    let parts = judging.mine.iter().flatten().map(|own| part(t, judging, own, written));
    let juries = judging.juries.iter().flatten().map(|jury| {
        let (scored, all) =
            jury.judges.iter().fold((0, 0), |(n, all), judge| (n + judge.scored, all + judge.to_score));
        Ok((jury.nomination.clone(), progress(t, scored, all)?))
    });
    let shell = Shell::new(t, season, Some(&t.say("judging-title")?), Entry::Judging, address)?;
    let page = Page {
        t,
        shell: shell.with_roles(t, roles)?,
        as_of: as_of(season, t)?,
        closed: judging.is_closed(),
        refused: written.refused.clone().map(|text| (text, refused_card(judging, written))),
        action: address(language),
        parts: parts.collect::<Result<_, _>>()?,
        juries: juries.collect::<Result<_, Error>>()?,
    };
    Ok(page.render()?)
}

/// The card whose form was refused.
fn refused_card(judging: &Judging, written: &Written) -> Option<String> {
    let own = judging.mine.iter().flatten().find(|own| is_of(written, own))?;
    let entry = own.entries.iter().find(|entry| is_about(written, own, entry))?;
    Some(card_id(&own.nomination, entry.mask))
}

fn is_of(written: &Written, own: &OwnNomination) -> bool {
    written.value("nomination") == Some(own.nomination.as_str())
}

fn is_about(written: &Written, own: &OwnNomination, entry: &OwnEntry) -> bool {
    is_of(written, own) && written.value("entrant_id") == Some(entry.entrant_id.to_string().as_str())
}

fn progress(t: Texts, scored: u64, all: u64) -> Result<String, Error> {
    t.say_texts("judging-progress", &[("scored", &t.integer(scored)), ("all", &t.integer(all))])
}

fn part(t: Texts, judging: &Judging, own: &OwnNomination, written: &Written) -> Result<Part, Error> {
    let metric = judging.metrics.get(&own.nomination).copied();
    let cards = own.entries.iter().map(|entry| card(t, own, entry, metric, written));
    let next = own.entries.iter().find(|entry| waits(entry) && !judging.is_closed());
    let standings = judging.is_closed().then(|| Standings::of(t, own)).transpose()?;
    Ok(Part {
        id: own.nomination.clone(),
        title: own.title.clone(),
        progress: progress(t, own.scored, own.to_score)?,
        share: numbers::percent_of(own.scored, own.to_score).unwrap_or(100).min(100),
        next: next.map(|entry| card_id(&own.nomination, entry.mask)),
        cards: cards.collect::<Result<_, _>>()?,
        standings,
    })
}

fn card(
    t: Texts,
    own: &OwnNomination,
    entry: &OwnEntry,
    metric: Option<Metric>,
    written: &Written,
) -> Result<Card, Error> {
    let refused = is_about(written, own, entry) && written.value("do") == Some("score");
    let points = |n: usize| match refused {
        true => written.value(&format!("points.{n}")).map(str::to_owned),
        false => entry.points.as_ref().and_then(|points| points.get(n)).map(u32::to_string),
    };
    let criteria = own.criteria.iter().enumerate().map(|(n, criterion)| Row {
        title: criterion.title.clone(),
        most: criterion.score_max,
        points: points(n).unwrap_or_default(),
    });
    let state = match (&entry.recused, entry.scored) {
        (Some(_), _) => Some((t.say("judging-recused")?, "rejected")),
        (None, true) => Some((t.say("judging-scored")?, "verified")),
        (None, false) => None,
    };
    let (facts, deeds) = entry.record.as_ref().map_or(Ok(Default::default()), |r| record(t, r, metric))?;
    Ok(Card {
        id: card_id(&own.nomination, entry.mask),
        title: t.say_n("judging-entry", entry.mask)?,
        alias: entry.alias.clone(),
        facts,
        deeds,
        criteria: criteria.collect(),
        state,
        recused: entry.recused.is_some(),
        entrant: entry.entrant_id,
        keys: [Uuid::new_v4().to_string(), Uuid::new_v4().to_string()],
    })
}

type Told = (Vec<(String, String)>, Vec<(&'static str, String, String)>);

/// What an entry did: facts, and deeds.
fn record(t: Texts, record: &EntryRecord, metric: Option<Metric>) -> Result<Told, Error> {
    let mut facts = Vec::new();
    if let Some(kind) = record.kind {
        facts.push((t.say("filter-kind")?, words::entrant_kind(t, kind)?));
    }
    if let Some(metric) = metric {
        let shown = measure::show(t, metric, record.value)?;
        let sign = if shown.rounded_from.is_some() { "≈\u{a0}" } else { "" };
        facts.push((t.say(measure::name(metric))?, format!("{sign}{}", shown.text)));
    }
    facts.push((t.say("metric-deeds")?, t.integer(record.counted_deeds)));
    let deeds = record.deeds.iter().map(|deed| {
        let (icon, what) = words::deed(t, deed.kind, deed.amount)?;
        let by = t.say_n("judging-people", deed.people)?;
        Ok((icon, what, format!("{} · {by}", t.day_short(deed.done_on)?)))
    });
    Ok((facts, deeds.collect::<Result<_, Error>>()?))
}
