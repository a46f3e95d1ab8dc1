//! Every link of the chain that separates equal standings.

use marathon_events::{BasisPoints, Position};
use marathon_scoring::{Entrant, Link, NominationInputs, Outcome, Record, draw};

use crate::given::{
    decide, entrant, entry, id, judge, nomination, places, r, standing, winners, without_jury,
};

/// a and b of the same metric, without a jury, with these records.
fn tied(a: Record, b: Record) -> NominationInputs {
    let with = |name, record| Entrant { record, ..entrant(name, 7) };
    without_jury([with('a', a), with('b', b)])
}

fn record(counted_deeds: u64, active_days: u64, last_position: u64) -> Record {
    Record { counted_deeds, active_days, last_position: Some(Position(last_position)) }
}

#[test]
fn first_the_higher_jury_standing() {
    let judges = [judge(1, &[('a', 1), ('b', 2)])];
    let a = Entrant { record: record(99, 99, 1), ..entrant('a', 5) };
    let mut inputs = nomination([a, entrant('b', 3)], judges);
    (inputs.metric_bps, inputs.jury_bps) = (BasisPoints(5_000), BasisPoints(5_000));
    let award = decide(&inputs);
    // a 5000 × 1 + 5000 × 0, b 5000 × 0 + 5000 × 1; every later link is for a.
    assert_eq!(standing(&award, 'a')[2], Some(r(5_000, 1)));
    assert_eq!(standing(&award, 'b')[2], Some(r(5_000, 1)));
    assert_eq!(places(&award), [('b', Some(Link::JuryStanding)), ('a', None)]);
}

#[test]
fn then_more_counted_deeds() {
    let award = decide(&tied(record(4, 9, 1), record(5, 1, 9)));
    assert_eq!(places(&award), [('b', Some(Link::CountedDeeds)), ('a', None)]);
}

#[test]
fn then_more_active_days() {
    let award = decide(&tied(record(4, 2, 1), record(4, 3, 9)));
    assert_eq!(places(&award), [('b', Some(Link::ActiveDays)), ('a', None)]);
}

#[test]
fn then_the_earlier_completion() {
    let award = decide(&tied(record(4, 2, 9), record(4, 2, 8)));
    assert_eq!(places(&award), [('b', Some(Link::EarliestCompletion)), ('a', None)]);
    let never = Record { last_position: None, ..record(4, 2, 0) };
    let award = decide(&tied(never, record(4, 2, 8)));
    assert_eq!(places(&award), [('b', Some(Link::EarliestCompletion)), ('a', None)]);
}

#[test]
fn at_last_the_draw() {
    // Python: hashlib.sha256(b"seed" + bytes(15) + b"a").hexdigest()
    let hash = "e6aee479c6c720626cd3c7460fae4e002edf2553cea41129a6af4143bf5c972a";
    assert_eq!(draw(b"seed", id('a')).to_string(), hash);
    // seed: d 50deacc3…, c 79a0313c…, b 7ba6b172…, a e6aee479…
    let drawn = Some(Link::Draw);
    let mut inputs = without_jury(['a', 'b', 'c', 'd'].map(|name| entrant(name, 7)));
    assert_eq!(places(&decide(&inputs)), [('d', drawn), ('c', drawn), ('b', drawn), ('a', None)]);
    // x: a 2d940307…, b a49939b5…, c ba0b286b…, d bbbcecb0…
    inputs.seed = Some(b"x".to_vec());
    assert_eq!(places(&decide(&inputs)), [('a', drawn), ('b', drawn), ('c', drawn), ('d', None)]);
}

#[test]
fn before_the_seed_is_known_no_place_is_guessed() {
    // a leads; b, c, d are alike; e is last. Percentiles 1, 1/2, 1/2, 1/2, 0.
    let metrics = [('a', 9), ('b', 5), ('c', 5), ('d', 5), ('e', 1)];
    let mut inputs = without_jury(metrics.map(|(name, metric)| entrant(name, metric)));
    (inputs.winners, inputs.seed) = (2, None);
    let open = decide(&inputs);
    for name in ['b', 'c', 'd'] {
        assert_eq!(entry(&open, name).outcome, Outcome::AwaitsDraw { from: 2, to: 4 });
    }
    let separated_by = Some(Link::Standing);
    assert_eq!(entry(&open, 'a').outcome, Outcome::Placed { place: 1, separated_by });
    assert_eq!(entry(&open, 'e').outcome, Outcome::Placed { place: 5, separated_by: None });
    assert_eq!(winners(&open), "a", "who is second nobody knows");
    inputs.seed = Some(b"seed".to_vec());
    let drawn = decide(&inputs);
    let by = |link| Some(link);
    let expected = [
        ('a', by(Link::Standing)),
        ('d', by(Link::Draw)),
        ('c', by(Link::Draw)),
        ('b', by(Link::Standing)),
        ('e', None),
    ];
    assert_eq!(places(&drawn), expected);
    assert_eq!(winners(&drawn), "ad");
}

#[test]
fn fewer_places_than_winners_leave_some_unawarded() {
    let mut inputs = without_jury([entrant('a', 9), entrant('b', 5)]);
    inputs.winners = 3;
    assert_eq!(winners(&decide(&inputs)), "ab");
}
