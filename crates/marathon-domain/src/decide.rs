//! The decisions: a command and the state in, facts or refusals out.

use std::sync::Arc;

use esrs::Aggregate;
use marathon_events::{
    Event, Revision, StreamId, intake_closed::IntakeClosed, marathon_opened::MarathonOpened,
};

use crate::{
    Action, Command, Fact, Occasion, Refusal, Refusals, Rules, State, appeals, case::Case, challenges,
    checks::Checks, deeds, entrants, field, judging, results, roles,
};

/// A whole marathon as one aggregate, so that rules across all of it can be kept.
pub struct Marathon;

impl Aggregate for Marathon {
    const NAME: &'static str = "marathon";
    type State = State;
    type Command = Command;
    type Event = Fact;
    type Error = Refusals;

    fn handle_command(state: &State, command: Command) -> Result<Vec<Fact>, Refusals> {
        decide(state, command)
    }

    fn apply_event(mut state: State, fact: Fact) -> State {
        state.apply(fact.stream, &fact.event, fact.occasion);
        state
    }
}

fn decide(state: &State, command: Command) -> Result<Vec<Fact>, Refusals> {
    let action = Arc::unwrap_or_clone(command.action);
    let occasion = Occasion { actor: command.actor, at: command.at, position: command.position };
    if let Action::Open(rules) = action {
        return open(state, command.id, occasion, &rules).map(|fact| vec![fact]);
    }
    let Some(rules) = state.rules() else { return Err(Refusals(vec![Refusal::NotOpened])) };
    let Command { at, id, actor, position, .. } = command;
    let case = Case { state, rules, at, id, actor, position };
    let fact = match action {
        Action::Open(_) => case.refuse(Refusal::AlreadyOpened),
        Action::RegisterEntrant(entrant) => entrants::register(&case, entrant),
        Action::LogDeed(deed) => deeds::log(&case, deed),
        Action::Verify { deed, reason } => deeds::verify(&case, deed, reason),
        Action::Reject { deed, reason } => deeds::reject(&case, deed, reason),
        Action::Withdraw { deed, reason } => deeds::withdraw(&case, deed, reason),
        Action::Correct { deed, correction, reason } => deeds::correct(&case, deed, correction, reason),
        Action::CloseIntake { reason } => close_intake(&case, reason),
        Action::Role(action) => roles::decide(&case, action),
        Action::Entrant(action) => entrants::decide(&case, action),
        Action::Challenge(action) => challenges::decide(&case, action),
        Action::Field(action) => field::decide(&case, action),
        Action::Judging(action) => return judging::decide(&case, action),
        Action::Result(action) => results::decide(&case, action),
        Action::Appeal(action) => appeals::decide(&case, action),
    };
    fact.map(|fact| vec![fact])
}

fn open(state: &State, id: uuid::Uuid, occasion: Occasion, rules: &Rules) -> Result<Fact, Refusals> {
    if state.rules().is_some() {
        return Err(Refusals(vec![Refusal::AlreadyOpened]));
    }
    let event = Event::MarathonOpened(Box::new(MarathonOpened { rules: rules.set().clone() }));
    Ok(Fact { stream: StreamId(id), revision: Revision(0), occasion, event })
}

fn close_intake(case: &Case<'_>, reason: Option<String>) -> Result<Fact, Refusals> {
    if !case.state.takes_deeds() {
        return case.refuse(Refusal::IntakeClosed);
    }
    case.lead()?;
    let mut checks = Checks::default();
    checks.reason(case.rules, reason.as_ref());
    checks.done()?;
    Ok(case.marathon_fact(Event::IntakeClosed(IntakeClosed { reason })))
}
