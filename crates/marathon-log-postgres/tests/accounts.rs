//! The PostgreSQL driver keeps the contract of accounts, and only nodes get at them.

use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use marathon_accounts::conformance::Fixture;
use marathon_accounts::vault::Subject;
use marathon_accounts::{Account, AccountStore, Kek, Login, PasswordHash, Principal, StoreError, Vault};
use marathon_events::Timestamp;
use marathon_log::LogStore;
use marathon_log_postgres::testing::{Cluster, Database, Settings, Stop};
use marathon_log_postgres::{PostgresOptions, PostgresStore, ROLES_SQL};
use uuid::Uuid;

/// A crash takes the server with it, so one case runs at a time.
struct Server {
    database: Option<Database<'static>>,
    nodes: Option<[PostgresStore; 2]>,
    _alone: MutexGuard<'static, ()>,
}

impl Server {
    fn new() -> Self {
        Self { database: None, nodes: None, _alone: alone() }
    }

    fn open(&mut self) {
        let options = self.database.as_ref().expect("a case begins with a database").options();
        let open = || PostgresStore::open(&options).expect("open a store");
        self.nodes = Some([open(), open()]);
    }

    fn node(&self, n: usize) -> Arc<dyn AccountStore> {
        accounts(&self.nodes.as_ref().expect("a case begins with a database")[n])
    }
}

fn alone() -> MutexGuard<'static, ()> {
    static ALONE: Mutex<()> = Mutex::new(());
    ALONE.lock().unwrap_or_else(PoisonError::into_inner)
}

fn cluster() -> &'static Cluster {
    static CLUSTER: OnceLock<Cluster> = OnceLock::new();
    CLUSTER.get_or_init(|| Cluster::start(&Settings::default()))
}

fn accounts(store: &PostgresStore) -> Arc<dyn AccountStore> {
    store.accounts().expect("open the accounts").expect("a database has room for them")
}

impl Fixture for Server {
    fn fresh(&mut self) {
        self.nodes = None;
        self.database = Some(Database::on(cluster()));
        self.open();
    }

    fn store(&self) -> Arc<dyn AccountStore> {
        self.node(0)
    }

    fn reopen(&mut self) {
        cluster().stop(Stop::Immediate);
        self.nodes = None;
        cluster().start_again();
        self.open();
    }

    fn second(&self) -> Arc<dyn AccountStore> {
        self.node(1)
    }
}

marathon_accounts::conformance_tests!(Server::new());

const TABLES: [&str; 7] =
    ["accounts", "sessions", "tokens", "links", "identities", "subject_keys", "payloads"];

/// A login of its own for each test: roles belong to the server.
fn login(database: &Database<'_>, role: &str) -> String {
    let user = format!("{role}_of_{}", database.name());
    database.sql(ROLES_SQL);
    database.sql(&format!("CREATE ROLE {user} LOGIN PASSWORD 'hush-hush' IN ROLE {role}"));
    format!("postgres://{user}:hush-hush@127.0.0.1:{}/{}", database.cluster().port(), database.name())
}

fn account() -> Account {
    Account {
        principal: Principal(Uuid::from_u128(1)),
        login: Login::parse("canary@example.kz").expect("a login"),
        password: PasswordHash::from_stored("$argon2id$canary".to_owned()),
        created_at: Timestamp(1),
        disabled: false,
    }
}

#[test]
fn a_node_keeps_accounts_and_erases_them() {
    let _alone = alone();
    let database = Database::on(cluster());
    drop(PostgresStore::open(&database.options()).expect("open"));
    let node = PostgresStore::open(&PostgresOptions::new(login(&database, "marathon_node"))).expect("open");
    let store = accounts(&node);
    assert!(store.insert_account(&account()).expect("add"));
    assert!(store.set_password(account().principal, &account().password).expect("set"));
    let subject = Subject::from(account().principal);
    let vault = Vault::new(Arc::clone(&store), Kek::new([1; 32]), None);
    let mut n = 0;
    let fill = &mut |bytes: &mut [u8]| {
        n += 1;
        bytes.fill(n);
    };
    vault.seal(subject, 1, b"canary", Timestamp(1), fill).expect("seal");
    vault.erase(subject).expect("erase");
    for table in TABLES {
        assert_eq!(database.sql(&format!("SELECT * FROM marathon.{table}")), [] as [Vec<_>; 0], "{table}");
    }
}

#[test]
fn who_only_reads_sees_no_accounts() {
    let _alone = alone();
    let database = Database::on(cluster());
    drop(PostgresStore::open(&database.options()).expect("open"));
    let url = login(&database, "marathon_reader");
    for table in TABLES {
        let select = format!("SELECT * FROM marathon.{table}");
        assert_eq!(database.try_sql(&url, &select), Err("42501".to_owned()), "{select}");
    }
    let shown = "SELECT table_name FROM information_schema.tables WHERE table_schema = 'marathon'";
    for row in database.sql(shown) {
        let table = row[0].as_deref().expect("a name");
        let read = database.try_sql(&url, &format!("SELECT * FROM marathon.{table}"));
        assert_eq!(read.is_ok(), !TABLES.contains(&table), "{table} is either for readers or personal");
    }
    let reader = PostgresStore::open(&PostgresOptions::new(url)).expect("open");
    let error = accounts(&reader).insert_account(&account()).expect_err("it may not");
    assert!(matches!(error, StoreError::Failed { .. }), "{error:?}");
}

#[test]
fn an_error_quotes_no_row() {
    let _alone = alone();
    let database = Database::on(cluster());
    let store = PostgresStore::open(&database.options()).expect("open");
    database.sql("ALTER TABLE marathon.accounts ADD CHECK (login = '')");
    let error = accounts(&store).insert_account(&account()).expect_err("it is refused");
    let StoreError::Failed { source, .. } = &error else { panic!("{error:?}") };
    assert!(source.to_string().contains("check constraint"), "{source}");
    assert!(!format!("{error} {error:?} {source:?}").contains("canary"), "{error:?}");
}
