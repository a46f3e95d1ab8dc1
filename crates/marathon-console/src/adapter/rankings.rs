//! From the read models to rankings of nominations and what stands behind their lines.

use marathon_engine::View;
use marathon_events::{EntrantId, Position};
use marathon_projections::{
    Views,
    book::EntrantNo,
    rankings::{RankingEntry, RankingPlace},
};
use marathon_scoring::Fraction;

use crate::{
    Called, CountedDeed, DeedLine, ExactValue, RankedNomination, Ranking, RankingLine, RankingWhy,
    adapter::{LINES, about, deeds, standing},
};

/// A page of a ranking; `None` before the marathon was opened, or if it has no such nomination.
pub(crate) fn ranking(view: &View<Views>, nomination: &str, after: Option<EntrantId>) -> Option<Ranking> {
    let (book, rankings) = (&view.model.book, &view.model.rankings);
    let no = find(view, nomination)?;
    // Whoever is ranked no more is no place to go on from: its reader begins anew.
    let from = after.and_then(|id| {
        let competitor = rankings.nominations()[no].competitor(id, book)?;
        let metric = rankings.entry(book, no, competitor)?.metric;
        Some(RankingPlace { metric, competitor })
    });
    // One line more than is shown tells whether there is another page.
    let found = rankings.page(book, no, from, LINES + 1);
    let lines: Vec<_> = found.iter().take(LINES).filter_map(|entry| line(view, no, entry)).collect();
    Some(Ranking {
        season: about(view)?,
        nomination: nomination_of(view, no)?,
        next: lines.last().filter(|_| found.len() > LINES).map(|line| line.competitor),
        after: after.filter(|_| from.is_some()),
        lines,
    })
}

/// Why a competitor stands where it stands; `None` if it is not ranked. Walks through every deed of a region.
pub(crate) fn why(
    view: &View<Views>,
    nomination: &str,
    competitor: EntrantId,
    after: Option<Position>,
) -> Option<RankingWhy> {
    let (book, rankings) = (&view.model.book, &view.model.rankings);
    let no = find(view, nomination)?;
    let competitor = rankings.nominations()[no].competitor(competitor, book)?;
    let explained = rankings.explain(book, no, competitor)?;
    let all = explained.deeds.into_iter().map(|explained| CountedDeed {
        deed: DeedLine {
            id: book.deeds().id(explained.deed.no),
            position: explained.counted.position,
            done_on: explained.counted.done_on,
            kind: explained.deed.kind,
            amount: book.deeds().standing(explained.deed.no).quantities.amount,
            quantity: explained.counted.quantity,
            credited: explained.counted.credited,
        },
        counted: explained.counted.counted,
        worth_bps: explained.counted.worth_bps,
        cuts: explained.counted.cuts,
    });
    Some(RankingWhy {
        season: about(view)?,
        nomination: nomination_of(view, no)?,
        line: line(view, no, &explained.entry)?,
        deeds: deeds(all.collect(), after, |counted| counted.deed.position),
    })
}

/// Place of a nomination in the rules.
fn find(view: &View<Views>, id: &str) -> Option<usize> {
    view.model.rules()?.set().nominations.iter().position(|n| n.id == id)
}

fn nomination_of(view: &View<Views>, no: usize) -> Option<RankedNomination> {
    let (book, rankings) = (&view.model.book, &view.model.rankings);
    let set = book.rules()?.set();
    let first = rankings.page(book, no, None, 1).first().map_or(Fraction::ZERO, |entry| entry.metric);
    Some(RankedNomination {
        rules: set.nominations.get(no)?.clone(),
        sectors: set.sectors.iter().map(|s| (s.id.clone(), s.name.clone())).collect(),
        standing: standing(&view.model),
        ranked: rankings.len(book, no),
        leading: exact(first),
    })
}

fn line(view: &View<Views>, no: usize, entry: &RankingEntry) -> Option<RankingLine> {
    let book = &view.model.book;
    let nomination = &view.model.rankings.nominations()[no];
    let regions = &book.rules()?.set().regions;
    let (name, kind, region) = if nomination.is_of_regions() {
        let region = regions.get(entry.competitor.0 as usize)?;
        (Called::Region(region.name.clone()), None, region)
    } else {
        let entrant = book.entrants().get(EntrantNo(entry.competitor.0));
        let region = regions.get(usize::from(entrant.region.0))?;
        (Called::Alias(entrant.alias.to_owned()), Some(entrant.kind), region)
    };
    Some(RankingLine {
        rank: entry.rank,
        competitor: nomination.id_of(entry.competitor, book),
        name,
        kind,
        region: region.name.clone(),
        value: exact(entry.metric),
        inputs: entry.inputs,
    })
}

fn exact(fraction: Fraction) -> ExactValue {
    ExactValue { numerator: fraction.numerator, denominator: fraction.denominator }
}
