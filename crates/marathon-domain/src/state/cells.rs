//! What is kept of deeds and entrants in single bytes.

use marathon_events::{
    DeedKind, EntrantKind, Figures,
    entrant_registered::{AgeClass, EntrantRegistered},
};

use super::DeedStatus;

/// What is kept of a deed in one byte: status, kind and two flags.
#[derive(Clone, Copy)]
pub(super) struct DeedCell(pub(super) u8);

impl DeedCell {
    pub(super) fn new(status: DeedStatus, kind: DeedKind, inspect: bool, duplicate: bool) -> Self {
        let (status, challenged) = (status as u8 & 3, status as u8 >> 2);
        Self(status | (kind as u8) << 2 | u8::from(inspect) << 4 | u8::from(duplicate) << 5 | challenged << 6)
    }
    pub(super) fn status(self) -> DeedStatus {
        DeedStatus::ALL[usize::from(self.0 & 3 | self.0 >> 4 & 4)]
    }
    pub(super) fn kind(self) -> DeedKind {
        DeedKind::ALL[usize::from(self.0 >> 2 & 3)]
    }
    /// Its figures are above the plausible.
    pub(super) fn needs_inspection(self) -> bool {
        self.0 >> 4 & 1 == 1
    }
    /// It looked like another deed when it was logged.
    pub(super) fn looks_repeated(self) -> bool {
        self.0 >> 5 & 1 == 1
    }
}

/// What is kept of an entrant in one byte: kind and flags.
#[derive(Clone, Copy)]
pub(super) struct EntrantCell(pub(super) u8);

impl EntrantCell {
    const MINOR: u8 = 1 << 2;
    pub(super) const GONE: u8 = 1 << 3;

    pub(super) fn new(entrant: &EntrantRegistered) -> Self {
        let minor = entrant.age == Some(AgeClass::Minor);
        Self(entrant.kind as u8 | if minor { Self::MINOR } else { 0 })
    }
    pub(super) fn kind(self) -> EntrantKind {
        EntrantKind::ALL[usize::from(self.0 & 3)]
    }
    pub(super) fn is_minor(self) -> bool {
        self.0 & Self::MINOR != 0
    }
    /// It withdrew or was disqualified.
    pub(super) fn is_gone(self) -> bool {
        self.0 & Self::GONE != 0
    }
}

/// A deed as it stands now.
#[derive(Clone, Copy)]
pub(crate) struct DeedNow {
    pub(crate) no: usize,
    pub(crate) status: DeedStatus,
    pub(crate) figures: Figures,
    /// Its figures are above the plausible.
    pub(crate) needs_inspection: bool,
    /// It looked like another deed when it was logged.
    pub(crate) looks_repeated: bool,
}
