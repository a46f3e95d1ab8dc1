//! What rules must be like, so that awards can be counted by them.

use std::collections::BTreeSet;

use marathon_events::{
    DeedKind, Position, Revision,
    marathon_opened::{Nomination, RuleSet},
};

use crate::{ensure::Checked, model::Moment};

/// Says what is wrong with the first event.
pub(crate) fn opening(at: &Moment, rules: &RuleSet) -> Checked {
    ensure!(at.position == Position(0), "a marathon is opened at position 0, and nowhere else");
    ensure!(at.revision == Revision(0), "in a stream that exists already");
    sound(rules)
}

/// Says what in these rules makes no sense.
pub(super) fn sound(rules: &RuleSet) -> Checked {
    let season = &rules.season;
    ensure!(season.starts_on <= season.ends_on, "the season ends before it begins");
    for kind in DeedKind::ALL {
        let count = rules.kinds.iter().filter(|rule| rule.kind == kind).count();
        ensure!(count == 1, "{count} rules for {}, and one is needed", kind.name());
    }
    for region in &rules.regions {
        ensure!(region.population > 0, "region {} has no residents to divide by", region.code);
    }
    let ids: BTreeSet<_> = rules.nominations.iter().map(|n| n.id.as_str()).collect();
    ensure!(ids.len() == rules.nominations.len(), "a nomination stands twice");
    rules.nominations.iter().try_for_each(sound_nomination)
}

fn sound_nomination(n: &Nomination) -> Checked {
    let (metric, jury) = (u64::from(n.jury.metric_bps.0), u64::from(n.jury.jury_bps.0));
    ensure!(metric + jury == 10_000, "weights of nomination `{}` do not make 10000", n.id);
    ensure!(n.winners >= 1, "nomination `{}` has no winners", n.id);
    Ok(())
}
