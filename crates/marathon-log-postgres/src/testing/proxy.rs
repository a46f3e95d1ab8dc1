//! A TCP proxy that breaks connections at chosen moments.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use parking_lot::Mutex;

/// At what moment a connection is broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cut {
    /// What is sent next does not reach the server.
    Request,
    /// What is sent next reaches the server, and its answer does not come back. The server has done what it was asked:
    /// that is why there is an answer.
    Answer,
}

/// A proxy on a free port of this machine.
pub struct Proxy {
    port: u16,
    state: Arc<State>,
}

#[derive(Default)]
struct State {
    /// The next cut, and what the request must contain to be met by it.
    armed: Mutex<Option<(Cut, Vec<u8>)>>,
    ended: AtomicBool,
}

impl Proxy {
    /// A proxy of a server on 127.0.0.1.
    ///
    /// # Panics
    /// If there is no free port.
    #[must_use]
    pub fn of(server: u16) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
        let port = listener.local_addr().expect("a port").port();
        let state = Arc::<State>::default();
        let proxy = Self { port, state: Arc::clone(&state) };
        thread::spawn(move || {
            for client in listener.incoming().map_while(Result::ok) {
                if state.ended.load(Ordering::Acquire) {
                    return;
                }
                if let Ok(server) = TcpStream::connect(("127.0.0.1", server)) {
                    carry(client, server, &state);
                }
            }
        });
        proxy
    }

    /// Where it listens, on 127.0.0.1.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Breaks the connection of the next request that contains these bytes, once.
    pub fn cut(&self, cut: Cut, containing: &[u8]) {
        *self.state.armed.lock() = Some((cut, containing.to_owned()));
    }

    /// Whether the cut was made.
    #[must_use]
    pub fn is_cut(&self) -> bool {
        self.state.armed.lock().is_none()
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.state.ended.store(true, Ordering::Release);
        // Wakes the thread that waits for clients.
        drop(TcpStream::connect(("127.0.0.1", self.port)));
    }
}

/// Carries bytes in both directions until one side ends or a cut is made.
fn carry(client: TcpStream, server: TcpStream, state: &Arc<State>) {
    let silent = Arc::new(AtomicBool::new(false));
    let (requests, answers) = (Arc::clone(state), Arc::clone(&silent));
    let (from_client, to_server) = (copy(&client), copy(&server));
    let (from_server, to_client) = (server, client);
    thread::spawn(move || pump(from_client, to_server, |bytes| requests.request(bytes, &silent)));
    thread::spawn(move || pump(from_server, to_client, |_| !answers.load(Ordering::Acquire)));
}

fn copy(stream: &TcpStream) -> TcpStream {
    stream.set_nodelay(true).expect("a socket");
    stream.try_clone().expect("a socket")
}

impl State {
    /// Whether a request is carried on; if its answer is not to be, `silent` is set.
    fn request(&self, bytes: &[u8], silent: &AtomicBool) -> bool {
        let mut armed = self.armed.lock();
        let met =
            |(_, containing): &&(Cut, Vec<u8>)| bytes.windows(containing.len()).any(|w| w == containing);
        let Some(&(cut, _)) = armed.as_ref().filter(met) else { return true };
        *armed = None;
        silent.store(true, Ordering::Release);
        cut == Cut::Answer
    }
}

/// Carries what comes as long as `goes_on` says so, then ends both connections.
fn pump(mut from: TcpStream, mut to: TcpStream, mut goes_on: impl FnMut(&[u8]) -> bool) {
    let mut bytes = vec![0; 1 << 16];
    while let Ok(n @ 1..) = from.read(&mut bytes) {
        if !goes_on(&bytes[..n]) || to.write_all(&bytes[..n]).is_err() {
            break;
        }
    }
    let _ = from.shutdown(Shutdown::Both);
    let _ = to.shutdown(Shutdown::Both);
}
