//! Forms with photos. A photo is hashed as it arrives and never kept: its fingerprint is all that is needed of it.

use std::{collections::BTreeMap, time::Duration};

use axum::{
    extract::{FromRequest, Multipart, Request, multipart::Field},
    http::{StatusCode, header},
};
use sha2::{Digest, Sha256};

use super::desk::Sent;

/// Bytes of a form with its photos: twenty of them, as a telephone takes them.
pub(super) const PHOTOS_BYTES_MAX: usize = 160 * 1024 * 1024;
/// A form with photos must have arrived within this time.
const PHOTOS_TIME_MAX: Duration = Duration::from_secs(300);
/// Fields of a form; photos are bounded by the rules of the marathon.
const FIELDS_MAX: usize = 100;
/// Bytes of a field that is no photo.
const TEXT_BYTES_MAX: usize = 16 * 1024;
/// The field that has the fingerprints, with commas between them; browsers that hash photos themselves fill it in.
const FINGERPRINTS: &str = "photos";

/// What was written into a form that may have photos.
pub(super) struct WithPhotos(pub(super) Sent);

impl<S: Send + Sync> FromRequest<S> for WithPhotos {
    type Rejection = StatusCode;

    async fn from_request(request: Request, state: &S) -> Result<Self, StatusCode> {
        let kind = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
        if !kind.is_some_and(|kind| kind.starts_with("multipart/form-data")) {
            return Sent::from_request(request, state).await.map(Self);
        }
        let form = Multipart::from_request(request, state).await.map_err(|_| StatusCode::BAD_REQUEST)?;
        let read = tokio::time::timeout(PHOTOS_TIME_MAX, read(form)).await;
        read.map_err(|_| StatusCode::REQUEST_TIMEOUT)?.map(|fields| Self(Sent::of(fields)))
    }
}

async fn read(mut form: Multipart) -> Result<BTreeMap<String, String>, StatusCode> {
    let (mut fields, mut fingerprints) = (BTreeMap::new(), Vec::new());
    for _ in 0..FIELDS_MAX {
        let Some(field) = form.next_field().await.map_err(|error| error.status())? else {
            if !fingerprints.is_empty() {
                fields.insert(FINGERPRINTS.to_owned(), fingerprints.join(","));
            }
            return Ok(fields);
        };
        let name = field.name().unwrap_or_default().to_owned();
        if field.file_name().is_some() {
            fingerprints.extend(fingerprint(field).await?);
        } else {
            fields.insert(name, text(field).await?);
        }
    }
    Err(StatusCode::BAD_REQUEST)
}

/// SHA-256 of a file in hex; nothing for one that was not chosen.
async fn fingerprint(mut file: Field<'_>) -> Result<Option<String>, StatusCode> {
    let (mut hash, mut is_empty) = (Sha256::new(), true);
    while let Some(piece) = file.chunk().await.map_err(|error| error.status())? {
        is_empty &= piece.is_empty();
        hash.update(&piece);
    }
    Ok((!is_empty).then(|| const_hex::encode(hash.finalize())))
}

async fn text(mut field: Field<'_>) -> Result<String, StatusCode> {
    let mut bytes = Vec::new();
    while let Some(piece) = field.chunk().await.map_err(|error| error.status())? {
        if bytes.len() + piece.len() > TEXT_BYTES_MAX {
            return Err(StatusCode::PAYLOAD_TOO_LARGE);
        }
        bytes.extend_from_slice(&piece);
    }
    String::from_utf8(bytes).map_err(|_| StatusCode::BAD_REQUEST)
}
