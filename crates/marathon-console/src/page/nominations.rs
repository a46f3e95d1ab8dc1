//! The nominations and who leads them.

use askama::Template;
use marathon_events::marathon_opened::{Metric, QuantityUnit};

use crate::{
    Dashboard, Error, ExactValue, LeaderName, Standing, links,
    numbers::{self, Rounded},
    texts::{MassUnit, Texts},
};

#[derive(Template)]
#[template(path = "nominations.html")]
struct Nominations {
    t: Texts,
    intro: String,
    cards: Vec<Card>,
}

struct Card {
    id: String,
    title: String,
    metric: String,
    standing: String,
    standing_class: &'static str,
    winners: String,
    ranking: String,
    leaders: Vec<Row>,
}

struct Row {
    rank: String,
    rank_text: String,
    /// Would win if nothing changed and the jury had no say.
    winning: bool,
    name: String,
    fraction: String,
    value: String,
    rounded_from: Option<String>,
}

pub(super) fn render(dashboard: &Dashboard, t: Texts) -> Result<String, Error> {
    let cards = dashboard.nominations.iter().map(|nomination| {
        let (standing, standing_class) = match nomination.standing {
            Standing::Provisional => ("standing-provisional", "provisional"),
            Standing::Frozen => ("standing-frozen", "frozen"),
            Standing::Final => ("standing-final", "final"),
        };
        let leaders = nomination.leaders.iter().map(|leader| {
            let ExactValue { numerator, denominator } = leader.value;
            let fraction =
                if denominator == 1 { numerator.to_string() } else { format!("{numerator}/{denominator}") };
            let shown = value(t, nomination.metric, leader.value)?;
            let exact = shown.as_ref().is_none_or(|v| v.exact);
            Ok(Row {
                rank: t.integer(u64::from(leader.rank)),
                rank_text: t.say_n("rank", u64::from(leader.rank))?,
                winning: leader.rank <= nomination.winners,
                name: name(dashboard, t, &leader.name),
                value: shown.map_or_else(|| "—".to_owned(), |v| v.text),
                rounded_from: if exact {
                    None
                } else {
                    Some(t.say_texts("value-rounded", &[("fraction", &fraction)])?)
                },
                fraction,
            })
        });
        Ok(Card {
            id: nomination.id.clone(),
            title: t.language.of(&nomination.title).to_owned(),
            metric: t.say(metric_message(nomination.metric))?,
            standing: t.say(standing)?,
            standing_class,
            winners: t.say_n("nomination-winners", u64::from(nomination.winners))?,
            ranking: links::api(&dashboard.slug, &format!("/nominations/{}/ranking", nomination.id)),
            leaders: leaders.collect::<Result<_, Error>>()?,
        })
    });
    let all_final = dashboard.nominations.iter().all(|n| n.standing == Standing::Final);
    let intro = t.say(if all_final { "nominations-intro-final" } else { "nominations-intro" })?;
    Ok(Nominations { t, intro, cards: cards.collect::<Result<_, Error>>()? }.render()?)
}

fn name(dashboard: &Dashboard, t: Texts, name: &LeaderName) -> String {
    match name {
        LeaderName::Alias(alias) => alias.clone(),
        LeaderName::Region(code) => super::latest::region_name(dashboard, t, *code),
    }
}

/// The value with its unit, rounded for display.
fn value(t: Texts, metric: Metric, value: ExactValue) -> Result<Option<Rounded>, Error> {
    let (n, d) = (value.numerator, u128::from(value.denominator));
    match metric {
        Metric::Sum { unit } | Metric::PerMember { unit } => match unit {
            QuantityUnit::Grams => {
                let whole = n.checked_div(d).unwrap_or_default();
                t.mass_in(MassUnit::of(u64::try_from(whole).unwrap_or(u64::MAX)), n, d, 2)
            }
            QuantityUnit::PersonMinutes => t.counted("unit-hours", n, d * 60, 1),
            QuantityUnit::People | QuantityUnit::PeopleHelped => t.counted("unit-people", n, d, 2),
            QuantityUnit::Trees => t.counted("unit-trees", n, d, 2),
            QuantityUnit::Animals => t.counted("unit-animals", n, d, 2),
        },
        Metric::Deeds => t.counted("unit-deeds", n, d, 0),
        Metric::ActiveShare => match n.checked_mul(100) {
            Some(hundredfold) => t.counted("unit-percent", hundredfold, d, 1),
            None => Ok(None),
        },
        Metric::Per100k => Ok(numbers::fraction(t.language, n, d, 1)),
    }
}

fn metric_message(metric: Metric) -> &'static str {
    match metric {
        Metric::Deeds => "metric-deeds",
        Metric::ActiveShare => "metric-active-share",
        Metric::Per100k => "metric-per-100k",
        Metric::Sum { unit } => match unit {
            QuantityUnit::People => "metric-people",
            QuantityUnit::PeopleHelped => "metric-people-helped",
            QuantityUnit::PersonMinutes => "metric-person-minutes",
            QuantityUnit::Trees => "metric-trees",
            QuantityUnit::Grams => "metric-grams",
            QuantityUnit::Animals => "metric-animals",
        },
        Metric::PerMember { unit } => match unit {
            QuantityUnit::People => "metric-people-per-member",
            QuantityUnit::PeopleHelped => "metric-people-helped-per-member",
            QuantityUnit::PersonMinutes => "metric-person-minutes-per-member",
            QuantityUnit::Trees => "metric-trees-per-member",
            QuantityUnit::Grams => "metric-grams-per-member",
            QuantityUnit::Animals => "metric-animals-per-member",
        },
    }
}
