//! Migrations: under a lock, once, and never backwards.

use std::thread;

use marathon_log::{LogError, LogStore};
use marathon_log_postgres::testing::Database;
use marathon_log_postgres::{FORMAT, Migrated, PostgresStore, migrate};

use crate::given::{name, win};

#[test]
fn several_migrators_at_once_do_it_once() {
    let database = Database::new();
    let done: Vec<Migrated> = thread::scope(|scope| {
        let migrators: Vec<_> =
            (0..4).map(|_| scope.spawn(|| migrate(&database.options()).expect("migrate"))).collect();
        migrators.into_iter().map(|migrator| migrator.join().expect("a migrator")).collect()
    });
    assert!(done.iter().all(|migrated| migrated.to == FORMAT));
    assert_eq!(done.iter().filter(|migrated| migrated.from == 0).count(), 1, "{done:?}");
    let applied = database.sql("SELECT number FROM marathon.migrations");
    assert_eq!(applied.len(), FORMAT as usize);
    assert_eq!(migrate(&database.options()).expect("again"), Migrated { from: FORMAT, to: FORMAT });
}

#[test]
fn a_database_of_the_first_schema_is_brought_up_to_date_with_its_history() {
    let database = Database::new();
    let first = include_str!("../../migrations/0001_log.sql");
    database.sql(&format!(
        "CREATE SCHEMA marathon;
         CREATE TABLE marathon.migrations (number int PRIMARY KEY, name text NOT NULL, checksum bytea NOT NULL,
             applied_at timestamptz NOT NULL DEFAULT now());
         INSERT INTO marathon.migrations VALUES (1, '0001_log', sha256(convert_to($file${first}$file$, 'UTF8')));
         {first};
         INSERT INTO marathon.logs (name) VALUES ('2026');
         INSERT INTO marathon.heads SELECT log_id, 0, 0 FROM marathon.logs"
    ));
    let store = PostgresStore::open(&database.options()).expect("open");
    win(&*store.open_log(&name()).expect("the log"), 0);
    assert_eq!(migrate(&database.options()).expect("again"), Migrated { from: FORMAT, to: FORMAT });
    let tables = store.tables().expect("tables");
    assert!(tables.list().expect("list").is_empty());
}

#[test]
fn several_stores_at_once_open_an_empty_database() {
    let database = Database::new();
    thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| {
                let store = PostgresStore::open(&database.options()).expect("open");
                assert!(store.names().expect("names").is_empty());
            });
        }
    });
}

#[test]
fn a_newer_database_is_refused() {
    let database = Database::new();
    migrate(&database.options()).expect("migrate");
    database.sql("INSERT INTO marathon.migrations (number, name, checksum) VALUES (900, '0900_later', '')");
    for refused in
        [migrate(&database.options()).map(drop), PostgresStore::open(&database.options()).map(drop)]
    {
        let error = refused.expect_err("it is newer");
        assert!(matches!(&error, LogError::Newer { found: 900, known, .. } if *known == FORMAT), "{error:?}");
    }
}

#[test]
fn a_migration_that_was_another_one_is_refused() {
    let database = Database::new();
    migrate(&database.options()).expect("migrate");
    database.sql("UPDATE marathon.migrations SET checksum = '\\x00' WHERE number = 1");
    let error = PostgresStore::open(&database.options()).err().expect("it is not ours");
    assert!(matches!(&error, LogError::Damaged { detail, .. } if detail.contains("0001_log")), "{error:?}");
}
