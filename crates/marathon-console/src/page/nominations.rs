//! The nominations and who leads them.

use askama::Template;

use crate::{
    Dashboard, Error, Language, LeaderName, NominationCard, Standing, links,
    page::{
        as_of,
        measure::{self, Shown},
    },
    shell::{Entry, Shell},
    texts::Texts,
};

#[derive(Template)]
#[template(path = "nominations.html")]
struct Nominations {
    t: Texts,
    intro: String,
    /// Where all winners are; absent until results are published.
    winners: Option<String>,
    cards: Vec<Card>,
}

#[derive(Template)]
#[template(path = "nominations-page.html")]
struct Page {
    t: Texts,
    shell: Shell,
    as_of: String,
    intro: String,
    winners: Option<String>,
    cards: Vec<Card>,
}

struct Card {
    id: String,
    title: String,
    metric: String,
    standing: String,
    standing_class: &'static str,
    winners: String,
    ranking: String,
    leaders: Vec<Row>,
}

struct Row {
    rank: String,
    rank_text: String,
    /// Would win if nothing changed and the jury had no say.
    winning: bool,
    name: String,
    shown: Shown,
}

pub(super) fn render(dashboard: &Dashboard, t: Texts) -> Result<String, Error> {
    let (intro, winners, cards) = (intro(dashboard, t)?, winners(dashboard, t), cards(dashboard, t)?);
    Ok(Nominations { t, intro, winners, cards }.render()?)
}

/// The nominations as a page.
///
/// # Errors
/// [`Error`] if a template or a translation is broken; the data cannot cause one.
pub fn render_nominations(dashboard: &Dashboard, language: Language) -> Result<String, Error> {
    let t = Texts { language };
    let (season, heading) = (&dashboard.season, t.say("nominations-title")?);
    let address = |l| links::nominations(l, season);
    let page = Page {
        t,
        shell: Shell::new(t, season, Some(&heading), Entry::Nominations, address)?,
        as_of: as_of(season, t)?,
        intro: intro(dashboard, t)?,
        winners: winners(dashboard, t),
        cards: cards(dashboard, t)?,
    };
    Ok(page.render()?)
}

fn intro(dashboard: &Dashboard, t: Texts) -> Result<String, Error> {
    t.say(if dashboard.published { "nominations-intro-final" } else { "nominations-intro" })
}

fn winners(dashboard: &Dashboard, t: Texts) -> Option<String> {
    dashboard.published.then(|| links::desk(t.language, &dashboard.season.slug, "winners"))
}

fn cards(dashboard: &Dashboard, t: Texts) -> Result<Vec<Card>, Error> {
    dashboard.nominations.iter().map(|nomination| card(dashboard, t, nomination)).collect()
}

/// The word for how settled a ranking is, and the class of its badge.
pub(super) fn standing(t: Texts, standing: Standing) -> Result<(String, &'static str), Error> {
    let (word, class) = match standing {
        Standing::Provisional => ("standing-provisional", "provisional"),
        Standing::Frozen => ("standing-frozen", "frozen"),
        Standing::Final => ("standing-final", "final"),
    };
    Ok((t.say(word)?, class))
}

fn card(dashboard: &Dashboard, t: Texts, nomination: &NominationCard) -> Result<Card, Error> {
    let (standing, standing_class) = standing(t, nomination.standing)?;
    let leaders = nomination.leaders.iter().map(|leader| {
        Ok(Row {
            rank: t.integer(u64::from(leader.rank)),
            rank_text: t.say_n("rank", u64::from(leader.rank))?,
            winning: leader.rank <= nomination.winners,
            name: name(dashboard, t, &leader.name),
            shown: measure::show(t, nomination.metric, leader.value)?,
        })
    });
    Ok(Card {
        id: nomination.id.clone(),
        title: t.language.of(&nomination.title).to_owned(),
        metric: t.say(measure::name(nomination.metric))?,
        standing,
        standing_class,
        winners: t.say_n("nomination-winners", u64::from(nomination.winners))?,
        ranking: links::ranking(t.language, &dashboard.season, &nomination.id, None),
        leaders: leaders.collect::<Result<_, Error>>()?,
    })
}

fn name(dashboard: &Dashboard, t: Texts, name: &LeaderName) -> String {
    match name {
        LeaderName::Alias(alias) => alias.clone(),
        LeaderName::Region(code) => super::latest::region_name(dashboard, t, *code),
    }
}
