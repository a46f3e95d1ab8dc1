//! What stands around the content of every page: head, navigation, languages, footer.

use crate::{Asset, BoardChoice, Error, Language, MapMetric, Season, assets, links, texts::Texts};

/// The entry of the navigation a page belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Entry {
    Overview,
    Boards,
    Nominations,
    Winners,
    Log,
    Me,
    Organise,
    /// None of them.
    Elsewhere,
}

/// What stands around the content of a page.
pub(crate) struct Shell {
    /// What the browser's tab says.
    pub title: String,
    pub slug: String,
    /// Name of the season.
    pub season: String,
    pub home: String,
    pub nav: Vec<NavLink>,
    here: Entry,
    /// The same page in every language, and which of them this is.
    pub languages: Vec<(Language, String, bool)>,
    pub style: &'static Asset,
    pub script: &'static Asset,
    pub icon: &'static Asset,
}

pub(crate) struct NavLink {
    pub href: String,
    pub text: String,
    pub here: bool,
}

impl Shell {
    /// Around a page with this heading, whose address in each language is what `address` says.
    pub fn new(
        t: Texts,
        season: &Season,
        heading: Option<&str>,
        entry: Entry,
        address: impl Fn(Language) -> String,
    ) -> Result<Self, Error> {
        let name = t.language.of(&season.name).to_owned();
        Ok(Self {
            title: heading.map_or_else(|| name.clone(), |heading| format!("{heading} · {name}")),
            slug: season.slug.clone(),
            season: name,
            home: links::home(t.language),
            nav: nav(t, &season.slug, entry)?,
            here: entry,
            languages: Language::ALL.map(|l| (l, address(l), l == t.language)).into(),
            style: assets::style(),
            script: assets::script(),
            icon: assets::icon(),
        })
    }

    /// For somebody with these roles: what only they may do is in the navigation, too.
    pub fn with_roles(mut self, t: Texts, roles: &[String]) -> Result<Self, Error> {
        if roles.iter().any(|role| role == "organiser") {
            let href = links::desk(t.language, &self.slug, "organise");
            self.nav.push(NavLink {
                here: self.here == Entry::Organise,
                href,
                text: t.say("organise-title")?,
            });
        }
        Ok(self)
    }
}

fn nav(t: Texts, slug: &str, here: Entry) -> Result<Vec<NavLink>, Error> {
    let link = |entry, href, text| NavLink { href, text, here: entry == Some(here) };
    let l = t.language;
    let overview = links::dashboard(l, slug, MapMetric::default());
    let check = format!("{overview}#verify");
    Ok(vec![
        link(Some(Entry::Overview), overview, t.say("nav-overview")?),
        link(Some(Entry::Boards), links::board(l, slug, &BoardChoice::default(), None), t.say("nav-boards")?),
        link(Some(Entry::Nominations), links::nominations(l, slug), t.say("nav-nominations")?),
        link(Some(Entry::Winners), links::desk(l, slug, "winners"), t.say("winners-title")?),
        link(None, check, t.say("nav-verify")?),
        link(Some(Entry::Log), links::desk(l, slug, "log"), t.say("nav-log")?),
        link(Some(Entry::Me), links::desk(l, slug, "me"), t.say("me-title")?),
    ])
}
