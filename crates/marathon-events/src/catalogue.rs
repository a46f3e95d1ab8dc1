//! The catalogue: one line for each event name and version that was ever written.
//!
//! Everything else about versions follows from it: what can be decoded, what is upcast, which JSON Schemas
//! exist. An event whose name or version is not here is an error, never skipped.

use schemars::{JsonSchema, Schema, generate::SchemaSettings};
use serde::Serialize;
use serde::de::MapAccess;

use crate::{
    animals_helped::v1::AnimalsHelpedV1, deed_corrected::v1::DeedCorrectedV1,
    deed_rejected::v1::DeedRejectedV1, deed_verified::v1::DeedVerifiedV1,
    deed_withdrawn::v1::DeedWithdrawnV1, entrant_registered::v1::EntrantRegisteredV1,
    good_deed_done::v1::GoodDeedDoneV1, intake_closed::v1::IntakeClosedV1,
    marathon_opened::v1::MarathonOpenedV1, trees_planted::v1::TreesPlantedV1, waste_collected,
    waste_collected::v1::WasteCollectedV1, waste_collected::v2::WasteCollectedV2,
};

/// A fact of a marathon, in the latest version of its event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Event {
    /// The marathon was opened.
    MarathonOpened(Box<MarathonOpenedV1>),
    /// Somebody entered.
    EntrantRegistered(EntrantRegisteredV1),
    /// Help was given.
    GoodDeedDone(GoodDeedDoneV1),
    /// Trees were planted.
    TreesPlanted(TreesPlantedV1),
    /// Waste was collected.
    WasteCollected(WasteCollectedV2),
    /// Animals were helped.
    AnimalsHelped(AnimalsHelpedV1),
    /// A deed was found true.
    DeedVerified(DeedVerifiedV1),
    /// A deed was refused.
    DeedRejected(DeedRejectedV1),
    /// A deed's figures were replaced.
    DeedCorrected(DeedCorrectedV1),
    /// A deed was taken back.
    DeedWithdrawn(DeedWithdrawnV1),
    /// No more deeds are taken.
    IntakeClosed(IntakeClosedV1),
}

macro_rules! catalogue {
    ($($name:literal $version:literal $data:ident => $event:expr;)*) => {
        /// Reads the data of an event of this name and version out of a JSON object, upcast to the latest.
        /// `None` if the catalogue does not know the pair.
        pub(crate) fn read_data<'de, A: MapAccess<'de>>(
            name: &str,
            version: u16,
            map: &mut A,
        ) -> Result<Option<Event>, A::Error> {
            Ok(match (name, version) {
                $(($name, $version) => {
                    let upcast: fn($data) -> Event = $event;
                    Some(upcast(map.next_value()?))
                })*
                _ => None,
            })
        }

        /// Every name and version with the JSON Schema of its data, in the order of the catalogue.
        #[must_use]
        pub fn schemas() -> Vec<(&'static str, u16, Schema)> {
            vec![$(($name, $version, schema_of::<$data>())),*]
        }
    };
}

// One line for each name and version. The next version of an event goes right below its predecessor, whose
// upcast then leads to it; released lines and their structs never change.
catalogue! {
    "marathon-opened"    1 MarathonOpenedV1    => |e| Event::MarathonOpened(Box::new(e));
    "entrant-registered" 1 EntrantRegisteredV1 => Event::EntrantRegistered;
    "good-deed-done"     1 GoodDeedDoneV1      => Event::GoodDeedDone;
    "trees-planted"      1 TreesPlantedV1      => Event::TreesPlanted;
    "waste-collected"    1 WasteCollectedV1    => |e| Event::WasteCollected(waste_collected::v1_to_v2(e));
    "waste-collected"    2 WasteCollectedV2    => Event::WasteCollected;
    "animals-helped"     1 AnimalsHelpedV1     => Event::AnimalsHelped;
    "deed-verified"      1 DeedVerifiedV1      => Event::DeedVerified;
    "deed-rejected"      1 DeedRejectedV1      => Event::DeedRejected;
    "deed-corrected"     1 DeedCorrectedV1     => Event::DeedCorrected;
    "deed-withdrawn"     1 DeedWithdrawnV1     => Event::DeedWithdrawn;
    "intake-closed"      1 IntakeClosedV1      => Event::IntakeClosed;
}

fn schema_of<T: JsonSchema>() -> Schema {
    SchemaSettings::draft2020_12().into_generator().into_root_schema_for::<T>()
}

impl Event {
    /// Name and version this event is written under.
    #[must_use]
    pub fn name_and_version(&self) -> (&'static str, u16) {
        match self {
            Self::MarathonOpened(_) => ("marathon-opened", 1),
            Self::EntrantRegistered(_) => ("entrant-registered", 1),
            Self::GoodDeedDone(_) => ("good-deed-done", 1),
            Self::TreesPlanted(_) => ("trees-planted", 1),
            Self::WasteCollected(_) => ("waste-collected", 2),
            Self::AnimalsHelped(_) => ("animals-helped", 1),
            Self::DeedVerified(_) => ("deed-verified", 1),
            Self::DeedRejected(_) => ("deed-rejected", 1),
            Self::DeedCorrected(_) => ("deed-corrected", 1),
            Self::DeedWithdrawn(_) => ("deed-withdrawn", 1),
            Self::IntakeClosed(_) => ("intake-closed", 1),
        }
    }
}
