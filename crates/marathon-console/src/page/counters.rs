//! The big counters: claimed beside verified, never added.

use askama::Template;

use super::{amount, metric_title};
use crate::{Dashboard, Error, MapMetric, numbers, texts::Texts};

#[derive(Template)]
#[template(path = "counters.html")]
struct Counters {
    t: Texts,
    cards: Vec<Card>,
}

struct Card {
    name: &'static str,
    title: String,
    claimed: String,
    verified: String,
    /// Whole percent of claimed that is verified; 0 while nothing is claimed.
    share: u64,
    share_text: String,
}

pub(super) fn render(dashboard: &Dashboard, t: Texts) -> Result<String, Error> {
    let cards = MapMetric::ALL.into_iter().map(|metric| {
        let claimed = metric.of(&dashboard.totals.claimed);
        let verified = metric.of(&dashboard.totals.verified);
        let share = numbers::percent_of(verified, claimed);
        Ok(Card {
            name: metric.name(),
            title: t.say(metric_title(metric))?,
            claimed: amount(t, metric, claimed)?,
            verified: amount(t, metric, verified)?,
            share: share.unwrap_or_default().min(100),
            share_text: share.map_or_else(|| t.say("verified-none"), |n| t.say_n("verified-share", n))?,
        })
    });
    Ok(Counters { t, cards: cards.collect::<Result<_, Error>>()? }.render()?)
}
