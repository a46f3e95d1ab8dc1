//! The public pages, rendered on the server: HTML, SVG, style and words in three languages.
//!
//! Whoever reads the projections fills a [`Dashboard`]; [`render`] makes the page, [`render_fragments`] its parts
//! that change, [`live_message`] what a live stream sends. The crate reads no state, knows no clock and no route.

mod adapter;
mod assets;
mod error;
pub mod links;
mod numbers;
mod page;
mod routes;
mod texts;
mod view;

pub use assets::{Asset, CACHE_CONTROL, CONTENT_SECURITY_POLICY, assets, icon, script, style};
pub use error::Error;
pub use marathon_api::Language;
pub use page::{Fragment, live_message, render, render_fragments};
pub use routes::routes;
pub use view::{
    Counters, CurvePoint, Dashboard, DeedStatus, ExactValue, LatestDeed, Leader, LeaderName, MapMetric,
    NominationCard, RegionTile, SeasonLink, SeasonState, Standing, Totals,
};
