//! From the read models, and what the API tells an organiser alone, to the organiser's page.

use marathon_api::{Language, Marathon};
use marathon_domain::RegionNo;
use marathon_engine::View;
use marathon_events::{EntrantId, marathon_opened::Nomination};
use marathon_projections::{Views, judging::Appeal};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::Value;
use uuid::Uuid;

use crate::{
    DecidedResult, Desk, JuryState, Listed, LodgedAppeal, Organise, OrganisedNomination,
    adapter::last_day_of_appeals,
};

/// What only the API tells, of what it keeps from others.
pub(crate) struct Told {
    /// How far juries are.
    pub(crate) judging: Value,
    /// Who has which role.
    pub(crate) roles: Value,
    /// Programs' ways in.
    pub(crate) tokens: Value,
}

/// Everything of the marathon that an organiser looks after; `None` before it was opened.
pub(crate) fn organise(marathon: &Marathon, desk: Desk, told: &Told, language: Language) -> Option<Organise> {
    let juries: Option<Vec<JuryState>> = list(&told.judging, "juries");
    marathon.read(|view| {
        let rules = &view.model.rules()?.set().nominations;
        let regions = (0..=u8::MAX).map(RegionNo).take(view.model.rules()?.set().regions.len());
        let nominations = rules.iter().map(|n| nomination(view, n, juries.as_deref(), language));
        Some(Organise {
            opened_at: view.model.book.opened_at()?,
            steps: view.model.judging.steps().clone(),
            waiting: regions.map(|region| view.model.queue.len(region) as u64).sum(),
            nominations: nominations.collect(),
            appeals_until: last_day_of_appeals(view),
            holders: list(&told.roles, "holders").unwrap_or_default(),
            tokens: list(&told.tokens, "tokens").unwrap_or_default(),
            desk,
        })
    })
}

fn list<T: DeserializeOwned>(told: &Value, name: &str) -> Option<Vec<T>> {
    Vec::deserialize(&told[name]).ok()
}

fn nomination(
    view: &View<Views>,
    n: &Nomination,
    juries: Option<&[JuryState]>,
    language: Language,
) -> OrganisedNomination {
    let judging = &view.model.judging;
    let jury = judging.jury(&n.id);
    let alias = |id| alias(view, id, language);
    let listed = jury.and_then(|jury| jury.shortlist.as_ref()).map(|list| {
        (
            list.at,
            list.what
                .iter()
                .map(|id| Listed { id: *id, alias: alias(*id), competes: competes(view, *id) })
                .collect(),
        )
    });
    let results = jury.into_iter().flat_map(|jury| &jury.results).map(|decided| DecidedResult {
        at: decided.at,
        winners: decided.result.winners.iter().map(|id| alias(*id)).collect(),
        reason: decided.amendment.as_ref().map(|(_, reason)| reason.clone()),
    });
    let amended = |id: Uuid| {
        let results = jury.into_iter().flat_map(|jury| &jury.results);
        results.filter_map(|decided| decided.amendment.as_ref()).any(|(appeal, _)| appeal.0 == id)
    };
    let appeal = |(id, appeal): (Uuid, &Appeal)| LodgedAppeal {
        id,
        at: appeal.at,
        alias: alias(appeal.entrant),
        reason: appeal.reason.clone(),
        resolved: appeal
            .resolved
            .as_ref()
            .map(|resolved| (resolved.what.upheld, resolved.what.reason.clone())),
        amended: amended(id),
    };
    let appeals = judging.appeals().iter().filter(|(_, appeal)| appeal.nomination == n.id);
    OrganisedNomination {
        id: n.id.clone(),
        title: n.title.clone(),
        has_jury: n.jury.jury_bps.0 > 0,
        quorum: n.jury.quorum.into(),
        shortlist: listed,
        jury: juries.map(|all| all.iter().find(|jury| jury.nomination == n.id).cloned().unwrap_or_default()),
        results: results.collect(),
        appeals: appeals.map(|(id, lodged)| appeal((id.0, lodged))).collect(),
    }
}

/// Whether it is registered, and did not go.
fn competes(view: &View<Views>, id: EntrantId) -> bool {
    view.model.book.entrants().find(id.0).is_some() && view.model.judging.gone(id).is_none()
}

/// The public name of whoever competes; of a region, its name.
fn alias(view: &View<Views>, id: EntrantId, language: Language) -> String {
    let book = &view.model.book;
    let regions = view.model.rules().map_or(&[][..], |rules| &rules.set().regions);
    let region = regions.iter().find(|region| EntrantId::of_region(region.code) == id);
    match region {
        Some(region) => language.of(&region.name).to_owned(),
        None => {
            book.entrants().find(id.0).map(|no| book.entrants().get(no).alias.to_owned()).unwrap_or_default()
        }
    }
}
