//! From the last deed to the shortlists: every step in its order, each once.

use marathon_domain::{Action, FieldAction, Refusal, Step};
use marathon_events::{EntrantId, Event, Role, rules_amended::RulesAmended};

use super::spec::{Given, given_under};
use crate::given::{
    actions::close_intake,
    facts::{fact, granted, intake_closed, minor, person, team},
    ids,
    season::{
        COUNTED, JUDGED, assigned, frozen, judged_season, scored, seed, seed_recorded, seed_source_named,
        shortlisted,
    },
};

fn given(facts: impl IntoIterator<Item = marathon_domain::Fact>) -> Given {
    given_under(&judged_season(), facts)
}

fn name_source() -> Action {
    Action::Field(FieldAction::NameSeedSource { source: "a block".into() })
}

fn freeze() -> Action {
    Action::Field(FieldAction::Freeze { reason: None })
}

fn record_seed() -> Action {
    Action::Field(FieldAction::RecordSeed { seed: seed() })
}

fn draw(nomination: &str, entrants: &[EntrantId]) -> Action {
    Action::Field(FieldAction::DrawShortlist { nomination: nomination.into(), entrants: entrants.into() })
}

fn missing(step: Step) -> Refusal {
    Refusal::StepMissing { step }
}

fn done(step: Step) -> Refusal {
    Refusal::StepDone { step }
}

#[test]
fn every_step_waits_for_the_one_before_and_comes_once() {
    let intake = || vec![person(1), intake_closed(None)];
    let source = || [intake(), vec![seed_source_named()]].concat();
    let field = || [source(), vec![frozen(3)]].concat();

    given([person(1)]).when(name_source()).says(missing(Step::IntakeClosed));
    given(intake()).when(name_source()).then([seed_source_named()]);
    given(source()).when(name_source()).says(done(Step::SeedSourceNamed));

    given(intake()).when(freeze()).says(missing(Step::SeedSourceNamed));
    // Opened, registered, closed, named: the last position that counts is 3.
    given(source()).when(freeze()).then([frozen(3)]);
    given(field()).when(freeze()).says(done(Step::FieldFrozen));

    given(source()).when(record_seed()).says(missing(Step::FieldFrozen));
    given(field()).when(record_seed()).then([seed_recorded()]);
    given([field(), vec![seed_recorded()]].concat()).when(record_seed()).says(done(Step::SeedRecorded));

    let one = [ids::entrant(1)];
    given(source()).when(draw(JUDGED, &one)).says(missing(Step::FieldFrozen));
    given(field()).when(draw(JUDGED, &one)).then([shortlisted(JUDGED, &[1])]);
    let drawn = [field(), vec![shortlisted(JUDGED, &[1])]].concat();
    given(drawn.clone()).when(draw(JUDGED, &one)).says(done(Step::ShortlistDrawn));
    given(drawn).when(draw(COUNTED, &[])).then([shortlisted(COUNTED, &[])]);
}

#[test]
fn only_organisers_lead() {
    let facts = || vec![person(1), intake_closed(None), granted(5, Role::Organiser), granted(6, Role::Judge)];
    given(facts()).by(5).when(name_source()).accepted();
    for action in [name_source(), freeze(), record_seed(), draw(JUDGED, &[])] {
        given(facts()).by(6).when(action).says(Refusal::RoleNeeded { roles: vec![Role::Organiser] });
    }
    given([]).by(6).when(close_intake()).refused("role-needed");
    given([granted(5, Role::Organiser)]).by(5).when(close_intake()).accepted();
}

#[test]
fn a_shortlist_names_who_may_enter_each_once() {
    let mut rules = judged_season().set().clone();
    rules.nominations[0].adults_only = rules.nominations[0].id == JUDGED;
    rules.nominations[1].adults_only = rules.nominations[1].id == JUDGED;
    let rules = marathon_domain::Rules::new(rules).unwrap();
    let facts =
        || [person(1), minor(person(2)), team(3, 9), intake_closed(None), seed_source_named(), frozen(5)];
    let with = |entrants: &[EntrantId]| given_under(&rules, facts()).when(draw(JUDGED, entrants));
    let [one, young, group, nobody] = [1, 2, 3, 4].map(ids::entrant);
    with(&[one]).accepted();
    with(&[one, one]).says(Refusal::Repeated { field: "entrants".into(), id: one });
    with(&[young]).says(Refusal::AdultsOnly { field: "entrants".into(), id: young });
    with(&[group]).says(Refusal::WrongEntrantKind { id: group });
    with(&[nobody]).says(Refusal::UnknownEntrant { field: "entrants".into(), id: nobody });
    let astana = EntrantId::of_region(ids::region("KZ-71"));
    with(&[astana]).says(Refusal::WrongEntrantKind { id: astana });
    given_under(&rules, facts()).when(draw("chess", &[])).refused_at("unknown-nomination", "nomination");
}

#[test]
fn rules_are_amended_before_the_first_score_and_only_in_what_counts_nothing() {
    let amend = |change: fn(&mut marathon_events::marathon_opened::RuleSet), reason: &str| {
        let mut set = judged_season().set().clone();
        change(&mut set);
        let rules = marathon_domain::Rules::new(set).unwrap();
        Action::Field(FieldAction::AmendRules { rules, reason: reason.into() })
    };
    let winners = || amend(|set| set.nominations[0].winners = 1, "one prize only");
    let mut one = judged_season().set().clone();
    one.nominations[0].winners = 1;
    let amended = RulesAmended { rules: one, reason: "one prize only".into() };
    given([]).when(winners()).then([fact(ids::marathon(), Event::RulesAmended(Box::new(amended)))]);
    given([]).by(5).when(winners()).refused("role-needed");
    given([]).when(amend(|_| (), " ")).refused("reason-missing");
    for (field, change) in [
        ("slug", (|set| set.slug = "other".into()) as fn(&mut marathon_events::marathon_opened::RuleSet)),
        ("season", |set| set.season.ends_on = set.season.ends_on.plus(1)),
        ("kinds", |set| set.kinds[0].amount.inspect_above -= 1),
        ("regions", |set| set.regions[0].population += 1),
        ("sectors", |set| set.sectors.swap(0, 1)),
        ("nominations", |set| set.nominations[0].per_deed_max = Some(1)),
    ] {
        given([]).when(amend(change, "we think so")).says(Refusal::RuleStays { field: field.into() });
    }
    let judging = [
        person(1),
        intake_closed(None),
        seed_source_named(),
        frozen(3),
        shortlisted(JUDGED, &[1]),
        assigned(9, &[]),
    ];
    given(judging.clone()).when(winners()).accepted();
    let judged = judging.into_iter().chain([scored(9, 1, &[1, 1])]);
    given(judged).when(winners()).says(done(Step::FirstScoreGiven));
}
