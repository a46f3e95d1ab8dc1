//! The regions as tiles, coloured by what was verified per 100 000 residents, and a table of the same.

use askama::Template;

use super::{amount, metric_title};
use crate::{
    Dashboard, Error, MapMetric, RegionTile, links, numbers,
    texts::{MassUnit, Texts},
};

#[derive(Template)]
#[template(path = "map.html")]
struct Map {
    t: Texts,
    intro: String,
    metrics: Vec<Choice>,
    metric_title: String,
    tiles: Vec<Tile>,
    /// The highest rate, which has the deepest colour.
    highest: String,
    lowest: String,
    rows: Vec<Row>,
}

struct Choice {
    name: &'static str,
    title: String,
    href: String,
    chosen: bool,
}

struct Tile {
    code: String,
    column: u8,
    row: u8,
    /// 0: nothing; 1 to 5: equal steps up to the highest rate.
    shade: u128,
    href: String,
    name: String,
    abbreviation: String,
    rate: String,
    title: String,
}

struct Row {
    code: String,
    name: String,
    claimed: String,
    verified: String,
    rate: String,
    population: String,
}

/// What a rate is per.
const RESIDENTS: u128 = 100_000;
const MILLION: u128 = 1_000_000;
/// Steps of colour above nothing.
const SHADES: u128 = 5;

pub(super) fn render(dashboard: &Dashboard, t: Texts, metric: MapMetric) -> Result<String, Error> {
    let mut regions: Vec<&RegionTile> = dashboard.regions.iter().collect();
    regions.sort_by_key(|r| (std::cmp::Reverse(millionths(r, metric)), r.code));
    let highest = regions.first().map_or(0, |r| millionths(r, metric));
    let style = Style::of(metric, highest);
    let rows = regions.iter().map(|region| {
        let totals = &region.totals;
        Ok(Row {
            code: region.code.to_string(),
            name: t.language.of(&region.name).to_owned(),
            claimed: amount(t, metric, metric.of(&totals.claimed))?,
            verified: amount(t, metric, metric.of(&totals.verified))?,
            rate: style.rate(t, metric, region)?,
            population: t.integer(region.population),
        })
    });
    let rows = rows.collect::<Result<Vec<_>, Error>>()?;
    let names: Vec<&str> = rows.iter().map(|row| row.name.as_str()).collect();
    let tiles = regions.iter().zip(&rows).map(|(region, row)| {
        Ok(Tile {
            code: row.code.clone(),
            column: region.grid.column,
            row: region.grid.row,
            shade: shade(millionths(region, metric), highest),
            href: links::region(region.code),
            abbreviation: abbreviation(&short_name(&row.name, &names)),
            name: short_name(&row.name, &names),
            rate: row.rate.clone(),
            title: t.say_texts(
                "map-tile",
                &[
                    ("region", &row.name),
                    ("verified", &row.verified),
                    ("claimed", &row.claimed),
                    ("rate", &row.rate),
                ],
            )?,
        })
    });
    let mut tiles = tiles.collect::<Result<Vec<_>, Error>>()?;
    // Read aloud and tabbed through as one reads a map: from north to south, from west to east.
    tiles.sort_by_key(|tile| (tile.row, tile.column));
    let map = Map {
        t,
        intro: t.say_n("map-intro", regions.len() as u64)?,
        metrics: MapMetric::ALL
            .map(|choice| {
                Ok(Choice {
                    name: choice.name(),
                    title: t.say(metric_title(choice))?,
                    href: format!("{}#map", links::dashboard(t.language, &dashboard.season, choice)),
                    chosen: choice == metric,
                })
            })
            .into_iter()
            .collect::<Result<_, Error>>()?,
        metric_title: t.say(metric_title(metric))?,
        tiles,
        highest: rows.first().map(|row| row.rate.clone()).unwrap_or_default(),
        lowest: style.write(t, 0, 1)?,
        rows,
    };
    Ok(map.render()?)
}

/// How the rates of one map are written: all alike, so that they can be compared at a glance.
#[derive(Clone, Copy)]
enum Style {
    Number { decimals: u32 },
    Mass(MassUnit),
}

impl Style {
    fn of(metric: MapMetric, highest: u128) -> Self {
        let highest = highest / MILLION;
        if metric == MapMetric::Waste {
            Self::Mass(MassUnit::of(u64::try_from(highest).unwrap_or(u64::MAX)))
        } else {
            Self::Number { decimals: u32::from(highest < 100) }
        }
    }

    /// A fraction in this style; a dash if it has no value.
    fn write(self, t: Texts, numerator: u128, denominator: u128) -> Result<String, Error> {
        let rounded = match self {
            Self::Number { decimals } => numbers::fraction(t.language, numerator, denominator, decimals),
            Self::Mass(unit) => t.mass_in(unit, numerator, denominator, 1)?,
        };
        Ok(rounded.map_or_else(|| "—".to_owned(), |rounded| rounded.text))
    }

    /// Verified per 100 000 residents.
    fn rate(self, t: Texts, metric: MapMetric, region: &RegionTile) -> Result<String, Error> {
        let value = u128::from(metric.of(&region.totals.verified)) * RESIDENTS;
        self.write(t, value, u128::from(region.population))
    }
}

/// The rate times a million, to compare regions by.
fn millionths(region: &RegionTile, metric: MapMetric) -> u128 {
    let value = u128::from(metric.of(&region.totals.verified)) * RESIDENTS * MILLION;
    value.checked_div(u128::from(region.population)).unwrap_or_default()
}

fn shade(rate: u128, highest: u128) -> u128 {
    (rate * SHADES).div_ceil(highest.max(1)).min(SHADES)
}

/// A region's name without the word for "region", which every tile would repeat; in full if a city among `names`
/// is called the same.
fn short_name(name: &str, names: &[&str]) -> String {
    const REGION: [&str; 4] = [" облысы", " область", "область ", " Region"];
    let short = REGION.iter().fold(name.to_owned(), |name, word| name.replace(word, ""));
    if short != name && names.contains(&short.as_str()) { name.to_owned() } else { short }
}

/// What fits on a tile of a narrow screen.
fn abbreviation(name: &str) -> String {
    const CHARS_MAX: usize = 6;
    if name.chars().count() <= CHARS_MAX {
        return name.to_owned();
    }
    let mut start: String = name.chars().take(CHARS_MAX - 2).collect();
    start.push('.');
    start
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colour_grows_with_the_rate() {
        assert_eq!([0, 1, 20, 21, 99, 100].map(|rate| shade(rate, 100)), [0, 1, 1, 2, 5, 5]);
        assert_eq!(shade(0, 0), 0);
    }

    #[test]
    fn a_city_and_its_region_stay_apart() {
        let names = ["Алматы облысы", "Алматы", "Абай облысы", "Солтүстік Қазақстан облысы"];
        let short = names.map(|name| short_name(name, &names));
        assert_eq!(short, ["Алматы облысы", "Алматы", "Абай", "Солтүстік Қазақстан"]);
        assert_eq!(short.map(|name| abbreviation(&name)), ["Алма.", "Алматы", "Абай", "Солт."]);
        assert_eq!(short_name("область Ұлытау", &names), "Ұлытау");
    }
}
