//! Serving connections: bounded in number and patience, and ended in order.

use std::{convert::Infallible, io, net::IpAddr, time::Duration};

use axum::{Router, body::Body, http::Request};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::GracefulShutdown,
};
use std::sync::Arc;
use tokio::{net::TcpListener, sync::Semaphore};
use tokio_util::sync::CancellationToken;
use tower::ServiceExt;

use crate::access::Peer;

/// Connections at once; further ones wait to be accepted.
const CONNECTIONS_MAX: usize = 8_192;
/// The head of a request must have arrived within this time.
const HEAD_TIME_MAX: Duration = Duration::from_secs(10);
/// Requests under way are waited for so long when the server stops.
const STOP_TIME_MAX: Duration = Duration::from_secs(10);
/// After an error of accepting, such as too many open files.
const ACCEPT_AGAIN_WAIT: Duration = Duration::from_millis(50);

/// Serves until `stopping` is cancelled and what is under way is answered. Requests come through so many
/// `trusted_proxies`; the address the first of them writes down is the one that is limited.
///
/// # Errors
/// Never at present; a listener that fails to accept is tried again.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    trusted_proxies: u8,
    stopping: CancellationToken,
) -> io::Result<()> {
    let graceful = GracefulShutdown::new();
    let room = Arc::new(Semaphore::new(CONNECTIONS_MAX));
    loop {
        let accepted = tokio::select! {
            () = stopping.cancelled() => break,
            accepted = accept(&listener, &room) => accepted,
        };
        let (stream, connected, place) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                tracing::warn!(%error, "a connection could not be accepted");
                tokio::time::sleep(ACCEPT_AGAIN_WAIT).await;
                continue;
            }
        };
        // Answers are small and complete; waiting to fill packets only delays them.
        let _ = stream.set_nodelay(true);
        let router = router.clone();
        let service = service_fn(move |request: Request<Incoming>| {
            let router = router.clone();
            let mut request = request.map(Body::new);
            let peer = Peer::behind(trusted_proxies, connected, request.headers());
            request.extensions_mut().insert(peer);
            async move { Ok::<_, Infallible>(router.oneshot(request).await.unwrap_or_else(|e| match e {})) }
        });
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(HEAD_TIME_MAX)
            // Who sent a command and closes its side still gets the outcome; and no system call is spent on looking,
            // while the outcome becomes durable, whether the caller has closed. Streams notice when they write.
            .half_close(true)
            .serve_connection(TokioIo::new(stream), service);
        let connection = graceful.watch(connection);
        tokio::spawn(async move {
            let _place = place;
            // A caller that goes away in the middle is no concern of ours.
            let _ = connection.await;
        });
    }
    drop(listener);
    if tokio::time::timeout(STOP_TIME_MAX, graceful.shutdown()).await.is_err() {
        tracing::warn!("some requests were still under way and are cut off");
    }
    Ok(())
}

async fn accept(
    listener: &TcpListener,
    room: &Arc<Semaphore>,
) -> io::Result<(tokio::net::TcpStream, IpAddr, tokio::sync::OwnedSemaphorePermit)> {
    let place = Arc::clone(room).acquire_owned().await.map_err(io::Error::other)?;
    let (stream, from) = listener.accept().await?;
    Ok((stream, from.ip(), place))
}
