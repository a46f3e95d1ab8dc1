//! A nomination in the form folds need: sets as bits, days as numbers.

use marathon_domain::{Rules, SectorNo};
use marathon_events::{
    DeedKind, EntrantId, EntrantKind,
    marathon_opened::{EntrantClass, Metric, Nomination, QuantityUnit},
};
use marathon_scoring::{Caps, Fraction, Measured, measure, share};

use crate::{
    book::{Book, Change, Deed, EntrantNo, Quantities},
    rankings::tally::{Tallies, Tally},
};

/// Who competes: the number of an entrant or, in nominations of regions, of a region.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Competitor(pub u32);

/// Who is credited with a deed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Crediting {
    /// The region it was done in.
    Region,
    /// Every person named on it, with a share.
    NamedPersons,
    /// The entrant, with all of it, if it is of one of these kinds (a bit for each).
    Entrant(u8),
}

/// A nomination, ready to fold.
#[derive(Clone, Debug)]
pub struct CompiledNomination {
    /// Its place in the rules.
    pub(super) no: u16,
    id: String,
    metric: Metric,
    crediting: Crediting,
    kinds: u8,
    sectors: u64,
    days: (u16, u16),
    pub(super) caps: Caps,
    populations: Vec<u64>,
}

impl CompiledNomination {
    pub(super) fn new(no: u16, n: &Nomination, rules: &Rules) -> Self {
        let set = rules.set();
        let all = |bits: u64, empty: bool| if empty { u64::MAX } else { bits };
        let sectors = n.sectors.iter().filter_map(|s| rules.sector(s)).fold(0, |bits, s| bits | 1 << s.0);
        let kinds = n.kinds.iter().fold(0, |bits, k| bits | 1 << *k as u8);
        let window = n.window.map_or((set.season.starts_on, set.season.ends_on), |w| (w.from, w.to));
        let day = |d: marathon_events::Day| u16::try_from(d.since(set.season.starts_on)).unwrap_or(0);
        Self {
            no,
            id: n.id.clone(),
            metric: n.metric,
            crediting: Crediting::of(&n.entrants),
            kinds: all(kinds, n.kinds.is_empty()) as u8,
            sectors: all(sectors, n.sectors.is_empty()),
            days: (day(window.0), day(window.1)),
            caps: n.into(),
            populations: set.regions.iter().map(|r| r.population).collect(),
        }
    }

    /// Its short name.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Its measure.
    #[must_use]
    pub fn metric(&self) -> Metric {
        self.metric
    }

    /// Whether regions compete in it.
    #[must_use]
    pub fn is_of_regions(&self) -> bool {
        self.crediting == Crediting::Region
    }

    /// Whether every named person competes with a share.
    #[must_use]
    pub fn is_of_persons(&self) -> bool {
        self.crediting == Crediting::NamedPersons
    }

    /// Whether deeds of this kind, sector and day count in it.
    #[must_use]
    pub fn takes(&self, deed: &Deed) -> bool {
        self.takes_kind(deed.kind, deed.sector) && (self.days.0..=self.days.1).contains(&deed.day)
    }

    pub(super) fn takes_kind(&self, kind: DeedKind, sector: SectorNo) -> bool {
        self.kinds >> kind as u8 & 1 == 1 && self.sectors >> sector.0 & 1 == 1
    }

    /// Units of a deed before any cap; `None` if a deed of this kind has none of them.
    pub(super) fn units(&self, kind: DeedKind, q: &Quantities) -> Option<u64> {
        match self.metric {
            Metric::Sum { unit } | Metric::PerMember { unit } => q.in_unit(kind, unit),
            Metric::Deeds | Metric::ActiveShare => Some(1),
            Metric::Per100k => q.in_unit(kind, QuantityUnit::People),
        }
    }

    /// What the person at this place among the `named` gets of a deed's units. A deed is not divided: where deeds are
    /// counted, everybody named has done one.
    pub(super) fn share_of(&self, units: u64, people: u32, named: usize, place: usize) -> u64 {
        match self.metric {
            Metric::Deeds => units,
            _ => share(units, people, named, place),
        }
    }

    /// Calls `visit` for everybody credited with a deed; with the place among the named for those who share it.
    pub(super) fn for_each_competitor(
        &self,
        change: &Change<'_>,
        book: &Book,
        mut visit: impl FnMut(Competitor, Option<usize>),
    ) {
        match self.crediting {
            Crediting::Region => visit(Competitor(u32::from(change.deed.region.0)), None),
            Crediting::Entrant(kinds) => {
                let entrant = change.deed.entrant;
                if kinds >> book.entrants().kind(entrant) as u8 & 1 == 1 {
                    visit(Competitor(entrant.0), None);
                }
            }
            Crediting::NamedPersons => {
                for (place, person) in change.named.iter().enumerate() {
                    visit(Competitor(person.0), Some(place));
                }
            }
        }
    }

    /// The measure of a competitor; zero if nothing of it counts.
    pub(super) fn measure(&self, competitor: Competitor, tallies: &Tallies, book: &Book) -> Fraction {
        self.measure_of(competitor, &tallies.get(self, competitor), book)
    }

    pub(super) fn measure_of(&self, competitor: Competitor, tally: &Tally, book: &Book) -> Fraction {
        let divisor = self.divisor(competitor, book).unwrap_or(1).max(1);
        let measured = Measured { capped: tally.capped, active: tally.active, divisor };
        measure(self.metric, &self.caps.bands, measured)
    }

    fn population(&self, region: Competitor) -> u64 {
        self.populations.get(region.0 as usize).copied().unwrap_or(1)
    }

    /// What the measure divides by, for those who want to see it: members or residents.
    pub(super) fn divisor(&self, competitor: Competitor, book: &Book) -> Option<u64> {
        match self.metric {
            Metric::PerMember { .. } | Metric::ActiveShare => {
                Some(u64::from(book.entrants().members(EntrantNo(competitor.0))))
            }
            Metric::Per100k => Some(self.population(competitor)),
            Metric::Sum { .. } | Metric::Deeds => None,
        }
    }

    pub(super) fn class(&self, competitor: Competitor, of_entrant: impl Fn(EntrantNo) -> u16) -> u16 {
        match self.crediting {
            Crediting::Region => 0,
            _ => of_entrant(EntrantNo(competitor.0)),
        }
    }

    /// The public id of a competitor.
    #[must_use]
    pub fn id_of(&self, competitor: Competitor, book: &Book) -> EntrantId {
        match (self.crediting, book.rules()) {
            (Crediting::Region, Some(rules)) => {
                EntrantId::of_region(rules.set().regions[competitor.0 as usize].code)
            }
            _ => book.entrants().get(EntrantNo(competitor.0)).id,
        }
    }

    /// The competitor with this public id.
    #[must_use]
    pub fn competitor(&self, id: EntrantId, book: &Book) -> Option<Competitor> {
        match self.crediting {
            Crediting::Region => {
                let regions = &book.rules()?.set().regions;
                let no = regions.iter().position(|r| EntrantId::of_region(r.code) == id)?;
                Some(Competitor(no as u32))
            }
            _ => book.entrants().find(id.0).map(|no| Competitor(no.0)),
        }
    }
}

impl Crediting {
    fn of(entrants: &[EntrantClass]) -> Self {
        match entrants {
            [EntrantClass::Region] => Self::Region,
            [EntrantClass::Person] => Self::NamedPersons,
            _ => Self::Entrant(
                entrants.iter().filter_map(|c| kind_of(*c)).fold(0, |bits, k| bits | 1 << k as u8),
            ),
        }
    }
}

fn kind_of(class: EntrantClass) -> Option<EntrantKind> {
    match class {
        EntrantClass::Person => Some(EntrantKind::Person),
        EntrantClass::Team => Some(EntrantKind::Team),
        EntrantClass::Organisation => Some(EntrantKind::Organisation),
        EntrantClass::Institution => Some(EntrantKind::Institution),
        EntrantClass::Region => None,
    }
}
