//! Calls to the provider: few, small, and none without a bound.

use std::{sync::Arc, time::Duration};

use rustls::crypto::ring;
use serde::de::DeserializeOwned;
use ureq::{
    Agent,
    http::{Response, StatusCode},
    tls::{Certificate, RootCerts, TlsConfig, TlsProvider},
};

use crate::{Address, Error};

/// A call, from the look-up of the name to the last byte of the answer.
pub const CALL_TIME_MAX: Duration = Duration::from_secs(5);

/// Longest answer; those of real providers have a few kilobytes.
pub const ANSWER_BYTES_MAX: u64 = 256 * 1024;

/// Asks one provider.
pub(crate) struct Fetch(Agent);

impl Fetch {
    /// Believes whom the system believes. Providers on this machine are asked without the system's proxy.
    pub(crate) fn new(issuer: &Address) -> Self {
        let roots = rustls_native_certs::load_native_certs().certs;
        let roots: RootCerts = roots.iter().map(|der| Certificate::from_der(der).to_owned()).into();
        let tls = TlsConfig::builder()
            .provider(TlsProvider::Rustls)
            .unversioned_rustls_crypto_provider(Arc::new(ring::default_provider()))
            .root_certs(roots);
        let mut config = Agent::config_builder()
            .tls_config(tls.build())
            .timeout_global(Some(CALL_TIME_MAX))
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .max_idle_connections(0)
            .user_agent("marathon");
        if issuer.is_of_this_machine() {
            config = config.proxy(None);
        }
        Self(config.build().into())
    }

    /// The JSON at an address.
    pub(crate) fn get<T: DeserializeOwned>(&self, what: &'static str, from: &Address) -> Result<T, Error> {
        let response = self.0.get(from.as_str()).header("accept", "application/json").call();
        let (status, body) = read(what, response)?;
        if !status.is_success() {
            return Err(unreachable(what, format!("{from} answered {status}")));
        }
        parse(what, &body)
    }

    /// The JSON that answers a form, and whether it is of success.
    pub(crate) fn post<T: DeserializeOwned>(
        &self,
        what: &'static str,
        to: &Address,
        authorization: Option<&str>,
        form: String,
    ) -> Result<(StatusCode, T), Error> {
        let mut request = self.0.post(to.as_str()).header("accept", "application/json");
        if let Some(authorization) = authorization {
            request = request.header("authorization", authorization);
        }
        let request = request.header("content-type", "application/x-www-form-urlencoded");
        let (status, body) = read(what, request.send(form))?;
        if status.is_server_error() || status.is_redirection() {
            return Err(unreachable(what, format!("{to} answered {status}")));
        }
        Ok((status, parse(what, &body)?))
    }
}

fn read(
    what: &'static str,
    response: Result<Response<ureq::Body>, ureq::Error>,
) -> Result<(StatusCode, Vec<u8>), Error> {
    let mut response = response.map_err(|e| unreachable(what, e))?;
    let body = response.body_mut().with_config().limit(ANSWER_BYTES_MAX).read_to_vec();
    Ok((response.status(), body.map_err(|e| unreachable(what, e))?))
}

fn parse<T: DeserializeOwned>(what: &'static str, body: &[u8]) -> Result<T, Error> {
    // What was in it is not repeated: it may be a token.
    let malformed =
        |e: serde_json::Error| format!("the answer to {what} is not what it should be, line {}", e.line());
    serde_json::from_slice(body).map_err(|e| Error::Misbehaves(malformed(e)))
}

fn unreachable(what: &'static str, source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Error {
    Error::Unreachable { what, source: source.into() }
}
