//! A whole small season over HTTP: deeds, a doubt, the freeze, a jury, awards, an appeal.

mod past;
mod repeated;

use std::sync::Arc;

use marathon_accounts::vault::Subject;
use marathon_api::{Settled, settle_private};
use marathon_domain::{Action, JudgingAction};
use marathon_engine::{Request, idempotency};
use marathon_events::{EntrantId, Hmac, PrincipalId};
use serde_json::{Value, json};

use crate::{
    given::season::judged_season,
    support::{
        client::{Answer, Client, get, post},
        server::{Server, now},
    },
};

pub const M: &str = "/v1/marathons/judged";
pub use crate::given::season::{COUNTED, JUDGED};

/// More looks at the clock than publication is ahead.
const TRIES: usize = 2_000;
/// Version of sealed points.
const POINTS_SCHEMA: u32 = 3;

fn rules() -> marathon_domain::Rules {
    let mut set = judged_season().set().clone();
    set.slug = "judged".into();
    set.limits.reason_chars_max = 100;
    for nomination in &mut set.nominations {
        nomination.jury.quorum = nomination.jury.quorum.min(1);
        nomination.shortlist_size = 3;
    }
    marathon_domain::Rules::new(set).unwrap()
}

/// Somebody with a token.
pub struct Somebody {
    pub client: Client,
    pub principal: String,
}

impl Somebody {
    fn new(server: &Server, role: &str, region: Option<&str>) -> Self {
        let mut client = server.stranger().bearing(&server.token(role, region));
        // A role is granted when it is used first.
        client.ask(&get(format!("{M}/judging")));
        let principal = client.json("/v1/me")["principal"].as_str().unwrap().to_owned();
        Self { client, principal }
    }

    fn post(&mut self, path: &str, body: &Value) -> Answer {
        self.client.ask(&post(format!("{M}/{path}"), body))
    }

    #[track_caller]
    fn does(&mut self, path: &str, body: &Value) -> Value {
        self.post(path, body).expect(200)
    }

    #[track_caller]
    fn refused(&mut self, path: &str, body: &Value, status: u16, code: &str) {
        let answer = self.post(path, body);
        assert_eq!((answer.status, answer.problem().as_str()), (status, code), "{}", answer.text());
    }

    pub fn read(&mut self, path: &str) -> Answer {
        self.client.ask(&get(format!("{M}/{path}")))
    }

    /// Registers as a person.
    fn person(&mut self, alias: &str) -> String {
        let body = json!({ "kind": "person", "alias": alias, "region": "KZ-71" });
        let registered = self.post("entrants", &body).expect(201);
        registered["entrant_id"].as_str().unwrap().to_owned()
    }

    /// Plants trees in Astana.
    fn plants(&mut self, who: &str, trees: u64, day: &str) -> String {
        let body = json!({ "type": "trees-planted", "entrant_id": who, "region": "KZ-71",
            "sector": "ecological", "done_on": day, "people": 1, "trees": trees, "evidence": [] });
        self.post("deeds", &body).expect(201)["deed_id"].as_str().unwrap().to_owned()
    }
}

pub struct Season {
    pub organiser: Somebody,
    coordinator: Somebody,
    /// Owners of entrants, in their order.
    owners: Vec<Somebody>,
    pub entrants: Vec<String>,
    pub judges: Vec<Somebody>,
    pub server: Server,
}

/// Four persons with verified deeds; the last is the first judge. Of 40, 30, 20 and 10 trees.
pub fn season() -> Season {
    let server = Server::start();
    server.open(&rules());
    server.stranger().json(&format!("{M}/totals?at_least=0"));
    let organiser = Somebody::new(&server, "organiser", None);
    let coordinator = Somebody::new(&server, "coordinator", Some("KZ-71"));
    let mut judges: Vec<_> = (0..3).map(|_| Somebody::new(&server, "judge", None)).collect();
    let mut owners: Vec<_> = (0..3).map(|_| Somebody::new(&server, "participant", None)).collect();
    let mut entrants: Vec<_> = (0..3).map(|no| owners[no].person(&format!("p{no}"))).collect();
    entrants.push(judges[0].person("judge"));
    Season { organiser, coordinator, owners, entrants, judges, server }
}

impl Season {
    /// Logs the deeds; gives their ids.
    pub fn deeds(&mut self) -> Vec<String> {
        let [first, second, third] = &mut self.owners[..] else { unreachable!() };
        let by = [(first, 10, "2024-07-10"), (second, 30, "2024-07-11"), (third, 20, "2024-07-12")];
        let mut deeds: Vec<_> = by
            .into_iter()
            .zip(&self.entrants)
            .map(|((o, trees, day), id)| o.plants(id, trees, day))
            .collect();
        deeds.push(self.judges[0].plants(&self.entrants[3], 40, "2024-07-13"));
        deeds
    }

    pub fn verified(mut self) -> Self {
        for deed in self.deeds() {
            self.coordinator.does(&format!("deeds/{deed}/verify"), &json!({}));
        }
        self
    }

    pub fn frozen(mut self) -> Self {
        self.organiser.does("close", &json!({}));
        self.organiser.does("seed-source", &json!({ "source": "the next block" }));
        self.organiser.does("freeze", &json!({}));
        self
    }

    /// Shortlists drawn and judges assigned. On the shortlist of three are 40, 30 and 20 trees.
    pub fn assigned(mut self) -> Self {
        for nomination in [JUDGED, COUNTED] {
            self.organiser.does(&format!("nominations/{nomination}/shortlist"), &json!({}));
        }
        for judge in &self.judges {
            let body = json!({ "judge": judge.principal });
            self.organiser.client.ask(&post(format!("{M}/nominations/{JUDGED}/judges"), &body)).expect(200);
        }
        self
    }

    #[track_caller]
    pub fn scores(&mut self, judge: usize, entrant: usize, points: [u32; 2]) {
        let path = format!("nominations/{JUDGED}/scores/{}", self.entrants[entrant]);
        self.judges[judge].does(&path, &json!({ "points": points }));
    }

    /// Scores given, judging closed and opened.
    pub fn closed(mut self) -> Self {
        for (judge, entrant, points) in
            [(0, 1, [0, 0]), (0, 1, [9, 9]), (0, 2, [1, 1]), (1, 1, [2, 3]), (1, 2, [8, 3]), (1, 3, [5, 5])]
        {
            self.scores(judge, entrant, points);
        }
        self.organiser.does("seed", &json!({ "seed": "07".repeat(16) }));
        let closed = self.organiser.does("judging/close", &json!({}));
        assert_eq!((&closed["opened"], &closed["lost"]), (&2.into(), &json!([])));
        self
    }

    pub fn decided(mut self) -> Self {
        for nomination in [JUDGED, COUNTED] {
            let done = self.organiser.does(&format!("nominations/{nomination}/award"), &json!({}));
            assert_eq!(done["event"], "award-decided");
        }
        self
    }

    fn published(mut self) -> Self {
        let at = marathon_events::Timestamp(now().0 + 500_000).to_string();
        self.organiser.does("announcement", &json!({ "at": at }));
        let published = (0..TRIES).any(|_| {
            let answer = self.organiser.post("publish", &json!({}));
            answer.status == 200 || {
                assert_eq!(answer.problem(), "before-announced");
                false
            }
        });
        assert!(published);
        self
    }

    fn marathon(&self) -> Arc<marathon_api::Marathon> {
        self.server.site.all().into_iter().find(|m| m.name().as_str() == "judged").unwrap()
    }

    /// What an auditor says who was given the export.
    fn audit(&mut self) -> marathon_audit::Report {
        let marathon = self.marathon();
        let mut lines = Vec::new();
        let end = marathon.log().next().unwrap();
        let mut scan = |row: marathon_log::Stored<'_>| {
            marathon_api::write_event_line(&row, &mut lines).unwrap();
            std::ops::ControlFlow::Continue(())
        };
        marathon.log().scan(marathon_events::Position(0), end, &mut scan).unwrap();
        marathon_audit::audit(&lines[..]).unwrap()
    }
}

#[test]
fn a_season_is_played_from_deeds_to_an_amended_award() {
    let mut season = season().verified().frozen().assigned().closed().decided().published();
    let head = season.organiser.client.json(M)["head"].as_u64().unwrap();
    let awards = season.server.stranger().json(&format!("{M}/awards?at_least={head}"));
    let of =
        |id: &str| awards["nominations"].as_array().unwrap().iter().find(|n| n["nomination"] == id).cloned();
    let (judged, counted) = (of(JUDGED).unwrap(), of(COUNTED).unwrap());
    // The judge has the most trees, p1 the next. Judge 0 likes p1, judge 1 the others.
    assert_eq!(counted["winners"][0]["alias"], "judge");
    assert_eq!(counted["winners"][1]["alias"], "p1");
    let result = &judged["results"][0];
    assert_eq!(result["result"]["entries"].as_array().unwrap().len(), 3);
    assert_eq!(result["result_hash"].as_str().unwrap().len(), 64);
    assert!(result["position"].as_u64() < result["decided_at"].as_u64());
    // Metric parts 1, 1/2, 0; jury parts: p1 (1 + 0)/2, p2 (0 + 1)/2, judge 1/2, alone with judge 1.
    let standing = |no: usize| result["result"]["entries"][no]["standing"].clone();
    assert_eq!(standing(0), json!({ "numerator": "8000", "denominator": "1" }));
    assert_eq!(standing(1), json!({ "numerator": "5000", "denominator": "1" }));
    assert_eq!(standing(2), json!({ "numerator": "2000", "denominator": "1" }));

    let place = format!("{M}/nominations/{JUDGED}/award/{}", season.entrants[3]);
    let place = season.server.stranger().json(&place);
    assert_eq!((&place["entry"]["outcome"]["place"], &place["alias"]), (&1.into(), &"judge".into()));
    assert_eq!(place["recused"], json!([{ "judge": season.judges[0].principal, "ground": "owner" }]));
    assert_eq!(place["scores"][0]["total"], 10);
    assert_eq!(place["below"]["entrant"], season.entrants[1].as_str());
    let metric = season.server.stranger().json(place["metric_explained"].as_str().unwrap());
    assert_eq!((&metric["deeds"][0]["counted"], &metric["rank"]), (&40.into(), &1.into()));
    let hash = result["result_hash"].as_str().unwrap();
    let found = season.server.stranger().json(&format!("{M}/awards/{hash}"));
    assert_eq!((&found["nomination"], &found["holds"]), (&JUDGED.into(), &true.into()));
    let none = season.server.stranger().ask(&get(format!("{M}/awards/{}", "0".repeat(64))));
    assert_eq!((none.status, none.problem().as_str()), (404, "no-such-result"));

    // p1 appeals, the judge is disqualified, and the award is amended.
    let appeal =
        json!({ "nomination": JUDGED, "entrant_id": season.entrants[1], "reason": "a forged photo" });
    season.owners[0].refused("appeals", &appeal, 403, "not-yours");
    let lodged = season.owners[1].post("appeals", &appeal).expect(201);
    let path = format!("appeals/{}/resolve", lodged["appeal_id"].as_str().unwrap());
    season.organiser.does(&path, &json!({ "upheld": true, "reason": "it is forged" }));
    let out = format!("entrants/{}/disqualify", season.entrants[3]);
    season.organiser.does(&out, &json!({ "reason": "a forged photo" }));
    let amend = json!({ "appeal_id": lodged["appeal_id"], "reason": "without the forger" });
    let done = season.organiser.does(&format!("nominations/{JUDGED}/amend"), &amend);
    assert_eq!(done["event"], "result-amended");
    let path = format!("{M}/nominations/{JUDGED}/award?at_least={}", done["position"]);
    let award = season.server.stranger().json(&path);
    assert_eq!(award["results"].as_array().unwrap().len(), 2);
    assert_eq!(award["results"][0], *result);
    assert_eq!(award["results"][1]["amendment"]["appeal_id"], lodged["appeal_id"]);
    assert_eq!(award["winners"][0]["alias"], "p1");
    assert_eq!(
        (&award["results"][1]["winners"], &award["appeals"][0]["alias"]),
        (&award["winners"], &"p1".into())
    );
    assert_ne!(award["results"][0]["winners"], award["winners"], "who would have won stays visible");
    assert_eq!(award["appeals"][0]["reviewer"], season.organiser.principal.as_str());

    let report = season.audit();
    assert!(report.is_fine(), "{:?}", report.findings);
    assert_eq!(report.awards.len(), 2);
}

#[test]
fn a_doubted_deed_counts_for_nothing_until_somebody_else_has_looked() {
    let mut season = season();
    let deeds = season.deeds();
    let queue = |s: &mut Season, query: &str| s.coordinator.read(&format!("queue?{query}")).expect(200);
    let ids = |page: &Value| -> Vec<String> {
        page["entries"]
            .as_array()
            .unwrap()
            .iter()
            .map(|e| e["deed_id"].as_str().unwrap().to_owned())
            .collect()
    };
    let head = season.organiser.client.json(M)["head"].as_u64().unwrap();
    let first = queue(&mut season, &format!("limit=3&at_least={head}"));
    assert_eq!((ids(&first), &first["waiting"]), (deeds[..3].to_vec(), &4.into()));
    let rest = queue(&mut season, &format!("limit=3&cursor={}", first["next"].as_str().unwrap()));
    assert_eq!((ids(&rest), rest.get("next")), (deeds[3..].to_vec(), None));
    assert_eq!(rest["entries"][0]["trees"], 40);
    // Somebody else's region, and somebody without any.
    let there = season.coordinator.read("queue?region=KZ-75");
    assert_eq!((there.status, there.problem().as_str()), (403, "not-allowed"));
    let stranger = season.owners[0].read("queue");
    assert_eq!((stranger.status, stranger.problem().as_str()), (403, "not-allowed"));

    let deed = &deeds[1];
    season.coordinator.does(&format!("deeds/{deed}/verify"), &json!({}));
    let doubt = json!({ "reason": "a park of last year" });
    let (challenge, resolve) = (format!("deeds/{deed}/challenge"), format!("deeds/{deed}/resolve-challenge"));
    season.owners[1].refused(&challenge, &doubt, 403, "own-side");
    let doubted = season.owners[2].does(&challenge, &doubt);
    assert_eq!(doubted["status"], "challenged");
    let page = queue(&mut season, &format!("status=challenged&at_least={}", doubted["position"]));
    assert_eq!(ids(&page), std::slice::from_ref(deed));
    assert_eq!(page["entries"][0]["challenge"]["reason"], "a park of last year");
    let verdict = json!({ "upheld": false, "reason": "seen on the spot" });
    season.coordinator.refused(&resolve, &verdict, 403, "same-decider");
    let resolved = season.organiser.does(&resolve, &verdict);
    assert_eq!(resolved["status"], "verified");
    let page = queue(&mut season, &format!("status=challenged&at_least={}", resolved["position"]));
    assert_eq!(ids(&page), [] as [String; 0]);
}

#[test]
fn a_repeated_deed_stands_in_the_queue_beside_its_twin() {
    let mut season = season();
    let (owner, who) = (&mut season.owners[0], &season.entrants[0]);
    let first = owner.plants(who, 7, "2024-07-10");
    let second = owner.plants(who, 7, "2024-07-10");
    let head = season.organiser.client.json(M)["head"].as_u64().unwrap();
    let page = season.coordinator.read(&format!("queue?at_least={head}")).expect(200);
    let twins: Vec<_> = page["entries"]
        .as_array()
        .unwrap()
        .iter()
        .map(|e| (&e["deed_id"], &e["possible_duplicate_of"]))
        .collect();
    assert_eq!(twins, [(&json!(first), &Value::Null), (&json!(second), &json!(first))]);
}

#[test]
fn a_judge_sees_its_own_part_and_the_organiser_completion_alone() {
    let mut season = season().verified().frozen().assigned();
    season.scores(1, 1, [2, 3]);
    season.scores(1, 2, [8, 4]);
    season.scores(2, 1, [7, 7]);
    let own = season.judges[1].read("judging").expect(200);
    let mine = &own["mine"][0];
    assert_eq!((&mine["to_score"], &mine["scored"]), (&3.into(), &2.into()));
    let entries = mine["entries"].as_array().unwrap();
    let points: Vec<_> = entries.iter().map(|e| e["points"].clone()).collect();
    assert!(points.contains(&json!([2, 3])) && points.contains(&json!([8, 4])), "{points:?}");
    let told = own.to_string();
    assert_eq!(own.get("juries"), None);
    for hidden in ["p1", "p2", "[7,7]"] {
        assert!(!told.contains(hidden), "{hidden} in {told}");
    }
    for other in season.owners.iter().chain([&season.judges[2]]) {
        assert!(!told.contains(&other.principal), "{told}");
    }
    // What an entry did is told, and how it stands is not.
    let trees = |e: &Value| {
        let value = &e["record"]["value"];
        value["numerator"].as_u64().unwrap() / value["denominator"].as_u64().unwrap()
    };
    assert_eq!(entries.iter().map(trees).sum::<u64>(), 40 + 30 + 20);
    assert!(entries.iter().all(|e| e["record"]["deeds"][0]["amount"] == trees(e)));
    assert!(entries.iter().all(|e| e.get("standing").is_none() && e.get("alias").is_none()), "{told}");
    // The first judge is recused from what it owns.
    let first = season.judges[0].read("judging").expect(200);
    let recused: Vec<_> =
        first["mine"][0]["entries"].as_array().unwrap().iter().filter_map(|e| e.get("recused")).collect();
    assert_eq!(recused, ["owner"]);

    let all = season.organiser.read("judging").expect(200);
    assert_eq!(all.get("mine"), None);
    let jury = &all["juries"][0];
    let scored: u64 = jury["judges"].as_array().unwrap().iter().map(|j| j["scored"].as_u64().unwrap()).sum();
    assert_eq!(scored, 3);
    assert!(!all.to_string().contains("points"), "{all}");
    let stranger = season.owners[0].read("judging");
    assert_eq!((stranger.status, stranger.problem().as_str()), (403, "not-allowed"));
    // Nothing is public, and what is in the history tells no points.
    let secret = season.server.stranger().ask(&get(format!("{M}/awards")));
    assert_eq!((secret.status, secret.problem().as_str()), (403, "not-public-yet"));
    let history = season.server.stranger().ask(&get(format!("{M}/events?type=score-given")));
    assert!(history.text().contains("commitment") && !history.text().contains("points"));
}

#[test]
fn after_judging_a_judge_sees_how_entries_stand_and_after_publication_who_they_are() {
    let mut season = season().verified().frozen().assigned().closed();
    let mine = |season: &mut Season| {
        let own = season.judges[1].read("judging").expect(200)["mine"][0]["entries"].clone();
        own.as_array().unwrap().clone()
    };
    let entries = mine(&mut season);
    let of = |entries: &[Value], n: usize| {
        entries.iter().find(|e| e["entrant_id"] == season.entrants[n].as_str()).unwrap().clone()
    };
    // As in the award: the judge's entry 8000, p1 5000, p2 2000.
    for (n, place, combined) in [(3, 1, "8000"), (1, 2, "5000"), (2, 3, "2000")] {
        let standing = &of(&entries, n)["standing"];
        assert_eq!(standing["outcome"]["place"], place, "{standing}");
        assert_eq!(standing["combined"]["numerator"], combined);
        assert!(standing["raw_mean"].is_object() && standing["jury"].is_object());
        assert_eq!(of(&entries, n).get("alias"), None, "no names before publication");
    }
    let mut season = season.decided().published();
    let entries = mine(&mut season);
    let aliases: Vec<_> = entries.iter().map(|e| e["alias"].as_str().unwrap()).collect();
    assert!(aliases.contains(&"p1") && aliases.contains(&"judge"), "{aliases:?}");
}

/// A process died between the history and its note of it.
#[test]
fn points_whose_answer_was_lost_are_found_in_the_history_and_opened() {
    let mut season = season().verified().frozen().assigned();
    let judge = PrincipalId(season.judges[1].principal.parse().unwrap());
    let entrant = EntrantId(season.entrants[1].parse().unwrap());
    let vault = season.server.app.access.vault.clone().unwrap();
    let seal = |points: &[u8]| {
        let sealed = vault.seal(Subject(judge.0), POINTS_SCHEMA, points, now(), &mut marathon_api::fill);
        Hmac(sealed.unwrap().0)
    };
    let (recorded, _orphan) = (seal(b"[4,9]"), seal(b"[1,1]"));
    let nomination = JUDGED.to_owned();
    let action = JudgingAction::Score { nomination, judge, entrant, commitment: recorded };
    let request = Request {
        at: now(),
        actor: Some(judge),
        correlation_id: None,
        command: idempotency("lost", b""),
        private: None,
        action: Arc::new(Action::Judging(action)),
    };
    season.marathon().submit(vec![request]).unwrap().blocking_recv().unwrap();
    let settled = settle_private(&season.server.app, now()).unwrap();
    assert_eq!(settled, Settled { confirmed: 1, removed: 1, erased: 0 });
    season.organiser.does("seed", &json!({ "seed": "07".repeat(16) }));
    let closed = season.organiser.does("judging/close", &json!({}));
    assert_eq!((&closed["opened"], &closed["lost"]), (&1.into(), &json!([])));
}

#[test]
fn a_judge_who_declares_an_interest_scores_no_more() {
    let mut season = season().verified().frozen().assigned();
    let entry = season.entrants[1].clone();
    let path = format!("nominations/{JUDGED}/recusals");
    season.judges[1].does(&path, &json!({ "entrant_id": entry, "note": "a cousin" }));
    let scores = format!("nominations/{JUDGED}/scores/{entry}");
    season.judges[1].refused(&scores, &json!({ "points": [1, 1] }), 409, "recused");
    season.judges[0].refused(
        &format!("nominations/{JUDGED}/scores/{}", season.entrants[3]),
        &json!({ "points": [10, 10] }),
        409,
        "recused",
    );
    // Points that could not be opened later are refused now.
    season.judges[2].refused(&scores, &json!({ "points": [1] }), 422, "refused");
    season.judges[2].refused(&scores, &json!({ "points": [11, 0] }), 422, "refused");
    season.judges[2].refused(&scores, &json!({ "points": [1.5, 0] }), 400, "malformed-request");
    season.organiser.refused(&scores, &json!({ "points": [1, 1] }), 403, "not-allowed");
}

#[test]
fn each_step_waits_for_the_one_before() {
    let mut season = season().verified();
    let organiser = &mut season.organiser;
    let shortlist = format!("nominations/{JUDGED}/shortlist");
    organiser.refused(&shortlist, &json!({}), 409, "step-missing");
    organiser.refused("freeze", &json!({}), 409, "step-missing");
    organiser.refused("judging/close", &json!({}), 409, "step-missing");
    organiser.refused(&format!("nominations/{JUDGED}/award"), &json!({}), 409, "step-missing");
    organiser.refused("nominations/chess/award", &json!({}), 404, "no-such-nomination");
    organiser.refused("seed", &json!({ "seed": "zz" }), 400, "malformed-request");
    organiser.refused("announcement", &json!({ "at": "soon" }), 400, "malformed-request");
    season.owners[0].refused("freeze", &json!({}), 403, "not-allowed");
    let mut season = season.frozen();
    season.organiser.does(&shortlist, &json!({}));
    season.organiser.refused(&shortlist, &json!({}), 409, "step-done");
}

#[test]
fn rules_are_amended_before_the_first_score_where_nothing_was_counted_by_them() {
    let mut season = season().verified().frozen();
    let mut rules = serde_json::to_value(rules().set()).unwrap();
    rules["nominations"][0]["winners"] = 1.into();
    let amended = season.organiser.does("rules", &json!({ "rules": rules, "reason": "one is enough" }));
    assert_eq!(amended["event"], "rules-amended");
    rules["nominations"][0]["tie_breaks"] = json!(["draw"]);
    season.organiser.refused("rules", &json!({ "rules": rules, "reason": "why" }), 422, "rules-unsound");
    season.organiser.refused("rules", &json!({ "rules": 7, "reason": "why" }), 400, "malformed-request");
    let mut season = season.assigned();
    season.scores(1, 1, [2, 3]);
    let again = serde_json::to_value(self::rules().set()).unwrap();
    season.organiser.refused("rules", &json!({ "rules": again, "reason": "why" }), 409, "step-done");
}
