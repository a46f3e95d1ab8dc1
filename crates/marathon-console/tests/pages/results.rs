//! Leaderboards, nominations and what stands behind their lines, as HTML.

use marathon_console::{
    Board, BoardChoice, Called, Dashboard, Deed, Language, MapMetric, Standing, Written, render,
    render_board, render_board_why, render_deed, render_missing, render_nominations, render_ranking,
    render_ranking_why,
};
use marathon_events::{Day, EntrantKind, Position, RegionCode, Sector};
use marathon_projections::leaderboards::{BoardMetric, BoardStatus};
use marathon_scoring::Cut;

use crate::{html, lists, sample};

/// Every page of lists, in every language.
fn pages() -> Vec<(String, String)> {
    let mut pages = Vec::new();
    for language in Language::ALL {
        let rendered = [
            ("board", render_board(&lists::board(), language)),
            ("empty board", render_board(&lists::empty_board(), language)),
            ("board why", render_board_why(&lists::board_why(), language)),
            ("nominations", render_nominations(&sample::dashboard(), language)),
            ("empty nominations", render_nominations(&sample::empty(), language)),
            ("ranking", render_ranking(&lists::ranking(), language)),
            ("ranking why", render_ranking_why(&lists::ranking_why(), language)),
            ("elsewhere, a deed", render_deed(&lists::deed_page(), &Written::default(), language)),
            ("elsewhere, a deed to doubt", render_deed(&doubtful(true), &Written::default(), language)),
            ("board with my place", render_board(&lists::board_with_mine(), language)),
            ("board of the past", render_board(&past_board(), language)),
            ("elsewhere, missing", render_missing(&sample::season(), language)),
        ];
        pages.extend(rendered.map(|(name, page)| (format!("{name} {language}"), page.unwrap())));
    }
    pages
}

#[test]
fn pages_are_sound() {
    for (page, html) in pages() {
        html::check(&page, &html);
        assert_eq!(html.matches("<h1").count(), 1, "{page}");
        assert_eq!(
            html.matches("aria-current=\"page\"").count() > 0,
            !page.starts_with("elsewhere"),
            "{page}"
        );
    }
}

#[test]
fn another_language_keeps_the_page() {
    let mut board = lists::board();
    board.after = Some(lists::entrant(9));
    let html = render_board(&board, Language::Ru).unwrap();
    let kept = format!(
        "href=\"/kk/2024/leaderboards/trees?status=claimed&#38;region=KZ-71&#38;after={}\" lang=\"kk\"",
        lists::entrant(9)
    );
    assert!(html.contains(&kept), "{html}");
    let html = render_ranking_why(&lists::ranking_why(), Language::Kk).unwrap();
    let kept = format!("href=\"/en/2024/nominations/green-country/{}\" lang=\"en\"", lists::entrant(1));
    assert!(html.contains(&kept), "{html}");
}

#[test]
fn a_board_shows_places_values_and_gaps() {
    let html = render_board(&lists::board(), Language::En).unwrap();
    let rows: Vec<&str> = html.split("<tbody>").nth(1).unwrap().split("<tr").skip(1).collect();
    assert_eq!(html::texts_after(&html, "<span class=\"rank\">"), ["1", "2", "2"]);
    assert!(rows[0].starts_with(" class=\"winning\""), "{}", rows[0]);
    assert!(rows[0].contains("<bdi>Таза Қала</bdi></a><span class=\"about\">Team · Astana"), "{}", rows[0]);
    assert!(rows[0].contains("<td class=\"number value\">1,200 trees</td><td class=\"number gap\">—</td>"));
    assert!(rows[1].contains("300 trees</td><td class=\"number gap\">\u{2212}900 trees</td>"), "{}", rows[1]);
    assert!(rows[1].contains("width=\"25\""), "a quarter of the leader's: {}", rows[1]);
    assert!(html.contains("As of event 20,418"));
    assert!(html.contains("3 participants are on this board"));
}

#[test]
fn filters_stand_in_the_address_and_in_the_form() {
    let html = render_board(&lists::board(), Language::En).unwrap();
    for chosen in ["<option value=\"claimed\" selected>", "<option value=\"KZ-71\" selected>"] {
        assert!(html.contains(chosen), "{chosen}");
    }
    assert_eq!(html.matches(" selected>").count(), 5, "one of each");
    assert!(html.contains("method=\"get\" action=\"/en/2024/leaderboards/trees\""));
    assert!(html.contains("href=\"/en/2024/leaderboards/deeds?status=claimed&#38;region=KZ-71\""), "a tab");
    assert!(html.contains("Clear the filters"));
    assert!(html.contains("/v1/marathons/2024/leaderboards/trees?status=claimed&#38;region=KZ-71\""));
    let plain = render_board(&lists::empty_board(), Language::En).unwrap();
    assert!(!plain.contains("Clear the filters</a>") && plain.contains("Nobody is on this board yet"));
    let choice = BoardChoice {
        metric: BoardMetric::Deeds,
        status: BoardStatus::Verified,
        entrant_kind: Some(EntrantKind::Person),
        region: RegionCode::parse("KZ-75"),
        sector: Some(Sector("media".into())),
        silver: true,
    };
    let mut board = lists::board();
    board.choice = choice;
    let html = render_board(&board, Language::En).unwrap();
    assert!(
        html.contains("?entrant_kind=person&#38;region=KZ-75&#38;sector=media&#38;silver=true\""),
        "{html}"
    );
    assert!(html.contains("is divided among the people who took part"));
}

#[test]
fn a_long_list_goes_on() {
    let mut board = lists::board();
    assert!(!render_board(&board, Language::En).unwrap().contains("class=\"pager\""));
    board.next = Some(lists::entrant(3));
    board.after = Some(lists::entrant(2));
    let html = render_board(&board, Language::En).unwrap();
    let next = format!(
        "<a rel=\"next\" href=\"/en/2024/leaderboards/trees?status=claimed&#38;region=KZ-71&#38;after={}\">",
        lists::entrant(3)
    );
    assert!(html.contains(&next), "{html}");
    assert!(html.contains(
        "<a href=\"/en/2024/leaderboards/trees?status=claimed&#38;region=KZ-71\">Back to the beginning"
    ));
    let mut why = lists::board_why();
    why.deeds.next = Some(Position(77));
    assert!(render_board_why(&why, Language::En).unwrap().contains("&#38;after=77\">Next"));
}

#[test]
fn behind_a_place_stands_every_deed_with_its_event() {
    let html = render_board_why(&lists::board_why(), Language::En).unwrap();
    assert!(html.contains("<dd>2 of 3</dd>") && html.contains("<dd>\u{2212}900 trees</dd>"), "{html}");
    assert!(html.contains("<a href=\"/v1/marathons/2024/events?from=41&#38;limit=1\">41</a>"));
    assert!(html.contains("href=\"/en/2024/deeds/00000000-0000-0000-0000-0000000003e9\""));
    assert!(html.contains("<td class=\"number\">100 trees</td><td class=\"number value\">50 trees</td>"));
    assert_eq!(html.matches("a person’s share of a group’s deed").count(), 1, "of one deed alone");
}

#[test]
fn a_ranking_says_its_rules_and_where_it_was_rounded() {
    let html = render_ranking(&lists::ranking(), Language::En).unwrap();
    for rule in [
        "Of one deed, at most 500 trees count.",
        "Of the sum up to 600 trees, each unit counts 100%.",
        "Beyond that, each unit counts 10%.",
        "this measure weighs 60% and the jury 40%",
        "Sectors that count: Ecological.",
    ] {
        assert!(html.contains(rule), "{rule}: {html}");
    }
    assert!(
        html.contains("value=\"6204999/10000\" title=\"rounded from 6204999/10000\">≈&#160;620.5"),
        "{html}"
    );
    let mut ranking = lists::ranking();
    ranking.lines[0].name = Called::Region(ranking.lines[0].region.clone());
    ranking.lines[0].kind = None;
    assert!(render_ranking(&ranking, Language::En).unwrap().contains("<bdi>Astana</bdi>"));
}

#[test]
fn a_line_of_a_ranking_says_what_was_cut() {
    let html = render_ranking_why(&lists::ranking_why(), Language::En).unwrap();
    assert!(html.contains("limit for one deed") && !html.contains("limit for one day"), "{html}");
    for (cut, words) in
        [(Cut::Share, "person’s share"), (Cut::PerDay, "limit for one day"), (Cut::Band, "lower rate")]
    {
        let mut why = lists::ranking_why();
        why.deeds.deeds[0].cuts = vec![cut];
        assert!(render_ranking_why(&why, Language::En).unwrap().contains(words), "{words}");
    }
}

#[test]
fn what_users_write_never_becomes_markup() {
    let attack = "<script>alert(1)</script>\" onmouseover=\"x";
    let (mut board, mut why, mut ranking) = (lists::board(), lists::board_why(), lists::ranking());
    board.lines[0].alias = attack.to_owned();
    why.line.alias = attack.to_owned();
    ranking.lines[0].name = Called::Alias(attack.to_owned());
    for html in [
        render_board(&board, Language::En).unwrap(),
        render_board_why(&why, Language::En).unwrap(),
        render_ranking(&ranking, Language::En).unwrap(),
    ] {
        assert_eq!(html.matches("<script").count(), 1, "only our own");
        assert!(!html.contains("\" onmouseover") && html.contains("&#60;script&#62;alert"));
    }
}

#[test]
fn a_deed_tells_everything_that_happened_to_it() {
    let html = render_deed(&lists::deed_page(), &Written::default(), Language::En).unwrap();
    let badges =
        html::texts_after(html.split("class=\"history\"").nth(1).unwrap(), "<span class=\"badge verified\">");
    assert_eq!(badges, ["Verified", "Challenge dismissed"]);
    assert!(html.contains("<blockquote><bdi>Nobody saw the &#60;trees&#62;</bdi></blockquote>"), "{html}");
    assert!(html.contains("12 trees planted</h1>") && html.contains("<bdi>Айгерім</bdi>"));
    assert!(html.contains("href=\"/en/2024/deeds/00000000-0000-0000-0000-0000000003e8\">See the other one"));
    assert!(html.contains(&marathon_events::LeafHash::of(b"entry").to_string()));
}

/// A verified deed within its challenge window.
fn doubtful(may_doubt: bool) -> Deed {
    let doubt_until = Day::parse("2024-08-09");
    Deed { doubt_until, may_doubt, ..lists::deed_page() }
}

fn past_board() -> Board {
    let mut board = lists::board();
    board.season.at = Some(Position(20_418));
    board
}

#[test]
fn a_verified_deed_can_be_doubted_by_others_for_a_while() {
    let html = |deed: &Deed| render_deed(deed, &Written::default(), Language::En).unwrap();
    let sees = |html: &str| (html.contains("until 9 August 2024"), html.contains("/challenge\""));
    assert_eq!(sees(&html(&doubtful(true))), (true, true));
    assert_eq!(sees(&html(&doubtful(false))), (true, false), "its owner, and nobody, have no form");
    assert_eq!(sees(&html(&lists::deed_page())), (false, false), "the time has passed");
}

#[test]
fn a_page_of_the_past_says_so_and_its_links_stay_there() {
    let html = render_board(&past_board(), Language::En).unwrap();
    assert!(html.contains("As it stood at event 20,418, 14:32 on 1 December 2024"), "{html}");
    for kept in [
        "href=\"/ru/2024/leaderboards/trees?status=claimed&#38;region=KZ-71&#38;at=20418\" lang=\"ru\"",
        "href=\"/en/2024/nominations?at=20418\"",
        "&#38;region=KZ-71&#38;at=20419\"",
        "<input type=\"hidden\" name=\"at\" value=\"20418\">",
        "&#38;region=KZ-71&#38;at=20318\"",
        "/v1/marathons/2024/leaderboards/trees?status=claimed&#38;region=KZ-71&#38;at=20418",
    ] {
        assert!(html.contains(kept), "{kept} in {html}");
    }
    let now = "href=\"/en/2024/leaderboards/trees?status=claimed&#38;region=KZ-71\">Back to now";
    assert!(html.contains(now), "{html}");
    assert!(!render_board(&lists::board(), Language::En).unwrap().contains("at=2"));
}

#[test]
fn the_past_is_not_live() {
    let mut dashboard = sample::dashboard();
    let live = |dashboard: &Dashboard| {
        render(dashboard, Language::En, MapMetric::default()).unwrap().contains("data-stream")
    };
    assert!(live(&dashboard));
    dashboard.season.at = Some(Position(7));
    assert!(!live(&dashboard));
}

#[test]
fn once_results_are_published_the_cards_are_of_winners() {
    let mut dashboard = sample::dashboard();
    dashboard.published = true;
    dashboard.nominations.iter_mut().for_each(|n| n.standing = Standing::Final);
    let html = render(&dashboard, Language::En, MapMetric::default()).unwrap();
    assert!(
        html.contains("href=\"/en/2024/winners\">Winners and how")
            && !html.contains("nothing here is an award")
    );
    let before = render(&sample::dashboard(), Language::En, MapMetric::default()).unwrap();
    assert!(!before.contains("Winners and how") && before.contains("nothing here is an award"));
}

#[test]
fn my_place_is_pinned_above_the_others() {
    let html = render_board(&lists::board_with_mine(), Language::En).unwrap();
    let mine = html.split("<tbody class=\"own\">").nth(1).unwrap().split("</tbody>").next().unwrap();
    assert!(
        mine.contains("My place") && mine.contains(">Green</bdi>") && mine.contains("\u{2212}900"),
        "{mine}"
    );
    assert!(html.contains("<span class=\"badge frozen\">"), "{html}");
    assert!(html.contains("/leaderboards/trees/csv?status=claimed"), "{html}");
    assert!(!render_board(&lists::board(), Language::En).unwrap().contains("class=\"own\""));
}
