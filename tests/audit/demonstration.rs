//! The demonstration season is a whole one: everybody in their own name, from the first role to the last appeal.

use std::{
    collections::BTreeMap,
    process::{Command, Stdio},
    thread,
    time::Duration,
};

use marathon_events::{
    Event, Timestamp,
    award_decided::{AwardResult, Link, Outcome},
    judge_recused::RecusalGround,
};

use super::{demo, events, export_of, text, verified};
use crate::support::process::{program, run};

fn count(is: impl Fn(&Event) -> bool) -> usize {
    events().iter().filter(|recorded| is(&recorded.event)).count()
}

fn results() -> BTreeMap<&'static str, Vec<&'static AwardResult>> {
    let mut results = BTreeMap::<_, Vec<_>>::new();
    for recorded in events() {
        match &recorded.event {
            Event::AwardDecided(e) => results.entry(e.nomination.as_str()).or_default().push(&e.result),
            Event::ResultAmended(e) => results.entry(e.nomination.as_str()).or_default().push(&e.result),
            _ => {}
        }
    }
    results
}

#[test]
fn everybody_acts_in_their_own_name() {
    let by_nobody: Vec<_> =
        events().iter().filter(|e| e.actor.is_none()).map(|e| e.event.name_and_version().0).collect();
    assert_eq!(by_nobody, ["marathon-opened", "role-granted"]);
    let owner_logs = |on_behalf: bool| {
        let owners: BTreeMap<_, _> = events()
            .iter()
            .filter_map(|e| match &e.event {
                Event::EntrantRegistered(r) => Some((e.stream.0, r.owner)),
                _ => None,
            })
            .collect();
        let deeds = events().iter().filter_map(|e| Some((e.actor, e.event.deed()?.entrant_id)));
        deeds.filter(|(actor, entrant)| (owners[&entrant.0] != *actor) == on_behalf).count()
    };
    assert!(owner_logs(true) > 1_000 && owner_logs(false) > 4_000);
}

#[test]
fn the_season_has_everything_that_can_happen() {
    let grounds = [RecusalGround::Owner, RecusalGround::Member, RecusalGround::Declared];
    for ground in grounds {
        assert!(count(|e| matches!(e, Event::JudgeRecused(r) if r.ground == ground)) > 0, "{ground:?}");
    }
    for upheld in [true, false] {
        assert!(count(|e| matches!(e, Event::ChallengeResolved(r) if r.upheld == upheld)) > 4);
        assert_eq!(count(|e| matches!(e, Event::AppealResolved(r) if r.upheld == upheld)), 1);
    }
    let look_alikes =
        events().iter().filter(|e| e.event.deed().is_some_and(|d| d.possible_duplicate_of.is_some()));
    assert!(look_alikes.count() > 10);
    assert_eq!(count(|e| matches!(e, Event::TreesPlanted(t) if t.trees.0 == 10_000)), 1);
    assert_eq!(count(|e| matches!(e, Event::QuorumWaived(_))), 1);
    // One score was changed once, before judging closed.
    let mut given = BTreeMap::new();
    for recorded in events() {
        if let Event::ScoreGiven(e) = &recorded.event {
            *given.entry((&e.nomination, e.judge, e.entrant_id)).or_insert(0) += 1;
        }
    }
    assert_eq!(given.values().filter(|times| **times == 2).count(), 1);
    assert!(given.values().all(|times| *times <= 2));
}

#[test]
fn twenty_winners_are_published_on_5_december_and_one_result_is_amended_later() {
    let published = events().iter().find(|e| matches!(e.event, Event::ResultsPublished(_))).unwrap();
    assert_eq!(published.recorded_at, Timestamp::parse_rfc3339("2024-12-05T18:00:00+05:00").unwrap());
    let results = results();
    assert_eq!(results.len(), 10);
    assert!(results.values().all(|all| all.iter().all(|result| result.winners.len() == 2)));
    let amended: Vec<_> = results.iter().filter(|(_, all)| all.len() == 2).collect();
    let [(_, all)] = amended[..] else { panic!("{amended:?}") };
    let gone: Vec<_> = all[0].winners.iter().filter(|id| !all[1].winners.contains(id)).collect();
    let outcome = all[1].entries.iter().find(|entry| entry.entrant == *gone[0]).unwrap().outcome;
    assert_eq!((gone.len(), outcome), (1, Outcome::Disqualified));
    // Nobody who was disqualified is left among the winners of anything.
    let last = results.values().map(|all| all.last().unwrap());
    assert!(last.flat_map(|result| &result.winners).all(|winner| winner != gone[0]));
}

#[test]
fn a_tie_goes_down_to_the_draw() {
    let links = |result: &AwardResult| {
        let by = |entry: &marathon_events::award_decided::Entry| match entry.outcome {
            Outcome::Placed { separated_by, .. } => separated_by,
            _ => None,
        };
        result.entries.iter().filter_map(by).collect::<Vec<_>>()
    };
    assert!(links(results()["rapid-help"][0]).contains(&Link::Draw));
}

#[test]
fn broken_off_at_any_moment_it_goes_on_and_comes_out_whole() {
    let folder = tempfile::TempDir::new().unwrap();
    let log = folder.path().join("logs/2024.sqlite-wal");
    // After how many bytes of its log it is killed; how far it got by then is different each time.
    for bytes in [100_000, 4_000_000, 12_000_000] {
        let mut command = Command::new(program());
        command.args(["demo", "--exit", "--data", text(folder.path())]);
        let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        while child.try_wait().unwrap().is_none() && std::fs::metadata(&log).map_or(0, |m| m.len()) < bytes {
            thread::sleep(Duration::from_millis(1));
        }
        let _ = child.kill();
        child.wait().unwrap();
    }
    let told = run(["demo", "--exit", "--data", text(folder.path())]).done();
    assert_eq!(told, run(["demo", "--exit", "--data", text(demo())]).done());
    let resumed = export_of(folder.path());
    assert_eq!(resumed.len(), events().len());
    let (report, code) = verified(&resumed);
    assert_eq!(code, Some(0), "{report}");
    assert_eq!(report["awards"].as_array().unwrap().len(), 10);
}

#[test]
fn a_store_of_another_scale_is_told_apart() {
    let told = run(["demo", "--exit", "--scale", "2", "--data", text(demo())]).failed(2);
    assert!(told.contains("--scale"), "{told}");
}
