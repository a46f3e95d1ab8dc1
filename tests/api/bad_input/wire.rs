//! Connections that misbehave below the level of requests.

use std::{
    io::{Read, Write},
    net::{Shutdown, TcpStream},
};

use crate::support::{
    client::{get, post},
    given::{M, person, trees},
    server::Server,
};

#[test]
fn what_is_not_http_harms_nobody() {
    let server = Server::start();
    let mut client = server.client();
    client.register(&person("Tulip"));
    for bytes in [
        &b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"[..],
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET  \r\n\r\n",
        b"POST /v1/marathons/small/deeds HTTP/1.1\r\nhost: x\r\ncontent-length: -5\r\n\r\n",
        b"POST /v1/marathons/small/deeds HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\ncontent-length: 6\r\n\r\nhello",
        b"\0\0\0\0\r\n\r\n",
    ] {
        let answer = server.client().raw(bytes);
        // It is answered with a refusal, or not at all.
        assert!(answer.as_ref().map_or(true, |a| a.status >= 400), "{answer:?}");
    }
    let long = format!("GET /{} HTTP/1.1\r\nhost: x\r\n\r\n", "x".repeat(1 << 20));
    let answer = server.client().raw(long.as_bytes());
    assert!(answer.as_ref().map_or(true, |a| a.status >= 400), "{answer:?}");
    assert_eq!(client.settle(), 2);
}

#[test]
fn a_body_that_breaks_off_is_no_deed() {
    let server = Server::start();
    let mut client = server.client();
    let who = client.register(&person("Tulip"));
    let ask = post(format!("{M}/deeds"), &trees(&who, 5)).key("broken off");
    for taken in [0, 1, ask.body.len() - 1] {
        let mut stream = TcpStream::connect(server.address).unwrap();
        let head = format!(
            "POST {M}/deeds HTTP/1.1\r\nhost: x\r\n{}idempotency-key: broken off\r\ncontent-length: {}\r\n\r\n",
            server.signature(),
            ask.body.len()
        );
        stream.write_all(head.as_bytes()).unwrap();
        stream.write_all(&ask.body[..taken]).unwrap();
        stream.shutdown(Shutdown::Write).unwrap();
        let mut answer = String::new();
        let _ = stream.read_to_string(&mut answer);
        assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 4"), "{answer}");
    }
    assert_eq!(client.settle(), 2);
    let logged = client.ask(&ask);
    assert_eq!((logged.status, logged.header("idempotency-replayed")), (201, None));
}

#[test]
fn a_body_in_many_pieces_is_one_body() {
    let server = Server::start();
    let who = server.client().register(&person("Tulip"));
    let body = trees(&who, 5).to_string();
    let mut stream = TcpStream::connect(server.address).unwrap();
    stream.set_nodelay(true).unwrap();
    let head = format!(
        "POST {M}/deeds HTTP/1.1\r\nhost: x\r\n{}idempotency-key: pieces\r\ntransfer-encoding: chunked\r\nconnection: close\r\n\r\n",
        server.signature()
    );
    stream.write_all(head.as_bytes()).unwrap();
    for byte in body.bytes() {
        stream.write_all(&[b'1', b'\r', b'\n', byte, b'\r', b'\n']).unwrap();
    }
    stream.write_all(b"0\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 201"), "{answer}");

    // Without a length, what is too large is noticed on the way.
    let mut stream = TcpStream::connect(server.address).unwrap();
    stream.write_all(head.replace("pieces", "large").as_bytes()).unwrap();
    let piece = format!("1000\r\n{}\r\n", " ".repeat(0x1000));
    for _ in 0..17 {
        // The server may have answered and closed already.
        let _ = stream.write_all(piece.as_bytes());
    }
    let _ = stream.write_all(b"0\r\n\r\n");
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    assert!(answer.starts_with(b"HTTP/1.1 413"), "{}", String::from_utf8_lossy(&answer));
}

#[test]
fn who_is_refused_before_the_body_was_read_is_told_that_the_connection_ends() {
    let server = Server::start();
    for (target, key, status) in [
        (format!("{M}/deeds"), "", 400),
        ("/v1/marathons/none/deeds".to_owned(), "idempotency-key: k\r\n", 404),
        (format!("{M}/nothing"), "", 404),
        (format!("{M}/totals"), "", 405),
        (format!("{M}/deeds/import"), "", 415),
    ] {
        // Its body is announced and does not come.
        let who = server.signature();
        let head = format!("POST {target} HTTP/1.1\r\nhost: x\r\n{who}{key}content-length: 5\r\n\r\n");
        let answer = server.client().raw(head.as_bytes()).unwrap();
        assert_eq!((answer.status, answer.header("connection")), (status, Some("close")), "{target}");
    }
    let read = server.client().ask(&post(format!("{M}/deeds"), &serde_json::json!({})));
    assert_eq!((read.status, read.header("connection")), (400, None));
}

#[test]
fn who_stalls_in_the_middle_of_a_body_is_told_and_stops_nobody() {
    let server = Server::start();
    let mut client = server.client();
    let who = client.register(&person("Tulip"));
    let mut stream = TcpStream::connect(server.address).unwrap();
    let head = format!(
        "POST {M}/deeds HTTP/1.1\r\nhost: x\r\n{}idempotency-key: slow\r\ncontent-length: 500\r\n\r\n{{",
        server.signature()
    );
    stream.write_all(head.as_bytes()).unwrap();
    for n in 1..=20 {
        client.log(&trees(&who, n));
    }
    let mut first = [0; 12];
    stream.read_exact(&mut first).unwrap();
    assert_eq!(&first, b"HTTP/1.1 408");
    assert_eq!(client.settle(), 22);
    assert_eq!(client.ask(&get("/healthz")).status, 200);
}
