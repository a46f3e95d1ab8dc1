//! From the freeze to the last appeal: shortlists and awards are worked out from the views, as the server does it.

use std::sync::Arc;

use anyhow::{Context, Result};
use marathon_domain::{NewResult, Rules};
use marathon_engine::View;
use marathon_events::{
    EntrantId, Position, Sha256Hash,
    award_decided::{AwardResult, Outcome},
    marathon_opened::Nomination,
};
use marathon_projections::{Views, awards, judging::Judging};
use marathon_season::{Ceremony, Dispute, Season};

use super::loader::Loader;

pub(super) fn hold(loader: &mut Loader, season: &Season) -> Result<()> {
    // What stands before the freeze is what it counts.
    let at_freeze = loader.marathon.view_before(Position(season.len() as u64))?;
    loader.perform(Vec::new())?;
    let rules = Rules::default_2024();
    let juries = Juries { rules: &rules, at_freeze };
    let entrants = loader.entrants.clone();
    let ceremony = Ceremony::new(season, &entrants);
    let lists = juries.shortlists(loader)?;
    loader.perform(ceremony.shortlists(&lists))?;
    loader.perform(ceremony.judging(&lists))?;
    let results = rules.set().nominations.iter().map(|n| juries.result(loader, n));
    loader.perform(ceremony.awards(results.collect::<Result<_>>()?))?;
    loader.perform(ceremony.publication())?;
    for dispute in Ceremony::DISPUTES {
        settle(loader, &ceremony, &juries, dispute)?;
    }
    Ok(())
}

/// Who comes next after the winners appeals; if that is right, the last of the winners goes.
fn settle(loader: &mut Loader, ceremony: &Ceremony<'_>, juries: &Juries<'_>, dispute: Dispute) -> Result<()> {
    let nomination = juries.rules.nomination(dispute.nomination).context("the rules have the nomination")?;
    let before = juries.result(loader, nomination)?.result;
    let (Some(winner), Some(next)) = (before.winners.last().copied(), next_of(&before)) else {
        return Ok(());
    };
    let appeal: Vec<_> = ceremony.appeal(dispute, next).into_iter().collect();
    let Some(appeal) = loader.perform(appeal)?.first().copied() else { return Ok(()) };
    loader.perform(ceremony.resolution(dispute, appeal, winner))?;
    if dispute.upheld {
        let amended = juries.result(loader, nomination)?;
        loader.perform(vec![ceremony.amendment(dispute, appeal, amended)])?;
    }
    Ok(())
}

/// Who has the first place that wins nothing.
fn next_of(result: &AwardResult) -> Option<EntrantId> {
    let placed = result.entries.iter().filter(|entry| matches!(entry.outcome, Outcome::Placed { .. }));
    placed.map(|entry| entry.entrant).nth(result.winners.len())
}

/// What shortlists and awards follow from.
struct Juries<'a> {
    rules: &'a Rules,
    at_freeze: Arc<View<Views>>,
}

impl Juries<'_> {
    fn now(loader: &Loader) -> (Judging, Position) {
        let now = |view: &View<Views>| (view.model.judging.clone(), view.as_of.map(|as_of| as_of.position));
        let (judging, position) = loader.marathon.read(now);
        (judging, position.unwrap_or_default())
    }

    fn shortlists(&self, loader: &Loader) -> Result<Vec<(String, Vec<EntrantId>)>> {
        let (judging, _) = Self::now(loader);
        let list =
            |n: &Nomination| Ok((n.id.clone(), awards::shortlist(&self.at_freeze.model, &judging, n)?));
        self.rules.set().nominations.iter().map(list).collect()
    }

    fn result(&self, loader: &Loader, nomination: &Nomination) -> Result<NewResult> {
        let (judging, position) = Self::now(loader);
        let award = awards::award(&self.at_freeze.model, &judging, nomination)?;
        Ok(NewResult {
            nomination: nomination.id.clone(),
            position,
            rules_hash: Sha256Hash(self.rules.hash()),
            result: award.into(),
        })
    }
}
