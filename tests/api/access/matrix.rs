//! Every route, asked as everybody: what the policy says is what happens.

use std::{collections::BTreeSet, fs, path::Path};

use marathon_api::{Line, TABLE, Who};
use serde_json::{Value, json};

use crate::support::{
    client::{Answer, Ask, Client, get, post},
    given::{M, person, team, trees, with},
    server::Server,
};

/// Where entrants live and deeds are done.
const HERE: &str = "KZ-71";
const ELSEWHERE: &str = "KZ-75";

/// Somebody who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Principal {
    Nobody,
    Owner,
    Participant,
    CoordinatorHere,
    CoordinatorElsewhere,
    Judge,
    Auditor,
    Organiser,
    Operator,
}

use Principal::{
    Auditor, CoordinatorElsewhere, CoordinatorHere, Judge, Nobody, Operator, Organiser, Owner, Participant,
};

const PRINCIPALS: [Principal; 9] =
    [Nobody, Owner, Participant, CoordinatorHere, CoordinatorElsewhere, Judge, Auditor, Organiser, Operator];

impl Principal {
    fn token(self, server: &Server) -> Option<String> {
        let (role, region) = match self {
            Nobody => return None,
            Owner | Participant => ("participant", None),
            CoordinatorHere => ("coordinator", Some(HERE)),
            CoordinatorElsewhere => ("coordinator", Some(ELSEWHERE)),
            Judge => ("judge", None),
            Auditor => ("auditor", None),
            Organiser => ("organiser", None),
            Operator => ("operator", None),
        };
        Some(server.token(role, region))
    }

    /// Whether a line is for this principal. An auditor writes nothing.
    fn is_meant(self, line: &Line) -> bool {
        let speaks = self != Nobody && !(self == Auditor && line.method != "GET");
        line.who.iter().any(|who| match who {
            Who::Public => true,
            Who::SignedIn => speaks,
            Who::Owner => self == Owner,
            Who::CoordinatorThere => [CoordinatorHere, Organiser].contains(&self),
            Who::Coordinator => [CoordinatorHere, CoordinatorElsewhere, Organiser].contains(&self),
            Who::Judge => self == Judge,
            Who::Auditor => self == Auditor,
            Who::Organiser => self == Organiser,
            Who::Operator => self == Operator,
        })
    }
}

/// Why somebody was turned away; none if they were not.
fn turned_away(answer: &Answer) -> Option<u16> {
    let is_about_the_caller = ["sign-in-needed", "not-allowed", "not-yours", "role-needed", "no-policy"];
    let refused = [401, 403].contains(&answer.status);
    (refused && is_about_the_caller.contains(&answer.problem().as_str())).then_some(answer.status)
}

/// The season with an owner, and whatever a route needs.
struct Stage {
    organiser: Client,
    owner: String,
}

impl Stage {
    fn new(server: &Server, owner: &str) -> Self {
        let me = server.stranger().ask(&get("/v1/me").bearing(owner)).expect(200);
        Self { organiser: server.client(), owner: me["principal"].as_str().unwrap().to_owned() }
    }

    /// A team of the owner, which nothing has happened to.
    fn team(&mut self) -> String {
        self.organiser.register(&with(team("Team", 5), json!({ "owner": self.owner, "region": HERE })))
    }

    fn ask(&mut self, method: &str, path: &str) -> Ask {
        let team = self.team();
        let deed = self.organiser.log(&trees(&team, 3)).id;
        let someone = self.organiser.register(&person("Rose"));
        let of_a_deed = path.contains("/deeds/{id}");
        // Whom the owner is erased with would be asked no more.
        let team = if path.ends_with("/erase") { someone.clone() } else { team };
        let target = path
            .replace("{slug}", "small")
            .replace("{id}", if of_a_deed { &deed } else { &team })
            .replace("{person}", &someone)
            .replace("{principal}", &someone)
            .replace("{metric}", "trees")
            .replace("{entrant_id}", &team);
        let target = target.replace(&format!("nominations/{team}"), "nominations/planters");
        let body = match path.rsplit('/').next().unwrap() {
            "entrants" => with(team_here(), json!({})),
            "deeds" => trees(&team, 4),
            "profile" => json!({ "alias": "New" }),
            "correct" => json!({ "trees": 2, "reason": "recount" }),
            "members" => json!({ "invitation": "0".repeat(64) }),
            "roles" => json!({ "principal": someone, "role": "auditor" }),
            "appeals" => json!({ "nomination": "planters", "entrant_id": team, "reason": "why" }),
            "revoke" => json!({ "principal": someone, "role": "judge" }),
            "tokens" => json!({ "role": "judge" }),
            "import" => return ndjson(target),
            "accounts" | "session" => json!({ "login": "nobody-here", "password": "" }),
            "first-organiser" => json!({ "secret": "", "login": "x", "password": "" }),
            _ => json!({ "reason": "because" }),
        };
        match method {
            "POST" => post(target, &body),
            "DELETE" => Ask { method: "DELETE", ..get(target) },
            _ => get(target),
        }
    }
}

fn team_here() -> Value {
    with(team("Another", 4), json!({ "region": HERE }))
}

fn ndjson(target: String) -> Ask {
    post(target, &json!({})).header("content-type", "application/x-ndjson")
}

/// Method and path of everything in the document of the API.
fn documented(client: &mut Client) -> BTreeSet<(String, String)> {
    let document = client.json("/v1/openapi.json");
    let paths = document["paths"].as_object().unwrap().clone();
    let routes = paths.into_iter().flat_map(|(path, item)| {
        let methods: Vec<_> = item.as_object().unwrap().keys().map(|m| m.to_uppercase()).collect();
        methods.into_iter().map(move |method| (method, path.clone()))
    });
    routes.collect()
}

fn line(method: &str, path: &str) -> Option<&'static Line> {
    TABLE.iter().find(|line| line.method == method && line.path == path)
}

#[test]
fn every_route_and_every_page_has_one_line() {
    let server = Server::start();
    for (method, path) in documented(&mut server.client()) {
        assert!(line(&method, &path).is_some(), "{method} {path} has no line in the policy");
    }
    let pages = pages();
    assert!(pages.len() > 4, "{pages:?}");
    for path in pages {
        assert!(TABLE.iter().any(|line| line.path == path), "the page {path} has no line in the policy");
    }
    let mut seen = BTreeSet::new();
    for line in TABLE {
        assert!(seen.insert((line.path, line.method)), "{} {} has two lines", line.method, line.path);
        assert!(!line.who.is_empty(), "{} {} is for nobody", line.method, line.path);
    }
}

/// The paths of the pages, from the sources that route them.
fn pages() -> BTreeSet<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates/marathon-console/src");
    let mut folders = vec![folder];
    let mut paths = BTreeSet::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if let Ok(text) = fs::read_to_string(path) {
                let routes = text.split(".route(").skip(1);
                paths.extend(routes.filter_map(|rest| Some(rest.split('"').nth(1)?.to_owned())));
            }
        }
    }
    paths
}

#[test]
fn what_the_policy_says_is_what_happens() {
    let server = Server::start();
    let tokens = PRINCIPALS.map(|principal| principal.token(&server));
    let mut stage = Stage::new(&server, tokens[1].as_ref().unwrap());
    let mut client = server.stranger();
    let mut routes: Vec<_> = documented(&mut client).into_iter().collect();
    // Afterwards there are no more deeds to ask about.
    routes.sort_by_key(|(_, path)| path.ends_with("/close"));
    let mut cells = 0;
    for (method, path) in routes {
        let line = line(&method, &path).unwrap();
        for (principal, token) in PRINCIPALS.into_iter().zip(&tokens) {
            if path.ends_with("/close") && principal == Organiser {
                continue;
            }
            let ask = stage.ask(&method, &path);
            // Who erases themselves is asked no more, so somebody else of the kind does.
            let other = (method == "DELETE" && path == "/v1/me").then(|| principal.token(&server)).flatten();
            let ask = other.iter().chain(token).take(1).fold(ask, |ask, token| ask.bearing(token));
            let answer = client.ask(&ask);
            let expected = match principal.is_meant(line) {
                true => None,
                false => Some(if principal == Nobody { 401 } else { 403 }),
            };
            assert_eq!(turned_away(&answer), expected, "{method} {path} as {principal:?}: {answer:?}");
            if expected == Some(401) {
                assert_eq!(answer.header("www-authenticate"), Some("Bearer"));
            }
            if line.who != [Who::Public] {
                assert_eq!(answer.header("cache-control"), Some("no-store"), "{method} {path}");
            }
            cells += 1;
        }
    }
    assert!(cells > 300, "{cells} cells");
    client.ask(&post(format!("{M}/close"), &json!({})).bearing(tokens[7].as_ref().unwrap())).expect(200);
}
