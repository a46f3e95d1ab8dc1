//! The addresses of the pages and of what they point to, in one place.

use std::fmt::Display;

use marathon_events::{DeedId, EntrantId, EntrantKind, Position, RegionCode};
use marathon_projections::leaderboards::{BoardMetric, BoardStatus};

use crate::{BoardChoice, EventChoice, Language, MapMetric, Season};

/// A marathon, or how it stood at a position.
#[derive(Clone, Copy, Debug)]
pub struct Of<'a> {
    slug: &'a str,
    at: Option<Position>,
}

impl<'a> From<&'a str> for Of<'a> {
    fn from(slug: &'a str) -> Self {
        Self { slug, at: None }
    }
}

impl<'a> From<&'a String> for Of<'a> {
    fn from(slug: &'a String) -> Self {
        Self { slug, at: None }
    }
}

/// The moment that is looked at stays the same from page to page.
impl<'a> From<&'a Season> for Of<'a> {
    fn from(season: &'a Season) -> Self {
        Self { slug: &season.slug, at: season.at }
    }
}

impl Of<'_> {
    fn at(self) -> Vec<String> {
        pair("at", self.at)
    }
}

/// The current marathon in a language: `/kk`.
#[must_use]
pub fn home(language: Language) -> String {
    format!("/{language}")
}

/// A marathon's dashboard: `/kk/2024`, with `?metric=` if the map is not coloured by deeds.
#[must_use]
pub fn dashboard<'a>(language: Language, of: impl Into<Of<'a>>, metric: MapMetric) -> String {
    let of = of.into();
    let metric = Some(metric).filter(|metric| *metric != MapMetric::default()).map(MapMetric::name);
    with(format!("/{language}/{}", of.slug), [pair("metric", metric), of.at()].concat())
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
pub fn board<'a>(
    language: Language,
    of: impl Into<Of<'a>>,
    choice: &BoardChoice,
    after: Option<EntrantId>,
) -> String {
    let of = of.into();
    let path = format!("/{language}/{}/leaderboards/{}", of.slug, metric_name(choice.metric));
    with(path, [filters(choice), pair("after", after), of.at()].concat())
}

/// Why an entrant stands where it stands on a leaderboard; its deeds from after a position on.
#[must_use]
pub fn board_why<'a>(
    language: Language,
    of: impl Into<Of<'a>>,
    choice: &BoardChoice,
    entrant: EntrantId,
    after: Option<Position>,
) -> String {
    let of = of.into();
    let path = format!("/{language}/{}/leaderboards/{}/{entrant}", of.slug, metric_name(choice.metric));
    with(path, [filters(choice), pair("after", after), of.at()].concat())
}

/// The same leaderboard in the HTTP API.
#[must_use]
pub fn board_json<'a>(of: impl Into<Of<'a>>, choice: &BoardChoice) -> String {
    let of = of.into();
    let path = format!("/leaderboards/{}", metric_name(choice.metric));
    with(api(of.slug, &path), [filters(choice), of.at()].concat())
}

/// A whole leaderboard as a table for other programs.
#[must_use]
pub fn board_csv<'a>(language: Language, of: impl Into<Of<'a>>, choice: &BoardChoice) -> String {
    let of = of.into();
    let path = format!("/{language}/{}/leaderboards/{}/csv", of.slug, metric_name(choice.metric));
    with(path, [filters(choice), of.at()].concat())
}

/// What is awarded: `/kk/2024/nominations`.
#[must_use]
pub fn nominations<'a>(language: Language, of: impl Into<Of<'a>>) -> String {
    let of = of.into();
    with(format!("/{language}/{}/nominations", of.slug), of.at())
}

/// The ranking of a nomination, from its first line or from after a competitor on.
#[must_use]
pub fn ranking<'a>(
    language: Language,
    of: impl Into<Of<'a>>,
    nomination: &str,
    after: Option<EntrantId>,
) -> String {
    let of = of.into();
    let path = format!("/{language}/{}/nominations/{nomination}", of.slug);
    with(path, [pair("after", after), of.at()].concat())
}

/// Why a competitor stands where it stands in a nomination; its deeds from after a position on.
#[must_use]
pub fn ranking_why<'a>(
    language: Language,
    of: impl Into<Of<'a>>,
    nomination: &str,
    competitor: EntrantId,
    after: Option<Position>,
) -> String {
    let of = of.into();
    let path = format!("/{language}/{}/nominations/{nomination}/{competitor}", of.slug);
    with(path, [pair("after", after), of.at()].concat())
}

/// The history, by filters; `Default` is its end.
#[must_use]
pub fn audit(language: Language, slug: &str, choice: &EventChoice) -> String {
    let parameters =
        [pair("type", choice.kind.as_ref()), pair("stream", choice.stream), pair("from", choice.from)];
    with(format!("/{language}/{slug}/audit"), parameters.concat())
}

/// The difference between two moments in the HTTP API, as they were written.
#[must_use]
pub fn difference(slug: &str, before: &str, after: &str) -> String {
    with(
        api(slug, "/difference"),
        vec![format!("before={}", encoded(before)), format!("after={}", encoded(after))],
    )
}

/// What somebody wrote, as a value in a query.
fn encoded(text: &str) -> String {
    let byte = |byte: u8| match byte {
        b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' | b'-' | b'.' | b':' => char::from(byte).to_string(),
        _ => format!("%{byte:02X}"),
    };
    text.bytes().map(byte).collect()
}

/// The same address at another moment; `None` is now.
#[must_use]
pub fn moved(address: &str, at: Option<Position>) -> String {
    let (path, query) = address.split_once('?').unwrap_or((address, ""));
    let kept = query.split('&').filter(|pair| !pair.is_empty() && !pair.starts_with("at="));
    with(path.to_owned(), kept.map(str::to_owned).chain(pair("at", at)).collect())
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

/// The same in the HTTP API; `path` has no query.
#[must_use]
pub fn api_at<'a>(of: impl Into<Of<'a>>, path: &str) -> String {
    let of = of.into();
    with(api(of.slug, path), of.at())
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
        pair("silver", choice.silver.then_some(true)),
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
