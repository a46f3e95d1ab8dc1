//! Published results: winners, what each result was computed from, how to check it, and certificates.

use askama::Template;
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
}

#[derive(Template)]
#[template(path = "winners.html")]
struct WinnersPage {
    t: Texts,
    shell: Shell,
    as_of: String,
    /// Why there is nothing to show.
    nothing: Option<String>,
    cards: Vec<Card>,
}

struct Card {
    id: String,
    title: String,
    winners: Vec<(String, String, String)>,
    facts: Vec<(String, String)>,
    hashes: Vec<(String, String)>,
    amended: bool,
    ranking: String,
    json: String,
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
    language: Language,
) -> Result<String, Error> {
    let t = Texts { language };
    let address = |l| links::desk(l, &season.slug, "winners");
    let page = WinnersPage {
        t,
        shell: Shell::new(t, season, Some(&t.say("winners-title")?), Entry::Winners, address)?,
        as_of: as_of(season, t)?,
        nothing: nothing.map(str::to_owned),
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
        amended: award.results.len() > 1,
        ranking: links::ranking(t.language, slug, &award.nomination, None),
        json: links::api(slug, &format!("/nominations/{}/award", award.nomination)),
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
