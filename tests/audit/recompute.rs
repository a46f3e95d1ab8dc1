//! Another program in another language, written from docs/SCORING.md alone, arrives at the same awards.

use std::process::Command;

use marathon_events::{EntrantId, Event};

use super::{file, lines, position_of, tampering::edited, text};

/// What the recomputation prints, and its exit code.
fn recomputed(lines: &[String]) -> (String, Option<i32>) {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/recompute/recompute.py");
    let file = file(lines);
    let output = Command::new("python3").args([script, text(file.path())]).output();
    let output = output.expect("python3 is needed; install it, as in apt-get install python3");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (text(&output.stdout) + &text(&output.stderr), output.status.code())
}

#[test]
fn it_arrives_at_the_same_shortlists_and_awards() {
    let (told, code) = recomputed(lines());
    assert_eq!(code, Some(0), "{told}");
    assert!(told.contains("10 shortlists, 11 awards recomputed: nothing differs"), "{told}");
}

/// The difference it names in the award of the first nomination, after an edit.
fn difference(edit: impl FnOnce(&mut marathon_events::award_decided::AwardResult)) -> String {
    let at = position_of(|event| matches!(event, Event::AwardDecided(_)));
    let (told, code) = recomputed(&edited(at, |event| match event {
        Event::AwardDecided(award) => {
            edit(&mut award.result);
            award.result_hash = award.result.hash();
        }
        other => panic!("{other:?}"),
    }));
    assert_eq!(code, Some(1), "{told}");
    assert!(told.starts_with(&format!("position {at}: ")), "{told}");
    told
}

#[test]
fn it_notices_every_part_of_an_award_that_somebody_edited() {
    assert!(difference(|result| result.winners.reverse()).contains("winners"));
    assert!(difference(|result| result.entries[3].record.active_days += 1).contains("record"));
    let told = difference(|result| result.entries[0].standing = result.entries[1].standing.clone());
    assert!(told.contains("standing"), "{told}");
    let told = difference(|result| result.entries[2].jury.as_mut().unwrap().scores[0].total += 1);
    assert!(told.contains("jury"), "{told}");
    let told = difference(|result| result.entries[4].entrant = EntrantId(uuid::Uuid::nil()));
    assert!(told.contains("left out"), "{told}");
}

#[test]
fn it_notices_a_shortlist_that_does_not_follow_and_a_file_that_is_damaged() {
    let at = position_of(|event| matches!(event, Event::ShortlistDrawn(_)));
    let (told, code) = recomputed(&edited(at, |event| match event {
        Event::ShortlistDrawn(list) => list.entrants.swap(0, 1),
        other => panic!("{other:?}"),
    }));
    assert_eq!(code, Some(1), "{told}");
    assert!(told.contains("the shortlist, by metric"), "{told}");
    let mut damaged = lines()[..50].to_vec();
    damaged[7] = damaged[7].replace("role", "rolE");
    let (told, code) = recomputed(&damaged);
    assert_eq!(code, Some(2), "{told}");
    assert!(told.contains("line 7"), "{told}");
}
