//! A nomination on the organiser's page: shortlist, jury, award, appeals.

use uuid::Uuid;

use super::{
    EntryState, JudgeState, JuryState, LodgedAppeal, Maker, Organise, OrganisedNomination, Placed, nothing,
};
use crate::{Error, links, page::form::Input};

/// A nomination on the page.
pub(super) struct Card {
    pub(super) id: String,
    pub(super) title: String,
    pub(super) badge: (String, &'static str),
    /// Who is on the shortlist.
    pub(super) listed: Vec<String>,
    /// Judges, and how far they are.
    pub(super) judges: Vec<(String, String)>,
    pub(super) said: Vec<String>,
    /// Results by the time they were decided: when and why, and who wins.
    pub(super) results: Vec<(String, Vec<String>)>,
    pub(super) forms: Vec<Placed>,
    pub(super) appeals: Vec<AppealCard>,
    pub(super) ranking: String,
}

/// An appeal on the page.
pub(super) struct AppealCard {
    pub(super) alias: String,
    pub(super) about: String,
    pub(super) reason: String,
    pub(super) badge: (String, &'static str),
    pub(super) resolution: Option<String>,
    pub(super) forms: Vec<Placed>,
}

pub(super) fn card(make: &Maker<'_>, organise: &Organise, n: &OrganisedNomination) -> Result<Card, Error> {
    let t = make.t;
    let results = n.results.iter().map(|result| {
        let reason = result.reason.as_ref().map(|reason| format!(" · {reason}")).unwrap_or_default();
        Ok((format!("{}{reason}", make.moment(result.at)?), result.winners.clone()))
    });
    let judges = n.jury.iter().flat_map(|jury| &jury.judges);
    let judges = judges.map(|judge| Ok((organise.called(judge.judge), progress(make, judge)?)));
    Ok(Card {
        id: n.id.clone(),
        title: t.language.of(&n.title).to_owned(),
        badge: badge(make, organise, n)?,
        listed: n
            .shortlist
            .iter()
            .flat_map(|(_, listed)| listed.iter().map(|entry| entry.alias.clone()))
            .collect(),
        judges: judges.collect::<Result<_, Error>>()?,
        said: said(make, n)?,
        results: results.collect::<Result<_, Error>>()?,
        forms: forms(make, organise, n)?,
        appeals: n.appeals.iter().map(|appeal| appeal_card(make, n, appeal)).collect::<Result<_, _>>()?,
        ranking: links::ranking(t.language, &make.season.slug, &n.id, None),
    })
}

fn badge(
    make: &Maker<'_>,
    organise: &Organise,
    n: &OrganisedNomination,
) -> Result<(String, &'static str), Error> {
    let (message, class) = match (n.results.is_empty(), &n.shortlist, organise.steps.judging_closed) {
        (false, ..) => ("nomination-decided", "verified"),
        (true, Some(_), Some(_)) => ("nomination-undecided", "provisional"),
        (true, Some(_), None) => ("nomination-judging", "provisional"),
        (true, None, _) => ("nomination-no-shortlist", "closed"),
    };
    Ok((make.t.say(message)?, class))
}

fn progress(make: &Maker<'_>, judge: &JudgeState) -> Result<String, Error> {
    let (t, scored, all) = (make.t, judge.scored, judge.to_score);
    let mut told =
        t.say_texts("judging-progress", &[("scored", &t.integer(scored)), ("all", &t.integer(all))])?;
    if judge.recused > 0 {
        told = format!("{told} · {}", t.say_n("jury-recused", judge.recused)?);
    }
    Ok(told)
}

fn said(make: &Maker<'_>, n: &OrganisedNomination) -> Result<Vec<String>, Error> {
    let t = make.t;
    let mut said = Vec::new();
    if let Some((at, _)) = &n.shortlist {
        said.push(make.moment(*at)?);
    }
    match (&n.jury, n.has_jury) {
        (_, false) => said.push(t.say("jury-none")?),
        (None, true) => said.push(t.say("organise-judges-itself")?),
        (Some(jury), true) => {
            said.push(t.say_n("jury-quorum", n.quorum)?);
            let short = lacking(jury, n.quorum).count() as u64;
            if short > 0 && n.results.is_empty() {
                said.push(t.say_n("jury-lacking", short)?);
            }
        }
    }
    Ok(said)
}

/// Entries that have no place because too few judges scored them.
fn lacking(jury: &JuryState, quorum: u64) -> impl Iterator<Item = &EntryState> {
    jury.entries.iter().filter(move |entry| entry.scores < quorum && !entry.quorum_waived)
}

fn forms(make: &Maker<'_>, organise: &Organise, n: &OrganisedNomination) -> Result<Vec<Placed>, Error> {
    let (steps, about) = (&organise.steps, [("nomination", n.id.as_str())]);
    let is_closed = steps.judging_closed.is_some();
    let mut forms = Vec::new();
    if steps.frozen.is_some() && n.shortlist.is_none() && !is_closed {
        forms.push(make.form(("shortlist", &about), "do-shortlist", nothing)?);
    }
    if let (Some(jury), Some(_), true, true) = (&n.jury, &n.shortlist, n.has_jury, n.results.is_empty()) {
        if !is_closed {
            forms.extend(assign(make, organise, n, jury)?);
        }
        forms.extend(waive(make, n, jury)?);
    }
    if is_closed && n.results.is_empty() {
        forms.push(make.form(("award", &about), "do-award", nothing)?);
    }
    forms.extend(disqualify(make, n)?);
    Ok(forms)
}

/// Every judge by role that this nomination does not have yet.
fn assign(
    make: &Maker<'_>,
    organise: &Organise,
    n: &OrganisedNomination,
    jury: &JuryState,
) -> Result<Option<Placed>, Error> {
    let may = organise.holders_of("judge").filter(|(holder, granted)| {
        let of_this = granted.nominations.is_empty() || granted.nominations.contains(&n.id);
        of_this && jury.judges.iter().all(|judge| judge.judge != holder.principal)
    });
    let judges: Vec<_> =
        may.map(|(holder, _)| (holder.principal.to_string(), organise.called(holder.principal))).collect();
    if judges.is_empty() {
        return Ok(None);
    }
    let form = make.form(("judge", &[("nomination", &n.id)]), "do-assign", |f| {
        f.add("judge", "role-judge", Input::Select(judges), "")
    });
    form.map(Some)
}

fn waive(make: &Maker<'_>, n: &OrganisedNomination, jury: &JuryState) -> Result<Option<Placed>, Error> {
    let listed = n.shortlist.iter().flat_map(|(_, listed)| listed);
    let named = |id: Uuid| listed.clone().find(|entry| entry.id.0 == id).map(|entry| entry.alias.clone());
    let entries: Vec<_> = lacking(jury, n.quorum)
        .map(|entry| (entry.entrant_id.to_string(), named(entry.entrant_id).unwrap_or_default()))
        .collect();
    if entries.is_empty() {
        return Ok(None);
    }
    let form = make.form(("waive", &[("nomination", &n.id)]), "do-waive", |f| {
        f.add("entrant_id", "waive-entry", Input::Select(entries), "")?.add(
            "reason",
            "decide-reason",
            Input::Area,
            "",
        )
    })?;
    Ok(Some(form.folded(make.t.say("do-waive")?)))
}

/// Who forged something competes no more; a result that was decided changes only after an appeal.
fn disqualify(make: &Maker<'_>, n: &OrganisedNomination) -> Result<Option<Placed>, Error> {
    let listed = n.shortlist.iter().flat_map(|(_, listed)| listed).filter(|entry| entry.competes);
    let entries: Vec<_> = listed.map(|entry| (entry.id.0.to_string(), entry.alias.clone())).collect();
    if entries.is_empty() {
        return Ok(None);
    }
    let form = make.form(("disqualify", &[("nomination", &n.id)]), "do-disqualify", |f| {
        f.add("entrant_id", "waive-entry", Input::Select(entries), "")?.add(
            "reason",
            "decide-reason",
            Input::Area,
            "",
        )
    })?;
    Ok(Some(form.folded(make.t.say("do-disqualify")?)))
}

fn appeal_card(
    make: &Maker<'_>,
    n: &OrganisedNomination,
    appeal: &LodgedAppeal,
) -> Result<AppealCard, Error> {
    let t = make.t;
    let id = appeal.id.to_string();
    let (badge, form) = match &appeal.resolved {
        None => {
            let answers = [("", "appeal-choose"), ("true", "appeal-uphold"), ("false", "appeal-dismiss")];
            let answers = answers.map(|(value, words)| Ok::<_, Error>((value.to_owned(), t.say(words)?)));
            let answers = answers.into_iter().collect::<Result<_, _>>()?;
            let form = make.form(("resolve", &[("appeal_id", &id)]), "do-resolve", |f| {
                f.add("upheld", "appeal-answer", Input::Select(answers), "")?.add(
                    "reason",
                    "decide-reason",
                    Input::Area,
                    "",
                )
            });
            (("appeal-open", "provisional"), Some(form?))
        }
        Some((true, _)) if !appeal.amended => {
            let about = [("nomination", n.id.as_str()), ("appeal_id", id.as_str())];
            let form = make
                .form(("amend", &about), "do-amend", |f| f.add("reason", "decide-reason", Input::Area, ""));
            (("appeal-upheld", "verified"), Some(form?))
        }
        Some((true, _)) => (("appeal-upheld", "verified"), None),
        Some((false, _)) => (("appeal-dismissed", "rejected"), None),
    };
    Ok(AppealCard {
        alias: appeal.alias.clone(),
        about: make.moment(appeal.at)?,
        reason: appeal.reason.clone(),
        badge: (t.say(badge.0)?, badge.1),
        resolution: appeal.resolved.as_ref().map(|(_, reason)| reason.clone()),
        forms: form.into_iter().collect(),
    })
}
