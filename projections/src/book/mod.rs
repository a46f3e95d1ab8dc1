//! The book: who takes part, what every deed was and is, and what an event changed about it.

mod change;
mod deeds;
mod entrants;

pub use change::{Change, DeedNo, EntrantNo, NamedPersons, Quantities, Standing};
pub use deeds::{Deed, Deeds};
pub use entrants::{Entrant, Entrants};

use std::io;

use marathon_columns::{Loader, Saver};
use marathon_domain::{DeedStatus, Rules};
use marathon_events::{EntrantKind, Event, EventId, Figures, Position, Recorded, Timestamp};
use uuid::Uuid;

use crate::digest::Canonical;

/// What an event changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Changed {
    /// Nothing that other projections count.
    Nothing,
    /// A deed; [`Book::change`] tells what.
    Deed,
    /// What an entrant tells about itself.
    Entrant(EntrantNo),
}

/// Entrants and deeds by number and by id.
#[derive(Debug, Default)]
pub struct Book {
    rules: Option<Rules>,
    opened: Option<(EventId, Timestamp)>,
    intake_closed_at: Option<Position>,
    entrants: Entrants,
    deeds: Deeds,
    /// What the last event changed; valid after `apply` said so.
    last: Option<(Deed, Option<Standing>, Standing)>,
    named: NamedPersons,
}

impl Book {
    /// The rules; `None` before the marathon was opened.
    #[must_use]
    pub fn rules(&self) -> Option<&Rules> {
        self.rules.as_ref()
    }

    /// When the marathon was opened.
    #[must_use]
    pub fn opened_at(&self) -> Option<Timestamp> {
        self.opened.map(|(_, at)| at)
    }

    /// Where intake was closed; `None` while deeds are taken.
    #[must_use]
    pub fn intake_closed_at(&self) -> Option<Position> {
        self.intake_closed_at
    }

    /// Everybody who takes part.
    #[must_use]
    pub fn entrants(&self) -> &Entrants {
        &self.entrants
    }

    /// Every deed.
    #[must_use]
    pub fn deeds(&self) -> &Deeds {
        &self.deeds
    }

    /// Folds an event. Says what it changed.
    pub(crate) fn apply(&mut self, event: &Recorded) -> Changed {
        let id = event.stream.0;
        match &event.event {
            Event::MarathonOpened(opened) => {
                self.rules = Rules::new(opened.rules.clone()).ok();
                self.opened = Some((event.event_id, event.recorded_at));
                Changed::Nothing
            }
            Event::RulesAmended(amended) => {
                self.rules = Rules::new(amended.rules.clone()).ok();
                Changed::Nothing
            }
            Event::IntakeClosed(_) => {
                self.intake_closed_at = Some(event.position);
                Changed::Nothing
            }
            Event::EntrantRegistered(entrant) => {
                let region = self.rules.as_ref().and_then(|r| r.region(entrant.region));
                self.entrants.push(id, entrant, region);
                Changed::Nothing
            }
            Event::EntrantProfileChanged(change) => {
                let Some(no) = self.entrants.find(id) else { return Changed::Nothing };
                let region = self.rules.as_ref().and_then(|r| r.region(change.region?));
                self.entrants.change(no, change, region);
                Changed::Entrant(no)
            }
            other => {
                let changed = match other.deed() {
                    Some(_) => self.log(event),
                    None => {
                        DeedStatus::after(other).is_some_and(|status| self.change_status(id, other, status))
                    }
                };
                if changed { Changed::Deed } else { Changed::Nothing }
            }
        }
    }

    fn log(&mut self, event: &Recorded) -> bool {
        let (Some(rules), Some(facts)) = (&self.rules, event.event.deed()) else { return false };
        let Some((deed, standing)) = self.deeds.push(event, &facts, rules, &mut self.entrants) else {
            return false;
        };
        self.changed(deed, None, standing);
        true
    }

    fn change_status(&mut self, id: Uuid, event: &Event, status: DeedStatus) -> bool {
        let Some(no) = self.deeds.find(id) else { return false };
        let before = self.deeds.standing(no);
        let corrected = match event {
            Event::DeedCorrected(c) => Some(&c.figures),
            _ => None,
        };
        let quantities = corrected.map_or(before.quantities, |f: &Figures| Quantities::of(f));
        let after = Standing { status, quantities };
        self.deeds.set_standing(no, after);
        let deed = self.deeds.get(no);
        self.changed(deed, Some(before), after);
        true
    }

    fn changed(&mut self, deed: Deed, before: Option<Standing>, after: Standing) {
        let mut named = std::mem::take(&mut self.named);
        self.name_persons(&deed, &mut named);
        self.named = named;
        self.last = Some((deed, before, after));
    }

    fn name_persons(&self, deed: &Deed, named: &mut NamedPersons) {
        named.clear();
        if self.entrants.kind(deed.entrant) == EntrantKind::Person {
            named.push(deed.entrant);
        }
        named.extend(self.deeds.companions(deed.no));
        named.sort_unstable();
        named.dedup();
    }

    /// The persons named on a deed, the entrant among them if it is one, by ascending number and so by id.
    #[must_use]
    pub fn named_persons(&self, deed: &Deed) -> NamedPersons {
        let mut named = Vec::new();
        self.name_persons(deed, &mut named);
        named
    }

    /// What the last event changed.
    ///
    /// # Panics
    /// If the last event did not change a deed.
    pub(crate) fn change(&self) -> Change<'_> {
        let Some((deed, before, after)) = self.last else { unreachable!("asked only after a change") };
        Change { deed, before, after, named: &self.named }
    }

    /// SHA-256 over entrants and deeds in the order of the log.
    pub(crate) fn digest(&self) -> [u8; 32] {
        let mut canonical = Canonical::default();
        canonical.bytes(&self.rules.as_ref().map(Rules::hash).unwrap_or_default());
        canonical.number(self.intake_closed_at.map_or(u64::MAX, |p| p.0));
        self.entrants.digest(&mut canonical);
        self.deeds.digest(&mut canonical);
        canonical.finish()
    }

    pub(crate) fn heap_bytes(&self) -> usize {
        self.entrants.heap_bytes() + self.deeds.heap_bytes()
    }

    pub(crate) fn save(&self, to: &mut Saver<'_>) -> io::Result<()> {
        let rules = self.rules.as_ref().map(|r| serde_json::to_vec(r.set())).transpose()?;
        to.slice(&rules.unwrap_or_default())?;
        let (id, at) = self.opened.unwrap_or((EventId(Uuid::nil()), Timestamp(0)));
        to.slice(id.0.as_bytes())?;
        to.number(at.0 as u64)?;
        to.number(self.intake_closed_at.map_or(u64::MAX, |p| p.0))?;
        self.entrants.save(to)?;
        self.deeds.save(to)
    }

    pub(crate) fn load(from: &mut Loader<'_>) -> io::Result<Self> {
        let invalid = |e: String| io::Error::new(io::ErrorKind::InvalidData, e);
        let rules = from.slice::<u8>()?;
        let rules = match rules.is_empty() {
            true => None,
            false => Some(Rules::new(serde_json::from_slice(&rules)?).map_err(|e| invalid(e.to_string()))?),
        };
        let id = Uuid::from_slice(&from.slice::<u8>()?).map_err(|e| invalid(e.to_string()))?;
        let at = Timestamp(from.number()? as i64);
        let closed = from.number()?;
        Ok(Self {
            opened: rules.is_some().then_some((EventId(id), at)),
            rules,
            intake_closed_at: (closed != u64::MAX).then_some(Position(closed)),
            entrants: Entrants::load(from)?,
            deeds: Deeds::load(from)?,
            ..Self::default()
        })
    }
}
