//! Live streams: every event once, in order, through broken connections, while others write.

use std::{
    sync::atomic::{AtomicBool, Ordering},
    thread,
};

use crate::support::{
    client::{get, post},
    given::{M, person, trees},
    server::Server,
    stream::{Message, Stream},
};

#[test]
fn events_come_as_they_happen() {
    let server = Server::start();
    let mut client = server.client();
    let who = client.register(&person("Tulip"));
    let mut stream = Stream::open(&server.client(), "", None);
    assert_eq!([(); 3].map(|()| stream.next().unwrap().id), [0, 1, 2]);
    for n in 1..=20 {
        let deed = client.log(&trees(&who, n));
        let message = stream.next().unwrap();
        assert_eq!((message.id, message.event.as_str()), (deed.position, "trees-planted"));
        assert_eq!((&message.data["stream"], &message.data["data"]["trees"]), (&deed.id.into(), &n.into()));
    }
    let lines = client.ask(&get(format!("{M}/events"))).lines();
    let mut again = Stream::open(&server.client(), "?from=0", None);
    for line in lines {
        assert_eq!(again.next().unwrap().data, line);
    }
}

#[test]
fn a_stream_of_one_type_or_one_deed_has_only_that() {
    let server = Server::start();
    let mut client = server.client();
    let who = client.register(&person("Tulip"));
    let mut verified = Stream::open(&server.client(), "?type=deed-verified", None);
    let deeds: Vec<_> = (1..=5).map(|n| client.log(&trees(&who, n))).collect();
    let mut of_deed = Stream::open(&server.client(), &format!("?stream={}", deeds[3].id), None);
    for deed in &deeds {
        client.decide(&deed.id, "verify", &serde_json::json!({})).expect(200);
    }
    for deed in &deeds {
        let message = verified.next().unwrap();
        assert_eq!(
            (message.event.as_str(), &message.data["stream"]),
            ("deed-verified", &deed.id.clone().into())
        );
    }
    let told = [of_deed.next().unwrap().event, of_deed.next().unwrap().event];
    assert_eq!(told, ["trees-planted", "deed-verified"]);
    let mut limited = Stream::open(&server.client(), "?from=1&limit=2", None);
    assert_eq!([limited.next().unwrap().id, limited.next().unwrap().id], [1, 2]);
    assert_eq!(limited.next(), None, "a limited stream ends");
}

#[test]
fn every_event_comes_once_through_broken_connections_while_others_write() {
    const WRITERS: usize = 4;
    const DEEDS: u64 = 150;
    let server = Server::start();
    let who = server.client().register(&person("Tulip"));
    let total = 3 + WRITERS as u64 * DEEDS;
    let done = AtomicBool::new(false);
    let mut seen = Vec::new();
    thread::scope(|scope| {
        for _ in 0..WRITERS {
            scope.spawn(|| {
                let mut client = server.client();
                (0..DEEDS).for_each(|n| assert!(client.log(&trees(&who, n + 1)).position > 1));
            });
        }
        // Somebody who never reads must stop nobody.
        let _sleeper = Stream::open(&server.client(), "", None);
        let mut take = 1;
        while (seen.len() as u64) < total {
            let mut stream = Stream::open(&server.client(), "", seen.last().map(|m: &Message| m.id));
            for _ in 0..take {
                if (seen.len() as u64) < total {
                    seen.push(stream.next().unwrap());
                }
            }
            take = (take * 7 + 3) % 60 + 1;
        }
        done.store(true, Ordering::Relaxed);
    });
    let ids: Vec<_> = seen.iter().map(|message| message.id).collect();
    assert_eq!(ids, (0..total).collect::<Vec<_>>());
    let lines = server.client().ask(&get(format!("{M}/events"))).lines();
    assert!(seen.iter().zip(&lines).all(|(message, line)| message.data == *line));
}

#[test]
fn a_position_that_is_not_here_cannot_be_gone_on_from() {
    let server = Server::start();
    let mut client = server.client();
    let stream = get(format!("{M}/events")).header("accept", "text/event-stream");
    for (last, status, code) in [
        ("2", 404, "position-unknown"),
        ("999999", 404, "position-unknown"),
        ("x", 400, "last-event-id-malformed"),
        ("-1", 400, "last-event-id-malformed"),
    ] {
        let answer = client.ask(&stream.clone().header("last-event-id", last));
        assert_eq!((answer.status, answer.problem().as_str()), (status, code), "{last}");
    }
}

#[test]
fn streams_end_when_the_server_stops() {
    let mut server = Server::start();
    server.client().register(&person("Tulip"));
    let mut streams: Vec<_> = (0..3).map(|_| Stream::open(&server.client(), "", None)).collect();
    for stream in &mut streams {
        assert_eq!([(); 3].map(|()| stream.next().unwrap().id), [0, 1, 2]);
    }
    server.stop();
    for stream in &mut streams {
        assert_eq!(stream.next(), None, "a stream ends as a whole, it is not cut off");
    }
    let late = server.client().try_ask(&post(format!("{M}/entrants"), &person("Rose")));
    assert!(late.is_err(), "nobody is served any more: {late:?}");
}
