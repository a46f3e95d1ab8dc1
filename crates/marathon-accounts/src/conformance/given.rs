//! Rows to add. A number makes a row, and other numbers other rows.

use marathon_events::Timestamp;
use uuid::Uuid;

use crate::vault::{Commitment, KekId, KeyId, Payload, PayloadPlace, Subject, SubjectKey};
use crate::{
    Account, ApiToken, Identity, Link, LinkPurpose, Login, PasswordHash, Principal, Scope, SecretHash,
    Session,
};

pub(super) fn at(n: i64) -> Timestamp {
    Timestamp(1_700_000_000_000_000 + n)
}

pub(super) fn principal(n: u128) -> Principal {
    Principal(Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0000 + n))
}

pub(super) fn subject(n: u128) -> Subject {
    principal(n).into()
}

pub(super) fn hash(n: u8) -> SecretHash {
    SecretHash([n; 32])
}

pub(super) fn login(n: u128) -> Login {
    Login::parse(&format!("person-{n}@example.kz")).expect("a login")
}

pub(super) fn password(n: u128) -> PasswordHash {
    PasswordHash::from_stored(format!("$argon2id$password-{n}"))
}

pub(super) fn account(n: u128) -> Account {
    Account {
        principal: principal(n),
        login: login(n),
        password: password(n),
        created_at: at(1),
        disabled: false,
    }
}

/// A session of a principal, by the number of its secret.
pub(super) fn session(of: u128, n: u8) -> Session {
    Session {
        hash: hash(n),
        principal: principal(of),
        created_at: at(10),
        expires_at: at(1000 + i64::from(n)),
        last_seen: at(20),
    }
}

/// A token whose principal and secret have that number.
pub(super) fn token(n: u8) -> ApiToken {
    ApiToken {
        principal: principal(n.into()),
        hash: hash(n),
        prefix: format!("mrt_{n:08}"),
        scope: Scope {
            role: "judge".to_owned(),
            marathon: Some("2026".to_owned()),
            region: None,
            nomination: Some("greenest".to_owned()),
        },
        created_at: at(5),
        expires_at: at(500),
        revoked_at: None,
        last_used: None,
    }
}

pub(super) fn link(n: u8) -> Link {
    Link {
        hash: hash(n),
        purpose: LinkPurpose::PasswordReset,
        about: Some(principal(n.into())),
        payload: vec![0, n, 255],
        expires_at: at(100 + i64::from(n)),
    }
}

pub(super) fn identity(n: u128, who: u128) -> Identity {
    Identity {
        issuer: "https://id.example.kz".to_owned(),
        subject: format!("person-{n}"),
        principal: principal(who),
        created_at: at(3),
    }
}

pub(super) const KEK: KekId = KekId([1; 8]);
pub(super) const NEW_KEK: KekId = KekId([2; 8]);

/// A key of a subject, by a number of its own.
pub(super) fn key(of: u128, n: u128) -> SubjectKey {
    SubjectKey {
        subject: subject(of),
        id: KeyId(Uuid::from_u128(n)),
        kek: KEK,
        wrapped: n.to_be_bytes().to_vec(),
    }
}

/// A payload of a subject, sealed with the key of a number.
pub(super) fn payload(of: u128, sealed_with: u128, n: u8) -> Payload {
    Payload {
        place: PayloadPlace { subject: subject(of), commitment: Commitment([n; 32]) },
        key: KeyId(Uuid::from_u128(sealed_with)),
        schema: 7,
        sealed: vec![n; usize::from(n)],
        sealed_at: at(n.into()),
    }
}

/// Bytes that never repeat, and are different for each seed.
pub(super) fn bits(seed: u64) -> impl FnMut(&mut [u8]) {
    let mut state = seed;
    move |bytes| {
        for byte in bytes {
            // SplitMix64: chance enough for a test.
            state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let mixed = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            *byte = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb).to_be_bytes()[0];
        }
    }
}
