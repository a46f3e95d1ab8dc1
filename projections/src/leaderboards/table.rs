//! Leaderboards as a table: a row for each entrant, credit, kind and sector with a deed in it.

use marathon_domain::SectorNo;
use marathon_engine::tables::{Cell, ColumnKind, ColumnLayout, OnPoison, Table, TableLayout};
use marathon_events::DeedKind;

use super::{Leaderboards, rows::Credit};
use crate::{
    book::{Book, Change, EntrantNo},
    touched::Row,
    views::{LEADERBOARDS, PROJECTIONS},
};

/// The table.
pub const TABLE: Table = Table {
    projection: PROJECTIONS[LEADERBOARDS].0,
    version: PROJECTIONS[LEADERBOARDS].1,
    layout: TableLayout {
        table: "leaderboards_rows",
        keys: &[
            ColumnLayout { name: "entrant_id", kind: ColumnKind::Uuid },
            ColumnLayout { name: "credit", kind: ColumnKind::Text },
            ColumnLayout { name: "deed_kind", kind: ColumnKind::Text },
            ColumnLayout { name: "sector", kind: ColumnKind::Text },
        ],
        values: &[
            ColumnLayout { name: "alias", kind: ColumnKind::Text },
            ColumnLayout { name: "entrant_kind", kind: ColumnKind::Text },
            ColumnLayout { name: "home_region", kind: ColumnKind::Text },
            ColumnLayout { name: "claimed_deeds", kind: ColumnKind::Number },
            ColumnLayout { name: "claimed_amount", kind: ColumnKind::Number },
            ColumnLayout { name: "claimed_minutes", kind: ColumnKind::Number },
            ColumnLayout { name: "verified_deeds", kind: ColumnKind::Number },
            ColumnLayout { name: "verified_amount", kind: ColumnKind::Number },
            ColumnLayout { name: "verified_minutes", kind: ColumnKind::Number },
        ],
    },
    on_poison: OnPoison::DeadLetter,
};

/// Entrant, credit, kind and sector.
pub(crate) type RowKey = (EntrantNo, Credit, DeedKind, SectorNo);

/// The rows a change is about: the whole for the entrant, shares for those who are named.
pub(crate) fn touched(change: &Change<'_>, mut touch: impl FnMut(RowKey)) {
    let deed = &change.deed;
    touch((deed.entrant, Credit::Whole, deed.kind, deed.sector));
    change.named.iter().for_each(|person| touch((*person, Credit::Share, deed.kind, deed.sector)));
}

/// Every row there may be of an entrant.
pub(crate) fn touched_of(entrant: EntrantNo, book: &Book, mut touch: impl FnMut(RowKey)) {
    let sectors = book.rules().map_or(0, |rules| rules.set().sectors.len() as u8);
    for sector in (0..sectors).map(SectorNo) {
        for kind in DeedKind::ALL {
            touch((entrant, Credit::Whole, kind, sector));
            touch((entrant, Credit::Share, kind, sector));
        }
    }
}

impl Leaderboards {
    pub(crate) fn row(&self, (entrant, credit, kind, sector): RowKey, book: &Book) -> Row {
        let Some(rules) = book.rules() else { unreachable!("deeds are logged under rules") };
        let (set, who) = (rules.set(), book.entrants().get(entrant));
        let credit_name = match credit {
            Credit::Whole => "whole",
            Credit::Share => "share",
        };
        let keys = vec![
            Cell::Uuid(who.id.0),
            Cell::Text(credit_name.to_owned()),
            Cell::Text(kind.name().to_owned()),
            Cell::Text(set.sectors[usize::from(sector.0)].id.to_string()),
        ];
        let [claimed, verified] = self.rows.sums(entrant, credit, kind, sector);
        let about = [
            Cell::Text(who.alias.to_owned()),
            Cell::Text(who.kind.name().to_owned()),
            Cell::Text(set.regions[usize::from(who.region.0)].code.to_string()),
        ];
        let sums = claimed.into_iter().chain(verified).map(Cell::Number);
        // A deed that counts for nothing may still leave a deed to count.
        let is_there = claimed != [0; 3] || verified != [0; 3];
        Row { keys, values: is_there.then(|| about.into_iter().chain(sums).collect()) }
    }
}
