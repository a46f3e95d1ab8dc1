//! What happened: `[person(1), logged(1, trees(12)), verified(1)]`.

use std::collections::BTreeMap;

use marathon_domain::{Fact, Occasion, Rules};
use marathon_events::{
    EntrantKind, Event, Figures, People, Position, Revision, Role, StreamId,
    challenge_resolved::ChallengeResolved, deed_challenged::DeedChallenged, deed_corrected::DeedCorrected,
    deed_rejected::DeedRejected, deed_verified::DeedVerified, deed_withdrawn::DeedWithdrawn,
    entrant_profile_changed::EntrantProfileChanged, entrant_registered::AgeClass,
    entrant_registered::EntrantRegistered, intake_closed::IntakeClosed, marathon_opened::MarathonOpened,
    member_joined::MemberJoined, role_granted::RoleGranted,
};

use super::{deeds::Deed, ids};

pub fn fact(stream: impl Into<StreamId>, event: Event) -> Fact {
    Fact { stream: stream.into(), revision: Revision(0), occasion: Occasion::default(), event }
}

/// The same facts, each with its place in its stream and in the history.
pub fn in_order(facts: impl IntoIterator<Item = Fact>) -> Vec<Fact> {
    let mut next = BTreeMap::new();
    let number = |(position, fact): (u64, Fact)| {
        let revision: &mut u32 = next.entry(fact.stream).or_default();
        *revision += 1;
        let occasion = Occasion { position: Position(position), ..fact.occasion };
        Fact { revision: Revision(*revision - 1), occasion, ..fact }
    };
    (0..).zip(facts).map(number).collect()
}

pub fn opened(rules: &Rules) -> Fact {
    fact(ids::marathon(), Event::MarathonOpened(Box::new(MarathonOpened { rules: rules.set().clone() })))
}

pub fn intake_closed(reason: Option<&str>) -> Fact {
    fact(ids::marathon(), Event::IntakeClosed(IntakeClosed { reason: reason.map(Into::into) }))
}

/// Entrant `n` of Astana, called `e<n>`.
pub fn registered(n: u32, kind: EntrantKind, members: Option<u32>) -> Fact {
    let entrant = EntrantRegistered {
        kind,
        alias: format!("e{n}"),
        region: ids::region("KZ-71"),
        members: members.map(People),
        owner: None,
        age: None,
        guardian_consent: false,
        silver: false,
    };
    fact(ids::entrant(n), Event::EntrantRegistered(entrant))
}

pub fn person(n: u32) -> Fact {
    registered(n, EntrantKind::Person, None)
}

pub fn team(n: u32, members: u32) -> Fact {
    registered(n, EntrantKind::Team, Some(members))
}

pub fn organisation(n: u32, members: u32) -> Fact {
    registered(n, EntrantKind::Organisation, Some(members))
}

pub fn institution(n: u32, members: u32) -> Fact {
    registered(n, EntrantKind::Institution, Some(members))
}

/// The same entrant at home elsewhere.
pub fn at_home_in(code: &str, mut entrant: Fact) -> Fact {
    if let Event::EntrantRegistered(e) = &mut entrant.event {
        e.region = ids::region(code);
    }
    entrant
}

pub fn logged(n: u32, deed: Deed) -> Fact {
    fact(ids::deed(n), deed.event())
}

pub fn verified(n: u32) -> Fact {
    fact(ids::deed(n), Event::DeedVerified(DeedVerified { reason: None }))
}

pub fn challenged(n: u32) -> Fact {
    fact(ids::deed(n), Event::DeedChallenged(DeedChallenged { reason: "nobody came".into() }))
}

pub fn resolved(n: u32, upheld: bool) -> Fact {
    let reason = "asked around".into();
    fact(ids::deed(n), Event::ChallengeResolved(ChallengeResolved { upheld, reason }))
}

/// The same, caused by principal `n`.
pub fn by(n: u32, mut fact: Fact) -> Fact {
    fact.occasion.actor = Some(ids::principal(n));
    fact
}

/// The same, at this moment.
pub fn at(moment: &str, mut fact: Fact) -> Fact {
    fact.occasion.at = ids::moment(moment);
    fact
}

/// The same entrant, of principal `n`.
pub fn owned(n: u32, mut entrant: Fact) -> Fact {
    if let Event::EntrantRegistered(e) = &mut entrant.event {
        e.owner = Some(ids::principal(n));
    }
    entrant
}

/// The same person, under age.
pub fn minor(mut entrant: Fact) -> Fact {
    if let Event::EntrantRegistered(e) = &mut entrant.event {
        e.age = Some(AgeClass::Minor);
    }
    entrant
}

/// Entrant `n` tells this about itself from now on; what is absent stays.
pub fn told(n: u32, change: EntrantProfileChanged) -> Fact {
    fact(ids::entrant(n), Event::EntrantProfileChanged(change))
}

/// A change of nothing, to be filled in.
pub fn same() -> EntrantProfileChanged {
    EntrantProfileChanged { alias: None, region: None, members: None, silver: None }
}

pub fn joined(team: u32, person: u32) -> Fact {
    fact(ids::entrant(team), Event::MemberJoined(MemberJoined { person: ids::entrant(person) }))
}

/// Principal `n` has a role, everywhere.
pub fn granted(n: u32, role: Role) -> Fact {
    granted_for(n, role, &[], &[])
}

/// Principal `n` coordinates these regions, or judges these nominations.
pub fn granted_for(n: u32, role: Role, regions: &[&str], nominations: &[&str]) -> Fact {
    let regions = regions.iter().map(|code| ids::region(code)).collect();
    let nominations = nominations.iter().map(|id| (*id).to_owned()).collect();
    let event = RoleGranted { role, regions, nominations, reason: None };
    fact(ids::principal(n), Event::RoleGranted(event))
}

pub fn verified_because(n: u32, reason: &str) -> Fact {
    fact(ids::deed(n), Event::DeedVerified(DeedVerified { reason: Some(reason.into()) }))
}

pub fn rejected(n: u32) -> Fact {
    fact(ids::deed(n), Event::DeedRejected(DeedRejected { reason: None }))
}

pub fn withdrawn(n: u32) -> Fact {
    fact(ids::deed(n), Event::DeedWithdrawn(DeedWithdrawn { reason: None }))
}

pub fn corrected(n: u32, figures: Figures) -> Fact {
    fact(ids::deed(n), Event::DeedCorrected(DeedCorrected { figures, reason: Some("recount".into()) }))
}
