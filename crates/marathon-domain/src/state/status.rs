//! Where deeds stand.

use std::fmt;

use marathon_events::Event;
use serde::{Deserialize, Serialize};

/// Where a deed stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DeedStatus {
    /// Logged, not yet looked at.
    Claimed,
    /// Found true; counts for awards.
    Verified,
    /// Refused.
    Rejected,
    /// Taken back.
    Withdrawn,
    /// Found true, then doubted; does not count for awards until that is resolved.
    Challenged,
}

impl DeedStatus {
    /// Every status, in the order of its index.
    pub const ALL: [Self; 5] =
        [Self::Claimed, Self::Verified, Self::Rejected, Self::Withdrawn, Self::Challenged];

    /// The name on the wire.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Claimed => "claimed",
            Self::Verified => "verified",
            Self::Rejected => "rejected",
            Self::Withdrawn => "withdrawn",
            Self::Challenged => "challenged",
        }
    }

    /// Whether it counts in claimed totals: neither rejected nor withdrawn.
    #[must_use]
    pub fn stands(self) -> bool {
        matches!(self, Self::Claimed | Self::Verified | Self::Challenged)
    }

    /// The status after this event; `None` if the event does not change it.
    #[must_use]
    pub fn after(event: &Event) -> Option<Self> {
        match event {
            Event::DeedVerified(_) => Some(Self::Verified),
            Event::DeedRejected(_) => Some(Self::Rejected),
            Event::DeedWithdrawn(_) => Some(Self::Withdrawn),
            Event::DeedCorrected(_) => Some(Self::Claimed),
            Event::DeedChallenged(_) => Some(Self::Challenged),
            Event::ChallengeResolved(e) if e.upheld => Some(Self::Rejected),
            Event::ChallengeResolved(_) => Some(Self::Verified),
            _ => None,
        }
    }
}

impl fmt::Display for DeedStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
