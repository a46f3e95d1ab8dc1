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
    armed: Mutex<Option<Armed>>,
    ended: AtomicBool,
}

/// Called with the request whose answer has come and is kept back.
type Then = Box<dyn FnOnce(&[u8]) + Send>;

/// The next cut.
struct Armed {
    cut: Cut,
    /// What the request must contain to be met by it.
    containing: Vec<u8>,
    then: Then,
}

/// What is to happen when the answer comes.
struct Met {
    request: Vec<u8>,
    then: Then,
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
        self.arm(cut, containing, Box::new(|_| {}));
    }

    /// Keeps the answer of the next request that contains these bytes back, once, and breaks the connection after
    /// `then`: while it looks at what the server has done, whoever asked still waits. It is given the request, or as
    /// much of it as came in one piece.
    pub fn cut_answer_then(&self, containing: &[u8], then: impl FnOnce(&[u8]) + Send + 'static) {
        self.arm(Cut::Answer, containing, Box::new(then));
    }

    fn arm(&self, cut: Cut, containing: &[u8], then: Then) {
        *self.state.armed.lock() = Some(Armed { cut, containing: containing.to_owned(), then });
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
    let met = Arc::new(Mutex::new(None));
    let (requests, answers) = (Arc::clone(state), Arc::clone(&met));
    let (from_client, to_server) = (copy(&client), copy(&server));
    let (from_server, to_client) = (server, client);
    thread::spawn(move || pump(from_client, to_server, |bytes| requests.request(bytes, &met)));
    thread::spawn(move || pump(from_server, to_client, |_| answer(&answers)));
}

/// Whether an answer is carried on.
fn answer(met: &Mutex<Option<Met>>) -> bool {
    let Some(Met { request, then }) = met.lock().take() else { return true };
    then(&request);
    false
}

fn copy(stream: &TcpStream) -> TcpStream {
    stream.set_nodelay(true).expect("a socket");
    stream.try_clone().expect("a socket")
}

impl State {
    /// Whether a request is carried on; if its answer is not to be, it is noted in `met`.
    fn request(&self, bytes: &[u8], met: &Mutex<Option<Met>>) -> bool {
        let mut armed = self.armed.lock();
        let contains = |part: &[u8]| bytes.windows(part.len()).any(|w| w == part);
        let Some(Armed { cut, then, .. }) = armed.take_if(|armed| contains(&armed.containing)) else {
            return true;
        };
        *met.lock() = Some(Met { request: bytes.to_owned(), then });
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
