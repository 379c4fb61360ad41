//! Certificates as an authority of this story issues them, and servers that show them.

use std::sync::Arc;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use rcgen::{
    BasicConstraints, Certificate, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair,
    KeyUsagePurpose,
};
use tokio_rustls::TlsAcceptor;

/// Who issues certificates, and is trusted by whoever was told to.
pub struct Authority(CertifiedIssuer<'static, KeyPair>);

impl Authority {
    /// Of this name, with a key of its own. It signs itself.
    pub fn new(name: &str) -> Self {
        let mut params = CertificateParams::default();
        params.distinguished_name.push(DnType::CommonName, name);
        params
            .distinguished_name
            .push(DnType::OrganizationName, "Acme Ltd");
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign];
        let key = KeyPair::generate().expect("a key");
        Self(CertifiedIssuer::self_signed(params, key).expect("a certificate"))
    }

    /// Its own certificate as a store keeps it (RFC 7468).
    pub fn pem(&self) -> String {
        let certificate: &Certificate = self.0.as_ref();
        let text = BASE64_STANDARD.encode(certificate.der());
        let lines: Vec<&str> = (0..text.len())
            .step_by(64)
            .map(|at| &text[at..text.len().min(at + 64)])
            .collect();
        let body = lines.join("\n");
        format!("-----BEGIN CERTIFICATE-----\n{body}\n-----END CERTIFICATE-----\n")
    }

    /// Speaks TLS and HTTP/1.1 as `host`, under a certificate that it issues now.
    pub fn acceptor(&self, host: &str) -> TlsAcceptor {
        self.acceptor_with(host, |_| ())
    }

    /// The same under a certificate that is odd.
    pub fn acceptor_with(
        &self,
        host: &str,
        odd: impl FnOnce(&mut CertificateParams),
    ) -> TlsAcceptor {
        let key = KeyPair::generate().expect("a key");
        let mut params = CertificateParams::new(vec![host.to_owned()]).expect("a name");
        odd(&mut params);
        let certificate = params.signed_by(&key, &self.0).expect("a certificate");
        let key = key.serialize_der().try_into().expect("a key");
        let mut config = rustls::ServerConfig::builder()
            .with_no_client_auth()
            .with_single_cert(vec![certificate.der().clone()], key)
            .expect("a certificate and its key");
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        TlsAcceptor::from(Arc::new(config))
    }
}
