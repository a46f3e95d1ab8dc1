//! Why somebody stands where it stands, on a leaderboard or in a nomination: every deed, and how much of it counted.

use askama::Template;
use marathon_events::{Day, DeedId, DeedKind, Position, marathon_opened::Metric};
use marathon_scoring::{Cut, FULL_RATE_BPS};

use crate::{
    BoardChoice, BoardLine, Error, Language, RankedNomination, RankingLine, Season, links,
    page::{as_of, board, measure, ranking, words},
    shell::{Entry, Shell},
    texts::Texts,
};

/// Why an entrant stands where it stands on a leaderboard.
#[derive(Clone, Debug)]
pub struct BoardWhy {
    /// The marathon.
    pub season: Season,
    /// Which board.
    pub choice: BoardChoice,
    /// Its line.
    pub line: BoardLine,
    /// The value of the first line.
    pub leading: u64,
    /// How many are on the board.
    pub entrants: u64,
    /// The deeds of this page.
    pub deeds: DeedPage<DeedLine>,
}

/// Why a competitor stands where it stands in a nomination.
#[derive(Clone, Debug)]
pub struct RankingWhy {
    /// The marathon.
    pub season: Season,
    /// The nomination.
    pub nomination: RankedNomination,
    /// Its line.
    pub line: RankingLine,
    /// The deeds of this page.
    pub deeds: DeedPage<CountedDeed>,
}

/// Some of the deeds behind a line, by ascending position.
#[derive(Clone, Debug)]
pub struct DeedPage<T> {
    /// How many there are in all.
    pub total: u64,
    /// Those of this page.
    pub deeds: Vec<T>,
    /// After which this page begins; `None` on the first.
    pub after: Option<Position>,
    /// After which the next page begins; `None` on the last.
    pub next: Option<Position>,
}

/// What every deed behind a line has.
#[derive(Clone, Copy, Debug)]
pub struct DeedLine {
    /// The deed.
    pub id: DeedId,
    /// Where it was logged.
    pub position: Position,
    /// The day it was done.
    pub done_on: Day,
    /// What was done.
    pub kind: DeedKind,
    /// People helped, trees, grams or animals.
    pub amount: u64,
    /// All of it, in the unit that is counted.
    pub quantity: u64,
    /// What was credited.
    pub credited: u64,
}

/// A deed behind a line of a ranking.
#[derive(Clone, Debug)]
pub struct CountedDeed {
    /// The deed.
    pub deed: DeedLine,
    /// Units left after the caps.
    pub counted: u64,
    /// What they are worth after the bands, over 10 000.
    pub worth_bps: u128,
    /// Why it is not all.
    pub cuts: Vec<Cut>,
}

#[derive(Template)]
#[template(path = "why.html")]
struct Page {
    t: Texts,
    shell: Shell,
    as_of: String,
    back: (String, String),
    heading: String,
    about: String,
    facts: Vec<(String, String)>,
    rules: Vec<String>,
    summary: String,
    rows: Vec<Row>,
    first: Option<String>,
    next: Option<String>,
    json: Option<String>,
}

struct Row {
    event: String,
    event_href: String,
    day: String,
    icon: &'static str,
    what: String,
    href: String,
    quantity: String,
    counted: String,
    /// Why less counted than was done.
    cuts: Vec<String>,
}

/// The deeds behind a line of a leaderboard as a page.
///
/// # Errors
/// [`Error`] if a template or a translation is broken; the data cannot cause one.
pub fn render_board_why(why: &BoardWhy, language: Language) -> Result<String, Error> {
    let t = Texts { language };
    let (season, choice, line) = (&why.season, &why.choice, &why.line);
    let (_, title) = words::metric(t, choice.metric)?;
    let rows = why.deeds.deeds.iter().map(|deed| {
        let cut = if deed.credited < deed.quantity { vec![t.say("cut-share")?] } else { Vec::new() };
        let amount = |n| words::quantity(t, choice.metric, n);
        row(t, &season.slug, deed, amount(deed.quantity)?, amount(deed.credited)?, cut)
    });
    let address = |l, after| links::board_why(l, season, choice, line.entrant, after);
    let page = Page {
        t,
        shell: Shell::new(t, &why.season, Some(&line.alias), Entry::Boards, |l| address(l, why.deeds.after))?,
        as_of: as_of(&why.season, t)?,
        back: (links::board(language, season, choice, None), format!("{}: {title}", t.say("board-heading")?)),
        heading: line.alias.clone(),
        about: format!("{} · {}", words::entrant_kind(t, line.kind)?, language.of(&line.region)),
        facts: vec![
            (t.say("board-place")?, place(t, line.rank, why.entrants)?),
            (title, words::quantity(t, choice.metric, line.value)?),
            (t.say("board-gap")?, board::gap(t, choice.metric, why.leading, line.value)?),
            (t.say("why-deeds")?, t.integer(why.deeds.total)),
        ],
        rules: vec![words::board_status(t, choice.status)?, t.say("board-ties")?],
        summary: t.say_n("why-board-summary", why.deeds.total)?,
        rows: rows.collect::<Result<_, Error>>()?,
        first: why.deeds.after.map(|_| address(language, None)),
        next: why.deeds.next.map(|next| address(language, Some(next))),
        json: None,
    };
    Ok(page.render()?)
}

/// The deeds behind a line of a ranking as a page.
///
/// # Errors
/// [`Error`] if a template or a translation is broken; the data cannot cause one.
pub fn render_ranking_why(why: &RankingWhy, language: Language) -> Result<String, Error> {
    let t = Texts { language };
    let (season, line) = (&why.season, &why.line);
    let (rules, metric) = (&why.nomination.rules, why.nomination.rules.metric);
    let rows = why.deeds.deeds.iter().map(|counted| {
        let amount = |n: u64| measure::amount(t, metric, u128::from(n), 1);
        let worth = measure::amount(t, metric, counted.worth_bps, u128::from(FULL_RATE_BPS));
        let cuts = counted.cuts.iter().map(|cut| t.say(cut_word(*cut))).collect::<Result<_, _>>()?;
        row(t, &season.slug, &counted.deed, amount(counted.deed.quantity)?, worth?, cuts)
    });
    let address = |l, after| links::ranking_why(l, season, &rules.id, line.competitor, after);
    let name = line.name.text(t);
    let about = match line.kind {
        Some(kind) => format!("{} · {}", words::entrant_kind(t, kind)?, language.of(&line.region)),
        None => t.say("kind-region")?,
    };
    let json = format!("/nominations/{}/ranking/{}", rules.id, line.competitor);
    let page = Page {
        t,
        shell: Shell::new(t, &why.season, Some(name), Entry::Nominations, |l| address(l, why.deeds.after))?,
        as_of: as_of(&why.season, t)?,
        back: (links::ranking(language, season, &rules.id, None), language.of(&rules.title).to_owned()),
        heading: name.to_owned(),
        about,
        facts: facts(t, why)?,
        rules: ranking::rules(t, &why.nomination)?,
        summary: t.say_n("why-ranking-summary", why.deeds.total)?,
        rows: rows.collect::<Result<_, Error>>()?,
        first: why.deeds.after.map(|_| address(language, None)),
        next: why.deeds.next.map(|next| address(language, Some(next))),
        json: Some(links::api_at(season, &json)),
    };
    Ok(page.render()?)
}

/// What a measure was made from.
fn facts(t: Texts, why: &RankingWhy) -> Result<Vec<(String, String)>, Error> {
    let (nomination, line) = (&why.nomination, &why.line);
    let (metric, inputs) = (nomination.rules.metric, line.inputs);
    let amount = |n: u64| measure::amount(t, metric, u128::from(n), 1);
    let shown = measure::show(t, metric, line.value)?;
    let sign = shown.rounded_from.map_or("", |_| "≈\u{a0}");
    let mut facts = vec![
        (t.say("board-place")?, place(t, line.rank, nomination.ranked)?),
        (t.say(measure::name(metric))?, format!("{sign}{}", shown.text)),
        (t.say("board-gap")?, measure::gap(t, metric, nomination.leading, line.value)?),
        (t.say("why-deeds")?, t.integer(inputs.deeds)),
        (t.say("why-units")?, amount(inputs.units)?),
        (t.say("why-capped")?, amount(inputs.capped_units)?),
    ];
    if metric == Metric::ActiveShare {
        facts.push((t.say("why-active")?, t.integer(inputs.active)));
    }
    if let Some(divisor) = inputs.divisor {
        let name = if metric == Metric::Per100k { "map-population" } else { "why-members" };
        facts.push((t.say(name)?, t.integer(divisor)));
    }
    Ok(facts)
}

fn place(t: Texts, rank: u64, of: u64) -> Result<String, Error> {
    t.say_texts("why-place", &[("rank", &t.integer(rank)), ("of", &t.integer(of))])
}

fn row(
    t: Texts,
    slug: &str,
    deed: &DeedLine,
    quantity: String,
    counted: String,
    cuts: Vec<String>,
) -> Result<Row, Error> {
    let (icon, what) = words::deed(t, deed.kind, deed.amount)?;
    Ok(Row {
        event: t.integer(deed.position.0),
        event_href: links::event(slug, deed.position),
        day: t.day_short(deed.done_on)?,
        icon,
        what,
        href: links::deed(t.language, slug, deed.id),
        quantity,
        counted,
        cuts,
    })
}

fn cut_word(cut: Cut) -> &'static str {
    match cut {
        Cut::Share => "cut-share",
        Cut::PerDeed => "cut-per-deed",
        Cut::PerDay => "cut-per-day",
        Cut::Band => "cut-band",
    }
}
