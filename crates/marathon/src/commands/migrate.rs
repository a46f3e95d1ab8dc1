//! `marathon migrate`

use anyhow::Result;
use marathon_log_postgres::{Migrated, PostgresOptions, ROLES_SQL, migrate};

use crate::{cli::MigrateArgs, failure::WrongUsage};

pub(crate) fn run(args: &MigrateArgs) -> Result<()> {
    if args.print_roles {
        print!("{ROLES_SQL}");
        return Ok(());
    }
    let Some(url) = &args.database_url else {
        return Err(WrongUsage("say which database, with --database-url".into()).into());
    };
    match migrate(&PostgresOptions::new(url))? {
        Migrated { from, to } if from == to => println!("the database is up to date: schema {to}"),
        Migrated { from, to } => println!("the database went from schema {from} to {to}"),
    }
    Ok(())
}
