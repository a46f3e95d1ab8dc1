//! What metrics say of builds.

use std::{collections::BTreeMap, sync::Once};

use marathon_log::tables::{BuildState, BuildStatus};
use metrics::{describe_gauge, gauge};

/// Shows builds in the metrics of this process, whichever process keeps them: of each projection the build that readers
/// see or, while they see none, the latest; and how many builds are in which state.
pub fn show_builds(builds: &[BuildStatus]) {
    describe();
    let mut shown: BTreeMap<(&str, &str), &BuildStatus> = BTreeMap::new();
    for build in builds {
        let one = shown.entry((&build.log, &build.projection)).or_insert(build);
        if !one.active {
            *one = build;
        }
    }
    for ((log, projection), build) in shown {
        let labels = [("marathon", log.to_owned()), ("projection", projection.to_owned())];
        // There is no position before the first event.
        if let Some(position) = build.next.0.checked_sub(1) {
            gauge!("marathon_table_position", &labels).set(position as f64);
        }
        gauge!("marathon_table_lag_events", &labels).set(build.lag() as f64);
        gauge!("marathon_table_applied_events", &labels).set(build.applied as f64);
        gauge!("marathon_table_dead_letters", &labels).set(build.dead_letters as f64);
        gauge!("marathon_table_events_per_second", &labels).set(f64::from(build.rate));
        // Not a number where nothing moves, as Prometheus writes what is unknown.
        let left = build.time_left().map_or(f64::NAN, |left| left.as_secs_f64());
        gauge!("marathon_table_seconds_left", &labels).set(left);
        for (state, name) in BuildState::ALL {
            let of_this = |b: &&BuildStatus| b.log == log && b.projection == projection && b.state == state;
            let labels: Vec<_> = labels.iter().cloned().chain([("state", name.to_owned())]).collect();
            gauge!("marathon_table_builds", &labels).set(builds.iter().filter(of_this).count() as f64);
        }
    }
}

fn describe() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        describe_gauge!("marathon_table_position", "Position of the last event in a table");
        describe_gauge!("marathon_table_lag_events", "Events a table is behind the head");
        describe_gauge!("marathon_table_applied_events", "Events in a table");
        describe_gauge!(
            "marathon_table_dead_letters",
            "Events a table goes without that nobody has looked at"
        );
        describe_gauge!("marathon_table_events_per_second", "Events a second a table takes at present");
        describe_gauge!("marathon_table_seconds_left", "Seconds until a table has caught up at this rate");
        describe_gauge!("marathon_table_builds", "Builds of a table in this state");
    });
}
