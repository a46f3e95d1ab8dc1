//! TLS to the server, as `sslmode` asks for it.

use std::fs::File;
use std::path::PathBuf;
use std::sync::Arc;

use marathon_log::LogError;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, ring, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{ClientConfig, DigitallySignedStruct, RootCertStore, SignatureScheme};
use tokio_postgres_rustls::MakeRustlsConnect;

/// Whom to believe that they are the server.
pub(crate) enum Trust {
    /// Whoever answers: what is sent is encrypted, but nobody is verified. This is what `sslmode=require` means for
    /// every client of PostgreSQL.
    Anybody,
    /// A server whose certificate follows from those of the system.
    System,
    /// A server whose certificate follows from those in a file.
    Roots(PathBuf),
}

pub(crate) fn connector(trust: &Trust) -> Result<MakeRustlsConnect, LogError> {
    let provider = Arc::new(ring::default_provider());
    let builder = ClientConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()
        .expect("the provider has suites for the default versions");
    let config = match trust {
        Trust::Anybody => builder.dangerous().with_custom_certificate_verifier(Arc::new(Nobody(provider))),
        Trust::System | Trust::Roots(_) => builder.with_root_certificates(roots(trust)?),
    };
    Ok(MakeRustlsConnect::new(config.with_no_client_auth()))
}

fn roots(trust: &Trust) -> Result<RootCertStore, LogError> {
    let mut store = RootCertStore::empty();
    match trust {
        Trust::Roots(path) => {
            let unread = |source: Box<dyn std::error::Error + Send + Sync>| LogError::Unavailable {
                store: format!("the certificates in {}", path.display()),
                advice: "check that it is a readable file of certificates in PEM".to_owned(),
                source,
            };
            let file = File::open(path).map_err(|e| unread(e.into()))?;
            for certificate in CertificateDer::pem_reader_iter(file) {
                store.add(certificate.map_err(|e| unread(e.into()))?).map_err(|e| unread(e.into()))?;
            }
            if store.is_empty() {
                return Err(unread("there is no certificate in it".into()));
            }
        }
        Trust::System | Trust::Anybody => {
            store.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        }
    }
    Ok(store)
}

/// Verifies nobody, but that the handshake is one.
#[derive(Debug)]
struct Nobody(Arc<CryptoProvider>);

impl ServerCertVerifier for Nobody {
    fn verify_server_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls12_signature(message, cert, signed, &self.0.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls13_signature(message, cert, signed, &self.0.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.signature_verification_algorithms.supported_schemes()
    }
}
