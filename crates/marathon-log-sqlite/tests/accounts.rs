//! The embedded driver keeps the contract of accounts, and what was erased is in no file.

use std::collections::{BTreeSet, HashMap};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use marathon_accounts::conformance::Fixture;
use marathon_accounts::vault::{PayloadPlace, Subject};
use marathon_accounts::{
    Account, AccountStore, Identity, Kek, Link, LinkPurpose, Login, PasswordHash, Principal, SecretHash,
    StoreError, Vault,
};
use marathon_events::Timestamp;
use marathon_log::{LogError, LogStore};
use marathon_log_sqlite::{Access, SqliteStore};
use tempfile::TempDir;
use uuid::Uuid;

struct Directory {
    home: TempDir,
    /// How often the store was opened: each life has a directory of its own.
    lives: u32,
    /// Stays open until it is copied: closing would copy the write-ahead log into the file.
    store: SqliteStore,
}

impl Directory {
    fn new() -> Self {
        let home = TempDir::new().expect("a directory for a test");
        let store = open(&home.path().join("0"));
        Self { home, lives: 0, store }
    }

    fn place(&self) -> PathBuf {
        self.home.path().join(self.lives.to_string())
    }
}

fn open(directory: &Path) -> SqliteStore {
    SqliteStore::open(directory, Access::ReadWrite).expect("open a store")
}

fn accounts(store: &SqliteStore) -> Arc<dyn AccountStore> {
    store.accounts().expect("open the accounts").expect("a store that writes has them")
}

impl Fixture for Directory {
    fn fresh(&mut self) {
        self.lives += 1;
        self.store = open(&self.place());
    }

    fn store(&self) -> Arc<dyn AccountStore> {
        accounts(&self.store)
    }

    /// Goes on with a copy of the files as they lie there while the store is still open.
    fn reopen(&mut self) {
        let last = self.place();
        self.lives += 1;
        let next = self.place();
        fs::create_dir_all(&next).expect("make a directory");
        for name in ["accounts.sqlite", "accounts.sqlite-wal"] {
            if last.join(name).exists() {
                fs::copy(last.join(name), next.join(name)).expect("copy a file");
            }
        }
        self.store = open(&next);
    }
}

marathon_accounts::conformance_tests!(Directory::new());

fn subject(n: u64) -> Subject {
    Subject(Uuid::from_u64_pair(7, n))
}

fn canary(n: u64) -> String {
    format!("canary-{n:08}")
}

/// All that is stored about somebody, with a canary in each row. Returns bytes that must vanish with them.
fn fill_in(store: &dyn AccountStore, vault: &Vault, n: u64) -> Vec<Vec<u8>> {
    let principal = Principal(subject(n).0);
    let now = Timestamp(1);
    let account = Account {
        principal,
        login: Login::parse(&canary(n)).expect("a login"),
        password: PasswordHash::from_stored(format!("$argon2id$of-{}", canary(n))),
        created_at: now,
        disabled: false,
    };
    assert!(store.insert_account(&account).expect("add"));
    let (issuer, name) = ("https://id.kz".to_owned(), canary(n));
    let identity = Identity { issuer, subject: name, principal, created_at: now };
    store.insert_identity(&identity).expect("add");
    let mut hash = [0; 32];
    hash[..8].copy_from_slice(&n.to_be_bytes());
    let payload = canary(n).into_bytes();
    let (purpose, about) = (LinkPurpose::PasswordReset, Some(principal));
    let link = Link { hash: SecretHash(hash), purpose, about, payload, expires_at: now };
    assert!(store.insert_link(&link).expect("add"));
    let mut state = n;
    let fill = &mut |bytes: &mut [u8]| {
        for byte in bytes {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            *byte = (state >> 56) as u8;
        }
    };
    // Of many lengths, so that pages split here and there and rows spill over.
    let text = canary(n).repeat(1 + (n % 40) as usize * 20);
    let commitment = vault.seal(subject(n), 1, text.as_bytes(), now, fill).expect("seal");
    let place = PayloadPlace { subject: subject(n), commitment };
    let sealed = store.payload(place).expect("read").expect("it is there").sealed;
    let wrapped = store.key(subject(n)).expect("read").expect("it is there").wrapped;
    vec![
        canary(n).into_bytes(),
        sealed[..48].to_vec(),
        sealed[sealed.len() - 16..].to_vec(),
        wrapped[24..56].to_vec(),
    ]
}

/// Which of the byte strings are in some file of the directory.
fn found(directory: &Path, wanted: &[Vec<u8>]) -> BTreeSet<Vec<u8>> {
    // In one pass, by their first bytes.
    let mut by_beginning: HashMap<&[u8], Vec<&Vec<u8>>> = HashMap::new();
    for bytes in wanted {
        by_beginning.entry(&bytes[..BEGINNING_BYTES]).or_default().push(bytes);
    }
    let mut found = BTreeSet::new();
    for entry in fs::read_dir(directory).expect("list") {
        let path = entry.expect("list").path();
        let file = if path.is_file() { fs::read(path).expect("read") } else { Vec::new() };
        for at in 0..file.len().saturating_sub(BEGINNING_BYTES) {
            for &bytes in by_beginning.get(&file[at..at + BEGINNING_BYTES]).into_iter().flatten() {
                if file[at..].starts_with(bytes) {
                    found.insert(bytes.clone());
                }
            }
        }
    }
    found
}

const BEGINNING_BYTES: usize = 12;

#[test]
fn what_was_erased_is_in_no_file() {
    let home = TempDir::new().expect("a directory");
    let store = open(home.path());
    let accounts = accounts(&store);
    let vault = Vault::new(Arc::clone(&accounts), Kek::new([1; 32]), None);
    let secrets: Vec<_> = (0..120).map(|n| fill_in(&*accounts, &vault, n)).collect();
    let all_of = |which: fn(u64) -> bool| {
        let those = (0..120).filter(|n| which(*n)).flat_map(|n| secrets[n as usize].clone());
        those.collect::<BTreeSet<_>>()
    };
    let everything: Vec<_> = secrets.concat();
    assert_eq!(found(home.path(), &everything), all_of(|_| true), "the search finds what is there");
    vault.erase(subject(0)).expect("erase");
    assert_eq!(found(home.path(), &everything), all_of(|n| n > 0));
    for n in (0..120).filter(|n| n % 4 == 0) {
        vault.erase(subject(n)).expect("erase");
    }
    assert_eq!(found(home.path(), &everything), all_of(|n| n % 4 != 0));
}

#[test]
fn who_reads_only_finds_what_there_is_and_changes_nothing() {
    let home = TempDir::new().expect("a directory");
    let writing = open(home.path());
    let reading = SqliteStore::open(home.path(), Access::ReadOnly).expect("open");
    assert!(reading.accounts().expect("ask").is_none(), "nobody has made any");
    let vault = Vault::new(accounts(&writing), Kek::new([1; 32]), None);
    fill_in(&*accounts(&writing), &vault, 1);
    let read = reading.accounts().expect("open").expect("there are some now");
    assert!(read.account(Principal(subject(1).0)).expect("read").is_some());
    let error = read.erase(subject(1)).expect_err("it may not");
    let StoreError::Failed { source, .. } = &error else { panic!("{error:?}") };
    assert!(matches!(source.downcast_ref(), Some(LogError::ReadOnly { .. })), "{error:?}");
    assert!(!format!("{error} {error:?}").contains("canary"));
}

#[test]
fn accounts_of_a_newer_program_are_left_alone() {
    let home = TempDir::new().expect("a directory");
    drop(accounts(&open(home.path())));
    let file = rusqlite::Connection::open(home.path().join("accounts.sqlite")).expect("open");
    file.execute_batch("PRAGMA user_version = 99").expect("set");
    drop(file);
    let error = open(home.path()).accounts().err().expect("it is newer");
    assert!(matches!(error, LogError::Newer { found: 99, .. }), "{error:?}");
}
