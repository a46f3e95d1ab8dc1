//! Doubts about verified deeds: some were right, and the deed stands no more; most were not.

use marathon_events::EntrantKind;

use crate::{
    calendar::{DAY, HOUR, LAST_VERIFICATION_DAY, MINUTE, day_of, office_moment},
    deeds::{Cast, Deed, Fate, Why},
    random::Random,
};

/// Of the deeds that were refused for lack of evidence, one in so many was verified at first.
const UPHELD: u64 = 12;
/// One verified deed in so many is doubted in vain.
const IN_VAIN: u64 = 300;

/// A doubt and what came of it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Challenge {
    pub(crate) at: i64,
    /// The entrant whose owner doubts.
    pub(crate) by: u32,
    pub(crate) resolved_at: i64,
    pub(crate) upheld: bool,
}

/// Who doubts which deeds. What changes a claimed total is over on the day it would have been refused.
pub(crate) fn challenge_some(cast: &Cast, deeds: &mut [Deed], random: &mut Random) {
    for deed in deeds.iter_mut() {
        match (deed.fate, deed.verified_at) {
            (Fate::Rejected { at, why: Why::Evidence }, _) if random.chance(1, UPHELD) => {
                let doubted = at + random.between(30 * MINUTE as u64, 90 * MINUTE as u64) as i64;
                let resolved_at = doubted + random.between(HOUR as u64, 2 * HOUR as u64) as i64;
                let Some(by) = challenger(cast, deed) else { continue };
                deed.verified_at = Some(at);
                deed.challenge = Some(Challenge { at: doubted, by, resolved_at, upheld: true });
            }
            (Fate::Stands, Some(verified)) if random.chance(1, IN_VAIN) => {
                let day = day_of(verified) + 1 + random.below(3) as u16;
                let at = office_moment(day, random);
                let resolved_at = at + DAY;
                let Some(by) = challenger(cast, deed) else { continue };
                if day_of(resolved_at) < LAST_VERIFICATION_DAY {
                    deed.challenge = Some(Challenge { at, by, resolved_at, upheld: false });
                }
            }
            _ => {}
        }
    }
}

/// An organisation of the same region that was there when the deed was logged. Its owner is nobody's companion.
fn challenger(cast: &Cast, deed: &Deed) -> Option<u32> {
    let home = cast.entrant(deed).region;
    let fits = |entrant: &crate::people::Entrant| {
        entrant.kind() == EntrantKind::Organisation
            && entrant.region == home
            && entrant.registered_at < deed.at
    };
    (0..).zip(&cast.entrants).find(|(no, entrant)| *no != deed.entrant && fits(entrant)).map(|(no, _)| no)
}
