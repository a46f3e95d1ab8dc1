//! Where the first organiser opens an account, with the one-time link that the program printed.

use crate::{
    Error, Language, Season, Written, links,
    page::{
        desk::FormPage,
        form::{Fields, Form, Input},
    },
    shell::{Entry, Shell},
    texts::Texts,
};

/// Login and password of the first organiser. What follows `#` in the link never leaves the browser by itself: the page's
/// script, or whoever reads the terminal, puts it into the form.
///
/// # Errors
/// [`Error`] if a template or a translation is broken; the data cannot cause one.
pub fn render_first(season: &Season, written: &Written, language: Language) -> Result<String, Error> {
    let t = Texts { language };
    let fields = Fields::new(t, written)
        .add("secret", "first-secret", Input::Line("text", "off"), "")?
        .hint("first-secret-hint")?
        .add("login", "login", Input::Line("text", "username"), "")?
        .hint("login-hint")?
        .add("password", "password", Input::Line("password", "new-password"), "")?
        .hint("password-hint")?;
    let form = Form {
        id: "first",
        title: None,
        action: links::first_organiser(language),
        fields: fields.made,
        submit: t.say("sign-up")?,
    };
    FormPage {
        t,
        shell: Shell::new(t, season, Some(&t.say("first-title")?), Entry::Elsewhere, links::first_organiser)?,
        heading: t.say("first-title")?,
        intro: t.say("first-intro")?,
        refused: written.refused.clone(),
        instead: None,
        tabs: Vec::new(),
        forms: vec![form],
    }
    .rendered()
}
