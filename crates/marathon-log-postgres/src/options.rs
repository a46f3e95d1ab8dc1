//! How a store is reached, and how long it may take.

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use marathon_log::LogError;
use tokio_postgres::Config;
use tokio_postgres::config::{Host, SslMode, TargetSessionAttrs};
use tokio_postgres_rustls::MakeRustlsConnect;

use crate::tls::{self, Trust};

/// How a store is reached, and how long it may take.
#[derive(Clone)]
pub struct PostgresOptions {
    /// Where to write, and to read what is new:
    /// `postgres://user:password@host1:5432,host2:5432/database?sslmode=verify-full`. Of several hosts the one that
    /// takes writes is used.
    ///
    /// `sslmode` is `disable`, `prefer` (the default), `require`, or `verify-full`, which takes no server but the one
    /// that a certificate names; `verify-ca` is understood as `verify-full`. `sslrootcert` is the same as
    /// [`Self::tls_roots`]; as soon as there are roots, what is encrypted is verified too.
    pub url: String,
    /// Where to read long stretches of history, if not from the server that takes writes. It may lag behind: what it
    /// does not have yet, or cannot tell, is read from [`Self::url`].
    pub standby_url: Option<String>,
    /// Certificates (PEM) that a server's certificate must follow from; the system's, if it is to be verified and
    /// there are none here.
    pub tls_roots: Option<PathBuf>,
    /// Connections of each kind: that many to write, to read, and to read from the standby.
    pub connections_max: usize,
    /// Longest wait for a connection, a new one or one of the pool.
    pub connect_wait_max: Duration,
    /// Longest wait for an answer of the server; for a scan, between two rows.
    pub statement_wait_max: Duration,
    /// Longest time that other writers wait for one that holds the log and does nothing.
    pub hold_max: Duration,
    /// What `pg_stat_activity` shows.
    pub application_name: String,
}

impl PostgresOptions {
    /// The options for a store at `url`.
    #[must_use]
    pub fn new(url: impl Into<String>) -> Self {
        Self {
            url: url.into(),
            standby_url: None,
            tls_roots: None,
            connections_max: 8,
            connect_wait_max: Duration::from_secs(5),
            statement_wait_max: Duration::from_secs(10),
            hold_max: Duration::from_secs(2),
            application_name: "marathon".to_owned(),
        }
    }
}

/// Without the URLs: they may hold passwords.
impl fmt::Debug for PostgresOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PostgresOptions")
            .field("tls_roots", &self.tls_roots)
            .field("connections_max", &self.connections_max)
            .field("application_name", &self.application_name)
            .finish_non_exhaustive()
    }
}

/// A server or a cluster of them, understood.
#[derive(Clone)]
pub(crate) struct Target {
    pub(crate) config: Config,
    pub(crate) tls: MakeRustlsConnect,
    pub(crate) place: Place,
}

/// What may be said of a target: no password.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    pub(crate) database: String,
    /// The hosts with their ports.
    pub(crate) hosts: Vec<(String, u16)>,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PostgreSQL database `{}`", self.database)?;
        for (i, (host, port)) in self.hosts.iter().enumerate() {
            write!(f, "{}{host}:{port}", if i == 0 { " at " } else { ", " })?;
        }
        Ok(())
    }
}

impl Target {
    /// The target that takes writes.
    pub(crate) fn primary(options: &PostgresOptions) -> Result<Self, LogError> {
        let mut target = Self::of(options, &options.url)?;
        // In a cluster the leader changes. A server that has become a standby is not what we want even if it is the
        // only one given: what it has may be old.
        target.config.target_session_attrs(TargetSessionAttrs::ReadWrite);
        Ok(target)
    }

    /// The target for long reads, if there is one.
    pub(crate) fn standby(options: &PostgresOptions) -> Result<Option<Self>, LogError> {
        options.standby_url.as_deref().map(|url| Self::of(options, url)).transpose()
    }

    fn of(options: &PostgresOptions, url: &str) -> Result<Self, LogError> {
        let Url { rest, ssl_mode, roots } = Url::of(url);
        // The parser's own words may repeat a piece of the URL, and that may be a piece of the password.
        let mut config: Config =
            rest.parse().map_err(|_| malformed("it is no URL of a PostgreSQL database"))?;
        let place = place(&config)?;
        let roots = options.tls_roots.clone().or(roots);
        let verified = match ssl_mode.as_deref() {
            Some("disable") => (SslMode::Disable, false),
            Some("prefer") | None => (SslMode::Prefer, false),
            Some("require") => (SslMode::Require, false),
            Some("verify-full" | "verify-ca") => (SslMode::Require, true),
            Some(_) => return Err(malformed("sslmode is none of disable, prefer, require, verify-full")),
        };
        if ssl_mode.is_some() {
            config.ssl_mode(verified.0);
        }
        let trust = match roots {
            Some(path) => Trust::Roots(path),
            None if verified.1 => Trust::System,
            None => Trust::Anybody,
        };
        config.application_name(&options.application_name);
        // One host that does not answer must leave time for the others.
        let hosts = u32::try_from(place.hosts.len().max(1)).unwrap_or(u32::MAX);
        config.connect_timeout(options.connect_wait_max / hosts);
        config.keepalives_idle(KEEPALIVE_IDLE).keepalives_interval(KEEPALIVE_INTERVAL).keepalives_retries(3);
        config.tcp_user_timeout(options.statement_wait_max);
        Ok(Self { config, tls: tls::connector(&trust)?, place })
    }
}

/// A machine that is gone without a word is noticed after about ten seconds.
const KEEPALIVE_IDLE: Duration = Duration::from_secs(4);
const KEEPALIVE_INTERVAL: Duration = Duration::from_secs(2);

/// A URL without what the client library does not know.
struct Url {
    rest: String,
    ssl_mode: Option<String>,
    roots: Option<PathBuf>,
}

impl Url {
    fn of(url: &str) -> Self {
        let (mut ssl_mode, mut roots) = (None, None);
        let Some((base, query)) = url.split_once('?').filter(|(base, _)| base.contains("://")) else {
            return Self { rest: url.to_owned(), ssl_mode, roots };
        };
        let mut kept = Vec::new();
        for pair in query.split('&') {
            match pair.split_once('=') {
                Some(("sslmode", mode)) => ssl_mode = Some(mode.to_owned()),
                Some(("sslrootcert", "system")) => {}
                Some(("sslrootcert", path)) => roots = Some(path.replace("%2F", "/").into()),
                _ => kept.push(pair),
            }
        }
        let rest = if kept.is_empty() { base.to_owned() } else { format!("{base}?{}", kept.join("&")) };
        Self { rest, ssl_mode, roots }
    }
}

fn place(config: &Config) -> Result<Place, LogError> {
    let ports = config.get_ports();
    let port = |i: usize| ports.get(i).or(ports.first()).copied().unwrap_or(5432);
    let host = |host: &Host| match host {
        Host::Tcp(name) => name.clone(),
        #[cfg(unix)]
        Host::Unix(path) => path.display().to_string(),
    };
    let hosts: Vec<_> = config.get_hosts().iter().map(host).collect();
    if hosts.is_empty() && config.get_hostaddrs().is_empty() {
        return Err(malformed("it names no host"));
    }
    let database = config.get_dbname().or(config.get_user()).unwrap_or("postgres").to_owned();
    // With an `@` or a `/` in the password, its end is taken for a host or a database, and that must not be shown.
    if hosts.iter().chain([&database]).any(|name| name.contains('@')) {
        return Err(malformed("write @ and / in a password as %40 and %2F"));
    }
    Ok(Place { database, hosts: hosts.into_iter().enumerate().map(|(i, host)| (host, port(i))).collect() })
}

fn malformed(what: &'static str) -> LogError {
    LogError::Unavailable {
        store: "the PostgreSQL database".to_owned(),
        advice: "give it as postgres://user:password@host:5432/database".to_owned(),
        source: what.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn target(url: &str) -> Result<Target, LogError> {
        Target::primary(&PostgresOptions::new(url))
    }

    #[test]
    fn a_cluster_has_several_hosts_and_one_that_takes_writes() {
        let target = target("postgres://node:hush@one:5433,two:5434/season?sslmode=disable").expect("a URL");
        assert_eq!(target.place.to_string(), "PostgreSQL database `season` at one:5433, two:5434");
        assert_eq!(target.config.get_target_session_attrs(), TargetSessionAttrs::ReadWrite);
        assert_eq!(target.config.get_ssl_mode(), SslMode::Disable);
    }

    #[test]
    fn what_the_client_library_does_not_know_is_understood() {
        let url = Url::of(
            "postgres://one/season?sslmode=verify-full&sslrootcert=/etc/roots.pem&options=-cwork_mem%3D1",
        );
        assert_eq!(url.rest, "postgres://one/season?options=-cwork_mem%3D1");
        assert_eq!(url.ssl_mode.as_deref(), Some("verify-full"));
        assert_eq!(url.roots, Some("/etc/roots.pem".into()));
        let error = target("postgres://one/season?sslmode=sometimes").err().expect("no such mode");
        assert!(error.to_string().contains("postgres://user:password@host"), "{error}");
    }

    #[test]
    fn no_password_is_ever_shown() {
        let odd = target("postgres://node:5432/hush@one/season").expect("a password with a slash in it");
        assert_eq!(odd.place.to_string(), "PostgreSQL database `season` at one:5432");
        for url in [
            "postgres://node:hush@hush@one/season",
            "postgres://node:hush@one:port-hush/season",
            "postgres//node:hush@one/season",
            "password=hush hush=1 host=one",
            "postgres://node:hush@/season",
        ] {
            let options = PostgresOptions::new(url);
            assert!(!format!("{options:?}").contains("hush"));
            let error = Target::primary(&options).err().expect("malformed");
            let source = std::error::Error::source(&error).expect("a cause").to_string();
            assert!(!format!("{error} {source} {error:?}").contains("hush"), "{error:?}");
        }
    }
}
