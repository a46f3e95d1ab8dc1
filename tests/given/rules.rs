//! The rules the suites play by: a season of three weeks with low limits and a nomination for every metric.

use marathon_domain::Rules;
use marathon_events::marathon_opened::RuleSet;

/// The rule file.
pub const SMALL_SEASON_TOML: &str = include_str!("../fixtures/small-season.toml");

/// The small season.
pub fn small_season() -> Rules {
    Rules::from_toml(SMALL_SEASON_TOML).unwrap()
}

/// The small season with something else in it.
pub fn small_season_but(change: impl FnOnce(&mut RuleSet)) -> Rules {
    let mut set = small_season().set().clone();
    change(&mut set);
    Rules::new(set).unwrap()
}
