//! What happened: `[person(1), logged(1, trees(12)), verified(1)]`.

use std::collections::BTreeMap;

use marathon_domain::{Fact, Rules};
use marathon_events::{
    EntrantKind, Event, Figures, People, Revision, StreamId, deed_corrected::DeedCorrected,
    deed_rejected::DeedRejected, deed_verified::DeedVerified, deed_withdrawn::DeedWithdrawn,
    entrant_registered::EntrantRegistered, intake_closed::IntakeClosed, marathon_opened::MarathonOpened,
};

use super::{deeds::Deed, ids};

fn fact(stream: impl Into<StreamId>, event: Event) -> Fact {
    Fact { stream: stream.into(), revision: Revision(0), event }
}

/// The same facts, each with its place in its stream.
pub fn in_order(facts: impl IntoIterator<Item = Fact>) -> Vec<Fact> {
    let mut next = BTreeMap::new();
    let number = |fact: Fact| {
        let revision: &mut u32 = next.entry(fact.stream).or_default();
        *revision += 1;
        Fact { revision: Revision(*revision - 1), ..fact }
    };
    facts.into_iter().map(number).collect()
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
