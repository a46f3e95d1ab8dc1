//! The addresses of the pages and of what they point to, in one place.

use std::fmt::Display;

use marathon_events::{DeedId, EntrantId, EntrantKind, Position, RegionCode};
use marathon_projections::leaderboards::{BoardMetric, BoardStatus};

use crate::{BoardChoice, Language, MapMetric};

/// The current marathon in a language: `/kk`.
#[must_use]
pub fn home(language: Language) -> String {
    format!("/{language}")
}

/// A marathon's dashboard: `/kk/2024`, with `?metric=` if the map is not coloured by deeds.
#[must_use]
pub fn dashboard(language: Language, slug: &str, metric: MapMetric) -> String {
    format!("/{language}/{slug}{}", query(metric))
}

/// The live stream of a dashboard: server-sent events, each the JSON of [`crate::live_message`].
#[must_use]
pub fn live(language: Language, slug: &str, metric: MapMetric) -> String {
    format!("/{language}/{slug}/live{}", query(metric))
}

/// A region: its row in the table beside the map.
#[must_use]
pub fn region(code: RegionCode) -> String {
    format!("#region-{code}")
}

/// A leaderboard, from its first line or from after an entrant on: `/kk/2024/leaderboards/trees?region=KZ-71`.
#[must_use]
pub fn board(language: Language, slug: &str, choice: &BoardChoice, after: Option<EntrantId>) -> String {
    let path = format!("/{language}/{slug}/leaderboards/{}", metric_name(choice.metric));
    with(path, [filters(choice), pair("after", after)].concat())
}

/// Why an entrant stands where it stands on a leaderboard; its deeds from after a position on.
#[must_use]
pub fn board_why(
    language: Language,
    slug: &str,
    choice: &BoardChoice,
    entrant: EntrantId,
    after: Option<Position>,
) -> String {
    let path = format!("/{language}/{slug}/leaderboards/{}/{entrant}", metric_name(choice.metric));
    with(path, [filters(choice), pair("after", after)].concat())
}

/// The same leaderboard in the HTTP API.
#[must_use]
pub fn board_json(slug: &str, choice: &BoardChoice) -> String {
    with(api(slug, &format!("/leaderboards/{}", metric_name(choice.metric))), filters(choice))
}

/// What is awarded: `/kk/2024/nominations`.
#[must_use]
pub fn nominations(language: Language, slug: &str) -> String {
    format!("/{language}/{slug}/nominations")
}

/// The ranking of a nomination, from its first line or from after a competitor on.
#[must_use]
pub fn ranking(language: Language, slug: &str, nomination: &str, after: Option<EntrantId>) -> String {
    with(format!("/{language}/{slug}/nominations/{nomination}"), pair("after", after))
}

/// Why a competitor stands where it stands in a nomination; its deeds from after a position on.
#[must_use]
pub fn ranking_why(
    language: Language,
    slug: &str,
    nomination: &str,
    competitor: EntrantId,
    after: Option<Position>,
) -> String {
    with(format!("/{language}/{slug}/nominations/{nomination}/{competitor}"), pair("after", after))
}

/// A deed with everything that happened to it.
#[must_use]
pub fn deed(language: Language, slug: &str, deed: DeedId) -> String {
    format!("/{language}/{slug}/deeds/{deed}")
}

/// A page of people who are signed in: `/kk/2026/me`.
#[must_use]
pub fn desk(language: Language, slug: &str, path: &str) -> String {
    format!("/{language}/{slug}/{path}")
}

/// Where the first organiser opens an account.
#[must_use]
pub fn first_organiser(language: Language) -> String {
    format!("/{language}/first-organiser")
}

/// An event in the HTTP API.
#[must_use]
pub fn event(slug: &str, position: Position) -> String {
    api(slug, &format!("/events?from={position}&limit=1"))
}

/// The marathon in the HTTP API; `path` begins with a slash or is empty.
#[must_use]
pub fn api(slug: &str, path: &str) -> String {
    format!("/v1/marathons/{slug}{path}")
}

/// The digest of a marathon at a position, which a replay up to it must arrive at.
#[must_use]
pub fn digest(slug: &str, at: Option<Position>) -> String {
    api(slug, &at.map_or_else(|| "/digest".to_owned(), |position| format!("/digest?at={position}")))
}

fn query(metric: MapMetric) -> String {
    if metric == MapMetric::default() { String::new() } else { format!("?metric={}", metric.name()) }
}

/// The name of a board's metric in addresses.
fn metric_name(metric: BoardMetric) -> &'static str {
    BoardMetric::ALL.into_iter().find(|(m, _)| *m == metric).map_or("deeds", |(_, name)| name)
}

/// The name of a board's status in addresses.
pub(crate) fn status_name(status: BoardStatus) -> &'static str {
    match status {
        BoardStatus::Verified => "verified",
        BoardStatus::Claimed => "claimed",
    }
}

/// The parameters of a board's filters; what goes without saying is left out.
fn filters(choice: &BoardChoice) -> Vec<String> {
    let status = Some(choice.status).filter(|s| *s != BoardStatus::Verified).map(status_name);
    let kind = choice.entrant_kind.map(EntrantKind::name);
    [
        pair("status", status),
        pair("entrant_kind", kind),
        pair("region", choice.region),
        pair("sector", choice.sector.as_ref()),
    ]
    .concat()
}

/// A parameter, if it has a value. Codes, ids and numbers need no encoding.
fn pair(name: &str, value: Option<impl Display>) -> Vec<String> {
    value.map(|value| format!("{name}={value}")).into_iter().collect()
}

fn with(path: String, parameters: Vec<String>) -> String {
    if parameters.is_empty() { path } else { format!("{path}?{}", parameters.join("&")) }
}
