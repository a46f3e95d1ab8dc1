//! The pages of people who are signed in: signing in, what is theirs, logging a deed, deciding about one.

use askama::Template;
use marathon_events::{Day, DeedKind, EntrantKind, RegionCode, Sector, marathon_opened::Titles};
use uuid::Uuid;

use crate::{
    DeedStatus, Error, Language, Season, SeasonState, Written, links,
    page::{
        form::{Fields, Form, Input},
        mine, words,
    },
    shell::{Entry, Shell},
    texts::Texts,
};

/// Who looks at a page, and what is theirs in this marathon.
#[derive(Clone, Debug)]
pub struct Desk {
    /// The marathon.
    pub season: Season,
    /// What they sign in with, or their id where a provider signed them in; nothing for nobody.
    pub login: Option<String>,
    /// Names of their roles here.
    pub roles: Vec<String>,
    /// Other marathons where they have roles.
    pub elsewhere: Vec<Elsewhere>,
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

/// Another marathon where whoever looks has something to do.
#[derive(Clone, Debug)]
pub struct Elsewhere {
    /// Its short name.
    pub slug: String,
    /// Its name.
    pub name: Titles,
    /// Names of their roles there.
    pub roles: Vec<String>,
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
    /// What kind of entrant it is.
    pub kind: EntrantKind,
    /// Whether it stands among the older volunteers.
    pub silver: bool,
    /// Ids and public names of those who joined it: user input.
    pub members: Vec<(Uuid, String)>,
    /// Ids and public names of what it joined: user input.
    pub member_of: Vec<(Uuid, String)>,
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
    /// Why it is rejected or doubted: user input.
    pub reason: Option<String>,
}

#[derive(Template)]
#[template(path = "form-page.html")]
struct FormPage {
    t: Texts,
    shell: Shell,
    heading: String,
    intro: String,
    refused: Option<String>,
    /// Another way: where it leads, and what it is called.
    instead: Option<(String, String)>,
    tabs: Vec<Tab>,
    forms: Vec<Form>,
}

struct Tab {
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
    /// Address and name of other marathons, and the roles there.
    elsewhere: Vec<(String, String, String)>,
    refused: Option<String>,
    rows: Vec<Row>,
    entrants: Vec<mine::Mine>,
    forms: Vec<Form>,
    erase: Form,
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
    /// Deeds that are doubted.
    doubts: Vec<Case>,
    refused: Option<String>,
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
    reason: Option<String>,
    change: Option<String>,
}

/// Signing in, at a provider if there is one of that name, and opening an account.
///
/// # Errors
/// [`Error`] if a template or a translation is broken; the data cannot cause one.
pub fn render_sign_in(
    season: &Season,
    provider: Option<&str>,
    written: &Written,
    language: Language,
) -> Result<String, Error> {
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
    let with = |name: &str| t.say_texts("sign-in-with", &[("provider", name)]);
    let instead = provider.map(|name| Ok::<_, Error>((action("sign-in/provider"), with(name)?)));
    let page = FormPage {
        t,
        shell: shell(t, season, "sign-in", "me")?,
        heading: t.say("me-title")?,
        intro: t.say("sign-in-intro")?,
        refused: written.refused.clone(),
        instead: instead.transpose()?,
        tabs: Vec::new(),
        forms: vec![
            form("in", "sign-in", "sign-in", fields("current-password")?)?,
            form("up", "sign-up", "sign-up", new)?,
        ],
    };
    Ok(page.render()?)
}

fn shell(t: Texts, season: &Season, heading: &str, path: &str) -> Result<Shell, Error> {
    let entry = match path.split('?').next() {
        Some("log") => Entry::Log,
        Some("queue") => Entry::Queue,
        _ => Entry::Me,
    };
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
        roles: role_words(t, &desk.roles)?,
        sign_out: links::desk(language, slug, "sign-out"),
        log: (is_open && !desk.entrants.is_empty()).then(|| links::desk(language, slug, "log")),
        queue: coordinates.then(|| links::desk(language, slug, "queue")),
        judging: desk.roles.iter().any(|r| r == "judge").then(|| links::desk(language, slug, "judging")),
        elsewhere: desk.elsewhere.iter().map(|there| elsewhere(t, there)).collect::<Result<_, _>>()?,
        refused: written.refused.clone(),
        rows,
        entrants: desk
            .entrants
            .iter()
            .map(|entrant| mine::show(t, slug, entrant))
            .collect::<Result<_, _>>()?,
        forms: mine::forms(t, desk, written)?,
        erase: mine::erase(t, slug)?,
    };
    Ok(page.render()?)
}

fn role_words(t: Texts, roles: &[String]) -> Result<Vec<String>, Error> {
    roles.iter().map(|role| t.say(role_word(role))).collect()
}

fn elsewhere(t: Texts, there: &Elsewhere) -> Result<(String, String, String), Error> {
    let href = links::desk(t.language, &there.slug, "me");
    Ok((href, t.language.of(&there.name).to_owned(), role_words(t, &there.roles)?.join(", ")))
}

fn role_word(role: &str) -> &'static str {
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
        reason: deed.reason.clone(),
        change: stands.then(|| links::desk(t.language, slug, &format!("deeds/{}/change", deed.id))),
    })
}

pub(super) fn regions(t: Texts, desk: &Desk) -> Input {
    let named = desk.regions.iter().map(|(code, name)| (code.to_string(), t.language.of(name).to_owned()));
    Input::Select(named.collect())
}

/// The key of a form: sent twice, it is done once.
pub(super) fn key() -> String {
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
        .add("photo", "log-photo", Input::Photos, "")?
        .optional()
        .hint("log-photo-hint")?
        .hidden("photos", "")
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
        shell: shell(t, &desk.season, "nav-log", &path)?.with_roles(t, &desk.roles)?,
        heading: t.say("nav-log")?,
        intro: t.say("log-intro")?,
        refused: written.refused.clone(),
        instead: None,
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
            id: verb,
            title: Some(t.say(title)?),
            action: links::desk(language, &desk.season.slug, &path),
            fields: fields.made,
            submit: t.say(title)?,
        })
    });
    let (_, what) = words::deed(t, deed.kind, deed.amount)?;
    let page = FormPage {
        t,
        shell: shell(t, &desk.season, "decide-title", &path)?.with_roles(t, &desk.roles)?,
        heading: what,
        intro: format!("{} · {}", deed.alias, t.day(deed.done_on)?),
        refused: written.refused.clone(),
        instead: None,
        tabs: Vec::new(),
        forms: forms.collect::<Result<_, Error>>()?,
    };
    Ok(page.render()?)
}

/// The queue of a coordinator.
///
/// # Errors
/// [`Error`] if a template or a translation is broken; the data cannot cause one.
pub fn render_queue(
    desk: &Desk,
    waiting: &[Waiting],
    doubted: &[Waiting],
    written: &Written,
    language: Language,
) -> Result<String, Error> {
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
        doubts: doubted.iter().map(case).collect::<Result<_, Error>>()?,
        refused: written.refused.clone(),
    };
    Ok(page.render()?)
}
