//! A small HTTP/1.1 client on a plain socket. It sends exactly what it is told, well-formed or not.

use std::{
    io::{self, BufRead, BufReader, Read, Write},
    net::{SocketAddr, TcpStream},
    sync::atomic::{AtomicU64, Ordering},
    thread,
    time::Duration,
};

use serde_json::Value;

/// A server that says nothing for this long has failed the test.
const PATIENCE: Duration = Duration::from_secs(60);
/// A server that is busy is asked again after this, so often.
const BUSY_WAIT: Duration = Duration::from_millis(50);
const BUSY_TRIES: usize = 100;

/// What is asked.
#[derive(Clone, Debug)]
pub struct Ask {
    pub method: &'static str,
    pub target: String,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

pub fn get(target: impl Into<String>) -> Ask {
    Ask { method: "GET", target: target.into(), headers: Vec::new(), body: Vec::new() }
}

/// A write with a key of its own.
pub fn post(target: impl Into<String>, body: &Value) -> Ask {
    post_bytes(target, body.to_string()).header("content-type", "application/json").key(&fresh_key())
}

/// A write as it is, without a key.
pub fn post_bytes(target: impl Into<String>, body: impl Into<Vec<u8>>) -> Ask {
    Ask { method: "POST", target: target.into(), headers: Vec::new(), body: body.into() }
}

/// A key that no other request of this run has.
pub fn fresh_key() -> String {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    format!("key-{}", NEXT.fetch_add(1, Ordering::Relaxed))
}

impl Ask {
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.retain(|(n, _)| n != name);
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    pub fn without(mut self, name: &str) -> Self {
        self.headers.retain(|(n, _)| n != name);
        self
    }

    pub fn key(self, key: &str) -> Self {
        self.header("idempotency-key", key)
    }

    /// Asked with this token.
    pub fn bearing(self, token: &str) -> Self {
        self.header("authorization", &format!("Bearer {token}"))
    }

    pub fn in_language(self, language: &str) -> Self {
        self.header("accept-language", language)
    }

    fn write(&self, to: &mut impl Write) -> io::Result<()> {
        let mut head = format!("{} {} HTTP/1.1\r\nhost: marathon\r\n", self.method, self.target);
        for (name, value) in &self.headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        if self.method != "GET" {
            head.push_str(&format!("content-length: {}\r\n", self.body.len()));
        }
        head.push_str("\r\n");
        to.write_all(head.as_bytes())?;
        // A server that refuses early may close before it has taken everything; what counts is its answer.
        match to.write_all(&self.body) {
            Err(e) if matches!(e.kind(), io::ErrorKind::BrokenPipe | io::ErrorKind::ConnectionReset) => {
                Ok(())
            }
            written => written,
        }
    }
}

/// What is answered.
#[derive(Clone, Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str())
    }

    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|e| panic!("{e}: {self:?}"))
    }

    /// The lines of an answer in NDJSON.
    pub fn lines(&self) -> Vec<Value> {
        self.text().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// The JSON of an answer of this status.
    #[track_caller]
    pub fn expect(&self, status: u16) -> Value {
        assert_eq!(self.status, status, "{}", String::from_utf8_lossy(&self.body));
        self.json()
    }

    /// The code of a problem, which must have all that a problem has.
    #[track_caller]
    pub fn problem(&self) -> String {
        assert_eq!(self.header("content-type"), Some("application/problem+json"), "{self:?}");
        let problem = self.json();
        assert_eq!(problem["status"], self.status, "{problem}");
        for part in ["title", "detail"] {
            assert!(problem[part].as_str().is_some_and(|text| !text.is_empty()), "{part}: {problem}");
        }
        let code = problem["type"].as_str().and_then(|t| t.strip_prefix("urn:marathon:problem:"));
        code.unwrap_or_else(|| panic!("{problem}")).to_owned()
    }

    /// Field and code of everything that is wrong with single fields.
    pub fn field_errors(&self) -> Vec<(String, String)> {
        let text = |v: &Value| v.as_str().unwrap_or_default().to_owned();
        let errors = self.json()["errors"].as_array().cloned().unwrap_or_default();
        errors.iter().map(|e| (text(&e["field"]), text(&e["code"]))).collect()
    }
}

/// A connection that is kept open.
pub struct Client {
    address: SocketAddr,
    stream: Option<BufReader<TcpStream>>,
    /// Sent with whatever says nothing itself of who asks.
    token: Option<String>,
}

impl Client {
    /// Nobody's.
    pub fn new(address: SocketAddr) -> Self {
        Self { address, stream: None, token: None }
    }

    /// Whom it asks.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Somebody's.
    pub fn bearing(self, token: &str) -> Self {
        Self { token: Some(token.to_owned()), ..self }
    }

    /// The same question by whom this client is for.
    fn signed(&self, ask: &Ask) -> Ask {
        let says = ask.headers.iter().any(|(name, _)| ["authorization", "cookie"].contains(&name.as_str()));
        match self.token.as_ref().filter(|_| !says) {
            Some(token) => ask.clone().bearing(token),
            None => ask.clone(),
        }
    }

    /// Asks, and asks again where the server says that too many ask at once: suites run beside each other.
    #[track_caller]
    pub fn ask(&mut self, ask: &Ask) -> Answer {
        for _ in 0..BUSY_TRIES {
            let answer = self.try_ask(ask).unwrap_or_else(|e| panic!("{} {}: {e}", ask.method, ask.target));
            if answer.status != 503 || !answer.problem().starts_with("too-many-") {
                return answer;
            }
            thread::sleep(BUSY_WAIT);
        }
        panic!("{} {} is always too busy", ask.method, ask.target);
    }

    /// The JSON at an address.
    #[track_caller]
    pub fn json(&mut self, target: &str) -> Value {
        self.ask(&get(target)).expect(200)
    }

    pub fn try_ask(&mut self, ask: &Ask) -> io::Result<Answer> {
        let mut stream = match self.stream.take().filter(is_open) {
            Some(stream) => stream,
            None => connect(self.address)?,
        };
        self.signed(ask).write(stream.get_mut())?;
        let (status, headers) = read_head(&mut stream)?;
        let framing = Framing::of(status, &headers);
        let mut body = Vec::new();
        let mut reader = Body { stream, framing };
        reader.read_to_end(&mut body)?;
        let answer = Answer { status, headers, body };
        if answer.header("connection") != Some("close") && !matches!(reader.framing, Framing::ToEnd) {
            self.stream = Some(reader.stream);
        }
        Ok(answer)
    }

    /// Asks on a connection of its own and gives the body to be read as it comes.
    pub fn open(&self, ask: &Ask) -> io::Result<(Answer, BufReader<Body>)> {
        let mut stream = connect(self.address)?;
        self.signed(ask).write(stream.get_mut())?;
        let (status, headers) = read_head(&mut stream)?;
        let framing = Framing::of(status, &headers);
        Ok((Answer { status, headers, body: Vec::new() }, BufReader::new(Body { stream, framing })))
    }

    /// Asks and hangs up at once: whatever is answered is lost on the way.
    pub fn lose(&self, ask: &Ask) {
        let mut stream = connect(self.address).unwrap();
        self.signed(ask).write(stream.get_mut()).unwrap();
    }

    /// Sends bytes as they are and reads the answer.
    pub fn raw(&self, bytes: &[u8]) -> io::Result<Answer> {
        let mut stream = connect(self.address)?;
        stream.get_mut().write_all(bytes)?;
        let (status, headers) = read_head(&mut stream)?;
        let framing = Framing::of(status, &headers);
        let mut body = Vec::new();
        Body { stream, framing }.read_to_end(&mut body)?;
        Ok(Answer { status, headers, body })
    }
}

/// Whether the server keeps this idle connection: one that it has closed has an end to be read.
fn is_open(stream: &BufReader<TcpStream>) -> bool {
    let stream = stream.get_ref();
    let looked = stream.set_nonblocking(true).and_then(|()| stream.peek(&mut [0]));
    let open = looked.is_err_and(|e| e.kind() == io::ErrorKind::WouldBlock);
    open && stream.set_nonblocking(false).is_ok()
}

fn connect(address: SocketAddr) -> io::Result<BufReader<TcpStream>> {
    let stream = TcpStream::connect_timeout(&address, PATIENCE)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    stream.set_nodelay(true)?;
    Ok(BufReader::new(stream))
}

fn broken(what: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, what.to_owned())
}

fn read_line(stream: &mut impl BufRead) -> io::Result<String> {
    let mut line = String::new();
    if stream.read_line(&mut line)? == 0 {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(line.trim_end().to_owned())
}

fn read_head(stream: &mut impl BufRead) -> io::Result<(u16, Vec<(String, String)>)> {
    let line = read_line(stream)?;
    let status = line.split(' ').nth(1).and_then(|s| s.parse().ok()).ok_or_else(|| broken(&line))?;
    let mut headers = Vec::new();
    loop {
        let line = read_line(stream)?;
        if line.is_empty() {
            return Ok((status, headers));
        }
        let (name, value) = line.split_once(':').ok_or_else(|| broken(&line))?;
        headers.push((name.trim().to_ascii_lowercase(), value.trim().to_owned()));
    }
}

/// How much of a body is still to come.
#[derive(Clone, Copy, Debug)]
enum Framing {
    Sized(usize),
    /// Bytes left of this chunk; the next one begins at zero.
    Chunked(usize),
    ToEnd,
    Over,
}

impl Framing {
    fn of(status: u16, headers: &[(String, String)]) -> Self {
        let header = |name| headers.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str());
        match (status, header("transfer-encoding"), header("content-length")) {
            (204 | 304, ..) => Self::Over,
            (_, Some("chunked"), _) => Self::Chunked(0),
            (_, _, Some(length)) => length.parse().map_or(Self::ToEnd, Self::Sized),
            _ => Self::ToEnd,
        }
    }
}

/// A body as it comes; one that is cut off is an error, not an end.
pub struct Body {
    stream: BufReader<TcpStream>,
    framing: Framing,
}

impl Read for Body {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        let left = match self.framing {
            Framing::Over | Framing::Sized(0) => return Ok(0),
            Framing::ToEnd => return self.stream.read(to),
            Framing::Chunked(0) => {
                let line = read_line(&mut self.stream)?;
                let size = usize::from_str_radix(&line, 16).map_err(|_| broken(&line))?;
                if size == 0 {
                    read_line(&mut self.stream)?;
                    self.framing = Framing::Over;
                    return Ok(0);
                }
                size
            }
            Framing::Sized(left) | Framing::Chunked(left) => left,
        };
        let room = to.len().min(left);
        let read = self.stream.read(&mut to[..room])?;
        if read == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let left = left - read;
        self.framing = match self.framing {
            Framing::Chunked(_) => {
                if left == 0 {
                    read_line(&mut self.stream)?;
                }
                Framing::Chunked(left)
            }
            _ => Framing::Sized(left),
        };
        Ok(read)
    }
}
