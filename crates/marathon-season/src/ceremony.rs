//! From the freeze to the last appeal: juries at work on 4 and 5 December 2024, publication in the evening, two appeals in
//! the days after. What depends on metrics and awards is handed in by whoever works them out.

use marathon_domain::{Action, AppealAction, EntrantAction, FieldAction, NewResult, ResultAction};
use marathon_events::{AppealId, EntrantId, PrincipalId, StreamId, Timestamp};

use crate::{
    Season,
    calendar::{DAY, HOUR, LAST_VERIFICATION_DAY, MINUTE, SECOND, utc},
    panel,
    principals::Who,
    texts,
};

/// The evening of the freeze, and the next day.
const FREEZE_DAY: i64 = LAST_VERIFICATION_DAY as i64 * DAY;
const SHORTLISTS: i64 = FREEZE_DAY + 18 * HOUR + 45 * MINUTE;
const CEREMONY_DAY: i64 = FREEZE_DAY + DAY;
const AWARDS: i64 = CEREMONY_DAY + 14 * HOUR;
const ANNOUNCED: i64 = CEREMONY_DAY + 15 * HOUR;
const PUBLISHED: i64 = CEREMONY_DAY + 18 * HOUR;

/// The nomination whose appeal is upheld, and the one whose appeal is not.
const UPHELD_IN: &str = "clean-country";
const IN_VAIN_IN: &str = "kind-heart";

/// Something that is done in the ceremony.
#[derive(Clone, Debug)]
pub struct Act {
    /// When; never before the act in front of it.
    pub at: Timestamp,
    /// Whose account.
    pub actor: PrincipalId,
    /// What.
    pub action: Action,
}

/// The end of a season.
pub struct Ceremony<'a> {
    pub(crate) season: &'a Season,
    /// Ids that the engine gave to the entrants, in order; ids grow along a history.
    pub(crate) entrants: &'a [EntrantId],
}

/// What is appealed against.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dispute {
    /// Which nomination.
    pub nomination: &'static str,
    /// Whether the appeal is upheld.
    pub upheld: bool,
}

impl<'a> Ceremony<'a> {
    /// The appeals, in the order they are lodged.
    pub const DISPUTES: [Dispute; 2] =
        [Dispute { nomination: UPHELD_IN, upheld: true }, Dispute { nomination: IN_VAIN_IN, upheld: false }];

    /// The end of this season, whose entrants have these ids.
    #[must_use]
    pub fn new(season: &'a Season, entrants: &'a [EntrantId]) -> Self {
        Self { season, entrants }
    }

    pub(crate) fn act(&self, at: i64, who: Who, action: Action) -> Act {
        let at = utc(at, self.season.rules().set().season.utc_offset_minutes);
        Act { at, actor: self.season.principal(who), action }
    }

    fn organiser(&self, at: i64, action: Action) -> Act {
        self.act(at, Who::Organiser, action)
    }

    /// The number of an entrant; none of a region.
    pub(crate) fn number(&self, id: EntrantId) -> Option<u32> {
        self.entrants.binary_search(&id).ok().map(|no| no as u32)
    }

    /// Shortlists are drawn, in the order of the rules.
    #[must_use]
    pub fn shortlists(&self, lists: &[(String, Vec<EntrantId>)]) -> Vec<Act> {
        let draw = |((nomination, entrants), nth): (&(String, Vec<EntrantId>), i64)| {
            let (nomination, entrants) = (nomination.clone(), entrants.clone());
            let action = FieldAction::DrawShortlist { nomination, entrants };
            self.organiser(SHORTLISTS + nth * 10 * SECOND, Action::Field(action))
        };
        lists.iter().zip(0..).map(draw).collect()
    }

    /// Judges are assigned and score, lots become known, judging closes, and scores become public.
    #[must_use]
    pub fn judging(&self, lists: &[(String, Vec<EntrantId>)]) -> Vec<Act> {
        panel::judging(self, lists)
    }

    /// Awards are decided.
    #[must_use]
    pub fn awards(&self, results: Vec<NewResult>) -> Vec<Act> {
        let decide = |(result, nth): (NewResult, i64)| {
            self.organiser(AWARDS + nth * 10 * SECOND, Action::Result(ResultAction::Decide(result)))
        };
        results.into_iter().zip(0..).map(decide).collect()
    }

    /// The moment of publication is announced, and comes.
    #[must_use]
    pub fn publication(&self) -> Vec<Act> {
        let at = utc(PUBLISHED, self.season.rules().set().season.utc_offset_minutes);
        vec![
            self.organiser(ANNOUNCED, Action::Result(ResultAction::Announce { at })),
            self.organiser(PUBLISHED, Action::Result(ResultAction::Publish)),
        ]
    }

    /// The owner of an entrant appeals; two days later the next one does.
    #[must_use]
    pub fn appeal(&self, dispute: Dispute, entrant: EntrantId) -> Option<Act> {
        let owner = Who::Owner(self.number(entrant)?);
        let reason = texts::appeal(dispute.upheld);
        let nomination = dispute.nomination.to_owned();
        Some(self.act(
            lodged(dispute),
            owner,
            Action::Appeal(AppealAction::Lodge { nomination, entrant, reason }),
        ))
    }

    /// The organiser decides about an appeal; if it was right, this winner goes.
    #[must_use]
    pub fn resolution(&self, dispute: Dispute, appeal: StreamId, winner: EntrantId) -> Vec<Act> {
        let (upheld, reason) = (dispute.upheld, texts::appeal_resolved(dispute.upheld));
        let reviewer = self.season.principal(Who::Organiser);
        let appeal = AppealId(appeal.0);
        let resolve = AppealAction::Resolve { appeal, reviewer, upheld, reason };
        let mut acts = vec![self.organiser(lodged(dispute) + DAY, Action::Appeal(resolve))];
        if upheld {
            let reason = texts::DISQUALIFIED.to_owned();
            let disqualify = EntrantAction::Disqualify { entrant: winner, reason };
            acts.push(self.organiser(lodged(dispute) + DAY + 5 * MINUTE, Action::Entrant(disqualify)));
        }
        acts
    }

    /// The result is decided anew after an appeal that was upheld.
    #[must_use]
    pub fn amendment(&self, dispute: Dispute, appeal: StreamId, result: NewResult) -> Act {
        let (appeal, reason) = (AppealId(appeal.0), texts::DISQUALIFIED.to_owned());
        let amend = ResultAction::Amend { result, appeal, reason };
        self.organiser(lodged(dispute) + DAY + 10 * MINUTE, Action::Result(amend))
    }
}

fn lodged(dispute: Dispute) -> i64 {
    CEREMONY_DAY + DAY * if dispute.upheld { 1 } else { 3 } + 10 * HOUR
}
