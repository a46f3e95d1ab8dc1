//! `given([person(1)]).when(log(trees(12))).then([logged(NEW, trees(12))])`, through the aggregate.

use std::sync::Arc;

use esrs::Aggregate;
use marathon_domain::{Action, Command, Fact, Marathon, Occasion, Refusal, Refusals, Rules, State};
use marathon_events::{Position, PrincipalId, Timestamp};

use crate::given::{
    facts::{in_order, opened},
    ids::{self, NEW},
    rules::small_season,
};

/// What has happened before.
pub struct Given {
    facts: Vec<Fact>,
    actor: Option<PrincipalId>,
}

/// What a command led to.
pub struct Outcome {
    given: Vec<Fact>,
    result: Result<Vec<Fact>, Refusals>,
}

/// A small season, open, in which this happened.
pub fn given(facts: impl IntoIterator<Item = Fact>) -> Given {
    given_under(&small_season(), facts)
}

/// The same under other rules.
pub fn given_under(rules: &Rules, facts: impl IntoIterator<Item = Fact>) -> Given {
    Given { facts: [opened(rules)].into_iter().chain(facts).collect(), actor: None }
}

/// Nothing at all.
pub fn given_nothing() -> Given {
    Given { facts: Vec::new(), actor: None }
}

/// The state after these facts, in their order.
pub fn state_after(facts: impl IntoIterator<Item = Fact>) -> State {
    in_order(facts).into_iter().fold(State::default(), Marathon::apply_event)
}

/// What is decided on this state, when the command creates whatever has the number [`NEW`].
pub fn decide(state: &State, at: Timestamp, action: Action) -> Result<Vec<Fact>, Refusals> {
    decide_for(None, Position(0), state, at, action)
}

fn decide_for(
    actor: Option<PrincipalId>,
    position: Position,
    state: &State,
    at: Timestamp,
    action: Action,
) -> Result<Vec<Fact>, Refusals> {
    let id = match &action {
        Action::Open(_) => ids::marathon().0,
        Action::RegisterEntrant(_) => ids::entrant(NEW).0,
        Action::Appeal(_) => ids::appeal(NEW).0,
        _ => ids::deed(NEW).0,
    };
    Marathon::handle_command(state, Command { at, actor, position, id, action: Arc::new(action) })
}

impl Given {
    /// What is asked is asked by principal `n`, not by the program itself.
    pub fn by(mut self, n: u32) -> Self {
        self.actor = Some(ids::principal(n));
        self
    }

    /// In the middle of the season.
    pub fn when(self, action: Action) -> Outcome {
        self.when_at("2024-07-20T12:00:00+05:00", action)
    }

    pub fn when_at(self, moment: &str, action: Action) -> Outcome {
        let Self { facts, actor } = self;
        let (state, position) = (state_after(facts.clone()), Position(facts.len() as u64));
        let result = decide_for(actor, position, &state, ids::moment(moment), action);
        Outcome { given: facts, result }
    }
}

impl Outcome {
    /// Exactly this happened, at the right places in the streams.
    #[track_caller]
    pub fn then(self, expected: impl IntoIterator<Item = Fact>) {
        let before = self.given.len();
        let all = in_order(self.given.into_iter().chain(expected));
        // Who asked and when is not part of what is expected.
        let happened = |fact: &Fact| Fact { occasion: Occasion::default(), ..fact.clone() };
        let result = self.result.map(|facts| facts.iter().map(happened).collect::<Vec<_>>());
        let expected: Vec<_> = all[before..].iter().map(happened).collect();
        assert_eq!(result, Ok(expected));
    }

    /// Something happened, whatever it was.
    #[track_caller]
    pub fn accepted(self) {
        assert!(self.result.is_ok(), "refused: {:?}", self.result);
    }

    /// Refused by this rule and by no other.
    #[track_caller]
    pub fn refused(self, rule: &str) {
        self.refused_for([(rule, None)]);
    }

    /// Refused by this rule about this field, and by no other.
    #[track_caller]
    pub fn refused_at(self, rule: &str, field: &str) {
        self.refused_for([(rule, Some(field))]);
    }

    /// Refused by exactly these rules, in this order; with a field where one is given.
    #[track_caller]
    pub fn refused_for<const N: usize>(self, rules: [(&str, Option<&str>); N]) {
        let refusals = self.result.expect_err("accepted").0;
        let names: Vec<_> = refusals.iter().map(Refusal::rule).collect();
        assert_eq!(names, rules.map(|(rule, _)| rule), "{refusals:?}");
        for (refusal, (_, field)) in refusals.iter().zip(rules) {
            assert!(field.is_none() || refusal.field() == field, "{refusal:?} is not about {field:?}");
        }
    }

    /// Refused with exactly this.
    #[track_caller]
    pub fn says(self, refusal: Refusal) {
        assert_eq!(self.result, Err(Refusals(vec![refusal])));
    }
}
