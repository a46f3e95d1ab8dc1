//! Histories of released versions: read, upcast, folded; what they say never changes.

mod golden;
mod unknown;
