//! Who has which role, giving and taking roles, and tokens.

use super::{GrantedRole, Maker, Organise, Placed, RoleHolder};
use crate::{
    Error,
    page::{desk::role_word, form::Input},
};

const ROLES: [&str; 5] = ["coordinator", "judge", "auditor", "organiser", "operator"];

/// The part of the page about people and programs.
pub(super) struct People {
    pub(super) held: Vec<Held>,
    pub(super) grant: Vec<Placed>,
    pub(super) tokens: Vec<Held>,
}

/// A role of somebody, or a token.
pub(super) struct Held {
    pub(super) who: String,
    pub(super) role: String,
    /// Where or for what; until when.
    pub(super) about: String,
    pub(super) revoke: Vec<Placed>,
}

impl People {
    pub(super) fn forms(&self) -> impl Iterator<Item = &Placed> {
        let held = self.held.iter().chain(&self.tokens).flat_map(|held| &held.revoke);
        held.chain(&self.grant)
    }
}

pub(super) fn people(make: &Maker<'_>, organise: &Organise) -> Result<People, Error> {
    let all = organise.holders.iter().flat_map(|holder| holder.roles.iter().map(move |role| (holder, role)));
    Ok(People {
        held: all.map(|(holder, role)| held(make, organise, holder, role)).collect::<Result<_, _>>()?,
        grant: vec![grant(make, organise)?],
        tokens: tokens(make, organise)?,
    })
}

fn held(
    make: &Maker<'_>,
    organise: &Organise,
    holder: &RoleHolder,
    role: &GrantedRole,
) -> Result<Held, Error> {
    let t = make.t;
    let who = organise.called(holder.principal);
    let regions = organise.desk.regions.iter().filter(|(code, _)| role.regions.contains(&code.to_string()));
    let regions = regions.map(|(_, name)| t.language.of(name));
    let nominations = organise.nominations.iter().filter(|n| role.nominations.contains(&n.id));
    let scope: Vec<_> = regions.chain(nominations.map(|n| t.language.of(&n.title))).collect();
    let principal = holder.principal.to_string();
    let revoke =
        make.form(("revoke", &[("principal", &principal), ("role", &role.role)]), "do-revoke", |f| {
            Ok(f.add("reason", "decide-reason", Input::Area, "")?.optional())
        })?;
    Ok(Held {
        who,
        role: t.say(role_word(&role.role))?,
        about: scope.join(", "),
        revoke: vec![revoke.folded(t.say("do-revoke")?)],
    })
}

fn grant(make: &Maker<'_>, organise: &Organise) -> Result<Placed, Error> {
    let t = make.t;
    let roles = ROLES.map(|role| Ok::<_, Error>((role.to_owned(), t.say(role_word(role))?)));
    let roles = roles.into_iter().collect::<Result<_, _>>()?;
    let named =
        organise.desk.regions.iter().map(|(code, name)| (code.to_string(), t.language.of(name).to_owned()));
    let regions = [(String::new(), t.say("filter-all-regions")?)].into_iter().chain(named).collect();
    let titles = organise.nominations.iter().map(|n| (n.id.clone(), t.language.of(&n.title).to_owned()));
    let nominations = [(String::new(), t.say("grant-all-nominations")?)].into_iter().chain(titles).collect();
    make.form(("grant", &[]), "do-grant", |f| {
        let f = f
            .add("login", "login", Input::Line("text", "off"), "")?
            .hint("grant-login-hint")?
            .add("role", "grant-role", Input::Select(roles), "")?
            .add("regions", "grant-region", Input::Select(regions), "")?
            .optional()
            .hint("grant-region-hint")?
            .add("nominations", "grant-nomination", Input::Select(nominations), "")?
            .optional()
            .hint("grant-nomination-hint")?
            .add("reason", "decide-reason", Input::Area, "")?
            .optional();
        Ok(f)
    })
}

fn tokens(make: &Maker<'_>, organise: &Organise) -> Result<Vec<Held>, Error> {
    let t = make.t;
    let standing = organise.tokens.iter().filter(|token| token.revoked_at.is_none());
    let held = standing.map(|token| {
        let principal = token.principal.to_string();
        let revoke =
            make.form(("revoke-token", &[("principal", &principal)]), "do-revoke-token", super::nothing)?;
        let until = t.say_texts("token-until", &[("time", &make.time(token.expires_at)?)])?;
        let role = match token.role.as_str() {
            "participant" => t.say("role-participant")?,
            role => t.say(role_word(role))?,
        };
        Ok(Held {
            who: format!("{}…", token.prefix),
            role,
            about: until,
            revoke: vec![revoke.folded(t.say("do-revoke-token")?)],
        })
    });
    held.collect()
}
