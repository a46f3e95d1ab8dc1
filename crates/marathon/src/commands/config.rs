//! `marathon config`

use anyhow::Result;

use crate::{
    cli::ConfigArgs,
    settings::{self, Settings},
};

pub(crate) fn run(args: &ConfigArgs, settings: &Settings) -> Result<()> {
    if args.schema {
        println!("{}", serde_json::to_string_pretty(&settings::schema())?);
        return Ok(());
    }
    let all = settings.all();
    if args.json {
        println!("{}", serde_json::to_string(&all)?);
        return Ok(());
    }
    let width = all.iter().map(|s| s.setting.len()).max().unwrap_or_default();
    for setting in all {
        let value = setting.value.as_deref().unwrap_or("-");
        println!("{:width$}  {value}  ({})", setting.setting, setting.origin);
    }
    Ok(())
}
