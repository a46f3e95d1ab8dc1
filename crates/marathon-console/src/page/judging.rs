//! A judge's own part of judging: entries without names, points by rubric, recusal; for organisers, completion alone.

use askama::Template;
use serde::Deserialize;
use uuid::Uuid;

use crate::{
    Error, Language, Season, Written, links,
    page::as_of,
    shell::{Entry, Shell},
    texts::Texts,
};

/// How far judging is, as the API tells whoever asks.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Judging {
    /// What the caller has to score; absent for those who are no judges here.
    pub mine: Option<Vec<OwnNomination>>,
    /// How far every jury is; absent for judges.
    pub juries: Option<Vec<JuryProgress>>,
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

/// An entry without a name.
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
    refused: Option<String>,
    action: String,
    parts: Vec<Part>,
    juries: Vec<(String, String)>,
}

struct Part {
    id: String,
    title: String,
    progress: String,
    cards: Vec<Card>,
}

struct Card {
    id: String,
    title: String,
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

/// Judging as a page.
///
/// # Errors
/// [`Error`] if a template or a translation is broken; the data cannot cause one.
pub fn render_judging(
    season: &Season,
    judging: &Judging,
    written: &Written,
    language: Language,
) -> Result<String, Error> {
    let t = Texts { language };
    let address = |l| links::desk(l, &season.slug, "judging");
    let parts = judging.mine.iter().flatten().map(|own| part(t, own));
    let juries = judging.juries.iter().flatten().map(|jury| {
        let (scored, all) =
            jury.judges.iter().fold((0, 0), |(n, all), judge| (n + judge.scored, all + judge.to_score));
        Ok((jury.nomination.clone(), progress(t, scored, all)?))
    });
    let page = Page {
        t,
        shell: Shell::new(t, season, Some(&t.say("judging-title")?), Entry::Me, address)?,
        as_of: as_of(season, t)?,
        refused: written.refused.clone(),
        action: address(language),
        parts: parts.collect::<Result<_, _>>()?,
        juries: juries.collect::<Result<_, Error>>()?,
    };
    Ok(page.render()?)
}

fn progress(t: Texts, scored: u64, all: u64) -> Result<String, Error> {
    t.say_texts("judging-progress", &[("scored", &t.integer(scored)), ("all", &t.integer(all))])
}

fn part(t: Texts, own: &OwnNomination) -> Result<Part, Error> {
    Ok(Part {
        id: own.nomination.clone(),
        title: own.title.clone(),
        progress: progress(t, own.scored, own.to_score)?,
        cards: own.entries.iter().map(|entry| card(t, own, entry)).collect::<Result<_, _>>()?,
    })
}

fn card(t: Texts, own: &OwnNomination, entry: &OwnEntry) -> Result<Card, Error> {
    let points = |n: usize| entry.points.as_ref().and_then(|points| points.get(n)).map(u32::to_string);
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
    Ok(Card {
        id: format!("{}-{}", own.nomination, entry.mask),
        title: t.say_n("judging-entry", entry.mask)?,
        criteria: criteria.collect(),
        state,
        recused: entry.recused.is_some(),
        entrant: entry.entrant_id,
        keys: [Uuid::new_v4().to_string(), Uuid::new_v4().to_string()],
    })
}
