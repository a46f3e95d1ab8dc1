//! The route of imports: reads and answers as streams.

use std::{io::BufReader, time::Duration};

use axum::{
    body::Body,
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use futures_util::{Stream, StreamExt, stream};
use serde_json::json;
use tokio::sync::{Semaphore, mpsc};
use tokio_util::io::{StreamReader, SyncIoBridge};

use crate::{
    App, Caller, Language, Problem,
    edge::language_of,
    import::{ImportError, ImportFormat, ImportSummary, LineOutcome, import},
    query::InPath,
};

/// Imports at once; one more is turned away.
const IMPORTS_MAX: usize = 4;
/// The next piece of an import must come within this time.
const PIECE_WAIT_MAX: Duration = Duration::from_secs(30);
/// Chunks of outcomes that wait for a caller who sends first and reads later: some four million lines.
const OUTCOME_CHUNKS_MAX: usize = 4_096;
/// A caller who reads nothing for this long, with so much waiting, is gone.
const OUTCOME_WAIT: Duration = Duration::from_millis(50);
const OUTCOME_TRIES_MAX: u32 = 1_200;
const READ_BUFFER_BYTES: usize = 256 * 1024;

static IMPORTS: Semaphore = Semaphore::const_new(IMPORTS_MAX);

enum Piece {
    Outcomes(Vec<LineOutcome>),
    End(Result<ImportSummary, ImportError>, ImportSummary),
}

/// Log many deeds: a line each, every line with its own `idempotency_key`. Broken lines do not stop the others, and
/// an import that broke off is sent again as it is.
#[utoipa::path(post, path = "/v1/marathons/{slug}/deeds/import", tag = "deeds",
    params(("slug" = String, Path)),
    request_body(content((String = "application/x-ndjson"), (String = "text/csv"))),
    responses((status = 200, content_type = "application/x-ndjson", body = String,
        description = "For each line `{\"line\", \"deed_id\", \"position\"}` or `{\"line\", \"problem\"}`; last `{\"accepted\", \"refused\"}`"),
        (status = "4XX", body = crate::problem::ProblemDocument)))]
pub(crate) async fn import_deeds(
    State(app): State<App>,
    InPath(slug): InPath<String>,
    caller: Caller,
    headers: HeaderMap,
    request: Body,
) -> Result<Response, Problem> {
    let marathon = app.marathon(&slug)?;
    caller.known()?;
    let format = format(&headers)?;
    let language = language_of(&headers);
    let import_permit = IMPORTS.try_acquire().map_err(|_| Problem::later("too-many-imports"))?;
    let lines = SyncIoBridge::new(StreamReader::new(Box::pin(pieces(request))));
    let (send, mut receive) = mpsc::channel(OUTCOME_CHUNKS_MAX);
    let now = app.now;
    tokio::task::spawn_blocking(move || {
        let _permit = import_permit;
        let mut so_far = ImportSummary::default();
        let lines = BufReader::with_capacity(READ_BUFFER_BYTES, lines);
        let end = import(&marathon, lines, format, caller, now, |outcomes| {
            so_far.accepted += outcomes.iter().filter(|o| o.outcome.is_ok()).count() as u64;
            so_far.refused += outcomes.iter().filter(|o| o.outcome.is_err()).count() as u64;
            hand_over(&send, Piece::Outcomes(outcomes))
        });
        hand_over(&send, Piece::End(end, so_far));
    });
    let answer = stream::poll_fn(move |context| receive.poll_recv(context))
        .map(move |piece| Ok::<_, std::convert::Infallible>(piece.write(language)));
    let headers = [(header::CONTENT_TYPE, "application/x-ndjson"), (header::CACHE_CONTROL, "no-store")];
    Ok((headers, Body::from_stream(answer)).into_response())
}

fn format(headers: &HeaderMap) -> Result<ImportFormat, Problem> {
    let content_type = headers.get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
    match content_type.split(';').next().unwrap_or_default().trim() {
        "application/x-ndjson" | "application/jsonl" => Ok(ImportFormat::Ndjson),
        "text/csv" => Ok(ImportFormat::Csv),
        _ => Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "import-media-type")),
    }
}

/// The body piece by piece; a caller that stalls ends it.
fn pieces(body: Body) -> impl Stream<Item = std::io::Result<Bytes>> {
    stream::unfold(body.into_data_stream(), async |mut body| {
        match tokio::time::timeout(PIECE_WAIT_MAX, body.next()).await {
            Ok(Some(piece)) => Some((piece.map_err(std::io::Error::other), body)),
            Ok(None) => None,
            Err(_) => Some((Err(std::io::ErrorKind::TimedOut.into()), body)),
        }
    })
}

/// Hands a piece to whoever reads the answer; says whether anybody is still there.
fn hand_over(to: &mpsc::Sender<Piece>, piece: Piece) -> bool {
    let mut piece = piece;
    for _ in 0..OUTCOME_TRIES_MAX {
        match to.try_send(piece) {
            Ok(()) => return true,
            Err(mpsc::error::TrySendError::Closed(_)) => return false,
            Err(mpsc::error::TrySendError::Full(back)) => piece = back,
        }
        std::thread::sleep(OUTCOME_WAIT);
    }
    false
}

impl Piece {
    fn write(self, language: Language) -> Bytes {
        let mut text = Vec::new();
        match self {
            Self::Outcomes(outcomes) => {
                text.reserve(outcomes.len() * 96);
                for outcome in outcomes {
                    // Writing to memory does not fail.
                    let _ = outcome.write(language, &mut text);
                }
            }
            Self::End(Ok(summary), _) => {
                let _ = serde_json::to_writer(&mut text, &summary);
                text.push(b'\n');
            }
            Self::End(Err(error), so_far) => {
                tracing::warn!(%error, "an import stopped early");
                let problem = Problem::later("import-stopped").document(language);
                let last =
                    json!({ "accepted": so_far.accepted, "refused": so_far.refused, "problem": problem });
                text.extend_from_slice(last.to_string().as_bytes());
                text.push(b'\n');
            }
        }
        text.into()
    }
}
