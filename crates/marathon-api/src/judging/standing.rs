//! What shortlists and awards are worked out from: the views at the freeze, and judging now.

use std::time::Duration;

use marathon_domain::{NewResult, Refusal, Refusals, Step};
use marathon_events::{EntrantId, Position, Sha256Hash, marathon_opened::Nomination};
use marathon_projections::{
    Views,
    awards::{self, AwardError},
    judging::Judging,
};

use crate::{
    Marathon, Problem,
    nominations::find,
    reading::{Reading, When},
};
use std::sync::Arc;

/// What was written a moment ago is waited for so long.
const VISIBLE_WAIT_MAX: Duration = Duration::from_secs(5);

/// Waits until everything that is in the history can be read.
pub(super) async fn settle(marathon: &Marathon) -> Result<(), Problem> {
    let Some(last) = marathon.feed().next().0.checked_sub(1) else { return Ok(()) };
    let wait = marathon.wait_visible(Position(last), VISIBLE_WAIT_MAX).await;
    wait.map_err(|_| Problem::later("not-visible-yet").with("position", last))
}

/// A nomination as it stands.
pub(super) struct Standing {
    at_freeze: Reading,
    pub(super) judging: Judging,
    pub(super) nomination: Nomination,
    rules_hash: Sha256Hash,
    /// The last event that was looked at.
    position: Position,
}

impl Standing {
    /// Looks at judging, then folds the history again up to the freeze.
    pub(super) async fn of(marathon: &Arc<Marathon>, nomination: &str) -> Result<Self, Problem> {
        settle(marathon).await?;
        let (judging, rules, as_of) =
            marathon.read(|view| (view.model.judging.clone(), view.model.rules().cloned(), view.as_of));
        let no = find(rules.as_ref(), nomination)?;
        let Some((rules, as_of)) = rules.zip(as_of) else { return Err(Problem::internal()) };
        let freeze = judging.steps().frozen.as_ref().ok_or_else(not_frozen)?.what;
        let at = When { at: Some(freeze.to_string()), at_least: None };
        Ok(Self {
            at_freeze: Reading::of(marathon, &at).await?,
            judging,
            nomination: rules.set().nominations[no].clone(),
            rules_hash: Sha256Hash(rules.hash()),
            position: as_of.position,
        })
    }

    /// Who is in the running.
    pub(super) async fn shortlist(self) -> Result<Vec<EntrantId>, Problem> {
        self.work(|s, views| awards::shortlist(views, &s.judging, &s.nomination)).await
    }

    /// The result that follows from the history.
    pub(super) async fn result(self) -> Result<NewResult, Problem> {
        let of = |s: &Self, views: &Views| {
            let award = awards::award(views, &s.judging, &s.nomination)?;
            let (nomination, rules_hash) = (s.nomination.id.clone(), s.rules_hash);
            Ok(NewResult { nomination, position: s.position, rules_hash, result: award.into() })
        };
        self.work(of).await
    }

    /// Works on a thread that may take its time: a region's deeds may be millions.
    pub(super) async fn work<T: Send + 'static>(
        self,
        work: impl FnOnce(&Self, &Views) -> Result<T, AwardError> + Send + 'static,
    ) -> Result<T, Problem> {
        let done = tokio::task::spawn_blocking(move || self.at_freeze.look(|view| work(&self, &view.model)));
        done.await.map_err(|_| Problem::internal())?.map_err(|error| match error {
            AwardError::NotFrozen => not_frozen(),
            error => {
                tracing::error!(%error, "an award could not be worked out");
                Problem::internal()
            }
        })
    }
}

fn not_frozen() -> Problem {
    Problem::refused(&Refusals(vec![Refusal::StepMissing { step: Step::FieldFrozen }]))
}
