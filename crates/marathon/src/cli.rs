//! What can be said on the command line.

use std::{net::SocketAddr, path::PathBuf};

use clap::{Args, Parser, Subcommand, ValueEnum};
use marathon_oidc::Address;

/// Runs marathons of good deeds whose every number can be checked by anyone.
#[derive(Parser)]
#[command(
    name = "marathon",
    version,
    after_help = "Exit codes: 0 done; 1 the work failed; 2 wrong usage or \
    configuration; 3 history damaged or verification failed."
)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) general: General,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What every command takes. Every argument with an environment variable `MARATHON_…` is a setting: a configuration file
/// may hold it, under its name.
#[derive(Args)]
#[command(next_help_heading = "General")]
pub(crate) struct General {
    /// Configuration file; without it, marathon.toml if there is one
    #[arg(long, value_name = "FILE", env = "MARATHON_CONFIG", global = true)]
    pub(crate) config: Option<PathBuf>,
    /// What is logged: a level, or several for parts of the program, like info,marathon_engine=debug
    #[arg(long, value_name = "FILTER", default_value = "info", env = "MARATHON_LOG", global = true)]
    pub(crate) log: String,
    /// How log lines look
    #[arg(long, value_name = "FORMAT", default_value = "auto", env = "MARATHON_LOG_FORMAT", global = true)]
    pub(crate) log_format: LogFormat,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum LogFormat {
    /// Lines for people on a terminal, JSON otherwise
    Auto,
    /// Lines for people
    Human,
    /// A JSON object a line
    Json,
}

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Build the season of 2024 through the same commands as any client, then serve it
    #[command(
        after_help = "Examples:\n  marathon demo\n  marathon demo --exit --data /tmp/season\n  marathon demo --scale 100"
    )]
    Demo(DemoArgs),
    /// Serve every marathon of a store; an empty store gets one for this year
    #[command(
        after_help = "Examples:\n  marathon serve\n  marathon serve --data /var/lib/marathon --listen 127.0.0.1:9000"
    )]
    Serve(ServeArgs),
    /// Open a marathon: slug, season and rules from a file
    #[command(after_help = "Example:\n  marathon open --rules spring-2027.toml")]
    Open(OpenArgs),
    /// Log many deeds from a CSV or NDJSON file, each line with its own idempotency_key
    #[command(after_help = "Examples:\n  marathon import --marathon 2026 deeds.csv\n  \
        marathon import --marathon 2026 --json deeds.ndjson > outcomes.ndjson\n\n\
        Exit code 1 if a line was refused; the good lines are kept, and the file can be sent again as it is.")]
    Import(ImportArgs),
    /// Write the history of a marathon, an event a line, with the bytes that were hashed
    #[command(
        after_help = "Examples:\n  marathon export --marathon 2024 -o 2024.ndjson\n  marathon export --marathon 2024 --from 100 --to 199"
    )]
    Export(ExportArgs),
    /// Keep the tables of read models of a database in step with its marathons
    #[command(
        after_help = "Examples:\n  marathon work\n  marathon work --projection rankings --projection totals\n\n\
        Any number of these can run: each table has one of them as its owner, and another takes over when it is silent."
    )]
    Work(WorkArgs),
    /// See the tables of read models and who keeps them, and give them orders
    #[command(
        after_help = "Examples:\n  marathon projections list\n  marathon projections rebuild --projection totals --marathon 2026"
    )]
    Projections(ProjectionsArgs),
    /// Write everything a store keeps to one file, beside a running server
    #[command(after_help = "Examples:\n  marathon backup -o 2026-07-14.backup\n  \
        marathon backup --database-url postgres://node@db.example/marathon --marathon 2026 -o 2026.backup\n\n\
        Unlike an export it holds idempotency keys and refusals, and it restores into either kind of store.")]
    Backup(BackupArgs),
    /// Put the marathons of a backup into a store, or go on with a restore that was broken off
    #[command(after_help = "Examples:\n  marathon restore 2026-07-14.backup --data /var/lib/marathon\n  \
        marathon restore --check 2026-07-14.backup\n\n\
        Nobody else may use the store meanwhile. Exit code 3 if the file is damaged; nothing is restored then.")]
    Restore(RestoreArgs),
    /// Print every setting, its value, and where it comes from; a flag goes before the environment, that before the file
    #[command(
        after_help = "Examples:\n  marathon config\n  marathon config --config /etc/marathon/marathon.toml --json"
    )]
    Config(ConfigArgs),
    /// Bring a database up to this program; the role must own the schema
    #[command(
        after_help = "Example:\n  marathon migrate --database-url postgres://owner@db.example:5432/marathon"
    )]
    Migrate(MigrateArgs),
    /// Make, list or revoke tokens of programs, beside a running server or without one
    #[command(
        after_help = "Examples:\n  marathon token --role coordinator --region KZ-71 --marathon 2026\n  \
        T=$(marathon token --role organiser)\n  marathon token --list\n  marathon token --revoke mrt_1a2b3c4d\n\n\
        Only the token goes to the standard output. Its role is granted when it is used first."
    )]
    Token(TokenArgs),
    /// Fold a history from its first event and print totals and digest; damage ends with exit code 3
    #[command(
        after_help = "Examples:\n  marathon replay 2024.ndjson\n  marathon replay --marathon 2024 --at 2024-07-14T23:59:59+05:00 --json"
    )]
    Replay(ReplayArgs),
    /// Audit a history offline: every line, every rule, every award; whatever is off ends with exit code 3
    #[command(
        after_help = "Examples:\n  marathon verify 2024.ndjson\n  marathon verify --marathon 2024 --json\n\n\
        It says where the first thing is off, and what. That it is the history everybody else has, whole, only others\n\
        can say: compare the number of events and the root with theirs."
    )]
    Verify(VerifyArgs),
    /// Say what changed between two moments of a history: totals, places, awards, and because of which events
    #[command(after_help = "Examples:\n  marathon diff 2024.ndjson 9000 9100\n  \
        marathon diff --marathon 2024 2024-07-14T00:00:00+05:00 2024-07-15T00:00:00+05:00 --json")]
    Diff(DiffArgs),
}

#[derive(Args)]
pub(crate) struct Store {
    /// Directory of the store; with a database, of what can be made again from it
    #[arg(long, value_name = "DIR", default_value = "./marathon-data", env = "MARATHON_DATA")]
    pub(crate) data: PathBuf,
    /// Keep histories in PostgreSQL, shared by any number of nodes: postgres://user:password@host:5432/database
    #[arg(long, value_name = "URL", env = "MARATHON_DATABASE_URL", hide_env_values = true)]
    pub(crate) database_url: Option<String>,
    /// A standby of that database, to read long stretches of history from
    #[arg(long, value_name = "URL", env = "MARATHON_STANDBY_URL", hide_env_values = true)]
    pub(crate) standby_url: Option<String>,
}

#[derive(Args)]
pub(crate) struct Listen {
    /// Address to listen on
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8080", env = "MARATHON_LISTEN")]
    pub(crate) listen: SocketAddr,
    /// Proxies that every request comes through; limits then count by the address the first of them writes at the end of
    /// X-Forwarded-For
    #[arg(long, value_name = "N", default_value_t = 0, env = "MARATHON_TRUSTED_PROXIES")]
    pub(crate) trusted_proxies: u8,
    /// File with the key of personal data, 64 hex digits, the same on every node; without a database and without it,
    /// vault.key in the data directory, which is made
    #[arg(long, value_name = "FILE", env = "MARATHON_VAULT_KEY")]
    pub(crate) vault_key: Option<PathBuf>,
}

/// Where people may sign in beside here.
#[derive(Args)]
pub(crate) struct Provider {
    /// OpenID Connect provider where people may sign in, too: its issuer, verbatim, like
    /// https://id.example.kz/realms/deeds
    #[arg(long, value_name = "URL", env = "MARATHON_OIDC_ISSUER")]
    pub(crate) oidc_issuer: Option<Address>,
    /// What the provider knows this installation by
    #[arg(long, value_name = "ID", env = "MARATHON_OIDC_CLIENT_ID")]
    pub(crate) oidc_client_id: Option<String>,
    /// What this installation shows the provider; others can read command lines, so give it in the environment or a file
    #[arg(long, value_name = "SECRET", env = "MARATHON_OIDC_CLIENT_SECRET", hide_env_values = true)]
    pub(crate) oidc_client_secret: Option<String>,
    /// What the sign-in page calls the provider; without it, its host
    #[arg(long, value_name = "NAME", env = "MARATHON_OIDC_NAME")]
    pub(crate) oidc_name: Option<String>,
    /// Where people open this installation, like https://deeds.example.kz; the provider sends them back to
    /// /sign-in/callback there
    #[arg(long, value_name = "URL", env = "MARATHON_PUBLIC_URL")]
    pub(crate) public_url: Option<Address>,
}

#[derive(Args)]
pub(crate) struct DemoArgs {
    #[command(flatten)]
    pub(crate) store: Store,
    #[command(flatten)]
    pub(crate) listen: Listen,
    #[command(flatten)]
    pub(crate) provider: Provider,
    /// So many times the season, for load
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=1000))]
    pub(crate) scale: u32,
    /// Stop when everything is loaded
    #[arg(long)]
    pub(crate) exit: bool,
}

#[derive(Args)]
pub(crate) struct ServeArgs {
    #[command(flatten)]
    pub(crate) store: Store,
    #[command(flatten)]
    pub(crate) listen: Listen,
    #[command(flatten)]
    pub(crate) provider: Provider,
    /// Keep the database's tables of read models, too, as `marathon work` does
    #[arg(long, env = "MARATHON_WORK")]
    pub(crate) work: bool,
    #[command(flatten)]
    pub(crate) tables: Tables,
}

#[derive(Args)]
pub(crate) struct Tables {
    /// How long the tables of a silent process are left to it, in seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 10, env = "MARATHON_LEASE",
        value_parser = clap::value_parser!(u64).range(1..=3600))]
    pub(crate) lease: u64,
}

#[derive(Args)]
pub(crate) struct WorkArgs {
    #[command(flatten)]
    pub(crate) store: Store,
    #[command(flatten)]
    pub(crate) tables: Tables,
    /// Keep only this projection; may be given several times
    #[arg(long, value_name = "NAME")]
    pub(crate) projection: Vec<String>,
}

#[derive(Args)]
pub(crate) struct ProjectionsArgs {
    #[command(subcommand)]
    pub(crate) what: ProjectionsCommand,
}

#[derive(Subcommand)]
pub(crate) enum ProjectionsCommand {
    /// Every build of every table: where it stands, what it does, how fast, and how long it still takes
    List(WhichBuilds),
    /// Write nothing until it is resumed
    Pause(WhichBuilds),
    /// Go on
    Resume(WhichBuilds),
    /// Build the rows anew, beside those there are, which are shown until the new ones have caught up
    Rebuild(WhichBuilds),
    /// Try again what has stopped; build anew what went on without some events
    Retry(WhichBuilds),
    /// Pass over the event at which it stopped, and over dead letters, for good
    Discard(DiscardArgs),
}

#[derive(Args)]
pub(crate) struct WhichBuilds {
    #[command(flatten)]
    pub(crate) store: Store,
    /// Only this projection
    #[arg(long, value_name = "NAME")]
    pub(crate) projection: Option<String>,
    /// Only this marathon
    #[arg(long, value_name = "SLUG")]
    pub(crate) marathon: Option<String>,
    /// Print JSON
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Args)]
pub(crate) struct DiscardArgs {
    #[command(flatten)]
    pub(crate) which: WhichBuilds,
    /// On whose word; it is written down
    #[arg(long, value_name = "WHO", env = "USER")]
    pub(crate) by: String,
}

#[derive(Args)]
pub(crate) struct OpenArgs {
    #[command(flatten)]
    pub(crate) store: Store,
    /// Rule file; `crates/marathon-domain/rules/default.toml` is one to start from
    #[arg(long, value_name = "FILE")]
    pub(crate) rules: PathBuf,
}

#[derive(Args)]
pub(crate) struct ImportArgs {
    #[command(flatten)]
    pub(crate) store: Store,
    /// The marathon's slug
    #[arg(long, value_name = "SLUG")]
    pub(crate) marathon: String,
    /// CSV if the name ends in .csv, NDJSON otherwise
    pub(crate) file: PathBuf,
    /// Print the outcome of every line as JSON
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Args)]
pub(crate) struct ExportArgs {
    #[command(flatten)]
    pub(crate) store: Store,
    /// The marathon's slug
    #[arg(long, value_name = "SLUG")]
    pub(crate) marathon: String,
    /// File to write; standard output without it
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// First position
    #[arg(long, value_name = "P", default_value_t = 0)]
    pub(crate) from: u64,
    /// Last position
    #[arg(long, value_name = "P")]
    pub(crate) to: Option<u64>,
}

#[derive(Args)]
pub(crate) struct BackupArgs {
    #[command(flatten)]
    pub(crate) store: Store,
    /// File to write; it gets its name when all of it is on disk
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: PathBuf,
    /// A marathon's slug, as often as you like; every marathon without it
    #[arg(long = "marathon", value_name = "SLUG")]
    pub(crate) marathons: Vec<String>,
    /// Print {"format", "bytes", "sha256", "marathons": [{"marathon", "events", "refusals", "digest"}]}
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Args)]
pub(crate) struct RestoreArgs {
    #[command(flatten)]
    pub(crate) store: Store,
    /// A file that `marathon backup` wrote
    pub(crate) file: PathBuf,
    /// Check the file and restore nothing
    #[arg(long)]
    pub(crate) check: bool,
    /// Print the same as `marathon backup --json`
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Args)]
pub(crate) struct ConfigArgs {
    /// Whatever a server takes is shown.
    #[command(flatten)]
    pub(crate) serve: ServeArgs,
    /// Print [{"setting", "value", "origin"}]
    #[arg(long)]
    pub(crate) json: bool,
    /// Print the JSON Schema of a configuration file instead
    #[arg(long, conflicts_with = "json")]
    pub(crate) schema: bool,
}

#[derive(Args)]
pub(crate) struct TokenArgs {
    #[command(flatten)]
    pub(crate) store: Store,
    /// What it may act as
    #[arg(long, value_name = "ROLE", required_unless_present_any = ["list", "revoke"])]
    pub(crate) role: Option<TokenRole>,
    /// Only for this marathon; without it, for all there will ever be
    #[arg(long, value_name = "SLUG")]
    pub(crate) marathon: Option<String>,
    /// Of a coordinator: only for this region
    #[arg(long, value_name = "CODE")]
    pub(crate) region: Option<String>,
    /// Of a judge: only for this nomination
    #[arg(long, value_name = "ID")]
    pub(crate) nomination: Option<String>,
    /// Days it lasts
    #[arg(long, value_name = "DAYS", default_value_t = 90, value_parser = clap::value_parser!(u32).range(1..=3650))]
    pub(crate) expires: u32,
    /// List every token: principal, how it begins, what it is for, until when
    #[arg(long, conflicts_with_all = ["role", "revoke"])]
    pub(crate) list: bool,
    /// Revoke the token that begins so, or whose principal this is
    #[arg(long, value_name = "TOKEN", conflicts_with = "role")]
    pub(crate) revoke: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum TokenRole {
    /// Registers and logs for itself
    Participant,
    /// Checks deeds of regions, and registers and logs for others
    Coordinator,
    /// Scores entries of nominations
    Judge,
    /// Reads everything, writes nothing
    Auditor,
    /// Leads the marathon
    Organiser,
    /// Keeps the program running
    Operator,
}

#[derive(Args)]
pub(crate) struct MigrateArgs {
    /// The database, with a role that owns the schema or may make it
    #[arg(long, value_name = "URL", env = "MARATHON_DATABASE_URL", hide_env_values = true)]
    pub(crate) database_url: Option<String>,
    /// Print the SQL that makes the roles of nodes and of people who read, and change nothing
    #[arg(long)]
    pub(crate) print_roles: bool,
}

#[derive(Args)]
pub(crate) struct ReplayArgs {
    #[command(flatten)]
    pub(crate) store: Store,
    /// An export to replay; without it, a marathon of the store
    #[arg(conflicts_with = "marathon", required_unless_present = "marathon")]
    pub(crate) file: Option<PathBuf>,
    /// The marathon's slug
    #[arg(long, value_name = "SLUG")]
    pub(crate) marathon: Option<String>,
    /// Stop after this position, or after the last event at or before this time
    #[arg(long, value_name = "P|TIME")]
    pub(crate) at: Option<String>,
    /// Print {"events", "position", "totals", "judging", "digest", "projections"}
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Args)]
pub(crate) struct VerifyArgs {
    #[command(flatten)]
    pub(crate) store: Store,
    /// An export to verify; without it, a marathon of the store
    #[arg(conflicts_with = "marathon", required_unless_present = "marathon")]
    pub(crate) file: Option<PathBuf>,
    /// The marathon's slug
    #[arg(long, value_name = "SLUG")]
    pub(crate) marathon: Option<String>,
    /// Print {"events", "position", "leaf_hash", "root_hash", "deeds", "marathon", "rules_hash", "awards", "findings"}
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Args)]
pub(crate) struct DiffArgs {
    #[command(flatten)]
    pub(crate) store: Store,
    /// An export, unless --marathon is given, and two moments, the earlier first: positions, or times for the last event
    /// at or before them
    #[arg(num_args = 2..=3, required = true, value_names = ["FILE", "P|TIME", "Q|TIME"])]
    pub(crate) what: Vec<String>,
    /// The marathon's slug
    #[arg(long, value_name = "SLUG")]
    pub(crate) marathon: Option<String>,
    /// Look at so many of the first of every leaderboard and ranking
    #[arg(long, value_name = "N", default_value_t = 10, value_parser = clap::value_parser!(u16).range(1..=1000))]
    pub(crate) first: u16,
    /// Print {"as_of", "events", "totals", "leaderboards", "nominations", "awards"}
    #[arg(long)]
    pub(crate) json: bool,
}
