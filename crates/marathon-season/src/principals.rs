//! The accounts behind what happens: whose entrants are whose, who leads, coordinates, judges and audits.

use marathon_domain::Rules;
use marathon_events::{PrincipalId, RegionCode, Role};
use sha2::{Digest, Sha256};

use crate::calendar::{HOUR, MINUTE};

/// Judges whom the organiser appoints.
pub(crate) const JUDGES: u32 = 12;
/// Roles are granted from eight in the morning of the opening day on, before registrations begin.
const GRANTS_BEGIN: i64 = 8 * HOUR + 5 * MINUTE;

/// Somebody with an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Who {
    Organiser,
    Auditor,
    /// Of the region at this place in the rules.
    Coordinator(usize),
    Judge(u32),
    /// Whoever owns the entrant with this number.
    Owner(u32),
}

/// A role that is granted.
pub(crate) struct Grant {
    pub(crate) at: i64,
    pub(crate) who: Who,
    pub(crate) role: Role,
    pub(crate) regions: Vec<RegionCode>,
}

/// The account of somebody in a season with this seed.
pub(crate) fn principal(seed: u64, who: Who) -> PrincipalId {
    let hash = Sha256::new()
        .chain_update(b"account of an invented season")
        .chain_update(seed.to_le_bytes())
        .chain_update(format!("{who:?}"));
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hash.finalize()[..16]);
    PrincipalId(uuid::Builder::from_custom_bytes(bytes).into_uuid())
}

/// The roles of the first day: the program appoints the organiser, and the organiser all others.
pub(crate) fn grants(rules: &Rules) -> Vec<Grant> {
    let regions = &rules.set().regions;
    let coordinators = regions
        .iter()
        .enumerate()
        .map(|(no, region)| (Who::Coordinator(no), Role::Coordinator, vec![region.code]));
    let judges = (0..JUDGES).map(|no| (Who::Judge(no), Role::Judge, Vec::new()));
    [(Who::Organiser, Role::Organiser, Vec::new()), (Who::Auditor, Role::Auditor, Vec::new())]
        .into_iter()
        .chain(coordinators)
        .chain(judges)
        .zip(0..)
        .map(|((who, role, regions), nth)| Grant { at: GRANTS_BEGIN + nth * MINUTE, who, role, regions })
        .collect()
}
