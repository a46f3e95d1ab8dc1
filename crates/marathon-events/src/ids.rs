//! Identities and places in a log: newtypes, so that no bare integer or UUID crosses a crate's boundary.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Place of an event in its log: 0, 1, 2, ... without gaps, in commit order.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(transparent)]
pub struct Position(pub u64);

impl Position {
    /// The position right after this one.
    #[must_use]
    pub fn next(self) -> Self {
        Self(self.0 + 1)
    }

    /// The position `n` places further on.
    #[must_use]
    pub fn plus(self, n: usize) -> Self {
        Self(self.0 + n as u64)
    }
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Place of an event in its stream: 0, 1, 2, ...
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(transparent)]
pub struct Revision(pub u32);

impl fmt::Display for Revision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

macro_rules! uuid_newtype {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl JsonSchema for $name {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }
            fn inline_schema() -> bool {
                true
            }
            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!({ "type": "string", "format": "uuid" })
            }
        }
    };
}

uuid_newtype!(
    /// Identity of an event. A version 7 UUID; inside one log ids grow strictly with the position.
    EventId
);
uuid_newtype!(
    /// Identity of a stream: the id of the event that began it, or of what the stream is about. A deed's stream carries
    /// the deed's id.
    StreamId
);
uuid_newtype!(
    /// Identity of an entrant: the stream its registration began, or, for a region, the UUIDv5 of its code.
    EntrantId
);
uuid_newtype!(
    /// Identity of a deed: the stream its logging began.
    DeedId
);

uuid_newtype!(
    /// Identity of somebody who acts: an account, or a program with a token.
    PrincipalId
);
uuid_newtype!(
    /// Identity of an appeal: the stream its lodging began.
    AppealId
);

impl StreamId {
    /// The stream of a nomination: UUIDv5 of its id, in the namespace of its marathon's stream.
    #[must_use]
    pub fn of_nomination(marathon: Self, nomination: &str) -> Self {
        Self(Uuid::new_v5(&marathon.0, nomination.as_bytes()))
    }
}

impl From<PrincipalId> for StreamId {
    fn from(id: PrincipalId) -> Self {
        Self(id.0)
    }
}

impl From<AppealId> for StreamId {
    fn from(id: AppealId) -> Self {
        Self(id.0)
    }
}

impl From<DeedId> for StreamId {
    fn from(id: DeedId) -> Self {
        Self(id.0)
    }
}

impl From<EntrantId> for StreamId {
    fn from(id: EntrantId) -> Self {
        Self(id.0)
    }
}

impl EntrantId {
    /// The id under which a region competes: UUIDv5 in the URL namespace of `urn:iso:3166-2:<code>`.
    #[must_use]
    pub fn of_region(code: crate::RegionCode) -> Self {
        Self(Uuid::new_v5(&Uuid::NAMESPACE_URL, format!("urn:iso:3166-2:{code}").as_bytes()))
    }
}
