//! Signing in at a provider that keeps to the rules, and at one that does not.

use marathon_events::Timestamp;
use marathon_oidc::{
    ANSWER_BYTES_MAX, Answer, Attempt, CLOCK_SKEW_MAX, Error, KEPT_MAX, Provider, REFETCHES_MAX, Subject,
    TokenError,
    testing::{CLIENT_ID, Draft, FakeProvider, Signature, TOKEN_LIFE_SECONDS},
};
use serde_json::{Value, json};

const NOW: Timestamp = Timestamp(1_721_458_800_000_000);
const BACK: &str = "https://deeds.example.kz/sign-in/callback";

/// Seconds after [`NOW`].
fn after(seconds: i64) -> Timestamp {
    Timestamp(NOW.0 + seconds * 1_000_000)
}

/// A provider and whoever asks it.
struct Stage {
    fake: FakeProvider,
    provider: Provider,
}

impl Stage {
    fn new() -> Self {
        let fake = FakeProvider::start(NOW);
        let provider = Provider::new(fake.settings(BACK));
        Self { fake, provider }
    }

    /// What a browser with this secret comes back with.
    fn answer(&self, secret: u8, now: Timestamp) -> Result<(Attempt, Answer), Error> {
        let attempt = Attempt::of(&[secret; 32]);
        let query = self.fake.sign_in(&self.provider.request(&attempt, now)?, "rose");
        let answer = Answer {
            state: parameter(&query, "state"),
            code: parameter(&query, "code"),
            error: None,
            iss: Some(self.fake.issuer()),
        };
        Ok((attempt, answer))
    }

    fn sign_in_at(&self, now: Timestamp) -> Result<Subject, Error> {
        let (attempt, answer) = self.answer(1, now)?;
        self.provider.identify(&attempt, &answer, now)
    }

    fn sign_in(&self) -> Result<Subject, Error> {
        self.sign_in_at(NOW)
    }

    /// Why a token is not believed that was changed so.
    #[track_caller]
    fn refusal(&self, change: impl Fn(&mut Draft) + Send + 'static) -> TokenError {
        self.fake.forge(change);
        token_error(self.sign_in())
    }
}

fn parameter(query: &str, name: &str) -> Option<String> {
    query.split('&').find_map(|pair| pair.strip_prefix(&format!("{name}="))).map(str::to_owned)
}

#[track_caller]
fn token_error(outcome: Result<Subject, Error>) -> TokenError {
    match outcome {
        Err(Error::Token(error)) => error,
        other => panic!("{other:?}"),
    }
}

#[test]
fn whoever_the_provider_names_is_that_person() {
    let stage = Stage::new();
    let expected = Subject { issuer: stage.fake.issuer(), subject: "rose".to_owned() };
    assert_eq!(stage.sign_in().unwrap(), expected);
    assert_eq!(stage.sign_in().unwrap(), expected);
    assert_eq!(stage.fake.asked("/.well-known/openid-configuration"), 1);
    assert_eq!(stage.fake.asked("/keys"), 1);
    assert_eq!(stage.fake.asked("/token"), 2);
}

#[test]
fn nothing_is_asked_before_somebody_signs_in_and_what_was_said_is_kept_for_an_hour() {
    let stage = Stage::new();
    assert_eq!(stage.fake.asked("/.well-known/openid-configuration"), 0);
    let kept = KEPT_MAX.as_secs().cast_signed();
    for (seconds, times) in [(0, 1), (kept - 1, 1), (kept, 2)] {
        stage.fake.set_now(after(seconds));
        stage.sign_in_at(after(seconds)).unwrap();
        assert_eq!(stage.fake.asked("/.well-known/openid-configuration"), times, "after {seconds} s");
        assert_eq!(stage.fake.asked("/keys"), times, "after {seconds} s");
    }
}

#[test]
fn a_secret_goes_into_the_form_where_the_provider_takes_it_only_there() {
    let stage = Stage::new();
    stage
        .fake
        .configure(|said| said["token_endpoint_auth_methods_supported"] = json!(["client_secret_post"]));
    stage.sign_in().unwrap();
}

#[test]
fn an_answer_that_is_not_to_this_attempt_is_not_taken() {
    let stage = Stage::new();
    let (attempt, mine) = stage.answer(1, NOW).unwrap();
    let (_, others) = stage.answer(2, NOW).unwrap();
    let mut wrong = vec![others];
    for state in [None, Some(String::new()), Some("x".repeat(43))] {
        wrong.push(Answer { state, code: mine.code.clone(), iss: mine.iss.clone(), error: None });
    }
    for iss in [None, Some("https://another.example".to_owned())] {
        wrong.push(Answer { iss, state: mine.state.clone(), code: mine.code.clone(), error: None });
    }
    for answer in wrong {
        let refused = stage.provider.identify(&attempt, &answer, NOW);
        assert!(matches!(refused, Err(Error::Foreign(_))), "{refused:?}");
    }
    assert_eq!(stage.fake.asked("/token"), 0, "no code of somebody else is redeemed");
    stage.provider.identify(&attempt, &mine, NOW).unwrap();
}

#[test]
fn a_code_is_good_once_and_only_for_who_asked_for_it() {
    let stage = Stage::new();
    let (attempt, answer) = stage.answer(1, NOW).unwrap();
    stage.provider.identify(&attempt, &answer, NOW).unwrap();
    let again = stage.provider.identify(&attempt, &answer, NOW);
    assert!(matches!(&again, Err(Error::Refused(why)) if why == "invalid_grant"), "{again:?}");
    // A code that was stolen on its way does not help without the verifier.
    let (_, stolen) = stage.answer(1, NOW).unwrap();
    let thief = Attempt::of(&[9; 32]);
    let stolen = Answer { state: Some(thief.state.clone()), ..stolen };
    let refused = stage.provider.identify(&thief, &stolen, NOW);
    assert!(matches!(&refused, Err(Error::Refused(why)) if why == "invalid_grant"), "{refused:?}");
}

#[test]
fn who_cancels_at_the_provider_is_refused() {
    let stage = Stage::new();
    let (attempt, answer) = stage.answer(1, NOW).unwrap();
    let cancelled = Answer { code: None, error: Some("access_denied\n\u{1b}[2J".to_owned()), ..answer };
    let refused = stage.provider.identify(&attempt, &cancelled, NOW);
    assert!(matches!(&refused, Err(Error::Refused(why)) if why == "access_denied[2J"), "{refused:?}");
}

#[test]
fn claims_must_be_of_this_provider_for_this_client_about_this_attempt() {
    let stage = Stage::new();
    let claim = |name: &'static str, value: Value| {
        stage.refusal(move |draft| {
            let claims = draft.claims.as_object_mut().unwrap();
            claims.insert(name.to_owned(), value.clone());
            claims.retain(|_, value| !value.is_null());
        })
    };
    assert_eq!(claim("iss", json!("https://another.example")), TokenError::Issuer);
    assert_eq!(claim("aud", json!("another")), TokenError::Audience);
    assert_eq!(claim("aud", json!([])), TokenError::Audience);
    assert_eq!(claim("aud", json!([CLIENT_ID, "another"])), TokenError::Audience, "without azp");
    assert_eq!(claim("azp", json!("another")), TokenError::Audience);
    assert_eq!(claim("nonce", json!("another")), TokenError::Nonce);
    assert_eq!(claim("nonce", Value::Null), TokenError::Nonce);
    assert_eq!(claim("sub", json!("")), TokenError::Subject);
    assert_eq!(claim("sub", json!("x".repeat(256))), TokenError::Subject);
    assert_eq!(claim("sub", json!("роза")), TokenError::Subject);
    for name in ["iss", "sub", "aud", "exp", "iat"] {
        assert_eq!(claim(name, Value::Null), TokenError::Malformed, "{name}");
    }
    assert_eq!(claim("exp", json!("later")), TokenError::Malformed);
    stage.fake.forge(|draft| {
        draft.claims["aud"] = json!(["another", CLIENT_ID]);
        draft.claims["azp"] = json!(CLIENT_ID);
    });
    stage.sign_in().unwrap();
}

#[test]
fn a_token_lasts_as_long_as_it_says_by_either_clock() {
    let stage = Stage::new();
    let skew = CLOCK_SKEW_MAX.as_secs().cast_signed();
    let ends = TOKEN_LIFE_SECONDS + skew;
    stage.sign_in_at(after(ends - 1)).unwrap();
    assert_eq!(token_error(stage.sign_in_at(after(ends))), TokenError::Expired);
    stage.sign_in_at(after(-skew)).unwrap();
    assert_eq!(token_error(stage.sign_in_at(after(-skew - 1))), TokenError::Early);
    let later = NOW.0 / 1_000_000 + skew + 1;
    assert_eq!(stage.refusal(move |draft| draft.claims["nbf"] = json!(later)), TokenError::Early);
}

#[test]
fn only_what_the_provider_signed_is_believed() {
    let stage = Stage::new();
    let signature = |make: fn() -> Signature| stage.refusal(move |draft| draft.signature = make());
    assert_eq!(signature(|| Signature::Strangers), TokenError::Signature);
    assert_eq!(signature(|| Signature::Nobodys), TokenError::Signature);
    for none in ["none", "None", "NONE", ""] {
        let refused = stage.refusal(move |draft| {
            draft.header = json!({ "alg": none });
            draft.signature = Signature::Nobodys;
        });
        assert_eq!(refused, TokenError::Algorithm, "{none}");
    }
    // What is public is no secret to sign with.
    let key = stage.fake.public_key().to_string().into_bytes();
    for alg in ["HS256", "HS384", "HS512"] {
        let key = key.clone();
        let refused = stage.refusal(move |draft| {
            draft.header["alg"] = json!(alg);
            draft.signature = Signature::Hmac(key.clone());
        });
        assert_eq!(refused, TokenError::Algorithm, "{alg}");
    }
    assert_eq!(stage.refusal(|draft| draft.header["alg"] = json!("ES512")), TokenError::Algorithm);
    assert_eq!(
        stage.refusal(|draft| draft.header["alg"] = json!("RS256")),
        TokenError::UnknownKey,
        "not of its kind"
    );
    assert_eq!(stage.refusal(|draft| draft.header["crit"] = json!(["b64"])), TokenError::Malformed);
    stage.fake.forge(|draft| drop(draft.header.as_object_mut().unwrap().remove("kid")));
    stage.sign_in().expect("the only key needs no name");
}

#[test]
fn a_key_that_is_new_is_fetched_and_one_that_is_gone_is_believed_no_more() {
    let stage = Stage::new();
    stage.sign_in().unwrap();
    stage.fake.rotate("second");
    stage.sign_in().unwrap();
    stage.fake.rotate_to_eddsa("third");
    stage.sign_in().unwrap();
    assert_eq!(stage.fake.asked("/keys"), 3);
    assert_eq!(stage.refusal(|draft| draft.header["kid"] = json!("second")), TokenError::UnknownKey);
}

#[test]
fn keys_are_not_fetched_for_every_name_that_is_made_up() {
    let stage = Stage::new();
    stage.fake.forge(|draft| draft.header["kid"] = json!("made up"));
    for _ in 0..2 * REFETCHES_MAX {
        assert_eq!(token_error(stage.sign_in()), TokenError::UnknownKey);
    }
    assert_eq!(stage.fake.asked("/keys"), 1 + REFETCHES_MAX);
    // An hour later it is tried again: once because of the age of what is kept, and once because of the name.
    let later = after(KEPT_MAX.as_secs().cast_signed());
    stage.fake.set_now(later);
    assert_eq!(token_error(stage.sign_in_at(later)), TokenError::UnknownKey);
    assert_eq!(stage.fake.asked("/keys"), 3 + REFETCHES_MAX);
}

#[test]
fn a_provider_that_is_down_is_asked_again_when_it_is_back() {
    let stage = Stage::new();
    stage.fake.set_down(true);
    let down = stage.sign_in();
    assert!(matches!(down, Err(Error::Unreachable { .. })), "{down:?}");
    stage.fake.set_down(false);
    stage.sign_in().unwrap();
    let (attempt, answer) = stage.answer(1, NOW).unwrap();
    stage.fake.set_down(true);
    let down = stage.provider.identify(&attempt, &answer, NOW);
    assert!(matches!(down, Err(Error::Unreachable { what: "an ID token", .. })), "{down:?}");
}

#[test]
fn a_provider_that_is_another_one_or_says_too_much_is_not_believed() {
    let said = |change: fn(&mut Value)| {
        let stage = Stage::new();
        stage.fake.configure(change);
        stage.sign_in()
    };
    let another = said(|said| said["issuer"] = json!("http://127.0.0.1:1/realms/deeds"));
    assert!(matches!(&another, Err(Error::Misbehaves(why)) if why.contains("another issuer")), "{another:?}");
    let open = said(|said| said["token_endpoint"] = json!("http://id.example.kz/token"));
    assert!(matches!(&open, Err(Error::Misbehaves(why)) if why.contains("token_endpoint")), "{open:?}");
    let none = said(|said| drop(said.as_object_mut().unwrap().remove("jwks_uri")));
    assert!(matches!(none, Err(Error::Misbehaves(_))), "{none:?}");
    let long = said(|said| said["service_documentation"] = json!("x".repeat(ANSWER_BYTES_MAX as usize)));
    assert!(matches!(long, Err(Error::Unreachable { .. })), "{long:?}");
}
