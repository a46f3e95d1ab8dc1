//! Nothing goes wrong: rows are those of a recount, however events come and whoever keeps the tables.

use std::process::Command;

use marathon_engine::{ReadModel, View, tables::TableModel};
use marathon_log::EventLog;
use marathon_projections::{PROJECTIONS as VIEWS, Tables, Views};
use serde_json::Value;

use super::{
    Desk,
    expected::{PROJECTIONS, check, expected, shown},
    history,
};
use crate::support::{
    client::get,
    given::person,
    process::{Process, TOKEN, program, run},
};

#[test]
fn rows_are_what_a_recount_gives() {
    for (seed, size) in [(1, 1), (2, 7), (3, 60), (4, 1_000)] {
        let (desk, events) = (Desk::new(), history(seed, 160));
        let mut workers = desk.keep::<Tables>(&[]);
        for (no, some) in events.chunks(size).enumerate() {
            desk.append(some);
            // Now and then it is looked, and somebody else goes on.
            if no % 25 == 24 {
                desk.wait_up_to_date(&PROJECTIONS);
                check(&desk.database, &events[..(no + 1) * size]);
                drop(workers);
                workers = desk.keep::<Tables>(&[]);
            }
        }
        desk.wait_up_to_date(&PROJECTIONS);
        check(&desk.database, &events);
        assert!(!shown(&desk.database, "rankings").is_empty(), "a history without verified deeds");
        drop(workers);
    }
}

#[test]
fn a_row_that_is_not_there_is_noticed() {
    let (desk, events) = (Desk::new(), history(5, 160));
    desk.append(&events);
    let workers = desk.keep::<Tables>(&[]);
    desk.wait_up_to_date(&PROJECTIONS);
    drop(workers);
    check(&desk.database, &events);
    desk.database
        .sql("DELETE FROM marathon.totals_rows WHERE ctid = (SELECT ctid FROM marathon.totals_rows LIMIT 1)");
    desk.database.sql("UPDATE marathon.rankings_rows SET numerator = numerator + 1");
    assert_ne!(shown(&desk.database, "totals"), expected(&events, "totals"));
    assert_ne!(shown(&desk.database, "rankings"), expected(&events, "rankings"));
}

#[test]
fn the_published_digest_is_that_of_a_replay() {
    let (desk, events) = (Desk::new(), history(6, 200));
    desk.append(&events);
    let workers = desk.keep::<Tables>(&[]);
    desk.wait_up_to_date(&PROJECTIONS);
    let head = events.len() as u64;
    desk.until("digests are published", || {
        desk.tables.list().unwrap().iter().all(|build| build.digest.is_some_and(|(at, _)| at.0 == head))
    });
    drop(workers);
    let replayed = desk.json(&["replay", "--marathon", "small", "--json"]);
    let listed = desk.json(&["projections", "list", "--json"]);
    let listed = listed.as_array().unwrap();
    assert_eq!(listed.len(), 3);
    for build in listed {
        let projection = build["projection"].as_str().unwrap();
        assert_eq!(build["digest"]["digest"], replayed["projections"][projection], "{projection}");
        assert_eq!(build["digest"]["position"], replayed["position"], "{projection}");
        assert_eq!(build["applied"], replayed["events"]);
        assert_eq!((&build["lag"], &build["head"]), (&0.into(), &replayed["position"]));
    }
    let mut view = View::<Views>::default();
    events.iter().for_each(|event| view.apply(event));
    assert_eq!(
        replayed["digest"].as_str().unwrap(),
        marathon_events::LeafHash(view.model.digest()).to_string()
    );
}

#[test]
fn layouts_are_those_of_the_database() {
    let desk = Desk::new();
    for table in Tables::TABLES {
        let layout = table.layout;
        let columns = desk.database.sql(&format!(
            "SELECT column_name FROM information_schema.columns
             WHERE table_schema = 'marathon' AND table_name = '{}' AND is_generated = 'NEVER'
             ORDER BY ordinal_position",
            layout.table
        ));
        let columns: Vec<_> = columns.into_iter().map(|row| row[0].clone().unwrap()).collect();
        let wanted = layout.keys.iter().chain(layout.values).map(|column| column.name);
        let wanted: Vec<_> = ["log_id", "version", "build"].into_iter().chain(wanted).collect();
        assert_eq!(columns, wanted, "{}", layout.table);
    }
}

#[test]
fn a_node_keeps_them_too_if_it_is_told_and_says_so_in_its_metrics() {
    let desk = Desk::new();
    desk.append(&history(8, 80));
    let folder = tempfile::TempDir::new().unwrap();
    let mut command = Command::new(program());
    let token = run(["token", "--role", "organiser", "--database-url", &desk.database.url()]).done();
    command.env("MARATHON_DATABASE_URL", desk.database.url()).env("MARATHON_WORK", "true");
    command.env(TOKEN, token.trim());
    let node = Process::start(folder.path(), command).unwrap();
    node.wait_ready();
    let mut client = node.client();
    client.register(&person("Tulip"));
    desk.wait_up_to_date(&PROJECTIONS);
    let position = desk.log.next().unwrap().0 - 1;
    let line = format!("marathon_table_position{{marathon=\"small\",projection=\"totals\"}} {position}");
    desk.until(&line, || client.ask(&get("/metrics")).text().contains(&line));
    let progress = client.json("/v1/marathons/small/projections");
    assert_eq!(progress["head"], position);
    let of = |list: &str| -> Vec<(String, u64, u64)> {
        let one = |p: &Value| {
            let number = |field: &str| p[field].as_u64().unwrap_or_else(|| panic!("{field} of {p}"));
            (p["projection"].as_str().unwrap().to_owned(), number("position"), number("lag"))
        };
        progress[list].as_array().unwrap().iter().map(one).collect()
    };
    let all_there = |names: &[&str]| names.iter().map(|n| ((*n).to_owned(), position, 0)).collect::<Vec<_>>();
    assert_eq!(of("views"), all_there(&VIEWS.map(|(name, _)| name)));
    assert_eq!(of("tables"), all_there(&["leaderboards", "rankings", "totals"]));
    for table in progress["tables"].as_array().unwrap() {
        assert_eq!((&table["state"], &table["applied"]), (&"running".into(), &(position + 1).into()));
        assert!(table["active"] == true && table["owner"].is_string(), "{table}");
    }
}

#[test]
fn only_what_was_asked_for_is_kept() {
    let (desk, events) = (Desk::new(), history(7, 80));
    desk.append(&events);
    let workers = desk.keep::<Tables>(&["rankings"]);
    desk.wait_up_to_date(&["rankings"]);
    assert_eq!(shown(&desk.database, "rankings"), expected(&events, "rankings"));
    drop(workers);
    assert_eq!(desk.tables.list().unwrap().len(), 1);
    desk.run(&["work", "--projection", "awards"]).failed(2);
}
