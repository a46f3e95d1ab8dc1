//! Problems speak three languages: every code and every rule has words in each.

use std::{collections::BTreeSet, fs, path::PathBuf};

use crate::support::{
    client::get,
    given::{M, person, trees, with},
    server::Server,
};

const LANGUAGES: [&str; 3] = ["en", "ru", "kk"];

fn crates() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).parent().unwrap().join("crates")
}

/// What stands on both sides of every ` = ` of a language.
fn lines(language: &str) -> Vec<(String, String)> {
    let file = crates().join(format!("marathon-api/src/texts/{language}.ftl"));
    let text = fs::read_to_string(file).unwrap();
    let lines = text.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once(" = "));
    lines.map(|(name, words)| (name.to_owned(), words.to_owned())).collect()
}

/// Names of the messages of a language, and those of them with a title.
fn messages(language: &str) -> (BTreeSet<String>, BTreeSet<String>) {
    let (mut named, mut titled) = (BTreeSet::new(), BTreeSet::new());
    let mut last = String::new();
    for (name, words) in lines(language) {
        if name.trim() == ".title" {
            titled.insert(last.clone());
        } else if !name.starts_with(' ') {
            assert!(!words.trim().is_empty(), "{name} in {language}");
            name.clone_into(&mut last);
            assert!(named.insert(name.clone()), "{name} stands twice in {language}");
        }
    }
    (named, titled)
}

/// The last text among the arguments of every call of `function`, where it is a code.
fn codes_in(source: &str, function: &str, codes: &mut BTreeSet<String>) {
    for call in source.split(function).skip(1) {
        let mut depth = 1;
        let end = call.find(|c| {
            depth += i32::from(c == '(') - i32::from(c == ')');
            depth == 0
        });
        let arguments = &call[..end.unwrap_or(call.len())];
        let parts: Vec<_> = arguments.split('"').collect();
        let [.., code, behind] = parts[..] else { continue };
        // What follows the last text must be no argument.
        let is_last = !behind.contains(|c: char| c.is_alphanumeric());
        let is_code = |text: &str| text.bytes().all(|b| b.is_ascii_lowercase() || b"-8256".contains(&b));
        if is_last && is_code(code) {
            codes.insert(code.to_owned());
        }
    }
}

/// Every file of Rust in a folder and those below it.
fn sources(folder: PathBuf) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(sources(path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    found
}

fn raised() -> (BTreeSet<String>, BTreeSet<String>) {
    let (mut problems, mut fields) = (BTreeSet::new(), BTreeSet::new());
    for path in sources(crates().join("marathon-api/src")) {
        let text = fs::read_to_string(path).unwrap();
        let source = text.split("#[cfg(test)]").next().unwrap();
        for function in ["::bad_request(", "::not_found(", "::later(", "Problem::new(", "Self::new("] {
            codes_in(source, function, &mut problems);
        }
        for function in ["FieldError::new(", "wrong("] {
            codes_in(source, function, &mut fields);
        }
    }
    (problems, fields)
}

#[test]
fn every_code_has_words_in_every_language() {
    let (problems, fields) = raised();
    assert!(problems.len() > 30 && fields.len() > 25, "{problems:?} {fields:?}");
    let refusals = fs::read_to_string(crates().join("marathon-domain/src/refusal.rs")).unwrap();
    let rules: BTreeSet<_> = refusals
        .lines()
        .filter_map(|line| line.split_once("=> \"")?.1.strip_suffix("\","))
        .map(str::to_owned)
        .collect();
    assert!(rules.len() >= 26, "{rules:?}");
    for language in LANGUAGES {
        let (named, titled) = messages(language);
        for code in problems.iter().chain(&fields).chain(&rules) {
            assert!(named.contains(code), "{code} has no words in {language}");
        }
        for code in &problems {
            assert!(titled.contains(code), "{code} has no title in {language}");
        }
        for code in &named {
            let used = problems.contains(code) || fields.contains(code) || rules.contains(code);
            assert!(
                used || ["negative", "refused"].contains(&code.as_str()),
                "nothing says {code} in {language}"
            );
        }
    }
}

#[test]
fn languages_have_the_same_messages_with_the_same_arguments() {
    let of = |language: &str| {
        let used = |words: String| -> BTreeSet<String> {
            words.split("{ $").skip(1).map(|rest| rest.split(' ').next().unwrap().to_owned()).collect()
        };
        lines(language).into_iter().map(|(name, words)| (name, used(words))).collect::<Vec<_>>()
    };
    assert_eq!(of("en"), of("ru"));
    assert_eq!(of("en"), of("kk"));
}

#[test]
fn a_problem_is_told_in_the_language_that_was_asked_for() {
    let server = Server::start();
    let mut client = server.client();
    for (asked, answered) in [
        ("en", "en"),
        ("ru-KZ,ru;q=0.9,en;q=0.8", "ru"),
        ("kk", "kk"),
        ("kk-Cyrl-KZ, ru;q=0.5", "kk"),
        ("", "en"),
        ("*", "en"),
        ("de", "kk"),
    ] {
        let ask = get("/v1/marathons/none/totals").in_language(asked);
        let answer = client.ask(&ask);
        assert_eq!(answer.problem(), "no-such-marathon");
        assert_eq!(answer.header("content-language"), Some(answered), "{asked}");
        assert_eq!(answer.header("cache-control"), Some("no-store"));
    }
    assert_eq!(client.ask(&get("/v1/marathons/none")).header("content-language"), Some("en"));
}

#[test]
fn the_words_of_a_problem_have_no_holes() {
    let server = Server::start();
    let mut client = server.client();
    let who = client.register(&person("Tulip"));
    let deed = with(
        trees(&who, 0),
        serde_json::json!({ "region": "KZ-99", "sector": "none", "done_on": "2024-07-30" }),
    );
    let mut told = BTreeSet::new();
    for language in LANGUAGES {
        let ask = crate::support::client::post(format!("{M}/deeds"), &deed).in_language(language);
        let answer = client.ask(&ask);
        assert_eq!((answer.status, answer.header("content-language")), (422, Some(language)));
        let errors = answer.json()["errors"].as_array().unwrap().clone();
        assert_eq!(errors.len(), 4, "{errors:?}");
        for error in errors {
            let detail = error["detail"].as_str().unwrap().to_owned();
            assert!(!detail.contains('{') && detail != error["code"], "{error}");
            assert!(told.insert(detail), "the same words in two languages: {error}");
        }
    }
}
