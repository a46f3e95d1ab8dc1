//! Totals as a table: a row for each day, region, sector and kind with a deed in it.

use marathon_engine::tables::{Cell, ColumnKind, ColumnLayout, OnPoison, Table, TableLayout};
use marathon_events::DeedKind;

use super::{Cell as Sums, KINDS, Totals};
use crate::{
    book::{Book, Change},
    touched::Row,
    views::{PROJECTIONS, TOTALS},
};

/// The table.
pub const TABLE: Table = Table {
    projection: PROJECTIONS[TOTALS].0,
    version: PROJECTIONS[TOTALS].1,
    layout: TableLayout {
        table: "totals_rows",
        keys: &[
            ColumnLayout { name: "day", kind: ColumnKind::Day },
            ColumnLayout { name: "region", kind: ColumnKind::Text },
            ColumnLayout { name: "sector", kind: ColumnKind::Text },
            ColumnLayout { name: "kind", kind: ColumnKind::Text },
        ],
        values: &[
            ColumnLayout { name: "claimed_deeds", kind: ColumnKind::Number },
            ColumnLayout { name: "claimed_people", kind: ColumnKind::Number },
            ColumnLayout { name: "claimed_amount", kind: ColumnKind::Number },
            ColumnLayout { name: "claimed_minutes", kind: ColumnKind::Number },
            ColumnLayout { name: "verified_deeds", kind: ColumnKind::Number },
            ColumnLayout { name: "verified_people", kind: ColumnKind::Number },
            ColumnLayout { name: "verified_amount", kind: ColumnKind::Number },
            ColumnLayout { name: "verified_minutes", kind: ColumnKind::Number },
        ],
    },
    on_poison: OnPoison::DeadLetter,
};

/// Day of the season, number of region and sector, kind.
pub(crate) type RowKey = (u16, u8, u8, DeedKind);

/// The row a change is about.
pub(crate) fn touched(change: &Change<'_>) -> RowKey {
    let deed = &change.deed;
    (deed.day, deed.region.0, deed.sector.0, deed.kind)
}

impl Totals {
    pub(crate) fn row(&self, (day, region, sector, kind): RowKey, book: &Book) -> Row {
        let Some(rules) = book.rules() else { unreachable!("deeds are logged under rules") };
        let set = rules.set();
        let sums: &Sums = &self.planes[usize::from(sector) * KINDS + kind as usize]
            [usize::from(day) * self.regions + usize::from(region)];
        let keys = vec![
            Cell::Day(set.season.starts_on.plus(u32::from(day))),
            Cell::Text(set.regions[usize::from(region)].code.to_string()),
            Cell::Text(set.sectors[usize::from(sector)].id.to_string()),
            Cell::Text(kind.name().to_owned()),
        ];
        let values = sums.iter().map(|sum| Cell::Number(*sum)).collect();
        Row { keys, values: (*sums != [0; 8]).then_some(values) }
    }
}
