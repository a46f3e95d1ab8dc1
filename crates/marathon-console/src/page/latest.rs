//! The latest deeds.

use askama::Template;
use marathon_events::RegionCode;

use crate::{Dashboard, Error, LatestDeed, page::words, texts::Texts};

#[derive(Template)]
#[template(path = "latest.html")]
struct Latest {
    t: Texts,
    rows: Vec<Row>,
}

struct Row {
    icon: &'static str,
    what: String,
    who: String,
    region: String,
    status: String,
    status_class: &'static str,
    moment: String,
    time: String,
}

pub(super) fn render(dashboard: &Dashboard, t: Texts) -> Result<String, Error> {
    let rows = dashboard.latest.iter().map(|deed| row(dashboard, t, deed));
    Ok(Latest { t, rows: rows.collect::<Result<_, Error>>()? }.render()?)
}

fn row(dashboard: &Dashboard, t: Texts, deed: &LatestDeed) -> Result<Row, Error> {
    let (icon, what) = words::deed(t, deed.kind, deed.amount)?;
    let (status, status_class) = words::deed_status(t, deed.status)?;
    let offset = dashboard.season.utc_offset_minutes;
    let day = t.day_short(deed.logged_at.local_day(offset))?;
    Ok(Row {
        icon,
        what,
        who: deed.alias.clone().map_or_else(|| t.say("latest-anonymous"), Ok)?,
        region: region_name(dashboard, t, deed.region),
        status,
        status_class,
        moment: deed.logged_at.to_string(),
        time: t.say_texts("date-time", &[("day", &day), ("time", &t.clock(deed.logged_at, offset))])?,
    })
}

/// A region's public name, or its code if the rules do not know it.
pub(super) fn region_name(dashboard: &Dashboard, t: Texts, code: RegionCode) -> String {
    dashboard
        .regions
        .iter()
        .find(|region| region.code == code)
        .map_or_else(|| code.to_string(), |region| t.language.of(&region.name).to_owned())
}
