//! The small values events are made of: codes, kinds, hashes and quantities in base units.

use std::fmt;

use compact_str::CompactString;
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::Sha256Hash;

/// A region's ISO 3166-2 code, like `KZ-71`: two letters, a hyphen, one to three letters or digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RegionCode {
    bytes: [u8; 6],
    len: u8,
}

impl RegionCode {
    /// `None` if the text does not have the shape of an ISO 3166-2 code.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let b = text.as_bytes();
        let shape = (4..=6).contains(&b.len())
            && b[..2].iter().all(u8::is_ascii_uppercase)
            && b[2] == b'-'
            && b[3..].iter().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit());
        if !shape {
            return None;
        }
        let mut bytes = [0; 6];
        bytes[..b.len()].copy_from_slice(b);
        Some(Self { bytes, len: b.len() as u8 })
    }

    /// The code as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.bytes[..usize::from(self.len)]).unwrap_or_default()
    }
}

impl fmt::Debug for RegionCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Display for RegionCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for RegionCode {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for RegionCode {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        struct V;
        impl de::Visitor<'_> for V {
            type Value = RegionCode;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an ISO 3166-2 region code like KZ-71")
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<RegionCode, E> {
                RegionCode::parse(text).ok_or_else(|| E::invalid_value(de::Unexpected::Str(text), &self))
            }
        }
        d.deserialize_str(V)
    }
}

impl JsonSchema for RegionCode {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "RegionCode".into()
    }
    fn inline_schema() -> bool {
        true
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "pattern": "^[A-Z]{2}-[A-Z0-9]{1,3}$" })
    }
}

/// A sector of good deeds, as the rule set names it: `social`, `ecological`, ...
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct Sector(#[schemars(with = "String")] pub CompactString);

impl fmt::Display for Sector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// What kind of entrant registers. Regions compete too, but are never registered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum EntrantKind {
    /// One human being.
    Person,
    /// An informal group.
    Team,
    /// A legal body.
    Organisation,
    /// A school, college or university.
    Institution,
}

impl EntrantKind {
    /// Every kind, in the order of its index.
    pub const ALL: [Self; 4] = [Self::Person, Self::Team, Self::Organisation, Self::Institution];

    /// The name on the wire.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Team => "team",
            Self::Organisation => "organisation",
            Self::Institution => "institution",
        }
    }

    /// The kind of that name on the wire.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|k| k.name() == name)
    }
}

/// What was done: one event type for each kind of deed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum DeedKind {
    /// Help given to people; counted in people helped and person-minutes.
    GoodDeedDone,
    /// Trees planted.
    TreesPlanted,
    /// Waste collected, in grams.
    WasteCollected,
    /// Animals helped.
    AnimalsHelped,
}

impl DeedKind {
    /// Every kind, in the order of its index.
    pub const ALL: [Self; 4] =
        [Self::GoodDeedDone, Self::TreesPlanted, Self::WasteCollected, Self::AnimalsHelped];

    /// The name on the wire, which is the name of its event.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::GoodDeedDone => "good-deed-done",
            Self::TreesPlanted => "trees-planted",
            Self::WasteCollected => "waste-collected",
            Self::AnimalsHelped => "animals-helped",
        }
    }

    /// The kind of that name on the wire.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|k| k.name() == name)
    }
}

macro_rules! unit {
    ($(#[$doc:meta])* $name:ident($inner:ty)) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
        #[serde(transparent)]
        pub struct $name(pub $inner);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

unit!(
    /// Human beings: those who took part, or those who were helped.
    People(u32)
);
unit!(
    /// Minutes of work, summed over everybody who took part.
    PersonMinutes(u32)
);
unit!(
    /// Trees planted.
    Trees(u32)
);
unit!(
    /// Mass in grams.
    Grams(u64)
);
unit!(
    /// Animals helped.
    Animals(u32)
);
unit!(
    /// Hundredths of a percent: 10 000 is the whole.
    BasisPoints(u32)
);

/// A piece of evidence: the hash of a photo and, if its owner made it public, where it can be seen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Evidence {
    /// SHA-256 of the photo's bytes.
    pub sha256: Sha256Hash,
    /// Public link. Never fetched by this software.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

/// The figures of a deed that a correction may replace, by kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "type", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Figures {
    /// Help given to people.
    GoodDeedDone {
        /// How many took part.
        people: People,
        /// How many were helped.
        people_helped: People,
        /// Work of all who took part together.
        person_minutes: PersonMinutes,
    },
    /// Trees planted.
    TreesPlanted {
        /// How many took part.
        people: People,
        /// Trees planted.
        trees: Trees,
    },
    /// Waste collected.
    WasteCollected {
        /// How many took part.
        people: People,
        /// Mass collected.
        grams: Grams,
    },
    /// Animals helped.
    AnimalsHelped {
        /// How many took part.
        people: People,
        /// Animals helped.
        animals: Animals,
    },
}

impl Figures {
    /// The kind of deed these figures belong to.
    #[must_use]
    pub fn kind(&self) -> DeedKind {
        match self {
            Self::GoodDeedDone { .. } => DeedKind::GoodDeedDone,
            Self::TreesPlanted { .. } => DeedKind::TreesPlanted,
            Self::WasteCollected { .. } => DeedKind::WasteCollected,
            Self::AnimalsHelped { .. } => DeedKind::AnimalsHelped,
        }
    }

    /// How many took part.
    #[must_use]
    pub fn people(&self) -> People {
        match *self {
            Self::GoodDeedDone { people, .. }
            | Self::TreesPlanted { people, .. }
            | Self::WasteCollected { people, .. }
            | Self::AnimalsHelped { people, .. } => people,
        }
    }

    /// The main quantity, in the base unit of the kind: people helped, trees, grams or animals.
    #[must_use]
    pub fn amount(&self) -> u64 {
        match *self {
            Self::GoodDeedDone { people_helped, .. } => u64::from(people_helped.0),
            Self::TreesPlanted { trees, .. } => u64::from(trees.0),
            Self::WasteCollected { grams, .. } => grams.0,
            Self::AnimalsHelped { animals, .. } => u64::from(animals.0),
        }
    }

    /// Person-minutes; 0 for kinds that do not count them.
    #[must_use]
    pub fn minutes(&self) -> u32 {
        match *self {
            Self::GoodDeedDone { person_minutes, .. } => person_minutes.0,
            _ => 0,
        }
    }
}
