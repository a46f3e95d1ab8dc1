//! The season as a curve: an area of verified deeds under a line of claimed ones, and a table of the same.
//!
//! It is drawn twice, for wide and for narrow screens, because text inside an SVG shrinks with it.

use askama::Template;
use chrono::{Datelike, NaiveDate};

use crate::{CurvePoint, Dashboard, Error, texts::Texts};

#[derive(Template)]
#[template(path = "curve.html")]
struct Curve {
    t: Texts,
    summary: Option<String>,
    charts: Vec<Chart>,
    weeks: Vec<(String, String, String)>,
}

/// One drawing; all lengths in its own units, which are CSS pixels at full width.
struct Chart {
    class: &'static str,
    frame: Frame,
    grid: Vec<(String, String)>,
    months: Vec<Month>,
    verified_area: String,
    verified_line: String,
    claimed_line: String,
    last: Option<(String, String, String)>,
}

struct Month {
    /// Where its first day is; `None` at the left edge.
    border: Option<String>,
    middle: String,
    label: String,
}

/// Size of a drawing and of the plot inside it.
#[derive(Clone, Copy)]
struct Frame {
    width: i64,
    height: i64,
    left: i64,
    right: i64,
    top: i64,
    bottom: i64,
}

const WIDE: Frame = Frame { width: 1080, height: 340, left: 56, right: 1068, top: 14, bottom: 304 };
const NARROW: Frame = Frame { width: 340, height: 240, left: 44, right: 332, top: 12, bottom: 208 };

/// Room a month's label needs.
const MONTH_WIDTH_MIN: i64 = 28;

pub(super) fn render(dashboard: &Dashboard, t: Texts) -> Result<String, Error> {
    let points = &dashboard.curve;
    let summary = points.last().map(|last| {
        t.say_texts(
            "curve-summary",
            &[
                ("day", &t.day_short(last.day)?),
                ("claimed", &t.integer(last.claimed_deeds)),
                ("verified", &t.integer(last.verified_deeds)),
            ],
        )
    });
    let weeks = points
        .iter()
        .enumerate()
        .filter(|(n, p)| p.day.since(dashboard.season.starts_on) % 7 == 6 || n + 1 == points.len())
        .map(|(_, p)| Ok((t.day_short(p.day)?, t.integer(p.claimed_deeds), t.integer(p.verified_deeds))))
        .collect::<Result<_, Error>>()?;
    let charts = vec![chart("wide", WIDE, dashboard, t)?, chart("narrow", NARROW, dashboard, t)?];
    Ok(Curve { t, summary: summary.transpose()?, charts, weeks }.render()?)
}

fn chart(class: &'static str, frame: Frame, dashboard: &Dashboard, t: Texts) -> Result<Chart, Error> {
    let highest = dashboard.curve.iter().map(|p| p.claimed_deeds.max(p.verified_deeds)).max();
    let (step, top) = scale(highest.unwrap_or_default());
    let days = dashboard.season.ends_on.since(dashboard.season.starts_on).max(1);
    let x = |day: i64| frame.left * 10 + (frame.right - frame.left) * 10 * day.clamp(0, days) / days;
    let y = |value: u64| {
        let height = i128::from(frame.bottom - frame.top) * 10;
        frame.bottom * 10
            - i64::try_from(height * i128::from(value.min(top)) / i128::from(top)).unwrap_or_default()
    };
    let line = |value: fn(&CurvePoint) -> u64| {
        let mut path = String::new();
        for point in &dashboard.curve {
            let command = if path.is_empty() { 'M' } else { 'L' };
            let (x, y) = (tenths(x(point.day.since(dashboard.season.starts_on))), tenths(y(value(point))));
            path.push_str(&format!("{command}{x} {y}"));
        }
        path
    };
    let verified_line = line(|p| p.verified_deeds);
    let edge = |p: Option<&CurvePoint>| p.map(|p| tenths(x(p.day.since(dashboard.season.starts_on))));
    let verified_area = match (edge(dashboard.curve.first()), edge(dashboard.curve.last())) {
        (Some(from), Some(to)) => format!("{verified_line}L{to} {0}L{from} {0}Z", frame.bottom),
        _ => String::new(),
    };
    let last = dashboard.curve.last().map(|p| {
        let x = tenths(x(p.day.since(dashboard.season.starts_on)));
        (x, tenths(y(p.claimed_deeds)), tenths(y(p.verified_deeds)))
    });
    let grid = (0..=top / step).map(|n| (tenths(y(n * step)), t.integer(n * step))).collect();
    Ok(Chart {
        class,
        frame,
        grid,
        months: months(dashboard, t, x)?,
        verified_area,
        verified_line,
        claimed_line: line(|p| p.claimed_deeds),
        last,
    })
}

/// The months of the season; `x` gives the place of a day in tenths.
fn months(dashboard: &Dashboard, t: Texts, x: impl Fn(i64) -> i64) -> Result<Vec<Month>, Error> {
    let (start, end) = (dashboard.season.starts_on.0, dashboard.season.ends_on.0);
    let place = |day: NaiveDate| x(day.signed_duration_since(start).num_days());
    let mut months = Vec::new();
    let mut from = start;
    while from < end {
        let (year, month) =
            if from.month() == 12 { (from.year() + 1, 1) } else { (from.year(), from.month() + 1) };
        let Some(next) = NaiveDate::from_ymd_opt(year, month, 1) else { break };
        let (left, right) = (place(from), place(next));
        let label =
            if right - left >= MONTH_WIDTH_MIN * 10 { t.month_short(from.month())? } else { String::new() };
        let border = (from != start).then(|| tenths(left));
        months.push(Month { border, middle: tenths(i64::midpoint(left, right)), label });
        from = next;
    }
    Ok(months)
}

/// The distance of the grid lines, which is 1, 2 or 5 times a power of ten, and the value of the topmost: at most
/// five lines above zero, and the highest value below or on the topmost.
fn scale(highest: u64) -> (u64, u64) {
    let mut step = 1_u64;
    for factor in [2, 5, 10].into_iter().cycle() {
        if highest <= step.saturating_mul(5) {
            break;
        }
        step = match factor {
            2 => step.saturating_mul(2),
            5 => step.saturating_div(2).saturating_mul(5),
            _ => step.saturating_mul(2),
        };
    }
    (step, highest.div_ceil(step).max(1).saturating_mul(step))
}

/// A coordinate given in tenths.
fn tenths(value: i64) -> String {
    if value % 10 == 0 { format!("{}", value / 10) } else { format!("{}.{}", value / 10, value % 10) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grid_lines_are_round_and_few() {
        for (highest, expected) in [
            (0, (1, 1)),
            (1, (1, 1)),
            (5, (1, 5)),
            (6, (2, 6)),
            (23, (5, 25)),
            (26, (10, 30)),
            (525, (200, 600)),
            (7_000, (2_000, 8_000)),
            (10_001, (5_000, 15_000)),
        ] {
            assert_eq!(scale(highest), expected, "{highest}");
        }
        assert!(scale(u64::MAX).1 >= u64::MAX / 2);
    }
}
