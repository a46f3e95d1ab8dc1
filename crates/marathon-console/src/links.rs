//! The addresses of the pages and of what they point to, in one place.

use marathon_events::{Position, RegionCode};

use crate::{Language, MapMetric};

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
