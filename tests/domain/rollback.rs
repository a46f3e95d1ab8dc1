//! State that can go back: what is not durable leaves no trace, and a saved state is the state.

use marathon_columns::{Loader, Saver};
use marathon_domain::State;
use proptest::prelude::*;

use crate::given::{history::Random, random::Dice};

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

#[test]
fn going_back_to_before_the_opening_leaves_nothing() {
    let mut state = State::default();
    let nothing = digest(&state);
    state.mark();
    for event in &Random::of(&[[0, 0, 0, 0, 0, 0, 0, 0]]).events {
        let fact = marathon_domain::Fact {
            stream: event.stream,
            revision: event.revision,
            event: event.event.clone(),
        };
        state.apply(fact.stream, &fact.event);
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
