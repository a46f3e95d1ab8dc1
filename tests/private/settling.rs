//! Payloads that a process left behind when it died are confirmed if an event commits to them, and removed if none does.

use std::sync::Arc;

use marathon_accounts::vault::{Commitment, Subject};
use marathon_api::{Settled, fill, settle_private};
use marathon_domain::{Action, NewEntrant};
use marathon_engine::{Request, idempotency};
use marathon_events::{self as events, EntrantKind, Hmac, RegionCode};
use uuid::Uuid;

use super::kept;
use crate::support::server::{Server, now};

const SUBJECT: Subject = Subject(Uuid::from_u128(7));

fn seal(server: &Server, schema: u32) -> Commitment {
    let vault = server.app.access.vault.as_ref().unwrap();
    vault.seal(SUBJECT, schema, br#"{"consent":"1"}"#, now(), &mut fill).unwrap()
}

#[test]
fn what_is_left_behind_is_looked_up_in_the_history() {
    let server = Server::start();
    let (referred, orphan, of_others) = (seal(&server, 1), seal(&server, 2), seal(&server, 9));
    let region = RegionCode::parse("KZ-71").unwrap();
    let entrant = NewEntrant::new(EntrantKind::Person, "Tulip".into(), region, None);
    let request = Request {
        at: now(),
        actor: None,
        correlation_id: None,
        command: idempotency("k", b""),
        private: Some(events::Commitment { subject: SUBJECT.0, commitment: Hmac(referred.0) }),
        action: Arc::new(Action::RegisterEntrant(entrant)),
    };
    server.site.all()[0].submit(vec![request]).unwrap().blocking_recv().unwrap();
    let before = now();
    let late = seal(&server, 1);
    let settled = settle_private(&server.app, before).unwrap();
    assert_eq!(settled, Settled { confirmed: 1, removed: 1, erased: 0 });
    let mut found: Vec<_> = kept(&server).into_iter().map(|(p, c)| (p.place.commitment, c)).collect();
    found.sort_unstable();
    let mut expected = [(referred, true), (of_others, false), (late, false)];
    expected.sort_unstable();
    assert_eq!(found, expected, "and not {orphan:?}");
    assert_eq!(settle_private(&server.app, before).unwrap(), Settled::default());
}
