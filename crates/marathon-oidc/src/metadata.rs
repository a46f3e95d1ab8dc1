//! What a provider says of itself (OpenID Connect Discovery 1.0).

use serde::Deserialize;

use crate::{Address, Error, fetch::Fetch};

/// Where a provider says of itself what it is, below its issuer.
const WELL_KNOWN: &str = "/.well-known/openid-configuration";

#[derive(Deserialize)]
struct Document {
    issuer: String,
    authorization_endpoint: String,
    token_endpoint: String,
    jwks_uri: String,
    /// Section 3: `client_secret_basic` where it is left out.
    token_endpoint_auth_methods_supported: Option<Vec<String>>,
    #[serde(default)]
    authorization_response_iss_parameter_supported: bool,
}

/// What is needed of it.
#[derive(Debug)]
pub(crate) struct Metadata {
    pub(crate) authorization: Address,
    pub(crate) token: Address,
    pub(crate) keys: Address,
    /// The secret goes into the form, where it does not go into the header.
    pub(crate) secret_in_form: bool,
    /// It says with every answer that it is its own (RFC 9207).
    pub(crate) names_itself: bool,
}

impl Metadata {
    pub(crate) fn fetch(fetch: &Fetch, issuer: &Address) -> Result<Self, Error> {
        let place = address("discovery", &issuer.below(WELL_KNOWN), issuer)?;
        let said: Document = fetch.get("its configuration", &place)?;
        // Section 4.3: otherwise one provider could speak for another.
        if said.issuer != issuer.as_str() {
            let what =
                format!("it calls itself another issuer than {issuer}; compare with `issuer` at {place}");
            return Err(Error::Misbehaves(what));
        }
        let methods = said.token_endpoint_auth_methods_supported.unwrap_or_default();
        let has = |method: &str| methods.iter().any(|m| m == method);
        Ok(Self {
            authorization: address("authorization_endpoint", &said.authorization_endpoint, issuer)?,
            token: address("token_endpoint", &said.token_endpoint, issuer)?,
            keys: address("jwks_uri", &said.jwks_uri, issuer)?,
            secret_in_form: has("client_secret_post") && !has("client_secret_basic"),
            names_itself: said.authorization_response_iss_parameter_supported,
        })
    }
}

/// A provider out there does not send anybody to this machine.
fn address(what: &str, text: &str, issuer: &Address) -> Result<Address, Error> {
    let fine = text
        .parse()
        .ok()
        .filter(|a: &Address| issuer.is_of_this_machine() || a.as_str().starts_with("https://"));
    fine.ok_or_else(|| Error::Misbehaves(format!("its `{what}` is no address that may be asked")))
}
