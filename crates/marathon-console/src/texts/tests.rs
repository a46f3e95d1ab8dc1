use std::{collections::BTreeSet, fs, path::Path};

use super::*;

const NBSP: &str = "\u{a0}";

fn texts(language: Language) -> Texts {
    Texts { language }
}

/// The messages of a translation in order: id and everything up to the next one.
fn messages(source: &str) -> Vec<(&str, String)> {
    let mut messages: Vec<(&str, String)> = Vec::new();
    for line in source.lines().filter(|line| !line.starts_with('#')) {
        match line.split_once(" =") {
            Some((id, text)) if !line.starts_with([' ', '}']) => messages.push((id, text.to_owned())),
            _ => {
                if let Some((_, text)) = messages.last_mut() {
                    text.push_str(line);
                }
            }
        }
    }
    messages
}

fn variables(text: &str) -> BTreeSet<&str> {
    text.split('$')
        .skip(1)
        .filter_map(|rest| rest.split(|c: char| !c.is_ascii_alphanumeric() && c != '-').next())
        .collect()
}

#[test]
fn translations_are_complete_and_take_the_same_arguments() {
    for (language, source) in SOURCES {
        assert!(FluentResource::try_new(source.to_owned()).is_ok(), "{language} does not parse");
        let (ours, english) = (messages(source), messages(SOURCES[2].1));
        let ids =
            |messages: &[(&str, String)]| messages.iter().map(|(id, _)| (*id).to_owned()).collect::<Vec<_>>();
        assert_eq!(ids(&ours), ids(&english), "{language}: the same messages in the same order");
        assert_eq!(
            ids(&ours).into_iter().collect::<BTreeSet<_>>().len(),
            ours.len(),
            "{language}: one of each"
        );
        for ((id, text), (_, expected)) in ours.iter().zip(&english) {
            assert_eq!(variables(text), variables(expected), "{language}: {id}");
            assert!(BUNDLES[language as usize].get_message(id).is_some_and(|m| m.value().is_some()), "{id}");
        }
    }
}

#[test]
fn every_message_is_used_and_every_used_message_exists() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut code = String::new();
    for folder in ["src", "src/page", "src/page/audit", "src/page/judging", "templates"] {
        for file in fs::read_dir(root.join(folder)).unwrap().map(|file| file.unwrap().path()) {
            if file.is_file() {
                code.push_str(&fs::read_to_string(file).unwrap());
            }
        }
    }
    let known: BTreeSet<&str> = messages(SOURCES[2].1).iter().map(|(id, _)| *id).collect();
    for call in ["say(\"", "say_n(\"", "say_texts(\"", "counted(\""] {
        let used: Vec<&str> = code.split(call).skip(1).filter_map(|rest| rest.split('"').next()).collect();
        assert!(!used.is_empty(), "nothing calls {call}");
        for id in used {
            assert!(known.contains(id), "{id} is used and not translated");
        }
    }
    for id in known {
        // Months go by their number, and what happened by the name of its event.
        let composed = id.starts_with("month-") || id.starts_with("happened-");
        assert!(composed || code.contains(&format!("\"{id}\"")), "{id} is translated and not used");
    }
}

#[test]
fn every_event_has_words() {
    for (name, ..) in marathon_events::catalogue::schemas() {
        for language in Language::ALL {
            assert!(texts(language).say(&format!("happened-{name}")).is_ok(), "{name} {language}");
        }
    }
}

#[test]
fn plurals_follow_each_language() {
    for (n, ru, en, kk) in [
        (1, "Посажено 1 дерево", "1 tree planted", "1 ағаш отырғызылды"),
        (2, "Посажено 2 дерева", "2 trees planted", "2 ағаш отырғызылды"),
        (5, "Посажено 5 деревьев", "5 trees planted", "5 ағаш отырғызылды"),
        (11, "Посажено 11 деревьев", "11 trees planted", "11 ағаш отырғызылды"),
        (21, "Посажено 21 дерево", "21 trees planted", "21 ағаш отырғызылды"),
        (112, "Посажено 112 деревьев", "112 trees planted", "112 ағаш отырғызылды"),
        (3_222, "Посажено 3\u{a0}222 дерева", "3,222 trees planted", "3\u{a0}222 ағаш отырғызылды"),
    ] {
        assert_eq!(texts(Language::Ru).say_n("deed-trees", n).unwrap(), ru);
        assert_eq!(texts(Language::En).say_n("deed-trees", n).unwrap(), en);
        assert_eq!(texts(Language::Kk).say_n("deed-trees", n).unwrap(), kk);
    }
}

#[test]
fn a_fraction_has_its_own_plural() {
    let trees = |n, d| texts(Language::Ru).counted("unit-trees", n, d, 2).unwrap().unwrap().text;
    assert_eq!(trees(5, 1), "5 деревьев");
    assert_eq!(trees(5, 2), "2,5 дерева");
    assert_eq!(trees(21, 1), "21 дерево");
    assert_eq!(texts(Language::En).counted("unit-trees", 1, 0, 2).unwrap(), None);
}

#[test]
fn a_mass_takes_the_unit_that_suits_it() {
    for (grams, expected) in [
        (0, "0 г"),
        (999, "999 г"),
        (1_000, "1 кг"),
        (2_450, "2,5 кг"),
        (999_949, "999,9 кг"),
        (999_950, "1 т"),
        (240_000_000, "240 т"),
        (1_234_560_000, "1 234,6 т"),
    ] {
        assert_eq!(texts(Language::Ru).mass(grams, 1).unwrap(), expected.replace(' ', NBSP));
    }
    assert_eq!(texts(Language::En).mass(18_300, 1).unwrap(), "18.3\u{a0}kg");
    assert_eq!(texts(Language::Kk).mass(18_300, 1).unwrap(), "18,3\u{a0}кг");
}

#[test]
fn dates_read_as_people_write_them() {
    let (from, to) = (Day::new(2024, 7, 9).unwrap(), Day::new(2024, 12, 1).unwrap());
    let next_year = Day::new(2025, 3, 2).unwrap();
    for (language, day, days, years) in [
        (
            Language::Kk,
            "2024 жылғы 9 шілде",
            "2024 жылғы 9 шілде — 1 желтоқсан",
            "2024 жылғы 9 шілде — 2025 жылғы 2 наурыз",
        ),
        (
            Language::Ru,
            "9 июля 2024 года",
            "9 июля — 1 декабря 2024 года",
            "9 июля 2024 года — 2 марта 2025 года",
        ),
        (Language::En, "9 July 2024", "9 July – 1 December 2024", "9 July 2024 – 2 March 2025"),
    ] {
        assert_eq!(texts(language).day(from).unwrap(), day);
        assert_eq!(texts(language).days(from, to).unwrap(), days);
        assert_eq!(texts(language).days(from, next_year).unwrap(), years);
        for month in 1..=12 {
            assert!(!texts(language).month(month).unwrap().is_empty());
            assert!(texts(language).month_short(month).unwrap().chars().count() <= 4);
        }
    }
}

#[test]
fn clocks_show_the_time_of_the_marathon() {
    let moment = Timestamp::parse_rfc3339("2024-12-01T20:05:59Z").unwrap();
    let t = texts(Language::Kk);
    assert_eq!(t.clock(moment, 300), "01:05");
    assert_eq!(t.clock(moment, -90), "18:35");
    assert_eq!(
        (t.zone(300), t.zone(330), t.zone(-210)),
        ("UTC+5".into(), "UTC+5:30".into(), "UTC-3:30".into())
    );
}

#[test]
fn a_missing_message_is_an_error_that_names_it() {
    let error = texts(Language::Ru).say("no-such-message").unwrap_err().to_string();
    assert!(error.contains("no-such-message") && error.contains("`ru`"), "{error}");
    assert!(texts(Language::En).say("as-of").is_err(), "a message without its arguments");
}
