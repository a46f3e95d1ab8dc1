//! What every entrant did, by kind and sector: rows of sums, chained for each entrant.

use std::io;

use marathon_columns::{Column, Loader, Saver, SumRow, SumRows};
use marathon_domain::SectorNo;
use marathon_events::DeedKind;
use marathon_scoring::share;

use crate::{
    book::{Change, EntrantNo, Quantities, Standing},
    digest::Canonical,
    leaderboards::{Board, BoardMetric, BoardStatus},
};

/// How an entrant is credited with a deed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Credit {
    /// With all of it, as the entrant.
    Whole,
    /// With a share, as a named person.
    Share,
}

/// How one entrant is credited with one deed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Credits {
    /// Whether it is the entrant who did it.
    pub(super) whole: bool,
    /// Its place among the persons named, if it is one.
    pub(super) share: Option<usize>,
}

/// All rows.
#[derive(Debug, Default)]
pub(super) struct Rows {
    /// One more than the tag of the latest row of each entrant; 0 without one.
    heads: Column<u16>,
    /// By entrant and [`Tag`]. Noted on each is the head there was before it.
    rows: SumRows,
}

/// What a row is about. Its sums are deeds, amount and, for the one kind that has them, minutes, claimed before
/// verified; in a row of shares first the wholes, then the shares, because most persons' deeds give them both.
#[derive(Clone, Copy)]
struct Tag {
    shares: bool,
    kind: DeedKind,
    sector: SectorNo,
}

const DEEDS: usize = 0;
const AMOUNT: usize = 2;
const MINUTES: usize = 4;

impl Tag {
    fn of(row: &SumRow<'_>) -> Self {
        let tag = row.tag();
        let kind = DeedKind::ALL[usize::from(tag >> 8 & 3)];
        Self { shares: tag >> 10 & 1 == 1, kind, sector: SectorNo(tag as u8) }
    }

    fn number(self) -> u16 {
        u16::from(self.shares) << 10 | (self.kind as u16) << 8 | u16::from(self.sector.0)
    }

    /// Where the sums of a credit begin in a row; `None` if it does not have them.
    fn sums_of(self, credit: Credit) -> Option<usize> {
        match credit {
            Credit::Whole => Some(0),
            Credit::Share => self.shares.then_some(self.sums_each()),
        }
    }

    fn sums_each(self) -> usize {
        if self.kind == DeedKind::GoodDeedDone { 6 } else { 4 }
    }
}

impl Rows {
    /// Credits an entrant with what changed about a deed.
    pub(super) fn credit(&mut self, entrant: EntrantNo, credits: Credits, change: &Change<'_>) {
        let Change { deed, before, after, named } = change;
        let tag = Tag { shares: credits.share.is_some(), kind: deed.kind, sector: deed.sector };
        let each = tag.sums_each();
        let mut row = self.rows.entry(entrant.0, tag.number(), each * (1 + usize::from(tag.shares)));
        if row.is_new {
            let no = entrant.0 as usize;
            if no >= self.heads.len() {
                self.heads.resize(no + 1, 0);
            }
            row.set_note(std::mem::replace(&mut self.heads[no], tag.number() + 1));
        }
        let statuses: [fn(&Standing) -> Option<Quantities>; 2] = [Standing::claimed, Standing::verified];
        for (verified, of) in statuses.into_iter().enumerate() {
            let (before, after) = (before.as_ref().and_then(of), of(after));
            if before == after {
                continue;
            }
            let mut replace = |from: usize, part: &dyn Fn(Quantities) -> Quantities| {
                let words = |q: Option<Quantities>| {
                    q.map(part).map_or([0; 3], |q| [1, q.amount, u64::from(q.minutes)])
                };
                let (gone, come) = (words(before), words(after));
                for sum in 0..each / 2 {
                    row.replace(from + 2 * sum + verified, gone[sum], come[sum]);
                }
            };
            if credits.whole {
                replace(0, &|q| q);
            }
            if let Some(place) = credits.share {
                replace(each, &|q| shared(q, named.len(), place));
            }
        }
    }

    /// Deeds, amount and minutes that an entrant is credited with in a kind and sector, claimed and verified.
    pub(super) fn sums(
        &self,
        entrant: EntrantNo,
        credit: Credit,
        kind: DeedKind,
        sector: SectorNo,
    ) -> [[u64; 3]; 2] {
        let mut sums = [[0; 3]; 2];
        for tag in [false, true].map(|shares| Tag { shares, kind, sector }) {
            let Some(row) = self.rows.find(entrant.0, tag.number()) else { continue };
            let Some(from) = tag.sums_of(credit) else { continue };
            for sum in 0..tag.sums_each() {
                sums[sum % 2][sum / 2] += row.sum(from + sum);
            }
        }
        sums
    }

    fn of(&self, entrant: EntrantNo) -> impl Iterator<Item = SumRow<'_>> {
        let head = self.heads.get(entrant.0 as usize).copied().unwrap_or(0);
        let row = move |head: u16| head.checked_sub(1).and_then(|tag| self.rows.find(entrant.0, tag));
        std::iter::successors(row(head), move |last| row(last.note()))
    }

    /// What an entrant has on a board.
    pub(super) fn value(&self, entrant: EntrantNo, board: Board) -> u64 {
        self.of(entrant).map(|row| value(&row, board)).sum()
    }

    /// What everybody has on a board, by number.
    pub(super) fn values(&self, board: Board) -> Vec<u64> {
        let mut values = vec![0; self.heads.len()];
        for row in self.rows.rows() {
            values[row.owner() as usize] += value(&row, board);
        }
        values
    }

    pub(super) fn digest(&self) -> [u8; 32] {
        let mut canonical = Canonical::default();
        let mut lines = Vec::new();
        for entrant in (0..self.heads.len() as u32).map(EntrantNo) {
            lines.clear();
            lines.extend(self.of(entrant).flat_map(lines_of).filter(|(_, words)| *words != [0; 5]));
            lines.sort_unstable();
            for (about, words) in &lines {
                canonical.number(u64::from(entrant.0));
                canonical.number(*about);
                canonical.column(words);
            }
        }
        canonical.finish()
    }

    pub(super) fn heap_bytes(&self) -> usize {
        self.heads.heap_bytes() + self.rows.heap_bytes()
    }

    pub(super) fn save(&self, to: &mut Saver<'_>) -> io::Result<()> {
        self.heads.save(to)?;
        self.rows.save(to)
    }

    pub(super) fn load(from: &mut Loader<'_>) -> io::Result<Self> {
        Ok(Self { heads: Column::load(from)?, rows: SumRows::load(from)? })
    }
}

/// What the person at this place among the `named` gets of a deed.
fn shared(q: Quantities, named: usize, place: usize) -> Quantities {
    let minutes = share(u64::from(q.minutes), q.people, named, place);
    // A share is never more than the whole.
    Quantities { people: q.people, amount: share(q.amount, q.people, named, place), minutes: minutes as u32 }
}

fn value(row: &SumRow<'_>, board: Board) -> u64 {
    let tag = Tag::of(row);
    let from = tag.sums_of(board.credit).filter(|_| board.takes(tag.kind, tag.sector));
    let sum = match board.metric {
        BoardMetric::Deeds => DEEDS,
        BoardMetric::PersonMinutes => MINUTES,
        _ => AMOUNT,
    };
    from.map_or(0, |from| row.sum(from + sum + usize::from(board.status == BoardStatus::Verified)))
}

/// A row in the words of the digest, one line for each credit: what it is about; deeds, claimed in the lower half and
/// verified in the upper; amount and minutes, claimed before verified.
fn lines_of(row: SumRow<'_>) -> impl Iterator<Item = (u64, [u64; 5])> {
    let tag = Tag::of(&row);
    [Credit::Whole, Credit::Share].into_iter().filter_map(move |credit| {
        let from = tag.sums_of(credit)?;
        let about = (credit as u64) << 16 | (tag.kind as u64) << 8 | u64::from(tag.sector.0);
        let sum = |no: usize| row.sum(from + no);
        let minutes = |no: usize| if tag.sums_each() > MINUTES { sum(MINUTES + no) } else { 0 };
        let deeds = sum(DEEDS + 1) << 32 | sum(DEEDS);
        Some((about, [deeds, sum(AMOUNT), sum(AMOUNT + 1), minutes(0), minutes(1)]))
    })
}
