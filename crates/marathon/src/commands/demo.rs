//! `marathon demo`: the season of 2024, built through the same commands as any client's.

use std::{ops::ControlFlow, sync::Arc};

use anyhow::{Context, Result, bail};
use marathon_api::{Marathon, Site};
use marathon_domain::Rules;
use marathon_engine::{Answer, Request, idempotency};
use marathon_events::{DeedId, EntrantId, Event, Position, Timestamp};
use marathon_projections::totals::TotalsFilter;
use marathon_season::{Season, Step, What};

use crate::{
    cli::DemoArgs,
    commands::{
        replay::print_counters,
        serve::{Door, open_this_year},
    },
    failure::WrongUsage,
    progress, store,
};

/// The same seed gives the same history, byte by byte.
const SEED: u64 = 2024;
/// The slug of the season.
const SLUG: &str = "2024";
/// Commands submitted together.
const CHUNK_COMMANDS: usize = 1_024;
/// The marathon was opened on the morning of its first day: 2024-07-09T08:00:00+05:00.
const OPENED_AT: &str = "2024-07-09T08:00:00+05:00";

pub(crate) fn run(args: &DemoArgs) -> Result<()> {
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
            door.serve(site, access, |address| what_to_try(&address.to_string(), &this_year.set().slug))
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
    let done = marathon.feed().next().0 - 1;
    if done > season.len() as u64 {
        return Err(WrongUsage(
            "this store holds a longer season; use its --scale, or another directory with --data".into(),
        )
        .into());
    }
    let mut loader = Loader::resume(Arc::clone(&marathon))?;
    let bar = progress::bar(season.len() as u64, "the season of 2024");
    for place in done as usize..season.len() {
        let step = season.step(place).context("a season has every step up to its length")?;
        loader.take(place, step)?;
        bar.set_position(place as u64);
    }
    loader.flush()?;
    bar.finish_and_clear();
    let last = Position(marathon.feed().next().0 - 1);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build()?;
    runtime.block_on(marathon.wait_visible(last, std::time::Duration::from_secs(600)))?;
    Ok(marathon.read(|view| view.model.totals.sum(&TotalsFilter::default())))
}

/// Submits steps in order, in chunks. Every step makes exactly one event, so a season that was broken off goes on
/// where its history ends.
struct Loader {
    marathon: Arc<Marathon>,
    entrants: Vec<EntrantId>,
    deeds: Vec<DeedId>,
    waiting: Vec<Request>,
}

impl Loader {
    fn resume(marathon: Arc<Marathon>) -> Result<Self> {
        let (mut entrants, mut deeds) = (Vec::new(), Vec::new());
        let mut failed = None;
        let log = Arc::clone(marathon.log());
        log.scan(Position(0), Position(u64::MAX), &mut |row| {
            match marathon_engine::decode_event(&row) {
                Ok(event) if matches!(event.event, Event::EntrantRegistered(_)) => {
                    entrants.push(EntrantId(event.stream.0));
                }
                Ok(event) if event.event.deed().is_some() => deeds.push(DeedId(event.stream.0)),
                Ok(_) => {}
                Err(error) => {
                    failed = Some(error);
                    return ControlFlow::Break(());
                }
            }
            ControlFlow::Continue(())
        })?;
        if let Some(error) = failed {
            return Err(error.into());
        }
        Ok(Self { marathon, entrants, deeds, waiting: Vec::new() })
    }

    fn take(&mut self, place: usize, step: Step) -> Result<()> {
        if self.waiting.len() >= CHUNK_COMMANDS || self.needs_answers(&step.what) {
            self.flush()?;
        }
        let Step { at, what } = step;
        let action = what.into_action(|n| self.entrants[n as usize], |n| self.deeds[n as usize]);
        let key = format!("season-{SLUG}/{place}");
        self.waiting.push(Request {
            at,
            actor: None,
            correlation_id: None,
            command: idempotency(&key, key.as_bytes()),
            action: Arc::new(action),
        });
        Ok(())
    }

    /// Whether a step speaks of something that is not answered yet.
    fn needs_answers(&self, what: &What) -> bool {
        let entrant = |n: &u32| *n as usize >= self.entrants.len();
        let deed = |n: &u32| *n as usize >= self.deeds.len();
        match what {
            What::Register { .. } | What::CloseIntake { .. } => false,
            What::Log { entrant: by, companions, .. } => entrant(by) || companions.iter().any(entrant),
            What::Verify { deed: of, .. }
            | What::Reject { deed: of, .. }
            | What::Withdraw { deed: of, .. }
            | What::Correct { deed: of, .. } => deed(of),
        }
    }

    fn flush(&mut self) -> Result<()> {
        let requests = std::mem::take(&mut self.waiting);
        if requests.is_empty() {
            return Ok(());
        }
        let answers = self.marathon.submit(requests)?.blocking_recv().context("the sequencer stopped")?;
        for answer in answers {
            match answer {
                Answer::Accepted(accepted) => match accepted.event {
                    "entrant-registered" => self.entrants.push(EntrantId(accepted.stream.0)),
                    "good-deed-done" | "trees-planted" | "waste-collected" | "animals-helped" => {
                        self.deeds.push(DeedId(accepted.stream.0));
                    }
                    _ => {}
                },
                Answer::Refused { why, .. } => bail!("a step of the season was refused: {why}"),
                Answer::KeyReused | Answer::Retry => {
                    bail!("the season could not be written; start again to go on")
                }
            }
        }
        Ok(())
    }
}

fn what_to_try(address: &str, this_year: &str) {
    println!(
        "
open   http://{address}/            the season in front of you
       http://{address}/docs        every route of the API

try    curl -s 'http://{address}/v1/marathons/2024/totals?at=2024-07-14T23:59:59%2B05:00'
       curl -s http://{address}/v1/marathons/2024/nominations/kindest-region/ranking?limit=3

log a deed of your own in {this_year}, with a token of the same data directory:
       T=$(marathon token --role participant)
       curl -s http://{address}/v1/marathons/{this_year}/entrants -H \"Authorization: Bearer $T\" -H 'Idempotency-Key: me' \\
            -d '{{\"kind\": \"person\", \"alias\": \"Tulip\", \"region\": \"KZ-71\"}}'

stop with Ctrl-C; start again to go on with what is there"
    );
}
