//! Reading requests within bounds: bodies, idempotency keys, correlation ids.

use std::{fmt, marker::PhantomData, time::Duration};

use axum::{body::Body, http::HeaderMap};
use bytes::{Bytes, BytesMut};
use futures_util::StreamExt;
use serde::{
    Deserialize, Deserializer, Serialize,
    de::{MapAccess, Visitor, value::MapAccessDeserializer},
};
use uuid::Uuid;

use crate::{
    Problem,
    explain::{Field, Takes, explain, optional},
};

/// Bytes of a request's body; imports stream and have bounds of their own.
pub(crate) const BODY_BYTES_MAX: usize = 64 * 1024;
/// A body must have arrived within this time.
const BODY_TIME_MAX: Duration = Duration::from_secs(10);
/// Characters of an idempotency key.
pub(crate) const KEY_CHARS_MAX: usize = 255;

/// The whole body, if it is small enough and comes soon enough.
pub(crate) async fn read(body: Body) -> Result<Bytes, Problem> {
    let too_large = || {
        Problem::new(axum::http::StatusCode::PAYLOAD_TOO_LARGE, "body-too-large").with("max", BODY_BYTES_MAX)
    };
    let collect = async {
        let mut stream = body.into_data_stream();
        let mut first = Bytes::new();
        let mut rest = BytesMut::new();
        while let Some(chunk) = stream.next().await {
            let chunk = chunk.map_err(|_| Problem::bad_request("body-incomplete"))?;
            if first.len() + rest.len() + chunk.len() > BODY_BYTES_MAX {
                return Err(too_large());
            }
            // Nearly every body comes in one piece, which is then not copied.
            if first.is_empty() && rest.is_empty() {
                first = chunk;
            } else {
                rest.extend_from_slice(&first);
                first = Bytes::new();
                rest.extend_from_slice(&chunk);
            }
        }
        Ok(if rest.is_empty() { first } else { rest.freeze() })
    };
    match tokio::time::timeout(BODY_TIME_MAX, collect).await {
        Ok(read) => read,
        Err(_) => Err(Problem::new(axum::http::StatusCode::REQUEST_TIMEOUT, "body-too-slow")),
    }
}

/// Parses strict JSON; what is wrong with it is worked out field by field, only when something is.
pub(crate) fn parse<'a, T: Deserialize<'a>>(body: &'a [u8], fields: &[Field]) -> Result<T, Problem> {
    serde_json::from_slice(body).map(|Object(parsed)| parsed).map_err(|error| explain(body, fields, &error))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ReasonBody {
    reason: Option<String>,
}

/// The reason in a body; an empty body gives none.
pub(crate) async fn reason(request: Body) -> Result<Option<String>, Problem> {
    const FIELDS: [Field; 1] = [optional("reason", Takes::Text)];
    let bytes = read(request).await?;
    if bytes.is_empty() {
        return Ok(None);
    }
    Ok(parse::<ReasonBody>(&bytes, &FIELDS)?.reason)
}

/// What stands in braces, and nothing else: derived code would take a list of the values in their order, too.
#[derive(Serialize)]
#[serde(transparent)]
pub(crate) struct Object<T>(pub(crate) T);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Object<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct V<T>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for V<T> {
            type Value = Object<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Object<T>, A::Error> {
                T::deserialize(MapAccessDeserializer::new(map)).map(Object)
            }
        }
        deserializer.deserialize_map(V(PhantomData))
    }
}

/// The key of a write.
pub(crate) fn idempotency_key(headers: &HeaderMap) -> Result<&str, Problem> {
    let header =
        headers.get("idempotency-key").ok_or_else(|| Problem::bad_request("idempotency-key-missing"))?;
    let key = header.to_str().map(str::trim).unwrap_or_default();
    check_key(key)?;
    Ok(key)
}

pub(crate) fn check_key(key: &str) -> Result<(), Problem> {
    match key.is_empty() || key.len() > KEY_CHARS_MAX {
        true => Err(Problem::bad_request("idempotency-key-malformed").with("max", KEY_CHARS_MAX)),
        false => Ok(()),
    }
}

/// What the caller wants its events grouped by.
pub(crate) fn correlation_id(headers: &HeaderMap) -> Result<Option<Uuid>, Problem> {
    let Some(header) = headers.get("x-correlation-id") else { return Ok(None) };
    let parsed = header.to_str().ok().and_then(|text| Uuid::try_parse(text).ok());
    parsed.map(Some).ok_or_else(|| Problem::bad_request("correlation-id-malformed"))
}
