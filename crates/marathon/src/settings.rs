//! Settings: arguments of the command line that may also stand in the environment or in a configuration file.
//!
//! There is one declaration of them, in `cli.rs`: every argument with a variable `MARATHON_…` is a setting, its name that
//! of the argument. What the file says becomes the default of the argument, so flag > environment > file > default.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use anyhow::Result;
use clap::{Arg, ArgAction, ArgMatches, Command, CommandFactory, FromArgMatches, parser::ValueSource};
use serde::Serialize;
use serde_json::{Map, Value, json};
use toml::Spanned;

use crate::{cli::Cli, failure::WrongUsage};

/// Looked for where the program is started.
const FILE: &str = "marathon.toml";
/// The setting that says where the others are; it cannot be one of them.
const CONFIG: &str = "config";
/// What the names of our environment variables begin with.
const VARIABLES: &str = "MARATHON_";
/// Shown for what is secret.
const HIDDEN: &str = "***";
/// Characters that may be wrong in a key for its neighbour to be offered.
const TYPOS_MAX: usize = 3;

/// What was said on the command line and around it.
pub(crate) struct Settings {
    matches: ArgMatches,
    file: File,
}

/// A setting as it is in force.
#[derive(Debug, Serialize, PartialEq)]
pub(crate) struct Setting {
    /// Its key in a configuration file.
    pub(crate) setting: String,
    /// Its value, passwords masked; `null` if it is not set.
    pub(crate) value: Option<String>,
    /// Where the value comes from.
    pub(crate) origin: String,
}

/// Reads the command line with environment and configuration file. Ends the program where the command line is wrong or
/// asks for help.
pub(crate) fn read() -> Result<(Cli, Settings)> {
    // Once to learn which file, and once with what stands in it.
    let named = Cli::command().get_matches().get_one::<PathBuf>(CONFIG).cloned();
    let path = named.or_else(|| Some(PathBuf::from(FILE)).filter(|path| path.exists()));
    let file = match path {
        Some(path) => File::read(&path)?,
        None => File::default(),
    };
    let matches = file.as_defaults(Cli::command()).get_matches();
    let cli = Cli::from_arg_matches(&matches).unwrap_or_else(|error| error.exit());
    Ok((cli, Settings { matches, file }))
}

impl Settings {
    /// Every setting, in the order of its key, as it is for the command that was given.
    pub(crate) fn all(&self) -> Vec<Setting> {
        let matches = self.matches.subcommand().map_or(&self.matches, |(_, matches)| matches);
        declared().values().map(|arg| self.one(matches, arg)).collect()
    }

    fn one(&self, matches: &ArgMatches, arg: &Arg) -> Setting {
        let key = arg.get_id().as_str();
        let mut texts = matches.get_raw(key).into_iter().flatten().map(|text| text.to_string_lossy());
        let value = texts.next_back().map(|text| match arg.is_hide_env_values_set() {
            true if key.ends_with("_secret") => HIDDEN.to_owned(),
            true => masked(&text),
            false => text.into_owned(),
        });
        let origin = match matches.value_source(key) {
            Some(ValueSource::CommandLine) => format!("--{}", arg.get_long().unwrap_or(key)),
            Some(ValueSource::EnvVariable) => {
                arg.get_env().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
            }
            Some(_) => self.file.origin(key).unwrap_or_else(|| "default".to_owned()),
            None => "not set".to_owned(),
        };
        Setting { setting: key.to_owned(), value, origin }
    }
}

/// The JSON Schema of a configuration file.
pub(crate) fn schema() -> Value {
    let property = |arg: &Arg| {
        let mut property = Map::new();
        let about = arg.get_help().map(ToString::to_string).unwrap_or_default();
        property.insert("description".into(), about.into());
        let first = arg.get_default_values().first().map(|value| value.to_string_lossy());
        let number = first.as_ref().and_then(|value| value.parse::<u64>().ok());
        let kind = match number {
            Some(_) => "integer",
            None if is_switch(arg) => "boolean",
            None => "string",
        };
        property.insert("type".into(), kind.into());
        let accepted: Vec<_> = arg.get_possible_values().iter().map(|v| v.get_name().to_owned()).collect();
        if !is_switch(arg) && !accepted.is_empty() {
            property.insert("enum".into(), accepted.into());
        }
        if let Some(default) = first.filter(|_| !is_switch(arg)) {
            property.insert("default".into(), number.map_or_else(|| default.into(), Value::from));
        }
        Value::Object(property)
    };
    let properties: Map<_, _> = declared().iter().map(|(key, arg)| (key.clone(), property(arg))).collect();
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Configuration of marathon",
        "type": "object",
        "additionalProperties": false,
        "properties": properties,
    })
}

/// Every setting by its key.
fn declared() -> BTreeMap<String, Arg> {
    let mut settings = BTreeMap::new();
    collect(&Cli::command(), &mut settings);
    settings
}

fn collect(of: &Command, settings: &mut BTreeMap<String, Arg>) {
    let own = of.get_arguments().filter(|arg| is_setting(arg));
    settings.extend(own.map(|arg| (arg.get_id().as_str().to_owned(), arg.clone())));
    for command in of.get_subcommands() {
        collect(command, settings);
    }
}

fn is_setting(arg: &Arg) -> bool {
    let ours = arg.get_env().is_some_and(|name| name.to_string_lossy().starts_with(VARIABLES));
    ours && arg.get_id() != CONFIG
}

fn is_switch(arg: &Arg) -> bool {
    matches!(arg.get_action(), ArgAction::SetTrue)
}

/// A text without the passwords in it.
fn masked(text: &str) -> String {
    let Some((scheme, rest)) = text.split_once("://") else { return HIDDEN.to_owned() };
    let (access, place) = rest.rsplit_once('@').map_or((None, rest), |(access, place)| (Some(access), place));
    let place = match place.split_once('?') {
        // Parameters may hold a password as well.
        Some((place, parameters)) if parameters.contains("password") => format!("{place}?***"),
        _ => place.to_owned(),
    };
    match access.map(|access| access.split_once(':').map_or((access, ""), |(user, _)| (user, ":***"))) {
        Some((user, password)) => format!("{scheme}://{user}{password}@{place}"),
        None => format!("{scheme}://{place}"),
    }
}

/// A configuration file.
#[derive(Debug, Default)]
struct File {
    path: PathBuf,
    /// Value and line by key.
    values: BTreeMap<String, (String, usize)>,
}

impl File {
    fn read(path: &Path) -> Result<Self, WrongUsage> {
        let text = std::fs::read_to_string(path)
            .map_err(|e| WrongUsage(format!("cannot read the configuration {}: {e}", path.display())))?;
        Self::parse(path, &text)
    }

    fn parse(path: &Path, text: &str) -> Result<Self, WrongUsage> {
        let wrong = |what: String| WrongUsage(format!("{}{what}", path.display()));
        let entries: BTreeMap<Spanned<String>, Spanned<toml::Value>> =
            toml::from_str(text).map_err(|e| wrong(format!(": {}", e.to_string().trim_end())))?;
        let declared = declared();
        let mut values = BTreeMap::new();
        for (key, value) in entries {
            let line = text[..key.span().start].matches('\n').count() + 1;
            let key = key.into_inner();
            let Some(arg) = declared.get(&key) else {
                let hint = nearest(&key, declared.keys()).map(|known| format!("; did you mean `{known}`?"));
                let hint = hint.unwrap_or_else(|| "; `marathon config` shows them all".to_owned());
                return Err(wrong(format!(", line {line}: `{key}` is no setting{hint}")));
            };
            let value = match value.into_inner() {
                toml::Value::String(text) => text,
                toml::Value::Integer(number) => number.to_string(),
                toml::Value::Boolean(switch) => switch.to_string(),
                _ => return Err(wrong(format!(", line {line}: `{key}` takes one value"))),
            };
            check(arg, &value).map_err(|why| wrong(format!(", line {line}: {why}")))?;
            values.insert(key, (value, line));
        }
        Ok(Self { path: path.to_owned(), values })
    }

    fn as_defaults(&self, command: Command) -> Command {
        let default = |arg: Arg| match self.values.get(arg.get_id().as_str()) {
            Some((value, _)) if is_setting(&arg) => arg.default_value(value.clone()),
            _ => arg,
        };
        command.mut_args(default).mut_subcommands(|command| self.as_defaults(command))
    }

    fn origin(&self, key: &str) -> Option<String> {
        self.values.get(key).map(|(_, line)| format!("{}, line {line}", self.path.display()))
    }
}

/// Whether an argument takes this value; the reason, in one line, if not.
fn check(arg: &Arg, value: &str) -> Result<(), String> {
    let key = arg.get_id().as_str();
    if is_switch(arg) {
        let fine = ["true", "false"].contains(&value);
        return if fine { Ok(()) } else { Err(format!("`{key}` is true or false")) };
    }
    let alone = Command::new("marathon").no_binary_name(true).arg(arg.clone());
    let given = format!("--{}={value}", arg.get_long().unwrap_or(key));
    match alone.try_get_matches_from([given]) {
        Ok(_) => Ok(()),
        // The first line says what is wrong; the value may be a secret.
        Err(_) if arg.is_hide_env_values_set() => Err(format!("`{key}` has no such value")),
        Err(error) => {
            let said = error.to_string();
            Err(said.lines().next().unwrap_or_default().trim_start_matches("error: ").to_owned())
        }
    }
}

fn nearest<'k>(key: &str, known: impl Iterator<Item = &'k String>) -> Option<&'k String> {
    let key = key.replace('-', "_");
    let far = |other: &&String| strsim::damerau_levenshtein(&key, other);
    known.min_by_key(far).filter(|found| far(found) <= TYPOS_MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<File, String> {
        File::parse(Path::new("marathon.toml"), text).map_err(|e| e.to_string())
    }

    /// The settings of `marathon config` with these arguments and this file.
    fn settings(args: &[&str], text: &str) -> BTreeMap<String, (Option<String>, String)> {
        let file = parse(text).unwrap();
        let args = [&["marathon", "config"], args].concat();
        let matches = file.as_defaults(Cli::command()).try_get_matches_from(args).unwrap();
        let all = Settings { matches, file }.all();
        all.into_iter().map(|s| (s.setting, (s.value, s.origin))).collect()
    }

    fn is(value: &str, origin: &str) -> (Option<String>, String) {
        (Some(value.to_owned()), origin.to_owned())
    }

    #[test]
    fn a_flag_goes_before_the_file_and_the_file_before_the_default() {
        let text = "# where\n\nlisten = \"127.0.0.1:1\"\ndata = \"/srv\"\nwork = true\n";
        let found = settings(&["--data", "/tmp"], text);
        assert_eq!(found["data"], is("/tmp", "--data"));
        assert_eq!(found["listen"], is("127.0.0.1:1", "marathon.toml, line 3"));
        assert_eq!(found["work"], is("true", "marathon.toml, line 5"));
        assert_eq!(found["log_format"], is("auto", "default"));
        assert_eq!(found["standby_url"], (None, "not set".to_owned()));
        assert!(!found.contains_key(CONFIG));
    }

    #[test]
    fn every_setting_is_shown() {
        assert_eq!(settings(&[], "").keys().collect::<Vec<_>>(), declared().keys().collect::<Vec<_>>());
    }

    #[test]
    fn what_is_no_setting_is_named_with_its_neighbour() {
        let said = |text| parse(text).unwrap_err();
        assert_eq!(
            said("\nlistn = 1"),
            "marathon.toml, line 2: `listn` is no setting; did you mean `listen`?"
        );
        assert!(said("database-url = ''").contains("did you mean `database_url`?"));
        assert!(said("quite_another = 1").contains("`marathon config` shows them all"));
        assert!(said("config = 'x'").contains("is no setting"));
        assert!(said("[serve]\nlisten = ''").contains("is no setting"));
        assert!(said("data = ['a']").contains("takes one value"));
        let wrong = said("data = '/srv'\nlisten = 'here'");
        assert!(wrong.starts_with("marathon.toml, line 2: invalid value 'here' for '--listen"), "{wrong}");
        assert!(said("work = 'perhaps'").contains("true or false"));
        assert!(said("listen = ").contains("line 1"));
        assert!(said("by = 'me'").contains("is no setting"));
        assert!(said("lease = 0").contains("line 1: invalid value '0' for '--lease"));
    }

    #[test]
    fn commands_below_commands_take_the_file_too() {
        let file = parse("database_url = 'postgres://one/season'\nlease = 3").unwrap();
        let args = ["marathon", "projections", "list"];
        let matches = file.as_defaults(Cli::command()).try_get_matches_from(args).unwrap();
        let list = matches.subcommand().and_then(|(_, of)| of.subcommand()).unwrap().1;
        assert_eq!(list.get_one::<String>("database_url").unwrap(), "postgres://one/season");
        assert_eq!(settings(&[], "lease = 3")["lease"], is("3", "marathon.toml, line 1"));
    }

    #[test]
    fn no_password_is_shown() {
        let text = "database_url = 'postgres://node:hush@one:5432/season?sslmode=require'";
        assert_eq!(
            settings(&[], text)["database_url"].0.as_deref(),
            Some("postgres://node:***@one:5432/season?sslmode=require")
        );
        let text = "oidc_client_secret = 'postgres://hush@hush'";
        assert_eq!(settings(&[], text)["oidc_client_secret"], is("***", "marathon.toml, line 1"));
        for secret in [
            "postgres://node:hu@hush@one/season",
            "postgres://node@one/season?password=hush",
            "host=one password=hush",
        ] {
            assert!(!masked(secret).contains("hush"), "{}", masked(secret));
        }
        assert_eq!(masked("postgres://one/season"), "postgres://one/season");
    }
}
