//! State that can go back: what is not durable leaves no trace, and a saved state is the state.

use marathon_columns::{Loader, Saver};
use marathon_domain::{Fact, Occasion, State};
use marathon_events::{
    Event, Position, Role, entrant_profile_changed::EntrantProfileChanged, judge_recused::RecusalGround,
    member_left::MemberLeft, personal_data_erased::PersonalDataErased, result_amended::ResultAmended,
    role_revoked::RoleRevoked, rules_amended::RulesAmended,
};
use proptest::prelude::*;

use crate::given::{
    deeds::trees,
    facts::{
        by, challenged, fact, granted, in_order, intake_closed, joined, logged, opened, owned, person,
        resolved, team, verified,
    },
    history::Random,
    ids,
    random::Dice,
    season::{self, JUDGED, judged_season, nobody as nobody_wins},
};

fn commands(max: usize) -> impl Strategy<Value = Vec<Dice>> {
    prop::collection::vec(any::<Dice>(), 0..max)
}

fn roll(random: &mut Random, commands: &[Dice]) {
    for dice in commands {
        random.roll(dice);
    }
}

fn digest(state: &State) -> [u8; 32] {
    state.digest().unwrap()
}

fn saved_and_loaded(state: &State) -> State {
    let mut bytes = Vec::new();
    let mut saver = Saver::new(&mut bytes);
    state.save(&mut saver).unwrap();
    saver.finish().unwrap();
    let mut from = &bytes[..];
    let mut loader = Loader::new(&mut from, bytes.len() as u64);
    let loaded = State::load(&mut loader).unwrap();
    loader.finish().unwrap();
    loaded
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(64) })]

    #[test]
    fn going_back_leaves_no_trace(before in commands(60), undurable in commands(60), later in commands(60)) {
        let mut random = Random::opened();
        roll(&mut random, &before);
        let (at_mark, known, len) = (digest(&random.state), random.known.clone(), random.events.len());
        random.state.mark();
        roll(&mut random, &undurable);
        // A second batch on top of the first goes back with it.
        random.state.mark();
        roll(&mut random, &later);
        random.state.roll_back();
        prop_assert_eq!(digest(&random.state), at_mark);

        // Whatever is decided next is what would have been decided without it.
        random.known = known;
        random.events.truncate(len);
        let mut never_left = Random::opened();
        roll(&mut never_left, &before);
        roll(&mut random, &later);
        roll(&mut never_left, &later);
        prop_assert_eq!(digest(&random.state), digest(&never_left.state));
    }

    #[test]
    fn what_was_forgotten_stays(before in commands(40), durable in commands(40), undurable in commands(40)) {
        let mut random = Random::opened();
        roll(&mut random, &before);
        random.state.mark();
        roll(&mut random, &durable);
        let at_second_mark = digest(&random.state);
        random.state.mark();
        roll(&mut random, &undurable);
        random.state.forget();
        let with_undurable = digest(&random.state);
        let mut kept = random.state.clone();
        random.state.roll_back();
        prop_assert_eq!(digest(&random.state), at_second_mark);
        kept.forget();
        kept.roll_back();
        prop_assert_eq!(digest(&kept), with_undurable);
    }

    #[test]
    fn a_saved_state_is_the_state(before in commands(80), later in commands(40)) {
        let mut random = Random::of(&before);
        let mut loaded = Random::of(&before);
        loaded.state = saved_and_loaded(&random.state);
        prop_assert_eq!(digest(&loaded.state), digest(&random.state));
        prop_assert_eq!(loaded.state.counts(), random.state.counts());
        prop_assert_eq!(loaded.state.takes_deeds(), random.state.takes_deeds());
        roll(&mut random, &later);
        roll(&mut loaded, &later);
        prop_assert_eq!(digest(&loaded.state), digest(&random.state));
        prop_assert_eq!(loaded.events, random.events);
    }
}

/// Everything that can happen about people and judging, in an order in which it may.
fn whole_story() -> Vec<Fact> {
    let nobody = |n| fact(ids::principal(n), Event::PersonalDataErased(PersonalDataErased {}));
    let change =
        EntrantProfileChanged { alias: Some("Ayan".into()), region: None, members: None, silver: None };
    let rules_amended = RulesAmended { rules: judged_season().set().clone(), reason: "a typo".into() };
    let left = MemberLeft { person: ids::entrant(2) };
    let revoked = RoleRevoked { role: Role::Coordinator, reason: None };
    let amended = ResultAmended {
        nomination: JUDGED.into(),
        position: Position(9),
        rules_hash: marathon_events::Sha256Hash([1; 32]),
        result: nobody_wins(),
        result_hash: marathon_events::Sha256Hash([2; 32]),
        appeal: ids::appeal(7),
        reason: "a slip".into(),
    };
    vec![
        opened(&judged_season()),
        granted(8, Role::Coordinator),
        owned(5, team(1, 9)),
        owned(6, person(2)),
        person(3),
        joined(1, 2),
        joined(1, 3),
        fact(ids::entrant(1), Event::MemberLeft(left)),
        fact(ids::entrant(2), Event::EntrantProfileChanged(change)),
        logged(1, trees(3).by(1).with([3])),
        logged(2, trees(4).by(2)),
        by(8, verified(1)),
        by(5, challenged(1)),
        resolved(1, false),
        by(6, challenged(1)),
        resolved(1, true),
        intake_closed(None),
        season::seed_source_named(),
        fact(ids::marathon(), Event::RulesAmended(Box::new(rules_amended))),
        season::frozen(9),
        season::shortlisted(JUDGED, &[2, 3]),
        season::assigned(9, &[]),
        season::recused(9, 3, RecusalGround::Declared),
        season::scored(9, 2, &[1, 2]),
        season::gone(3),
        season::disqualified(2),
        season::seed_recorded(),
        season::judging_closed(),
        season::scores_opened(9, vec![season::opened_score(9, 2, &[1, 2])]),
        season::quorum_waived(2),
        season::decided(JUDGED, 9),
        season::announced(),
        season::published(),
        season::appealed(7, 2),
        season::appeal_resolved(7, 8, true),
        fact(ids::nomination(JUDGED), Event::ResultAmended(Box::new(amended))),
        fact(ids::principal(8), Event::RoleRevoked(revoked)),
        nobody(8),
    ]
}

#[test]
fn every_event_of_people_and_judging_changes_the_state_goes_back_and_is_saved() {
    let mut state = State::default();
    let mut names = std::collections::BTreeSet::new();
    for fact in in_order(whole_story()) {
        let before = digest(&state);
        state.mark();
        state.apply(fact.stream, &fact.event, fact.occasion);
        let after = digest(&state);
        assert_ne!(after, before, "{:?}", fact.event);
        state.roll_back();
        assert_eq!(digest(&state), before, "{:?}", fact.event);
        state.apply(fact.stream, &fact.event, fact.occasion);
        state = saved_and_loaded(&state);
        assert_eq!(digest(&state), after, "{:?}", fact.event);
        names.insert(fact.event.name_and_version().0);
    }
    // All of the catalogue but what the random commands do.
    let random = [
        "animals-helped",
        "deed-corrected",
        "deed-rejected",
        "deed-withdrawn",
        "good-deed-done",
        "waste-collected",
    ];
    let known: std::collections::BTreeSet<_> =
        marathon_events::catalogue::schemas().iter().map(|s| s.0).collect();
    assert_eq!(known.difference(&names).copied().collect::<Vec<_>>(), random);
}

#[test]
fn going_back_to_before_the_opening_leaves_nothing() {
    let mut state = State::default();
    let nothing = digest(&state);
    state.mark();
    for event in &Random::of(&[[0, 0, 0, 0, 0, 0, 0, 0]]).events {
        state.apply(event.stream, &event.event, Occasion::of(event));
    }
    assert_ne!(digest(&state), nothing);
    state.roll_back();
    assert_eq!(digest(&state), nothing);
    assert!(state.rules().is_none());
}

/// The random commands of these suites reach every status, refusal and acceptance; without that they prove little.
#[test]
fn random_commands_are_worth_their_name() {
    let mut dice = 0x9E37_79B9_7F4A_7C15_u64;
    let mut random = Random::opened();
    let mut refused = 0;
    for _ in 0..2_000 {
        dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        refused += usize::from(!random.roll(&(dice ^ dice >> 31).to_le_bytes()));
    }
    let names: std::collections::BTreeSet<_> =
        random.events.iter().map(|e| e.event.name_and_version().0).collect();
    assert!(names.len() >= 10, "{names:?}");
    assert!((200..1_800).contains(&refused), "{refused} refused");
    assert!(random.events.iter().any(|e| e.event.deed().is_some_and(|d| d.possible_duplicate_of.is_some())));
}
