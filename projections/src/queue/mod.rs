//! The coordinators' queue: deeds that wait for a decision, by region, and open challenges.

use std::{
    collections::{BTreeMap, BTreeSet},
    io,
};

use marathon_columns::{Loader, Saver};
use marathon_domain::{DeedStatus, RegionNo, Rules};
use marathon_events::{DeedId, Event, PrincipalId, Recorded, Timestamp};
use serde::{Deserialize, Serialize};

use crate::{
    book::{Book, Change, DeedNo},
    digest::Canonical,
};

/// Lists shorter than this are never cleared of what was decided.
const CLEAR_MIN: usize = 64;

/// Deeds that wait, and deeds that are challenged.
#[derive(Debug, Default)]
pub struct Queue {
    /// By region.
    waiting: Vec<Waiting>,
    /// What the few deeds look like that looked like another one when they were logged.
    twins: BTreeMap<u32, DeedId>,
    /// By region and deed.
    challenges: BTreeSet<(u8, u32)>,
    doubts: BTreeMap<u32, Doubt>,
}

/// Numbers of deeds in ascending order. Those that were decided stay until they are as many as the others, so that a
/// decision costs nothing and a page passes over few.
#[derive(Debug, Default)]
struct Waiting {
    deeds: Vec<u32>,
    decided: usize,
}

/// An open challenge.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Doubt {
    /// When it was lodged.
    pub time: Timestamp,
    /// Who doubts; absent if the program does.
    pub actor: Option<PrincipalId>,
    /// Why.
    pub reason: String,
}

fn waits(book: &Book, no: u32) -> bool {
    book.deeds().standing(DeedNo(no)).status == DeedStatus::Claimed
}

impl Waiting {
    fn enter(&mut self, no: u32) {
        // A new deed has the highest number; one that was decided before may still stand in its place.
        match self.deeds.last() {
            Some(last) if *last >= no => match self.deeds.binary_search(&no) {
                Ok(_) => self.decided -= 1,
                Err(place) => self.deeds.insert(place, no),
            },
            _ => self.deeds.push(no),
        }
    }

    fn leave(&mut self, book: &Book) {
        self.decided += 1;
        if self.deeds.len() >= CLEAR_MIN && self.decided * 2 > self.deeds.len() {
            self.deeds.retain(|no| waits(book, *no));
            self.decided = 0;
        }
    }

    fn after<'a>(&'a self, after: Option<DeedNo>, book: &'a Book) -> impl Iterator<Item = u32> + 'a {
        let from = after.map_or(0, |after| self.deeds.partition_point(|no| *no <= after.0));
        self.deeds[from..].iter().copied().filter(|no| waits(book, *no))
    }
}

impl Queue {
    pub(crate) fn open(&mut self, rules: &Rules) {
        self.waiting.resize_with(rules.set().regions.len(), Waiting::default);
    }

    /// Folds what an event changed about a deed.
    pub(crate) fn apply(&mut self, event: &Recorded, change: &Change<'_>, book: &Book) {
        let (no, region) = (change.deed.no.0, change.deed.region.0);
        if let Some(twin) = event.event.deed().and_then(|facts| facts.possible_duplicate_of) {
            self.twins.insert(no, twin);
        }
        let before = change.before.map(|before| before.status);
        let waiting = &mut self.waiting[usize::from(region)];
        match (before == Some(DeedStatus::Claimed), change.after.status == DeedStatus::Claimed) {
            (false, true) => waiting.enter(no),
            (true, false) => waiting.leave(book),
            _ => {}
        }
        if let Event::DeedChallenged(challenged) = &event.event {
            let (time, actor) = (event.recorded_at, event.actor);
            self.challenges.insert((region, no));
            self.doubts.insert(no, Doubt { time, actor, reason: challenged.reason.clone() });
        } else if self.doubts.remove(&no).is_some() {
            self.challenges.remove(&(region, no));
        }
    }

    /// Up to `limit` deeds of these regions that wait, after one of them, in the order of the log.
    #[must_use]
    pub fn waiting(&self, book: &Book, of: &[RegionNo], after: Option<DeedNo>, limit: usize) -> Vec<DeedNo> {
        let lists = of.iter().filter_map(|region| self.waiting.get(usize::from(region.0)));
        let mut found: Vec<_> = lists.flat_map(|list| list.after(after, book).take(limit)).collect();
        first(&mut found, limit)
    }

    /// Up to `limit` challenged deeds of these regions, after one of them, in the order of the log.
    #[must_use]
    pub fn challenged(&self, of: &[RegionNo], after: Option<DeedNo>, limit: usize) -> Vec<DeedNo> {
        let of_region = |region: &RegionNo| {
            let from = after.map_or(0, |after| after.0 + 1);
            self.challenges.range((region.0, from)..=(region.0, u32::MAX)).take(limit).map(|(_, no)| *no)
        };
        let mut found: Vec<_> = of.iter().flat_map(of_region).collect();
        first(&mut found, limit)
    }

    /// The open challenge of a deed.
    #[must_use]
    pub fn doubt(&self, deed: DeedNo) -> Option<&Doubt> {
        self.doubts.get(&deed.0)
    }

    /// The deed that this one looked like when it was logged.
    #[must_use]
    pub fn twin(&self, deed: DeedNo) -> Option<DeedId> {
        self.twins.get(&deed.0).copied()
    }

    /// How many deeds of a region wait.
    #[must_use]
    pub fn len(&self, region: RegionNo) -> usize {
        self.waiting.get(usize::from(region.0)).map_or(0, |list| list.deeds.len() - list.decided)
    }

    /// SHA-256 over the deeds that wait, by region, then twins, then challenges.
    pub(crate) fn digest(&self, book: &Book) -> [u8; 32] {
        let mut canonical = Canonical::default();
        for list in &self.waiting {
            canonical.column(&list.after(None, book).collect::<Vec<_>>());
        }
        canonical.bytes(&self.rest());
        canonical.finish()
    }

    fn rest(&self) -> Vec<u8> {
        let rest = (&self.twins, &self.challenges, &self.doubts);
        serde_json::to_vec(&rest).unwrap_or_else(|_| unreachable!("ordered maps serialise"))
    }

    pub(crate) fn heap_bytes(&self) -> usize {
        let waiting: usize = self.waiting.iter().map(|list| 4 * list.deeds.capacity()).sum();
        waiting + 32 * self.twins.len() + 256 * self.doubts.len()
    }

    pub(crate) fn save(&self, book: &Book, to: &mut Saver<'_>) -> io::Result<()> {
        for list in &self.waiting {
            to.slice(&list.after(None, book).collect::<Vec<_>>())?;
        }
        to.slice(&self.rest())
    }

    pub(crate) fn load(from: &mut Loader<'_>, rules: Option<&Rules>) -> io::Result<Self> {
        let mut queue = Self::default();
        if let Some(rules) = rules {
            queue.open(rules);
        }
        for list in &mut queue.waiting {
            list.deeds = from.slice::<u32>()?.to_vec();
        }
        (queue.twins, queue.challenges, queue.doubts) = serde_json::from_slice(&from.slice::<u8>()?)?;
        Ok(queue)
    }
}

fn first(found: &mut [u32], limit: usize) -> Vec<DeedNo> {
    found.sort_unstable();
    found.iter().take(limit).map(|no| DeedNo(*no)).collect()
}
