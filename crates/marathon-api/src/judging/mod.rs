//! The end of a season: field, juries, awards, appeals. One file for each theme.
//!
//! ```text
//!  freeze ─► shortlist ─► assign ─► score ─► close ─► award ─► announce ─► publish ─► appeal ─► amend
//!               ▲                     │        │        ▲
//!      views at the freeze      vault of scores └─ open ─┘
//! ```

mod appeals;
mod awards;
mod closing;
mod entries;
mod field;
mod judges;
mod place;
mod progress;
mod results;
mod scores;
mod secrets;
mod standing;
mod write;

pub(crate) use write::Write;

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::App;

/// The routes of these files.
pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(field::seed_source))
        .routes(routes!(field::freeze))
        .routes(routes!(field::seed))
        .routes(routes!(field::rules))
        .routes(routes!(field::shortlist))
        .routes(routes!(judges::assign))
        .routes(routes!(judges::recuse))
        .routes(routes!(judges::waive))
        .routes(routes!(scores::score))
        .routes(routes!(progress::progress))
        .routes(routes!(closing::close))
        .routes(routes!(results::decide, awards::award))
        .routes(routes!(results::announce))
        .routes(routes!(results::publish))
        .routes(routes!(results::amend))
        .routes(routes!(appeals::lodge))
        .routes(routes!(appeals::resolve))
        .routes(routes!(awards::awards))
        .routes(routes!(awards::by_hash))
        .routes(routes!(place::place))
}
