//! Roles that the program grants itself: to a token when it is used first, to the first organiser.

use std::{sync::Arc, time::Duration};

use marathon_accounts::{AccountsError, LINK_LIFE_MAX, LinkPurpose, Secret};
use marathon_domain::{Action, RoleAction};
use marathon_engine::{Answer, Request, idempotency};
use marathon_events::{PrincipalId, RegionCode, Role};

use crate::{
    App, Marathon, Problem,
    access::{fill, known::Known},
};

/// What was granted is in the views within this time.
const VISIBLE_WAIT_MAX: Duration = Duration::from_secs(10);

/// Grants the role of a token, if this is a marathon it is for and it was never granted there before. The key is the same
/// for ever, so a role that was revoked does not come back.
pub(super) async fn grant_at_first_use(app: &App, marathon: &Marathon, known: &Known) -> Result<(), Problem> {
    let Some(scope) = &known.scope else { return Ok(()) };
    let Some(role) = Role::from_name(&scope.role) else { return Ok(()) };
    if marathon.read(|view| view.model.rules().is_none() || view.model.people.holds(known.principal, role)) {
        return Ok(());
    }
    let grant = RoleAction::Grant {
        principal: known.principal,
        role,
        regions: scope.region.iter().filter_map(|code| RegionCode::parse(code)).collect(),
        nominations: scope.nomination.iter().cloned().collect(),
        reason: None,
    };
    submit(app, marathon, &format!("first use of {}", known.principal), grant).await
}

/// Makes somebody an organiser of every marathon there is.
pub(crate) async fn make_organiser(app: &App, principal: PrincipalId) -> Result<(), Problem> {
    for marathon in app.site.all() {
        let (regions, nominations) = (Vec::new(), Vec::new());
        let role = Role::Organiser;
        let grant = RoleAction::Grant { principal, role, regions, nominations, reason: None };
        submit(app, &marathon, &format!("first organiser {principal}"), grant).await?;
    }
    Ok(())
}

async fn submit(app: &App, marathon: &Marathon, key: &str, action: RoleAction) -> Result<(), Problem> {
    let request = Request {
        at: (app.now)(),
        actor: None,
        correlation_id: None,
        command: idempotency(key, key.as_bytes()),
        private: None,
        action: Arc::new(Action::Role(action)),
    };
    let answers = marathon.submit(vec![request]).map_err(|_| Problem::later("too-many-commands"))?;
    match answers.await.ok().and_then(|mut answers| answers.pop()) {
        Some(Answer::Accepted(accepted)) => {
            let visible = marathon.wait_visible(accepted.position, VISIBLE_WAIT_MAX).await;
            visible.map_err(|_| Problem::later("outcome-unknown"))
        }
        // Its region or nomination is not of this marathon: it is good for what everybody may.
        Some(Answer::Refused { why, .. }) => {
            tracing::warn!(marathon = %marathon.name(), %why, "a role could not be granted");
            Ok(())
        }
        _ => Err(Problem::later("outcome-unknown")),
    }
}

/// A link for the first organiser, if no marathon has one yet. Blocks.
///
/// # Errors
/// If the store of accounts cannot be used.
pub fn organisers_link(app: &App) -> Result<Option<Secret>, AccountsError> {
    let has_one = |marathon: &Arc<Marathon>| {
        marathon
            .read(|view| view.model.people.all_roles().any(|(_, held)| held.contains_key(&Role::Organiser)))
    };
    if app.site.all().iter().any(has_one) {
        return Ok(None);
    }
    let accounts = &app.access.accounts;
    accounts.make_link(LinkPurpose::FirstOrganiser, None, b"", LINK_LIFE_MAX, (app.now)(), &mut fill)
}
