//! What every entrant did, by kind and sector: rows in one column, chained for each entrant.

use std::io;

use marathon_columns::{Column, HashColumn, Loader, Saver};
use marathon_domain::SectorNo;
use marathon_events::DeedKind;

use crate::{
    book::EntrantNo,
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

/// What one deed adds to a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Credited {
    pub(super) deeds: u64,
    pub(super) amount: u64,
    pub(super) minutes: u64,
}

/// A row, in plain words so that it can be saved as it is: what it is about and the next row of the same entrant;
/// deeds; then amount and minutes; claimed before verified.
#[derive(Clone, Copy, Debug)]
struct Words([u64; 6]);

const DEEDS: usize = 1;
const AMOUNT: usize = 2;
const MINUTES: usize = 4;

/// A row to be changed.
pub(super) struct Row<'a>(&'a mut [u64; 6]);

/// All rows.
#[derive(Debug, Default)]
pub(super) struct Rows {
    /// One more than the first row of each entrant; 0 without one.
    heads: Column<u32>,
    rows: Column<[u64; 6]>,
    /// From entrant and tag to one more than the row: an entrant that did many kinds of things has a long chain.
    places: HashColumn<u32>,
}

fn tag(credit: Credit, kind: DeedKind, sector: SectorNo) -> u64 {
    (credit as u64) << 16 | (kind as u64) << 8 | u64::from(sector.0)
}

impl Words {
    fn tag(&self) -> u64 {
        self.0[0] >> 32
    }

    fn next(&self) -> u32 {
        self.0[0] as u32
    }

    fn about(&self) -> (Credit, DeedKind, SectorNo) {
        let tag = self.tag();
        let credit = if tag >> 16 & 1 == 0 { Credit::Whole } else { Credit::Share };
        (credit, DeedKind::ALL[(tag >> 8 & 3) as usize], SectorNo(tag as u8))
    }

    fn value(&self, metric: BoardMetric, status: BoardStatus) -> u64 {
        let verified = status == BoardStatus::Verified;
        match metric {
            // Deeds of one entrant in one kind and sector are counted in 32 bits: a log holds 2³¹ events.
            BoardMetric::Deeds if verified => self.0[DEEDS] >> 32,
            BoardMetric::Deeds => self.0[DEEDS] & u64::from(u32::MAX),
            BoardMetric::PersonMinutes => self.0[MINUTES + usize::from(verified)],
            _ => self.0[AMOUNT + usize::from(verified)],
        }
    }
}

impl Row<'_> {
    pub(super) fn replace_claimed(&mut self, before: Option<Credited>, after: Option<Credited>) {
        self.replace(before, after, 0);
    }

    pub(super) fn replace_verified(&mut self, before: Option<Credited>, after: Option<Credited>) {
        self.replace(before, after, 1);
    }

    fn replace(&mut self, before: Option<Credited>, after: Option<Credited>, verified: usize) {
        let words = &mut *self.0;
        if let Some(old) = before {
            words[DEEDS] -= old.deeds << (32 * verified);
            words[AMOUNT + verified] -= old.amount;
            words[MINUTES + verified] -= old.minutes;
        }
        if let Some(new) = after {
            words[DEEDS] += new.deeds << (32 * verified);
            words[AMOUNT + verified] += new.amount;
            words[MINUTES + verified] += new.minutes;
        }
    }
}

impl Rows {
    /// The row of this entrant, credit, kind and sector, made if it is not there.
    pub(super) fn row(
        &mut self,
        entrant: EntrantNo,
        credit: Credit,
        kind: DeedKind,
        sector: SectorNo,
    ) -> Row<'_> {
        let entrant = entrant.0 as usize;
        if entrant >= self.heads.len() {
            self.heads.resize(entrant + 1, 0);
        }
        let tag = tag(credit, kind, sector);
        let place = self.places.entry((entrant as u64) << 32 | tag);
        if *place == 0 {
            self.rows.push([tag << 32 | u64::from(self.heads[entrant]), 0, 0, 0, 0, 0]);
            *place = self.rows.len() as u32;
            self.heads[entrant] = *place;
        }
        let at = *place;
        Row(&mut self.rows[at as usize - 1])
    }

    fn of(&self, entrant: EntrantNo) -> impl Iterator<Item = Words> {
        let head = self.heads.get(entrant.0 as usize).copied().unwrap_or(0);
        let row = |at: u32| at.checked_sub(1).map(|i| Words(self.rows[i as usize]));
        std::iter::successors(row(head), move |words| row(words.next()))
    }

    /// What an entrant has on a board.
    pub(super) fn value(&self, entrant: EntrantNo, board: Board) -> u64 {
        let rows = self.of(entrant).filter(|words| {
            let (credit, kind, sector) = words.about();
            board.takes(credit, kind, sector)
        });
        rows.map(|words| words.value(board.metric, board.status)).sum()
    }

    /// Entrants that may have rows.
    pub(super) fn entrants(&self) -> impl Iterator<Item = EntrantNo> {
        (0..self.heads.len() as u32).map(EntrantNo)
    }

    pub(super) fn digest(&self) -> [u8; 32] {
        let mut canonical = Canonical::default();
        let mut rows = Vec::new();
        for entrant in self.entrants() {
            rows.clear();
            rows.extend(self.of(entrant).filter(|w| w.0[1..] != [0; 5]).map(|w| (w.tag(), w.0)));
            rows.sort_unstable_by_key(|(tag, _)| *tag);
            for (tag, words) in &rows {
                canonical.number(u64::from(entrant.0));
                canonical.number(*tag);
                canonical.column(&words[1..]);
            }
        }
        canonical.finish()
    }

    pub(super) fn heap_bytes(&self) -> usize {
        self.heads.heap_bytes() + self.rows.heap_bytes() + self.places.heap_bytes()
    }

    pub(super) fn save(&self, to: &mut Saver<'_>) -> io::Result<()> {
        self.heads.save(to)?;
        self.rows.save(to)?;
        self.places.save(to)
    }

    pub(super) fn load(from: &mut Loader<'_>) -> io::Result<Self> {
        Ok(Self { heads: Column::load(from)?, rows: Column::load(from)?, places: HashColumn::load(from)? })
    }
}
