//! The demonstration season on every store.

use marathon_engine::{ReadModel, View};
use marathon_log_postgres::testing::{Cluster, Database};
use marathon_projections::Views;
use serde_json::Value;

use super::{demo, events, lines, text};
use crate::support::process::run;

fn digest_of(store: [&str; 2]) -> Value {
    let replayed = run(["replay", "--json", "--marathon", "2024", store[0], store[1]]).done();
    serde_json::from_str::<Value>(&replayed).unwrap()["digest"].clone()
}

#[test]
fn a_folder_a_database_and_memory_have_the_same_history_and_digest() {
    let (database, folder) = (Database::on(Cluster::shared()), tempfile::TempDir::new().unwrap());
    let url = database.url();
    run(["demo", "--exit", "--data", text(folder.path()), "--database-url", &url]).done();
    let export = run(["export", "--database-url", &url, "--marathon", "2024"]).done();
    assert!(export == lines().concat(), "the same seed, another history");

    let mut view = View::<Views>::default();
    events().iter().for_each(|event| view.apply(event));
    let digest = const_hex::encode(view.model.digest());
    assert_eq!(digest_of(["--data", text(demo())]), digest);
    assert_eq!(digest_of(["--database-url", &url]), digest);
}
