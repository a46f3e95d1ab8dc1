//! Two persons who go on every call-out together, each with the same share: nothing but the draw can separate them.

use marathon_events::{Figures, PersonMinutes};

use crate::{
    deeds::{Cast, Deed},
    themes::Theme,
};

/// Makes the person who is called out most often, and somebody of the same region, inseparable; says who they are.
/// `None` if nobody is left who never goes alone.
pub(crate) fn make_inseparable(cast: &mut Cast, deeds: &mut [Deed]) -> Option<(u32, u32)> {
    let mut call_outs = vec![0_u32; cast.entrants.len()];
    for deed in deeds.iter().filter(|deed| deed.theme == Theme::Emergency) {
        call_outs[deed.entrant as usize] += 1;
    }
    let persons = || (0_u32..).zip(&cast.entrants).filter(|(_, entrant)| entrant.is_person());
    let (one, _) = persons().max_by_key(|(no, _)| (call_outs[*no as usize], u32::MAX - *no))?;
    let first = deeds.iter().find(|deed| deed.theme == Theme::Emergency && deed.entrant == one)?.at;
    let home = cast.entrants[one as usize].region;
    let (other, _) = persons().find(|(no, entrant)| {
        let there = entrant.region == home && entrant.registered_at < first;
        *no != one && there && call_outs[*no as usize] == 0
    })?;
    for deed in deeds.iter_mut().filter(|deed| deed.theme == Theme::Emergency) {
        name_both_or_neither(cast, deed, one, other);
    }
    Some((one, other))
}

fn name_both_or_neither(cast: &mut Cast, deed: &mut Deed, one: u32, other: u32) {
    let companions = cast.companions_of(deed);
    if deed.entrant == one {
        deed.claimed = shared_evenly(deed.claimed);
        cast.rename_companions(deed, &[other]);
    } else if companions.contains(&one) || companions.contains(&other) {
        let others: Vec<_> = companions.iter().copied().filter(|who| ![one, other].contains(who)).collect();
        cast.rename_companions(deed, &others);
    }
}

/// With so many minutes that everybody has the same share.
fn shared_evenly(figures: Figures) -> Figures {
    match figures {
        Figures::GoodDeedDone { people, people_helped, person_minutes } => {
            let minutes = person_minutes.0.next_multiple_of(people.0.max(2));
            Figures::GoodDeedDone { people, people_helped, person_minutes: PersonMinutes(minutes) }
        }
        other => other,
    }
}
