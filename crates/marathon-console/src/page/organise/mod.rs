//! The organiser's page: where the season stands, what comes next, every nomination, and who has which role.

mod nominations;
mod people;
mod steps;

use askama::Template;
use marathon_events::{Day, EntrantId, Timestamp, marathon_opened::Titles};
use marathon_projections::judging::{Moment, Steps};
use serde::Deserialize;
use uuid::Uuid;

use crate::{
    Desk, Error, Language, Season, Written, links,
    page::{
        as_of,
        form::{Fields, Form, Input},
    },
    shell::{Entry, Shell},
    texts::Texts,
};

use self::{nominations::Card, people::People, steps::Stage};

/// Everything an organiser looks after in a marathon.
#[derive(Clone, Debug)]
pub struct Organise {
    /// Who looks, and the marathon.
    pub desk: Desk,
    /// When the marathon was opened.
    pub opened_at: Timestamp,
    /// How far the season has come.
    pub steps: Steps,
    /// Deeds that nobody has decided.
    pub waiting: u64,
    /// In the order of the rules.
    pub nominations: Vec<OrganisedNomination>,
    /// The last day of appeals, once results are published.
    pub appeals_until: Option<Day>,
    /// Everybody with a role.
    pub holders: Vec<RoleHolder>,
    /// Programs' ways in.
    pub tokens: Vec<IssuedToken>,
}

/// A nomination, as it is judged and awarded.
#[derive(Clone, Debug)]
pub struct OrganisedNomination {
    /// Its short name.
    pub id: String,
    /// Its public name.
    pub title: Titles,
    /// Whether a jury has a say.
    pub has_jury: bool,
    /// Scores an entry needs.
    pub quorum: u64,
    /// When the shortlist was drawn, and who is on it.
    pub shortlist: Option<(Moment, Vec<Listed>)>,
    /// How far its jury is; absent for those who judge themselves.
    pub jury: Option<JuryState>,
    /// The result as it was decided, then every amendment.
    pub results: Vec<DecidedResult>,
    /// In the order they were lodged.
    pub appeals: Vec<LodgedAppeal>,
}

/// Somebody on a shortlist.
#[derive(Clone, Debug)]
pub struct Listed {
    /// Its id.
    pub id: EntrantId,
    /// Public name: user input.
    pub alias: String,
    /// Whether it can be disqualified: a region, or whoever is gone, cannot.
    pub competes: bool,
}

/// How far a jury is, as the API tells it: completion, and nobody's points.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct JuryState {
    /// Its nomination.
    pub nomination: String,
    /// Its judges.
    pub judges: Vec<JudgeState>,
    /// The entries of the shortlist.
    pub entries: Vec<EntryState>,
}

/// How far a judge is.
#[derive(Clone, Debug, Deserialize)]
pub struct JudgeState {
    /// Who.
    pub judge: Uuid,
    /// Entries to score.
    pub to_score: u64,
    /// Those that were scored.
    pub scored: u64,
    /// Entries it must not score.
    pub recused: u64,
    /// Whether its points are public.
    pub opened: bool,
}

/// How many judges scored an entry.
#[derive(Clone, Debug, Deserialize)]
pub struct EntryState {
    /// Which.
    pub entrant_id: Uuid,
    /// By how many judges.
    pub scores: u64,
    /// Whether it may have a place with fewer scores than the quorum.
    pub quorum_waived: bool,
}

/// A result that was decided.
#[derive(Clone, Debug)]
pub struct DecidedResult {
    /// When.
    pub at: Moment,
    /// Public names of the winners by place: user input.
    pub winners: Vec<String>,
    /// Why it was decided anew; absent of the first.
    pub reason: Option<String>,
}

/// An appeal.
#[derive(Clone, Debug)]
pub struct LodgedAppeal {
    /// Its id.
    pub id: Uuid,
    /// When it was lodged.
    pub at: Moment,
    /// Public name of whose standing it is about: user input.
    pub alias: String,
    /// Why: user input.
    pub reason: String,
    /// Whether it was upheld, and why; absent while it is open.
    pub resolved: Option<(bool, String)>,
    /// Whether the result was changed after it.
    pub amended: bool,
}

/// Somebody with roles, as the API tells it.
#[derive(Clone, Debug, Deserialize)]
pub struct RoleHolder {
    /// Who.
    pub principal: Uuid,
    /// What they sign in with; absent for programs.
    pub login: Option<String>,
    /// What they may do.
    pub roles: Vec<GrantedRole>,
}

/// A role that somebody has.
#[derive(Clone, Debug, Deserialize)]
pub struct GrantedRole {
    /// Its name.
    pub role: String,
    /// Of a coordinator: where; empty: everywhere.
    pub regions: Vec<String>,
    /// Of a judge: which nominations; empty: all.
    pub nominations: Vec<String>,
}

/// A program's way in, without its secret, as the API tells it.
#[derive(Clone, Debug, Deserialize)]
pub struct IssuedToken {
    /// Whom it acts as.
    pub principal: Uuid,
    /// How its text begins.
    pub prefix: String,
    /// In which role.
    pub role: String,
    /// How long.
    pub expires_at: Timestamp,
    /// Since when no more.
    pub revoked_at: Option<Timestamp>,
}

impl Organise {
    /// What somebody is called here: what they sign in with, or the end of their id.
    fn called(&self, who: Uuid) -> String {
        let login = self.holders.iter().find(|holder| holder.principal == who);
        login.and_then(|holder| holder.login.clone()).unwrap_or_else(|| short(who))
    }

    fn holders_of<'a>(&'a self, role: &'a str) -> impl Iterator<Item = (&'a RoleHolder, &'a GrantedRole)> {
        let granted = self.holders.iter().flat_map(|holder| holder.roles.iter().map(move |g| (holder, g)));
        granted.filter(move |(_, granted)| granted.role == role)
    }
}

/// The end of an id, which is random.
fn short(who: Uuid) -> String {
    let text = who.to_string();
    format!("…{}", &text[text.len() - 12..])
}

/// A form at its place, with why it was refused; folded away under a few words, or open.
struct Placed {
    form: Form<String>,
    refused: Option<String>,
    folded: Option<String>,
}

#[derive(Template)]
#[template(path = "organise.html")]
struct Page {
    t: Texts,
    shell: Shell,
    as_of: String,
    /// Why a form was refused that is not on the page any more.
    refused: Option<String>,
    stages: Vec<Stage>,
    cards: Vec<Card>,
    people: People,
}

/// The organiser's page. `sent` names the form that was sent and refused, and `written` is what stood in it.
///
/// # Errors
/// [`Error`] if a template or a translation is broken; the data cannot cause one.
pub fn render_organise(organise: &Organise, written: &Written, language: Language) -> Result<String, Error> {
    let t = Texts { language };
    let season = &organise.desk.season;
    let address = |l| links::desk(l, &season.slug, "organise");
    let shell = Shell::new(t, season, Some(&t.say("organise-title")?), Entry::Organise, address)?;
    let desk = Maker { t, season, written, action: address(language) };
    let mut page = Page {
        t,
        shell: shell.with_roles(t, &organise.desk.roles)?,
        as_of: as_of(season, t)?,
        refused: written.refused.clone(),
        stages: steps::stages(&desk, organise)?,
        cards: organise
            .nominations
            .iter()
            .map(|n| nominations::card(&desk, organise, n))
            .collect::<Result<_, _>>()?,
        people: people::people(&desk, organise)?,
    };
    // It is said at its form, if the form is still there.
    if page.has_refused_form() {
        page.refused = None;
    }
    Ok(page.render()?)
}

impl Page {
    fn has_refused_form(&self) -> bool {
        let stages = self.stages.iter().flat_map(|stage| &stage.forms);
        let cards = self
            .cards
            .iter()
            .flat_map(|card| card.forms.iter().chain(card.appeals.iter().flat_map(|a| &a.forms)));
        stages.chain(cards).chain(self.people.forms()).any(|placed| placed.refused.is_some())
    }
}

/// Makes the forms of the page.
struct Maker<'a> {
    t: Texts,
    season: &'a Season,
    written: &'a Written,
    action: String,
}

impl Maker<'_> {
    /// A form: what it asks for, about what, and what it is called. `fill` adds its fields.
    fn form(
        &self,
        (asked, about): (&str, &[(&'static str, &str)]),
        submit: &str,
        fill: impl FnOnce(Fields<'_>) -> Result<Fields<'_>, Error>,
    ) -> Result<Placed, Error> {
        let id = about.iter().fold(asked.to_owned(), |id, (_, value)| format!("{id}-{value}"));
        let untouched = Written::default();
        let is_this = self.written.value("form") == Some(&id);
        let written = if is_this { self.written } else { &untouched };
        let mut fields = Fields::new(self.t, written)
            .hidden("form", &id)
            .hidden("do", asked)
            .hidden("key", &Uuid::new_v4().to_string());
        for (name, value) in about {
            fields = fields.hidden(name, value);
        }
        let fields = fill(fields)?.made;
        let (action, submit) = (format!("{}#at-{id}", self.action), self.t.say(submit)?);
        let form = Form { id, title: None, action, fields, submit };
        Ok(Placed { form, refused: written.refused.clone(), folded: None })
    }

    /// Where something stands in the history, and when it was recorded.
    fn moment(&self, moment: Moment) -> Result<String, Error> {
        let event = self.t.say_texts("event-number", &[("event", &self.t.integer(moment.position.0))])?;
        Ok(format!("{event} · {}", self.time(moment.time)?))
    }

    fn time(&self, time: Timestamp) -> Result<String, Error> {
        let offset = self.season.utc_offset_minutes;
        let day = self.t.day(time.local_day(offset))?;
        self.t.say_texts("date-time", &[("day", &day), ("time", &self.t.clock(time, offset))])
    }
}

impl Placed {
    fn folded(mut self, words: String) -> Self {
        self.folded = Some(words);
        self
    }
}

/// Nothing to fill in.
fn nothing(fields: Fields<'_>) -> Result<Fields<'_>, Error> {
    Ok(fields)
}
