//! Owns the counts of an inner node: how many entries of each class lie below each child.
//!
//! A row for the total, then one for each class; a column for each child. A question about some classes reads whole
//! rows, which are contiguous. Rows are exactly as wide as there are children, so adding a child rewrites the matrix:
//! that happens once in about a hundred insertions, and in return nothing is kept for children that do not exist.

use std::ops::Range;

/// A count as it is stored.
trait Cell: Copy + Into<u32> + TryFrom<u32> {
    fn from_count(count: u32) -> Self {
        Self::try_from(count).ok().expect("a leaf holds at most 255 entries, a tree at most u32::MAX")
    }
}

impl Cell for u8 {}
impl Cell for u32 {}

#[derive(Clone, Debug)]
struct Matrix<C> {
    rows: usize,
    cols: usize,
    cells: Vec<C>,
}

impl<C: Cell> Matrix<C> {
    fn new(rows: usize) -> Self {
        Self { rows, cols: 0, cells: Vec::new() }
    }

    fn row(&self, row: usize) -> &[C] {
        &self.cells[row * self.cols..][..self.cols]
    }

    fn update(&mut self, row: usize, col: usize, change: impl FnOnce(u32) -> u32) {
        let cell = &mut self.cells[row * self.cols + col];
        *cell = C::from_count(change((*cell).into()));
    }

    fn splice(&mut self, range: Range<usize>, columns: &[Vec<u32>]) {
        let cols = self.cols - range.len() + columns.len();
        let mut cells = Vec::with_capacity(self.rows * cols);
        for index in 0..self.rows {
            let row = self.row(index);
            cells.extend_from_slice(&row[..range.start]);
            cells.extend(columns.iter().map(|column| C::from_count(column[index])));
            cells.extend_from_slice(&row[range.end..]);
        }
        (self.cells, self.cols) = (cells, cols);
    }

    fn shift(&mut self, right: &mut Self, left_cols: usize) {
        let right_cols = self.cols + right.cols - left_cols;
        let mut left_cells = Vec::with_capacity(self.rows * left_cols);
        let mut right_cells = Vec::with_capacity(self.rows * right_cols);
        let mut both = Vec::with_capacity(left_cols + right_cols);
        for index in 0..self.rows {
            both.clear();
            both.extend_from_slice(self.row(index));
            both.extend_from_slice(right.row(index));
            left_cells.extend_from_slice(&both[..left_cols]);
            right_cells.extend_from_slice(&both[left_cols..]);
        }
        (self.cells, self.cols) = (left_cells, left_cols);
        (right.cells, right.cols) = (right_cells, right_cols);
    }

    fn add_up(&self, rows: &[u32], sums: &mut [u32]) {
        for row in rows {
            for (sum, cell) in sums.iter_mut().zip(self.row(*row as usize)) {
                *sum += (*cell).into();
            }
        }
    }

    fn before(&self, rows: &[u32], col: usize) -> u64 {
        rows.iter().map(|row| u64::from(total(&self.row(*row as usize)[..col]))).sum()
    }

    fn tally(&self) -> Vec<u32> {
        (0..self.rows).map(|row| total(self.row(row))).collect()
    }
}

/// Sum within one row, which cannot pass the number of entries and so fits.
fn total<C: Cell>(cells: &[C]) -> u32 {
    cells.iter().map(|cell| (*cell).into()).sum()
}

/// The matrix in the width that its level needs: a leaf's counts fit a byte, those of larger subtrees do not.
#[derive(Clone, Debug)]
pub(super) enum Counts {
    Leaves(#[expect(private_interfaces, reason = "only this module looks inside")] Matrix<u8>),
    Subtrees(#[expect(private_interfaces, reason = "only this module looks inside")] Matrix<u32>),
}

/// Runs the same expression on the matrix of either width.
macro_rules! either {
    ($counts:expr, $matrix:ident => $run:expr) => {
        match $counts {
            Counts::Leaves($matrix) => $run,
            Counts::Subtrees($matrix) => $run,
        }
    };
}

impl Counts {
    /// No column yet, for a node at `level` (1 is above the leaves).
    pub(super) fn new(level: usize, rows: usize) -> Self {
        if level == 1 { Self::Leaves(Matrix::new(rows)) } else { Self::Subtrees(Matrix::new(rows)) }
    }

    /// One entry of `class` more below the child at `col`.
    pub(super) fn add(&mut self, class: u16, col: usize) {
        self.update(class, col, |count| count + 1);
    }

    /// One entry of `class` fewer below the child at `col`.
    pub(super) fn subtract(&mut self, class: u16, col: usize) {
        self.update(class, col, |count| count - 1);
    }

    fn update(&mut self, class: u16, col: usize, change: impl Fn(u32) -> u32) {
        either!(self, matrix => {
            matrix.update(0, col, &change);
            matrix.update(usize::from(class) + 1, col, &change);
        });
    }

    /// Replaces the columns in `range`; each new column has a count for every row.
    pub(super) fn splice(&mut self, range: Range<usize>, columns: &[Vec<u32>]) {
        either!(self, matrix => matrix.splice(range, columns));
    }

    /// Moves columns over the border to a right neighbour of the same level until `left_cols` are here.
    pub(super) fn shift(&mut self, right: &mut Self, left_cols: usize) {
        match (self, right) {
            (Self::Leaves(left), Self::Leaves(right)) => left.shift(right, left_cols),
            (Self::Subtrees(left), Self::Subtrees(right)) => left.shift(right, left_cols),
            _ => unreachable!("neighbours are of one level"),
        }
    }

    /// Adds for each child its count over `rows` to `sums`.
    pub(super) fn add_up(&self, rows: &[u32], sums: &mut [u32]) {
        either!(self, matrix => matrix.add_up(rows, sums));
    }

    /// Entries over `rows` below the children before `col`.
    pub(super) fn before(&self, rows: &[u32], col: usize) -> u64 {
        either!(self, matrix => matrix.before(rows, col))
    }

    /// The sum of every row.
    pub(super) fn tally(&self) -> Vec<u32> {
        either!(self, matrix => matrix.tally())
    }

    pub(super) fn heap_bytes(&self) -> usize {
        either!(self, matrix => size_of_val(matrix.cells.as_slice()))
    }
}
