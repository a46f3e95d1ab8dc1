//! Published results: winners, what each result was computed from, how to check it, and certificates.

use askama::Template;
use marathon_events::Day;
use serde::Deserialize;
use uuid::Uuid;

use crate::{
    Error, Language, Season, links,
    page::as_of,
    shell::{Entry, Shell},
    texts::Texts,
};

/// Every published result, as the API tells it.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Awards {
    /// The last position that counted.
    pub frozen_at: Option<u64>,
    /// In the order of the rules.
    pub nominations: Vec<Award>,
}

/// The award of one nomination.
#[derive(Clone, Debug, Deserialize)]
pub struct Award {
    /// Its short name.
    pub nomination: String,
    /// Its public name, in the language that was asked for.
    pub title: String,
    /// Who wins, by place.
    pub winners: Vec<Winner>,
    /// The result as it was decided, then every amendment; the last one holds.
    pub results: Vec<AwardedResult>,
    /// Appeals against it, in the order they were lodged.
    pub appeals: Vec<SettledAppeal>,
}

/// Who wins.
#[derive(Clone, Debug, Deserialize)]
pub struct Winner {
    /// 1 is the best.
    pub place: u64,
    /// Who.
    pub entrant_id: Uuid,
    /// Public name: user input.
    pub alias: String,
}

/// A result.
#[derive(Clone, Debug, Deserialize)]
pub struct AwardedResult {
    /// Where the decision stands in the history.
    pub decided_at: u64,
    /// The last position it was computed from.
    pub position: u64,
    /// SHA-256 of the canonical JSON of the rules.
    pub rules_hash: String,
    /// SHA-256 of the canonical JSON of the result.
    pub result_hash: String,
    /// Who wins by it, by place.
    pub winners: Vec<Winner>,
    /// Why it was decided anew; absent of the first.
    pub amendment: Option<ResultAmendment>,
}

/// What led to a new result.
#[derive(Clone, Debug, Deserialize)]
pub struct ResultAmendment {
    /// In words.
    pub reason: String,
}

/// An appeal, and what became of it.
#[derive(Clone, Debug, Deserialize)]
pub struct SettledAppeal {
    /// Where it stands in the history.
    pub position: u64,
    /// Public name of whose standing it is about: user input.
    pub alias: String,
    /// Why: user input.
    pub reason: String,
    /// Whether the result had to change; absent while it is open.
    pub upheld: Option<bool>,
    /// Why it was upheld or dismissed.
    pub resolution: Option<String>,
}

#[derive(Template)]
#[template(path = "winners.html")]
struct WinnersPage {
    t: Texts,
    shell: Shell,
    as_of: String,
    /// Why there is nothing to show.
    nothing: Option<String>,
    /// Until when somebody may appeal, and where.
    appeal: Option<(String, String)>,
    cards: Vec<Card>,
}

struct Card {
    id: String,
    title: String,
    winners: Vec<(String, String, String)>,
    facts: Vec<(String, String)>,
    hashes: Vec<(String, String)>,
    /// Every result before the one that holds: when it was decided, who would have won, and why it was decided anew.
    before: Vec<Before>,
    appeals: Vec<AppealLine>,
    ranking: String,
    json: String,
}

struct Before {
    event: String,
    winners: Vec<String>,
    reason: String,
}

struct AppealLine {
    badge: (String, &'static str),
    alias: String,
    event: String,
    reason: String,
    resolution: Option<String>,
}

#[derive(Template)]
#[template(path = "certificate.html")]
struct CertificatePage {
    t: Texts,
    shell: Shell,
    alias: String,
    place: String,
    nomination: String,
    days: String,
    code: String,
    proof: String,
    back: String,
}

/// The results as a page; `nothing` says why there are none.
///
/// # Errors
/// [`Error`] if a template or a translation is broken; the data cannot cause one.
pub fn render_winners(
    season: &Season,
    awards: &Awards,
    nothing: Option<&str>,
    appeals_until: Option<Day>,
    language: Language,
) -> Result<String, Error> {
    let t = Texts { language };
    let appeal = appeals_until.map(|day| {
        let until = t.say_texts("appeals-until", &[("day", &t.day(day)?)])?;
        Ok::<_, Error>((until, links::desk(language, &season.slug, "appeal")))
    });
    let address = |l| links::desk(l, &season.slug, "winners");
    let page = WinnersPage {
        t,
        shell: Shell::new(t, season, Some(&t.say("winners-title")?), Entry::Winners, address)?,
        as_of: as_of(season, t)?,
        nothing: nothing.map(str::to_owned),
        appeal: appeal.transpose()?,
        cards: awards.nominations.iter().map(|award| card(t, season, award)).collect::<Result<_, _>>()?,
    };
    Ok(page.render()?)
}

fn card(t: Texts, season: &Season, award: &Award) -> Result<Card, Error> {
    let slug = &season.slug;
    let winners = award.winners.iter().map(|winner| {
        let path = format!("winners/{}/{}", award.nomination, winner.entrant_id);
        (t.integer(winner.place), winner.alias.clone(), links::desk(t.language, slug, &path))
    });
    let (mut facts, mut hashes) = (Vec::new(), Vec::new());
    if let Some(result) = award.results.last() {
        facts.push((t.say("winners-computed")?, t.integer(result.position)));
        facts.push((t.say("winners-decided")?, t.integer(result.decided_at)));
        hashes.push((t.say("winners-result-hash")?, result.result_hash.clone()));
        hashes.push((t.say("winners-rules-hash")?, result.rules_hash.clone()));
    }
    Ok(Card {
        id: award.nomination.clone(),
        title: award.title.clone(),
        winners: winners.collect(),
        facts,
        hashes,
        before: before(t, &award.results)?,
        appeals: award.appeals.iter().map(|appeal| appeal_line(t, appeal)).collect::<Result<_, _>>()?,
        ranking: links::ranking(t.language, slug, &award.nomination, None),
        json: links::api(slug, &format!("/nominations/{}/award", award.nomination)),
    })
}

/// Every result that was decided anew, beside the one that holds.
fn before(t: Texts, results: &[AwardedResult]) -> Result<Vec<Before>, Error> {
    let pairs = results.iter().zip(results.iter().skip(1));
    let before = pairs.map(|(result, next)| {
        Ok(Before {
            event: t.say_texts("event-number", &[("event", &t.integer(result.decided_at))])?,
            winners: result.winners.iter().map(|winner| winner.alias.clone()).collect(),
            reason: next.amendment.as_ref().map(|amendment| amendment.reason.clone()).unwrap_or_default(),
        })
    });
    before.collect()
}

fn appeal_line(t: Texts, appeal: &SettledAppeal) -> Result<AppealLine, Error> {
    let (word, class) = match appeal.upheld {
        None => ("appeal-open", "provisional"),
        Some(true) => ("appeal-upheld", "verified"),
        Some(false) => ("appeal-dismissed", "rejected"),
    };
    Ok(AppealLine {
        badge: (t.say(word)?, class),
        alias: appeal.alias.clone(),
        event: t.say_texts("event-number", &[("event", &t.integer(appeal.position))])?,
        reason: appeal.reason.clone(),
        resolution: appeal.resolution.clone(),
    })
}

/// The certificate of a winner, to print; `None` if nobody of this id won this nomination.
///
/// # Errors
/// [`Error`] if a template or a translation is broken; the data cannot cause one.
pub fn render_certificate(
    season: &Season,
    award: &Award,
    winner: Uuid,
    language: Language,
) -> Result<Option<String>, Error> {
    let t = Texts { language };
    let found = award.winners.iter().find(|w| w.entrant_id == winner).zip(award.results.last());
    let Some((winner, result)) = found else { return Ok(None) };
    let path = format!("winners/{}/{}", award.nomination, winner.entrant_id);
    let page = CertificatePage {
        t,
        shell: Shell::new(t, season, Some(&winner.alias), Entry::Winners, |l| {
            links::desk(l, &season.slug, &path)
        })?,
        alias: winner.alias.clone(),
        place: t.say_n("rank", winner.place)?,
        nomination: award.title.clone(),
        days: t.days(season.starts_on, season.ends_on)?,
        code: result.result_hash.clone(),
        proof: links::api(&season.slug, &format!("/awards/{}", result.result_hash)),
        back: links::desk(language, &season.slug, "winners"),
    };
    Ok(Some(page.render()?))
}
