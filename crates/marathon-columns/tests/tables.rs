//! The tables against what the standard library would have said.

use std::collections::BTreeMap;

use marathon_columns::{Column, HashColumn, IdColumn, Loader, Saver};
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
