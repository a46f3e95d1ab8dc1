//! The dashboard as HTML, checked without a browser.

use marathon_console::{
    DeedStatus, Language, LeaderName, MapMetric, SeasonState, Standing, assets, icon, live_message, render,
    render_fragments, script, style,
};
use marathon_events::marathon_opened::{Metric, QuantityUnit};

use crate::{html, sample};

/// Every page of the sample season and of an empty one.
fn pages() -> Vec<(String, String)> {
    let mut pages = Vec::new();
    for (name, dashboard) in [("season", sample::dashboard()), ("empty", sample::empty())] {
        for language in Language::ALL {
            for metric in MapMetric::ALL {
                let html = render(&dashboard, language, metric).unwrap();
                pages.push((format!("{name} {language} {}", metric.name()), html));
            }
        }
    }
    pages
}

fn fragment(id: &str, language: Language) -> String {
    let parts = render_fragments(&sample::dashboard(), language, MapMetric::Deeds).unwrap();
    parts.into_iter().find(|part| part.id == id).unwrap().html
}

#[test]
fn pages_are_sound() {
    for (page, html) in pages() {
        html::check(&page, &html);
    }
    assert_eq!(assets().map(|asset| &asset.path), [&style().path, &script().path, &icon().path]);
}

#[test]
fn claimed_and_verified_stand_side_by_side() {
    for (language, labels, figures) in [
        (
            Language::Kk,
            ["тексерілді", "мәлімделді"],
            ["6\u{a0}431", "7\u{a0}000", "221,7\u{a0}т", "240\u{a0}т"],
        ),
        (Language::Ru, ["проверено", "заявлено"], ["6\u{a0}431", "7\u{a0}000", "221,7\u{a0}т", "240\u{a0}т"]),
        (Language::En, ["verified", "claimed"], ["6,431", "7,000", "221.7\u{a0}t", "240\u{a0}t"]),
    ] {
        let html = fragment("counters", language);
        assert_eq!(html::texts_after(&html, "<dt>"), labels.repeat(5));
        let shown = html::texts_after(&html, "<dd>");
        assert_eq!(shown.len(), 10);
        assert_eq!([shown[0], shown[1], shown[6], shown[7]], figures);
    }
    let html = fragment("counters", Language::En);
    assert!(html.contains("91% of claimed is verified"), "6431 of 7000 is 91.87 %, rounded down");
    assert!(html.contains("<rect class=\"part\" width=\"91\""));
}

#[test]
fn the_page_says_which_event_it_is_of() {
    for (language, text) in [
        (Language::Kk, "20\u{a0}418-оқиғадағы жағдай: 2024 жылғы 1 желтоқсан, 14:32 (UTC+5)"),
        (Language::Ru, "Состояние на событие №\u{a0}20\u{a0}418: 14:32, 1 декабря 2024 года (UTC+5)"),
        (Language::En, "As of event 20,418, 14:32 on 1 December 2024 (UTC+5)"),
    ] {
        let expected = format!(
            "<p class=\"as-of\" id=\"as-of\"><time datetime=\"2024-12-01T09:32:07.000000Z\">{text}</time></p>"
        );
        assert_eq!(fragment("as-of", language), expected);
    }
}

#[test]
fn what_users_write_never_becomes_markup() {
    let attack = "<script>alert(1)</script>\" onmouseover=\"x' & co";
    let mut dashboard = sample::dashboard();
    dashboard.nominations[1].leaders[0].name = LeaderName::Alias(attack.to_owned());
    dashboard.latest[0].alias = Some(attack.to_owned());
    for titles in
        [&mut dashboard.season.name, &mut dashboard.regions[0].name, &mut dashboard.nominations[0].title]
    {
        titles.en = attack.to_owned();
    }
    let html = render(&dashboard, Language::En, MapMetric::Deeds).unwrap();
    assert_eq!(html.matches("<script").count(), 1, "only our own");
    assert!(!html.contains("\" onmouseover"), "an attribute was left");
    let escaped = "&#60;script&#62;alert(1)&#60;/script&#62;&#34; onmouseover=&#34;x&#39; &#38; co";
    for id in ["nominations", "latest", "map"] {
        let parts = render_fragments(&dashboard, Language::En, MapMetric::Deeds).unwrap();
        let part = parts.into_iter().find(|part| part.id == id).unwrap();
        assert!(part.html.contains(escaped), "{id}");
    }
}

#[test]
fn tiles_lead_to_their_rows_and_are_coloured_by_rate() {
    let html = fragment("map", Language::En);
    let tiles: Vec<&str> = html.split("<li class=\"tile ").skip(1).collect();
    assert_eq!(tiles.len(), 20);
    let turkistan = tiles.iter().find(|tile| tile.contains("tile-KZ-61")).unwrap();
    assert!(turkistan.starts_with("c4 r4 q5\"><a id=\"tile-KZ-61\" href=\"#region-KZ-61\""), "{turkistan}");
    assert!(turkistan.contains("Turkistan Region: 1,030 verified, 1,121 claimed; 47.9 verified per 100,000"));
    let first_row = html.split("<tr id=\"").nth(1).unwrap();
    assert!(first_row.starts_with("region-KZ-61"), "the table is sorted by rate: {first_row}");
}

#[test]
fn the_metric_switch_works_by_links_alone() {
    let html = render(&sample::dashboard(), Language::Ru, MapMetric::Waste).unwrap();
    assert!(
        html.contains("<a id=\"metric-waste\" href=\"/ru/2024?metric=waste#map\" aria-current=\"true\">")
    );
    assert!(html.contains("<a id=\"metric-deeds\" href=\"/ru/2024#map\">"));
    assert!(html.contains("href=\"/kk/2024?metric=waste\" lang=\"kk\""), "another language keeps the metric");
    assert!(html.contains("data-stream=\"/ru/2024/live?metric=waste\""), "so does the live stream");
    assert!(html.contains("<html lang=\"ru\">"));
}

#[test]
fn values_are_rounded_for_display_and_kept_exact() {
    let html = fragment("nominations", Language::Ru);
    let rounded =
        "<data class=\"value\" value=\"187/240\" title=\"округлено от 187/240\">≈&#160;77,9\u{a0}%</data>";
    assert!(html.contains(rounded), "{html}");
    assert!(html.contains("<data class=\"value\" value=\"99000/25\">66\u{a0}ч</data>"), "exact: no sign");
    assert!(html.contains("<data class=\"value\" value=\"962/2\">481 животное</data>"));
    assert!(html.contains("<bdi>область Ұлытау</bdi>"), "a region goes by its public name");
    assert_eq!(
        html::texts_after(&html, "<span aria-hidden=\"true\">")[21..24],
        ["1", "2", "2"],
        "ties share a rank"
    );
}

#[test]
fn every_metric_standing_and_status_has_its_words() {
    use QuantityUnit as U;
    let units = [U::People, U::PeopleHelped, U::PersonMinutes, U::Trees, U::Grams, U::Animals];
    let mut metrics = vec![Metric::Deeds, Metric::ActiveShare, Metric::Per100k];
    metrics.extend(units.map(|unit| Metric::Sum { unit }));
    metrics.extend(units.map(|unit| Metric::PerMember { unit }));
    let mut dashboard = sample::dashboard();
    dashboard.season.state = SeasonState::Closed;
    for (language, metric) in Language::ALL.into_iter().flat_map(|l| metrics.iter().map(move |m| (l, *m))) {
        for (standing, status) in [
            (Standing::Provisional, DeedStatus::Claimed),
            (Standing::Frozen, DeedStatus::Rejected),
            (Standing::Final, DeedStatus::Withdrawn),
        ] {
            dashboard.nominations[0].metric = metric;
            dashboard.nominations[0].standing = standing;
            dashboard.latest[0].status = status;
            let html = render(&dashboard, language, MapMetric::Deeds).unwrap();
            assert!(!html.contains('—') || language != Language::En, "a value without words for {metric:?}");
        }
    }
}

#[test]
fn a_page_is_made_of_what_the_live_stream_sends() {
    let dashboard = sample::dashboard();
    let page = render(&dashboard, Language::Kk, MapMetric::Trees).unwrap();
    let parts = render_fragments(&dashboard, Language::Kk, MapMetric::Trees).unwrap();
    for part in &parts {
        assert!(page.contains(part.html.trim_end()), "{}", part.id);
        let first_tag = part.html.split('>').next().unwrap();
        assert!(first_tag.contains(&format!(" id=\"{}\"", part.id)), "{first_tag}");
    }
}

#[test]
fn a_live_message_carries_what_changed() {
    let mut dashboard = sample::dashboard();
    let before = render_fragments(&dashboard, Language::En, MapMetric::Deeds).unwrap();
    assert_eq!(live_message(Some(&before), &before).unwrap(), None);
    dashboard.totals.claimed.deeds += 1;
    let after = render_fragments(&dashboard, Language::En, MapMetric::Deeds).unwrap();
    let message = live_message(Some(&before), &after).unwrap().unwrap();
    let json: serde_json::Value = serde_json::from_str(&message).unwrap();
    let changed: Vec<&String> = json.as_object().unwrap().keys().collect();
    assert_eq!(changed, ["counters"]);
    assert!(json["counters"].as_str().unwrap().contains("<dd>7,001</dd>"));
    let everything = live_message(None, &after).unwrap().unwrap();
    let json: serde_json::Value = serde_json::from_str(&everything).unwrap();
    assert_eq!(json.as_object().unwrap().len(), after.len());
    assert!(!everything.contains('\n'), "a server-sent event is one line of data");
}

#[test]
fn the_curve_is_drawn_to_scale() {
    let html = fragment("curve", Language::Kk);
    let wide = html.split("class=\"chart wide\"").nth(1).unwrap();
    // 145 days over 1012 units from 56; 8000 deeds over 290 units above 304.
    assert!(wide.contains("<circle class=\"claimed-dot\" cx=\"1068\" cy=\"50.3\""), "7000 on the last day");
    assert_eq!(
        html::texts_after(wide, "text-anchor=\"end\">")[..5],
        ["0", "2\u{a0}000", "4\u{a0}000", "6\u{a0}000", "8\u{a0}000"]
    );
    assert!(wide.contains(">қыр</text>"), "September");
    assert_eq!(html.matches("<tr><th scope=\"row\">").count(), 21, "20 full weeks and the last day");
}

#[test]
fn checking_starts_from_the_event_the_page_is_of() {
    let html = render(&sample::dashboard(), Language::En, MapMetric::Deeds).unwrap();
    assert!(html.contains("marathon replay 2024.ndjson <span class=\"nowrap\">--at 20418</span>"));
    assert!(html.contains("href=\"/v1/marathons/2024/digest?at=20418\""));
}

#[test]
fn final_results_are_not_called_provisional() {
    let mut dashboard = sample::dashboard();
    dashboard.published = true;
    dashboard.nominations.iter_mut().for_each(|nomination| nomination.standing = Standing::Final);
    let html = render(&dashboard, Language::En, MapMetric::Deeds).unwrap();
    assert!(html.contains("Published results.") && !html.contains("Provisional"));
}

#[test]
fn an_empty_marathon_has_a_page() {
    let html = render(&sample::empty(), Language::En, MapMetric::Waste).unwrap();
    for text in ["Nothing has been recorded yet", "Nothing claimed yet", "The curve begins", "No deeds yet"] {
        assert!(html.contains(text), "{text}");
    }
    assert!(!html.contains("class=\"chart"));
}
