//! Everything that can be asked, in one text: two views that answer the same give the same text.

use std::fmt::Write;

use marathon_domain::{RegionNo, SectorNo};
use marathon_events::EntrantKind;
use marathon_projections::{
    Views,
    leaderboards::{BoardFilter, BoardMetric, BoardStatus},
    rankings::Competitor,
    totals::TotalsFilter,
};

/// Every board: metric × status × kind × region × sector.
pub fn boards() -> Vec<BoardFilter> {
    let mut all = Vec::new();
    let kinds: Vec<_> = EntrantKind::ALL.map(Some).into_iter().chain([None]).collect();
    for (metric, _) in BoardMetric::ALL {
        for status in [BoardStatus::Claimed, BoardStatus::Verified] {
            for &entrant_kind in &kinds {
                for place in 0..16_u8 {
                    let region = (place % 4).checked_sub(1).map(RegionNo);
                    let sector = (place / 4).checked_sub(1).map(SectorNo);
                    all.push(BoardFilter { metric, status, entrant_kind, region, sector, silver: false });
                }
            }
        }
    }
    all
}

/// Every answer.
pub fn answers(views: &Views) -> String {
    let mut said = String::new();
    let Views { book, totals, leaderboards, rankings, queue, judging, .. } = views;
    let mut say = |what: &dyn std::fmt::Debug| writeln!(said, "{what:?}").unwrap();
    say(&totals.sum(&TotalsFilter::default()));
    say(&(totals.by_day(), totals.by_region(), totals.by_sector(), totals.by_kind()));
    for board in boards() {
        say(&leaderboards.page(book, &board, None, 100));
    }
    for (no, nomination) in rankings.nominations().iter().enumerate() {
        say(&(nomination.id(), rankings.len(book, no), rankings.page(book, no, None, 100)));
        for competitor in 0..book.entrants().len() as u32 {
            say(&rankings.explain(book, no, Competitor(competitor)));
        }
    }
    for no in 0..book.entrants().len() as u32 {
        let entrant = book.entrants().get(marathon_projections::book::EntrantNo(no));
        say(&entrant);
        say(&book.deeds().of_entrant(book.entrants(), entrant.no).collect::<Vec<_>>());
        say(&book.deeds().mentioning(book.entrants(), entrant.no).collect::<Vec<_>>());
    }
    for no in 0..book.deeds().len() as u32 {
        let no = marathon_projections::book::DeedNo(no);
        let (deeds, deed) = (book.deeds(), book.deeds().get(no));
        say(&(deed, deeds.id(no), deeds.position(no), deeds.standing(no), deeds.looked_repeated(no)));
        say(&book.named_persons(&deed));
    }
    say(&(book.intake_closed_at(), book.opened_at(), book.rules().map(marathon_domain::Rules::hash)));
    let regions: Vec<_> = (0..3).map(RegionNo).collect();
    let waiting = queue.waiting(book, &regions, None, 1_000);
    say(&waiting.iter().map(|no| (*no, queue.twin(*no))).collect::<Vec<_>>());
    let challenged = queue.challenged(&regions, None, 1_000);
    say(&challenged.iter().map(|no| (*no, queue.doubt(*no))).collect::<Vec<_>>());
    say(&(regions.iter().map(|region| queue.len(*region)).collect::<Vec<_>>(), judging));
    said
}
