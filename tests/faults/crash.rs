//! Killed at any moment under load: whatever was acknowledged is there once, unchanged, at its place.

use std::{
    env,
    path::Path,
    sync::{
        Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use rand::{RngExt, SeedableRng, rngs::StdRng};
use serde_json::{Value, json};

use super::{
    SMALL, folder,
    ledger::{Ledger, Promise, deed, key_of},
    text,
};
use crate::support::{
    client::{Ask, Client, post},
    given::{person, trees, with},
    process::{Process, run},
};

const WRITERS: usize = 12;
/// A server lives between these before it is killed.
const LIFE_MILLIS: std::ops::Range<u64> = 5..400;

/// Kills in one run; `MARATHON_KILLS` asks for more.
fn kills() -> usize {
    env::var("MARATHON_KILLS").map_or(8, |n| n.parse().unwrap())
}

/// The dice; `MARATHON_SEED` throws those of another run again.
fn seed() -> u64 {
    env::var("MARATHON_SEED")
        .map_or_else(|_| rand::make_rng::<StdRng>().random(), |seed| seed.parse().unwrap())
}

/// Writes until the connection breaks. Begins with what got no answer the last time.
fn write(mut client: Client, who: &str, writer: usize, next: &mut u64, ledger: &mut Ledger) {
    loop {
        let key = key_of(writer, *next);
        match client.try_ask(&deed(who, &key)) {
            // An outcome that is not known is asked for again, under its key.
            Ok(answer) if answer.status == 503 => {}
            Ok(answer) => {
                ledger.note(&key, Promise::of(&answer));
                *next += 1;
            }
            Err(_) => return,
        }
    }
}

fn export(data: &Path, to: &str) -> Vec<Value> {
    let file = data.join(to);
    run(["export", "--data", text(data), "--marathon", "small", "-o", text(&file)]).done();
    let text = std::fs::read_to_string(file).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn what_was_acknowledged_survives_every_kill() {
    let (kills, seed) = (kills(), seed());
    println!("{kills} kills, MARATHON_SEED={seed}");
    let mut dice = StdRng::seed_from_u64(seed);
    let folder = folder();
    let mut process = Process::serve(folder.path());
    process.wait_ready();
    let who = process.client().register(&person("Tulip"));
    let mut ledgers: Vec<_> = (0..WRITERS).map(|_| Ledger::default()).collect();
    let mut next = [1_u64; WRITERS];
    let (mut slowest, began) = (Duration::ZERO, Instant::now());
    for _ in 0..kills {
        let life = Duration::from_millis(dice.random_range(LIFE_MILLIS));
        thread::scope(|scope| {
            for ((writer, ledger), next) in ledgers.iter_mut().enumerate().zip(&mut next) {
                let (client, who) = (process.client(), &who);
                scope.spawn(move || write(client, who, writer, next, ledger));
            }
            thread::sleep(life);
            process.kill();
        });
        let restart = Instant::now();
        process = Process::serve(folder.path());
        process.wait_ready();
        slowest = slowest.max(restart.elapsed());
    }
    // The last one that got no answer is asked for once more.
    let mut client = process.client();
    for ((writer, ledger), next) in ledgers.iter_mut().enumerate().zip(&next) {
        let key = key_of(writer, *next);
        ledger.note(&key, Promise::of(&client.ask(&deed(&who, &key))));
    }
    // Whoever asks again gets what was promised.
    for ledger in &ledgers {
        for (key, promised) in ledger.keys().step_by(17) {
            let again = client.ask(&deed(&who, key));
            assert_eq!(Promise::of(&again), *promised);
            assert_eq!(again.header("idempotency-replayed"), Some("true"));
        }
    }
    let mut all = Ledger::default();
    ledgers.into_iter().for_each(|ledger| all.add(ledger));
    let deeds = next.iter().sum::<u64>() as usize;
    all.check(&export(folder.path(), "history.ndjson"), deeds);
    println!(
        "{kills} kills in {:.1?}: {} deeds acknowledged and found, slowest restart {slowest:.0?}",
        began.elapsed(),
        all.len()
    );
}

#[test]
fn an_import_that_was_killed_is_sent_again_and_doubles_nothing() {
    const LINES: u64 = 20_000;
    let folder = folder();
    let mut process = Process::serve(folder.path());
    process.wait_ready();
    let who = process.client().register(&person("Tulip"));
    let text: String = (1..=LINES)
        .map(|n| {
            let (people, number) = (n / 4_000 + 1, n % 4_000 + 1);
            let line =
                with(trees(&who, number), json!({ "people": people, "idempotency_key": n.to_string() }));
            line.to_string() + "\n"
        })
        .collect();
    let ask =
        post(format!("{SMALL}/deeds/import"), &Value::Null).header("content-type", "application/x-ndjson");
    let ask = Ask { body: text.into_bytes(), ..ask };
    let stopped = AtomicBool::new(false);
    for life in [60, 150, 300] {
        thread::scope(|scope| {
            let client = process.client();
            let ask = &ask;
            let stopped = &stopped;
            scope.spawn(move || {
                let mut client = client;
                // It may have been through before the kill.
                let through = client.try_ask(ask).is_ok_and(|a| a.status == 200);
                stopped.fetch_or(!through, Ordering::Relaxed);
            });
            thread::sleep(Duration::from_millis(life));
            process.kill();
        });
        process = Process::serve(folder.path());
        process.wait_ready();
    }
    assert!(stopped.load(Ordering::Relaxed), "no import was broken off: there is nothing to see");
    let answer = process.client().ask(&ask);
    let lines = answer.lines();
    assert_eq!(lines.last().unwrap(), &json!({ "accepted": LINES, "refused": 0 }));
    let history = export(folder.path(), "history.ndjson");
    assert_eq!(history.len() as u64, LINES + 3);
    for line in &lines[..lines.len() - 1] {
        let position = line["position"].as_u64().unwrap() as usize;
        assert_eq!(history[position]["stream"], line["deed_id"]);
    }
}

#[test]
fn an_unanswered_write_is_one_event_whoever_repeats_it() {
    let folder = folder();
    let mut process = Process::serve(folder.path());
    process.wait_ready();
    let who = process.client().register(&person("Tulip"));
    let asked = AtomicUsize::new(0);
    let answers = Mutex::new(Vec::new());
    for round in 0..3_u64 {
        thread::scope(|scope| {
            for _ in 0..WRITERS {
                // Everybody sends the same deed.
                let (mut client, ask) = (process.client(), deed(&who, &key_of(0, 1 + round)));
                let (asked, answers) = (&asked, &answers);
                scope.spawn(move || {
                    while let Ok(answer) = client.try_ask(&ask) {
                        asked.fetch_add(1, Ordering::Relaxed);
                        if answer.status == 201 {
                            answers.lock().unwrap().push((1 + round, Promise::of(&answer)));
                        }
                    }
                });
            }
            while asked.load(Ordering::Relaxed) < 40 * (1 + round as usize) {
                thread::yield_now();
            }
            process.kill();
        });
        process = Process::serve(folder.path());
        process.wait_ready();
    }
    let mut ledger = Ledger::default();
    for (n, promise) in answers.into_inner().unwrap() {
        ledger.note(&key_of(0, n), promise);
    }
    ledger.check(&export(folder.path(), "history.ndjson"), 3);
}
