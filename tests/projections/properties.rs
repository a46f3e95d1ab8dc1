//! Histories that random commands make: every answer against the naive model, every delivery against every other.

use marathon_domain::{RegionNo, SectorNo};
use marathon_engine::{ReadModel, View};
use marathon_projections::{
    Views,
    book::{DeedNo, EntrantNo},
    leaderboards::BoardPlace,
    rankings::{Competitor, RankingEntry, RankingPlace},
    totals::TotalsFilter,
};
use proptest::prelude::*;

use super::{
    answers::{answers, boards},
    delivery::{deliver, folded, given_events, saved_and_loaded},
    naive::{Naive, NaiveDeed, NaiveLine, NaiveRank},
};
use crate::given::{history::Random, random::Dice};

fn histories(max: usize) -> impl Strategy<Value = Random> {
    prop::collection::vec(any::<Dice>(), 1..max).prop_map(|dice| Random::of(&dice))
}

impl std::fmt::Debug for Random {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list()
            .entries(self.events.iter().skip(1).map(|e| (e.position.0, e.stream, &e.event)))
            .finish()
    }
}

fn cases(cases: u32) -> ProptestConfig {
    ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(cases) }
}

/// A board as the views show it, in the words of the naive model.
fn shown(views: &Views, lines: &[marathon_projections::leaderboards::BoardEntry]) -> Vec<NaiveLine> {
    let id = |no| views.book.entrants().get(no).id;
    lines.iter().map(|l| NaiveLine { rank: l.rank, entrant: id(l.entrant), value: l.value }).collect()
}

fn check_boards(views: &Views, naive: &Naive) {
    for board in boards() {
        let expected = naive.board(&board);
        let page = |after, limit| views.leaderboards.page(&views.book, &board, after, limit);
        assert_eq!(shown(views, &page(None, 1_000)), expected, "{board:?}");
        // Page by page, each after the last line of the one before.
        let mut read = page(None, 3);
        while let Some(last) = read.last().copied() {
            let after = BoardPlace { value: last.value, entrant: last.entrant };
            let more = page(Some(after), 3);
            if more.is_empty() {
                break;
            }
            read.extend(more);
        }
        assert_eq!(shown(views, &read), expected, "pages of {board:?}");
        assert_eq!(views.leaderboards.count(&views.book, &board), expected.len() as u64, "{board:?}");
        for line in &read {
            let deeds = views.leaderboards.explain(&views.book, &board, line.entrant);
            let credited: u64 = deeds.iter().map(|deed| deed.credited).sum();
            assert_eq!(credited, line.value, "deeds behind a line of {board:?}");
        }
        for no in 0..views.book.entrants().len() as u32 {
            let id = views.book.entrants().get(EntrantNo(no)).id;
            let found = views.leaderboards.neighbours(&views.book, &board, EntrantNo(no), 2);
            let place = expected.iter().position(|line| line.entrant == id);
            assert_eq!(found.is_some(), place.is_some(), "{id} on {board:?}");
            if let (Some(found), Some(place)) = (found, place) {
                let around = &expected[place.saturating_sub(2)..(place + 3).min(expected.len())];
                assert_eq!(shown(views, &found.around), around, "around {id} on {board:?}");
                assert_eq!(shown(views, &[found.own, found.leader]), [expected[place], expected[0]]);
                assert_eq!(found.entrants, expected.len() as u64);
            }
        }
    }
}

fn check_rankings(views: &Views, naive: &Naive) {
    for (no, nomination) in naive.rules.nominations.iter().enumerate() {
        let expected = naive.ranking(nomination);
        let page = |after, limit| views.rankings.page(&views.book, no, after, limit);
        let lines = page(None, 1_000);
        assert_eq!(views.rankings.len(&views.book, no), expected.len() as u64, "{}", nomination.id);
        assert_eq!(lines.len(), expected.len(), "{}", nomination.id);
        for (i, (line, expected)) in lines.iter().zip(&expected).enumerate() {
            check_line(views, no, line, expected);
            let after = RankingPlace { metric: line.metric, competitor: line.competitor };
            assert_eq!(page(Some(after), 2), lines[i + 1..(i + 3).min(lines.len())], "after line {i}");
        }
    }
}

fn check_line(views: &Views, no: usize, line: &RankingEntry, expected: &NaiveRank) {
    let nomination = &views.rankings.nominations()[no];
    let about = format!("{} in {}", expected.id, nomination.id());
    assert_eq!(nomination.id_of(line.competitor, &views.book), expected.id, "{about}");
    assert_eq!(nomination.competitor(expected.id, &views.book), Some(line.competitor), "{about}");
    assert_eq!(line.rank, expected.rank, "{about}");
    assert_eq!(line.metric.numerator, expected.numerator, "{about}");
    assert_eq!(u128::from(line.metric.denominator), expected.denominator, "{about}");
    assert_eq!(line.inputs.deeds, expected.deeds.len() as u64, "{about}");
    assert_eq!(line.inputs.active, expected.active, "{about}");
    let sum = |which: usize| expected.deeds.iter().map(|d| d.units[which]).sum::<u64>();
    assert_eq!([line.inputs.units, line.inputs.capped_units], [sum(1), sum(2)], "{about}");
    assert_eq!(views.rankings.entry(&views.book, no, line.competitor), Some(*line), "{about}");

    let why = views.rankings.explain(&views.book, no, line.competitor).unwrap();
    assert_eq!(why.entry, *line);
    assert_eq!(why.deeds.len(), expected.deeds.len(), "{about}");
    for (told, deed) in why.deeds.iter().zip(&expected.deeds) {
        assert_eq!(views.book.deeds().id(told.deed.no).0, deed.deed, "{about}");
        assert_eq!(views.book.deeds().position(told.deed.no), told.counted.position, "{about}");
        let told = &told.counted;
        assert_eq!([told.quantity, told.credited, told.counted], deed.units, "{about}");
        assert_eq!(told.worth_bps, deed.worth, "{about}");
        let whole = told.worth_bps == u128::from(told.quantity) * 10_000;
        assert!(whole == told.cuts.is_empty() || deed.worth == 0, "cuts of {told:?}");
    }
}

fn check_queue(views: &Views, naive: &Naive) {
    let regions: Vec<_> = (0..naive.rules.regions.len() as u8).map(RegionNo).collect();
    let id = |no: &DeedNo| views.book.deeds().id(*no).0;
    let of = |chosen: &[RegionNo], which: fn(&NaiveDeed) -> bool| -> Vec<_> {
        let there = |deed: &&NaiveDeed| {
            chosen.iter().any(|no| naive.rules.regions[usize::from(no.0)].code == deed.region)
        };
        naive.deeds.iter().filter(there).filter(|deed| which(deed)).map(|deed| deed.id).collect()
    };
    let waits: fn(&NaiveDeed) -> bool = |deed| deed.stands && !deed.verified && !deed.challenged;
    for chosen in [&regions[..], &regions[..1], &regions[1..]] {
        let waiting = |after, limit| views.queue.waiting(&views.book, chosen, after, limit);
        let all = waiting(None, 1_000);
        assert_eq!(all.iter().map(id).collect::<Vec<_>>(), of(chosen, waits));
        for (i, no) in all.iter().enumerate() {
            assert_eq!(waiting(Some(*no), 2), all[i + 1..(i + 3).min(all.len())], "after {no:?}");
        }
        let challenged = views.queue.challenged(chosen, None, 1_000);
        assert_eq!(challenged.iter().map(id).collect::<Vec<_>>(), of(chosen, |deed| deed.challenged));
        let counted: usize = chosen.iter().map(|region| views.queue.len(*region)).sum();
        assert_eq!(counted, all.len());
    }
}

fn check_totals(views: &Views, naive: &Naive, filter: &TotalsFilter) {
    let rules = &naive.rules;
    let expected = naive.sums(|deed| {
        let day = deed.day.since(rules.season.starts_on) as u16;
        filter.region.is_none_or(|r| rules.regions[usize::from(r.0)].code == deed.region)
            && filter.sector.is_none_or(|s| rules.sectors[usize::from(s.0)].id == deed.sector)
            && filter.days.as_ref().is_none_or(|days| days.contains(&day))
    });
    assert_eq!(views.totals.sum(filter), expected, "{filter:?}");
}

fn filters() -> impl Strategy<Value = TotalsFilter> {
    let region = prop::option::of((0..3_u8).prop_map(RegionNo));
    let sector = prop::option::of((0..3_u8).prop_map(SectorNo));
    let days = prop::option::of((0..25_u16, 0..25_u16).prop_map(|(from, more)| from..=from + more));
    (region, sector, days).prop_map(|(region, sector, days)| TotalsFilter { region, sector, days })
}

proptest! {
    #![proptest_config(cases(48))]

    #[test]
    fn boards_are_what_sorting_gives(history in histories(120)) {
        check_boards(&folded(&history.events).model, &Naive::of(&history.events));
    }

    #[test]
    fn rankings_are_what_the_text_on_scoring_says(history in histories(200)) {
        check_rankings(&folded(&history.events).model, &Naive::of(&history.events));
    }

    #[test]
    fn the_queue_is_what_nobody_decided(history in histories(250)) {
        check_queue(&folded(&history.events).model, &Naive::of(&history.events));
    }

    #[test]
    fn totals_are_what_adding_gives(history in histories(200), filters in prop::collection::vec(filters(), 20)) {
        let (views, naive) = (folded(&history.events).model, Naive::of(&history.events));
        for filter in &filters {
            check_totals(&views, &naive, filter);
        }
        let kinds = views.totals.by_kind();
        for (kind, sums) in kinds {
            prop_assert_eq!(sums, naive.sums(|deed| deed.kind() == kind));
        }
        for (no, sums) in views.totals.by_region().into_iter().enumerate() {
            prop_assert_eq!(sums, naive.sums(|deed| deed.region == naive.rules.regions[no].code));
        }
        for (day, sums) in views.totals.by_day().into_iter().enumerate() {
            prop_assert_eq!(sums, naive.sums(|deed| deed.day.since(naive.rules.season.starts_on) == day as i64));
        }
    }

    #[test]
    fn any_split_of_a_history_gives_the_same_views(history in histories(150), cuts in prop::collection::vec(0..40_usize, 0..20)) {
        let whole = folded(&history.events);
        let mut split = View::<Views>::default();
        let mut rest = &history.events[..];
        for (i, cut) in cuts.iter().enumerate() {
            let (now, later) = rest.split_at((*cut).min(rest.len()));
            deliver(&mut split, now, now.len());
            if i % 5 == 4 {
                split = saved_and_loaded(&split);
            }
            rest = later;
        }
        deliver(&mut split, rest, 11);
        prop_assert_eq!(split.model.digests(), whole.model.digests());
        prop_assert_eq!(split.model.digest(), whole.model.digest());
        prop_assert_eq!(split.as_of, whole.as_of);
    }
}

proptest! {
    #![proptest_config(cases(12))]

    #[test]
    fn an_order_asked_for_early_follows_every_change(history in histories(120), asked_at in 0..120_usize, size in 1..20_usize) {
        let mut early = View::<Views>::default();
        let (before, after) = history.events.split_at(asked_at.min(history.events.len()));
        deliver(&mut early, before, size);
        answers(&early.model);
        deliver(&mut early, after, size);
        prop_assert_eq!(answers(&early.model), answers(&folded(&history.events).model));
        let naive = Naive::of(&history.events);
        check_boards(&early.model, &naive);
        check_rankings(&early.model, &naive);
    }

    #[test]
    fn however_a_history_arrives_it_says_the_same(history in histories(25)) {
        given_events(&history.events);
    }
}

#[test]
fn whoever_did_nothing_has_no_line() {
    let views = given_events(&crate::given::history::recorded([crate::given::facts::person(1)]));
    for no in 0..views.rankings.nominations().len() {
        assert_eq!(views.rankings.page(&views.book, no, None, 10), []);
        assert_eq!(views.rankings.entry(&views.book, no, Competitor(0)), None);
        assert_eq!(views.rankings.explain(&views.book, no, Competitor(0)), None);
    }
}
