//! Who vouches for a server: the certificates that it showed, and who issued them.
//!
//! The operating system's store decides, and nothing here overrules it. What was shown is
//! remembered beside the decision, so that a refusal can name the issuer, and so that a network
//! which puts its own certificates in the place of Okta's can be told from the open internet.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::CryptoProvider;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{ClientConfig, DigitallySignedStruct, RootCertStore, SignatureScheme};
use rustls_platform_verifier::Verifier;
use x509_parser::prelude::{FromDer, X509Certificate, X509Name};

use crate::TransportError;

/// The longest name of an issuer that is shown, in characters.
const LONGEST: usize = 120;

/// Who issued the certificate that a server showed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Authority {
    /// The issuer's name, as the certificate has it.
    pub name: String,
    /// Whether it is vouched for by an authority that the public web trusts (Mozilla's list). If
    /// not, only this computer was told to trust it, as company networks do that look into
    /// traffic.
    pub public: bool,
}

/// What each server showed last, by its name, whether it was believed or not.
#[derive(Debug, Clone, Default)]
pub(crate) struct Shown(Arc<Mutex<HashMap<String, Vec<CertificateDer<'static>>>>>);

impl Shown {
    /// Who issued what `host` showed; `None` where nothing was shown yet, or nothing legible.
    pub(crate) fn authority(&self, host: &str) -> Option<Authority> {
        let chain = self.lock().get(host)?.clone();
        Some(Authority {
            name: issuer(chain.first()?)?,
            public: is_public(host, &chain),
        })
    }

    /// The name alone: enough for a refusal.
    pub(crate) fn issuer(&self, host: &str) -> Option<String> {
        issuer(self.lock().get(host)?.first()?)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<String, Vec<CertificateDer<'static>>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// TLS 1.2 and 1.3, with the operating system's store.
pub(crate) fn client_config(shown: &Shown) -> Result<ClientConfig, TransportError> {
    let unreadable = |error: rustls::Error| TransportError::NoTrustStore {
        reason: error.to_string(),
    };
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let watching = Watching {
        system: Verifier::new(Arc::clone(&provider)).map_err(unreadable)?,
        shown: shown.clone(),
    };
    let mut config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(unreadable)?
        // Dangerous is what rustls calls any verifier but its own; this one asks the system's.
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(watching))
        .with_no_client_auth();
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(config)
}

/// The system's verifier, and a note of what it was shown.
#[derive(Debug)]
struct Watching {
    system: Verifier,
    shown: Shown,
}

impl ServerCertVerifier for Watching {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        let chain = std::iter::once(end_entity).chain(intermediates);
        let chain = chain.map(|one| one.clone().into_owned()).collect();
        let name = server_name.to_str().into_owned();
        self.shown.lock().insert(name, chain);
        self.system
            .verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now)
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        self.system
            .verify_tls12_signature(message, certificate, signed)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        self.system
            .verify_tls13_signature(message, certificate, signed)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.system.supported_verify_schemes()
    }
}

/// Whether the chain would be believed on a computer that nobody told anything.
fn is_public(host: &str, chain: &[CertificateDer<'static>]) -> bool {
    static PUBLIC: OnceLock<Option<Arc<WebPkiServerVerifier>>> = OnceLock::new();
    let public = PUBLIC.get_or_init(|| {
        let mut roots = RootCertStore::empty();
        roots.add_parsable_certificates(webpki_root_certs::TLS_SERVER_ROOT_CERTS.iter().cloned());
        let provider: Arc<CryptoProvider> = Arc::new(rustls::crypto::ring::default_provider());
        WebPkiServerVerifier::builder_with_provider(Arc::new(roots), provider)
            .build()
            .ok()
    });
    let (Some(public), Some((leaf, others)), Ok(name)) =
        (public, chain.split_first(), ServerName::try_from(host))
    else {
        return false;
    };
    public
        .verify_server_cert(leaf, others, &name, &[], UnixTime::now())
        .is_ok()
}

fn issuer(certificate: &CertificateDer<'_>) -> Option<String> {
    let (_, certificate) = X509Certificate::from_der(certificate.as_ref()).ok()?;
    let name = written(certificate.issuer());
    let shown: String = name.chars().filter(|c| !c.is_control()).collect();
    (!shown.trim().is_empty()).then(|| shown.chars().take(LONGEST).collect())
}

/// `Corp TLS Inspection (Corp Ltd)`; what has neither part is written out whole.
fn written(name: &X509Name<'_>) -> String {
    let common = name.iter_common_name().next();
    let organization = name.iter_organization().next();
    let text = |part: Option<&x509_parser::x509::AttributeTypeAndValue<'_>>| {
        part.and_then(|part| part.as_str().ok().map(str::to_owned))
    };
    match (text(common), text(organization)) {
        (Some(common), Some(organization)) => format!("{common} ({organization})"),
        (Some(one), None) | (None, Some(one)) => one,
        (None, None) => name.to_string(),
    }
}
