use marathon_events::*;
use marathon_log::*;
use marathon_log_sqlite::*;
use std::time::Instant;
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
    let dir = std::path::PathBuf::from(std::env::args().nth(1).unwrap());
    let store = SqliteStore::open(&dir, Access::ReadOnly).unwrap();
    let log = store.open(&LogName::parse("b4000").unwrap()).unwrap();
    for _ in 0..std::env::args().nth(2).unwrap().parse().unwrap() {
        let t = Instant::now();
        let c = cpu();
        let mut n = 0u64;
        let mut sum = 0usize;
        log.scan(Position(0), Position(u64::MAX), &mut |e| {
            n += 1;
            sum += e.entry[0] as usize;
            std::ops::ControlFlow::Continue(())
        })
        .unwrap();
        println!(
            "{n} rows cpu {} ns/row, {:.2} M rows/s {}",
            (cpu() - c) / n,
            n as f64 / t.elapsed().as_secs_f64() / 1e6,
            sum % 2
        );
    }
}
