//! A command in its surroundings: who asks what they may, and where its facts will stand.

use marathon_events::{
    DeedId, EntrantId, Event, Position, PrincipalId, RegionCode, Revision, Role, StreamId, Timestamp,
    marathon_opened::Nomination,
};
use uuid::Uuid;

use crate::{Fact, Occasion, Refusal, Refusals, Rules, State, Step};

/// Who checks deeds.
pub(crate) const FRONT_OFFICE: &[Role] = &[Role::Coordinator, Role::Organiser];
/// Who leads.
pub(crate) const LEADERS: &[Role] = &[Role::Organiser];

/// What a decision is taken from.
pub(crate) struct Case<'a> {
    pub(crate) state: &'a State,
    pub(crate) rules: &'a Rules,
    pub(crate) at: Timestamp,
    pub(crate) id: Uuid,
    pub(crate) actor: Option<PrincipalId>,
    pub(crate) position: Position,
}

impl Case<'_> {
    pub(crate) fn refuse<T>(&self, refusal: Refusal) -> Result<T, Refusals> {
        Err(Refusals(vec![refusal]))
    }

    pub(crate) fn permit(&self, may: bool, why_not: impl FnOnce() -> Refusal) -> Result<(), Refusals> {
        if may { Ok(()) } else { self.refuse(why_not()) }
    }

    pub(crate) fn permit_role(&self, may: bool, roles: &[Role]) -> Result<(), Refusals> {
        self.permit(may, || Refusal::RoleNeeded { roles: roles.into() })
    }

    /// Only organisers go on.
    pub(crate) fn lead(&self) -> Result<(), Refusals> {
        self.permit_role(self.leads(), LEADERS)
    }

    /// The program itself, or an organiser.
    pub(crate) fn leads(&self) -> bool {
        self.actor.is_none_or(|actor| self.holds(actor, Role::Organiser))
    }

    pub(crate) fn holds(&self, who: PrincipalId, role: Role) -> bool {
        self.state.judging.roles.get(&who).is_some_and(|held| held.contains_key(&role))
    }

    /// The program, an organiser, or a coordinator of this region.
    pub(crate) fn coordinates(&self, region: RegionCode) -> bool {
        let coordinator =
            self.actor.and_then(|actor| self.state.judging.roles.get(&actor)?.get(&Role::Coordinator));
        let there = |regions: &[RegionCode]| regions.is_empty() || regions.contains(&region);
        self.leads() || coordinator.is_some_and(|grant| there(&grant.regions))
    }

    /// Whether an entrant belongs to whoever asks; the program owns everything.
    pub(crate) fn owns(&self, entrant: EntrantId) -> bool {
        self.actor.is_none() || self.state.entrant_no(entrant.0).is_some_and(|no| self.owns_no(no))
    }

    pub(crate) fn owns_no(&self, entrant: usize) -> bool {
        self.actor.is_none_or(|actor| self.state.people.owner(entrant) == Some(actor))
    }

    /// The region a deed was done in.
    pub(crate) fn region_of(&self, deed: usize) -> RegionCode {
        self.rules.set().regions[usize::from(self.state.verdicts.region(deed))].code
    }

    /// Whether whoever asks owns the entrant of a deed or a companion named on it, or is a member of the entrant. The
    /// program is on nobody's side.
    pub(crate) fn is_on_side(&self, deed: usize) -> bool {
        let Some(actor) = self.actor else { return false };
        let (people, verdicts) = (&self.state.people, &self.state.verdicts);
        let entrant = verdicts.entrant(deed);
        people.owner(entrant) == Some(actor)
            || people.person(actor).is_some_and(|person| people.is_member(entrant, person))
            || verdicts.any_companion(deed, |companion| people.owner(companion) == Some(actor))
    }

    /// Nothing of a deed or an entrant changes once the field is frozen.
    pub(crate) fn before_freeze(&self) -> Result<(), Refusals> {
        self.not_yet(self.state.judging.steps.frozen.is_some(), Step::FieldFrozen)
    }

    /// Fine only while this step has not been taken.
    pub(crate) fn not_yet(&self, done: bool, step: Step) -> Result<(), Refusals> {
        self.permit(!done, || Refusal::StepDone { step })
    }

    /// Fine only once this step has been taken.
    pub(crate) fn only_after(&self, done: bool, step: Step) -> Result<(), Refusals> {
        self.permit(done, || Refusal::StepMissing { step })
    }

    pub(crate) fn nomination(&self, id: &str) -> Result<&Nomination, Refusals> {
        self.rules.nomination(id).ok_or_else(|| {
            let accepted = self.rules.set().nominations.iter().map(|n| n.id.clone()).collect();
            Refusals(vec![Refusal::UnknownNomination { nomination: id.to_owned(), accepted }])
        })
    }

    pub(crate) fn entrant(&self, id: EntrantId, field: &str) -> Result<usize, Refusals> {
        let unknown = || Refusals(vec![Refusal::UnknownEntrant { field: field.to_owned(), id }]);
        self.state.entrant_no(id.0).ok_or_else(unknown)
    }

    pub(crate) fn fact(&self, stream: StreamId, event: Event) -> Fact {
        Fact { stream, revision: self.state.next_revision(stream), occasion: self.occasion(), event }
    }

    pub(crate) fn deed_fact(&self, deed: DeedId, event: Event) -> Fact {
        let revision = self.state.deed(deed.0).map_or(Revision(0), |(_, revision)| revision);
        Fact { stream: deed.into(), revision, occasion: self.occasion(), event }
    }

    pub(crate) fn marathon_fact(&self, event: Event) -> Fact {
        self.fact(self.state.marathon_stream(), event)
    }

    pub(crate) fn nomination_fact(&self, nomination: &str, event: Event) -> Fact {
        self.fact(StreamId::of_nomination(self.state.marathon_stream(), nomination), event)
    }

    fn occasion(&self) -> Occasion {
        Occasion { actor: self.actor, at: self.at, position: self.position }
    }
}
