//! A leaderboard: who did most, by metric and filter.

use askama::Template;
use marathon_events::{EntrantId, EntrantKind, RegionCode, Sector, marathon_opened::Titles};
use marathon_projections::leaderboards::{BoardMetric, BoardStatus};

use crate::{
    Error, Language, Season, Standing, links, numbers,
    page::{as_of, nominations::standing, words},
    shell::{Entry, Shell},
    texts::Texts,
};

/// Which board is looked at: the filters of the address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BoardChoice {
    /// What it goes by.
    pub metric: BoardMetric,
    /// Which deeds count.
    pub status: BoardStatus,
    /// Only entrants of this kind; a board of persons credits shares.
    pub entrant_kind: Option<EntrantKind>,
    /// Only entrants at home in this region.
    pub region: Option<RegionCode>,
    /// Only deeds of this sector.
    pub sector: Option<Sector>,
    /// Only the older ("silver") volunteers.
    pub silver: bool,
}

impl Default for BoardChoice {
    fn default() -> Self {
        Self {
            metric: BoardMetric::Deeds,
            status: BoardStatus::Verified,
            entrant_kind: None,
            region: None,
            sector: None,
            silver: false,
        }
    }
}

/// A page of a leaderboard.
#[derive(Clone, Debug)]
pub struct Board {
    /// The marathon.
    pub season: Season,
    /// Which board.
    pub choice: BoardChoice,
    /// Regions to choose from.
    pub regions: Vec<(RegionCode, Titles)>,
    /// Sectors to choose from.
    pub sectors: Vec<(Sector, Titles)>,
    /// How many are on the board.
    pub entrants: u64,
    /// The value of the first line; 0 on an empty board.
    pub leading: u64,
    /// The lines of this page.
    pub lines: Vec<BoardLine>,
    /// After whom this page begins; `None` on the first.
    pub after: Option<EntrantId>,
    /// After whom the next page begins; `None` on the last.
    pub next: Option<EntrantId>,
    /// How settled it is.
    pub standing: Standing,
    /// The lines of the entrants of whoever looks.
    pub mine: Vec<BoardLine>,
}

/// A line of a leaderboard.
#[derive(Clone, Debug)]
pub struct BoardLine {
    /// Competition rank: 1, 2, 2, 4.
    pub rank: u64,
    /// Who.
    pub entrant: EntrantId,
    /// Public name: user input.
    pub alias: String,
    /// What kind of entrant.
    pub kind: EntrantKind,
    /// Name of the home region.
    pub region: Titles,
    /// How much, in the base unit of the metric.
    pub value: u64,
}

#[derive(Template)]
#[template(path = "board.html")]
struct Page {
    t: Texts,
    shell: Shell,
    as_of: String,
    heading: String,
    tabs: Vec<Tab>,
    /// The moment that is looked at stays the same when filters change.
    at: Option<u64>,
    action: String,
    selects: Vec<Select>,
    everything: Option<String>,
    title: String,
    summary: String,
    shares: bool,
    rows: Vec<Row>,
    mine: Vec<Row>,
    standing: (String, &'static str),
    first: Option<String>,
    next: Option<String>,
    json: String,
    csv: String,
}

struct Tab {
    name: &'static str,
    icon: &'static str,
    title: String,
    href: String,
    here: bool,
}

/// A filter of the form.
struct Select {
    name: &'static str,
    label: String,
    /// Value in the address, words, and whether it is chosen.
    options: Vec<(String, String, bool)>,
}

struct Row {
    rank: String,
    /// Among the first three.
    leading: bool,
    alias: String,
    about: String,
    value: String,
    gap: String,
    /// Percent of the leader's value.
    share: u64,
    why: String,
}

/// A leaderboard as a page.
///
/// # Errors
/// [`Error`] if a template or a translation is broken; the data cannot cause one.
pub fn render_board(board: &Board, language: Language) -> Result<String, Error> {
    let t = Texts { language };
    let (season, choice) = (&board.season, &board.choice);
    let heading = t.say("board-heading")?;
    let (_, title) = words::metric(t, choice.metric)?;
    let tab = format!("{heading}: {title}");
    let address = |l| links::board(l, season, choice, board.after);
    let shell = Shell::new(t, &board.season, Some(&tab), Entry::Boards, address)?;
    let unfiltered = BoardChoice { metric: choice.metric, ..BoardChoice::default() };
    let page = Page {
        t,
        shell,
        as_of: as_of(&board.season, t)?,
        heading,
        tabs: tabs(t, season, choice)?,
        at: season.at.map(|at| at.0),
        action: links::board(language, &season.slug, &unfiltered, None),
        selects: selects(t, board)?,
        everything: (unfiltered != *choice).then(|| links::board(language, season, &unfiltered, None)),
        title,
        summary: t.say_n("board-summary", board.entrants)?,
        shares: choice.entrant_kind == Some(EntrantKind::Person),
        rows: board.lines.iter().map(|line| row(t, board, line)).collect::<Result<_, _>>()?,
        mine: board.mine.iter().map(|line| row(t, board, line)).collect::<Result<_, _>>()?,
        standing: standing(t, board.standing)?,
        csv: links::board_csv(language, season, choice),
        first: board.after.map(|_| links::board(language, season, choice, None)),
        next: board.next.map(|next| links::board(language, season, choice, Some(next))),
        json: links::board_json(season, choice),
    };
    Ok(page.render()?)
}

fn tabs(t: Texts, season: &Season, choice: &BoardChoice) -> Result<Vec<Tab>, Error> {
    let tabs = BoardMetric::ALL.into_iter().map(|(metric, name)| {
        let (icon, title) = words::metric(t, metric)?;
        let other = BoardChoice { metric, ..choice.clone() };
        let href = links::board(t.language, season, &other, None);
        Ok(Tab { name, icon, title, href, here: metric == choice.metric })
    });
    tabs.collect()
}

fn selects(t: Texts, board: &Board) -> Result<Vec<Select>, Error> {
    let choice = &board.choice;
    let all = |words, chosen| Ok::<_, Error>((String::new(), t.say(words)?, chosen));
    let mut statuses = Vec::new();
    for status in [BoardStatus::Verified, BoardStatus::Claimed] {
        let name = links::status_name(status).to_owned();
        statuses.push((name, words::board_status(t, status)?, status == choice.status));
    }
    let mut kinds = vec![all("filter-all-kinds", choice.entrant_kind.is_none())?];
    for kind in EntrantKind::ALL {
        let chosen = choice.entrant_kind == Some(kind);
        kinds.push((kind.name().to_owned(), words::entrant_kind(t, kind)?, chosen));
    }
    let mut regions = vec![all("filter-all-regions", choice.region.is_none())?];
    regions.extend(board.regions.iter().map(|(code, name)| {
        (code.to_string(), t.language.of(name).to_owned(), choice.region == Some(*code))
    }));
    let mut sectors = vec![all("filter-all-sectors", choice.sector.is_none())?];
    sectors.extend(board.sectors.iter().map(|(id, name)| {
        (id.to_string(), t.language.of(name).to_owned(), choice.sector.as_ref() == Some(id))
    }));
    let silver = vec![
        all("filter-all-ages", !choice.silver)?,
        ("true".to_owned(), t.say("filter-silver")?, choice.silver),
    ];
    Ok(vec![
        Select { name: "status", label: t.say("filter-status")?, options: statuses },
        Select { name: "entrant_kind", label: t.say("filter-kind")?, options: kinds },
        Select { name: "region", label: t.say("filter-region")?, options: regions },
        Select { name: "sector", label: t.say("filter-sector")?, options: sectors },
        Select { name: "silver", label: t.say("filter-age")?, options: silver },
    ])
}

fn row(t: Texts, board: &Board, line: &BoardLine) -> Result<Row, Error> {
    let metric = board.choice.metric;
    Ok(Row {
        rank: t.integer(line.rank),
        leading: line.rank <= 3,
        alias: line.alias.clone(),
        about: format!("{} · {}", words::entrant_kind(t, line.kind)?, t.language.of(&line.region)),
        value: words::quantity(t, metric, line.value)?,
        gap: gap(t, metric, board.leading, line.value)?,
        share: numbers::percent_of(line.value, board.leading).unwrap_or_default().min(100),
        why: links::board_why(t.language, &board.season, &board.choice, line.entrant, None),
    })
}

/// What is missing to the leader; a dash for the leader itself.
pub(super) fn gap(t: Texts, metric: BoardMetric, leading: u64, own: u64) -> Result<String, Error> {
    match leading.saturating_sub(own) {
        0 => Ok("—".to_owned()),
        gap => Ok(format!("\u{2212}{}", words::quantity(t, metric, gap)?)),
    }
}
