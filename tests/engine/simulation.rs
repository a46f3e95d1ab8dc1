//! Seeded simulation: clients with retries, faults, two nodes, restarts, snapshots; then the invariants.
//!
//! A seed replays what clients ask, in which order it is handed in, which faults are queued on which node, and when
//! nodes are restarted or snapshots made. It does not replay how threads of the sequencers interleave: which commands
//! share a batch, and which node wins a turn, differs from run to run. What is checked holds for every interleaving.
//! `MARATHON_SIM_SEED=7 cargo test -p marathon-tests simulation` runs seed 7 alone, many times over.

use std::{collections::BTreeMap, env, sync::Arc};

use marathon_domain::{Action, Refusals};
use marathon_engine::{Accepted, Answer, Request, Snapshots};
use marathon_events::{EntrantKind, Timestamp};
use marathon_log::{Keyed, faults::Fault};
use marathon_projections::Views;
use rand::{RngExt, SeedableRng, rngs::StdRng};
use tokio::sync::oneshot;

use super::{
    checks::read,
    node::{Node, name, opened, person_called, request_at, seconds_later},
};
use crate::{
    given::{
        random::{self, Known},
        rules::small_season,
    },
    support::store::Store,
};

const STEPS: usize = 300;
const SEEDS: u64 = 24;
/// Where turns reach a disk, fewer of them take as long.
const SEEDS_ON_DISK: u64 = 4;

/// What a client knows of a request it sent.
struct Sent {
    request: Request,
    outcome: Option<Outcome>,
}

#[derive(Clone, Debug, PartialEq)]
enum Outcome {
    Accepted(Accepted),
    Refused(Refusals),
}

struct Simulation {
    rng: StdRng,
    store: Store,
    nodes: Vec<Option<Node>>,
    folder: tempfile::TempDir,
    known: Known,
    sent: Vec<Sent>,
    in_flight: Vec<(usize, oneshot::Receiver<Vec<Answer>>)>,
    steps: i64,
    starts: u64,
}

impl Simulation {
    fn new(seed: u64, nodes: usize) -> Self {
        let mut simulation = Self {
            rng: StdRng::seed_from_u64(seed),
            store: opened(),
            nodes: (0..nodes).map(|_| None).collect(),
            folder: tempfile::tempdir().unwrap(),
            known: Known::default(),
            sent: Vec::new(),
            in_flight: Vec::new(),
            steps: 0,
            starts: seed << 16,
        };
        (0..nodes).for_each(|no| simulation.restart(no));
        simulation
    }

    fn restart(&mut self, no: usize) {
        self.nodes[no] = None;
        self.starts += 1;
        let folder = self.folder.path().join(no.to_string());
        self.nodes[no] = Some(Node::start(&self.store, self.starts, Some(&folder)));
    }

    fn now(&mut self) -> Timestamp {
        // Clocks of nodes differ by a few seconds in both directions.
        seconds_later(self.steps + self.rng.random_range(-5..=5))
    }

    fn any_node(&mut self) -> usize {
        self.rng.random_range(0..self.nodes.len())
    }

    fn step(&mut self) {
        self.steps += 1;
        match self.rng.random_range(0..100) {
            0..60 => self.ask_something_new(),
            60..75 => self.ask_again(),
            75..80 => self.ask_something_else_under_an_old_key(),
            80..88 => self.inject(),
            88..91 => {
                let no = self.any_node();
                self.restart(no);
            }
            91..93 => self.make_a_snapshot(),
            _ => self.collect(),
        }
    }

    fn ask_something_new(&mut self) {
        let dice = self.rng.random();
        let action = random::action(&dice, &self.known, &small_season());
        let (at, key) = (self.now(), format!("k{}", self.sent.len()));
        self.sent.push(Sent { request: request_at(at, &key, action), outcome: None });
        self.hand_in(self.sent.len() - 1);
    }

    fn ask_again(&mut self) {
        if let Some(no) = self.any_sent() {
            self.hand_in(no);
        }
    }

    fn any_sent(&mut self) -> Option<usize> {
        (!self.sent.is_empty()).then(|| self.rng.random_range(0..self.sent.len()))
    }

    fn ask_something_else_under_an_old_key(&mut self) {
        let Some(no) = self.any_sent().filter(|no| self.sent[*no].outcome.is_some()) else { return };
        let at = self.now();
        let other = request_at(at, &format!("k{no}"), person_called("other"));
        let node = self.any_node();
        let answer = self.nodes[node].as_ref().unwrap().insist(&other);
        assert!(matches!(answer, Answer::KeyReused), "k{no}: {answer:?}");
    }

    fn inject(&mut self) {
        let fault = [Fault::Full, Fault::LostBeforeWrite, Fault::LostAnswer][self.rng.random_range(0..3)];
        let node = self.any_node();
        self.nodes[node].as_ref().unwrap().inject(fault);
    }

    fn make_a_snapshot(&mut self) {
        let no = self.any_node();
        let folder = self.folder.path().join(no.to_string());
        let log = self.store.open(&name()).unwrap();
        Snapshots::<Views>::of(&folder, &name()).make(&*log).unwrap();
    }

    fn hand_in(&mut self, no: usize) {
        let node = self.any_node();
        let request = Request { at: self.now(), ..self.sent[no].request.clone() };
        let answers = self.nodes[node].as_ref().unwrap().marathon.submit(vec![request]).unwrap();
        self.in_flight.push((no, answers));
        if self.rng.random_ratio(1, 4) {
            self.collect();
        }
    }

    /// Reads every answer that is due, and holds it against what was said before.
    fn collect(&mut self) {
        for (no, answers) in std::mem::take(&mut self.in_flight) {
            let answer = answers.blocking_recv().unwrap().remove(0);
            self.note(no, answer);
        }
    }

    fn note(&mut self, no: usize, answer: Answer) {
        let outcome = match answer {
            Answer::Accepted(accepted) => Outcome::Accepted(Accepted { repeated: false, ..accepted }),
            Answer::Refused { why, .. } => Outcome::Refused(why),
            Answer::Retry => return,
            Answer::KeyReused => panic!("k{no} was not reused"),
        };
        match &self.sent[no].outcome {
            Some(earlier) => assert_eq!(*earlier, outcome, "k{no} has two outcomes"),
            None => {
                if let Outcome::Accepted(accepted) = &outcome {
                    self.learn(no, accepted);
                }
                self.sent[no].outcome = Some(outcome);
            }
        }
    }

    fn learn(&mut self, no: usize, accepted: &Accepted) {
        match &*self.sent[no].request.action {
            Action::RegisterEntrant(e) => {
                let id = marathon_events::EntrantId(accepted.stream.0);
                self.known.entrants.push(id);
                if e.kind == EntrantKind::Person {
                    self.known.persons.push(id);
                }
            }
            Action::LogDeed(_) => self.known.deeds.push(marathon_events::DeedId(accepted.stream.0)),
            _ => {}
        }
    }

    /// Every client gets its outcome at last.
    fn settle(&mut self) {
        self.collect();
        for no in 0..self.sent.len() {
            if self.sent[no].outcome.is_none() {
                let node = self.any_node();
                let answer = self.nodes[node].as_ref().unwrap().insist(&self.sent[no].request);
                self.note(no, answer);
            }
        }
    }

    fn check(mut self) {
        self.settle();
        let looked: Vec<_> = (0..self.nodes.len()).map(|no| format!("look{no}")).collect();
        let digests: Vec<_> =
            self.nodes.iter().zip(&looked).map(|(n, key)| n.as_ref().unwrap().see_everything(key)).collect();
        let read = read(&*self.store.open(&name()).unwrap());
        read.assert_one_outcome_for_each_key();

        let mut actions: BTreeMap<[u8; 16], Arc<Action>> = BTreeMap::new();
        for sent in &self.sent {
            let command = sent.request.command;
            actions.insert(command.key.0, Arc::clone(&sent.request.action));
            match sent.outcome.as_ref().unwrap() {
                Outcome::Accepted(accepted) => read.assert_has(accepted, command),
                Outcome::Refused(why) => {
                    let stored: Vec<_> = read.refusals.iter().filter(|(c, ..)| *c == command).collect();
                    assert_eq!(stored.len(), 1);
                    assert_eq!(stored[0].2, serde_json::to_vec(why).unwrap());
                }
            }
        }
        assert_eq!(read.events.len() + read.refusals.len(), 1 + self.sent.len() + looked.len());
        let open = marathon_engine::idempotency("open", &small_season().hash()).key;
        read.assert_decided_on_what_is_durable(|command: Keyed| match actions.get(&command.key.0) {
            Some(action) => Arc::clone(action),
            None if command.key == open => Arc::new(Action::Open(small_season())),
            None => {
                looked
                    .iter()
                    .map(|key| super::node::request(key, person_called(key)))
                    .find(|r| r.command == command)
                    .unwrap()
                    .action
            }
        });
        for (no, digest) in digests.iter().enumerate() {
            let seen = read.events.len() - (digests.len() - 1 - no);
            assert_eq!(*digest, read.digest_before(seen), "node {no}");
        }
        // A fresh start says what those say that never stopped.
        self.nodes.clear();
        let fresh = Node::start(&self.store, 0, None);
        assert_eq!(fresh.see_everything("fresh"), super::checks::read(&*fresh.log).digest());
    }
}

fn simulate(nodes: usize) {
    let asked =
        env::var("MARATHON_SIM_SEED").ok().map(|text| text.parse::<u64>().expect("a seed is a number"));
    let seeds = if Store::is_in_memory() { SEEDS } else { SEEDS_ON_DISK };
    // One seed is run often: each run interleaves anew.
    let seeds: Vec<u64> = asked.map_or_else(|| (0..seeds).collect(), |seed| vec![seed; 50]);
    for seed in seeds {
        let run = std::panic::catch_unwind(|| {
            let mut simulation = Simulation::new(seed, nodes);
            (0..STEPS).for_each(|_| simulation.step());
            simulation.check();
        });
        if let Err(panic) = run {
            eprintln!("the simulation of {nodes} nodes failed with MARATHON_SIM_SEED={seed}");
            std::panic::resume_unwind(panic);
        }
    }
}

#[test]
fn a_simulated_node_keeps_the_invariants() {
    simulate(1);
}

#[test]
fn two_simulated_nodes_keep_the_invariants() {
    simulate(2);
}
