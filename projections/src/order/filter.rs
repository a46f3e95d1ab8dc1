//! Owns the choice of classes that a question is about.

/// Which classes count: all, or a chosen set. Made once, used for many questions and with any tree; a class that a
/// tree does not have selects nothing there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filter {
    /// Rows of the counts that add up to the answer, ascending: 0 is the total, class `c` is `c + 1`.
    rows: Vec<u32>,
    /// A bit for each class up to the greatest chosen one; empty when all are.
    bits: Vec<u64>,
}

impl Filter {
    /// Every class.
    #[must_use]
    pub fn all() -> Self {
        Self { rows: vec![0], bits: Vec::new() }
    }

    /// The classes named, in any order; none at all selects nothing. Questions cost time in proportion to the number of
    /// classes chosen, so who means all of them says [`Filter::all`].
    pub fn classes(classes: impl IntoIterator<Item = u16>) -> Self {
        let mut rows: Vec<u32> = classes.into_iter().map(|class| u32::from(class) + 1).collect();
        rows.sort_unstable();
        rows.dedup();
        let mut bits = vec![0_u64; rows.last().map_or(0, |row| usize::from(class_of(*row)) / 64 + 1)];
        for row in &rows {
            let class = usize::from(class_of(*row));
            bits[class / 64] |= 1 << (class % 64);
        }
        Self { rows, bits }
    }

    /// Whether entries of this class are let through.
    #[must_use]
    pub fn contains(&self, class: u16) -> bool {
        match self.bits.get(usize::from(class) / 64) {
            Some(word) => word >> (class % 64) & 1 == 1,
            None => self.is_all(),
        }
    }

    pub(super) fn is_all(&self) -> bool {
        self.rows.first() == Some(&0)
    }

    /// The rows to add up in counts that have `rows` rows.
    pub(super) fn rows(&self, rows: usize) -> &[u32] {
        let end = self.rows.partition_point(|row| (*row as usize) < rows);
        &self.rows[..end]
    }

    /// How many of these classes are let through; they are those of one leaf.
    pub(super) fn count_in(&self, classes: &[u16]) -> u64 {
        if self.is_all() {
            return classes.len() as u64;
        }
        if self.rows.len() > COMPARED_MAX {
            return classes.iter().filter(|class| self.contains(**class)).count() as u64;
        }
        // A leaf has at most 255 entries, so u16 sums them; lanes as narrow as the classes make the loop fast.
        let equal = |row: &u32| classes.iter().map(|class| u16::from(*class == class_of(*row))).sum::<u16>();
        self.rows.iter().map(|row| u64::from(equal(row))).sum()
    }
}

/// Up to so many chosen classes, comparing with each of them, several entries at a time, beats looking bits up.
const COMPARED_MAX: usize = 8;

/// The class whose counts are in this row, which is not that of the total.
fn class_of(row: u32) -> u16 {
    (row - 1) as u16
}
