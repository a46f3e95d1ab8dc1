//! Backups: one file with everything a store keeps, written and read over the contracts of logs and accounts alone, so that
//! what one driver stored another one restores.
//!
//! ```text
//!  head    magic "MGDBACKU" | format u32 | check u32
//!  frame   kind u8 | length u32 | check u32 | payload        any number of them, the last one is the seal
//!
//!  'L'  a log begins   next u64 | next_refusal u64 | name
//!  'E'  an event       stream 16 | revision u32 | leaf hash 32 | keyed u8 | [key 16 | request 16] | entry
//!  'R'  a refusal      at u64 | key 16 | request 16 | outcome
//!  'A'  an account     principal 16 | created i64 | disabled u8 | login | password
//!  'T'  a token        principal 16 | hash 32 | prefix | role | [marathon] | [region] | [nomination]
//!                      | created i64 | expires i64 | [revoked i64] | [last used i64]
//!  'I'  an identity    principal 16 | created i64 | issuer | subject
//!  'K'  a wrapped key  subject 16 | id 16 | key-encryption key 8 | the rest: the key
//!  'P'  a payload      subject 16 | commitment 32 | key 16 | schema u32 | sealed i64 | confirmed u8 | the rest: sealed bytes
//!  'S'  the seal       SHA-256 of every byte before this frame
//! ```
//!
//! Numbers are big-endian; times are microseconds since 1970. A text has its length, a u32, before it; what stands in
//! brackets among accounts has a u8 before it that says whether it is there. A check is the CRC-32 of what it stands beside: of magic and format, or of kind, length and
//! payload. Logs come in order of their names. The events of a log come in order of position, its refusals in order of
//! number, each refusal before the first event that is not older than it: any beginning of a backup is a beginning of
//! the history. Positions and numbers are not written, they are counted. Accounts come last, in the order of this list, so
//! that no event refers to a payload that was stored after it was read; format 1 has none of them.
//!
//! The seal tells a whole file from anything else; the checks tell where it is damaged.

mod accounts;
mod error;
mod format;
mod pages;
mod read;
mod restore;
mod write;

pub use accounts::AccountRows;
pub use error::BackupError;
pub use format::FORMAT;
pub use read::{Contents, check};
pub use restore::{Restored, RestoredAccounts, restore};
pub use write::{Head, write};

use marathon_log::{LogName, Stored};

/// Sees every event of a backup that is written or checked, in order. What it fails with ends the work.
pub type Observe<'a> =
    &'a mut dyn FnMut(&LogName, &Stored<'_>) -> Result<(), Box<dyn std::error::Error + Send + Sync>>;
