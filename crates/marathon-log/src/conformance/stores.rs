//! The logs of a store.

use super::given::{events, refusal, scan_all, scan_refusals, shown, win};
use super::{Fixture, log_name, name};
use crate::LogError;

pub(super) fn an_unknown_log_is_not_opened(fixture: &mut dyn Fixture) {
    fixture.fresh();
    let error = fixture.store().open(&log_name()).err().expect("there is no such log");
    assert!(matches!(&error, LogError::NoSuchLog(missing) if *missing == log_name()), "{error:?}");
    assert!(fixture.store().names().expect("names").is_empty(), "asking for a log does not make it");
}

pub(super) fn a_log_is_created_once(fixture: &mut dyn Fixture) {
    fixture.fresh();
    let log = fixture.store().create(&log_name()).expect("create");
    win(&*log, &events(0, 3), &[]);
    let error = fixture.store().create(&log_name()).err().expect("it is there");
    assert!(matches!(&error, LogError::LogExists(there) if *there == log_name()), "{error:?}");
    assert_eq!(scan_all(&*log), shown(0, &events(0, 3)), "and stays as it is");
    drop(log);
    fixture.reopen();
    let error = fixture.store().create(&log_name()).err().expect("it is there after a crash");
    assert!(matches!(error, LogError::LogExists(_)), "{error:?}");
}

pub(super) fn names_are_those_that_were_created(fixture: &mut dyn Fixture) {
    fixture.fresh();
    assert!(fixture.store().names().expect("names").is_empty());
    let longest = "x".repeat(64);
    let mut expected = Vec::new();
    for text in ["2026", "2025-autumn", "a", longest.as_str()] {
        drop(fixture.store().create(&name(text)).expect("create"));
        expected.push(name(text));
        expected.sort();
        let mut names = fixture.store().names().expect("names");
        names.sort();
        assert_eq!(names, expected);
    }
    fixture.reopen();
    let mut names = fixture.store().names().expect("names");
    names.sort();
    assert_eq!(names, expected, "after a crash");
}

pub(super) fn two_logs_do_not_see_each_other(fixture: &mut dyn Fixture) {
    fixture.fresh();
    // The second name begins with the first.
    let (first, second) = (name("2026"), name("2026-2"));
    let one = fixture.store().create(&first).expect("create");
    let two = fixture.store().create(&second).expect("create");
    win(&*one, &events(0, 5), &[refusal(0)]);
    win(&*two, &events(3, 10), &[]);
    win(&*one, &events(5, 6), &[]);
    drop((one, two));
    fixture.reopen();
    let one = fixture.store().open(&first).expect("open");
    let two = fixture.store().open(&second).expect("open");
    assert_eq!(scan_all(&*one), shown(0, &events(0, 6)));
    assert_eq!(scan_all(&*two), shown(0, &events(3, 10)));
    assert_eq!(scan_refusals(&*one, 0), vec![(0, refusal(0))]);
    assert!(scan_refusals(&*two, 0).is_empty());
}

pub(super) fn a_log_has_one_history_however_often_it_is_opened(fixture: &mut dyn Fixture) {
    fixture.fresh();
    let one = fixture.store().create(&log_name()).expect("create");
    let two = fixture.store().open(&log_name()).expect("open");
    win(&*one, &events(0, 2), &[]);
    win(&*two, &events(2, 4), &[refusal(0)]);
    win(&*one, &events(4, 5), &[refusal(1)]);
    drop(one);
    assert_eq!(scan_all(&*two), shown(0, &events(0, 5)));
    assert_eq!(scan_refusals(&*two, 0), vec![(0, refusal(0)), (1, refusal(1))]);
}
