//! Appealing against a published result: until when, for whom, and why.

use marathon_events::{Day, marathon_opened::Titles};

use crate::{
    Desk, Error, Language, Written, links,
    page::{
        desk::FormPage,
        form::{Fields, Form, Input},
    },
    shell::{Entry, Shell},
    texts::Texts,
};
use uuid::Uuid;

/// An appeal that somebody may lodge.
#[derive(Clone, Debug)]
pub struct Appealing {
    /// Who looks, and what is theirs.
    pub desk: Desk,
    /// What is awarded, in the order of the rules: short name and title.
    pub nominations: Vec<(String, Titles)>,
    /// Whether results are published.
    pub published: bool,
    /// The last day of appeals; absent before publication, or without appeals.
    pub until: Option<Day>,
}

/// Lodging an appeal, or why nobody can.
///
/// # Errors
/// [`Error`] if a template or a translation is broken; the data cannot cause one.
pub fn render_appeal(appealing: &Appealing, written: &Written, language: Language) -> Result<String, Error> {
    let t = Texts { language };
    let desk = &appealing.desk;
    let address = |l| links::desk(l, &desk.season.slug, "appeal");
    let is_over = appealing.until.is_some_and(|last| desk.today > last);
    let may = appealing.until.is_some() && !is_over && !desk.entrants.is_empty();
    let intro = match (appealing.published, appealing.until) {
        (false, _) => t.say("appeal-not-yet")?,
        (true, None) => t.say("appeals-none")?,
        (true, Some(day)) if is_over => t.say_texts("appeal-over", &[("day", &t.day(day)?)])?,
        (true, Some(_)) if desk.entrants.is_empty() => t.say("appeal-nobody")?,
        (true, Some(day)) => {
            let until = t.say_texts("appeals-until", &[("day", &t.day(day)?)])?;
            format!("{until} {}", t.say("appeal-intro")?)
        }
    };
    let shell = Shell::new(t, &desk.season, Some(&t.say("appeal-title")?), Entry::Winners, address)?;
    FormPage {
        t,
        shell: shell.with_roles(t, &desk.roles)?,
        heading: t.say("appeal-title")?,
        intro,
        refused: written.refused.clone(),
        tabs: Vec::new(),
        forms: if may { vec![form(t, appealing, written, address(language))?] } else { Vec::new() },
    }
    .rendered()
}

fn form(t: Texts, appealing: &Appealing, written: &Written, action: String) -> Result<Form, Error> {
    let titles = appealing.nominations.iter();
    let nominations = titles.map(|(id, title)| (id.clone(), t.language.of(title).to_owned())).collect();
    let entrants = appealing.desk.entrants.iter().map(|e| (e.id.to_string(), e.alias.clone())).collect();
    let fields = Fields::new(t, written)
        .add("entrant_id", "filter-kind", Input::Select(entrants), "")?
        .add("nomination", "grant-nomination", Input::Select(nominations), "")?
        .add("reason", "decide-reason", Input::Area, "")?
        .hint("appeal-reason-hint")?
        .hidden("key", &Uuid::new_v4().to_string());
    Ok(Form { id: "appeal", title: None, action, fields: fields.made, submit: t.say("appeal-lodge")? })
}
