//! Corrections: what is given replaces what was there, the rest stays.

use marathon_domain::{Action, Correction, Refusal};
use marathon_events::{Animals, DeedKind, Figures, Grams, People, PersonMinutes, Trees};

use super::spec::{Outcome, given};
use crate::given::{
    actions::{correct, verify},
    deeds::{Deed, animals, help, help_figures, tree_figures, trees, waste},
    facts::{corrected, logged, person, verified},
    ids,
};

fn correcting(deed: Deed, correction: Correction) -> Outcome {
    given([person(1), logged(1, deed)]).when(correct(1, correction))
}

fn none() -> Correction {
    Correction::default()
}

#[test]
fn a_correction_may_be_partial() {
    let deed = || help(3, 60).people(2);
    let cases = [
        (Correction { people: Some(People(5)), ..none() }, help_figures(5, 3, 60)),
        (Correction { people_helped: Some(People(4)), ..none() }, help_figures(2, 4, 60)),
        (Correction { person_minutes: Some(PersonMinutes(61)), ..none() }, help_figures(2, 3, 61)),
        (none(), help_figures(2, 3, 60)),
    ];
    for (correction, figures) in cases {
        correcting(deed(), correction).then([corrected(1, figures)]);
    }
    let (one, people) = (People(1), Some(People(2)));
    correcting(trees(3), Correction { trees: Some(Trees(2)), ..none() })
        .then([corrected(1, tree_figures(1, 2))]);
    correcting(waste(3), Correction { grams: Some(Grams(500_000_000)), people, ..none() })
        .then([corrected(1, Figures::WasteCollected { people: People(2), grams: Grams(500_000_000) })]);
    correcting(animals(3), Correction { animals: Some(Animals(9)), ..none() })
        .then([corrected(1, Figures::AnimalsHelped { people: one, animals: Animals(9) })]);
}

#[test]
fn a_second_correction_builds_on_the_first() {
    let before = [person(1), logged(1, help(3, 60)), corrected(1, help_figures(1, 4, 60))];
    let correction = Correction { person_minutes: Some(PersonMinutes(70)), ..none() };
    given(before).when(correct(1, correction)).then([corrected(1, help_figures(1, 4, 70))]);
}

#[test]
fn what_the_kind_does_not_have_cannot_be_corrected() {
    let foreign = [
        ("people_helped", DeedKind::TreesPlanted, Correction { people_helped: Some(People(1)), ..none() }),
        (
            "person_minutes",
            DeedKind::WasteCollected,
            Correction { person_minutes: Some(PersonMinutes(1)), ..none() },
        ),
        ("trees", DeedKind::GoodDeedDone, Correction { trees: Some(Trees(1)), ..none() }),
        ("grams", DeedKind::AnimalsHelped, Correction { grams: Some(Grams(1)), ..none() }),
        ("animals", DeedKind::WasteCollected, Correction { animals: Some(Animals(1)), ..none() }),
    ];
    for (field, kind, correction) in foreign {
        let deed = match kind {
            DeedKind::GoodDeedDone => help(3, 60),
            DeedKind::TreesPlanted => trees(3),
            DeedKind::WasteCollected => waste(3),
            DeedKind::AnimalsHelped => animals(3),
        };
        correcting(deed, correction).says(Refusal::KindMismatch { field: field.into(), kind });
    }
    let mixed =
        Correction { trees: Some(Trees(1)), animals: Some(Animals(1)), people: Some(People(1)), ..none() };
    correcting(waste(3), mixed)
        .refused_for([("kind-mismatch", Some("trees")), ("kind-mismatch", Some("animals"))]);
}

#[test]
fn a_correction_that_takes_the_deed_for_another_kind_is_refused() {
    let taken_for = |kind| Correction { kind: Some(kind), people: Some(People(2)), ..none() };
    correcting(trees(3), taken_for(DeedKind::TreesPlanted)).then([corrected(1, tree_figures(2, 3))]);
    correcting(trees(3), taken_for(DeedKind::WasteCollected))
        .says(Refusal::KindMismatch { field: "type".into(), kind: DeedKind::TreesPlanted });
}

#[test]
fn a_correction_needs_a_reason() {
    for reason in [None, Some(String::new()), Some(" \n".into())] {
        let silent = Action::Correct { deed: ids::deed(1), correction: none(), reason };
        given([person(1), logged(1, trees(3))]).when(silent).says(Refusal::ReasonMissing);
    }
}

#[test]
fn corrected_figures_keep_to_the_limits() {
    let trees_to = |n| Correction { trees: Some(Trees(n)), ..none() };
    correcting(trees(3), trees_to(5_000)).accepted();
    correcting(trees(3), trees_to(5_001)).says(Refusal::TooLarge { field: "trees".into(), max: 5_000 });
    correcting(trees(3), trees_to(0)).says(Refusal::TooSmall { field: "trees".into(), min: 1 });
    correcting(trees(3), Correction { people: Some(People(0)), ..none() })
        .says(Refusal::TooSmall { field: "people".into(), min: 1 });
}

#[test]
fn whether_an_inspection_is_needed_is_seen_from_the_corrected_figures() {
    let down = [person(1), logged(1, trees(1_501)), corrected(1, tree_figures(1, 1_500))];
    given(down).when(verify(1)).then([verified(1)]);
    let up = [person(1), logged(1, trees(1_500)), corrected(1, tree_figures(1, 1_501))];
    given(up).when(verify(1)).says(Refusal::InspectionNeedsReason);
}
