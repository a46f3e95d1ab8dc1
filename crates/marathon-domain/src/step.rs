//! The steps of a season, by their names.

use serde::{Deserialize, Serialize};

/// A step of the season, which comes before others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Step {
    /// No deed is taken any more.
    IntakeClosed,
    /// It is public where lots will come from.
    SeedSourceNamed,
    /// Metrics were taken.
    FieldFrozen,
    /// The jury knows what it has to score.
    ShortlistDrawn,
    /// Somebody scored something.
    FirstScoreGiven,
    /// The lots are known.
    SeedRecorded,
    /// No score is taken any more.
    JudgingClosed,
    /// Scores are public.
    ScoresOpened,
    /// The award is decided.
    AwardDecided,
    /// The moment of publication is known.
    PublicationAnnounced,
    /// Results are public.
    ResultsPublished,
    /// The appeal was decided.
    AppealResolved,
    /// The result was changed after that appeal.
    ResultAmended,
}

impl Step {
    /// The name on the wire.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::IntakeClosed => "intake-closed",
            Self::SeedSourceNamed => "seed-source-named",
            Self::FieldFrozen => "field-frozen",
            Self::ShortlistDrawn => "shortlist-drawn",
            Self::FirstScoreGiven => "first-score-given",
            Self::SeedRecorded => "seed-recorded",
            Self::JudgingClosed => "judging-closed",
            Self::ScoresOpened => "scores-opened",
            Self::AwardDecided => "award-decided",
            Self::PublicationAnnounced => "publication-announced",
            Self::ResultsPublished => "results-published",
            Self::AppealResolved => "appeal-resolved",
            Self::ResultAmended => "result-amended",
        }
    }
}
