//! Who takes part in a measured marathon: invented entrants, and the places and days of their deeds.

use marathon_domain::{NewEntrant, Rules};
use marathon_events::{Day, EntrantId, EntrantKind, People, RegionCode};

/// Slug of the measured marathon, whose season lies in the past, so that measurements do not depend on the date.
pub(crate) const SLUG: &str = "2024";

/// Mixes a number well: the same in, the same out, and neighbours end up far apart.
pub(crate) fn mix(number: u64) -> u64 {
    let mut z = number.wrapping_add(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// The rules of the measured marathon.
pub(crate) fn rules() -> Rules {
    Rules::default_2024()
}

/// Entrants with their ids, in order of registration.
pub(crate) struct World {
    /// Ids as the engine gave them.
    pub(crate) ids: Vec<EntrantId>,
    regions: Vec<RegionCode>,
    days: Vec<Day>,
}

impl World {
    /// Nobody yet.
    pub(crate) fn new() -> Self {
        let rules = rules();
        let season = &rules.set().season;
        let length = u32::try_from(season.ends_on.since(season.starts_on)).unwrap_or_default();
        Self {
            ids: Vec::new(),
            regions: rules.set().regions.iter().map(|r| r.code).collect(),
            days: (0..=length).map(|n| season.starts_on.plus(n)).collect(),
        }
    }

    /// The registration of the entrant of this number: of twenty, fourteen persons, four teams, an organisation and
    /// an institution.
    pub(crate) fn registration(&self, no: usize) -> NewEntrant {
        let kind = kind(no);
        let members = (kind != EntrantKind::Person).then(|| People(5 + mix(no as u64) as u32 % 50));
        NewEntrant::new(kind, format!("Entrant {no}"), self.region(no), members)
    }

    /// Home region of the entrant of this number.
    pub(crate) fn region(&self, no: usize) -> RegionCode {
        self.regions[(mix(no as u64) >> 32) as usize % self.regions.len()]
    }

    /// A day of the season.
    pub(crate) fn day(&self, random: u64) -> Day {
        self.days[random as usize % self.days.len()]
    }

    /// The number of a person, near this one.
    pub(crate) fn person_near(&self, no: usize) -> Option<usize> {
        (0..20).map(|step| (no + step) % self.ids.len()).find(|n| kind(*n) == EntrantKind::Person)
    }
}

/// Kind of the entrant of this number.
pub(crate) fn kind(no: usize) -> EntrantKind {
    match no % 20 {
        0..=13 => EntrantKind::Person,
        14..=17 => EntrantKind::Team,
        18 => EntrantKind::Organisation,
        _ => EntrantKind::Institution,
    }
}
