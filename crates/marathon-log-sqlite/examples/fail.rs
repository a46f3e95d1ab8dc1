use bytes::Bytes;
use marathon_events::*;
use marathon_log::*;
use marathon_log_sqlite::*;
fn main() {
    let dir = std::path::PathBuf::from(std::env::args().nth(1).unwrap());
    let store = SqliteStore::open(&dir, Access::ReadWrite).unwrap();
    let name = LogName::parse("f").unwrap();
    let log = store.create(&name).unwrap();
    let (mut p, mut errors) = (0u64, 0);
    while errors < 4 && p < 100_000 {
        let e: Vec<_> = (0..50)
            .map(|i| NewEvent {
                stream: StreamId(uuid::Uuid::from_u128((p + i) as u128)),
                revision: Revision(0),
                entry: Bytes::from(vec![b'a'; 450]),
                leaf_hash: LeafHash([1; 32]),
                command: None,
            })
            .collect();
        match log.append(&Turn { expected: Position(p), events: &e, refusals: &[] }) {
            Ok(TurnOutcome::Won) => p += 50,
            other => {
                errors += 1;
                let mut n = 0;
                let r = log.scan(Position(0), Position(u64::MAX), &mut |_| {
                    n += 1;
                    std::ops::ControlFlow::Continue(())
                });
                println!("acknowledged {p}: {other:?}; read {n} {r:?}");
            }
        }
    }
    println!("acknowledged {p}");
    drop(log);
    drop(store);
    let store = SqliteStore::open(&dir, Access::ReadWrite).unwrap();
    let log = store.open(&name);
    println!("reopened: next {:?}", log.map(|l| l.next()));
}
