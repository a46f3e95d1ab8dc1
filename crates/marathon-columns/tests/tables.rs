//! The tables against what the standard library would have said.

use std::collections::BTreeMap;

use marathon_columns::{Chunks, Column, HashColumn, IdColumn, Loader, PackedSums, Saver, SumRow, SumRows};
use proptest::prelude::*;

#[derive(Clone, Debug)]
enum Step {
    Insert(u64, u32),
    Remove(u64),
    Add(u64, u32),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    // Few keys, so that they collide, repeat and leave gaps.
    let key = 0_u64..40;
    let step = prop_oneof![
        (key.clone(), any::<u32>()).prop_map(|(k, v)| Step::Insert(k, v)),
        key.clone().prop_map(Step::Remove),
        (key, 0_u32..9).prop_map(|(k, v)| Step::Add(k, v)),
    ];
    proptest::collection::vec(step, 0..600)
}

proptest! {
    #[test]
    fn a_hash_column_is_a_multimap(steps in steps()) {
        let mut table = HashColumn::<u32>::default();
        let mut model: BTreeMap<u64, Vec<u32>> = BTreeMap::new();
        for step in steps {
            match step {
                Step::Insert(k, v) => {
                    table.insert(k, v);
                    model.entry(k).or_default().push(v);
                }
                Step::Remove(k) => {
                    let removed = table.remove(k, |_| true);
                    let list = model.entry(k).or_default();
                    prop_assert_eq!(removed.is_some(), !list.is_empty());
                    if let Some(at) = removed.and_then(|r| list.iter().position(|v| *v == r)) {
                        list.remove(at);
                    }
                }
                Step::Add(k, v) => {
                    let list = model.entry(k).or_default();
                    if list.len() <= 1 {
                        *table.entry(k) += v;
                        if list.is_empty() { list.push(0); }
                        list[0] = list[0].wrapping_add(v);
                    }
                }
            }
        }
        let mut found: Vec<_> = table.unordered().collect();
        let mut wanted: Vec<_> = model.iter().flat_map(|(k, l)| l.iter().map(|v| (*k, *v))).collect();
        found.sort_unstable();
        wanted.sort_unstable();
        prop_assert_eq!(table.len(), wanted.len());
        for (k, v) in &wanted {
            prop_assert_eq!(table.find(*k, |x| x == v), Some(*v));
        }
        prop_assert_eq!(found, wanted);
    }
}

fn saved(table: &HashColumn<u64>, column: &Column<u16>) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut saver = Saver::new(&mut bytes);
    table.save(&mut saver).unwrap();
    column.save(&mut saver).unwrap();
    saver.finish().unwrap();
    bytes
}

fn loaded(bytes: &[u8]) -> std::io::Result<(HashColumn<u64>, Column<u16>)> {
    let mut from = bytes;
    let mut loader = Loader::new(&mut from, bytes.len() as u64);
    let tables = (HashColumn::load(&mut loader)?, Column::load(&mut loader)?);
    loader.finish()?;
    Ok(tables)
}

#[test]
fn a_snapshot_gives_back_what_was_saved_and_notices_any_flipped_bit() {
    let mut table = HashColumn::default();
    let mut column = Column::new();
    for i in 0..50_u16 {
        table.insert(u64::from(i) * 977, u64::from(i));
        column.push(i);
    }
    let bytes = saved(&table, &column);
    assert_eq!(loaded(&bytes).unwrap(), (table, column));
    for at in (0..bytes.len()).step_by(7) {
        let mut damaged = bytes.clone();
        damaged[at] ^= 1 << (at % 8);
        assert!(loaded(&damaged).is_err(), "a flipped bit in byte {at} went unnoticed");
    }
    assert!(loaded(&bytes[..bytes.len() - 1]).is_err());
}

proptest! {
    #[test]
    fn ids_are_found_where_they_stand(
        // Few different first halves, so that fences repeat.
        ids in proptest::collection::btree_set((0_u64..6, 0_u64..200), 0..400),
        popped in 0_usize..80,
        asked in (0_u64..6, 0_u64..200),
    ) {
        let bytes = |(high, low): (u64, u64)| (u128::from(high) << 64 | u128::from(low)).to_be_bytes();
        let mut model: Vec<_> = ids.into_iter().map(bytes).collect();
        let mut column = IdColumn::default();
        model.iter().for_each(|id| column.push(*id));
        for _ in 0..popped {
            column.pop();
            model.pop();
        }
        column.push([0xFF; 16]);
        model.push([0xFF; 16]);
        for (place, id) in model.iter().enumerate() {
            prop_assert_eq!(column.find(*id), Some(place));
        }
        prop_assert_eq!(column.find(bytes(asked)), model.binary_search(&bytes(asked)).ok());
    }
}

/// Amounts that stay narrow, and amounts that do not.
fn amounts() -> impl Strategy<Value = u64> {
    prop_oneof![0_u64..9, 0_u64..1 << 22, 0_u64..1 << 40]
}

proptest! {
    #[test]
    fn rows_of_sums_lose_nothing(
        steps in proptest::collection::vec((0_u32..30, 0_u16..3, 0_usize..4, amounts()), 0..600),
    ) {
        let mut rows = SumRows::default();
        let mut model: BTreeMap<(u32, u16), [u64; 4]> = BTreeMap::new();
        for (owner, tag, no, amount) in steps {
            let known = model.contains_key(&(owner, tag));
            let sum = &mut model.entry((owner, tag)).or_default()[no];
            let mut row = rows.entry(owner, tag, 4);
            prop_assert_eq!(row.is_new, !known);
            row.set_note(tag + 1);
            // What was added is sometimes taken off again.
            let gone = if amount % 3 == 0 { *sum } else { 0 };
            *sum = *sum - gone + amount;
            prop_assert_eq!(row.replace(no, gone, amount), *sum);
        }
        let mut bytes = Vec::new();
        let mut saver = Saver::new(&mut bytes);
        rows.save(&mut saver).unwrap();
        saver.finish().unwrap();
        let loaded = SumRows::load(&mut Loader::new(&mut &bytes[..], bytes.len() as u64)).unwrap();
        let sums = |row: SumRow<'_>| std::array::from_fn::<_, 4, _>(|no| row.sum(no));
        for rows in [rows, loaded] {
            for ((owner, tag), wanted) in &model {
                let row = rows.find(*owner, *tag).unwrap();
                prop_assert_eq!((row.owner(), row.tag(), row.note()), (*owner, *tag, tag + 1));
                prop_assert_eq!(sums(row), *wanted);
            }
            prop_assert!(rows.find(30, 0).is_none());
            let all: BTreeMap<_, _> = rows.rows().map(|row| ((row.owner(), row.tag()), sums(row))).collect();
            prop_assert_eq!(&all, &model);
        }
    }

    #[test]
    fn packed_sums_lose_nothing(steps in proptest::collection::vec((0_u64..200, amounts()), 0..900)) {
        let mut table = PackedSums::default();
        let mut model: BTreeMap<u64, u64> = BTreeMap::new();
        for (key, amount) in steps {
            let sum = model.entry(key).or_default();
            let old = *sum;
            let gone = if amount % 3 == 0 { old } else { 0 };
            *sum = old - gone + amount;
            prop_assert_eq!(table.replace(key, gone, amount), (old, *sum));
        }
        let mut bytes = Vec::new();
        let mut saver = Saver::new(&mut bytes);
        table.save(&mut saver).unwrap();
        saver.finish().unwrap();
        let loaded = PackedSums::load(&mut Loader::new(&mut &bytes[..], bytes.len() as u64)).unwrap();
        for key in 0..200 {
            let wanted = model.get(&key).copied().unwrap_or(0);
            prop_assert_eq!((table.get(key), loaded.get(key)), (wanted, wanted));
        }
    }
}

#[test]
fn chunks_are_a_vector_that_does_not_move() {
    let (mut chunks, mut model) = (Chunks::default(), Vec::new());
    for value in 0..9_000_u32 {
        chunks.push(value);
        model.push(value);
        if value % 7 == 0 {
            assert_eq!(chunks.pop(), model.pop());
        }
    }
    while model.len() > 4_096 {
        assert_eq!((chunks.pop(), chunks.len()), (model.pop(), model.len()));
    }
    chunks[77] += 1;
    model[77] += 1;
    for _ in 0..2 {
        let mut bytes = Vec::new();
        let mut saver = Saver::new(&mut bytes);
        chunks.save(&mut saver).unwrap();
        saver.finish().unwrap();
        chunks = Chunks::load(&mut Loader::new(&mut &bytes[..], bytes.len() as u64)).unwrap();
        assert_eq!(chunks.iter().collect::<Vec<_>>(), model);
        chunks.push(1);
        model.push(1);
    }
}
