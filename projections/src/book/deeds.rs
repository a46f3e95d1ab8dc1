//! Every deed, in rows, with the chains that lead from an entrant to its deeds.

use std::io;

use marathon_columns::{Chunks, Column, IdColumn, Loader, Saver};
use marathon_domain::{DeedStatus, RegionNo, Rules, SectorNo};
use marathon_events::{DeedFacts, DeedId, DeedKind, Position, Recorded};
use uuid::Uuid;

use crate::{
    book::{
        DeedNo, EntrantNo, Entrants, Quantities, Standing,
        entrants::{LAST_DEED, LAST_MENTION},
    },
    digest::Canonical,
};

/// What never changes about a deed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deed {
    /// Running number.
    pub no: DeedNo,
    /// Who did it.
    pub entrant: EntrantNo,
    /// What kind.
    pub kind: DeedKind,
    /// Where.
    pub region: RegionNo,
    /// Which part of life it served.
    pub sector: SectorNo,
    /// Days from the first day of the season to the day it was done.
    pub day: u16,
}

/// All deeds.
#[derive(Debug, Default)]
pub struct Deeds {
    ids: IdColumn,
    rows: Chunks<[u32; WORDS]>,
    /// Who was named as a companion, one more than the previous mention of the same person (0 without one), and on
    /// which deed; in the order of the deeds.
    mentions: Column<[u32; 3]>,
}

/// A deed in plain words: all that is known of it but its id lies together.
#[derive(Clone, Copy)]
struct Row([u32; WORDS]);
const WORDS: usize = 7;

const POSITION: usize = 0;
const ENTRANT: usize = 1;
/// One more than the previous deed of the same entrant; 0 without one.
const PREVIOUS: usize = 2;
const ABOUT: usize = 3;
const PEOPLE: usize = 4;
const AMOUNT: usize = 5;
/// Minutes of the one kind that has them; of the others, the upper half of the amount.
const MINUTES: usize = 6;

/// What [`ABOUT`] is made of: first bit and width. Rules have fewer days, regions and sectors.
const DAY: (u32, u32) = (0, 11);
const REGION: (u32, u32) = (11, 8);
const SECTOR: (u32, u32) = (19, 6);
const STATUS: (u32, u32) = (25, 2);
const KIND: (u32, u32) = (27, 2);
const LOOKED_REPEATED: (u32, u32) = (29, 1);
const HAS_COMPANIONS: (u32, u32) = (30, 1);
/// The third bit of the status.
const CHALLENGED: (u32, u32) = (31, 1);

impl Row {
    fn about(&self, (first, width): (u32, u32)) -> u32 {
        self.0[ABOUT] >> first & ((1 << width) - 1)
    }

    fn kind(&self) -> DeedKind {
        DeedKind::ALL[self.about(KIND) as usize]
    }

    fn quantities(&self) -> Quantities {
        let [.., people, amount, more] = self.0;
        match self.kind() {
            DeedKind::GoodDeedDone => Quantities { people, amount: u64::from(amount), minutes: more },
            _ => Quantities { people, amount: u64::from(more) << 32 | u64::from(amount), minutes: 0 },
        }
    }

    fn set_about(&mut self, (first, width): (u32, u32), value: u32) {
        let mask = ((1 << width) - 1) << first;
        self.0[ABOUT] = self.0[ABOUT] & !mask | value << first & mask;
    }

    fn status(&self) -> DeedStatus {
        DeedStatus::ALL[(self.about(STATUS) | self.about(CHALLENGED) << 2) as usize]
    }

    fn set_standing(&mut self, Standing { status, quantities }: Standing) {
        self.set_about(STATUS, status as u32);
        self.set_about(CHALLENGED, status as u32 >> 2);
        self.0[PEOPLE] = quantities.people;
        self.0[AMOUNT] = quantities.amount as u32;
        self.0[MINUTES] = match self.kind() {
            DeedKind::GoodDeedDone => quantities.minutes,
            _ => (quantities.amount >> 32) as u32,
        };
    }
}

impl Deeds {
    pub(super) fn push(
        &mut self,
        event: &Recorded,
        facts: &DeedFacts<'_>,
        rules: &Rules,
        entrants: &mut Entrants,
    ) -> Option<(Deed, Standing)> {
        let no = self.ids.len() as u32;
        let day = facts.done_on.since(rules.set().season.starts_on);
        let deed = Deed {
            no: DeedNo(no),
            entrant: entrants.find(facts.entrant_id.0)?,
            kind: facts.figures.kind(),
            region: rules.region(facts.region)?,
            sector: rules.sector(facts.sector)?,
            day: u16::try_from(day).ok().filter(|day| *day < 1 << DAY.1)?,
        };
        self.ids.push(*event.stream.0.as_bytes());
        let about = u32::from(deed.day) << DAY.0
            | u32::from(deed.region.0) << REGION.0
            | u32::from(deed.sector.0) << SECTOR.0
            | (deed.kind as u32) << KIND.0
            | u32::from(facts.possible_duplicate_of.is_some()) << LOOKED_REPEATED.0
            | u32::from(!facts.companions.is_empty()) << HAS_COMPANIONS.0;
        let previous = std::mem::replace(entrants.last_deed(deed.entrant), no + 1);
        let mut row = Row([event.position.0 as u32, deed.entrant.0, previous, about, 0, 0, 0]);
        let standing = Standing { status: DeedStatus::Claimed, quantities: Quantities::of(&facts.figures) };
        row.set_standing(standing);
        self.rows.push(row.0);
        for id in facts.companions {
            let Some(person) = entrants.find(id.0) else { continue };
            let mention = self.mentions.len() as u32 + 1;
            let previous = std::mem::replace(entrants.last_mention(person), mention);
            self.mentions.push([person.0, previous, no]);
        }
        Some((deed, standing))
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// The number of the deed with this id.
    #[must_use]
    pub fn find(&self, id: Uuid) -> Option<DeedNo> {
        self.ids.find(*id.as_bytes()).map(|i| DeedNo(i as u32))
    }

    fn row(&self, no: DeedNo) -> Row {
        Row(self.rows[no.0 as usize])
    }

    fn rows(&self) -> impl ExactSizeIterator<Item = Row> {
        self.rows.iter().map(Row)
    }

    /// What never changes about a deed.
    ///
    /// # Panics
    /// If there is none of this number.
    #[must_use]
    pub fn get(&self, no: DeedNo) -> Deed {
        let row = self.row(no);
        Deed {
            no,
            entrant: EntrantNo(row.0[ENTRANT]),
            kind: row.kind(),
            region: RegionNo(row.about(REGION) as u8),
            sector: SectorNo(row.about(SECTOR) as u8),
            day: row.about(DAY) as u16,
        }
    }

    /// The id of a deed.
    #[must_use]
    pub fn id(&self, no: DeedNo) -> DeedId {
        DeedId(Uuid::from_bytes(self.ids.get(no.0 as usize)))
    }

    /// Where a deed was logged.
    #[must_use]
    pub fn position(&self, no: DeedNo) -> Position {
        Position(u64::from(self.row(no).0[POSITION]))
    }

    /// Whether a deed looked like another one when it was logged.
    #[must_use]
    pub fn looked_repeated(&self, no: DeedNo) -> bool {
        self.row(no).about(LOOKED_REPEATED) == 1
    }

    /// How a deed stands.
    #[must_use]
    pub fn standing(&self, no: DeedNo) -> Standing {
        let row = self.row(no);
        Standing { status: row.status(), quantities: row.quantities() }
    }

    pub(super) fn set_standing(&mut self, no: DeedNo, standing: Standing) {
        let mut row = self.row(no);
        row.set_standing(standing);
        self.rows[no.0 as usize] = row.0;
    }

    /// The persons named as companions on a deed, in the order they were named.
    pub(super) fn companions(&self, no: DeedNo) -> impl Iterator<Item = EntrantNo> {
        let from = match self.row(no).about(HAS_COMPANIONS) {
            0 => self.mentions.len(),
            _ => self.mentions.partition_point(|[_, _, deed]| *deed < no.0),
        };
        let mentions = self.mentions[from..].iter().take_while(move |[_, _, deed]| *deed == no.0);
        mentions.map(|[person, ..]| EntrantNo(*person))
    }

    /// The deeds an entrant logged, latest first.
    pub fn of_entrant(&self, entrants: &Entrants, no: EntrantNo) -> impl Iterator<Item = DeedNo> {
        let deed = |one_more: u32| one_more.checked_sub(1).map(DeedNo);
        std::iter::successors(deed(entrants.row(no)[LAST_DEED]), move |no| deed(self.row(*no).0[PREVIOUS]))
    }

    /// The deeds a person was named on as a companion, latest first.
    pub fn mentioning(&self, entrants: &Entrants, no: EntrantNo) -> impl Iterator<Item = DeedNo> {
        let mention = |one_more: u32| one_more.checked_sub(1).map(|at| self.mentions[at as usize]);
        let last = mention(entrants.row(no)[LAST_MENTION]);
        std::iter::successors(last, move |[_, previous, _]| mention(*previous))
            .map(|[_, _, deed]| DeedNo(deed))
    }

    pub(super) fn digest(&self, to: &mut Canonical) {
        to.values(self.ids.iter());
        to.values(self.rows().map(|row| row.0[POSITION]));
        to.values(self.rows().map(|row| row.0[ENTRANT]));
        to.values(self.rows().map(|row| row.about(DAY) as u16));
        to.values(self.rows().map(|row| row.about(REGION) as u8));
        to.values(self.rows().map(|row| row.about(SECTOR) as u8));
        let cell = |row: Row| {
            let known = row.about(STATUS) | row.about(KIND) << 2 | row.about(LOOKED_REPEATED) << 4;
            known | row.about(CHALLENGED) << 5
        };
        to.values(self.rows().map(|row| cell(row) as u8));
        to.values(self.rows().map(|row| row.0[PEOPLE]));
        to.values(self.rows().map(|row| row.quantities().amount));
        to.values(self.rows().map(|row| row.quantities().minutes));
        // Where the companions of each deed begin.
        let mut from = 0;
        to.values((0..self.rows.len() as u32).map(|no| {
            from += self.mentions[from..].iter().take_while(|[_, _, deed]| *deed < no).count();
            from as u32
        }));
        to.values(self.mentions.iter().map(|[person, previous, _]| [*person, *previous]));
    }

    pub(super) fn heap_bytes(&self) -> usize {
        self.ids.heap_bytes() + self.rows.heap_bytes() + self.mentions.heap_bytes()
    }

    pub(super) fn save(&self, to: &mut Saver<'_>) -> io::Result<()> {
        self.ids.save(to)?;
        self.rows.save(to)?;
        self.mentions.save(to)
    }

    pub(super) fn load(from: &mut Loader<'_>) -> io::Result<Self> {
        Ok(Self { ids: IdColumn::load(from)?, rows: Chunks::load(from)?, mentions: Column::load(from)? })
    }
}
