//! People and programs show who they are.

use std::sync::Arc;
use std::time::Duration;

use marathon_accounts::memory::MemoryAccounts;
use marathon_accounts::{
    Accounts, AccountsError, Cost, LINK_LIFE_MAX, LINK_PAYLOAD_BYTES_MAX, LinkPurpose, Login, PasswordError,
    Principal, SESSION_IDLE_MAX, SESSION_LIFE_MAX, Scope, Secret,
};
use marathon_events::Timestamp;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};

const PASSWORD: &str = "canary horse battery staple";
const NOW: Timestamp = Timestamp(1_700_000_000_000_000);

fn after(time: Duration) -> Timestamp {
    Timestamp(NOW.0 + i64::try_from(time.as_micros()).unwrap())
}

struct Given {
    accounts: Accounts,
    random: StdRng,
}

impl Given {
    fn new() -> Self {
        let mut random = StdRng::seed_from_u64(7);
        let fill = &mut |bytes: &mut [u8]| random.fill_bytes(bytes);
        Self { accounts: Accounts::new(Arc::new(MemoryAccounts::new()), Cost::LEAST, fill), random }
    }

    fn fill(random: &mut StdRng) -> impl FnMut(&mut [u8]) {
        |bytes| random.fill_bytes(bytes)
    }

    fn open(&mut self, login: &str) -> Principal {
        let mut fill = Self::fill(&mut self.random);
        let principal = Principal::new(NOW, &mut fill);
        let login = Login::parse(login).unwrap();
        self.accounts.open(principal, &login, PASSWORD, NOW, &mut fill).unwrap().expect("the login is free");
        principal
    }

    fn begin(&mut self, login: &str, came_with: Option<&Secret>) -> Secret {
        let who = self.accounts.sign_in(login, PASSWORD).unwrap().expect("they are let in");
        let mut fill = Self::fill(&mut self.random);
        self.accounts.begin_session(&who, came_with, NOW, &mut fill).unwrap().expect("a session").0
    }

    fn lasts(&self, secret: &Secret, now: Timestamp) -> bool {
        self.accounts.session(secret, now).unwrap().is_some()
    }
}

#[test]
fn who_knows_login_and_password_is_let_in_and_nobody_else() {
    let mut given = Given::new();
    let principal = given.open("aigul@example.kz");
    assert_eq!(given.accounts.sign_in(" Aigul@example.KZ", PASSWORD).unwrap().unwrap().principal, principal);
    for (login, password) in
        [("aigul@example.kz", "canary horse battery stapl"), ("bolat@example.kz", PASSWORD), ("?", PASSWORD)]
    {
        assert_eq!(given.accounts.sign_in(login, password).unwrap(), None, "{login}");
    }
    given.accounts.store().set_disabled(principal, true).unwrap();
    assert_eq!(given.accounts.sign_in("aigul@example.kz", PASSWORD).unwrap(), None, "disabled");
}

#[test]
fn a_login_is_opened_once_and_with_a_good_password() {
    let mut given = Given::new();
    let first = given.open("aigul");
    let login = Login::parse("AIGUL").unwrap();
    let mut fill = Given::fill(&mut given.random);
    let other = Principal::new(NOW, &mut fill);
    assert_ne!(first, other);
    assert_eq!(given.accounts.open(other, &login, PASSWORD, NOW, &mut fill).unwrap(), None);
    let short = given.accounts.open(other, &login, "short", NOW, &mut fill).unwrap_err();
    assert!(matches!(short, AccountsError::Password(PasswordError::TooShort)), "{short:?}");
}

#[test]
fn a_session_lasts_as_long_as_somebody_is_there_and_no_longer_than_it_may() {
    let mut given = Given::new();
    given.open("aigul");
    let secret = given.begin("aigul", None);
    let moment = Duration::from_micros(1);
    assert!(given.lasts(&secret, after(SESSION_IDLE_MAX)));
    let mut seen = SESSION_IDLE_MAX;
    while seen + SESSION_IDLE_MAX < SESSION_LIFE_MAX {
        seen += SESSION_IDLE_MAX;
        assert!(given.lasts(&secret, after(seen)), "{seen:?}");
    }
    assert!(given.lasts(&secret, after(SESSION_LIFE_MAX - moment)));
    assert!(!given.lasts(&secret, after(SESSION_LIFE_MAX)));
    assert!(!given.lasts(&secret, NOW), "it was removed");

    let idle = given.begin("aigul", None);
    assert!(!given.lasts(&idle, after(SESSION_IDLE_MAX + moment)));
}

#[test]
fn signing_in_gives_a_new_secret_and_ends_the_old_session() {
    let mut given = Given::new();
    given.open("aigul");
    let planted = given.begin("aigul", None);
    let secret = given.begin("aigul", Some(&planted));
    assert!(given.lasts(&secret, NOW));
    assert!(!given.lasts(&planted, NOW));
    assert!(given.accounts.end_session(&secret).unwrap());
    assert!(!given.lasts(&secret, NOW));
}

#[test]
fn a_new_password_ends_what_began_with_the_old_one() {
    let mut given = Given::new();
    let principal = given.open("aigul");
    let secret = given.begin("aigul", None);
    let just_signed_in = given.accounts.sign_in("aigul", PASSWORD).unwrap().unwrap();
    let mut fill = Given::fill(&mut given.random);
    assert!(given.accounts.set_password(principal, "another good password", &mut fill).unwrap());
    assert_eq!(given.accounts.session(&secret, NOW).unwrap(), None);
    assert!(given.accounts.begin_session(&just_signed_in, None, NOW, &mut fill).unwrap().is_none());
    assert!(given.accounts.sign_in("aigul", PASSWORD).unwrap().is_none());
    assert!(given.accounts.sign_in("aigul", "another good password").unwrap().is_some());
}

#[test]
fn a_provider_names_the_same_person_each_time() {
    let mut given = Given::new();
    let mut fill = Given::fill(&mut given.random);
    let mut come =
        |subject| given.accounts.sign_in_external("https://id.kz", subject, NOW, &mut fill).unwrap();
    let first = come("17");
    assert_eq!(come("17"), first);
    assert_ne!(come("18").principal, first.principal);
    assert!(given.accounts.begin_session(&first, None, NOW, &mut fill).unwrap().is_some());
}

fn scope() -> Scope {
    Scope { role: "auditor".to_owned(), marathon: None, region: None, nomination: None }
}

#[test]
fn a_token_is_good_until_it_ends_or_is_revoked() {
    let mut given = Given::new();
    let mut fill = Given::fill(&mut given.random);
    let life = Duration::from_secs(1000);
    let (text, token) = given.accounts.issue_token(scope(), after(life), NOW, &mut fill).unwrap();
    let (other_text, other) = given.accounts.issue_token(scope(), after(life), NOW, &mut fill).unwrap();
    assert_ne!(token.principal, other.principal);
    assert_eq!((text.len(), &text[..12]), (4 + 64, token.prefix.as_str()));
    let good = |text: &str, now| given.accounts.token(text, now).unwrap().is_some();
    assert!(good(&text, after(life - Duration::from_micros(1))));
    assert!(!good(&text, after(life)));
    for no in ["", "mrt_", &text[4..], &text[..67], &format!("{}0", *text), &text.to_uppercase()] {
        assert!(!good(no, NOW), "{no}");
    }
    assert!(given.accounts.store().revoke_token(token.principal, NOW).unwrap());
    assert!(!good(&text, NOW));
    assert!(good(&other_text, NOW));
    let listed = given.accounts.store().tokens(None, 10).unwrap();
    let used: Vec<_> = listed.iter().map(|token| (token.principal, token.last_used.is_some())).collect();
    let mut expected = [(token.principal, true), (other.principal, true)];
    expected.sort();
    assert_eq!(used, expected);
}

#[test]
fn chance_that_repeats_itself_makes_no_token() {
    let given = Given::new();
    let issue = || {
        given.accounts.issue_token(scope(), after(Duration::from_secs(1)), NOW, &mut |b| b.fill(1)).map(drop)
    };
    issue().unwrap();
    assert!(matches!(issue(), Err(AccountsError::NotRandom)));
}

#[test]
fn a_link_works_once_for_its_purpose_and_time() {
    let mut given = Given::new();
    let mut fill = Given::fill(&mut given.random);
    let purpose = LinkPurpose::TeamInvitation;
    let mut make =
        |bytes, life| given.accounts.make_link(purpose, None, &vec![7; bytes], life, NOW, &mut fill).unwrap();
    assert!(make(LINK_PAYLOAD_BYTES_MAX + 1, LINK_LIFE_MAX).is_none());
    let link = make(LINK_PAYLOAD_BYTES_MAX, Duration::MAX).unwrap();
    let look = |now| given.accounts.look_at_link(&link, purpose, now).unwrap().is_some();
    assert!(look(after(LINK_LIFE_MAX - Duration::from_micros(1))));
    assert!(!look(after(LINK_LIFE_MAX)), "no link lives longer");
    assert!(given.accounts.look_at_link(&link, LinkPurpose::PasswordReset, NOW).unwrap().is_none());
    assert!(given.accounts.redeem_link(&link, LinkPurpose::PasswordReset, NOW).unwrap().is_none());
    let redeem = || given.accounts.redeem_link(&link, purpose, NOW).unwrap();
    assert_eq!(redeem().expect("the first time").payload, [7; LINK_PAYLOAD_BYTES_MAX]);
    assert_eq!(redeem(), None);
}

#[test]
fn nothing_secret_shows_itself() {
    let mut given = Given::new();
    let principal = given.open("canary@example.kz");
    let secret = given.begin("canary@example.kz", None);
    let mut fill = Given::fill(&mut given.random);
    let who = given.accounts.sign_in_external("https://id.kz", "canary-17", NOW, &mut fill).unwrap();
    let identity = marathon_accounts::Identity {
        issuer: "https://canary.kz".into(),
        subject: "canary".into(),
        principal,
        created_at: NOW,
    };
    let about =
        given.accounts.make_link(LinkPurpose::PasswordReset, None, b"canary", LINK_LIFE_MAX, NOW, &mut fill);
    let link = about.unwrap().unwrap();
    let seen = given.accounts.look_at_link(&link, LinkPurpose::PasswordReset, NOW).unwrap().unwrap();
    let account = given.accounts.store().account(principal).unwrap().unwrap();
    let shown = format!("{account:?} {secret:?} {who:?} {identity:?} {link:?} {seen:?}");
    for hidden in ["canary", "argon2", &secret.text(), "99, 97, 110"] {
        assert!(!shown.contains(hidden), "{hidden} in {shown}");
    }
}
