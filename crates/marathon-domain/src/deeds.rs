//! Deeds: logged, verified, rejected, corrected, withdrawn.

use marathon_events::{
    DeedFacts, DeedId, Event, Figures, StreamId, animals_helped::AnimalsHelped,
    deed_corrected::DeedCorrected, deed_rejected::DeedRejected, deed_verified::DeedVerified,
    deed_withdrawn::DeedWithdrawn, good_deed_done::GoodDeedDone, trees_planted::TreesPlanted,
    waste_collected::WasteCollected,
};

use crate::{
    Correction, DeedStatus, Fact, NewDeed, Refusal, Refusals,
    case::{Case, FRONT_OFFICE},
    checks::Checks,
    state::DeedNow,
};

pub(crate) fn log(case: &Case<'_>, deed: NewDeed) -> Result<Fact, Refusals> {
    if !case.state.takes_deeds() {
        return case.refuse(Refusal::IntakeClosed);
    }
    let owns = case.owns(deed.entrant_id);
    case.permit(owns || case.coordinates(deed.region), || Refusal::NotYours { roles: FRONT_OFFICE.into() })?;
    let mut checks = Checks::default();
    checks.deed(case.state, case.rules, case.at, &deed);
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
    let look_alike = case.state.standing_look_alike(&facts).map(DeedId);
    Ok(case.fact(StreamId(case.id), deed_event(deed, look_alike)))
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

/// A coordinator finds a deed true.
pub(crate) fn verify(case: &Case<'_>, deed: DeedId, reason: Option<String>) -> Result<Fact, Refusals> {
    let now = judged(case, deed, reason.as_ref())?;
    let explained = is_explained(reason.as_ref());
    let mut checks = Checks::default();
    checks.refuse(now.looks_repeated && !explained, || Refusal::DuplicateNeedsReason);
    checks.refuse(now.needs_inspection && !explained, || Refusal::InspectionNeedsReason);
    checks.done()?;
    Ok(case.deed_fact(deed, Event::DeedVerified(DeedVerified { reason })))
}

/// A coordinator refuses a deed.
pub(crate) fn reject(case: &Case<'_>, deed: DeedId, reason: Option<String>) -> Result<Fact, Refusals> {
    judged(case, deed, reason.as_ref())?;
    Ok(case.deed_fact(deed, Event::DeedRejected(DeedRejected { reason })))
}

/// A claimed deed, about which whoever asks may decide.
fn judged(case: &Case<'_>, deed: DeedId, reason: Option<&String>) -> Result<DeedNow, Refusals> {
    let now = changeable(case, deed, &[DeedStatus::Claimed], reason)?;
    case.permit_role(case.coordinates(case.region_of(now.no)), FRONT_OFFICE)?;
    case.permit(!case.is_on_side(now.no), || Refusal::OwnSide)?;
    Ok(now)
}

pub(crate) fn withdraw(case: &Case<'_>, deed: DeedId, reason: Option<String>) -> Result<Fact, Refusals> {
    mended(case, deed, reason.as_ref())?;
    Ok(case.deed_fact(deed, Event::DeedWithdrawn(DeedWithdrawn { reason })))
}

/// A standing deed that whoever asks may mend.
fn mended(case: &Case<'_>, deed: DeedId, reason: Option<&String>) -> Result<DeedNow, Refusals> {
    let now = changeable(case, deed, &[DeedStatus::Claimed, DeedStatus::Verified], reason)?;
    let owns = case.owns_no(case.state.verdicts.entrant(now.no));
    let may = owns || case.coordinates(case.region_of(now.no));
    case.permit(may, || Refusal::NotYours { roles: FRONT_OFFICE.into() })?;
    Ok(now)
}

pub(crate) fn correct(
    case: &Case<'_>,
    deed: DeedId,
    correction: Correction,
    reason: Option<String>,
) -> Result<Fact, Refusals> {
    let now = mended(case, deed, reason.as_ref())?;
    let mut checks = Checks::default();
    checks.refuse(!is_explained(reason.as_ref()), || Refusal::ReasonMissing);
    let kind = now.figures.kind();
    let figures = match correction.of(now.figures) {
        Ok(figures) => {
            checks.figures(case.rules, &figures);
            figures
        }
        Err(foreign) => {
            for field in foreign {
                checks.refuse(true, || Refusal::KindMismatch { field: field.into(), kind });
            }
            now.figures
        }
    };
    checks.done()?;
    Ok(case.deed_fact(deed, Event::DeedCorrected(DeedCorrected { figures, reason })))
}

fn is_explained(reason: Option<&String>) -> bool {
    reason.is_some_and(|r| !r.trim().is_empty())
}

/// The deed, if it exists, is in one of these states, was not changed too often, and the field is not frozen.
pub(crate) fn changeable(
    case: &Case<'_>,
    deed: DeedId,
    from: &[DeedStatus],
    reason: Option<&String>,
) -> Result<DeedNow, Refusals> {
    let Some((now, revision)) = case.state.deed(deed.0) else {
        return case.refuse(Refusal::UnknownDeed { id: deed });
    };
    case.before_freeze()?;
    let status = now.status;
    if !from.contains(&status) {
        return case.refuse(Refusal::WrongState { status });
    }
    let max = u64::from(case.rules.limits().changes_per_deed_max);
    let mut checks = Checks::default();
    checks.refuse(u64::from(revision.0) > max, || Refusal::TooManyChanges { max });
    checks.reason(case.rules, reason);
    checks.done()?;
    Ok(now)
}
