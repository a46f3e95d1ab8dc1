//! What one store kept, the other restores.

use marathon_log_postgres::testing::{Cluster, Database};

use super::Season;
use crate::{
    faults::backup::{Answered, backup, export, restore},
    support::{
        client::post,
        given::{person, trees},
        process::Process,
    },
};

const SMALL: &str = "/v1/marathons/small";

#[test]
fn a_database_is_restored_into_a_folder_and_back() {
    let season = Season::shared(1);
    let mut client = season.node(0).client();
    let who = client.register(&person("Tulip"));
    for n in 1..=20 {
        client.ask(&post(format!("{SMALL}/deeds"), &trees(&who, n))).expect(201);
    }
    let answered = Answered::by(&mut client, &who);
    let folder = tempfile::TempDir::new().unwrap();
    let (url, data) = (season.database().url(), folder.path().join("data"));
    let from = ["--database-url", &url];
    let file = folder.path().join("small.backup");
    let written = backup(from, &file);
    assert_eq!(written["marathons"][0]["events"], 24);
    assert_eq!(written["marathons"][0]["refusals"], 1);

    let to = ["--data", data.to_str().unwrap()];
    assert_eq!(restore(to, &file), written);
    let history = export(from);
    assert_eq!(history, export(to));
    // And from the folder into another database: the file is the same, byte by byte.
    let again = folder.path().join("again.backup");
    assert_eq!(backup(to, &again), written);
    assert!(std::fs::read(&file).unwrap() == std::fs::read(&again).unwrap());
    // Tokens are good where they were restored.
    std::fs::write(data.join("test-token"), season.node(0).token()).unwrap();
    let embedded = Process::serve(&data);
    embedded.wait_ready();
    answered.check(&mut embedded.client());

    let database = Database::on(Cluster::shared());
    let other = database.url();
    assert_eq!(restore(["--database-url", &other], &again), written);
    assert_eq!(history, export(["--database-url", &other]));
    let mut command = std::process::Command::new(crate::support::process::program());
    command.env("MARATHON_DATABASE_URL", &other).env(crate::support::process::TOKEN, season.node(0).token());
    let node = Process::start(&folder.path().join("node"), command).unwrap_or_else(|e| panic!("{e:?}"));
    node.wait_ready();
    answered.check(&mut node.client());
}
