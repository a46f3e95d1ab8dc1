//! The HTTP API of a site.
//!
//! One file for each group of routes; [`routes`] lists them all. Handlers return what they found or a [`Problem`];
//! the [`edge`] around them measures, and words problems in the caller's language.

mod accept;
mod access;
mod accounts;
mod app;
mod boards;
mod body;
mod cursor;
mod deed_body;
mod deed_state;
mod deeds;
mod digest;
mod edge;
mod entrants;
mod event_line;
mod events;
mod explain;
mod explanation;
mod health;
mod import;
mod import_csv;
mod import_route;
mod language;
mod log_reader;
mod marathons;
mod me;
mod members;
mod nominations;
mod operation;
mod problem;
mod projections;
mod query;
mod reading;
mod request_log;
mod requests;
mod roles;
mod routes;
mod serve;
mod shapes;
mod stream;
mod tokens;
mod totals;
mod unread;
mod weight;

pub use access::{Access, Caller, Line, SESSION_COOKIE, TABLE, Who, fill, guard_pages, organisers_link};
pub use app::{App, Marathon, Site};
pub use event_line::write_event_line;
pub use import::{ImportError, ImportFormat, ImportSummary, LineOutcome, import};
pub use language::Language;
pub use problem::Problem;
pub use projections::{DigestThen, TableProgress};
pub use routes::{openapi_json, router};
pub use serve::serve;
