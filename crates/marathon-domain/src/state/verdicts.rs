//! Of each deed: whose it is, where it was done, who verified it and when; and who challenges it.

use std::{collections::BTreeMap, io};

use marathon_columns::{Column, HashColumn, Loader, Saver};
use marathon_events::{Day, PrincipalId};
use uuid::Uuid;

/// What rules about persons need of each deed, in few bytes.
#[derive(Clone, Debug, Default)]
pub(crate) struct Verdicts {
    entrants: Column<u32>,
    regions: Column<u8>,
    /// From a deed with companions to the numbers of each.
    companions: HashColumn<u32>,
    /// One more than the number of who verified it last; 0 for the program itself.
    verifiers: Column<u16>,
    /// Days since 1970 to the last verification.
    days: Column<u16>,
    /// Everybody who ever verified, by number.
    known: Vec<PrincipalId>,
    numbers: BTreeMap<PrincipalId, u16>,
    /// Who challenged the deeds that are under a challenge.
    challengers: BTreeMap<u32, Option<PrincipalId>>,
}

/// What is there of one deed, to put it back.
#[derive(Clone, Copy, Debug)]
pub(super) struct Verdict {
    verifier: u16,
    day: u16,
    challenger: Option<Option<PrincipalId>>,
    known: u16,
}

impl Verdicts {
    /// The next deed.
    pub(super) fn log(&mut self, entrant: usize, region: u8, companions: &[usize]) {
        let no = self.entrants.len() as u64;
        self.entrants.push(entrant as u32);
        self.regions.push(region);
        self.verifiers.push(0);
        self.days.push(0);
        for person in companions {
            self.companions.insert(no, *person as u32);
        }
    }

    pub(super) fn take_back_deed(&mut self) {
        self.entrants.pop();
        self.regions.pop();
        self.verifiers.pop();
        self.days.pop();
        let no = self.entrants.len() as u64;
        while self.companions.remove(no, |_| true).is_some() {}
    }

    pub(super) fn verify(&mut self, deed: usize, by: Option<PrincipalId>, day: Day) {
        self.verifiers[deed] = by.map_or(0, |by| self.number(by));
        self.days[deed] = u16::try_from(day.since(Day::default())).unwrap_or(u16::MAX);
    }

    /// Numbered from 1. There are far fewer coordinators than numbers; who gets none counts as the program.
    fn number(&mut self, by: PrincipalId) -> u16 {
        if let Some(no) = self.numbers.get(&by) {
            return *no;
        }
        let Ok(no) = u16::try_from(self.known.len() + 1) else { return 0 };
        self.known.push(by);
        self.numbers.insert(by, no);
        no
    }

    pub(super) fn challenge(&mut self, deed: usize, by: Option<PrincipalId>) {
        self.challengers.insert(deed as u32, by);
    }

    pub(super) fn end_challenge(&mut self, deed: usize) {
        self.challengers.remove(&(deed as u32));
    }

    /// As it is now.
    pub(super) fn of(&self, deed: usize) -> Verdict {
        Verdict {
            verifier: self.verifiers[deed],
            day: self.days[deed],
            challenger: self.challengers.get(&(deed as u32)).copied(),
            known: self.known.len() as u16,
        }
    }

    pub(super) fn put_back(&mut self, deed: usize, old: Verdict) {
        self.verifiers[deed] = old.verifier;
        self.days[deed] = old.day;
        match old.challenger {
            Some(by) => self.challengers.insert(deed as u32, by),
            None => self.challengers.remove(&(deed as u32)),
        };
        for gone in self.known.drain(usize::from(old.known)..) {
            self.numbers.remove(&gone);
        }
    }

    pub(crate) fn entrant(&self, deed: usize) -> usize {
        self.entrants[deed] as usize
    }

    pub(crate) fn region(&self, deed: usize) -> u8 {
        self.regions[deed]
    }

    /// Whether anybody named as a companion is this one.
    pub(crate) fn any_companion(&self, deed: usize, mut is_it: impl FnMut(usize) -> bool) -> bool {
        self.companions.find(deed as u64, |person| is_it(*person as usize)).is_some()
    }

    pub(crate) fn verifier(&self, deed: usize) -> Option<PrincipalId> {
        let no = self.verifiers[deed].checked_sub(1)?;
        Some(self.known[usize::from(no)])
    }

    pub(crate) fn verified_on(&self, deed: usize) -> Day {
        Day::default().plus(u32::from(self.days[deed]))
    }

    pub(crate) fn challenger(&self, deed: usize) -> Option<PrincipalId> {
        self.challengers.get(&(deed as u32)).copied().flatten()
    }

    pub(super) fn heap_bytes(&self) -> usize {
        self.entrants.heap_bytes()
            + self.regions.heap_bytes()
            + self.companions.heap_bytes()
            + self.verifiers.heap_bytes()
            + self.days.heap_bytes()
            + (self.known.len() + self.challengers.len()) * 64
    }

    /// Whether no principal ever decided about a deed.
    pub(super) fn is_empty(&self) -> bool {
        self.known.is_empty() && self.challengers.is_empty()
    }

    /// Everything, with the table of companions in an order of its own.
    pub(super) fn digest(&self, to: &mut Saver<'_>) -> io::Result<()> {
        self.save_rows(to)?;
        let mut companions: Vec<_> =
            self.companions.unordered().map(|(deed, person)| [deed, u64::from(person)]).collect();
        companions.sort_unstable();
        to.slice(&companions)
    }

    fn save_rows(&self, to: &mut Saver<'_>) -> io::Result<()> {
        self.entrants.save(to)?;
        self.regions.save(to)?;
        self.verifiers.save(to)?;
        self.days.save(to)?;
        to.slice(&self.known.iter().map(|id| *id.0.as_bytes()).collect::<Vec<_>>())?;
        to.slice(&self.challengers.keys().copied().collect::<Vec<_>>())?;
        let by = self.challengers.values().map(|by| *by.map_or(Uuid::nil(), |by| by.0).as_bytes());
        to.slice(&by.collect::<Vec<_>>())
    }

    pub(super) fn save(&self, to: &mut Saver<'_>) -> io::Result<()> {
        self.save_rows(to)?;
        self.companions.save(to)
    }

    pub(super) fn load(from: &mut Loader<'_>) -> io::Result<Self> {
        let (entrants, regions) = (Column::load(from)?, Column::load(from)?);
        let (verifiers, days) = (Column::load(from)?, Column::load(from)?);
        let principal = |bytes| PrincipalId(Uuid::from_bytes(bytes));
        let known: Vec<_> = from.slice::<[u8; 16]>()?.into_iter().map(principal).collect();
        let challenged = from.slice::<u32>()?;
        let by = from.slice::<[u8; 16]>()?.into_iter();
        let by = by.map(|bytes| Some(principal(bytes)).filter(|by| !by.0.is_nil()));
        Ok(Self {
            entrants,
            regions,
            verifiers,
            days,
            numbers: known.iter().zip(1..).map(|(id, no)| (*id, no)).collect(),
            known,
            challengers: challenged.into_iter().zip(by).collect(),
            companions: HashColumn::load(from)?,
        })
    }
}
