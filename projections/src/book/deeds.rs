//! Every deed, in columns, with the chains that lead from an entrant to its deeds.

use std::io;

use marathon_columns::{Column, IdColumn, Loader, Saver};
use marathon_domain::{DeedStatus, RegionNo, Rules, SectorNo};
use marathon_events::{DeedFacts, DeedId, DeedKind, EntrantKind, Position, Recorded};
use uuid::Uuid;

use crate::{
    book::{DeedNo, EntrantNo, Entrants, Quantities, Standing},
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
    positions: Column<u32>,
    entrants: Column<u32>,
    days: Column<u16>,
    regions: Column<u8>,
    sectors: Column<u8>,
    /// Status in the low two bits, kind in the next two, and whether it looked like another deed.
    cells: Column<u8>,
    people: Column<u32>,
    amounts: Column<u64>,
    minutes: Column<u32>,
    /// One more than the previous deed of the same entrant; 0 without one.
    previous: Column<u32>,
    /// Where the companions of each deed begin; they end where the next deed's begin.
    companions_from: Column<u32>,
    /// A companion, and one more than the previous mention of the same person; 0 without one.
    companions: Column<[u32; 2]>,
    /// The deed of each companion entry.
    companion_deeds: Column<u32>,
}

impl Deeds {
    pub(super) fn push(
        &mut self,
        event: &Recorded,
        facts: &DeedFacts<'_>,
        rules: &Rules,
        entrants: &mut Entrants,
    ) -> Option<Deed> {
        let entrant = entrants.find(facts.entrant_id.0)?;
        let no = self.ids.len() as u32;
        let deed = Deed {
            no: DeedNo(no),
            entrant,
            kind: facts.figures.kind(),
            region: rules.region(facts.region)?,
            sector: rules.sector(facts.sector)?,
            day: u16::try_from(facts.done_on.since(rules.set().season.starts_on)).ok()?,
        };
        let duplicate = u8::from(facts.possible_duplicate_of.is_some());
        let quantities = Quantities::of(&facts.figures);
        self.ids.push(*event.stream.0.as_bytes());
        self.positions.push(event.position.0 as u32);
        self.entrants.push(entrant.0);
        self.days.push(deed.day);
        self.regions.push(deed.region.0);
        self.sectors.push(deed.sector.0);
        self.cells.push(DeedStatus::Claimed as u8 | (deed.kind as u8) << 2 | duplicate << 4);
        self.people.push(quantities.people);
        self.amounts.push(quantities.amount);
        self.minutes.push(quantities.minutes);
        let last = &mut entrants.last_deeds[entrant.0 as usize];
        self.previous.push(*last);
        *last = no + 1;
        self.companions_from.push(self.companions.len() as u32);
        for id in facts.companions {
            let Some(person) = entrants.find(id.0) else { continue };
            let last = &mut entrants.last_mentions[person.0 as usize];
            self.companions.push([person.0, *last]);
            self.companion_deeds.push(no);
            *last = self.companions.len() as u32;
        }
        Some(deed)
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

    /// What never changes about a deed.
    ///
    /// # Panics
    /// If there is none of this number.
    #[must_use]
    pub fn get(&self, no: DeedNo) -> Deed {
        let i = no.0 as usize;
        Deed {
            no,
            entrant: EntrantNo(self.entrants[i]),
            kind: DeedKind::ALL[usize::from(self.cells[i] >> 2 & 3)],
            region: RegionNo(self.regions[i]),
            sector: SectorNo(self.sectors[i]),
            day: self.days[i],
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
        Position(u64::from(self.positions[no.0 as usize]))
    }

    /// Whether a deed looked like another one when it was logged.
    #[must_use]
    pub fn looked_repeated(&self, no: DeedNo) -> bool {
        self.cells[no.0 as usize] >> 4 & 1 == 1
    }

    /// How a deed stands.
    #[must_use]
    pub fn standing(&self, no: DeedNo) -> Standing {
        let i = no.0 as usize;
        Standing {
            status: DeedStatus::ALL[usize::from(self.cells[i] & 3)],
            quantities: Quantities {
                people: self.people[i],
                amount: self.amounts[i],
                minutes: self.minutes[i],
            },
        }
    }

    pub(super) fn set_standing(&mut self, no: DeedNo, standing: Standing) {
        let i = no.0 as usize;
        self.cells[i] = self.cells[i] & !3 | standing.status as u8;
        self.people[i] = standing.quantities.people;
        self.amounts[i] = standing.quantities.amount;
        self.minutes[i] = standing.quantities.minutes;
    }

    pub(super) fn named_persons(&self, deed: &Deed, entrants: &Entrants, named: &mut Vec<EntrantNo>) {
        named.clear();
        if entrants.kind(deed.entrant) == EntrantKind::Person {
            named.push(deed.entrant);
        }
        named.extend(self.companions(deed.no).map(|[person, _]| EntrantNo(person)));
        named.sort_unstable();
        named.dedup();
    }

    fn companions(&self, no: DeedNo) -> impl Iterator<Item = [u32; 2]> {
        let i = no.0 as usize;
        let from = self.companions_from[i] as usize;
        let to = self.companions_from.get(i + 1).map_or(self.companions.len(), |next| *next as usize);
        self.companions[from..to].iter().copied()
    }

    /// The deeds an entrant logged, latest first.
    pub fn of_entrant(&self, entrants: &Entrants, no: EntrantNo) -> impl Iterator<Item = DeedNo> {
        let last = entrants.last_deeds[no.0 as usize];
        std::iter::successors(last.checked_sub(1), |deed| self.previous[*deed as usize].checked_sub(1))
            .map(DeedNo)
    }

    /// The deeds a person was named on as a companion, latest first.
    pub fn mentioning(&self, entrants: &Entrants, no: EntrantNo) -> impl Iterator<Item = DeedNo> {
        let last = entrants.last_mentions[no.0 as usize];
        std::iter::successors(last.checked_sub(1), |entry| self.companions[*entry as usize][1].checked_sub(1))
            .map(|entry| DeedNo(self.companion_deeds[entry as usize]))
    }

    pub(super) fn digest(&self, to: &mut Canonical) {
        to.column(self.ids.as_slice());
        to.column(&self.positions);
        to.column(&self.entrants);
        to.column(&self.days);
        to.column(&self.regions);
        to.column(&self.sectors);
        to.column(&self.cells);
        to.column(&self.people);
        to.column(&self.amounts);
        to.column(&self.minutes);
        to.column(&self.companions_from);
        to.column(&self.companions);
    }

    pub(super) fn heap_bytes(&self) -> usize {
        self.ids.heap_bytes()
            + self.positions.heap_bytes()
            + self.entrants.heap_bytes()
            + self.days.heap_bytes()
            + self.regions.heap_bytes()
            + self.sectors.heap_bytes()
            + self.cells.heap_bytes()
            + self.people.heap_bytes()
            + self.amounts.heap_bytes()
            + self.minutes.heap_bytes()
            + self.previous.heap_bytes()
            + self.companions_from.heap_bytes()
            + self.companions.heap_bytes()
            + self.companion_deeds.heap_bytes()
    }

    pub(super) fn save(&self, to: &mut Saver<'_>) -> io::Result<()> {
        self.ids.save(to)?;
        self.positions.save(to)?;
        self.entrants.save(to)?;
        self.days.save(to)?;
        self.regions.save(to)?;
        self.sectors.save(to)?;
        self.cells.save(to)?;
        self.people.save(to)?;
        self.amounts.save(to)?;
        self.minutes.save(to)?;
        self.previous.save(to)?;
        self.companions_from.save(to)?;
        self.companions.save(to)?;
        self.companion_deeds.save(to)
    }

    pub(super) fn load(from: &mut Loader<'_>) -> io::Result<Self> {
        Ok(Self {
            ids: IdColumn::load(from)?,
            positions: Column::load(from)?,
            entrants: Column::load(from)?,
            days: Column::load(from)?,
            regions: Column::load(from)?,
            sectors: Column::load(from)?,
            cells: Column::load(from)?,
            people: Column::load(from)?,
            amounts: Column::load(from)?,
            minutes: Column::load(from)?,
            previous: Column::load(from)?,
            companions_from: Column::load(from)?,
            companions: Column::load(from)?,
            companion_deeds: Column::load(from)?,
        })
    }
}
