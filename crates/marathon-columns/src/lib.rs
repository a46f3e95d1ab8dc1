//! Compact in-memory tables that are saved to and loaded from a snapshot at memory speed.
//!
//! State is held in columns of plain numbers, so that a hundred million deeds fit into one machine and a
//! snapshot of them is a copy of memory rather than an encoding. This crate knows nothing of deeds.

mod chunks;
mod column;
mod hash;
mod ids;
mod packed;
mod snapshot;
mod sums;

pub use chunks::Chunks;
pub use column::Column;
pub use hash::{HashColumn, mix};
pub use ids::IdColumn;
pub use packed::PackedSums;
pub use snapshot::{Loader, Saver};
pub use sums::{SumRow, SumRowMut, SumRows};

#[cfg(not(target_endian = "little"))]
compile_error!("snapshots are little-endian copies of memory; a big-endian machine would misread them");
