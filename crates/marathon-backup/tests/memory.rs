//! Backups of logs in memory: whole, damaged, cut off, broken off halfway.

use std::{
    fs,
    ops::ControlFlow,
    path::{Path, PathBuf},
    sync::Arc,
};

use bytes::Bytes;
use marathon_accounts::{
    Account, AccountStore, ApiToken, Identity, Login, PasswordHash, Principal, Scope, SecretHash,
    vault::{Commitment, KekId, KeyId, Payload, PayloadPlace, Subject, SubjectKey},
};
use marathon_backup::{
    AccountRows, BackupError, Contents, Head, Restored, RestoredAccounts, check, restore, write,
};
use marathon_events::{LeafHash, Position, Revision, StreamId, Timestamp};
use marathon_log::{
    CommandKey, EventLog, Keyed, LogName, LogStore, NewEvent, NewRefusal, RequestHash, Turn, TurnOutcome,
    faults::{Fault, FaultyStore},
    memory::MemoryStore,
};
use sha2::{Digest, Sha256};
use uuid::Uuid;

fn name(text: &str) -> LogName {
    LogName::parse(text).unwrap()
}

fn keyed(n: u64) -> Keyed {
    let mut key = [7; 16];
    key[..8].copy_from_slice(&n.to_be_bytes());
    Keyed { key: CommandKey(key), request: RequestHash([n as u8; 16]) }
}

fn event(log: &str, n: u64) -> NewEvent {
    let entry = Bytes::from(format!("{log}, event {n}, {}", "x".repeat(n as usize % 300)));
    NewEvent {
        stream: StreamId(Uuid::from_u128(u128::from(n / 3))),
        revision: Revision((n % 3) as u32),
        leaf_hash: LeafHash::of(&entry),
        entry,
        command: (!n.is_multiple_of(4)).then(|| keyed(n)),
    }
}

/// A log with so many events, and a refusal after every fifth of them.
fn filled(store: &MemoryStore, of: &str, events: u64) -> Arc<dyn EventLog> {
    let log = store.create(&name(of)).unwrap();
    for n in 0..events {
        append(&*log, of, n);
    }
    log
}

fn append(log: &dyn EventLog, of: &str, n: u64) {
    let refusal = NewRefusal {
        command: keyed(1_000_000 + n),
        at: Position(n + 1),
        outcome: Bytes::from(format!("no, {n}")),
    };
    let turn = Turn {
        expected: log.next().unwrap(),
        expected_refusal: log.next_refusal().unwrap(),
        events: &[event(of, n)],
        refusals: if n % 5 == 4 { std::slice::from_ref(&refusal) } else { &[] },
    };
    assert_eq!(log.append(&turn).unwrap(), TurnOutcome::Won);
}

/// Everything a log has, as text.
fn all(log: &dyn EventLog) -> Vec<String> {
    let mut rows = Vec::new();
    log.scan(Position(0), Position(u64::MAX), &mut |row| {
        let (entry, command) = (String::from_utf8_lossy(row.entry), row.command);
        rows.push(format!(
            "{} {}/{} {} {command:?} {entry}",
            row.position, row.stream.0, row.revision.0, row.leaf_hash
        ));
        ControlFlow::Continue(())
    })
    .unwrap();
    log.scan_refusals(0, &mut |row| {
        let (outcome, command) = (String::from_utf8_lossy(row.outcome), row.command);
        rows.push(format!("{} at {} {command:?} {outcome}", row.number, row.at));
        ControlFlow::Continue(())
    })
    .unwrap();
    rows
}

fn backup(file: &Path, store: &MemoryStore) -> Contents {
    let logs: Vec<_> = store
        .names()
        .unwrap()
        .into_iter()
        .map(|name| {
            let log = store.open(&name).unwrap();
            (Head::of(&name, &*log).unwrap(), log)
        })
        .collect();
    write(file, &logs, store.accounts().unwrap().as_deref(), &mut |_, _| Ok(())).unwrap()
}

fn checked(file: &Path) -> Result<Contents, BackupError> {
    check(file, &mut |_, _| Ok(()), |_| ())
}

fn restored(file: &Path, store: &MemoryStore) -> Result<Vec<Restored>, BackupError> {
    Ok(restore(file, &checked(file)?, store, &|_| false, |_| ())?.0)
}

fn folder() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::TempDir::new().unwrap();
    let file = folder.path().join("backup");
    (folder, file)
}

#[test]
fn what_is_restored_is_what_was_backed_up() {
    let (_folder, file) = folder();
    let store = MemoryStore::new();
    let (one, two) = (filled(&store, "one", 5_001), filled(&store, "two", 7));
    store.create(&name("empty")).unwrap();
    let written = backup(&file, &store);
    assert_eq!(written, checked(&file).unwrap());
    assert_eq!(written.bytes, fs::metadata(&file).unwrap().len());
    let other = MemoryStore::new();
    let heads: Vec<_> = restored(&file, &other).unwrap();
    assert_eq!(heads.iter().map(|r| r.head.clone()).collect::<Vec<_>>(), written.logs);
    assert_eq!(other.names().unwrap(), [name("empty"), name("one"), name("two")]);
    assert!(all(&*one) == all(&*other.open(&name("one")).unwrap()));
    assert_eq!(all(&*two), all(&*other.open(&name("two")).unwrap()));
    // A backup of that is the same file, byte by byte.
    let again = file.with_extension("again");
    backup(&again, &other);
    assert!(fs::read(&file).unwrap() == fs::read(&again).unwrap());
}

#[test]
fn who_looks_sees_every_event() {
    let (_folder, file) = folder();
    let store = MemoryStore::new();
    let log = filled(&store, "one", 20);
    let mut seen = Vec::new();
    let head = Head::of(&name("one"), &*log).unwrap();
    let logs = [(head, log)];
    write(&file, &logs, None, &mut |of, row| {
        seen.push((of.clone(), row.position.0));
        Ok(())
    })
    .unwrap();
    let mut checked = Vec::new();
    let mut see = |of: &LogName, row: &marathon_log::Stored<'_>| {
        checked.push((of.clone(), row.position.0));
        Ok(())
    };
    check(&file, &mut see, |_| ()).unwrap();
    assert_eq!((seen.len(), &seen), (20, &checked));
    let refused = write(&file, &logs, None, &mut |_, row| match row.position.0 {
        12 => Err("enough".into()),
        _ => Ok(()),
    });
    assert!(matches!(refused, Err(BackupError::NotTaken { .. })), "{refused:?}");
    // The earlier file stays, and nothing is left beside it.
    assert_eq!(fs::read_dir(file.parent().unwrap()).unwrap().count(), 1);
    checked_len(&file, 20);
}

fn checked_len(file: &Path, events: u64) {
    assert_eq!(checked(file).unwrap().logs[0].next, Position(events));
}

#[test]
fn a_head_has_the_refusals_of_its_moment() {
    let store = MemoryStore::new();
    let log = filled(&store, "one", 23);
    let head = Head::of(&name("one"), &*log).unwrap();
    assert_eq!((head.next.0, head.next_refusal), (23, 4));
    /// A log that goes on between two questions.
    struct GoesOn(Arc<dyn EventLog>);
    impl EventLog for GoesOn {
        fn next(&self) -> Result<Position, marathon_log::LogError> {
            let next = self.0.next();
            (23..64).for_each(|n| append(&*self.0, "one", n));
            next
        }
        fn next_refusal(&self) -> Result<u64, marathon_log::LogError> {
            self.0.next_refusal()
        }
        fn append(&self, turn: &Turn<'_>) -> Result<TurnOutcome, marathon_log::LogError> {
            self.0.append(turn)
        }
        fn scan(
            &self,
            from: Position,
            until: Position,
            visit: &mut dyn FnMut(marathon_log::Stored<'_>) -> ControlFlow<()>,
        ) -> Result<(), marathon_log::LogError> {
            self.0.scan(from, until, visit)
        }
        fn scan_stream(
            &self,
            stream: StreamId,
            from: Revision,
            visit: &mut dyn FnMut(marathon_log::Stored<'_>) -> ControlFlow<()>,
        ) -> Result<(), marathon_log::LogError> {
            self.0.scan_stream(stream, from, visit)
        }
        fn scan_refusals(
            &self,
            from: u64,
            visit: &mut dyn FnMut(marathon_log::StoredRefusal<'_>) -> ControlFlow<()>,
        ) -> Result<(), marathon_log::LogError> {
            self.0.scan_refusals(from, visit)
        }
    }
    let (_folder, file) = folder();
    let log: Arc<dyn EventLog> = Arc::new(GoesOn(log));
    let head = Head::of(&name("one"), &*log).unwrap();
    assert_eq!((head.next.0, head.next_refusal), (23, 4));
    write(&file, &[(head, log)], None, &mut |_, _| Ok(())).unwrap();
    let (other, before) = (MemoryStore::new(), MemoryStore::new());
    restored(&file, &other).unwrap();
    assert_eq!(all(&*other.open(&name("one")).unwrap()), all(&*filled(&before, "one", 23)));
}

#[test]
fn a_flipped_bit_anywhere_is_found_and_nothing_is_restored() {
    let (_folder, file) = folder();
    let store = MemoryStore::new();
    filled(&store, "one", 30);
    filled(&store, "two", 3);
    backup(&file, &store);
    let whole = fs::read(&file).unwrap();
    for place in 0..whole.len() {
        let mut damaged = whole.clone();
        damaged[place] ^= 1 << (place % 8);
        fs::write(&file, &damaged).unwrap();
        let other = MemoryStore::new();
        let refused = restored(&file, &other);
        assert!(matches!(refused, Err(BackupError::Damaged { .. })), "byte {place}: {refused:?}");
        assert_eq!(other.names().unwrap(), []);
    }
    // The entry of event 17, found by its text, is named by its position.
    let needle = b"one, event 17";
    let place = whole.windows(needle.len()).position(|w| w == needle).unwrap();
    let mut damaged = whole.clone();
    damaged[place] ^= 4;
    fs::write(&file, damaged).unwrap();
    let said = checked(&file).unwrap_err().to_string();
    assert!(said.contains("`one`, position 17,"), "{said}");
}

#[test]
fn a_file_that_is_cut_off_or_goes_on_is_no_backup() {
    let (_folder, file) = folder();
    let store = MemoryStore::new();
    filled(&store, "one", 12);
    backup(&file, &store);
    let whole = fs::read(&file).unwrap();
    for left in 0..whole.len() {
        fs::write(&file, &whole[..left]).unwrap();
        let refused = checked(&file);
        assert!(matches!(refused, Err(BackupError::Damaged { .. })), "{left} bytes: {refused:?}");
    }
    fs::write(&file, [&whole[..], b"more"].concat()).unwrap();
    assert!(matches!(checked(&file), Err(BackupError::Damaged { .. })));
    // One that was changed with all its checks, but not its seal.
    let mut newer = whole.clone();
    newer[8..12].copy_from_slice(&3_u32.to_be_bytes());
    let check = crc32fast_of(&newer[..12]);
    newer[12..16].copy_from_slice(&check.to_be_bytes());
    fs::write(&file, newer).unwrap();
    assert!(matches!(checked(&file), Err(BackupError::Newer { found: 3, known: 2, .. })));
}

/// CRC-32 as anybody computes it: reflected, polynomial 0xEDB88320.
fn crc32fast_of(bytes: &[u8]) -> u32 {
    let step = |crc: u32, byte: &u8| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| (crc >> 1) ^ (0xEDB8_8320 & 0_u32.wrapping_sub(crc & 1)))
    };
    !bytes.iter().fold(!0, step)
}

#[test]
fn a_restore_that_was_broken_off_goes_on() {
    let (_folder, file) = folder();
    let store = MemoryStore::new();
    let one = filled(&store, "one", 5_001);
    backup(&file, &store);
    for there in [1, 4, 5, 4_096, 5_000, 5_001] {
        let other = MemoryStore::new();
        filled(&other, "one", there);
        let found = &restored(&file, &other).unwrap()[0];
        assert_eq!(found.found, (there, there / 5));
        assert!(all(&*one) == all(&*other.open(&name("one")).unwrap()), "{there} were there");
    }
}

#[test]
fn a_lost_answer_breaks_it_off_and_it_goes_on() {
    let (_folder, file) = folder();
    let store = MemoryStore::new();
    let one = filled(&store, "one", 5_001);
    backup(&file, &store);
    let store = FaultyStore::of(Arc::new(MemoryStore::new()));
    store.inject(Fault::LostAnswer);
    let contents = checked(&file).unwrap();
    let broken_off = restore(&file, &contents, &store, &|_| false, |_| ());
    assert!(matches!(broken_off, Err(BackupError::Log(_))), "{broken_off:?}");
    let there = store.open(&name("one")).unwrap().next().unwrap();
    assert!(there > Position(0) && there < Position(5_001), "{there}");
    restore(&file, &contents, &store, &|_| false, |_| ()).unwrap();
    assert!(all(&*one) == all(&*store.open(&name("one")).unwrap()));
}

#[test]
fn another_history_is_in_the_way() {
    let (_folder, file) = folder();
    let store = MemoryStore::new();
    filled(&store, "one", 50);
    filled(&store, "two", 50);
    backup(&file, &store);
    let differs = |fill: &dyn Fn(&MemoryStore)| {
        let other = MemoryStore::new();
        fill(&other);
        let before = all(&*other.open(&name("two")).unwrap());
        let refused = restored(&file, &other).unwrap_err();
        assert!(matches!(&refused, BackupError::InTheWay { .. }), "{refused:?}");
        assert_eq!(other.names().unwrap(), [name("two")], "the first one was not begun either");
        assert_eq!(before, all(&*other.open(&name("two")).unwrap()));
        refused.to_string()
    };
    assert!(differs(&|other| drop(filled(other, "two", 51))).contains("51 events"));
    let changed = differs(&|other| {
        let log = filled(other, "two", 10);
        append(&*log, "three", 10);
    });
    assert!(changed.contains("event 10 is another one"), "{changed}");
    // All its events, but a refusal that the backup has before them is not there.
    differs(&|other| {
        let log = other.create(&name("two")).unwrap();
        let events: Vec<_> = (0..10).map(|n| event("two", n)).collect();
        let turn = Turn { expected: Position(0), expected_refusal: 0, events: &events, refusals: &[] };
        assert_eq!(log.append(&turn).unwrap(), TurnOutcome::Won);
    });
}

/// One row of each kind for a principal, and all that needs another one before it.
fn fill_accounts(store: &dyn AccountStore, n: u128) {
    let (principal, at) = (Principal(Uuid::from_u128(n)), Timestamp(n as i64));
    let subject = Subject(principal.0);
    let login = Login::parse(&format!("person-{n}@example.kz")).unwrap();
    let password = PasswordHash::from_stored(format!("$argon2id${n}"));
    assert!(
        store
            .insert_account(&Account { principal, login, password, created_at: at, disabled: n == 2 })
            .unwrap()
    );
    let token = ApiToken {
        principal,
        hash: SecretHash(std::array::from_fn(|at| n.to_be_bytes()[at % 16])),
        prefix: format!("mrt_{n}"),
        scope: Scope { role: "judge".into(), marathon: Some("2026".into()), region: None, nomination: None },
        created_at: at,
        expires_at: Timestamp(i64::MAX),
        revoked_at: (n == 2).then_some(at),
        last_used: None,
    };
    assert!(store.insert_token(&token).unwrap());
    let (issuer, name) = ("https://id.example.kz".to_owned(), format!("{n}"));
    store.insert_identity(&Identity { issuer, subject: name, principal, created_at: at }).unwrap();
    let key =
        SubjectKey { subject, id: KeyId(Uuid::from_u128(n << 64)), kek: KekId([1; 8]), wrapped: vec![9; 72] };
    store.insert_key(&key).unwrap();
    for (which, confirmed) in [(1, true), (2, false)] {
        let place = PayloadPlace { subject, commitment: Commitment([which; 32]) };
        let sealed = vec![which; 700];
        assert!(
            store.insert_payload(&Payload { place, key: key.id, schema: 1, sealed, sealed_at: at }).unwrap()
        );
        assert!(!confirmed || store.confirm_payload(place).unwrap());
    }
}

/// All rows that a backup has, as text.
fn rows(store: &dyn AccountStore) -> Vec<String> {
    let mut rows: Vec<_> = store.accounts(None, 999).unwrap().iter().map(|row| format!("{row:?}")).collect();
    rows.extend(store.tokens(None, 999).unwrap().iter().map(|row| format!("{row:?}")));
    rows.extend(store.identities(None, 999).unwrap().iter().map(|row| format!("{row:?} {}", row.subject)));
    rows.extend(store.keys(None, 999).unwrap().iter().map(|row| format!("{row:?}")));
    rows.extend(store.payloads(None, 999).unwrap().iter().map(|row| format!("{row:?}")));
    rows
}

#[test]
fn accounts_come_back_but_for_those_who_were_erased() {
    let (_folder, file) = folder();
    let store = MemoryStore::new();
    filled(&store, "one", 9);
    let accounts = store.accounts().unwrap().unwrap();
    (1..=600).for_each(|n| fill_accounts(&*accounts, n));
    let contents = backup(&file, &store);
    let AccountRows { accounts: of_accounts, tokens, identities, keys, payloads } = contents.accounts;
    assert_eq!([of_accounts, tokens, identities, keys, payloads], [600, 600, 600, 600, 1_200]);
    assert_eq!(checked(&file).unwrap(), contents);

    let other = MemoryStore::new();
    // The same identity counts as restored again.
    for (restored, found) in [(3_600, 0), (600, 3_000)] {
        let (_, told) = restore(&file, &contents, &other, &|_| false, |_| ()).unwrap();
        assert_eq!(told, RestoredAccounts { restored, found, erased: 0 });
        assert_eq!(rows(&*other.accounts().unwrap().unwrap()), rows(&*accounts));
    }
    let third = MemoryStore::new();
    let is_erased = |subject| subject == Uuid::from_u128(7);
    let (_, told) = restore(&file, &contents, &third, &is_erased, |_| ()).unwrap();
    assert_eq!(told, RestoredAccounts { restored: 3_594, found: 0, erased: 6 });
    accounts.erase(Subject(Uuid::from_u128(7))).unwrap();
    assert_eq!(rows(&*third.accounts().unwrap().unwrap()), rows(&*accounts));
}

#[test]
fn a_backup_of_the_first_format_still_restores() {
    let (_folder, file) = folder();
    let store = MemoryStore::new();
    let one = filled(&store, "one", 50);
    backup(&file, &store);
    // Without accounts the formats differ in their number alone, and so in what stands before the seal.
    let mut bytes = fs::read(&file).unwrap();
    bytes[8..12].copy_from_slice(&1_u32.to_be_bytes());
    let check = crc32fast_of(&bytes[..12]);
    bytes[12..16].copy_from_slice(&check.to_be_bytes());
    let seal = bytes.len() - 32;
    let frame = seal - 9;
    let sha256: [u8; 32] = Sha256::digest(&bytes[..frame]).into();
    bytes[seal..].copy_from_slice(&sha256);
    let check = crc32fast_of(&[&bytes[frame..frame + 5], &sha256].concat());
    bytes[frame + 5..seal].copy_from_slice(&check.to_be_bytes());
    fs::write(&file, bytes).unwrap();
    let other = MemoryStore::new();
    restored(&file, &other).unwrap();
    assert!(all(&*one) == all(&*other.open(&name("one")).unwrap()));
}
