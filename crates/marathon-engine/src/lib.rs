//! The engine: one sequencer turns commands into durable events, workers fold the events into read models.
//!
//! Nothing here knows HTTP, and nothing here knows what a read model is about.

mod error;
mod feed;
mod fold;
mod follower;
mod history;
mod identity;
mod keys;
mod live;
mod marathon;
mod replay;
mod request;
mod sequencer;
mod site;
mod snapshot;
pub mod tables;
mod worker;

pub use error::EngineError;
pub use feed::{Committed, CommittedEvent, Feed, FeedRead};
pub use fold::{AsOf, ReadModel, View};
pub use history::position_at;
pub use identity::Ids;
pub use live::LOG_EVENTS_MAX;
pub use marathon::{Marathon, NotVisible};
pub use replay::{Decoded, decode_event, replay, scan_decoded};
pub use request::{Accepted, Answer, Request, idempotency, idempotency_of};
pub use sequencer::{Busy, QUEUE_SUBMISSIONS_MAX};
pub use site::{Site, SiteOptions};
pub use snapshot::Snapshots;
