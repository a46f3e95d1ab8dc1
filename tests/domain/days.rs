//! Which days a deed may be done on. The season runs from 9 to 31 July in UTC+5.

use marathon_domain::Refusal;

use super::spec::{Outcome, given};
use crate::given::{
    actions::log,
    deeds::trees,
    facts::{logged, person},
    ids::{NEW, day},
};

fn done_on(done: &str, now: &str) -> Outcome {
    given([person(1)]).when_at(now, log(trees(1).on(done)))
}

#[test]
fn the_first_and_the_last_day_count() {
    done_on("2024-07-09", "2024-07-20T12:00:00+05:00").then([logged(NEW, trees(1).on("2024-07-09"))]);
    done_on("2024-07-31", "2024-08-20T12:00:00+05:00").then([logged(NEW, trees(1).on("2024-07-31"))]);
}

#[test]
fn the_days_around_the_season_do_not() {
    let (first, last) = (day("2024-07-09"), day("2024-07-31"));
    let before = day("2024-07-08");
    done_on("2024-07-08", "2024-07-20T12:00:00+05:00").says(Refusal::BeforeStart { day: before, first });
    let after = day("2024-08-01");
    done_on("2024-08-01", "2024-08-20T12:00:00+05:00").says(Refusal::AfterEnd { day: after, last });
}

#[test]
fn today_begins_at_midnight_in_the_zone_of_the_marathon() {
    let in_future = || Refusal::InFuture { day: day("2024-07-15"), today: day("2024-07-14") };
    // 18:59:59.999999 UTC is the last microsecond of 14 July in UTC+5.
    done_on("2024-07-15", "2024-07-14T18:59:59.999999Z").says(in_future());
    done_on("2024-07-15", "2024-07-14T19:00:00Z").accepted();
    done_on("2024-07-15", "2024-07-14T23:59:59.999999+05:00").says(in_future());
    done_on("2024-07-15", "2024-07-15T00:00:00+05:00").accepted();
    done_on("2024-07-14", "2024-07-14T18:59:59.999999Z").accepted();
}

#[test]
fn before_the_season_its_first_day_is_in_the_future() {
    done_on("2024-07-09", "2024-07-08T18:59:59.999999Z").refused("in-future");
    done_on("2024-07-09", "2024-07-08T19:00:00Z").accepted();
}

#[test]
fn a_day_can_be_outside_the_season_and_in_the_future() {
    done_on("2024-08-01", "2024-07-31T12:00:00+05:00")
        .refused_for([("after-end", None), ("in-future", None)]);
    done_on("2024-07-08", "2024-07-07T12:00:00+05:00")
        .refused_for([("before-start", None), ("in-future", None)]);
}
