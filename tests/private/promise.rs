//! The promise: of whom is erased nothing is left anywhere, and everything that was counted stays what it was.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
    process::Command,
};

use marathon_accounts::AccountStore;
use marathon_log::LogStore;
use marathon_log_postgres::PostgresStore;
use marathon_log_sqlite::SqliteStore;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{awarded::awarded, event};
use crate::{
    nodes::season::Season,
    support::{
        client::{Ask, Client, get, post},
        given::{M, person, trees, with},
        process::{Process, TOKEN, program, run},
    },
};

/// Subjects; some sign in with a password, some with a token, and of the rest the organisers speak.
const SUBJECTS: usize = 20;
const WITH_ACCOUNT: usize = 2;
const WITH_TOKEN: usize = 5;
/// Some of each are erased: thirty in a hundred.
const ERASED: [usize; 6] = [0, 2, 3, 7, 8, 9];

/// Somebody with personal data.
struct Subject {
    /// What stands in everything it tells, and nowhere else.
    canary: String,
    /// Its id in the vault.
    id: Uuid,
    entrant: String,
    /// How it shows who it is.
    shows: Option<(&'static str, String)>,
}

impl Subject {
    /// Registers and logs two deeds, telling something with each, and is verified.
    fn new(no: usize, organiser: &mut Client, stranger: &mut Client, tokens: &[String]) -> Self {
        let canary = format!("canary-{no:02}");
        let shows = match no {
            _ if no < WITH_ACCOUNT => {
                let password = json!({ "login": format!("{canary}@example.kz"), "password": format!("{canary} of Almaty") });
                let opened = stranger.ask(&post("/v1/accounts", &password));
                let cookie = opened.header("set-cookie").unwrap().split(';').next().unwrap();
                Some(("cookie", cookie.to_owned()))
            }
            _ => tokens.get(no - WITH_ACCOUNT).map(|token| ("authorization", format!("Bearer {token}"))),
        };
        let mut ask = |ask: Ask| match &shows {
            Some((header, value)) => stranger.ask(&ask.header(header, value)),
            None => organiser.ask(&ask),
        };
        let told = json!({ "name": format!("{canary} name"), "contact": format!("{canary} contact"),
            "birth_date": "1990-01-01", "consent": "2026-01",
            "guardian": { "name": format!("{canary} guardian"), "contact": format!("{canary} guardian") } });
        let entrant = with(person(&format!("P{no}")), json!({ "private": told }));
        let registered = ask(post(format!("{M}/entrants"), &entrant)).expect(201);
        let entrant = registered["entrant_id"].as_str().unwrap().to_owned();
        let mut deeds = Vec::new();
        for n in 1..=2 {
            let told = json!({ "note": format!("{canary} note {n}"), "place": format!("{canary} place") });
            // The first have the most trees, so that some of those who are erased have won.
            let number = (SUBJECTS - no) * 10 + n;
            let deed = with(trees(&entrant, number as u64), json!({ "private": told }));
            deeds.push(ask(post(format!("{M}/deeds"), &deed)).expect(201)["deed_id"].clone());
        }
        organiser.decide(deeds[0].as_str().unwrap(), "verify", &json!({ "reason": "seen" })).expect(200);
        let event = event(organiser, registered["position"].as_u64().unwrap());
        let id = event["private"]["subject"].as_str().unwrap().parse().unwrap();
        Self { canary, id, entrant, shows }
    }

    /// Asks to be erased, or has it asked.
    fn erase(&self, organiser: &mut Client, stranger: &mut Client) {
        let erased = match &self.shows {
            Some((header, value)) => {
                stranger.ask(&Ask { method: "DELETE", ..get("/v1/me") }.header(header, value))
            }
            None => organiser.ask(&post(format!("{M}/entrants/{}/erase", self.entrant), &json!({}))),
        };
        assert_eq!(erased.expect(200)["pieces"], 3);
    }
}

/// What must not be found of some subjects: what they told, their logins, and everything sealed or hashed of them.
struct Traces(BTreeMap<[u8; 8], Vec<(String, Vec<u8>)>>);

impl Traces {
    fn of(subjects: &[&Subject], rows: &dyn AccountStore) -> Self {
        let mut traces = Self(BTreeMap::new());
        let is_of = |id: Uuid| subjects.iter().any(|subject| subject.id == id);
        for subject in subjects {
            traces.add(&subject.canary, subject.canary.as_bytes());
        }
        for account in rows.accounts(None, 999).unwrap().into_iter().filter(|a| is_of(a.principal.0)) {
            traces.add("a password", account.password.as_str().as_bytes());
        }
        for key in rows.keys(None, 999).unwrap().into_iter().filter(|key| is_of(key.subject.0)) {
            traces.add("a key", &key.wrapped);
        }
        for (payload, _) in rows.payloads(None, 999).unwrap() {
            if is_of(payload.place.subject.0) {
                traces.add("a payload", &payload.sealed);
            }
        }
        traces
    }

    /// Looked for as it is, and in hex digits.
    fn add(&mut self, name: &str, bytes: &[u8]) {
        for bytes in [bytes.to_vec(), const_hex::encode(bytes).into_bytes()] {
            let beginning = *bytes.first_chunk().unwrap();
            self.0.entry(beginning).or_default().push((name.to_owned(), bytes));
        }
    }

    fn found_in(&self, bytes: &[u8]) -> BTreeSet<&str> {
        let mut found = BTreeSet::new();
        for at in 0..bytes.len() {
            let Some(traces) = bytes[at..].first_chunk().and_then(|beginning| self.0.get(beginning)) else {
                continue;
            };
            let here = traces.iter().filter(|(_, trace)| bytes[at..].starts_with(trace));
            found.extend(here.map(|(name, _)| name.as_str()));
        }
        found
    }

    #[track_caller]
    fn assert_none_in(&self, place: &str, bytes: &[u8]) {
        assert_eq!(self.found_in(bytes), BTreeSet::new(), "in {place}");
    }
}

/// An answer without the moment it is of, byte for byte.
fn timeless(client: &mut Client, target: String) -> (String, String) {
    let answer = client.ask(&get(target.clone()));
    assert_eq!(answer.status, 200, "{target}: {answer:?}");
    let rest = answer.text().strip_prefix("{\"as_of\":{").and_then(|text| text.split_once("},"));
    let rest = rest.unwrap_or_else(|| panic!("{target}: {answer:?}")).1.to_owned();
    (target, rest)
}

/// Everything that is computed from the history: totals, boards, rankings, judging, every award and every standing in it.
fn results(client: &mut Client) -> Vec<(String, String)> {
    let mut targets: Vec<_> =
        ["totals", "nominations", "judging", "awards"].map(|of| format!("{M}/{of}")).into();
    for metric in ["deeds", "trees", "grams", "animals", "people_helped", "person_minutes"] {
        let statuses = ["verified", "claimed"];
        targets.extend(statuses.map(|s| format!("{M}/leaderboards/{metric}?limit=100&status={s}")));
    }
    for nomination in client.json(&format!("{M}/nominations"))["nominations"].as_array().unwrap() {
        targets.push(format!("{M}/nominations/{}/ranking?limit=100", nomination["id"].as_str().unwrap()));
    }
    for award in client.json(&format!("{M}/awards"))["nominations"].as_array().unwrap() {
        let of = format!("{M}/nominations/{}/award", award["nomination"].as_str().unwrap());
        for entry in award["results"][0]["result"]["entries"].as_array().unwrap() {
            targets.push(format!("{of}/{}", entry["entrant"].as_str().unwrap()));
        }
        targets.push(of);
    }
    targets.into_iter().map(|target| timeless(client, target)).collect()
}

/// By nomination: the hash of its result.
fn hashes(awards: &Value) -> BTreeMap<String, String> {
    let text = |of: &Value| of.as_str().unwrap().to_owned();
    let of = |award: &Value| {
        let hash = award.get("result_hash").unwrap_or_else(|| &award["results"][0]["result_hash"]);
        (text(&award["nomination"]), text(hash))
    };
    awards.as_array().unwrap().iter().map(of).collect()
}

fn history(client: &mut Client) -> Vec<Value> {
    client.ask(&get(format!("{M}/events?limit=1000"))).lines()
}

/// Everything a season answers to anybody who may ask, as bytes.
fn answers(client: &mut Client) -> Vec<u8> {
    let mut all = Vec::new();
    for (_, result) in results(client) {
        all.extend(result.into_bytes());
    }
    for target in
        [format!("{M}/events?limit=1000"), "/metrics".into(), "/v1/me/private".into(), format!("{M}/roles")]
    {
        all.extend(client.ask(&get(target)).body);
    }
    all
}

/// Plays and awards a season, erases some of it, and checks that nothing is counted or awarded otherwise and nothing of them
/// is answered. Gives what must not be found of them, and the awards an auditor must come to.
fn erase_some(
    organiser: &mut Client,
    stranger: &mut Client,
    tokens: &[String],
    judge: &str,
    rows: &dyn AccountStore,
    control: impl FnOnce(&Traces),
) -> (Traces, BTreeMap<String, String>) {
    let season: Vec<_> = (0..SUBJECTS).map(|no| Subject::new(no, organiser, stranger, tokens)).collect();
    let scores = awarded(organiser, &mut Client::new(stranger.address()).bearing(judge));
    let head = organiser.settle();
    let told = rows.payloads(None, 999).unwrap().len();
    assert_eq!(told, 3 * SUBJECTS + scores);
    let erased: Vec<_> = ERASED.map(|no| &season[no]).into();
    let traces = Traces::of(&erased, rows);
    // As long as they are not erased they are found: else nothing would be shown by not finding them.
    control(&traces);
    let (before, results_before) = (history(organiser), results(organiser));
    let awards = organiser.json(&format!("{M}/awards"));
    for subject in &erased {
        let standings = results_before.iter().filter(|(target, _)| target.contains("/award/"));
        let own = standings.filter(|(target, _)| target.ends_with(&subject.entrant)).count();
        assert!(own >= 2, "{} stands in {own} awards", subject.canary);
    }
    assert!(awards.to_string().contains(r#""alias":"P0""#), "nobody who is erased has won: {awards}");
    let digest_before = organiser.json(&format!("{M}/digest?at={head}"));

    erased.iter().for_each(|subject| subject.erase(organiser, stranger));
    organiser.settle();
    let after = history(organiser);
    assert_eq!(after[..before.len()], before[..], "every byte and every hash of before");
    let added: Vec<_> = after[before.len()..].iter().map(|event| &event["type"]).collect();
    assert_eq!(added, [&json!("personal-data-erased"); ERASED.len()]);
    for (now, then) in results(organiser).into_iter().zip(results_before) {
        assert_eq!(now, then);
    }
    assert_eq!(organiser.json(&format!("{M}/digest?at={head}")), digest_before);
    traces.assert_none_in("answers", &answers(organiser));
    // Of everybody else everything is there.
    let kept = rows.payloads(None, 999).unwrap().len();
    assert_eq!(kept, told - 3 * ERASED.len());
    (traces, hashes(&awards["nominations"]))
}

fn files(folder: &Path, all: &mut Vec<(String, Vec<u8>)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => files(&path, all),
            false => all.push((path.display().to_string(), fs::read(&path).unwrap())),
        }
    }
}

fn all_files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut all = Vec::new();
    files(folder, &mut all);
    all
}

#[test]
fn nothing_is_left_in_a_folder() {
    let folder = tempfile::TempDir::new().unwrap();
    let data = folder.path().join("data");
    let (rules, path) = (folder.path().join("rules.toml"), data.to_str().unwrap());
    fs::write(&rules, crate::given::rules::SMALL_SEASON_TOML).unwrap();
    run(["open", "--data", path, "--rules", rules.to_str().unwrap()]).done();
    let token = |role| run(["token", "--role", role, "--data", path]).done().trim().to_owned();
    let tokens: Vec<_> = (0..WITH_TOKEN).map(|_| token("participant")).collect();
    let judge = token("judge");
    let mut command = Command::new(program());
    command.env("MARATHON_LOG", "marathon=trace,marathon_api=trace,marathon_accounts=trace,info");
    let process = Process::start(&data, command).unwrap_or_else(|ended| panic!("{ended:?}"));
    process.wait_ready();
    let rows = SqliteStore::open_accounts(&data).unwrap();
    let (mut organiser, mut stranger) = (process.client(), Client::new(process.address));
    let (traces, awards) = erase_some(&mut organiser, &mut stranger, &tokens, &judge, &*rows, |traces| {
        let found: Vec<_> = all_files(&data).iter().map(|(_, bytes)| traces.found_in(bytes).len()).collect();
        assert!(found.iter().sum::<usize>() >= 4, "{found:?}");
    });
    drop(rows);
    let none_left = |moment: &str| {
        for (name, bytes) in all_files(&data) {
            traces.assert_none_in(&format!("{name}, {moment}"), &bytes);
        }
    };
    none_left("beside the server");
    traces.assert_none_in("the log", process.log().as_bytes());
    // Whoever erases and who is erased is noted, so there is a log.
    assert!(process.log().contains("personal data were erased"));

    let export = folder.path().join("small.ndjson");
    let written = export.to_str().unwrap();
    run(["export", "--data", path, "--marathon", "small", "-o", written]).done();
    traces.assert_none_in("the export", &fs::read(&export).unwrap());
    let verified: Value = serde_json::from_str(&run(["verify", "--json", written]).done()).unwrap();
    assert_eq!(hashes(&verified["awards"]), awards);
    let backup = folder.path().join("all.backup");
    run(["backup", "--data", path, "-o", backup.to_str().unwrap()]).done();
    traces.assert_none_in("the backup", &fs::read(&backup).unwrap());
    assert!(process.stop().success());
    none_left("after the server");
}

/// Every row of every table, as text.
fn tables(database: &marathon_log_postgres::testing::Database<'_>) -> Vec<(String, Vec<u8>)> {
    let names = database.sql(
        "SELECT format('%I.%I', table_schema, table_name) FROM information_schema.tables
         WHERE table_schema NOT IN ('pg_catalog', 'information_schema') AND table_type = 'BASE TABLE'",
    );
    let names: Vec<_> = names.into_iter().filter_map(|row| row.into_iter().next().flatten()).collect();
    assert!(names.iter().any(|name| name == "marathon.payloads"), "{names:?}");
    let read = |name: String| {
        let rows = database.sql(&format!("SELECT t::text FROM {name} t"));
        let text: Vec<_> = rows.into_iter().flatten().flatten().collect();
        (name, text.join("\n").into_bytes())
    };
    names.into_iter().map(read).collect()
}

#[test]
fn nothing_is_left_in_a_database() {
    let season = Season::shared(0);
    let folder = tempfile::TempDir::new().unwrap();
    let key = folder.path().join("vault.key");
    fs::write(&key, "07".repeat(32)).unwrap();
    let token = |role| season.run(&["token", "--role", role]).done().trim().to_owned();
    let (organiser, judge) = (token("organiser"), token("judge"));
    let tokens: Vec<_> = (0..WITH_TOKEN).map(|_| token("participant")).collect();
    let mut command = Command::new(program());
    command.env("MARATHON_DATABASE_URL", season.database().url()).env(TOKEN, organiser);
    command.env("MARATHON_VAULT_KEY", &key);
    let process = Process::start(&folder.path().join("node"), command).unwrap_or_else(|e| panic!("{e:?}"));
    process.wait_ready();
    let store = PostgresStore::open(&season.database().options()).unwrap();
    let rows = store.accounts().unwrap().unwrap();
    let database = season.database();
    let (mut organiser, mut stranger) = (process.client(), Client::new(process.address));
    let (traces, awards) = erase_some(&mut organiser, &mut stranger, &tokens, &judge, &*rows, |traces| {
        let found: BTreeSet<_> = tables(database)
            .iter()
            .flat_map(|(_, bytes)| traces.found_in(bytes))
            .map(str::to_owned)
            .collect();
        let expected = ["a key", "a password", "a payload", "canary-00"];
        assert_eq!(found, expected.map(str::to_owned).into());
    });
    for (name, text) in tables(database) {
        traces.assert_none_in(&name, &text);
    }
    traces.assert_none_in("the log", process.log().as_bytes());
    let export = season.run(&["export", "--marathon", "small"]).done();
    traces.assert_none_in("the export", export.as_bytes());
    let verified = season.run(&["verify", "--json", "--marathon", "small"]).done();
    assert_eq!(hashes(&serde_json::from_str::<Value>(&verified).unwrap()["awards"]), awards);
}
