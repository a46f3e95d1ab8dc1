//! Rankings as a table: a row for each competitor that is ranked in a nomination.

use marathon_engine::tables::{Cell, ColumnKind, ColumnLayout, OnPoison, Table, TableLayout};
use marathon_scoring::Fraction;

use super::{Competitor, Rankings};
use crate::{
    book::{Book, Change, EntrantNo},
    touched::Row,
    views::{PROJECTIONS, RANKINGS},
};

/// The table. Awards are given by it: it rather stays behind than leaves anything out.
pub const TABLE: Table = Table {
    projection: PROJECTIONS[RANKINGS].0,
    version: PROJECTIONS[RANKINGS].1,
    layout: TableLayout {
        table: "rankings_rows",
        keys: &[
            ColumnLayout { name: "nomination", kind: ColumnKind::Text },
            ColumnLayout { name: "entrant_id", kind: ColumnKind::Uuid },
        ],
        values: &[
            ColumnLayout { name: "alias", kind: ColumnKind::Text },
            ColumnLayout { name: "entrant_kind", kind: ColumnKind::Text },
            ColumnLayout { name: "region", kind: ColumnKind::Text },
            ColumnLayout { name: "numerator", kind: ColumnKind::Wide },
            ColumnLayout { name: "denominator", kind: ColumnKind::Number },
            ColumnLayout { name: "deeds", kind: ColumnKind::Number },
            ColumnLayout { name: "units", kind: ColumnKind::Number },
            ColumnLayout { name: "capped_units", kind: ColumnKind::Number },
            ColumnLayout { name: "active", kind: ColumnKind::Number },
            ColumnLayout { name: "divisor", kind: ColumnKind::Number },
        ],
    },
    on_poison: OnPoison::Stop,
};

/// Number of the nomination, and who competes.
pub(crate) type RowKey = (u16, Competitor);

impl Rankings {
    /// The rows a change is about.
    pub(crate) fn touched(&self, change: &Change<'_>, book: &Book, mut touch: impl FnMut(RowKey)) {
        for nomination in self.takers(&change.deed) {
            nomination.for_each_competitor(change, book, |competitor, _| touch((nomination.no, competitor)));
        }
    }

    /// Every row there may be of an entrant.
    pub(crate) fn touched_of(&self, entrant: EntrantNo, mut touch: impl FnMut(RowKey)) {
        let of_entrants = self.nominations.iter().filter(|nomination| !nomination.is_of_regions());
        of_entrants.for_each(|nomination| touch((nomination.no, Competitor(entrant.0))));
    }

    pub(crate) fn row(&self, (no, competitor): RowKey, book: &Book) -> Row {
        let Some(rules) = book.rules() else { unreachable!("deeds are logged under rules") };
        let (nomination, set) = (&self.nominations[usize::from(no)], rules.set());
        let tally = self.tallies.get(nomination, competitor);
        let Fraction { numerator, denominator } = nomination.measure_of(competitor, &tally, book);
        let keys =
            vec![Cell::Text(nomination.id().to_owned()), Cell::Uuid(nomination.id_of(competitor, book).0)];
        if numerator == 0 {
            return Row { keys, values: None };
        }
        let [alias, kind, region] = match nomination.is_of_regions() {
            true => {
                let code = set.regions[competitor.0 as usize].code.to_string();
                [Cell::Nothing, Cell::Text("region".to_owned()), Cell::Text(code)]
            }
            false => {
                let who = book.entrants().get(EntrantNo(competitor.0));
                let home = set.regions[usize::from(who.region.0)].code.to_string();
                [Cell::Text(who.alias.to_owned()), Cell::Text(who.kind.name().to_owned()), Cell::Text(home)]
            }
        };
        let values = vec![
            alias,
            kind,
            region,
            Cell::Wide(numerator),
            Cell::Number(denominator),
            Cell::Number(tally.deeds),
            Cell::Number(tally.raw),
            Cell::Number(tally.capped),
            Cell::Number(tally.active),
            nomination.divisor(competitor, book).map_or(Cell::Nothing, Cell::Number),
        ];
        Row { keys, values: Some(values) }
    }
}
