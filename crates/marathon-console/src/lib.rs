//! The pages, rendered on the server: HTML, SVG, style and words in three languages.
//!
//! Each page is a plain value, like [`Dashboard`] or [`Board`], that the adapter fills from the read models, and a
//! function that makes HTML of it. Of the dashboard, [`render_fragments`] makes the parts that change and
//! [`live_message`] what a live stream sends.

mod adapter;
mod assets;
pub mod csv;
mod error;
pub mod links;
mod numbers;
mod page;
mod routes;
mod shell;
mod texts;
mod view;

pub use assets::{Asset, CACHE_CONTROL, CONTENT_SECURITY_POLICY, assets, icon, script, style};
pub use error::Error;
pub use marathon_api::Language;
pub use page::{
    Audit, AuditedEvent, Award, AwardChange, AwardedResult, Awards, Board, BoardChoice, BoardLine, BoardWhy,
    Both, Called, Compared, Counted, CountedDeed, Criterion, Deed, DeedEvent, DeedLine, DeedPage, Desk,
    Difference, Elsewhere, EntryDeed, EntryRecord, EntryStanding, EventChoice, Events, Fragment, Inner,
    Invitation, JudgeProgress, Judging, JuryProgress, Moment, Moved, MyDeed, MyEntrant, OwnEntry,
    OwnNomination, RankedNomination, Ranking, RankingLine, RankingWhy, Sums, Value, Waiting, Winner, Written,
    live_message, next_card, render, render_audit, render_board, render_board_why, render_certificate,
    render_change, render_deed, render_fragments, render_invitation, render_judging, render_log, render_me,
    render_missing, render_nominations, render_queue, render_ranking, render_ranking_why, render_sign_in,
    render_winners,
};
pub use routes::routes;
pub use view::{
    Counters, CurvePoint, Dashboard, DeedStatus, ExactValue, LatestDeed, Leader, LeaderName, MapMetric,
    NominationCard, RegionTile, Season, SeasonLink, SeasonState, Standing, Totals,
};
