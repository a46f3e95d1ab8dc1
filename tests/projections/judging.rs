//! What the history says about judging, event by event.

use marathon_events::{
    Event, Position, appeal_resolved::AppealResolved, judge_recused::RecusalGround,
    result_amended::ResultAmended,
};
use marathon_projections::Views;
use marathon_scoring::Gone;

use super::delivery::given_events;
use crate::given::{
    facts::{fact, intake_closed, person},
    history::recorded_under,
    ids,
    season::{
        JUDGED, announced, appeal_resolved, appealed, assigned, commitment, decided, disqualified, frozen,
        gone, judged_season, judging_closed, nobody, opened_score, published, quorum_waived, recused, scored,
        scores_opened, seed, seed_recorded, seed_source_named, shortlisted,
    },
};

/// The whole of a season, in order. Person 1 withdraws at 4, before the freeze at 7; person 4 is disqualified after it.
fn season() -> Vec<marathon_domain::Fact> {
    vec![
        person(1),
        person(2),
        person(3),
        gone(1),
        person(4),
        intake_closed(None),
        seed_source_named(),
        frozen(7),
        shortlisted(JUDGED, &[3, 2, 4]),
        assigned(9, &[]),
        recused(9, 2, RecusalGround::Owner),
        assigned(8, &[2]),
        scored(9, 3, &[1, 1]),
        scored(9, 3, &[3, 4]),
        scored(8, 2, &[5, 5]),
        disqualified(4),
        quorum_waived(2),
        seed_recorded(),
        judging_closed(),
        scores_opened(9, vec![opened_score(9, 3, &[3, 4])]),
    ]
}

fn views(more: Vec<marathon_domain::Fact>) -> Views {
    given_events(&recorded_under(&judged_season(), season().into_iter().chain(more)))
}

#[test]
fn every_step_has_its_moment() {
    let views = views(vec![decided(JUDGED, 20), announced(), published()]);
    let steps = views.judging.steps();
    assert_eq!(steps.intake_closed.map(|at| at.position), Some(Position(6)));
    let source = steps.seed_source.as_ref().map(|s| (s.what.as_str(), s.at.position.0));
    assert_eq!(source, Some(("a block", 7)));
    assert_eq!(steps.frozen.as_ref().map(|f| (f.what.0, f.at.position.0)), Some((7, 8)));
    assert_eq!(steps.seed.as_ref().map(|s| (s.what.clone(), s.at.position.0)), Some((seed(), 18)));
    assert_eq!(steps.judging_closed.map(|at| at.position.0), Some(19));
    assert_eq!(steps.announced.as_ref().map(|a| a.at.position.0), Some(22));
    assert_eq!(steps.published.map(|at| at.position.0), Some(23));
    assert_eq!(views.judging.gone(ids::entrant(1)), Some((Gone::Withdrawn, Position(4))));
    assert_eq!(views.judging.gone(ids::entrant(4)), Some((Gone::Disqualified, Position(16))));
    assert_eq!(views.judging.gone(ids::entrant(2)), None);
}

#[test]
fn a_jury_has_its_shortlist_judges_scores_and_waivers() {
    let views = views(Vec::new());
    let jury = views.judging.jury(JUDGED).unwrap();
    let [two, three, four] = [2, 3, 4].map(ids::entrant);
    assert_eq!(jury.shortlist.as_ref().map(|list| &list.what), Some(&vec![three, two, four]));
    let [nine, eight] = [9, 8].map(|n| &jury.judges[&ids::principal(n)]);
    assert_eq!(nine.assigned.iter().copied().collect::<Vec<_>>(), [two, three, four]);
    assert_eq!(nine.to_score().collect::<Vec<_>>(), [three, four]);
    assert_eq!(nine.recused[&two].ground, RecusalGround::Owner);
    // The last score counts.
    assert_eq!(nine.to_open().collect::<Vec<_>>(), [(three, commitment(9, &[3, 4]))]);
    assert_eq!(nine.opened.as_ref().map(|points| &points[&three]), Some(&vec![3, 4]));
    assert_eq!(eight.to_score().collect::<Vec<_>>(), [two]);
    assert_eq!(eight.opened, None);
    assert_eq!(jury.waived.keys().copied().collect::<Vec<_>>(), [two]);
    assert_eq!(views.judging.jury("green-country"), None);
}

#[test]
fn an_amendment_stands_beside_the_result_it_amends() {
    let amended = ResultAmended {
        nomination: JUDGED.into(),
        position: Position(25),
        rules_hash: marathon_events::Sha256Hash(judged_season().hash()),
        result: nobody(),
        result_hash: nobody().hash(),
        appeal: ids::appeal(1),
        reason: "a slip".into(),
    };
    let views = views(vec![
        decided(JUDGED, 20),
        announced(),
        published(),
        appealed(1, 2),
        appealed(2, 3),
        appeal_resolved(1, 5, true),
        fact(ids::nomination(JUDGED), Event::ResultAmended(Box::new(amended))),
    ]);
    let results = &views.judging.jury(JUDGED).unwrap().results;
    let told: Vec<_> = results.iter().map(|r| (r.position.0, r.at.position.0, r.amendment.clone())).collect();
    assert_eq!(told, [(20, 21, None), (25, 27, Some((ids::appeal(1), "a slip".into())))]);
    let appeals = views.judging.appeals();
    let [first, second] = [1, 2].map(|n| &appeals[&ids::appeal(n)]);
    assert_eq!((first.entrant, second.entrant), (ids::entrant(2), ids::entrant(3)));
    let expected = AppealResolved { reviewer: ids::principal(5), upheld: true, reason: "recounted".into() };
    let resolved = first.resolved.as_ref().map(|r| r.what.clone()).unwrap();
    assert_eq!((resolved.reviewer, resolved.upheld), (expected.reviewer, expected.upheld));
    assert_eq!(second.resolved, None);
}
