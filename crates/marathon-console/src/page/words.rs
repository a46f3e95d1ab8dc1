//! Words that several pages have: of metrics, kinds, statuses, deeds and quantities.

use marathon_events::{DeedKind, EntrantKind};
use marathon_projections::leaderboards::{BoardMetric, BoardStatus};

use crate::{
    DeedStatus, Error,
    texts::{MassUnit, Texts},
};

/// Decimals of a mass: to the gram while it is in kilograms.
const MASS_DECIMALS: u32 = 3;

/// Icon and title of what a board goes by.
pub(super) fn metric(t: Texts, metric: BoardMetric) -> Result<(&'static str, String), Error> {
    let (icon, title) = match metric {
        BoardMetric::Deeds => ("deeds", "counter-deeds"),
        BoardMetric::Trees => ("trees", "counter-trees"),
        BoardMetric::Grams => ("waste", "counter-waste"),
        BoardMetric::Animals => ("animals", "counter-animals"),
        BoardMetric::PeopleHelped => ("people", "metric-people-helped"),
        BoardMetric::PersonMinutes => ("hours", "metric-person-minutes"),
    };
    Ok((icon, t.say(title)?))
}

/// How much of it, with its unit; with a sign where it was rounded.
pub(super) fn quantity(t: Texts, metric: BoardMetric, value: u64) -> Result<String, Error> {
    let n = u128::from(value);
    let rounded = match metric {
        BoardMetric::Deeds => t.counted("unit-deeds", n, 1, 0)?,
        BoardMetric::Trees => t.counted("unit-trees", n, 1, 0)?,
        BoardMetric::Grams => t.mass_in(MassUnit::of(value), n, 1, MASS_DECIMALS)?,
        BoardMetric::Animals => t.counted("unit-animals", n, 1, 0)?,
        BoardMetric::PeopleHelped => t.counted("unit-people", n, 1, 0)?,
        BoardMetric::PersonMinutes => t.counted("unit-hours", n, 60, 1)?,
    };
    let sign = |exact| if exact { "" } else { "≈\u{a0}" };
    Ok(rounded.map_or_else(|| "—".to_owned(), |r| format!("{}{}", sign(r.exact), r.text)))
}

/// What kind of entrant.
pub(super) fn entrant_kind(t: Texts, kind: EntrantKind) -> Result<String, Error> {
    t.say(match kind {
        EntrantKind::Person => "kind-person",
        EntrantKind::Team => "kind-team",
        EntrantKind::Organisation => "kind-organisation",
        EntrantKind::Institution => "kind-institution",
    })
}

/// Which deeds a board counts.
pub(super) fn board_status(t: Texts, status: BoardStatus) -> Result<String, Error> {
    t.say(match status {
        BoardStatus::Verified => "board-verified",
        BoardStatus::Claimed => "board-claimed",
    })
}

/// Where a deed stands: its word, and the class of its badge.
pub(super) fn deed_status(t: Texts, status: DeedStatus) -> Result<(String, &'static str), Error> {
    let (word, class) = match status {
        DeedStatus::Claimed => ("status-claimed", "claimed"),
        DeedStatus::Verified => ("status-verified", "verified"),
        DeedStatus::Challenged => ("status-challenged", "claimed"),
        DeedStatus::Rejected => ("status-rejected", "rejected"),
        DeedStatus::Withdrawn => ("status-withdrawn", "withdrawn"),
    };
    Ok((t.say(word)?, class))
}

/// Icon and words of what was done.
pub(super) fn deed(t: Texts, kind: DeedKind, amount: u64) -> Result<(&'static str, String), Error> {
    Ok(match kind {
        DeedKind::GoodDeedDone => ("deeds", t.say_n("deed-people-helped", amount)?),
        DeedKind::TreesPlanted => ("trees", t.say_n("deed-trees", amount)?),
        DeedKind::WasteCollected => {
            ("waste", t.say_texts("deed-waste", &[("mass", &t.mass(amount, MASS_DECIMALS)?)])?)
        }
        DeedKind::AnimalsHelped => ("animals", t.say_n("deed-animals", amount)?),
    })
}
