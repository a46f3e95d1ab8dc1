//! Personal data is kept, and forgotten.

use std::sync::Arc;

use marathon_accounts::memory::MemoryAccounts;
use marathon_accounts::vault::{Commitment, Opened, PAYLOAD_BYTES_MAX, Payload, PayloadPlace, Subject};
use marathon_accounts::{AccountStore, Kek, Vault, VaultError};
use marathon_events::Timestamp;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use uuid::Uuid;

const NOW: Timestamp = Timestamp(1_700_000_000_000_000);
const AIGUL: Subject = Subject(Uuid::from_u128(1));
const BOLAT: Subject = Subject(Uuid::from_u128(2));
const CANARY: &str = "canary: Aigul Serikova, +7 701 000 00 00";

struct Given {
    store: Arc<MemoryAccounts>,
    vault: Vault,
    random: StdRng,
}

impl Given {
    fn new() -> Self {
        let store = Arc::new(MemoryAccounts::new());
        let vault = Vault::new(store.clone(), kek(1), None);
        Self { store, vault, random: StdRng::seed_from_u64(11) }
    }

    fn seal(&mut self, subject: Subject, text: &[u8]) -> PayloadPlace {
        let fill = &mut |bytes: &mut [u8]| self.random.fill_bytes(bytes);
        let commitment = self.vault.seal(subject, 3, text, NOW, fill).unwrap();
        PayloadPlace { subject, commitment }
    }

    fn payload(&self, place: PayloadPlace) -> Payload {
        self.store.payload(place).unwrap().unwrap()
    }
}

fn kek(n: u8) -> Kek {
    Kek::new([n; 32])
}

fn text(opened: &Opened) -> Option<&[u8]> {
    match opened {
        Opened::Here { plaintext, .. } => Some(plaintext),
        Opened::Erased => None,
    }
}

#[test]
fn what_was_sealed_opens_with_the_opening_of_its_commitment() {
    let mut given = Given::new();
    for bytes in [CANARY.as_bytes(), b"", &vec![5; PAYLOAD_BYTES_MAX]] {
        let place = given.seal(AIGUL, bytes);
        let Opened::Here { schema, plaintext, salt } = given.vault.open(place).unwrap() else {
            panic!("it is there");
        };
        assert_eq!((schema, plaintext.as_slice()), (3, bytes));
        assert_eq!(Commitment::of(&salt, &plaintext), place.commitment);
        assert!(place.commitment.is_of(&salt, &plaintext));
        let mut other = *salt;
        other[0] ^= 1;
        assert!(!place.commitment.is_of(&other, &plaintext));
    }
}

#[test]
fn the_commitment_is_the_standard_one() {
    // RFC 4231, test case 1, its key filled up with zeros as HMAC does.
    let mut salt = [0; 32];
    salt[..20].fill(0x0b);
    let expected = "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7";
    assert_eq!(const_hex::encode(Commitment::of(&salt, b"Hi There").0), expected);
}

#[test]
fn the_same_words_have_another_commitment_each_time() {
    let mut given = Given::new();
    let (one, two) = (given.seal(AIGUL, b"same"), given.seal(AIGUL, b"same"));
    assert_ne!(one.commitment, two.commitment);
    assert_ne!(given.payload(one).sealed, given.payload(two).sealed);
}

#[test]
fn a_fingerprint_tells_equal_texts_until_the_subject_is_erased() {
    let mut given = Given::new();
    let of = |given: &mut Given, subject, text: &[u8]| {
        let random = &mut given.random;
        given.vault.fingerprint(subject, text, &mut |bytes| random.fill_bytes(bytes)).unwrap()
    };
    let first = of(&mut given, AIGUL, CANARY.as_bytes());
    assert_eq!(of(&mut given, AIGUL, CANARY.as_bytes()), first);
    assert_ne!(of(&mut given, AIGUL, b"another text"), first);
    assert_ne!(of(&mut given, BOLAT, CANARY.as_bytes()), first);
    given.vault.erase(AIGUL).unwrap();
    assert_ne!(of(&mut given, AIGUL, CANARY.as_bytes()), first);
}

#[test]
fn an_erased_subject_is_gone_and_may_come_back() {
    let mut given = Given::new();
    let (before, other) = (given.seal(AIGUL, CANARY.as_bytes()), given.seal(BOLAT, b"Bolat"));
    let old_key = given.store.key(AIGUL).unwrap().unwrap();
    for _ in 0..2 {
        given.vault.erase(AIGUL).unwrap();
        assert_eq!(given.vault.open(before).unwrap(), Opened::Erased);
    }
    let after = given.seal(AIGUL, b"again");
    assert_ne!(given.store.key(AIGUL).unwrap().unwrap().id, old_key.id);
    assert_eq!(given.vault.open(before).unwrap(), Opened::Erased);
    assert_eq!(text(&given.vault.open(after).unwrap()), Some(&b"again"[..]));
    assert_eq!(text(&given.vault.open(other).unwrap()), Some(&b"Bolat"[..]));
}

#[test]
fn what_was_moved_or_changed_does_not_open() {
    let mut given = Given::new();
    let place = given.seal(AIGUL, CANARY.as_bytes());
    let sealed = given.payload(place);
    let other = given.seal(AIGUL, b"other");
    let flips = (0..sealed.sealed.len()).map(|at| {
        let mut changed = sealed.clone();
        changed.sealed[at] ^= 1;
        changed
    });
    let moved = Payload { sealed: given.payload(other).sealed, ..sealed.clone() };
    let older = Payload { schema: 2, ..sealed.clone() };
    let cut = Payload { sealed: vec![1; 10], ..sealed.clone() };
    for changed in flips.chain([moved, older, cut]) {
        assert!(given.store.remove_unconfirmed(place).unwrap());
        assert!(given.store.insert_payload(&changed).unwrap());
        let error = given.vault.open(place).unwrap_err();
        assert!(matches!(error, VaultError::Damaged { subject: AIGUL }), "{error:?}");
    }
}

#[test]
fn a_key_opens_nobody_elses_data() {
    let mut given = Given::new();
    let place = given.seal(AIGUL, CANARY.as_bytes());
    given.seal(BOLAT, b"Bolat");
    let bolats = given.store.key(BOLAT).unwrap().unwrap();
    let aiguls = given.store.key(AIGUL).unwrap().unwrap();
    let swapped = marathon_accounts::vault::SubjectKey { wrapped: bolats.wrapped, ..aiguls };
    assert_eq!(given.store.replace_keys(swapped.kek, std::slice::from_ref(&swapped)).unwrap(), 1);
    assert!(matches!(given.vault.open(place), Err(VaultError::Damaged { subject: AIGUL })));
}

#[test]
fn nothing_opens_without_its_key_encryption_key() {
    let mut given = Given::new();
    let place = given.seal(AIGUL, CANARY.as_bytes());
    let error = Vault::new(given.store.clone(), kek(2), Some(kek(3))).open(place).unwrap_err();
    assert!(
        matches!(error, VaultError::OtherKek { subject: AIGUL, kek: it } if it == kek(1).id()),
        "{error:?}"
    );
    assert!(error.to_string().contains(&const_hex::encode(kek(1).id().0)), "{error}");
}

#[test]
fn keys_are_rewrapped_while_the_vault_is_in_use() {
    let mut given = Given::new();
    let subjects: Vec<_> = (1..=5).map(|n| Subject(Uuid::from_u128(n))).collect();
    let places: Vec<_> = subjects.iter().map(|s| given.seal(*s, CANARY.as_bytes())).collect();
    given.vault = Vault::new(given.store.clone(), kek(2), Some(kek(1)));
    let mut batches = Vec::new();
    loop {
        let random = &mut given.random;
        batches.push(given.vault.rewrap(2, &mut |bytes| random.fill_bytes(bytes)).unwrap());
        for place in &places {
            assert_eq!(text(&given.vault.open(*place).unwrap()), Some(CANARY.as_bytes()));
        }
        if batches.last() == Some(&0) {
            break;
        }
    }
    assert_eq!(batches, [2, 2, 1, 0]);
    let later = Vault::new(given.store.clone(), kek(2), None);
    assert_eq!(text(&later.open(places[4]).unwrap()), Some(CANARY.as_bytes()));
    let earlier = Vault::new(given.store.clone(), kek(1), None);
    assert!(matches!(earlier.open(places[4]), Err(VaultError::OtherKek { .. })));
}

#[test]
fn payloads_that_no_event_refers_to_are_found_and_removed() {
    let mut given = Given::new();
    let (referred, orphan) = (given.seal(AIGUL, b"one"), given.seal(AIGUL, b"two"));
    assert!(given.vault.confirm(referred).unwrap());
    assert_eq!(given.vault.unconfirmed(NOW, 10).unwrap(), []);
    let later = Timestamp(NOW.0 + 1);
    assert_eq!(given.vault.unconfirmed(later, 10).unwrap(), [orphan]);
    assert!(given.vault.remove_unconfirmed(orphan).unwrap());
    assert!(!given.vault.remove_unconfirmed(referred).unwrap());
    assert_eq!(text(&given.vault.open(referred).unwrap()), Some(&b"one"[..]));
}

#[test]
fn too_much_is_refused() {
    let mut given = Given::new();
    let random = &mut given.random;
    let bytes = vec![0; PAYLOAD_BYTES_MAX + 1];
    let error = given.vault.seal(AIGUL, 1, &bytes, NOW, &mut |b| random.fill_bytes(b)).unwrap_err();
    assert!(matches!(error, VaultError::TooLong { .. }), "{error:?}");
    assert!(given.store.key(AIGUL).unwrap().is_none(), "and nothing is left of it");
}

#[test]
fn neither_data_nor_keys_show_themselves() {
    let mut given = Given::new();
    let place = given.seal(AIGUL, CANARY.as_bytes());
    let opened = given.vault.open(place).unwrap();
    let sealed = given.payload(place);
    let mut shown = format!("{opened:?} {sealed:?} {:?}", kek(0xcc));
    given.store.remove_unconfirmed(place).unwrap();
    given.store.insert_payload(&Payload { schema: 9, ..sealed.clone() }).unwrap();
    let error = given.vault.open(place).unwrap_err();
    shown += &format!("{error} {error:?}");
    // As text, and as `Debug` shows its bytes.
    let bytes = format!("{:?}", &CANARY.as_bytes()[..6]);
    for hidden in ["canary", bytes.trim_matches(['[', ']']), "204, 204, 204", "cccccc"] {
        assert!(!shown.contains(hidden), "{hidden} in {shown}");
    }
    assert!(!sealed.sealed.windows(6).any(|window| window == b"canary"));
}
