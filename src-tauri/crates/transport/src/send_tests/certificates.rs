//! Certificates that must not be believed, beside one that must.

use std::net::{IpAddr, Ipv4Addr};
use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, CidrSubnet, CustomExtension,
    ExtendedKeyUsagePurpose, GeneralSubtree, IsCa, KeyPair, KeyUsagePurpose, NameConstraints,
    SanType, date_time_ymd,
};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::{asked, listen, with_body};
use crate::{BodyLimit, Origin, TransportError, install_crypto};

type Ca = CertifiedIssuer<'static, KeyPair>;

/// What a server shows.
struct Shown {
    chain: Vec<CertificateDer<'static>>,
    key: KeyPair,
}

fn root(odd: impl FnOnce(&mut CertificateParams)) -> Ca {
    CertifiedIssuer::self_signed(ca(odd), KeyPair::generate().unwrap()).unwrap()
}

fn ca(odd: impl FnOnce(&mut CertificateParams)) -> CertificateParams {
    let mut params = CertificateParams::default();
    params
        .distinguished_name
        .push(rcgen::DnType::CommonName, "Some Authority");
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign];
    odd(&mut params);
    params
}

fn between(issuer: &Ca, odd: impl FnOnce(&mut CertificateParams)) -> Ca {
    let mut params = ca(odd);
    params
        .distinguished_name
        .push(rcgen::DnType::CommonName, "Between");
    CertifiedIssuer::signed_by(params, KeyPair::generate().unwrap(), issuer).unwrap()
}

/// A server's certificate for this computer, and what stands between it and the root.
fn leaf(issuer: &Ca, between: &[&Ca], odd: impl FnOnce(&mut CertificateParams)) -> Shown {
    let key = KeyPair::generate().unwrap();
    let mut params = CertificateParams::default();
    params.subject_alt_names = vec![SanType::IpAddress(IpAddr::V4(Ipv4Addr::LOCALHOST))];
    odd(&mut params);
    let own = params.signed_by(&key, issuer).unwrap();
    let mut chain = vec![own.der().clone()];
    chain.extend(
        between
            .iter()
            .map(|one| AsRef::<rcgen::Certificate>::as_ref(one).der().clone()),
    );
    Shown { chain, key }
}

/// Shows a certificate whether the key fits or not.
#[derive(Debug)]
struct Always(Arc<CertifiedKey>);

impl ResolvesServerCert for Always {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(Arc::clone(&self.0))
    }
}

/// Asks a server that shows this: what came of it, and how many bytes of a request it got.
async fn ask(shown: Shown) -> (Result<(), TransportError>, usize) {
    let key = PrivateKeyDer::try_from(shown.key.serialize_der()).unwrap();
    let key = rustls::crypto::ring::sign::any_supported_type(&key).unwrap();
    let always = Always(Arc::new(CertifiedKey::new(shown.chain, key)));
    let config = rustls::ServerConfig::builder()
        .with_no_client_auth()
        .with_cert_resolver(Arc::new(always));
    let acceptor = tokio_rustls::TlsAcceptor::from(Arc::new(config));
    let (listener, address) = listen().await;
    let server = tokio::spawn(async move {
        let (stream, _) = listener.accept().await.unwrap();
        let Ok(mut stream) = acceptor.accept(stream).await else {
            return 0;
        };
        let mut request = [0; 4096];
        let read = stream.read(&mut request).await.unwrap_or(0);
        if read > 0 {
            let answer = with_body("Connection: close\r\n", b"{}");
            stream.write_all(&answer).await.unwrap();
            let _closed = stream.shutdown().await;
        }
        read
    });
    let origin = Origin::public_for_test(&format!("https://{address}"));
    let came = asked(&origin, BodyLimit::Token).await.map(drop);
    (came, server.await.unwrap())
}

/// What `ca-certificates` has, for a process that trusts this root alone.
fn store(at: &Path, root: &Ca) {
    let certificate: &rcgen::Certificate = root.as_ref();
    let body = BASE64_STANDARD.encode(certificate.der());
    let pem = format!("-----BEGIN CERTIFICATE-----\n{body}\n-----END CERTIFICATE-----\n");
    std::fs::write(at, pem).unwrap();
}

fn hostile(root: &Ca) -> Vec<(&'static str, Shown)> {
    let past = |params: &mut CertificateParams| {
        params.not_before = date_time_ymd(2019, 1, 1);
        params.not_after = date_time_ymd(2020, 1, 1);
    };
    let none = |_: &mut CertificateParams| ();
    let stranger = self::root(none);
    let middle = between(root, none);
    let old_middle = between(root, past);
    let short = between(root, |params| {
        params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    });
    let below_short = between(&short, none);
    let narrow = between(root, |params| {
        let elsewhere = CidrSubnet::V4([10, 0, 0, 0], [255, 0, 0, 0]);
        params.name_constraints = Some(NameConstraints {
            permitted_subtrees: vec![GeneralSubtree::IpAddress(elsewhere)],
            excluded_subtrees: Vec::new(),
        });
    });
    let no_ca = between(root, |params| params.is_ca = IsCa::ExplicitNoCa);
    let own_key = KeyPair::generate().unwrap();
    let mut own = CertificateParams::default();
    own.subject_alt_names = vec![SanType::IpAddress(IpAddr::V4(Ipv4Addr::LOCALHOST))];
    let own = Shown {
        chain: vec![own.self_signed(&own_key).unwrap().der().clone()],
        key: own_key,
    };
    let mut tampered = leaf(root, &[], none);
    let mut bytes = tampered.chain[0].to_vec();
    *bytes.last_mut().unwrap() ^= 1;
    tampered.chain[0] = bytes.into();
    let mut of_another = leaf(root, &[], none);
    of_another.key = KeyPair::generate().unwrap();
    vec![
        ("too old", leaf(root, &[], past)),
        (
            "not yet",
            leaf(root, &[], |params| {
                params.not_before = date_time_ymd(2090, 1, 1);
            }),
        ),
        (
            "another name",
            leaf(root, &[], |params| {
                let other = SanType::DnsName("acme.okta.com".try_into().unwrap());
                params.subject_alt_names = vec![other];
            }),
        ),
        (
            "a name in the subject only",
            leaf(root, &[], |params| {
                params.subject_alt_names.clear();
                params
                    .distinguished_name
                    .push(rcgen::DnType::CommonName, "127.0.0.1");
            }),
        ),
        ("signed by itself", own),
        ("of an unknown authority", leaf(&stranger, &[], none)),
        (
            "an unknown authority shown along",
            leaf(&stranger, &[&stranger], none),
        ),
        ("the one between is missing", leaf(&middle, &[], none)),
        (
            "the one between is too old",
            leaf(&old_middle, &[&old_middle], none),
        ),
        (
            "the one between may issue none",
            leaf(&no_ca, &[&no_ca], none),
        ),
        (
            "one more between than allowed",
            leaf(&below_short, &[&below_short, &short], none),
        ),
        ("outside the names allowed", leaf(&narrow, &[&narrow], none)),
        (
            "for clients only",
            leaf(root, &[], |params| {
                params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
            }),
        ),
        (
            "with a critical extension that nobody knows",
            leaf(root, &[], |params| {
                let mut unknown =
                    CustomExtension::from_oid_content(&[1, 3, 6, 1, 4, 1, 99_999, 1], vec![5, 0]);
                unknown.set_criticality(true);
                params.custom_extensions = vec![unknown];
            }),
        ),
        ("a signature that was changed", tampered),
        ("the key of another", of_another),
    ]
}

/// Runs itself again with the root in the environment, which cannot be changed from within.
#[tokio::test]
#[expect(
    clippy::disallowed_methods,
    reason = "this test starts itself with another store, and tells it so"
)]
async fn of_sixteen_bad_certificates_none_is_believed_and_nothing_is_sent() {
    const THIS: &str = "send::tests::certificates::of_sixteen_bad_certificates_none_is_believed_and_nothing_is_sent";
    install_crypto();
    let Some(file) = std::env::var_os("TRANSPORT_TEST_STORE") else {
        let folder = std::env::temp_dir().join(format!("store-{}", std::process::id()));
        let run = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", THIS, "--nocapture"])
            .env("TRANSPORT_TEST_STORE", &folder)
            .env("SSL_CERT_FILE", &folder)
            .env_remove("SSL_CERT_DIR")
            .env("NO_PROXY", "127.0.0.1")
            .output();
        let _gone = std::fs::remove_file(&folder);
        let run = run.unwrap();
        let said = String::from_utf8_lossy(&run.stdout);
        let complained = String::from_utf8_lossy(&run.stderr);
        let well = run.status.success() && said.contains("1 passed");
        assert!(well, "{said}{complained}");
        return;
    };
    let root = root(|_| ());
    store(Path::new(&file), &root);
    let middle = between(&root, |_| ());
    for (name, good) in [
        ("direct", leaf(&root, &[], |_| ())),
        ("by way of another", leaf(&middle, &[&middle], |_| ())),
    ] {
        let (came, sent) = ask(good).await;
        assert_eq!(came, Ok(()), "{name}");
        assert!(sent > 0, "{name}");
    }
    let hostile = hostile(&root);
    assert_eq!(hostile.len(), 16);
    for (name, bad) in hostile {
        let (came, sent) = ask(bad).await;
        let refused = matches!(
            came,
            Err(TransportError::Tls { .. } | TransportError::UnknownAuthority { .. })
        );
        assert!(refused, "{name}: {came:?}");
        assert_eq!(sent, 0, "{name}");
    }
}

/// A server's hello of TLS 1.1, which is all that it speaks.
#[tokio::test]
async fn a_server_that_speaks_older_tls_only_is_refused() {
    let (listener, address) = listen().await;
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut hello = [0; 4096];
        let _read = stream.read(&mut hello).await;
        // Handshake record, ServerHello, version 3.2, a random, no session, AES-128-CBC-SHA.
        let mut body = vec![3, 2];
        body.extend([7; 32]);
        body.extend([0, 0, 0x2f, 0]);
        let length = u8::try_from(body.len()).unwrap();
        let mut record = vec![22, 3, 2, 0, length + 4, 2, 0, 0, length];
        record.extend(body);
        stream.write_all(&record).await.unwrap();
        let _rest = stream.read(&mut hello).await;
    });
    let origin = Origin::public_for_test(&format!("https://{address}"));
    let error = asked(&origin, BodyLimit::Token).await.unwrap_err();
    assert!(matches!(error, TransportError::Tls { .. }), "{error:?}");
    assert!(!error.request_was_sent());
}
