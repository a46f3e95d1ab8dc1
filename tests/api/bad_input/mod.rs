//! Requests that must not pass: each with its status, its code, its field, and never a change of the history.

mod bodies;
mod queries;
mod wire;

use crate::support::client::{Ask, Client};

/// What a request must be answered with.
struct Case {
    what: &'static str,
    ask: Ask,
    status: u16,
    code: &'static str,
    /// Field and code, where single fields are wrong.
    field: Option<(&'static str, &'static str)>,
}

/// Sends every case in all three languages.
fn check(client: &mut Client, cases: impl IntoIterator<Item = Case>) {
    let head = client.settle();
    let mut count = 0;
    for Case { what, ask, status, code, field } in cases {
        for language in ["en", "ru", "kk"] {
            let key = ask
                .headers
                .iter()
                .any(|(name, value)| name == "idempotency-key" && value.starts_with("key-"));
            // A refusal is remembered under its key; each language asks anew.
            let ask = if key { ask.clone().key(&crate::support::client::fresh_key()) } else { ask.clone() };
            let answer = client.ask(&ask.in_language(language));
            assert_eq!((answer.status, answer.problem().as_str()), (status, code), "{what}: {answer:?}");
            assert_eq!(answer.header("content-language"), Some(language), "{what}");
            if let Some((field, code)) = field {
                let expected = (field.to_owned(), code.to_owned());
                assert!(answer.field_errors().contains(&expected), "{what}: {:?}", answer.json());
            }
        }
        assert_eq!(client.head(), head, "{what} changed the history");
        count += 1;
    }
    assert!(count > 0);
    assert_eq!(client.settle(), head);
}
