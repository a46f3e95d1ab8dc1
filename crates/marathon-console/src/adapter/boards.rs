//! From the read models to leaderboards and what stands behind their lines.

use marathon_engine::View;
use marathon_events::{EntrantId, Position};
use marathon_projections::{
    Views,
    book::Book,
    leaderboards::{BoardEntry, BoardFilter, BoardPlace},
};

use crate::{
    Board, BoardChoice, BoardLine, BoardWhy, DeedLine, Standing,
    adapter::{LINES, about, deeds},
};

/// A page of a leaderboard; `None` before the marathon was opened, or if it has no such region or sector.
pub(crate) fn board(view: &View<Views>, choice: BoardChoice, after: Option<EntrantId>) -> Option<Board> {
    let (book, boards) = (&view.model.book, &view.model.leaderboards);
    let set = book.rules()?.set();
    let filter = filter(book, &choice)?;
    // Whoever left the board since is no place to go on from: its reader begins anew.
    let from = after.and_then(|id| {
        let entrant = book.entrants().find(id.0)?;
        let own = boards.neighbours(book, &filter, entrant, 0)?.own;
        Some(BoardPlace { value: own.value, entrant })
    });
    // One line more than is shown tells whether there is another page.
    let found = boards.page(book, &filter, from, LINES + 1);
    let leading = boards.page(book, &filter, None, 1).first().map_or(0, |first| first.value);
    let lines: Vec<_> = found.iter().take(LINES).filter_map(|entry| line(book, entry)).collect();
    Some(Board {
        season: about(view)?,
        choice,
        regions: set.regions.iter().map(|r| (r.code, r.name.clone())).collect(),
        sectors: set.sectors.iter().map(|s| (s.id.clone(), s.name.clone())).collect(),
        entrants: boards.count(book, &filter),
        leading,
        next: lines.last().filter(|_| found.len() > LINES).map(|line| line.entrant),
        after: after.filter(|_| from.is_some()),
        lines,
        standing: settled(&view.model),
        mine: Vec::new(),
    })
}

/// How settled leaderboards are: no deed changes them once the field is frozen, and nothing does once results are public.
fn settled(views: &Views) -> Standing {
    let steps = views.judging.steps();
    match (steps.frozen.is_some(), steps.published) {
        (_, Some(_)) => Standing::Final,
        (true, None) => Standing::Frozen,
        (false, None) => Standing::Provisional,
    }
}

/// The lines of these entrants, as far as they are on the board.
pub(crate) fn lines_of(view: &View<Views>, choice: &BoardChoice, entrants: &[EntrantId]) -> Vec<BoardLine> {
    let (book, boards) = (&view.model.book, &view.model.leaderboards);
    let Some(filter) = filter(book, choice) else { return Vec::new() };
    let found = entrants.iter().filter_map(|id| {
        let own = boards.neighbours(book, &filter, book.entrants().find(id.0)?, 0)?.own;
        line(book, &own)
    });
    found.collect()
}

/// A leaderboard from its first line on, at most so many lines.
pub(crate) fn first(view: &View<Views>, choice: &BoardChoice, lines: usize) -> Option<Vec<BoardLine>> {
    let (book, boards) = (&view.model.book, &view.model.leaderboards);
    let found = boards.page(book, &filter(book, choice)?, None, lines);
    Some(found.iter().filter_map(|entry| line(book, entry)).collect())
}

/// Why an entrant stands where it stands; `None` if it is not on the board.
pub(crate) fn why(
    view: &View<Views>,
    choice: BoardChoice,
    entrant: EntrantId,
    after: Option<Position>,
) -> Option<BoardWhy> {
    let (book, boards) = (&view.model.book, &view.model.leaderboards);
    let filter = filter(book, &choice)?;
    let no = book.entrants().find(entrant.0)?;
    let found = boards.neighbours(book, &filter, no, 0)?;
    let starts_on = book.rules()?.set().season.starts_on;
    let all = boards.explain(book, &filter, no).into_iter().map(|explained| DeedLine {
        id: book.deeds().id(explained.deed.no),
        position: book.deeds().position(explained.deed.no),
        done_on: starts_on.plus(explained.deed.day.into()),
        kind: explained.deed.kind,
        amount: explained.standing.quantities.amount,
        quantity: explained.quantity,
        credited: explained.credited,
    });
    Some(BoardWhy {
        season: about(view)?,
        choice,
        line: line(book, &found.own)?,
        leading: found.leader.value,
        entrants: found.entrants,
        deeds: deeds(all.collect(), after, |deed| deed.position),
    })
}

fn filter(book: &Book, choice: &BoardChoice) -> Option<BoardFilter> {
    let rules = book.rules()?;
    Some(BoardFilter {
        metric: choice.metric,
        status: choice.status,
        entrant_kind: choice.entrant_kind,
        region: choice.region.map(|code| rules.region(code).ok_or(())).transpose().ok()?,
        sector: choice.sector.as_ref().map(|id| rules.sector(id).ok_or(())).transpose().ok()?,
        silver: choice.silver,
    })
}

fn line(book: &Book, entry: &BoardEntry) -> Option<BoardLine> {
    let entrant = book.entrants().get(entry.entrant);
    let region = book.rules()?.set().regions.get(usize::from(entrant.region.0))?;
    Some(BoardLine {
        rank: entry.rank,
        entrant: entrant.id,
        alias: entrant.alias.to_owned(),
        kind: entrant.kind,
        region: region.name.clone(),
        value: entry.value,
    })
}
