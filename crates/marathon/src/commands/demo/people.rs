//! Log-ins for whoever tries the pages out: one for each role, in the marathon of this year.

use std::sync::Arc;

use anyhow::{Context, Result, bail};
use marathon_accounts::{Login, Principal};
use marathon_api::{Access, Marathon};
use marathon_domain::{Action, RoleAction};
use marathon_engine::{Answer, Request, idempotency};
use marathon_events::{PrincipalId, Role};

use super::ROLES;
use crate::store;

/// Random bytes of the password, which is written in hex.
const PASSWORD_BYTES: usize = 10;

/// What the pages are tried out with.
pub(super) struct LogIns {
    /// One for each role.
    pub(super) logins: Vec<String>,
    /// Of all of them; another one at every start.
    pub(super) password: String,
}

/// Opens the accounts, or gives them a new password, and grants their roles.
pub(super) fn log_ins(access: &Access, marathon: &Arc<Marathon>) -> Result<LogIns> {
    let mut bytes = [0; PASSWORD_BYTES];
    marathon_api::fill(&mut bytes);
    let password: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    let mut logins = Vec::new();
    for role in ROLES {
        let login = format!("{role}@demo.example");
        let principal = account(access, &login, &password)?;
        if let Some(role) = Role::ALL.into_iter().find(|known| known.name() == role) {
            grant(marathon, principal, role)?;
        }
        logins.push(login);
    }
    Ok(LogIns { logins, password })
}

fn account(access: &Access, login: &str, password: &str) -> Result<PrincipalId> {
    let login = Login::parse(login).context("a login of the demo")?;
    let (accounts, now) = (&access.accounts, store::now());
    let principal = match accounts.store().account_by_login(&login)? {
        Some(there) => {
            accounts.set_password(there.principal, password, &mut marathon_api::fill)?;
            there.principal
        }
        None => {
            let principal = Principal::new(now, &mut marathon_api::fill);
            accounts.open(principal, &login, password, now, &mut marathon_api::fill)?;
            principal
        }
    };
    Ok(PrincipalId(principal.0))
}

/// The program grants it, once for ever.
fn grant(marathon: &Marathon, principal: PrincipalId, role: Role) -> Result<()> {
    let key = format!("demo/{}/{principal}", role.name());
    let grant = RoleAction::Grant { principal, role, regions: vec![], nominations: vec![], reason: None };
    let request = Request {
        at: store::now(),
        actor: None,
        correlation_id: None,
        command: idempotency(&key, key.as_bytes()),
        private: None,
        action: Arc::new(Action::Role(grant)),
    };
    let answers = marathon.submit(vec![request])?.blocking_recv().context("the sequencer stopped")?;
    match &answers[..] {
        [Answer::Accepted(_)] => Ok(()),
        _ => bail!("the role {} could not be granted in this year's marathon", role.name()),
    }
}
