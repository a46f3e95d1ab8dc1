//! What stands around the content of every page: head, navigation, languages, footer.

use marathon_events::Position;

use crate::{Asset, BoardChoice, Error, Language, MapMetric, Season, assets, links, texts::Texts};

/// The entry of the navigation a page belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Entry {
    Overview,
    Boards,
    Nominations,
    Winners,
    Audit,
    Log,
    Me,
    Queue,
    Judging,
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
    /// The entry of the navigation this is.
    entry: Entry,
    /// The same page in every language, and which of them this is.
    pub languages: Vec<(Language, String, bool)>,
    /// Where a page of the past leads; absent of the present.
    pub past: Option<Past>,
    pub style: &'static Asset,
    pub script: &'static Asset,
    pub icon: &'static Asset,
}

/// The same page at other moments.
pub(crate) struct Past {
    pub text: String,
    pub moment: String,
    /// Words and addresses of earlier and later moments.
    pub steps: Vec<(String, String)>,
    pub now: String,
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
            nav: nav(t, season, entry)?,
            entry,
            languages: Language::ALL.map(|l| (l, address(l), l == t.language)).into(),
            past: past(t, season, &address(t.language))?,
            style: assets::style(),
            script: assets::script(),
            icon: assets::icon(),
        })
    }

    /// With what somebody of these roles has to do here.
    pub fn with_roles(mut self, t: Texts, roles: &[String]) -> Result<Self, Error> {
        for (entry, path, text, of) in DUTIES {
            if roles.iter().any(|role| of.contains(&role.as_str())) {
                let href = links::desk(t.language, &self.slug, path);
                self.nav.push(NavLink { href, text: t.say(text)?, here: self.entry == entry });
            }
        }
        Ok(self)
    }
}

/// What is for some roles alone: entry, path, its words, and the roles.
const DUTIES: [(Entry, &str, &str, &[&str]); 2] = [
    (Entry::Queue, "queue", "queue-title", &["coordinator", "organiser"]),
    (Entry::Judging, "judging", "judging-title", &["judge"]),
];

/// How many events the links of a page of the past go on or back.
const STEPS: [i64; 4] = [-100, -1, 1, 100];

fn past(t: Texts, season: &Season, address: &str) -> Result<Option<Past>, Error> {
    let Some(at) = season.at else { return Ok(None) };
    let offset = season.utc_offset_minutes;
    let text = t.say_texts(
        "past-at",
        &[
            ("event", &t.integer(at.0)),
            ("time", &t.clock(season.as_of_time, offset)),
            ("day", &t.day(season.as_of_time.local_day(offset))?),
            ("zone", &t.zone(offset)),
        ],
    )?;
    let steps = STEPS.into_iter().filter_map(|step| {
        let to = at.0.checked_add_signed(step)?;
        let words = if step < 0 { "past-earlier" } else { "past-later" };
        let words = t.say_texts(words, &[("events", &t.integer(step.unsigned_abs()))]);
        Some(words.map(|words| (words, links::moved(address, Some(Position(to))))))
    });
    let (moment, now) = (season.as_of_time.to_string(), links::moved(address, None));
    Ok(Some(Past { text, moment, steps: steps.collect::<Result<_, _>>()?, now }))
}

fn nav(t: Texts, season: &Season, here: Entry) -> Result<Vec<NavLink>, Error> {
    let link = |entry, href, text| NavLink { href, text, here: entry == Some(here) };
    let (l, slug) = (t.language, &season.slug);
    let overview = links::dashboard(l, season, MapMetric::default());
    Ok(vec![
        link(Some(Entry::Overview), overview, t.say("nav-overview")?),
        link(
            Some(Entry::Boards),
            links::board(l, season, &BoardChoice::default(), None),
            t.say("nav-boards")?,
        ),
        link(Some(Entry::Nominations), links::nominations(l, season), t.say("nav-nominations")?),
        link(Some(Entry::Winners), links::desk(l, slug, "winners"), t.say("winners-title")?),
        link(Some(Entry::Audit), links::desk(l, slug, "audit"), t.say("nav-verify")?),
        link(Some(Entry::Log), links::desk(l, slug, "log"), t.say("nav-log")?),
        link(Some(Entry::Me), links::desk(l, slug, "me"), t.say("me-title")?),
    ])
}
