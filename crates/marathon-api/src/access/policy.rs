//! Who may ask what: one line for each route, and what has no line is for nobody.

use std::{collections::BTreeMap, sync::LazyLock};

use axum::http::{Method, StatusCode};
use marathon_events::Role;

use crate::Problem;

/// Somebody who may ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// Everybody.
    Public,
    /// Whoever has shown who they are.
    SignedIn,
    /// Whoever the entrant or deed in question belongs to; the domain decides.
    Owner,
    /// A coordinator of the region in question, which the domain decides, or an organiser.
    CoordinatorThere,
    /// A coordinator of any region, or an organiser.
    Coordinator,
    /// A judge.
    Judge,
    /// An auditor.
    Auditor,
    /// An organiser.
    Organiser,
    /// An operator.
    Operator,
}

use Who::{Auditor, Coordinator, CoordinatorThere, Judge, Operator, Organiser, Owner, Public, SignedIn};

/// A route and who may ask it.
#[derive(Clone, Copy, Debug)]
pub struct Line {
    /// Its method; `GET` is for `HEAD`, too.
    pub method: &'static str,
    /// Its path, as the router has it.
    pub path: &'static str,
    /// Any of these.
    pub who: &'static [Who],
}

const fn line(method: &'static str, path: &'static str, who: &'static [Who]) -> Line {
    Line { method, path, who }
}

/// Every route. A test walks through the document of the API and the pages and asks each as everybody.
pub const TABLE: &[Line] = &[
    // Accounts.
    line("POST", "/v1/accounts", &[Public]),
    line("POST", "/v1/first-organiser", &[Public]),
    line("GET", "/v1/session/provider", &[Public]),
    line("GET", "/v1/session/provider/answer", &[Public]),
    line("POST", "/v1/session", &[Public]),
    line("DELETE", "/v1/session", &[SignedIn]),
    line("GET", "/v1/me", &[SignedIn]),
    line("DELETE", "/v1/me", &[SignedIn]),
    line("GET", "/v1/me/private", &[SignedIn]),
    // Roles and tokens.
    line("GET", "/v1/marathons/{slug}/roles", &[Auditor, Organiser, Operator]),
    line("POST", "/v1/marathons/{slug}/roles", &[Organiser]),
    line("POST", "/v1/marathons/{slug}/roles/revoke", &[Organiser]),
    line("GET", "/v1/marathons/{slug}/tokens", &[Organiser, Operator]),
    line("POST", "/v1/marathons/{slug}/tokens", &[Organiser]),
    line("DELETE", "/v1/marathons/{slug}/tokens/{principal}", &[Organiser, Operator]),
    // Entrants.
    line("POST", "/v1/marathons/{slug}/entrants", &[SignedIn]),
    line("POST", "/v1/marathons/{slug}/entrants/{id}/profile", &[Owner, Organiser]),
    line("POST", "/v1/marathons/{slug}/entrants/{id}/withdraw", &[Owner, Organiser]),
    line("POST", "/v1/marathons/{slug}/entrants/{id}/disqualify", &[Organiser]),
    line("GET", "/v1/marathons/{slug}/entrants/{id}/private", &[CoordinatorThere]),
    line("POST", "/v1/marathons/{slug}/entrants/{id}/erase", &[Organiser]),
    line("POST", "/v1/marathons/{slug}/entrants/{id}/invitations", &[Owner, Organiser]),
    line("POST", "/v1/marathons/{slug}/entrants/{id}/members", &[SignedIn]),
    line("POST", "/v1/marathons/{slug}/entrants/{id}/members/{person}/leave", &[Owner, Organiser]),
    // Deeds.
    line("POST", "/v1/marathons/{slug}/deeds", &[Owner, CoordinatorThere]),
    line("POST", "/v1/marathons/{slug}/deeds/import", &[Coordinator]),
    line("POST", "/v1/marathons/{slug}/deeds/{id}/verify", &[CoordinatorThere]),
    line("POST", "/v1/marathons/{slug}/deeds/{id}/reject", &[CoordinatorThere]),
    line("POST", "/v1/marathons/{slug}/deeds/{id}/withdraw", &[Owner, CoordinatorThere]),
    line("POST", "/v1/marathons/{slug}/deeds/{id}/correct", &[Owner, CoordinatorThere]),
    line("POST", "/v1/marathons/{slug}/close", &[Organiser]),
    line("POST", "/v1/marathons/{slug}/deeds/{id}/challenge", &[SignedIn]),
    line("POST", "/v1/marathons/{slug}/deeds/{id}/resolve-challenge", &[Coordinator]),
    line("GET", "/v1/marathons/{slug}/queue", &[Coordinator]),
    // Judging.
    line("POST", "/v1/marathons/{slug}/seed-source", &[Organiser]),
    line("POST", "/v1/marathons/{slug}/freeze", &[Organiser]),
    line("POST", "/v1/marathons/{slug}/seed", &[Organiser]),
    line("POST", "/v1/marathons/{slug}/rules", &[Organiser]),
    line("POST", "/v1/marathons/{slug}/nominations/{id}/shortlist", &[Organiser]),
    line("POST", "/v1/marathons/{slug}/nominations/{id}/judges", &[Organiser]),
    line("POST", "/v1/marathons/{slug}/nominations/{id}/recusals", &[Judge, Organiser]),
    line("POST", "/v1/marathons/{slug}/nominations/{id}/quorum-waivers", &[Organiser]),
    line("POST", "/v1/marathons/{slug}/nominations/{id}/scores/{entrant_id}", &[Judge]),
    line("GET", "/v1/marathons/{slug}/judging", &[Judge, Auditor, Organiser]),
    line("POST", "/v1/marathons/{slug}/judging/close", &[Organiser]),
    line("POST", "/v1/marathons/{slug}/nominations/{id}/award", &[Organiser]),
    line("POST", "/v1/marathons/{slug}/announcement", &[Organiser]),
    line("POST", "/v1/marathons/{slug}/publish", &[Organiser]),
    line("POST", "/v1/marathons/{slug}/nominations/{id}/amend", &[Organiser]),
    line("POST", "/v1/marathons/{slug}/appeals", &[Owner, Organiser]),
    line("POST", "/v1/marathons/{slug}/appeals/{id}/resolve", &[Organiser]),
    // Public once they are published; the handler asks.
    line("GET", "/v1/marathons/{slug}/awards", &[Public]),
    line("GET", "/v1/marathons/{slug}/awards/{hash}", &[Public]),
    line("GET", "/v1/marathons/{slug}/nominations/{id}/award", &[Public]),
    line("GET", "/v1/marathons/{slug}/nominations/{id}/award/{entrant_id}", &[Public]),
    // What everybody can check.
    line("GET", "/v1/marathons", &[Public]),
    line("GET", "/v1/marathons/{slug}", &[Public]),
    line("GET", "/v1/marathons/{slug}/deeds/{id}", &[Public]),
    line("GET", "/v1/marathons/{slug}/totals", &[Public]),
    line("GET", "/v1/marathons/{slug}/leaderboards/{metric}", &[Public]),
    line("GET", "/v1/marathons/{slug}/leaderboards/{metric}/entrants/{id}", &[Public]),
    line("GET", "/v1/marathons/{slug}/nominations", &[Public]),
    line("GET", "/v1/marathons/{slug}/nominations/{id}/ranking", &[Public]),
    line("GET", "/v1/marathons/{slug}/nominations/{id}/ranking/{entrant_id}", &[Public]),
    line("GET", "/v1/marathons/{slug}/events", &[Public]),
    line("GET", "/v1/marathons/{slug}/digest", &[Public]),
    line("GET", "/v1/marathons/{slug}/difference", &[Public]),
    line("GET", "/v1/marathons/{slug}/projections", &[Public]),
    // Operation and documentation.
    line("GET", "/healthz", &[Public]),
    line("GET", "/readyz", &[Public]),
    line("GET", "/metrics", &[Public]),
    line("GET", "/v1/openapi.json", &[Public]),
    line("GET", "/docs", &[Public]),
    line("GET", "/docs/", &[Public]),
    line("GET", "/docs/{*rest}", &[Public]),
    // Pages.
    line("GET", "/", &[Public]),
    line("GET", "/{language}", &[Public]),
    line("GET", "/{language}/{slug}", &[Public]),
    line("GET", "/{language}/{slug}/live", &[Public]),
    line("GET", "/{language}/{slug}/leaderboards/{metric}", &[Public]),
    line("GET", "/{language}/{slug}/leaderboards/{metric}/csv", &[Public]),
    line("GET", "/{language}/{slug}/leaderboards/{metric}/{entrant}", &[Public]),
    line("GET", "/{language}/{slug}/nominations", &[Public]),
    line("GET", "/{language}/{slug}/nominations/{nomination}", &[Public]),
    line("GET", "/{language}/{slug}/nominations/{nomination}/{competitor}", &[Public]),
    line("GET", "/{language}/{slug}/deeds/{deed}", &[Public]),
    // Pages of people who are signed in ask the API, which knows who they are and what they may.
    line("GET", "/{language}/{slug}/me", &[Public]),
    line("POST", "/{language}/{slug}/sign-in", &[Public]),
    line("POST", "/{language}/{slug}/sign-up", &[Public]),
    line("GET", "/{language}/{slug}/sign-in/provider", &[Public]),
    line("GET", "/sign-in/callback", &[Public]),
    line("POST", "/{language}/{slug}/sign-out", &[Public]),
    line("POST", "/{language}/{slug}/entrants", &[Public]),
    line("POST", "/{language}/{slug}/entrants/{entrant}/invite", &[Public]),
    line("GET", "/{language}/{slug}/entrants/{entrant}/join", &[Public]),
    line("POST", "/{language}/{slug}/entrants/{entrant}/join", &[Public]),
    line("POST", "/{language}/{slug}/entrants/{entrant}/leave", &[Public]),
    line("POST", "/{language}/{slug}/erase", &[Public]),
    line("GET", "/{language}/{slug}/log", &[Public]),
    line("POST", "/{language}/{slug}/log", &[Public]),
    line("GET", "/{language}/{slug}/deeds/{deed}/change", &[Public]),
    line("POST", "/{language}/{slug}/deeds/{deed}/change", &[Public]),
    line("POST", "/{language}/{slug}/deeds/{deed}/challenge", &[Public]),
    line("GET", "/{language}/{slug}/queue", &[Public]),
    line("GET", "/{language}/{slug}/judging", &[Public]),
    line("POST", "/{language}/{slug}/judging", &[Public]),
    line("GET", "/{language}/{slug}/audit", &[Public]),
    line("GET", "/{language}/{slug}/winners", &[Public]),
    line("GET", "/{language}/{slug}/winners/{nomination}/{winner}", &[Public]),
    line("GET", "/assets/{name}", &[Public]),
];

/// A few roles.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Roles(u8);

impl Roles {
    pub(crate) fn with(self, role: Role) -> Self {
        Self(self.0 | 1 << role as u8)
    }

    pub(crate) fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Those who speak for others.
    pub(crate) fn front_office() -> Self {
        Self::default().with(Role::Coordinator).with(Role::Organiser)
    }
}

/// What a line asks of the caller, as the gate needs it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Need {
    pub(crate) line: &'static Line,
    pub(crate) public: bool,
    /// It is enough to be somebody.
    pub(crate) signed_in: bool,
    /// Any of these.
    pub(crate) roles: Roles,
}

impl Need {
    fn of(line: &'static Line) -> Self {
        let roles = line.who.iter().fold(Roles::default(), |roles, who| match who {
            Public | SignedIn | Owner => roles,
            CoordinatorThere | Coordinator => roles.with(Role::Coordinator).with(Role::Organiser),
            Who::Judge => roles.with(Role::Judge),
            Auditor => roles.with(Role::Auditor),
            Organiser => roles.with(Role::Organiser),
            Operator => roles.with(Role::Operator),
        });
        let signed_in = line.who.iter().any(|who| matches!(who, SignedIn | Owner));
        Self { line, public: line.who.contains(&Public), signed_in, roles }
    }

    /// The roles in words.
    pub(crate) fn roles_in_words(&self) -> String {
        let named = Role::ALL.into_iter().filter(|role| self.roles.meets(Roles::default().with(*role)));
        named.map(Role::name).collect::<Vec<_>>().join(", ")
    }
}

/// What a request for this route needs.
pub(crate) fn need(method: &Method, path: &str) -> Result<Need, Problem> {
    static BY_PATH: LazyLock<BTreeMap<&str, Vec<Need>>> = LazyLock::new(|| {
        let mut by_path = BTreeMap::<_, Vec<_>>::new();
        for line in TABLE {
            by_path.entry(line.path).or_default().push(Need::of(line));
        }
        by_path
    });
    let there = BY_PATH.get(path).ok_or_else(|| Problem::new(StatusCode::FORBIDDEN, "no-policy"))?;
    let method = if method == Method::HEAD { "GET" } else { method.as_str() };
    let found = there.iter().find(|need| need.line.method == method);
    found.copied().ok_or_else(|| Problem::new(StatusCode::METHOD_NOT_ALLOWED, "method-not-allowed"))
}
