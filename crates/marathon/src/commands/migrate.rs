//! `marathon migrate`

use anyhow::Result;
use marathon_log_postgres::{Migrated, PostgresOptions, ROLES_SQL, migrate};

use crate::cli::MigrateArgs;

pub(crate) fn run(args: &MigrateArgs) -> Result<()> {
    let Some(url) = args.database_url.as_ref().filter(|_| !args.print_roles) else {
        print!("{ROLES_SQL}");
        return Ok(());
    };
    match migrate(&PostgresOptions::new(url))? {
        Migrated { from, to } if from == to => println!("the database is up to date: schema {to}"),
        Migrated { from, to } => println!("the database went from schema {from} to {to}"),
    }
    Ok(())
}
