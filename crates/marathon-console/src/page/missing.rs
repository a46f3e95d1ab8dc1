//! The page that says there is none at this address.

use askama::Template;

use crate::{
    Error, Language, Season, links,
    shell::{Entry, Shell},
    texts::Texts,
};

#[derive(Template)]
#[template(path = "missing.html")]
struct Page {
    t: Texts,
    shell: Shell,
}

/// There is no such page.
///
/// # Errors
/// [`Error`] if a template or a translation is broken.
pub fn render_missing(season: &Season, language: Language) -> Result<String, Error> {
    let t = Texts { language };
    let heading = t.say("missing-title")?;
    let shell = Shell::new(t, season, Some(&heading), Entry::Elsewhere, links::home)?;
    Ok(Page { t, shell }.render()?)
}
