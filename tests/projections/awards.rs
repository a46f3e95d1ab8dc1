//! Shortlists and awards of random small seasons, from the opening to the decision, against the auditor, which counts
//! everything again with a model of its own.

use marathon_domain::{Action, EntrantAction, FieldAction, JudgingAction, NewResult, ResultAction, Rules};
use marathon_events::{
    BasisPoints, EntrantId, Hmac, LeafHash, Position, PrincipalId, Salt, Seed, Sha256Hash,
    award_decided::Outcome,
    marathon_opened::{Ages, Criterion, Nomination, Titles},
    scores_opened::OpenedScore,
};
use marathon_log::Stored;
use marathon_projections::{Views, awards, judging::Judging};
use proptest::prelude::*;

use super::delivery::folded;
use crate::given::{
    history::Random,
    ids,
    random::{self, Dice},
    rules::small_season_but,
};

/// The small season with juries in all nominations but one, short lists, and ages.
fn rules() -> Rules {
    small_season_but(|set| {
        set.ages = Some(Ages { consent_below: 16, adult_from: 18 });
        set.limits.reason_chars_max = 100;
        for (no, nomination) in set.nominations.iter_mut().enumerate() {
            nomination.adults_only = no % 4 == 3;
            nomination.shortlist_size = 2;
            if no == 4 {
                continue;
            }
            nomination.jury.metric_bps = BasisPoints(6_000);
            nomination.jury.jury_bps = BasisPoints(4_000);
            nomination.jury.quorum = 1 + no as u32 % 3;
            let criterion = |id: &str, weight| Criterion {
                id: id.into(),
                title: Titles { kk: id.into(), ru: id.into(), en: id.into() },
                score_max: 4,
                weight,
            };
            nomination.jury.criteria = vec![criterion("impact", 2), criterion("courage", 1)];
        }
    })
}

/// A season that random commands make, and what is known about it.
struct Played {
    random: Random,
    /// Decides what the end of the season looks like.
    dice: Dice,
    freeze: usize,
}

fn points(die: u8, judge: u32, place: usize) -> Vec<u32> {
    let mix = u32::from(die).wrapping_mul(31).wrapping_add(judge * 7 + place as u32 * 13);
    vec![mix % 5, mix / 5 % 5]
}

fn salt(judge: PrincipalId, entrant: EntrantId) -> Salt {
    let mut bytes = [0; 32];
    bytes[..16].copy_from_slice(judge.0.as_bytes());
    bytes[16..].copy_from_slice(entrant.0.as_bytes());
    Salt(bytes)
}

impl Played {
    fn of(season: &[Dice], dice: Dice) -> Self {
        let mut random = Random::opened_under(rules());
        for dice in season {
            // The program asks, so that more comes of it.
            let action = random::action(dice, &random.known, &random.rules);
            random.take(None, action);
        }
        let mut played = Self { random, dice, freeze: 0 };
        played.freeze();
        played.judge();
        played.decide();
        played
    }

    fn must(&mut self, action: Action) {
        let before = self.random.events.len();
        assert!(self.random.take(None, action.clone()), "refused: {action:?}");
        assert!(self.random.events.len() > before);
    }

    fn nominations(&self) -> Vec<Nomination> {
        self.random.rules.set().nominations.clone()
    }

    fn at_freeze(&self) -> Views {
        folded(&self.random.events[..self.freeze]).model
    }

    fn judging(&self) -> Judging {
        folded(&self.random.events).model.judging
    }

    fn freeze(&mut self) {
        self.random.take(None, Action::CloseIntake { reason: None });
        let source = "a block".to_owned();
        self.must(Action::Field(FieldAction::NameSeedSource { source }));
        if let Some(entrant) = self.some_entrant(self.dice[0]) {
            let left = EntrantAction::Withdraw { entrant, reason: None };
            self.random.take(None, Action::Entrant(left));
        }
        self.freeze = self.random.events.len();
        self.must(Action::Field(FieldAction::Freeze { reason: None }));
    }

    fn some_entrant(&self, die: u8) -> Option<EntrantId> {
        let known = &self.random.known.entrants;
        (die > 100).then(|| known.get(usize::from(die) % known.len().max(1)).copied())?
    }

    fn judge(&mut self) {
        let at_freeze = self.at_freeze();
        for rules in self.nominations() {
            let entrants = awards::shortlist(&at_freeze, &self.judging(), &rules).unwrap();
            let nomination = rules.id.clone();
            self.must(Action::Field(FieldAction::DrawShortlist { nomination, entrants }));
            if rules.jury.jury_bps.0 > 0 {
                (0..4).for_each(|n| self.score(&rules.id, n));
            }
        }
        for die in [self.dice[1], self.dice[2]] {
            if let Some(entrant) = self.some_entrant(die) {
                let left = match die % 2 {
                    0 => EntrantAction::Withdraw { entrant, reason: None },
                    _ => EntrantAction::Disqualify { entrant, reason: "forged".into() },
                };
                self.random.take(None, Action::Entrant(left));
            }
        }
        let seed = Seed::new(vec![self.dice[3]; 16]).unwrap();
        self.must(Action::Field(FieldAction::RecordSeed { seed }));
        self.must(Action::Judging(JudgingAction::Close));
        self.open();
    }

    /// Judge `n` scores some of the entries it may.
    fn score(&mut self, nomination: &str, n: u32) {
        let judge = ids::principal(n);
        let assign = JudgingAction::Assign { nomination: nomination.into(), judge, entrants: Vec::new() };
        self.must(Action::Judging(assign));
        let judging = self.judging();
        let to_score: Vec<_> = judging.jury(nomination).unwrap().judges[&judge].to_score().collect();
        for (place, entrant) in to_score.into_iter().enumerate() {
            if (usize::from(self.dice[4]) + place + n as usize).is_multiple_of(2) {
                continue;
            }
            let points = serde_json::to_vec(&points(self.dice[5], n, place)).unwrap();
            let commitment = Hmac::of(salt(judge, entrant), &points);
            let nomination = nomination.to_owned();
            self.must(Action::Judging(JudgingAction::Score { nomination, judge, entrant, commitment }));
        }
    }

    fn open(&mut self) {
        let judging = self.judging();
        for rules in self.nominations() {
            let Some(jury) = judging.jury(&rules.id) else { continue };
            for n in 0..4 {
                let judge = ids::principal(n);
                let Some(given) = jury.judges.get(&judge) else { continue };
                let places = given.to_score().enumerate();
                let scored = places.filter(|(_, id)| given.commitments.contains_key(id));
                let open = scored.map(|(place, entrant_id)| OpenedScore {
                    entrant_id,
                    points: points(self.dice[5], n, place),
                    salt: salt(judge, entrant_id),
                });
                let (nomination, scores) = (rules.id.clone(), open.collect());
                self.must(Action::Judging(JudgingAction::OpenScores { nomination, judge, scores }));
            }
            let listed = jury.shortlist.iter().flat_map(|list| &list.what);
            if let Some(entrant) = listed.copied().next().filter(|_| self.dice[6] > 128) {
                let (nomination, reason) = (rules.id.clone(), "a judge fell ill".to_owned());
                let waive = JudgingAction::WaiveQuorum { nomination, entrant, reason };
                self.random.take(None, Action::Judging(waive));
            }
        }
    }

    fn decide(&mut self) {
        let (at_freeze, judging) = (self.at_freeze(), self.judging());
        for rules in self.nominations() {
            let award = awards::award(&at_freeze, &judging, &rules).unwrap();
            let result = NewResult {
                nomination: rules.id.clone(),
                position: Position(self.random.events.len() as u64 - 1),
                rules_hash: Sha256Hash(self.random.rules.hash()),
                result: award.into(),
            };
            self.must(Action::Result(ResultAction::Decide(result)));
        }
    }

    fn audit(&self) -> marathon_audit::Report {
        let mut lines = Vec::new();
        for event in &self.random.events {
            let entry = event.encode();
            let stored = Stored {
                position: event.position,
                stream: event.stream,
                revision: event.revision,
                entry: &entry,
                leaf_hash: LeafHash::of(&entry),
                command: None,
            };
            marathon_api::write_event_line(&stored, &mut lines).unwrap();
        }
        marathon_audit::audit(&lines[..]).unwrap()
    }
}

impl std::fmt::Debug for Played {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        std::fmt::Debug::fmt(&self.random, f)
    }
}

fn seasons() -> impl Strategy<Value = Played> {
    (prop::collection::vec(any::<Dice>(), 20..160), any::<Dice>())
        .prop_map(|(season, dice)| Played::of(&season, dice))
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(48) })]

    #[test]
    fn the_auditor_finds_every_award_as_it_was_decided(played in seasons()) {
        let report = played.audit();
        prop_assert!(report.is_fine(), "{:?}", report.findings);
        prop_assert_eq!(report.awards.len(), played.nominations().len());
    }
}

/// What random seasons must be like for the property to say something.
#[test]
fn random_seasons_have_places_ties_recusals_and_people_who_left() {
    use proptest::{strategy::ValueTree, test_runner::TestRunner};
    let mut runner = TestRunner::deterministic();
    let (mut placed, mut quorum, mut left, mut recused) = (0, 0, 0, 0);
    for _ in 0..24 {
        let judging = seasons().new_tree(&mut runner).unwrap().current().judging();
        for rules in &rules().set().nominations {
            let jury = judging.jury(&rules.id).unwrap();
            recused += jury.judges.values().map(|judge| judge.recused.len()).sum::<usize>();
            for entry in &jury.results[0].result.entries {
                match entry.outcome {
                    Outcome::Placed { .. } => placed += 1,
                    Outcome::QuorumMissing => quorum += 1,
                    Outcome::Withdrawn | Outcome::Disqualified => left += 1,
                    other => panic!("{other:?} of somebody on the shortlist"),
                }
            }
        }
    }
    let seen = (placed, quorum, left, recused);
    assert!(placed > 50 && quorum > 5 && left > 2 && recused > 2, "{seen:?}");
}

/// Nothing is worked out before metrics were taken.
#[test]
fn there_is_no_award_before_the_freeze() {
    let random = Random::opened_under(rules());
    let views = folded(&random.events).model;
    let nomination = &random.rules.set().nominations[0];
    let refused = awards::award(&views, &views.judging, nomination).unwrap_err();
    assert_eq!(refused, awards::AwardError::NotFrozen);
}
