//! Whether an event was allowed at its moment. One file for each theme; here is who may what, and the list.

mod appeals;
mod deeds;
mod entrants;
mod judging;
mod opening;
mod results;
mod roles;
mod season;

use std::ops::Deref;

use marathon_events::{EntrantId, Event, PrincipalId, RegionCode, Revision, Role, StreamId};

pub(crate) use self::opening::opening;
use crate::{
    ensure::Checked,
    model::{Deed, Grant, Model, Moment},
};

/// An event in its surroundings: what was known before it.
struct Case<'a> {
    model: &'a Model,
    at: &'a Moment,
}

impl Deref for Case<'_> {
    type Target = Model;
    fn deref(&self) -> &Model {
        self.model
    }
}

/// Says why an event was not allowed.
pub(crate) fn check(model: &Model, at: &Moment, event: &Event) -> Checked {
    let case = Case { model, at };
    case.version(event.name_and_version().1)?;
    if let Some(facts) = event.deed() {
        return deeds::logged(&case, event, &facts);
    }
    match event {
        Event::MarathonOpened(_) => Err("the marathon is open already".to_owned()),
        Event::EntrantRegistered(e) => entrants::registered(&case, e),
        Event::EntrantProfileChanged(e) => entrants::profile_changed(&case, e),
        Event::MemberJoined(e) => entrants::joined(&case, e.person),
        Event::MemberLeft(e) => entrants::left(&case, e.person),
        Event::EntrantWithdrawn(e) => entrants::withdrawn(&case, e.reason.as_ref()),
        Event::EntrantDisqualified(e) => entrants::disqualified(&case, &e.reason),
        Event::DeedVerified(e) => deeds::verified(&case, e.reason.as_ref()),
        Event::DeedRejected(e) => deeds::rejected(&case, e.reason.as_ref()),
        Event::DeedCorrected(e) => deeds::corrected(&case, &e.figures, e.reason.as_ref()),
        Event::DeedWithdrawn(e) => deeds::withdrawn(&case, e.reason.as_ref()),
        Event::DeedChallenged(e) => deeds::challenged(&case, &e.reason),
        Event::ChallengeResolved(e) => deeds::challenge_resolved(&case, &e.reason),
        Event::RoleGranted(e) => roles::granted(&case, e),
        Event::RoleRevoked(e) => roles::revoked(&case, e),
        Event::PersonalDataErased(_) => roles::erased(&case),
        Event::IntakeClosed(e) => season::intake_closed(&case, e.reason.as_ref()),
        Event::SeedSourceNamed(e) => season::seed_source_named(&case, &e.source),
        Event::FieldFrozen(e) => season::field_frozen(&case, e),
        Event::SeedRecorded(_) => season::seed_recorded(&case),
        Event::RulesAmended(e) => season::rules_amended(&case, e),
        Event::ShortlistDrawn(e) => judging::shortlist_drawn(&case, e),
        Event::JudgeAssigned(e) => judging::judge_assigned(&case, e),
        Event::JudgeRecused(e) => judging::judge_recused(&case, e),
        Event::ScoreGiven(e) => judging::score_given(&case, e),
        Event::JudgingClosed(_) => judging::judging_closed(&case),
        Event::ScoresOpened(e) => judging::scores_opened(&case, e),
        Event::QuorumWaived(e) => judging::quorum_waived(&case, e),
        Event::AwardDecided(e) => results::award_decided(&case, e),
        Event::ResultAmended(e) => results::result_amended(&case, e),
        Event::PublicationAnnounced(e) => results::publication_announced(&case, e),
        Event::ResultsPublished(e) => results::results_published(&case, e),
        Event::AppealLodged(e) => appeals::lodged(&case, e),
        Event::AppealResolved(e) => appeals::resolved(&case, e),
        // Deeds have a function of their own above.
        Event::GoodDeedDone(_)
        | Event::TreesPlanted(_)
        | Event::WasteCollected(_)
        | Event::AnimalsHelped(_) => Ok(()),
    }
}

impl Case<'_> {
    /// Old versions were written by old programs, and those opened marathons in old versions too.
    fn version(&self, latest: u16) -> Checked {
        let version = self.at.version;
        let fits = version == latest || self.opened_version == 1;
        ensure!(fits, "version {version} of it in a marathon that was opened by a newer program");
        Ok(())
    }

    /// Whether this event was written before accounts and limits applied to its kind.
    fn is_of_the_pilot(&self) -> bool {
        self.opened_version == 1 && self.at.version == 1
    }

    fn grant(&self, who: PrincipalId, role: Role) -> Option<&Grant> {
        self.roles.get(&who)?.get(&role)
    }

    /// The program, or an organiser.
    fn leads(&self) -> bool {
        self.at.actor.is_none_or(|actor| self.grant(actor, Role::Organiser).is_some())
    }

    /// The program, an organiser, or a coordinator of this region.
    fn coordinates(&self, region: RegionCode) -> bool {
        let grant = self.at.actor.and_then(|actor| self.grant(actor, Role::Coordinator));
        self.leads() || grant.is_some_and(|g| g.regions.is_empty() || g.regions.contains(&region))
    }

    /// Whether the entrant belongs to who acted; everything belongs to the program.
    fn owns(&self, entrant: EntrantId) -> bool {
        self.at.actor.is_none_or(|actor| self.owner(entrant) == Some(actor))
    }

    /// Whether who acted owns the deed's entrant or a named companion, or is a member of the entrant.
    fn is_on_side(&self, deed: &Deed) -> bool {
        let Some(actor) = self.at.actor else { return false };
        let mut named = [deed.entrant].into_iter().chain(deed.companions.iter().copied());
        named.any(|id| self.owner(id) == Some(actor)) || self.is_member(actor, deed.entrant)
    }

    fn ensure_leads(&self) -> Checked {
        ensure!(self.leads(), "by {}, who is no organiser", self.who());
        Ok(())
    }

    fn ensure_before_freeze(&self) -> Checked {
        ensure!(self.steps.frozen.is_none(), "after the field was frozen");
        Ok(())
    }

    fn ensure_new_stream(&self) -> Checked {
        ensure!(self.at.revision == Revision(0), "in a stream that exists already");
        Ok(())
    }

    fn ensure_of_marathon(&self) -> Checked {
        ensure!(self.at.stream == self.stream, "not in the stream of the marathon");
        Ok(())
    }

    fn ensure_of_nomination(&self, nomination: &str) -> Checked {
        ensure!(self.nomination(nomination).is_some(), "the rules have no nomination `{nomination}`");
        let stream = StreamId::of_nomination(self.stream, nomination);
        ensure!(self.at.stream == stream, "not in the stream of its nomination, {stream}");
        Ok(())
    }

    fn ensure_chars(&self, field: &str, text: &str, max: u32) -> Checked {
        let chars = text.chars().count();
        ensure!(chars <= max as usize, "{field} of {chars} characters, and at most {max} are allowed");
        Ok(())
    }

    fn ensure_reason(&self, reason: Option<&String>) -> Checked {
        reason.map_or(Ok(()), |text| self.ensure_chars("reason", text, self.rules.limits.reason_chars_max))
    }

    fn ensure_needed_reason(&self, reason: &String) -> Checked {
        ensure!(!reason.trim().is_empty(), "without a reason");
        self.ensure_reason(Some(reason))
    }

    fn ensure_region(&self, region: RegionCode) -> Checked {
        ensure!(self.rules.regions.iter().any(|r| r.code == region), "the rules have no region {region}");
        Ok(())
    }

    /// Who acted, for a text.
    fn who(&self) -> String {
        self.at.actor.map_or_else(|| "the program".to_owned(), |actor| actor.to_string())
    }
}
