//! What leaves, and where to.

use std::sync::Arc;

use domain::{LoopbackOrgs, OrgHost};
use http::Method;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::{answering, asked, get, head, listen, near, with_body};
use crate::{BodyLimit, Origin, Transport, TransportError, install_crypto};

#[tokio::test]
async fn a_request_says_who_we_are_and_nothing_more() {
    let (listener, address) = listen().await;
    let server = tokio::spawn(async move {
        let mut heads = Vec::new();
        for _ in 0..2 {
            let (mut stream, _) = listener.accept().await.unwrap();
            heads.push(head(&mut stream).await);
            let cookie = with_body("Set-Cookie: a=b\r\nConnection: close\r\n", b"{}");
            stream.write_all(&cookie).await.unwrap();
        }
        heads
    });
    let transport = Transport::new().unwrap();
    for _ in 0..2 {
        let request = get("/oauth2/v1/keys?x=1");
        transport
            .send(&near(address), request, BodyLimit::Metadata)
            .await
            .unwrap();
    }
    for head in server.await.unwrap() {
        let head = head.to_ascii_lowercase();
        assert!(
            head.starts_with("get /oauth2/v1/keys?x=1 http/1.1\r\n"),
            "{head}"
        );
        assert!(
            head.contains("\r\nuser-agent: connectionsconsole/0.1.0\r\n"),
            "{head}"
        );
        for unwanted in ["cookie", "referer", "accept-encoding"] {
            assert!(!head.contains(unwanted), "{head}");
        }
    }
}

#[tokio::test]
async fn where_nobody_listens_nothing_was_sent() {
    let (listener, address) = listen().await;
    drop(listener);
    let error = asked(&near(address), BodyLimit::Token).await.unwrap_err();
    assert_eq!(error, TransportError::ConnectionRefused);
    assert!(!error.request_was_sent());
}

#[tokio::test]
async fn a_request_to_another_origin_does_not_leave() {
    let (listener, address) = listen().await;
    let transport = Transport::new().unwrap();
    let elsewhere = get(&format!("http://{address}/"));
    let origin = near("127.0.0.1:9".parse().unwrap());
    let error = transport
        .send(&origin, elsewhere, BodyLimit::Token)
        .await
        .unwrap_err();
    assert_eq!(error, TransportError::WrongOrigin);
    let nobody_came = listener.into_std().unwrap().accept().unwrap_err();
    assert_eq!(nobody_came.kind(), std::io::ErrorKind::WouldBlock);
}

#[tokio::test]
async fn a_public_origin_that_leads_to_this_computer_is_not_connected_to() {
    let (listener, address) = listen().await;
    let origin = Origin::public_for_test(&format!("https://localhost:{}", address.port()));
    let error = asked(&origin, BodyLimit::Token).await.unwrap_err();
    assert_eq!(error, TransportError::PrivateAddress);
    assert!(!error.request_was_sent());
    let nobody_came = listener.into_std().unwrap().accept().unwrap_err();
    assert_eq!(nobody_came.kind(), std::io::ErrorKind::WouldBlock);
}

#[tokio::test]
async fn a_public_origin_is_not_spoken_to_in_the_clear() {
    let (listener, address) = listen().await;
    let origin = Origin::public_for_test(&format!("http://{address}"));
    let error = asked(&origin, BodyLimit::Token).await.unwrap_err();
    assert_eq!(error, TransportError::Unsendable);
    let nobody_came = listener.into_std().unwrap().accept().unwrap_err();
    assert_eq!(nobody_came.kind(), std::io::ErrorKind::WouldBlock);
}

#[tokio::test]
async fn a_certificate_that_nobody_vouches_for_is_refused() {
    install_crypto();
    let certificate = rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()]).unwrap();
    let key = certificate.signing_key.serialize_der();
    let config = rustls::ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(
            vec![certificate.cert.der().clone()],
            key.try_into().unwrap(),
        )
        .unwrap();
    let acceptor = tokio_rustls::TlsAcceptor::from(Arc::new(config));
    let (listener, address) = listen().await;
    let server = tokio::spawn(async move {
        let (stream, _) = listener.accept().await.unwrap();
        let Ok(mut stream) = acceptor.accept(stream).await else {
            return 0;
        };
        let mut received = Vec::new();
        stream.read_to_end(&mut received).await.unwrap_or_default()
    });
    let origin = Origin::public_for_test(&format!("https://{address}"));
    let error = asked(&origin, BodyLimit::Token).await.unwrap_err();
    let issuer = Some("rcgen self signed cert".to_owned());
    assert_eq!(error, TransportError::UnknownAuthority { issuer });
    assert!(!error.request_was_sent());
    assert_eq!(server.await.unwrap(), 0, "bytes of a request were sent");
}

#[tokio::test]
async fn what_does_not_speak_tls_is_refused() {
    let (listener, address) = listen().await;
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        stream
            .write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n")
            .await
            .unwrap();
    });
    let origin = Origin::public_for_test(&format!("https://{address}"));
    let error = asked(&origin, BodyLimit::Token).await.unwrap_err();
    assert!(matches!(error, TransportError::Tls { .. }), "{error:?}");
}

#[tokio::test]
async fn a_method_and_a_body_arrive_as_they_were_given() {
    let (listener, address) = listen().await;
    let server = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let head = head(&mut stream).await;
        let mut body = [0; 5];
        stream.read_exact(&mut body).await.unwrap();
        stream.write_all(&with_body("", b"")).await.unwrap();
        (head, body)
    });
    let mut request = get("/api/v1/users/00u1");
    *request.method_mut() = Method::PUT;
    *request.body_mut() = b"hello".to_vec();
    let transport = Transport::new().unwrap();
    transport
        .send(&near(address), request, BodyLimit::Page)
        .await
        .unwrap();
    let (head, body) = server.await.unwrap();
    assert!(head.starts_with("PUT /api/v1/users/00u1 "), "{head}");
    assert_eq!(&body, b"hello");
}

/// Runs itself again with a proxy in the environment, which cannot be changed from within.
#[tokio::test]
async fn a_proxy_is_used_for_the_internet_and_never_for_this_computer() {
    const PROXY: &str = "http://proxy.invalid:3128";
    let transport = Transport::new().unwrap();
    let acme = OrgHost::parse("acme.okta.com", LoopbackOrgs::Refused).unwrap();
    if transport.proxy(&Origin::from(&acme)).as_deref() == Some(PROXY) {
        let origin = answering(with_body("", b"{}")).await;
        assert_eq!(transport.proxy(&origin), None);
        assert!(asked(&origin, BodyLimit::Token).await.is_ok());
        return;
    }
    let run = std::process::Command::new(std::env::current_exe().unwrap())
        .args([
            "--exact",
            "send::tests::requests::a_proxy_is_used_for_the_internet_and_never_for_this_computer",
        ])
        .envs(["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"].map(|name| (name, PROXY)))
        .envs(["http_proxy", "https_proxy", "all_proxy"].map(|name| (name, PROXY)))
        .env_remove("NO_PROXY")
        .env_remove("no_proxy")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&run.stdout);
    assert!(run.status.success() && said.contains("1 passed"), "{said}");
}
