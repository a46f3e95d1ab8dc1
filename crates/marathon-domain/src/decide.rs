//! The decisions: a command and the state in, facts or refusals out.

use std::{collections::BTreeSet, sync::Arc};

use esrs::Aggregate;
use marathon_events::{
    DeedFacts, DeedId, DeedKind, Event, Evidence, Figures, Revision, StreamId, Timestamp,
    animals_helped::AnimalsHelped, deed_corrected::DeedCorrected, deed_rejected::DeedRejected,
    deed_verified::DeedVerified, deed_withdrawn::DeedWithdrawn, entrant_registered::EntrantRegistered,
    good_deed_done::GoodDeedDone, intake_closed::IntakeClosed, marathon_opened::MarathonOpened,
    trees_planted::TreesPlanted, waste_collected::WasteCollected,
};
use uuid::Uuid;

use crate::{
    Action, Command, Correction, DeedStatus, Fact, NewDeed, NewEntrant, Refusal, Refusals, Rules, State,
    state::DeedNow,
};

/// A whole marathon as one aggregate, so that rules across all of it can be kept.
pub struct Marathon;

impl Aggregate for Marathon {
    const NAME: &'static str = "marathon";
    type State = State;
    type Command = Command;
    type Event = Fact;
    type Error = Refusals;

    fn handle_command(state: &State, command: Command) -> Result<Vec<Fact>, Refusals> {
        decide(state, command).map(|fact| vec![fact])
    }

    fn apply_event(mut state: State, fact: Fact) -> State {
        state.apply(fact.stream, &fact.event);
        state
    }
}

fn decide(state: &State, command: Command) -> Result<Fact, Refusals> {
    let Command { at, id, action } = command;
    let action = Arc::unwrap_or_clone(action);
    if let Action::Open(rules) = action {
        return open(state, id, &rules);
    }
    let Some(rules) = state.rules() else { return one(Refusal::NotOpened) };
    match action {
        Action::Open(_) => one(Refusal::AlreadyOpened),
        Action::RegisterEntrant(entrant) => register(rules, id, entrant),
        Action::LogDeed(deed) => log_deed(state, rules, at, id, deed),
        Action::Verify { deed, reason } => verify(state, rules, deed, reason),
        Action::Reject { deed, reason } => {
            let (_, revision) = changeable(state, rules, deed, &[DeedStatus::Claimed], reason.as_ref())?;
            Ok(change(deed, revision, Event::DeedRejected(DeedRejected { reason })))
        }
        Action::Withdraw { deed, reason } => {
            let standing = [DeedStatus::Claimed, DeedStatus::Verified];
            let (_, revision) = changeable(state, rules, deed, &standing, reason.as_ref())?;
            Ok(change(deed, revision, Event::DeedWithdrawn(DeedWithdrawn { reason })))
        }
        Action::Correct { deed, correction, reason } => correct(state, rules, deed, correction, reason),
        Action::CloseIntake { reason } => close_intake(state, rules, reason),
    }
}

fn one<T>(refusal: Refusal) -> Result<T, Refusals> {
    Err(Refusals(vec![refusal]))
}

fn open(state: &State, id: Uuid, rules: &Rules) -> Result<Fact, Refusals> {
    if state.rules().is_some() {
        return one(Refusal::AlreadyOpened);
    }
    let event = Event::MarathonOpened(Box::new(MarathonOpened { rules: rules.set().clone() }));
    Ok(Fact { stream: StreamId(id), revision: Revision(0), event })
}

fn close_intake(state: &State, rules: &Rules, reason: Option<String>) -> Result<Fact, Refusals> {
    let Some((stream, revision)) = state.marathon_stream().filter(|_| state.takes_deeds()) else {
        return one(Refusal::IntakeClosed);
    };
    let mut checks = Checks::default();
    checks.reason(rules, reason.as_ref());
    checks.done()?;
    Ok(Fact { stream, revision, event: Event::IntakeClosed(IntakeClosed { reason }) })
}

fn register(rules: &Rules, id: Uuid, entrant: NewEntrant) -> Result<Fact, Refusals> {
    let NewEntrant { kind, alias, region, members } = entrant;
    let mut checks = Checks::default();
    checks.region(rules, region);
    checks.refuse(alias.trim().is_empty(), || Refusal::Empty { field: "alias".into() });
    checks.chars("alias", &alias, rules.limits().alias_chars_max);
    let is_person = kind == marathon_events::EntrantKind::Person;
    checks.refuse(is_person && members.is_some(), || Refusal::MembersOfAPerson);
    checks.refuse(!is_person && members.is_none(), || Refusal::MembersMissing);
    if let Some(members) = members {
        checks.number("members", u64::from(members.0), u64::from(rules.limits().members_max));
    }
    checks.done()?;
    let event = Event::EntrantRegistered(EntrantRegistered {
        kind,
        alias,
        region,
        members,
        owner: None,
        age: None,
        guardian_consent: false,
        silver: false,
    });
    Ok(Fact { stream: StreamId(id), revision: Revision(0), event })
}

fn log_deed(state: &State, rules: &Rules, at: Timestamp, id: Uuid, deed: NewDeed) -> Result<Fact, Refusals> {
    if !state.takes_deeds() {
        return one(Refusal::IntakeClosed);
    }
    let mut checks = Checks::default();
    checks.deed(state, rules, at, &deed);
    checks.done()?;
    let facts = DeedFacts {
        entrant_id: deed.entrant_id,
        region: deed.region,
        sector: &deed.sector,
        done_on: deed.done_on,
        companions: &deed.companions,
        evidence: &deed.evidence,
        possible_duplicate_of: None,
        figures: deed.figures,
    };
    let look_alike = state.standing_look_alike(&facts).map(DeedId);
    Ok(Fact { stream: StreamId(id), revision: Revision(0), event: deed_event(deed, look_alike) })
}

macro_rules! deed {
    ($kind:ident, $deed:ident, $look_alike:ident, $($rest:tt)*) => {
        Event::$kind($kind {
            entrant_id: $deed.entrant_id,
            region: $deed.region,
            sector: $deed.sector,
            done_on: $deed.done_on,
            companions: $deed.companions,
            evidence: $deed.evidence,
            possible_duplicate_of: $look_alike,
            $($rest)*
        })
    };
}

fn deed_event(d: NewDeed, look_alike: Option<DeedId>) -> Event {
    match d.figures {
        Figures::GoodDeedDone { people, people_helped, person_minutes } => {
            deed!(GoodDeedDone, d, look_alike, people, people_helped, person_minutes)
        }
        Figures::TreesPlanted { people, trees } => {
            deed!(TreesPlanted, d, look_alike, people, trees, species: d.species)
        }
        Figures::WasteCollected { people, grams } => deed!(WasteCollected, d, look_alike, people, grams),
        Figures::AnimalsHelped { people, animals } => {
            deed!(AnimalsHelped, d, look_alike, people, animals, species: d.species)
        }
    }
}

fn verify(state: &State, rules: &Rules, deed: DeedId, reason: Option<String>) -> Result<Fact, Refusals> {
    let (cell, revision) = changeable(state, rules, deed, &[DeedStatus::Claimed], reason.as_ref())?;
    let explained = is_explained(reason.as_ref());
    let mut checks = Checks::default();
    checks.refuse(cell.looks_repeated && !explained, || Refusal::DuplicateNeedsReason);
    checks.refuse(cell.needs_inspection && !explained, || Refusal::InspectionNeedsReason);
    checks.done()?;
    Ok(change(deed, revision, Event::DeedVerified(DeedVerified { reason })))
}

fn correct(
    state: &State,
    rules: &Rules,
    deed: DeedId,
    correction: Correction,
    reason: Option<String>,
) -> Result<Fact, Refusals> {
    let standing = [DeedStatus::Claimed, DeedStatus::Verified];
    let (cell, revision) = changeable(state, rules, deed, &standing, reason.as_ref())?;
    let mut checks = Checks::default();
    checks.refuse(!is_explained(reason.as_ref()), || Refusal::ReasonMissing);
    let kind = cell.figures.kind();
    let figures = match correction.of(cell.figures) {
        Ok(figures) => {
            checks.figures(rules, &figures);
            figures
        }
        Err(foreign) => {
            for field in foreign {
                checks.refuse(true, || Refusal::KindMismatch { field: field.into(), kind });
            }
            cell.figures
        }
    };
    checks.done()?;
    Ok(change(deed, revision, Event::DeedCorrected(DeedCorrected { figures, reason })))
}

fn is_explained(reason: Option<&String>) -> bool {
    reason.is_some_and(|r| !r.trim().is_empty())
}

fn change(deed: DeedId, revision: Revision, event: Event) -> Fact {
    Fact { stream: deed.into(), revision, event }
}

/// The deed, if it exists, is in one of these states and was not changed too often.
fn changeable(
    state: &State,
    rules: &Rules,
    deed: DeedId,
    from: &[DeedStatus],
    reason: Option<&String>,
) -> Result<(DeedNow, Revision), Refusals> {
    let Some((cell, revision)) = state.deed(deed.0) else { return one(Refusal::UnknownDeed { id: deed }) };
    let status = cell.status;
    if !from.contains(&status) {
        return one(Refusal::WrongState { status });
    }
    let max = u64::from(rules.limits().changes_per_deed_max);
    let mut checks = Checks::default();
    checks.refuse(u64::from(revision.0) > max, || Refusal::TooManyChanges { max });
    checks.reason(rules, reason);
    checks.done()?;
    Ok((cell, revision))
}

/// Collects every reason to refuse, so that a caller can mend all of them at once.
#[derive(Default)]
struct Checks(Vec<Refusal>);

impl Checks {
    fn refuse(&mut self, broken: bool, why: impl FnOnce() -> Refusal) {
        if broken {
            self.0.push(why());
        }
    }

    fn done(self) -> Result<(), Refusals> {
        if self.0.is_empty() { Ok(()) } else { Err(Refusals(self.0)) }
    }

    fn number(&mut self, field: &str, value: u64, max: u64) {
        self.refuse(value < 1, || Refusal::TooSmall { field: field.into(), min: 1 });
        self.refuse(value > max, || Refusal::TooLarge { field: field.into(), max });
    }

    fn chars(&mut self, field: &str, text: &str, max: u32) {
        // A text of at most `max` bytes has at most `max` characters; the count is for the others.
        let max = max as usize;
        self.refuse(text.len() > max && text.chars().count() > max, || Refusal::TooLong {
            field: field.into(),
            max: max as u64,
        });
    }

    fn reason(&mut self, rules: &Rules, reason: Option<&String>) {
        if let Some(reason) = reason {
            self.chars("reason", reason, rules.limits().reason_chars_max);
        }
    }

    fn region(&mut self, rules: &Rules, region: marathon_events::RegionCode) {
        self.refuse(rules.region(region).is_none(), || Refusal::UnknownRegion {
            region,
            accepted: rules.set().regions.iter().map(|r| r.code).collect(),
        });
    }

    fn deed(&mut self, state: &State, rules: &Rules, at: Timestamp, deed: &NewDeed) {
        self.refuse(state.entrant_no(deed.entrant_id.0).is_none(), || Refusal::UnknownEntrant {
            field: "entrant_id".into(),
            id: deed.entrant_id,
        });
        self.region(rules, deed.region);
        self.refuse(rules.sector(&deed.sector).is_none(), || Refusal::UnknownSector {
            sector: deed.sector.clone(),
            accepted: rules.set().sectors.iter().map(|s| s.id.clone()).collect(),
        });
        self.day(rules, at, deed);
        self.figures(rules, &deed.figures);
        self.companions(state, rules, deed);
        self.evidence(rules, &deed.evidence);
        if let Some(species) = &deed.species {
            self.refuse(species.trim().is_empty(), || Refusal::Empty { field: "species".into() });
            self.chars("species", species, rules.limits().species_chars_max);
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

    fn figures(&mut self, rules: &Rules, figures: &Figures) {
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
            match state.entrant_kind(id.0) {
                None => {
                    self.refuse(true, || Refusal::UnknownEntrant { field: "companions".into(), id });
                }
                Some(kind) => {
                    let person = kind == marathon_events::EntrantKind::Person;
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
