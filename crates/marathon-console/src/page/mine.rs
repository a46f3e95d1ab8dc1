//! What belongs to somebody: entrants and their members, the forms that make more of them, and the way out.

use askama::Template;
use marathon_events::EntrantKind;
use uuid::Uuid;

use crate::{
    Desk, Error, Language, MyEntrant, Season, Written, links,
    page::{
        desk::{key, regions},
        form::{Fields, Form, Input},
        words,
    },
    shell::{Entry, Shell},
    texts::Texts,
};

/// Version of the text that is consented to when private data is told: `private-consent` of the translations.
const CONSENT: &str = "2026-11";

/// An entrant of whoever looks.
pub(super) struct Mine {
    pub alias: String,
    pub about: String,
    /// Where an invitation is made; of groups alone.
    pub invite: Option<String>,
    /// Where memberships end.
    pub memberships: Vec<Membership>,
}

/// A membership, with the form that ends it.
pub(super) struct Membership {
    pub text: String,
    pub action: String,
    pub person: Uuid,
    pub key: String,
}

pub(super) fn show(t: Texts, slug: &str, entrant: &MyEntrant) -> Result<Mine, Error> {
    let path = |team: Uuid, verb: &str| links::desk(t.language, slug, &format!("entrants/{team}/{verb}"));
    let membership = |team: Uuid, person: Uuid, alias: &str, words: &str| {
        let text = t.say_texts(words, &[("alias", alias)])?;
        Ok::<_, Error>(Membership { text, action: path(team, "leave"), person, key: key() })
    };
    let joined =
        entrant.member_of.iter().map(|(team, alias)| membership(*team, entrant.id, alias, "member-of"));
    let members =
        entrant.members.iter().map(|(person, alias)| membership(entrant.id, *person, alias, "member"));
    let mut about = format!("{} · {}", words::entrant_kind(t, entrant.kind)?, entrant.region);
    if entrant.silver {
        about = format!("{about} · {}", t.say("silver")?);
    }
    Ok(Mine {
        alias: entrant.alias.clone(),
        about,
        invite: (entrant.kind != EntrantKind::Person).then(|| path(entrant.id, "invite")),
        memberships: joined.chain(members).collect::<Result<_, _>>()?,
    })
}

/// Forms to register: a person, unless there is one, and a group.
pub(super) fn forms(t: Texts, desk: &Desk, written: &Written) -> Result<Vec<Form>, Error> {
    let of_group = written.value("kind").is_some_and(|kind| kind != EntrantKind::Person.name());
    let untouched = Written::default();
    let (person, group) = if of_group { (&untouched, written) } else { (written, &untouched) };
    let mut forms = Vec::new();
    if !desk.entrants.iter().any(|entrant| entrant.kind == EntrantKind::Person) {
        forms.push(person_form(t, desk, person)?);
    }
    forms.push(group_form(t, desk, group)?);
    Ok(forms)
}

fn person_form(t: Texts, desk: &Desk, written: &Written) -> Result<Form, Error> {
    let line = || Input::Line("text", "off");
    let fields = Fields::new(t, written)
        .hidden("kind", EntrantKind::Person.name())
        .add("alias", "entrant-alias", Input::Line("text", "nickname"), "")?
        .hint("entrant-alias-hint")?
        .add("region", "filter-region", regions(t, desk), "")?
        .add("age_years", "entrant-age", Input::Number(1), "")?
        .optional()
        .hint("entrant-age-hint")?
        .add("guardian_consent", "entrant-guardian", Input::Check, "")?
        .optional()
        .hint("entrant-guardian-hint")?
        .add("silver", "entrant-silver", Input::Check, "")?
        .optional()
        .add("private.name", "private-name", Input::Line("text", "name"), "")?
        .optional()
        .hint("private-consent")?
        .add("private.contact", "private-contact", Input::Line("text", "tel"), "")?
        .optional()
        .add("private.guardian.name", "private-guardian-name", line(), "")?
        .optional()
        .add("private.guardian.contact", "private-guardian-contact", line(), "")?
        .optional();
    form(t, desk, "entrant", "entrant-new", fields)
}

fn group_form(t: Texts, desk: &Desk, written: &Written) -> Result<Form, Error> {
    let mut kinds = Vec::new();
    for kind in EntrantKind::ALL.into_iter().filter(|kind| *kind != EntrantKind::Person) {
        kinds.push((kind.name().to_owned(), words::entrant_kind(t, kind)?));
    }
    let fields = Fields::new(t, written)
        .add("kind", "filter-kind", Input::Select(kinds), "team")?
        .add("alias", "entrant-alias", Input::Line("text", "organization"), "")?
        .hint("entrant-alias-hint")?
        .add("region", "filter-region", regions(t, desk), "")?
        .add("members", "entrant-members", Input::Number(1), "")?
        .optional()
        .hint("entrant-members-hint")?
        .add("private.contact", "private-contact", Input::Line("text", "tel"), "")?
        .optional()
        .hint("private-consent")?;
    form(t, desk, "group", "entrant-new-group", fields)
}

fn form(t: Texts, desk: &Desk, id: &'static str, title: &str, fields: Fields<'_>) -> Result<Form, Error> {
    let fields = fields.hidden("private.consent", CONSENT).hidden("key", &key());
    Ok(Form {
        id,
        title: Some(t.say(title)?),
        action: links::desk(t.language, &desk.season.slug, "entrants"),
        fields: fields.made,
        submit: t.say("entrant-register")?,
    })
}

/// The way out, for good.
pub(super) fn erase(t: Texts, slug: &str) -> Result<Form, Error> {
    let untouched = Written::default();
    let fields =
        Fields::new(t, &untouched).add("sure", "erase-sure", Input::Check, "")?.hint("erase-hint")?;
    Ok(Form {
        id: "erase",
        title: None,
        action: links::desk(t.language, slug, "erase"),
        fields: fields.made,
        submit: t.say("erase-do")?,
    })
}

/// An invitation into a group: made, or to be accepted.
#[derive(Clone, Debug)]
pub struct Invitation {
    /// The marathon.
    pub season: Season,
    /// Names of the roles of whoever looks.
    pub roles: Vec<String>,
    /// Public name of the group: user input.
    pub alias: String,
    /// Its id.
    pub team: Uuid,
    /// The secret.
    pub secret: String,
    /// The scheme and host of this site, for the captain who hands it on; absent for the invited.
    pub origin: Option<String>,
    /// Whether whoever looks takes part as a person.
    pub is_person: bool,
}

#[derive(Template)]
#[template(path = "invitation.html")]
struct InvitationPage {
    t: Texts,
    shell: Shell,
    heading: String,
    link: Option<String>,
    refused: Option<String>,
    /// Where somebody becomes a person first.
    me: Option<String>,
    form: Option<Form>,
}

/// An invitation as a page: the link for the captain, or the question for the invited.
///
/// # Errors
/// [`Error`] if a template or a translation is broken; the data cannot cause one.
pub fn render_invitation(
    invitation: &Invitation,
    written: &Written,
    language: Language,
) -> Result<String, Error> {
    let t = Texts { language };
    let slug = &invitation.season.slug;
    let path = format!("entrants/{}/join?invitation={}", invitation.team, invitation.secret);
    let here = |l| links::desk(l, slug, &path);
    let heading = t.say_texts("invitation-title", &[("alias", &invitation.alias)])?;
    let untouched = Written::default();
    let fields = Fields::new(t, &untouched).hidden("invitation", &invitation.secret).hidden("key", &key());
    let form = Form {
        id: "join",
        title: None,
        action: links::desk(language, slug, &format!("entrants/{}/join", invitation.team)),
        fields: fields.made,
        submit: t.say("invitation-join")?,
    };
    let invited = invitation.origin.is_none();
    let page = InvitationPage {
        t,
        shell: Shell::new(t, &invitation.season, Some(&heading), Entry::Me, here)?
            .with_roles(t, &invitation.roles)?,
        heading,
        link: invitation.origin.as_ref().map(|origin| format!("{origin}{}", here(language))),
        refused: written.refused.clone(),
        me: (invited && !invitation.is_person).then(|| links::desk(language, slug, "me")),
        form: (invited && invitation.is_person).then_some(form),
    };
    Ok(page.render()?)
}
