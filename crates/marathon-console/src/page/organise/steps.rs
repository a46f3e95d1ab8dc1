//! The steps of a season in their order: taken, possible, or waiting for another one.

use marathon_events::Position;
use marathon_projections::judging::{Dated, Moment};

use super::{JuryState, Maker, Organise, OrganisedNomination, Placed, nothing};
use crate::{Error, page::form::Input, texts::Texts};

/// A step on the page.
pub(super) struct Stage {
    pub(super) id: &'static str,
    pub(super) title: String,
    /// Word and class of how it stands.
    pub(super) badge: (String, &'static str),
    pub(super) is_next: bool,
    pub(super) said: Vec<String>,
    pub(super) forms: Vec<Placed>,
}

/// How a step stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stand {
    Taken,
    Possible,
    /// Only after the step of this title.
    After(&'static str),
}

impl Stand {
    /// Taken, or possible once `before` holds, which the step of this title makes true.
    fn of(is_taken: bool, before: bool, title: &'static str) -> Self {
        match (is_taken, before) {
            (true, _) => Self::Taken,
            (false, true) => Self::Possible,
            (false, false) => Self::After(title),
        }
    }
}

pub(super) fn stages(make: &Maker<'_>, organise: &Organise) -> Result<Vec<Stage>, Error> {
    let mut stages = field(make, organise)?;
    stages.extend(juries(make, organise)?);
    stages.extend(results(make, organise)?);
    // What comes next is the first that can be done.
    let possible = make.t.say("organise-possible")?;
    if let Some(next) = stages.iter_mut().find(|stage| stage.badge.0 == possible) {
        next.is_next = true;
        next.badge = (make.t.say("organise-next")?, "open");
    }
    Ok(stages)
}

/// A step: what is said of it once it is taken, what it does while it is possible, what it waits for before.
fn told(
    t: Texts,
    (id, title, does): (&'static str, &'static str, &str),
    stand: Stand,
    taken: Vec<String>,
) -> Result<Stage, Error> {
    let (badge, said) = match stand {
        Stand::Taken => (("organise-taken", "verified"), taken),
        Stand::Possible => (("organise-possible", "provisional"), vec![t.say(does)?]),
        Stand::After(step) => {
            let after = t.say_texts("organise-after", &[("step", &t.say(step)?)])?;
            (("organise-later", "closed"), vec![after])
        }
    };
    let badge = (t.say(badge.0)?, badge.1);
    Ok(Stage { id, title: t.say(title)?, badge, is_next: false, said, forms: Vec::new() })
}

/// A step that is taken here, by a form.
fn stage(
    t: Texts,
    names: (&'static str, &'static str, &str),
    stand: Stand,
    taken: Vec<String>,
    form: impl FnOnce() -> Result<Placed, Error>,
) -> Result<Stage, Error> {
    let mut stage = told(t, names, stand, taken)?;
    if stand == Stand::Possible {
        stage.forms.push(form()?);
    }
    Ok(stage)
}

/// From the first deed to the lots.
fn field(make: &Maker<'_>, organise: &Organise) -> Result<Vec<Stage>, Error> {
    let (t, steps) = (make.t, &organise.steps);
    let closed = steps.intake_closed.is_some();
    let opened = Moment { position: Position(0), time: organise.opened_at, actor: None };
    let days =
        t.say_texts("step-open-days", &[("days", &t.days(make.season.starts_on, make.season.ends_on)?)])?;
    let dated = |dated: Option<&Dated<String>>| {
        let said = dated.map(|dated| Ok::<_, Error>(vec![make.moment(dated.at)?, dated.what.clone()]));
        said.transpose().map(Option::unwrap_or_default)
    };
    let frozen = steps.frozen.as_ref().map(|frozen| {
        let counts = t.say_texts("step-frozen-at", &[("event", &t.integer(frozen.what.0))])?;
        Ok::<_, Error>(vec![make.moment(frozen.at)?, counts])
    });
    let seed = steps.seed.as_ref().map(|seed| Dated { at: seed.at, what: seed.what.to_string() });
    let mut freeze = stage(
        t,
        ("frozen", "step-frozen", "step-frozen-does"),
        Stand::of(steps.frozen.is_some(), steps.seed_source.is_some(), "step-seed-source"),
        frozen.transpose()?.unwrap_or_default(),
        || with_reason(make, "freeze", "do-freeze"),
    )?;
    if steps.frozen.is_none() {
        freeze.said.push(t.say_n("step-frozen-waiting", organise.waiting)?);
    }
    Ok(vec![
        told(t, ("open", "step-open", ""), Stand::Taken, vec![make.moment(opened)?, days])?,
        stage(
            t,
            ("intake-closed", "step-intake-closed", "step-intake-closed-does"),
            Stand::of(closed, true, ""),
            moment(make, steps.intake_closed)?,
            || with_reason(make, "close", "do-close"),
        )?,
        stage(
            t,
            ("seed-source", "step-seed-source", "step-seed-source-does"),
            Stand::of(steps.seed_source.is_some(), closed, "step-intake-closed"),
            dated(steps.seed_source.as_ref())?,
            || {
                make.form(("seed-source", &[]), "do-seed-source", |f| {
                    f.add("source", "seed-source", Input::Area, "")?.hint("seed-source-hint")
                })
            },
        )?,
        freeze,
        stage(
            t,
            ("seed", "step-seed", "step-seed-does"),
            Stand::of(steps.seed.is_some(), steps.frozen.is_some(), "step-frozen"),
            dated(seed.as_ref())?,
            || {
                make.form(("seed", &[]), "do-seed", |f| {
                    f.add("seed", "seed-bytes", Input::Line("text", "off"), "")?.hint("seed-bytes-hint")
                })
            },
        )?,
    ])
}

/// A form that asks for a reason, which may be left out.
fn with_reason(make: &Maker<'_>, asked: &str, submit: &str) -> Result<Placed, Error> {
    make.form((asked, &[]), submit, |f| Ok(f.add("reason", "decide-reason", Input::Area, "")?.optional()))
}

fn moment(make: &Maker<'_>, moment: Option<Moment>) -> Result<Vec<String>, Error> {
    Ok(moment.map(|moment| make.moment(moment)).transpose()?.into_iter().collect())
}

/// From shortlists to the last score.
fn juries(make: &Maker<'_>, organise: &Organise) -> Result<Vec<Stage>, Error> {
    let (t, steps, all) = (make.t, &organise.steps, &organise.nominations);
    let drawn = all.iter().filter_map(|n| Some(n.shortlist.as_ref()?.0));
    let drawn_last =
        drawn.clone().max_by_key(|at| at.position).filter(|_| drawn.clone().count() == all.len());
    let mut lists = stage(
        t,
        ("shortlists", "step-shortlists", "step-shortlists-does"),
        Stand::of(drawn_last.is_some(), steps.frozen.is_some(), "step-frozen"),
        moment(make, drawn_last)?,
        || make.form(("shortlists", &[]), "do-shortlists", nothing),
    )?;
    if steps.frozen.is_some() {
        lists.said.push(of(t, "organise-nominations-done", drawn.clone().count(), all.len())?);
    }
    let any_drawn = drawn_last.is_some() || drawn.count() > 0;
    let mut stages = vec![lists];
    stages.extend(scoring(make, organise, any_drawn)?);
    let ready = steps.seed.is_some() && drawn_last.is_some();
    let missing = if steps.seed.is_none() { "step-seed" } else { "step-shortlists" };
    let mut closing = stage(
        t,
        ("judging-closed", "step-judging-closed", "step-judging-closed-does"),
        Stand::of(steps.judging_closed.is_some(), ready, missing),
        moment(make, steps.judging_closed)?,
        || make.form(("close-judging", &[]), "do-close-judging", nothing),
    )?;
    let secret = |jury: &JuryState| jury.judges.iter().any(|judge| !judge.opened && judge.scored > 0);
    if steps.judging_closed.is_some() && all.iter().filter_map(|n| n.jury.as_ref()).any(secret) {
        closing.said.push(t.say("step-judging-closed-secret")?);
        closing.forms.push(make.form(("close-judging", &[]), "do-open-scores", nothing)?);
    }
    stages.push(closing);
    Ok(stages)
}

/// Judges and scores: done under each nomination, and summed up here.
fn scoring(make: &Maker<'_>, organise: &Organise, any_drawn: bool) -> Result<[Stage; 2], Error> {
    let (t, closed) = (make.t, organise.steps.judging_closed.is_some());
    let juries: Vec<_> = organise.nominations.iter().filter(|n| n.has_jury).collect();
    let manned = |n: &&&OrganisedNomination| {
        n.jury.as_ref().is_some_and(|jury| !jury.judges.is_empty() && jury.judges.len() as u64 >= n.quorum)
    };
    let (manned, known) = (juries.iter().filter(manned).count(), juries.iter().all(|n| n.jury.is_some()));
    let judges = juries.iter().filter_map(|n| n.jury.as_ref()).flat_map(|jury| &jury.judges);
    let (scored, to_score) = judges.fold((0, 0), |(n, all), judge| (n + judge.scored, all + judge.to_score));
    let all_manned = known && manned == juries.len();
    let progress =
        t.say_texts("judging-progress", &[("scored", &t.integer(scored)), ("all", &t.integer(to_score))])?;
    // Who judges does not see how others do.
    let seen = |progress: String| if known { Ok(progress) } else { t.say("organise-judges-itself") };
    let manned = seen(of(t, "organise-juries-manned", manned, juries.len())?)?;
    let scores = seen(progress)?;
    let names = ("judges", "step-judges", "step-judges-does");
    let stand = Stand::of(closed || all_manned, any_drawn, "step-shortlists");
    let mut judges = told(t, names, stand, vec![manned.clone()])?;
    if stand == Stand::Possible {
        judges.said.push(manned);
    }
    let names = ("scoring", "step-scoring", "step-scoring-does");
    let all_scored = to_score > 0 && scored == to_score;
    let stand = Stand::of(closed || all_scored, to_score > 0, "step-judges");
    let mut scoring = told(t, names, stand, vec![scores.clone()])?;
    if stand == Stand::Possible {
        scoring.said.push(scores);
    }
    Ok([judges, scoring])
}

/// So many of so many.
fn of(t: Texts, message: &str, n: usize, all: usize) -> Result<String, Error> {
    t.say_texts(message, &[("done", &t.integer(n as u64)), ("all", &t.integer(all as u64))])
}

/// From awards to the last appeal.
fn results(make: &Maker<'_>, organise: &Organise) -> Result<Vec<Stage>, Error> {
    let (t, steps, all) = (make.t, &organise.steps, &organise.nominations);
    let decided = all.iter().filter_map(|n| Some(n.results.first()?.at));
    let last = decided.clone().max_by_key(|at| at.position).filter(|_| decided.clone().count() == all.len());
    let mut awards = stage(
        t,
        ("awards", "step-awards", "step-awards-does"),
        Stand::of(last.is_some(), steps.judging_closed.is_some(), "step-judging-closed"),
        moment(make, last)?,
        || make.form(("awards", &[]), "do-awards", nothing),
    )?;
    if steps.judging_closed.is_some() {
        awards.said.push(of(t, "organise-nominations-done", decided.count(), all.len())?);
    }
    let announced_for = steps.announced.as_ref().map(|announced| make.time(announced.what)).transpose()?;
    let from =
        announced_for.map(|time| t.say_texts("step-published-from", &[("time", &time)])).transpose()?;
    let said = moment(make, steps.announced.as_ref().map(|announced| announced.at))?;
    let announce = |make: &Maker<'_>| {
        make.form(("announcement", &[]), "do-announce", |f| {
            f.add("at", "announce-at", Input::Line("datetime-local", "off"), "")?.hint("announce-at-hint")
        })
    };
    let mut announced = stage(
        t,
        ("announced", "step-announced", "step-announced-does"),
        Stand::of(steps.announced.is_some(), last.is_some(), "step-awards"),
        said.into_iter().chain(from.clone()).collect(),
        || announce(make),
    )?;
    if steps.announced.is_some() && steps.published.is_none() {
        announced.forms.push(announce(make)?.folded(t.say("announce-again")?));
    }
    let mut published = stage(
        t,
        ("published", "step-published", "step-published-does"),
        Stand::of(steps.published.is_some(), steps.announced.is_some(), "step-announced"),
        moment(make, steps.published)?,
        || make.form(("publish", &[]), "do-publish", nothing),
    )?;
    if steps.published.is_none() {
        published.said.extend(from);
    }
    Ok(vec![awards, announced, published, appeals(make, organise)?])
}

fn appeals(make: &Maker<'_>, organise: &Organise) -> Result<Stage, Error> {
    let t = make.t;
    let open =
        organise.nominations.iter().flat_map(|n| &n.appeals).filter(|appeal| appeal.resolved.is_none());
    let is_over = organise.appeals_until.is_some_and(|last| organise.desk.today > last);
    let published = organise.steps.published.is_some();
    let open = open.count() as u64;
    let (is_over, said) = (is_over && open == 0, t.say_n("step-appeals-open", open)?);
    let stand = Stand::of(published && is_over, published, "step-published");
    let mut stage = told(t, ("appeals", "step-appeals", "step-appeals-does"), stand, Vec::new())?;
    if published {
        stage.said.push(said);
    }
    match organise.appeals_until {
        Some(day) => stage.said.push(t.say_texts("appeals-until", &[("day", &t.day(day)?)])?),
        None if published => stage.said.push(t.say("appeals-none")?),
        None => {}
    }
    Ok(stage)
}
