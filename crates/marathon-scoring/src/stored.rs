//! An award as the history keeps it, and back.
//!
//! What is stored is frozen; what is counted with may change. Both directions name every field, so that neither can
//! change without the other noticing.

use marathon_events::{
    PrincipalId,
    award_decided::{self as stored, AwardResult, ExactFraction},
};

use crate::{Award, Entry, Flag, JudgeId, JuryStanding, Link, Outcome, Rational, Record, Score};

impl From<PrincipalId> for JudgeId {
    fn from(id: PrincipalId) -> Self {
        Self(id.0)
    }
}

impl From<JudgeId> for PrincipalId {
    fn from(id: JudgeId) -> Self {
        Self(id.0)
    }
}

/// The same struct on the other side: every field, by `into`, or as given.
macro_rules! both_ways {
    ($ours:ident, $theirs:ty { $($field:ident: $into:path),* $(,)? }) => {
        impl From<$ours> for $theirs {
            fn from($ours { $($field),* }: $ours) -> Self {
                Self { $($field: $into($field)),* }
            }
        }

        impl From<$theirs> for $ours {
            fn from(theirs: $theirs) -> Self {
                type Theirs = $theirs;
                let Theirs { $($field),* } = theirs;
                Self { $($field: $into($field)),* }
            }
        }
    };
}

fn each<A: Into<B>, B>(all: Vec<A>) -> Vec<B> {
    all.into_iter().map(Into::into).collect()
}

fn perhaps<A: Into<B>, B>(it: Option<A>) -> Option<B> {
    it.map(Into::into)
}

both_ways!(Award, AwardResult { entries: each, winners: each, flags: each });
both_ways!(
    Entry,
    stored::Entry {
        entrant: Into::into,
        outcome: Into::into,
        metric: Into::into,
        record: Into::into,
        metric_part: perhaps,
        jury: perhaps,
        standing: perhaps,
    }
);
both_ways!(
    Record,
    stored::Record { counted_deeds: Into::into, active_days: Into::into, last_position: perhaps }
);
both_ways!(JuryStanding, stored::JuryStanding { part: Into::into, raw_mean: Into::into, scores: each });
both_ways!(Score, stored::Score { judge: Into::into, total: Into::into, borda: Into::into });
both_ways!(
    Flag,
    stored::Flag {
        judge: Into::into,
        common_entries: Into::into,
        concordant: Into::into,
        discordant: Into::into,
    }
);

macro_rules! outcomes_both_ways {
    ($from:ty, $to:ty) => {
        impl From<$from> for $to {
            fn from(from: $from) -> Self {
                type From = $from;
                match from {
                    From::Placed { place, separated_by } => {
                        Self::Placed { place, separated_by: perhaps(separated_by) }
                    }
                    From::AwaitsDraw { from, to } => Self::AwaitsDraw { from, to },
                    From::QuorumMissing => Self::QuorumMissing,
                    From::Withdrawn => Self::Withdrawn,
                    From::Disqualified => Self::Disqualified,
                    From::NotShortlisted => Self::NotShortlisted,
                    From::NotEligible => Self::NotEligible,
                }
            }
        }
    };
}

outcomes_both_ways!(Outcome, stored::Outcome);
outcomes_both_ways!(stored::Outcome, Outcome);

macro_rules! links_both_ways {
    ($from:ty, $to:ty) => {
        impl From<$from> for $to {
            fn from(from: $from) -> Self {
                type From = $from;
                match from {
                    From::Standing => Self::Standing,
                    From::JuryStanding => Self::JuryStanding,
                    From::CountedDeeds => Self::CountedDeeds,
                    From::ActiveDays => Self::ActiveDays,
                    From::EarliestCompletion => Self::EarliestCompletion,
                    From::Draw => Self::Draw,
                }
            }
        }
    };
}

links_both_ways!(Link, stored::Link);
links_both_ways!(stored::Link, Link);

impl From<Rational> for ExactFraction {
    fn from(value: Rational) -> Self {
        let (numerator, denominator) = value.decimal();
        Self::new(numerator, denominator).unwrap_or_else(|| unreachable!("a fraction is written so"))
    }
}

/// Reduced on the way, if somebody stored what is not.
impl From<ExactFraction> for Rational {
    fn from(stored: ExactFraction) -> Self {
        Self::of_decimal(stored.numerator(), stored.denominator())
            .unwrap_or_else(|| unreachable!("a stored fraction was checked when it was read"))
    }
}
