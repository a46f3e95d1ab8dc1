//! Digests of everything the projections hold.

use std::{
    collections::BTreeMap,
    sync::{Arc, Weak},
    time::Duration,
};

use axum::{
    extract::State,
    http::{HeaderMap, Uri},
    response::Response,
};
use marathon_engine::{ReadModel, View};
use marathon_events::Position;
use marathon_projections::Views;
use serde::Serialize;
use tokio::sync::Mutex;
use utoipa::ToSchema;

use crate::{
    App, Marathon, Problem,
    problem::ProblemDocument,
    query::{InPath, Query},
    reading::{AsOfShape, Reading, damaged, tagged},
};

/// Digests kept for the next question.
const KEPT_MAX: usize = 8;
/// A present view of up to so many bytes is digested as it stands, which holds it still for some ten milliseconds.
/// A greater one is folded again beside the live path instead.
const STILL_BYTES_MAX: usize = 32 << 20;
/// A caller waits this long for a digest.
const DIGEST_WAIT_MAX: Duration = Duration::from_secs(30);

/// SHA-256 over the canonical state of every projection.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct DigestShape {
    /// Position of the last event included; `null` before the first.
    position: Option<u64>,
    /// Hex of SHA-256 over name, version and digest of each projection.
    digest: String,
    /// The digest of each projection, by name.
    projections: BTreeMap<&'static str, String>,
}

/// The digests computed last, the latest first, each with the marathon it is of. The lock is held while one is
/// computed: one at a time is enough.
static KEPT: Mutex<Vec<(Weak<Marathon>, DigestShape)>> = Mutex::const_new(Vec::new());

/// Compare what this installation holds with a replay of your own.
#[utoipa::path(get, path = "/v1/marathons/{slug}/digest", tag = "history",
    params(("slug" = String, Path, description = "The marathon"),
        ("at" = Option<String>, Query, description = "As of this position or time"),
        ("at_least" = Option<u64>, Query, description = "Wait until this position is included")),
    responses((status = 200, body = DigestShape),
        (status = "4XX", body = ProblemDocument, content_type = "application/problem+json")))]
pub(crate) async fn digest(
    State(app): State<App>,
    InPath(slug): InPath<String>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let marathon = app.marathon(&slug)?;
    let mut query = Query::of(&uri);
    let when = query.when();
    query.finish()?;
    let reading = Reading::of(&marathon, &when).await?;
    let as_of = AsOfShape::from(reading.look(|view| view.as_of));
    // It goes on, and is kept, if the caller has no more patience.
    let computed = tokio::spawn(kept_or_computed(marathon, reading, as_of.position));
    let body = match tokio::time::timeout(DIGEST_WAIT_MAX, computed).await {
        Ok(computed) => computed.map_err(|_| Problem::internal())??,
        Err(_) => return Err(Problem::later("past-takes-long")),
    };
    let as_of = AsOfShape { position: body.position, ..as_of };
    Ok(tagged(&headers, as_of, &body))
}

async fn kept_or_computed(
    marathon: Arc<Marathon>,
    reading: Reading,
    position: Option<u64>,
) -> Result<DigestShape, Problem> {
    let mut kept = KEPT.lock().await;
    // A marathon that is remembered keeps its address, so no other one is taken for it.
    let is_it = |of: &Weak<Marathon>| std::ptr::eq(of.as_ptr(), Arc::as_ptr(&marathon));
    if let Some((_, found)) = kept.iter().find(|(of, d)| is_it(of) && d.position == position) {
        return Ok(found.clone());
    }
    let of = Arc::downgrade(&marathon);
    let computed = tokio::task::spawn_blocking(move || compute(&marathon, &reading));
    let computed = computed.await.map_err(|_| Problem::internal())??;
    kept.retain(|(of, _)| of.strong_count() > 0);
    kept.insert(0, (of, computed.clone()));
    kept.truncate(KEPT_MAX);
    Ok(computed)
}

fn compute(marathon: &Marathon, reading: &Reading) -> Result<DigestShape, Problem> {
    if matches!(reading, Reading::Then(_)) {
        return Ok(reading.look(shape));
    }
    let small = |view: &View<Views>| match view.model.heap_bytes() <= STILL_BYTES_MAX {
        true => Ok(shape(view)),
        false => Err(view.next()),
    };
    let next: Position = match reading.look(small) {
        Ok(digest) => return Ok(digest),
        Err(next) => next,
    };
    marathon.view_before(next).map(|view| shape(&view)).map_err(|e| damaged(&e))
}

fn shape(view: &View<Views>) -> DigestShape {
    let parts = view.model.digests();
    DigestShape {
        position: view.as_of.map(|as_of| as_of.position.0),
        digest: const_hex::encode(Views::digest_of(&parts)),
        projections: parts.into_iter().map(|(name, digest)| (name, const_hex::encode(digest))).collect(),
    }
}
