//! A provider on this machine for tests: it keeps to the rules unless it is told otherwise.

mod http;
mod token;

use std::{
    collections::BTreeMap,
    net::{SocketAddr, TcpListener, TcpStream},
    sync::Arc,
    thread,
};

use base64::{
    Engine,
    prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD},
};
use marathon_events::Timestamp;
use parking_lot::Mutex;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::{Address, Settings};
use http::Asked;
use token::Pair;

pub use token::{Draft, Signature};

/// What the provider knows its only client by.
pub const CLIENT_ID: &str = "marathon";
/// What the client shows; with all that is encoded in forms.
pub const CLIENT_SECRET: &str = "a secret: of+tests & 100%";
/// Seconds an ID token lasts.
pub const TOKEN_LIFE_SECONDS: i64 = 300;

type Change<T> = Box<dyn Fn(&mut T) + Send>;

/// A provider.
pub struct FakeProvider {
    address: SocketAddr,
    shared: Arc<Mutex<Shared>>,
}

struct Shared {
    issuer: String,
    now: Timestamp,
    pair: Pair,
    codes: BTreeMap<String, Granted>,
    asked: BTreeMap<String, u32>,
    draft: Option<Change<Draft>>,
    configuration: Option<Change<Value>>,
    is_down: bool,
    is_over: bool,
}

/// What a code was given for.
struct Granted {
    subject: String,
    request: BTreeMap<String, String>,
}

impl FakeProvider {
    /// One that thinks it is `now`.
    ///
    /// # Panics
    /// If this machine has no port for it.
    #[must_use]
    pub fn start(now: Timestamp) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port of this machine");
        let address = listener.local_addr().expect("the port has a number");
        let shared = Shared {
            issuer: format!("http://{address}/realms/deeds"),
            now,
            pair: Pair::es256("first"),
            codes: BTreeMap::new(),
            asked: BTreeMap::new(),
            draft: None,
            configuration: None,
            is_down: false,
            is_over: false,
        };
        let shared = Arc::new(Mutex::new(shared));
        let served = Arc::clone(&shared);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let mut shared = served.lock();
                if shared.is_over {
                    return;
                }
                if !shared.is_down {
                    // A test that went away is no concern of the provider's.
                    let _ = http::serve(&stream, |asked| shared.answer(asked));
                }
            }
        });
        Self { address, shared }
    }

    /// How a client that is sent back to this address is configured.
    ///
    /// # Panics
    /// Never: its issuer is on this machine.
    #[must_use]
    pub fn settings(&self, redirect_uri: &str) -> Settings {
        Settings {
            issuer: self.issuer().parse::<Address>().expect("an address of this machine"),
            client_id: CLIENT_ID.to_owned(),
            client_secret: Some(CLIENT_SECRET.to_owned()),
            redirect_uri: redirect_uri.to_owned(),
        }
    }

    /// Its issuer.
    #[must_use]
    pub fn issuer(&self) -> String {
        self.shared.lock().issuer.clone()
    }

    /// Somebody shows who they are at the address they were sent to: the query they come back with.
    ///
    /// # Panics
    /// If they were sent to another address, or without what a request must have.
    #[must_use]
    pub fn sign_in(&self, location: &str, subject: &str) -> String {
        let mut shared = self.shared.lock();
        let (place, query) = location.split_once('?').expect("a request has parameters");
        assert_eq!(place, format!("{}/auth", shared.issuer));
        let request = http::form(query);
        for (name, value) in [
            ("response_type", "code"),
            ("client_id", CLIENT_ID),
            ("code_challenge_method", "S256"),
            ("scope", "openid"),
        ] {
            assert_eq!(request.get(name).map(String::as_str), Some(value), "{name}");
        }
        let state = request["state"].clone();
        let code = format!("code-{}", shared.codes.len());
        shared.codes.insert(code.clone(), Granted { subject: subject.to_owned(), request });
        let iss: String = form_urlencoded::byte_serialize(shared.issuer.as_bytes()).collect();
        format!("code={code}&state={state}&iss={iss}&session_state=of-no-use")
    }

    /// Signs with a new key from now on, and publishes that one alone.
    pub fn rotate(&self, id: &str) {
        self.shared.lock().pair = Pair::es256(id);
    }

    /// The same, with Ed25519.
    pub fn rotate_to_eddsa(&self, id: &str) {
        self.shared.lock().pair = Pair::eddsa(id);
    }

    /// Does this to every ID token from now on.
    pub fn forge(&self, change: impl Fn(&mut Draft) + Send + 'static) {
        self.shared.lock().draft = Some(Box::new(change));
    }

    /// Does this to what it says of itself from now on.
    pub fn configure(&self, change: impl Fn(&mut Value) + Send + 'static) {
        self.shared.lock().configuration = Some(Box::new(change));
    }

    /// Ends every connection without an answer from now on, or answers again.
    pub fn set_down(&self, is_down: bool) {
        self.shared.lock().is_down = is_down;
    }

    /// Lets time pass for it.
    pub fn set_now(&self, now: Timestamp) {
        self.shared.lock().now = now;
    }

    /// How often a path below the issuer was asked.
    #[must_use]
    pub fn asked(&self, path: &str) -> u32 {
        self.shared.lock().asked.get(path).copied().unwrap_or_default()
    }

    /// The key it publishes, as it publishes it.
    #[must_use]
    pub fn public_key(&self) -> Value {
        self.shared.lock().pair.jwk()
    }
}

impl Drop for FakeProvider {
    fn drop(&mut self) {
        self.shared.lock().is_over = true;
        // Wakes the thread.
        let _ = TcpStream::connect(self.address);
    }
}

impl Shared {
    fn answer(&mut self, asked: &Asked) -> (u16, Value) {
        let path = asked.path.trim_start_matches("/realms/deeds").to_owned();
        *self.asked.entry(path.clone()).or_default() += 1;
        match path.as_str() {
            "/.well-known/openid-configuration" => (200, self.configuration()),
            "/keys" => (200, json!({ "keys": [{ "kty": "of another kind" }, self.pair.jwk()] })),
            "/token" => self.redeem(asked).unwrap_or_else(|error| (400, json!({ "error": error }))),
            _ => (404, json!({})),
        }
    }

    fn configuration(&self) -> Value {
        let issuer = &self.issuer;
        let mut said = json!({
            "issuer": issuer,
            "authorization_endpoint": format!("{issuer}/auth"),
            "token_endpoint": format!("{issuer}/token"),
            "jwks_uri": format!("{issuer}/keys"),
            "authorization_response_iss_parameter_supported": true,
        });
        self.configuration.iter().for_each(|change| change(&mut said));
        said
    }

    /// RFC 6749, section 4.1.3, with RFC 7636, section 4.6. A code works once.
    fn redeem(&mut self, asked: &Asked) -> Result<(u16, Value), &'static str> {
        let shown = asked.authorization.as_deref().and_then(|shown| shown.strip_prefix("Basic "));
        let shown = shown.and_then(|shown| BASE64_STANDARD.decode(shown).ok()).unwrap_or_default();
        let shown = String::from_utf8(shown).unwrap_or_default();
        let form = http::form(&asked.body);
        let text = |name: &str| form.get(name).map(String::as_str).unwrap_or_default();
        let methods = &self.configuration()["token_endpoint_auth_methods_supported"];
        let (id, secret) = match methods == &json!(["client_secret_post"]) {
            true => (text("client_id").to_owned(), text("client_secret").to_owned()),
            false => {
                shown.split_once(':').map(|(a, b)| (http::decoded(a), http::decoded(b))).unwrap_or_default()
            }
        };
        if (id.as_str(), secret.as_str()) != (CLIENT_ID, CLIENT_SECRET) {
            return Err("invalid_client");
        }
        let Granted { subject, request } = self.codes.remove(text("code")).ok_or("invalid_grant")?;
        let challenge = BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(text("code_verifier")));
        if challenge != request["code_challenge"] || text("redirect_uri") != request["redirect_uri"] {
            return Err("invalid_grant");
        }
        let now = self.now.0 / 1_000_000;
        let mut draft = Draft {
            header: json!({ "alg": self.pair.algorithm(), "kid": self.pair.id }),
            claims: json!({ "iss": self.issuer, "sub": subject, "aud": CLIENT_ID, "iat": now,
                "exp": now + TOKEN_LIFE_SECONDS, "nonce": request["nonce"] }),
            signature: Signature::Providers,
        };
        self.draft.iter().for_each(|change| change(&mut draft));
        let token = draft.signed(&self.pair);
        Ok((200, json!({ "access_token": "of no use", "token_type": "Bearer", "id_token": token })))
    }
}
