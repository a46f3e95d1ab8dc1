use marathon_events::*;
use marathon_log::*;
use marathon_log_sqlite::*;
use rusqlite::*;
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
    let conn = Connection::open_with_flags(
        dir.join("logs/b4000.sqlite"),
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX,
    )
    .unwrap();
    let mconn = Connection::open_with_flags(
        dir.join("logs/b4000.sqlite"),
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX,
    )
    .unwrap();
    mconn.execute_batch("pragma mmap_size=10000000000").unwrap();
    let store = SqliteStore::open(&dir, Access::ReadOnly).unwrap();
    let log = store.open(&LogName::parse("b4000").unwrap()).unwrap();
    let cols = ["position, entry", "place, seal, entry"];
    for _ in 0..4 {
        for (w, c) in [("plain", &conn), ("mmap ", &mconn)] {
            for col in cols {
                let mut st = c.prepare(&format!("select {col} from events")).unwrap();
                let n = st.column_count();
                let (t, c0) = (Instant::now(), cpu());
                let mut sum = 0;
                let mut k = 0u64;
                let mut rows = st.query([]).unwrap();
                while let Some(r) = rows.next().unwrap() {
                    for i in 0..n {
                        match r.get_ref(i).unwrap() {
                            types::ValueRef::Blob(b) | types::ValueRef::Text(b) => sum += b[0] as i64,
                            types::ValueRef::Integer(i) => sum += i,
                            _ => {}
                        }
                    }
                    k += 1;
                }
                println!(
                    "{w} {n} columns: cpu {} ns/row, {:.2} M rows/s {}",
                    (cpu() - c0) / k,
                    k as f64 / t.elapsed().as_secs_f64() / 1e6,
                    sum % 2
                );
            }
        }
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
            "log.scan {n} rows cpu {} ns/row, {:.2} M rows/s {}",
            (cpu() - c) / n,
            n as f64 / t.elapsed().as_secs_f64() / 1e6,
            sum % 2
        );
    }
}
