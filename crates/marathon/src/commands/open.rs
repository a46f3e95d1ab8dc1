//! `marathon open`

use anyhow::{Context, Result};
use marathon_domain::Rules;

use crate::{cli::OpenArgs, failure::WrongUsage, store};

pub(crate) fn run(args: &OpenArgs) -> Result<()> {
    let file = &args.rules;
    let text = std::fs::read_to_string(file)
        .map_err(|e| WrongUsage(format!("cannot read the rule file {}: {e}", file.display())))?;
    let rules = Rules::from_toml(&text).with_context(|| file.display().to_string())?;
    let site = store::site(&args.store, None)?;
    let (marathon, _) = site.open(&rules, store::now())?;
    let season = &rules.set().season;
    println!("opened {}: {} to {}", marathon.name(), season.starts_on, season.ends_on);
    println!("rules   {}", const_hex::encode(rules.hash()));
    Ok(())
}
