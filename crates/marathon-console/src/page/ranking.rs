//! The ranking of a nomination, and the rules it follows.

use askama::Template;
use marathon_events::{
    EntrantId, EntrantKind, Sector,
    marathon_opened::{EntrantClass, Nomination, TieBreak, Titles},
};
use marathon_projections::rankings::Inputs;

use crate::{
    Error, ExactValue, Language, Season, Standing, links,
    page::{
        as_of,
        measure::{self, Shown},
        nominations::standing,
        words,
    },
    shell::{Entry, Shell},
    texts::Texts,
};

/// A nomination with the words its rules need.
#[derive(Clone, Debug)]
pub struct RankedNomination {
    /// Its rules.
    pub rules: Nomination,
    /// The sectors of the marathon.
    pub sectors: Vec<(Sector, Titles)>,
    /// How settled its ranking is.
    pub standing: Standing,
    /// How many are ranked.
    pub ranked: u64,
    /// The measure of the first; nothing on an empty ranking.
    pub leading: ExactValue,
}

/// A page of a ranking.
#[derive(Clone, Debug)]
pub struct Ranking {
    /// The marathon.
    pub season: Season,
    /// What is ranked.
    pub nomination: RankedNomination,
    /// The lines of this page.
    pub lines: Vec<RankingLine>,
    /// After whom this page begins; `None` on the first.
    pub after: Option<EntrantId>,
    /// After whom the next page begins; `None` on the last.
    pub next: Option<EntrantId>,
}

/// A line of a ranking.
#[derive(Clone, Debug)]
pub struct RankingLine {
    /// Competition rank: 1, 2, 2, 4.
    pub rank: u64,
    /// Who; of a region, the UUIDv5 of its code.
    pub competitor: EntrantId,
    /// Public name.
    pub name: Called,
    /// What kind of entrant; `None` of a region.
    pub kind: Option<EntrantKind>,
    /// Name of the home region, or of the region itself.
    pub region: Titles,
    /// The measure, exact.
    pub value: ExactValue,
    /// What it was made from.
    pub inputs: Inputs,
}

/// What somebody is called.
#[derive(Clone, Debug)]
pub enum Called {
    /// By an alias of its own: user input.
    Alias(String),
    /// As the rules name it.
    Region(Titles),
}

impl Called {
    pub(super) fn text(&self, t: Texts) -> &str {
        match self {
            Self::Alias(alias) => alias,
            Self::Region(titles) => t.language.of(titles),
        }
    }
}

#[derive(Template)]
#[template(path = "ranking.html")]
struct Page {
    t: Texts,
    shell: Shell,
    as_of: String,
    heading: String,
    standing: (String, &'static str),
    metric: String,
    summary: String,
    rules: Vec<String>,
    rows: Vec<Row>,
    first: Option<String>,
    next: Option<String>,
    all: String,
    json: String,
}

struct Row {
    rank: String,
    /// Would win if nothing changed and the jury had no say.
    winning: bool,
    name: String,
    about: String,
    shown: Shown,
    gap: String,
    why: String,
}

/// A ranking as a page.
///
/// # Errors
/// [`Error`] if a template or a translation is broken; the data cannot cause one.
pub fn render_ranking(ranking: &Ranking, language: Language) -> Result<String, Error> {
    let t = Texts { language };
    let (season, nomination) = (&ranking.season, &ranking.nomination);
    let id = &nomination.rules.id;
    let heading = language.of(&nomination.rules.title).to_owned();
    let address = |l| links::ranking(l, season, id, ranking.after);
    let page = Page {
        t,
        shell: Shell::new(t, &ranking.season, Some(&heading), Entry::Nominations, address)?,
        as_of: as_of(&ranking.season, t)?,
        heading,
        standing: standing(t, nomination.standing)?,
        metric: t.say(measure::name(nomination.rules.metric))?,
        summary: t.say_n("ranking-summary", nomination.ranked)?,
        rules: rules(t, nomination)?,
        rows: ranking.lines.iter().map(|line| row(t, ranking, line)).collect::<Result<_, _>>()?,
        first: ranking.after.map(|_| links::ranking(language, season, id, None)),
        next: ranking.next.map(|next| links::ranking(language, season, id, Some(next))),
        all: links::nominations(language, season),
        json: links::api_at(season, &format!("/nominations/{id}/ranking")),
    };
    Ok(page.render()?)
}

fn row(t: Texts, ranking: &Ranking, line: &RankingLine) -> Result<Row, Error> {
    let nomination = &ranking.nomination;
    let rules = &nomination.rules;
    let about = match line.kind {
        Some(kind) => format!("{} · {}", words::entrant_kind(t, kind)?, t.language.of(&line.region)),
        None => t.say_n("deeds-counted", line.inputs.deeds)?,
    };
    Ok(Row {
        rank: t.integer(line.rank),
        winning: line.rank <= u64::from(rules.winners),
        name: line.name.text(t).to_owned(),
        about,
        shown: measure::show(t, rules.metric, line.value)?,
        gap: measure::gap(t, rules.metric, nomination.leading, line.value)?,
        why: links::ranking_why(t.language, &ranking.season, &rules.id, line.competitor, None),
    })
}

/// The rules of a nomination, a sentence each.
pub(super) fn rules(t: Texts, nomination: &RankedNomination) -> Result<Vec<String>, Error> {
    let rules = &nomination.rules;
    let amount = |n: u64| measure::amount(t, rules.metric, u128::from(n), 1);
    let list = |texts: Vec<String>| texts.join(", ");
    let mut said = vec![t.say("rule-verified")?];
    let who: Vec<_> =
        rules.entrants.iter().map(|class| entrant_class(t, *class)).collect::<Result<_, _>>()?;
    said.push(t.say_texts("rule-entrants", &[("list", &list(who))])?);
    if rules.adults_only {
        said.push(t.say("rule-adults")?);
    }
    if !rules.sectors.is_empty() {
        let named = nomination.sectors.iter().filter(|(id, _)| rules.sectors.contains(id));
        let named = named.map(|(_, name)| t.language.of(name).to_owned()).collect();
        said.push(t.say_texts("rule-sectors", &[("list", &list(named))])?);
    }
    if let Some(window) = rules.window {
        said.push(t.say_texts("rule-window", &[("days", &t.days(window.from, window.to)?)])?);
    }
    if let Some(max) = rules.per_deed_max {
        said.push(t.say_texts("rule-per-deed", &[("amount", &amount(max)?)])?);
    }
    if let Some(max) = rules.per_day_max {
        said.push(t.say_texts("rule-per-day", &[("amount", &amount(max)?)])?);
    }
    for band in &rules.bands {
        let rate = percent(band.rate_bps.0.into());
        said.push(match band.up_to {
            Some(up_to) => t.say_texts("rule-band", &[("amount", &amount(up_to)?), ("rate", &rate)])?,
            None => t.say_texts("rule-band-rest", &[("rate", &rate)])?,
        });
    }
    let (metric, jury) = (percent(rules.jury.metric_bps.0.into()), percent(rules.jury.jury_bps.0.into()));
    let quorum = t.integer(rules.jury.quorum.into());
    said.push(t.say_texts("rule-jury", &[("metric", &metric), ("jury", &jury), ("quorum", &quorum)])?);
    let ties: Vec<_> = rules.tie_breaks.iter().map(|tie| t.say(tie_break(*tie))).collect::<Result<_, _>>()?;
    if !ties.is_empty() {
        said.push(t.say_texts("rule-ties", &[("list", &list(ties))])?);
    }
    Ok(said)
}

/// Basis points as percent, without a fraction where there is none.
fn percent(bps: u64) -> String {
    if bps.is_multiple_of(100) { (bps / 100).to_string() } else { format!("{}.{:02}", bps / 100, bps % 100) }
}

fn entrant_class(t: Texts, class: EntrantClass) -> Result<String, Error> {
    t.say(match class {
        EntrantClass::Person => "class-persons",
        EntrantClass::Team => "class-teams",
        EntrantClass::Organisation => "class-organisations",
        EntrantClass::Institution => "class-institutions",
        EntrantClass::Region => "class-regions",
    })
}

fn tie_break(tie: TieBreak) -> &'static str {
    match tie {
        TieBreak::JuryStanding => "tie-jury",
        TieBreak::CountedDeeds => "tie-deeds",
        TieBreak::ActiveDays => "tie-days",
        TieBreak::EarliestCompletion => "tie-earliest",
        TieBreak::Draw => "tie-draw",
    }
}
