//! What is encrypted, and who is believed to be the server.

use marathon_log::LogError;
use marathon_log_postgres::testing::{Cluster, Database, Settings};
use marathon_log_postgres::{PostgresOptions, PostgresStore};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use tempfile::TempDir;

type Issuer = CertifiedIssuer<'static, KeyPair>;

fn issuer() -> Issuer {
    let mut params = CertificateParams::new([]).expect("a certificate");
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    CertifiedIssuer::self_signed(params, KeyPair::generate().expect("a key")).expect("a certificate")
}

/// A server with a certificate for `localhost`.
fn server(issuer: &Issuer) -> Cluster {
    let key = KeyPair::generate().expect("a key");
    let params = CertificateParams::new(["localhost".to_owned()]).expect("a certificate");
    let certificate = params.signed_by(&key, issuer).expect("a certificate");
    Cluster::start(&Settings {
        lines: vec!["ssl = on".to_owned()],
        files: vec![("server.crt", certificate.pem()), ("server.key", key.serialize_pem())],
        ..Settings::default()
    })
}

#[test]
fn servers_are_verified_as_the_url_asks() {
    let (issuer, stranger) = (issuer(), issuer());
    let cluster = server(&issuer);
    let database = Database::on(&cluster);
    let folder = TempDir::new().expect("a folder");
    let roots = |name: &str, issuer: &Issuer| {
        let path = folder.path().join(name);
        std::fs::write(&path, issuer.pem()).expect("write a certificate");
        path.display().to_string()
    };
    let (ours, other) = (roots("ours.pem", &issuer), roots("other.pem", &stranger));

    for (host, query, encrypted) in [
        ("localhost", format!("sslmode=verify-full&sslrootcert={ours}"), true),
        ("localhost", format!("sslmode=require&sslrootcert={ours}"), true),
        ("127.0.0.1", "sslmode=require".to_owned(), true),
        ("127.0.0.1", "sslmode=prefer".to_owned(), true),
        ("127.0.0.1", "sslmode=disable".to_owned(), false),
    ] {
        let url = format!("{}?{query}", database.url().replace("127.0.0.1", host));
        let mut options = PostgresOptions::new(url);
        options.application_name = format!("asks for {query}").chars().take(60).collect();
        let store = PostgresStore::open(&options).unwrap_or_else(|e| panic!("{query}: {e:?}"));
        let log = marathon_log::LogName::parse("none").expect("a name");
        assert!(store.open_log(&log).is_err(), "a connection is made");
        let sessions = database.sql(&format!(
            "SELECT ssl FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) WHERE application_name = '{}'",
            options.application_name
        ));
        let wanted = if encrypted { "t" } else { "f" };
        assert!(!sessions.is_empty());
        assert!(sessions.iter().all(|row| row[0].as_deref() == Some(wanted)), "{query}: {sessions:?}");
    }

    for (host, query) in [
        ("127.0.0.1", format!("sslmode=verify-full&sslrootcert={ours}")),
        ("localhost", format!("sslmode=verify-full&sslrootcert={other}")),
        ("localhost", format!("sslmode=require&sslrootcert={other}")),
        ("localhost", "sslmode=verify-full".to_owned()),
        ("localhost", "sslmode=verify-ca&sslrootcert=system".to_owned()),
    ] {
        let url = format!("{}?{query}", database.url().replace("127.0.0.1", host));
        let refused = PostgresStore::open(&PostgresOptions::new(url)).err();
        assert!(matches!(refused, Some(LogError::Unavailable { .. })), "{host} {query}: {refused:?}");
    }
}
