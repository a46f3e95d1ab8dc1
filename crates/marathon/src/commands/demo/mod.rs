//! `marathon demo`: the season of 2024, built through the same commands as any client's.

mod ceremony;
mod loader;
mod people;

use std::sync::Arc;

use anyhow::{Context, Result};
use marathon_accounts::Scope;
use marathon_api::Site;
use marathon_domain::Rules;
use marathon_events::{Position, Timestamp};
use marathon_projections::totals::TotalsFilter;
use marathon_season::Season;

use self::{loader::Loader, people::LogIns};
use crate::{
    cli::DemoArgs,
    commands::{
        replay::print_counters,
        serve::{Door, open_this_year},
        token,
    },
    failure::WrongUsage,
    progress, provider, store,
};

/// The same seed gives the same history, byte by byte.
const SEED: u64 = 2024;
/// Who tries things out gets a token of each of these roles; the first is for taking part.
const ROLES: [&str; 5] = ["participant", "coordinator", "judge", "auditor", "organiser"];
const TOKENS_LAST_DAYS: u32 = 1;
/// The slug of the season.
const SLUG: &str = "2024";
/// The marathon was opened on the morning of its first day: 2024-07-09T08:00:00+05:00.
const OPENED_AT: &str = "2024-07-09T08:00:00+05:00";

pub(crate) fn run(args: &DemoArgs) -> Result<()> {
    let provider = provider::of(&args.provider)?;
    let door = if args.exit { None } else { Some(Door::open(&args.listen)?) };
    let season = Season::plan(&Rules::default_2024(), SEED, args.scale);
    // Ids come from the seed while the season is built, and from the system afterwards.
    let building = store::site(&args.store, Some(SEED))?;
    let totals = build(&building, &season)?;
    println!("the season of 2024, as of its last event:");
    print_counters("claimed ", &totals.claimed);
    print_counters("verified", &totals.verified);
    drop(building);
    let site = store::site(&args.store, None)?;
    open_this_year(&site, true)?;
    let this_year = Rules::default_for_year_of(store::now());
    match door {
        None => Ok(()),
        Some(door) => {
            let access = store::access(&site, &args.store, args.listen.vault_key.as_deref())?;
            let access = provider::add(access, provider);
            let this_year = &this_year.set().slug;
            let tokens = tokens(args, this_year)?;
            let marathon = site.get(&store::name(this_year)?).context("this year's marathon is open")?;
            let log_ins = people::log_ins(&access, &marathon)?;
            drop(marathon);
            door.serve(site, access, |address| {
                what_to_try(&address.to_string(), this_year, &tokens);
                sign_in(&address.to_string(), this_year, &log_ins);
                println!("stop with Ctrl-C; start again to go on with what is there");
            })
        }
    }
}

fn build(site: &Site, season: &Season) -> Result<marathon_projections::totals::Sums> {
    let name = store::name(SLUG)?;
    let opened_at = Timestamp::parse_rfc3339(OPENED_AT).context("the opening is a time")?;
    let marathon = match site.get(&name).filter(|m| m.feed().next().0 > 0) {
        Some(there) => there,
        None => site.open(&Rules::default_2024(), opened_at)?.0,
    };
    let mut loader = Loader::resume(Arc::clone(&marathon))?;
    // Every step of the season makes exactly one event, after the opening; the last is the freeze.
    let done = marathon.feed().next().0 - 1;
    let frozen = Position(season.len() as u64);
    let is_other = loader.frozen.map_or(done >= frozen.0, |at| at != frozen);
    if is_other {
        return Err(WrongUsage(
            "this store holds a season of another --scale; use that, or another directory with --data".into(),
        )
        .into());
    }
    let bar = progress::bar(season.len() as u64, "the season of 2024");
    for place in done as usize..season.len() {
        let step = season.step(place).context("a season has every step up to its length")?;
        loader.take(place, step)?;
        bar.set_position(place as u64);
    }
    loader.flush()?;
    bar.finish_and_clear();
    ceremony::hold(&mut loader, season)?;
    Ok(marathon.read(|view| view.model.totals.sum(&TotalsFilter::default())))
}

/// A token for each role in the marathon of this year.
fn tokens(args: &DemoArgs, this_year: &str) -> Result<Vec<(&'static str, String)>> {
    let accounts = store::accounts(&args.store)?;
    let of_role = |role: &'static str| {
        let (marathon, region, nomination) = (Some(this_year.to_owned()), None, None);
        let scope = Scope { role: role.to_owned(), marathon, region, nomination };
        Ok((role, token::make(&accounts, scope, TOKENS_LAST_DAYS)?.0))
    };
    ROLES.into_iter().map(of_role).collect()
}

fn what_to_try(address: &str, this_year: &str, tokens: &[(&str, String)]) {
    let (_, participant) = &tokens[0];
    println!(
        "
open   http://{address}/            the season in front of you
       http://{address}/docs        every route of the API

try    curl -s 'http://{address}/v1/marathons/2024/totals?at=2024-07-14T23:59:59%2B05:00'
       curl -s http://{address}/v1/marathons/2024/nominations/kindest-region/ranking?limit=3

take part in {this_year} with a token, which lasts a day:"
    );
    for (role, token) in tokens {
        println!("       {role:<12} {token}");
    }
    println!(
        "       curl -s http://{address}/v1/marathons/{this_year}/entrants -H \"Authorization: Bearer {participant}\" -H 'Idempotency-Key: me' \\
            -d '{{\"kind\": \"person\", \"alias\": \"Tulip\", \"region\": \"KZ-71\"}}'
"
    );
}

fn sign_in(address: &str, this_year: &str, log_ins: &LogIns) {
    // Browsers keep the cookie of a session, which is for secure connections alone, of this name.
    let address = address.replace("127.0.0.1", "localhost");
    println!("sign in at http://{address}/en/{this_year}/me with the password {} as", log_ins.password);
    for login in &log_ins.logins {
        println!("       {login}");
    }
    println!();
}
