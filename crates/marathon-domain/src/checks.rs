//! Collects every reason to refuse a command.

use std::collections::BTreeSet;

use marathon_events::{DeedKind, EntrantKind, Evidence, Figures, RegionCode, Timestamp};

use crate::{NewDeed, Refusal, Refusals, Rules, State};

/// Collects every reason to refuse, so that a caller can mend all of them at once.
#[derive(Default)]
pub(crate) struct Checks(Vec<Refusal>);

impl Checks {
    pub(crate) fn refuse(&mut self, broken: bool, why: impl FnOnce() -> Refusal) {
        if broken {
            self.0.push(why());
        }
    }

    pub(crate) fn done(self) -> Result<(), Refusals> {
        if self.0.is_empty() { Ok(()) } else { Err(Refusals(self.0)) }
    }

    pub(crate) fn number(&mut self, field: &str, value: u64, max: u64) {
        self.refuse(value < 1, || Refusal::TooSmall { field: field.into(), min: 1 });
        self.refuse(value > max, || Refusal::TooLarge { field: field.into(), max });
    }

    pub(crate) fn chars(&mut self, field: &str, text: &str, max: u32) {
        // A text of at most `max` bytes has at most `max` characters; the count is for the others.
        let max = max as usize;
        self.refuse(text.len() > max && text.chars().count() > max, || Refusal::TooLong {
            field: field.into(),
            max: max as u64,
        });
    }

    /// A reason that need not be given.
    pub(crate) fn reason(&mut self, rules: &Rules, reason: Option<&String>) {
        if let Some(reason) = reason {
            self.chars("reason", reason, rules.limits().reason_chars_max);
        }
    }

    /// A reason without which nothing is done.
    pub(crate) fn needed_reason(&mut self, rules: &Rules, reason: &String) {
        self.refuse(reason.trim().is_empty(), || Refusal::ReasonMissing);
        self.reason(rules, Some(reason));
    }

    pub(crate) fn region(&mut self, rules: &Rules, region: RegionCode) {
        self.refuse(rules.region(region).is_none(), || Refusal::UnknownRegion {
            region,
            accepted: rules.set().regions.iter().map(|r| r.code).collect(),
        });
    }

    pub(crate) fn deed(&mut self, state: &State, rules: &Rules, at: Timestamp, deed: &NewDeed) {
        let entrant = state.entrant_no(deed.entrant_id.0);
        self.refuse(entrant.is_none(), || Refusal::UnknownEntrant {
            field: "entrant_id".into(),
            id: deed.entrant_id,
        });
        self.refuse(entrant.is_some_and(|no| state.is_gone(no)), || Refusal::EntrantGone {
            id: deed.entrant_id,
        });
        self.region(rules, deed.region);
        let sector = rules.sector(&deed.sector);
        self.refuse(sector.is_none(), || Refusal::UnknownSector {
            sector: deed.sector.clone(),
            accepted: rules.set().sectors.iter().map(|s| s.id.clone()).collect(),
        });
        self.day(rules, at, deed);
        self.figures(rules, &deed.figures);
        self.companions(state, rules, deed);
        if sector.is_some_and(|no| rules.set().sectors[usize::from(no.0)].adults_only) {
            self.adults(state, deed);
        }
        self.evidence(rules, &deed.evidence);
        if let Some(species) = &deed.species {
            self.refuse(species.trim().is_empty(), || Refusal::Empty { field: "species".into() });
            self.chars("species", species, rules.limits().species_chars_max);
        }
    }

    fn adults(&mut self, state: &State, deed: &NewDeed) {
        let named = [deed.entrant_id].into_iter().chain(deed.companions.iter().copied());
        let mut minors = named.filter(|id| state.entrant_no(id.0).is_some_and(|no| state.is_minor(no)));
        if let Some(id) = minors.next() {
            self.refuse(true, || Refusal::AdultsOnly { field: "sector".into(), id });
        }
    }

    fn day(&mut self, rules: &Rules, at: Timestamp, deed: &NewDeed) {
        let season = &rules.set().season;
        let (day, first, last) = (deed.done_on, season.starts_on, season.ends_on);
        let today = at.local_day(season.utc_offset_minutes);
        self.refuse(day < first, || Refusal::BeforeStart { day, first });
        self.refuse(day > last, || Refusal::AfterEnd { day, last });
        self.refuse(day > today, || Refusal::InFuture { day, today });
    }

    pub(crate) fn figures(&mut self, rules: &Rules, figures: &Figures) {
        let kind = rules.kind(figures.kind());
        self.number("people", u64::from(figures.people().0), kind.people.refuse_above);
        let field = match figures.kind() {
            DeedKind::GoodDeedDone => "people_helped",
            DeedKind::TreesPlanted => "trees",
            DeedKind::WasteCollected => "grams",
            DeedKind::AnimalsHelped => "animals",
        };
        self.number(field, figures.amount(), kind.amount.refuse_above);
        if let Some(limit) = kind.person_minutes {
            self.number("person_minutes", u64::from(figures.minutes()), limit.refuse_above);
        }
    }

    fn companions(&mut self, state: &State, rules: &Rules, deed: &NewDeed) {
        if deed.companions.is_empty() {
            return;
        }
        let max = u64::from(rules.limits().companions_max);
        if deed.companions.len() as u64 > max {
            return self.refuse(true, || Refusal::TooLarge { field: "companions".into(), max });
        }
        let mut seen = BTreeSet::from([deed.entrant_id]);
        for &id in &deed.companions {
            self.refuse(!seen.insert(id), || Refusal::CompanionRepeated { id });
            match state.entrant_no(id.0).map(|no| state.entrant_kind(no)) {
                None => {
                    self.refuse(true, || Refusal::UnknownEntrant { field: "companions".into(), id });
                }
                Some(kind) => {
                    let person = kind == EntrantKind::Person;
                    self.refuse(!person, || Refusal::CompanionNotAPerson { id });
                }
            }
        }
    }

    fn evidence(&mut self, rules: &Rules, evidence: &[Evidence]) {
        let limits = rules.limits();
        let max = u64::from(limits.evidence_max);
        if evidence.len() as u64 > max {
            return self.refuse(true, || Refusal::TooLarge { field: "evidence".into(), max });
        }
        for (i, e) in evidence.iter().enumerate() {
            self.refuse(evidence[..i].iter().any(|earlier| earlier.sha256 == e.sha256), || {
                Refusal::EvidenceRepeated { sha256: e.sha256 }
            });
            let Some(url) = &e.url else { continue };
            self.chars("evidence.url", url, limits.url_chars_max);
            let is_link = url.starts_with("https://") || url.starts_with("http://");
            self.refuse(!is_link, || Refusal::NotALink);
        }
    }
}
