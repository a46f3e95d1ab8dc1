//! The award of a nomination was decided. The stream is the nomination.

pub mod v1;

use sha2::{Digest, Sha256};

use crate::Sha256Hash;

pub use v1::{
    AwardDecidedV1 as AwardDecided, AwardResult, Entry, ExactFraction, Flag, JuryStanding, Link, Outcome,
    Record, Score,
};

impl AwardResult {
    /// SHA-256 of its canonical JSON, which is the JSON of its entry in the history.
    #[must_use]
    pub fn hash(&self) -> Sha256Hash {
        let canonical = serde_json::to_vec(self).unwrap_or_else(|_| unreachable!("a result serialises"));
        Sha256Hash(Sha256::digest(canonical).into())
    }
}
