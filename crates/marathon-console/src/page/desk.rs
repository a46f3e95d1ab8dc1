//! The pages of people who are signed in: signing in, what is theirs, logging a deed, deciding about one.

use askama::Template;
use marathon_events::{Day, DeedKind, RegionCode, Sector, marathon_opened::Titles};
use uuid::Uuid;

use crate::{
    DeedStatus, Error, Language, Season, SeasonState, Written, links,
    page::{
        form::{Fields, Form, Input},
        words,
    },
    shell::{Entry, Shell},
    texts::Texts,
};

/// Who looks at a page, and what is theirs in this marathon.
#[derive(Clone, Debug)]
pub struct Desk {
    /// The marathon.
    pub season: Season,
    /// What they sign in with; nothing for nobody.
    pub login: Option<String>,
    /// Names of their roles here.
    pub roles: Vec<String>,
    /// Their entrants here.
    pub entrants: Vec<MyEntrant>,
    /// The latest deeds of these entrants, newest first.
    pub deeds: Vec<MyDeed>,
    /// Regions to choose from.
    pub regions: Vec<(RegionCode, Titles)>,
    /// Sectors to choose from.
    pub sectors: Vec<(Sector, Titles)>,
    /// Today, in the marathon's time zone.
    pub today: Day,
}

/// An entrant of whoever looks.
#[derive(Clone, Debug)]
pub struct MyEntrant {
    /// Its id.
    pub id: Uuid,
    /// Public name: user input.
    pub alias: String,
    /// Code of its home region.
    pub region: String,
}

/// A deed, as a list shows it to those it belongs to.
#[derive(Clone, Debug)]
pub struct MyDeed {
    /// Its id.
    pub id: marathon_events::DeedId,
    /// Public name of who did it: user input.
    pub alias: String,
    /// What was done.
    pub kind: DeedKind,
    /// People helped, trees, grams or animals.
    pub amount: u64,
    /// The day it was done.
    pub done_on: Day,
    /// Where it stands.
    pub status: DeedStatus,
}

#[derive(Template)]
#[template(path = "form-page.html")]
pub(super) struct FormPage {
    pub(super) t: Texts,
    pub(super) shell: Shell,
    pub(super) heading: String,
    pub(super) intro: String,
    pub(super) refused: Option<String>,
    pub(super) tabs: Vec<Tab>,
    pub(super) forms: Vec<Form>,
}

impl FormPage {
    pub(super) fn rendered(&self) -> Result<String, Error> {
        Ok(self.render()?)
    }
}

pub(super) struct Tab {
    icon: &'static str,
    title: String,
    href: String,
    here: bool,
}

#[derive(Template)]
#[template(path = "me.html")]
struct MePage {
    t: Texts,
    shell: Shell,
    login: String,
    roles: Vec<String>,
    sign_out: String,
    log: Option<String>,
    queue: Option<String>,
    judging: Option<String>,
    refused: Option<String>,
    rows: Vec<Row>,
    entrants: Vec<String>,
    form: Form,
}

/// A deed that waits for a decision.
#[derive(Clone, Debug)]
pub struct Waiting {
    /// It.
    pub deed: MyDeed,
    /// The deed it looks like.
    pub twin: Option<MyDeed>,
}

#[derive(Template)]
#[template(path = "queue.html")]
struct QueuePage {
    t: Texts,
    shell: Shell,
    cases: Vec<Case>,
}

struct Case {
    own: Row,
    twin: Option<Row>,
    action: String,
    /// Of the two forms.
    keys: [String; 2],
}

struct Row {
    icon: &'static str,
    what: String,
    href: String,
    about: String,
    status: (String, &'static str),
    change: Option<String>,
}

/// Signing in and opening an account.
///
/// # Errors
/// [`Error`] if a template or a translation is broken; the data cannot cause one.
pub fn render_sign_in(season: &Season, written: &Written, language: Language) -> Result<String, Error> {
    let t = Texts { language };
    let action = |path: &str| links::desk(language, &season.slug, path);
    let fields = |password| {
        let login = Input::Line("text", "username");
        let fields = Fields::new(t, written).add("login", "login", login, "")?;
        fields.add("password", "password", Input::Line("password", password), "")
    };
    let form = |id, title, path: &str, fields: Fields<'_>| {
        let (fields, submit, title) = (fields.made, t.say(title)?, Some(t.say(title)?));
        Ok::<_, Error>(Form { id, title, action: action(path), fields, submit })
    };
    let new = fields("new-password")?.hint("password-hint")?;
    let page = FormPage {
        t,
        shell: shell(t, season, "sign-in", "me")?,
        heading: t.say("me-title")?,
        intro: t.say("sign-in-intro")?,
        refused: written.refused.clone(),
        tabs: Vec::new(),
        forms: vec![
            form("in", "sign-in", "sign-in", fields("current-password")?)?,
            form("up", "sign-up", "sign-up", new)?,
        ],
    };
    Ok(page.render()?)
}

fn shell(t: Texts, season: &Season, heading: &str, path: &str) -> Result<Shell, Error> {
    let entry = if path.starts_with("log") { Entry::Log } else { Entry::Me };
    Shell::new(t, season, Some(&t.say(heading)?), entry, |l| links::desk(l, &season.slug, path))
}

/// What belongs to whoever looks.
///
/// # Errors
/// [`Error`] if a template or a translation is broken; the data cannot cause one.
pub fn render_me(desk: &Desk, written: &Written, language: Language) -> Result<String, Error> {
    let t = Texts { language };
    let slug = &desk.season.slug;
    let rows = desk.deeds.iter().map(|deed| row(t, slug, deed)).collect::<Result<_, _>>()?;
    let coordinates = desk.roles.iter().any(|role| role == "coordinator" || role == "organiser");
    let is_open = desk.season.state == SeasonState::Open;
    let page = MePage {
        t,
        shell: shell(t, &desk.season, "me-title", "me")?.with_roles(t, &desk.roles)?,
        login: desk.login.clone().unwrap_or_default(),
        roles: desk.roles.iter().map(|role| t.say(role_word(role))).collect::<Result<_, _>>()?,
        sign_out: links::desk(language, slug, "sign-out"),
        log: (is_open && !desk.entrants.is_empty()).then(|| links::desk(language, slug, "log")),
        queue: coordinates.then(|| links::desk(language, slug, "queue")),
        judging: desk.roles.iter().any(|r| r == "judge").then(|| links::desk(language, slug, "judging")),
        refused: written.refused.clone(),
        rows,
        entrants: desk.entrants.iter().map(|entrant| entrant.alias.clone()).collect(),
        form: entrant_form(t, desk, written)?,
    };
    Ok(page.render()?)
}

pub(super) fn role_word(role: &str) -> &'static str {
    match role {
        "coordinator" => "role-coordinator",
        "judge" => "role-judge",
        "auditor" => "role-auditor",
        "organiser" => "role-organiser",
        _ => "role-operator",
    }
}

fn row(t: Texts, slug: &str, deed: &MyDeed) -> Result<Row, Error> {
    let (icon, what) = words::deed(t, deed.kind, deed.amount)?;
    let stands = !matches!(deed.status, DeedStatus::Rejected | DeedStatus::Withdrawn);
    Ok(Row {
        icon,
        what,
        href: links::deed(t.language, slug, deed.id),
        about: format!("{} · {}", t.day_short(deed.done_on)?, deed.alias),
        status: words::deed_status(t, deed.status)?,
        change: stands.then(|| links::desk(t.language, slug, &format!("deeds/{}/change", deed.id))),
    })
}

fn entrant_form(t: Texts, desk: &Desk, written: &Written) -> Result<Form, Error> {
    let mut kinds = Vec::new();
    for kind in marathon_events::EntrantKind::ALL {
        kinds.push((kind.name().to_owned(), words::entrant_kind(t, kind)?));
    }
    let fields = Fields::new(t, written)
        .add("kind", "filter-kind", Input::Select(kinds), "person")?
        .add("alias", "entrant-alias", Input::Line("text", "nickname"), "")?
        .hint("entrant-alias-hint")?
        .add("region", "filter-region", regions(t, desk), "")?
        .add("members", "entrant-members", Input::Number(1), "")?
        .optional()
        .hint("entrant-members-hint")?
        .hidden("key", &key());
    Ok(Form {
        id: "entrant",
        title: Some(t.say("entrant-new")?),
        action: links::desk(t.language, &desk.season.slug, "entrants"),
        fields: fields.made,
        submit: t.say("entrant-register")?,
    })
}

fn regions(t: Texts, desk: &Desk) -> Input {
    let named = desk.regions.iter().map(|(code, name)| (code.to_string(), t.language.of(name).to_owned()));
    Input::Select(named.collect())
}

/// The key of a form: sent twice, it is done once.
fn key() -> String {
    Uuid::new_v4().to_string()
}

/// Logging a deed of one kind.
///
/// # Errors
/// [`Error`] if a template or a translation is broken; the data cannot cause one.
pub fn render_log(
    desk: &Desk,
    kind: DeedKind,
    written: &Written,
    language: Language,
) -> Result<String, Error> {
    let t = Texts { language };
    let slug = &desk.season.slug;
    let entrants = desk.entrants.iter().map(|e| (e.id.to_string(), e.alias.clone())).collect();
    let home = desk.entrants.first().map_or("", |e| e.region.as_str());
    let sectors = desk.sectors.iter().map(|(id, name)| (id.to_string(), language.of(name).to_owned()));
    let day = desk.today.clamp(desk.season.starts_on, desk.season.ends_on).to_string();
    let fields = Fields::new(t, written).hidden("type", kind.name()).add(
        "entrant_id",
        "filter-kind",
        Input::Select(entrants),
        "",
    )?;
    let fields = amounts(fields, kind)?
        .add("people", "log-people", Input::Number(1), "1")?
        .add("done_on", "deed-done-on", Input::Line("date", "off"), &day)?
        .add("region", "map-region", regions(t, desk), home)?
        .add("sector", "filter-sector", Input::Select(sectors.collect()), sector(kind))?
        .hidden("key", &key());
    let form = Form {
        id: "deed",
        title: None,
        action: links::desk(language, slug, &format!("log?kind={}", kind.name())),
        fields: fields.made,
        submit: t.say("nav-log")?,
    };
    let tabs = DeedKind::ALL.map(|other| {
        let (icon, title) = kind_words(other);
        let href = links::desk(language, slug, &format!("log?kind={}", other.name()));
        Ok(Tab { icon, title: t.say(title)?, href, here: other == kind })
    });
    let path = format!("log?kind={}", kind.name());
    let page = FormPage {
        t,
        shell: shell(t, &desk.season, "nav-log", &path)?,
        heading: t.say("nav-log")?,
        intro: t.say("log-intro")?,
        refused: written.refused.clone(),
        tabs: tabs.into_iter().collect::<Result<_, Error>>()?,
        forms: vec![form],
    };
    Ok(page.render()?)
}

/// What is asked of each kind alone.
fn amounts(fields: Fields<'_>, kind: DeedKind) -> Result<Fields<'_>, Error> {
    match kind {
        DeedKind::GoodDeedDone => fields
            .add("people_helped", "metric-people-helped", Input::Number(0), "1")?
            .add("person_minutes", "log-minutes", Input::Number(0), "60")?
            .hint("log-minutes-hint"),
        DeedKind::TreesPlanted => fields.add("trees", "counter-trees", Input::Number(1), "1"),
        DeedKind::WasteCollected => {
            let units = [("kg", "log-kilograms"), ("t", "log-tonnes"), ("g", "log-grams")];
            let t = fields.t;
            let units = units.map(|(value, words)| Ok::<_, Error>((value.to_owned(), t.say(words)?)));
            let units = units.into_iter().collect::<Result<_, _>>()?;
            fields.add("weight", "log-weight", Input::Line("text", "off"), "")?.hint("log-weight-hint")?.add(
                "unit",
                "log-unit",
                Input::Select(units),
                "kg",
            )
        }
        DeedKind::AnimalsHelped => fields.add("animals", "counter-animals", Input::Number(1), "1"),
    }
}

fn kind_words(kind: DeedKind) -> (&'static str, &'static str) {
    match kind {
        DeedKind::GoodDeedDone => ("deeds", "kind-good-deed"),
        DeedKind::TreesPlanted => ("trees", "kind-trees"),
        DeedKind::WasteCollected => ("waste", "kind-waste"),
        DeedKind::AnimalsHelped => ("animals", "kind-animals"),
    }
}

/// The sector that a kind mostly serves.
fn sector(kind: DeedKind) -> &'static str {
    match kind {
        DeedKind::GoodDeedDone => "social",
        DeedKind::TreesPlanted | DeedKind::WasteCollected => "ecological",
        DeedKind::AnimalsHelped => "animal-protection",
    }
}

/// What can be done about a deed: by its owner, and by a coordinator.
///
/// # Errors
/// [`Error`] if a template or a translation is broken; the data cannot cause one.
pub fn render_change(
    desk: &Desk,
    deed: &MyDeed,
    written: &Written,
    language: Language,
) -> Result<String, Error> {
    let t = Texts { language };
    let path = format!("deeds/{}/change", deed.id);
    // Nobody decides about a deed of their own.
    let own = desk.deeds.iter().any(|mine| mine.id == deed.id);
    let decides = !own && desk.roles.iter().any(|role| role == "coordinator" || role == "organiser");
    let verbs: &[(&'static str, &str)] = match decides {
        true => &[("verify", "decide-verify"), ("reject", "decide-reject")],
        false => &[("correct", "decide-correct"), ("withdraw", "decide-withdraw")],
    };
    let untouched = Written::default();
    let forms = verbs.iter().map(|(verb, title)| {
        let written = if written.value("do") == Some(*verb) { written } else { &untouched };
        let mut fields = Fields::new(t, written).hidden("do", verb).hidden("key", &key());
        if *verb == "correct" {
            fields = amounts(fields.hidden("type", deed.kind.name()), deed.kind)?
                .add("people", "log-people", Input::Number(1), "1")?
                .all_optional();
        }
        let fields = fields.add("reason", "decide-reason", Input::Area, "")?.optional();
        Ok(Form {
            id: *verb,
            title: Some(t.say(title)?),
            action: links::desk(language, &desk.season.slug, &path),
            fields: fields.made,
            submit: t.say(title)?,
        })
    });
    let (_, what) = words::deed(t, deed.kind, deed.amount)?;
    let page = FormPage {
        t,
        shell: shell(t, &desk.season, "decide-title", &path)?,
        heading: what,
        intro: format!("{} · {}", deed.alias, t.day(deed.done_on)?),
        refused: written.refused.clone(),
        tabs: Vec::new(),
        forms: forms.collect::<Result<_, Error>>()?,
    };
    Ok(page.render()?)
}

/// The queue of a coordinator.
///
/// # Errors
/// [`Error`] if a template or a translation is broken; the data cannot cause one.
pub fn render_queue(desk: &Desk, waiting: &[Waiting], language: Language) -> Result<String, Error> {
    let t = Texts { language };
    let slug = &desk.season.slug;
    let case = |waiting: &Waiting| {
        let twin = waiting.twin.as_ref().map(|twin| row(t, slug, twin)).transpose()?;
        let own = row(t, slug, &waiting.deed)?;
        let keys = [key(), key()];
        let action = links::desk(language, slug, &format!("deeds/{}/change", waiting.deed.id));
        Ok(Case { own, twin, action, keys })
    };
    let page = QueuePage {
        t,
        shell: shell(t, &desk.season, "queue-title", "queue")?.with_roles(t, &desk.roles)?,
        cases: waiting.iter().map(case).collect::<Result<_, Error>>()?,
    };
    Ok(page.render()?)
}
