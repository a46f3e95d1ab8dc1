//! `marathon token`

use std::{sync::Arc, time::Duration};

use anyhow::{Result, bail};
use clap::ValueEnum;
use marathon_accounts::{AccountStore, Accounts, ApiToken, Cost, Scope};
use marathon_events::{RegionCode, Timestamp};

use crate::{
    cli::{TokenArgs, TokenRole},
    failure::WrongUsage,
    store,
};

/// Tokens read at a time.
const PAGE_ROWS: u32 = 500;

pub(crate) fn run(args: &TokenArgs) -> Result<()> {
    let accounts = store::accounts(&args.store)?;
    match (args.role, &args.revoke) {
        (Some(role), _) => issue(&accounts, scope(args, role)?, args.expires),
        (None, Some(which)) => revoke(&*accounts, which),
        (None, None) => list(&*accounts),
    }
}

fn scope(args: &TokenArgs, role: TokenRole) -> Result<Scope> {
    let wrong = |what: &str| Err(WrongUsage(what.to_owned()).into());
    if args.region.is_some() && role != TokenRole::Coordinator {
        return wrong("--region is for the role coordinator");
    }
    if args.nomination.is_some() && role != TokenRole::Judge {
        return wrong("--nomination is for the role judge");
    }
    if args.region.as_deref().is_some_and(|code| RegionCode::parse(code).is_none()) {
        return wrong("--region takes a code of ISO 3166-2, like KZ-71");
    }
    if let Some(slug) = &args.marathon {
        store::name(slug)?;
    }
    let role = role.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default();
    let (marathon, region, nomination) =
        (args.marathon.clone(), args.region.clone(), args.nomination.clone());
    Ok(Scope { role, marathon, region, nomination })
}

fn issue(accounts: &Arc<dyn AccountStore>, scope: Scope, days: u32) -> Result<()> {
    let (text, token) = make(accounts, scope, days)?;
    eprintln!("{}", told(&token));
    println!("{text}");
    Ok(())
}

/// Makes a token that lasts so many days; its text is stored nowhere.
pub(crate) fn make(accounts: &Arc<dyn AccountStore>, scope: Scope, days: u32) -> Result<(String, ApiToken)> {
    let now = store::now();
    let life = Duration::from_secs(u64::from(days) * 86_400);
    let expires_at = Timestamp(now.0 + life.as_micros() as i64);
    // No password is hashed here, so the cost does not matter.
    let accounts = Accounts::new(Arc::clone(accounts), Cost::LEAST, &mut marathon_api::fill);
    let (text, token) = accounts.issue_token(scope, expires_at, now, &mut marathon_api::fill)?;
    Ok((text.to_string(), token))
}

/// A token in one line, without its secret.
fn told(token: &ApiToken) -> String {
    let ApiToken { principal, prefix, scope, expires_at, revoked_at, .. } = token;
    let of = |what: &Option<String>, any: &str| what.clone().unwrap_or_else(|| any.to_owned());
    let (marathon, region, nomination) =
        (of(&scope.marathon, "every marathon"), of(&scope.region, "-"), of(&scope.nomination, "-"));
    let state = match revoked_at {
        Some(at) => format!("revoked {at}"),
        None => format!("until {expires_at}"),
    };
    format!("{principal}  {prefix}…  {}  {marathon}  {region}  {nomination}  {state}", scope.role)
}

fn list(accounts: &dyn AccountStore) -> Result<()> {
    each(accounts, |token| println!("{}", told(token)))
}

fn each(accounts: &dyn AccountStore, mut visit: impl FnMut(&ApiToken)) -> Result<()> {
    let mut after = None;
    loop {
        let page = accounts.tokens(after, PAGE_ROWS)?;
        page.iter().for_each(&mut visit);
        match page.last() {
            Some(last) if page.len() == PAGE_ROWS as usize => after = Some(last.principal),
            _ => return Ok(()),
        }
    }
}

fn revoke(accounts: &dyn AccountStore, which: &str) -> Result<()> {
    let mut found = Vec::new();
    each(accounts, |token| {
        // The whole token is named as well as its beginning.
        if which.starts_with(&token.prefix) || token.principal.to_string() == which {
            found.push(token.clone());
        }
    })?;
    match &found[..] {
        [] => bail!("there is no token `{which}`; --list shows those there are"),
        [token] => {
            accounts.revoke_token(token.principal, store::now())?;
            println!("revoked {}; servers notice within ten seconds", token.prefix);
            Ok(())
        }
        several => bail!("{} tokens begin so; name the principal", several.len()),
    }
}
