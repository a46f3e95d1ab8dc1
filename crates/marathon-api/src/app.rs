//! What every handler can reach.

use std::{ops::Deref, sync::Arc};

use marathon_events::Timestamp;
use marathon_log::LogName;
use marathon_projections::Views;
use metrics_exporter_prometheus::PrometheusHandle;
use tokio_util::sync::CancellationToken;

use crate::{Access, Problem};

/// The marathons of an installation with all their read models.
pub type Site = marathon_engine::Site<Views>;
/// One of them.
pub type Marathon = marathon_engine::Marathon<Views>;

/// The state of the API; cheap to clone.
#[derive(Clone)]
pub struct App(Arc<Inner>);

/// What [`App`] points to.
pub struct Inner {
    /// The marathons.
    pub site: Arc<Site>,
    /// Accounts and vault, and who asked lately.
    pub access: Access,
    /// Renders the metrics of this process; absent where nobody installed a recorder.
    pub metrics: Option<PrometheusHandle>,
    /// Cancelled when the server begins to stop: open streams end, readiness says no.
    pub stopping: CancellationToken,
    /// The clock.
    pub now: fn() -> Timestamp,
}

impl Deref for App {
    type Target = Inner;
    fn deref(&self) -> &Inner {
        &self.0
    }
}

impl App {
    /// The API of this site.
    #[must_use]
    pub fn new(
        site: Arc<Site>,
        access: Access,
        metrics: Option<PrometheusHandle>,
        stopping: CancellationToken,
        now: fn() -> Timestamp,
    ) -> Self {
        Self(Arc::new(Inner { site, access, metrics, stopping, now }))
    }

    /// The marathon of this slug.
    ///
    /// # Errors
    /// A problem that says there is none.
    pub fn marathon(&self, slug: &str) -> Result<Arc<Marathon>, Problem> {
        let known = LogName::parse(slug).and_then(|name| self.site.get(&name));
        known.ok_or_else(|| Problem::not_found("no-such-marathon").with("slug", slug))
    }
}
