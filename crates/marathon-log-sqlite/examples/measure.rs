use bytes::Bytes;
use marathon_events::*;
use marathon_log::*;
use marathon_log_sqlite::*;
use std::time::{Duration, Instant};
fn cpu() -> u64 {
    std::fs::read_to_string("/proc/thread-self/schedstat")
        .unwrap()
        .split(" ")
        .next()
        .unwrap()
        .parse()
        .unwrap()
}
fn main() {
    let base = std::env::args().nth(1).unwrap();
    let total_max: usize = std::env::args().nth(2).map_or(1_000_000, |s| s.parse().unwrap());
    let dir = std::path::PathBuf::from(base);
    let _ = std::fs::remove_dir_all(&dir);
    let store = SqliteStore::open(&dir, Access::ReadWrite).unwrap();
    let mut x = 88172645463325252u64;
    let mut rnd = move || {
        x ^= x << 13;
        x ^= x >> 7;
        x ^= x << 17;
        x
    };
    for batch in std::env::var("B")
        .unwrap_or("64,1000,4000".into())
        .split(",")
        .map(|s| s.parse::<usize>().unwrap())
        .collect::<Vec<_>>()
    {
        let total = total_max.min(batch * 20_000).max(batch);
        let name = LogName::parse(&format!("b{batch}")).unwrap();
        let log = store.create(&name).unwrap();
        let mut streams: Vec<(StreamId, u32)> = vec![];
        let mut p = 0u64;
        let mut spent = Duration::ZERO;
        let mut acpu = 0;
        let mut lat = vec![];
        while (p as usize) < total {
            let mut evs = Vec::with_capacity(batch);
            for i in 0..batch {
                let (s, r) = if streams.is_empty() || rnd() % 10 < 7 {
                    let ms = 1_700_000_000_000u64 + (p + i as u64) / 50;
                    let id = ((ms as u128) << 80)
                        | (7u128 << 76)
                        | (((p + i as u64) as u128 & 0xfff) << 64)
                        | (2u128 << 62)
                        | (rnd() >> 2) as u128;
                    streams.push((StreamId(uuid::Uuid::from_u128(id)), 0));
                    (streams.last().unwrap().0, 0)
                } else {
                    let n = streams.len().min(5000);
                    let k = streams.len() - 1 - (rnd() as usize % n);
                    streams[k].1 += 1;
                    streams[k]
                };
                let mut e = vec![b'a'; 450];
                e[..8].copy_from_slice(&rnd().to_le_bytes());
                let mut c = [0u8; 16];
                c[..8].copy_from_slice(&rnd().to_le_bytes());
                let mut h = [0u8; 32];
                for k in 0..4 {
                    h[k * 8..k * 8 + 8].copy_from_slice(&rnd().to_le_bytes());
                }
                evs.push(NewEvent {
                    stream: s,
                    revision: Revision(r),
                    entry: Bytes::from(e),
                    leaf_hash: LeafHash(h),
                    command: Some(Keyed { key: CommandKey(c), request: RequestHash(c) }),
                });
            }
            let t = Instant::now();
            let c0 = cpu();
            let o = log.append(&Turn { expected: Position(p), events: &evs, refusals: &[] }).unwrap();
            let d = t.elapsed();
            acpu += cpu() - c0;
            spent += d;
            lat.push(d);
            assert_eq!(o, TurnOutcome::Won);
            p += batch as u64;
        }
        lat.sort();
        let q = |f: f64| lat[((lat.len() - 1) as f64 * f) as usize].as_micros();
        let t = Instant::now();
        let (mut n, mut sum) = (0u64, 0usize);
        log.scan(Position(0), Position(u64::MAX), &mut |e| {
            n += 1;
            sum += e.entry[0] as usize;
            std::ops::ControlFlow::Continue(())
        })
        .unwrap();
        let s1 = t.elapsed();
        let t = Instant::now();
        let c1 = cpu();
        log.scan(Position(0), Position(u64::MAX), &mut |e| {
            sum += e.entry[0] as usize;
            std::ops::ControlFlow::Continue(())
        })
        .unwrap();
        let s2 = t.elapsed();
        let scpu = cpu() - c1;
        println!(
            "cpu ns/row append {} scan {}; batch {batch:5}: {total} rows, {:9.0} rows/s append, µs p50 {} p99 {} max {}; scan {:.2} / {:.2} M rows/s; file {} B/row {}",
            acpu / total as u64,
            scpu / total as u64,
            total as f64 / spent.as_secs_f64(),
            q(0.5),
            q(0.99),
            q(1.0),
            n as f64 / s1.as_secs_f64() / 1e6,
            n as f64 / s2.as_secs_f64() / 1e6,
            std::fs::metadata(dir.join(format!("logs/b{batch}.sqlite"))).unwrap().len() / total as u64,
            sum % 2
        );
    }
    drop(store);
    if std::env::var_os("KEEP").is_some() {
        return;
    }
    let _ = std::fs::remove_dir_all(&dir);
}
