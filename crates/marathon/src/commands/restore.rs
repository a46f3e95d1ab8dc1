//! `marathon restore`

use anyhow::Result;
use marathon_backup::{Contents, Restored, RestoredAccounts};
use marathon_engine::{View, replay};
use marathon_log::LogStore;

use crate::{
    cli::RestoreArgs,
    commands::backup::{Digests, Summary, digest, explained},
    failure::{Damage, WrongUsage},
    progress, store,
};

pub(crate) fn run(args: &RestoreArgs) -> Result<()> {
    let file = &args.file;
    let unreadable = |e| WrongUsage(format!("cannot read {}: {e}", file.display()));
    let bytes = std::fs::metadata(file).map_err(unreadable)?.len();
    let bar = progress::bar(bytes, "bytes checked");
    let mut digests = Digests::default();
    let checked = marathon_backup::check(file, &mut |name, row| Ok(digests.fold(name, row)?), |done| {
        bar.set_position(done);
    });
    bar.finish_and_clear();
    let contents = checked.map_err(explained)?;
    let erased = digests.erased();
    let summary = Summary::of(&contents, digests.finish());
    if args.check {
        return summary.print("checked", args.json);
    }
    let to = store::for_writing(&args.store)?;
    let bar = progress::bar(bytes, "bytes restored");
    let is_erased = |subject| erased.contains(&subject);
    let restored = marathon_backup::restore(file, &contents, &*to, &is_erased, |done| bar.set_position(done));
    bar.finish_and_clear();
    let (logs, accounts) = restored.map_err(explained)?;
    if accounts.found + accounts.erased > 0 {
        let RestoredAccounts { found, erased, .. } = accounts;
        eprintln!("accounts: {found} rows were there already, {erased} of people who were erased stay away");
    }
    for Restored { head, found: (events, refusals) } in logs {
        if events + refusals > 0 {
            eprintln!("{}: {events} events and {refusals} refusals were there already", head.name);
        }
    }
    compare(&contents, &summary, &*to)?;
    summary.print("restored", args.json)
}

/// Folds what the store has now: it must come to what the backup came to.
fn compare(contents: &Contents, summary: &Summary, store: &dyn LogStore) -> Result<()> {
    for head in &contents.logs {
        let log = store.open(&head.name)?;
        let bar = progress::bar(head.next.0, "events compared");
        let mut view = View::default();
        replay(&*log, head.next, &mut view, |done| bar.set_position(done))?;
        bar.finish_and_clear();
        let (found, expected) = (digest(&view), summary.digest_of(&head.name));
        if Some(found.as_str()) != expected {
            let name = &head.name;
            return Err(Damage(format!(
                "what was restored of `{name}` has digest {found}, the backup {}",
                expected.unwrap_or("none")
            ))
            .into());
        }
    }
    Ok(())
}
