//! Against servers that speak raw TCP, because most of them do not speak HTTP well.

use std::io::Write as _;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use domain::{LoopbackOrgs, OrgHost};
use flate2::Compression;
use flate2::write::GzEncoder;
use http::Method;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Notify, mpsc};
use tokio::task::JoinSet;

use super::*;

fn near(address: SocketAddr) -> Origin {
    let typed = format!("http://{address}");
    Origin::from(&OrgHost::parse(&typed, LoopbackOrgs::Allowed).unwrap())
}

fn get(uri: &str) -> Request<Vec<u8>> {
    Request::get(uri).body(Vec::new()).unwrap()
}

async fn listen() -> (TcpListener, SocketAddr) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    (listener, address)
}

/// The head of one request.
async fn head(stream: &mut TcpStream) -> String {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        match stream.read_u8().await {
            Ok(byte) => head.push(byte),
            Err(_) => break,
        }
    }
    String::from_utf8_lossy(&head).into_owned()
}

/// A server that answers every connection with these bytes and then closes it.
async fn answering(bytes: impl Into<Vec<u8>>) -> Origin {
    let (listener, address) = listen().await;
    let bytes = bytes.into();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            head(&mut stream).await;
            // The client may hang up as soon as it has seen enough.
            let _hung_up = stream.write_all(&bytes).await;
        }
    });
    near(address)
}

async fn asked(origin: &Origin, limit: BodyLimit) -> Result<Response<Vec<u8>>, TransportError> {
    let transport = Transport::new().unwrap();
    transport.send(origin, get("/x?y=1"), limit).await
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn with_body(headers: &str, body: &[u8]) -> Vec<u8> {
    let length = body.len();
    let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {length}\r\n{headers}\r\n");
    [head.as_bytes(), body].concat()
}

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
async fn an_answer_comes_back_whatever_its_status() {
    for status in [200, 204, 400, 401, 404, 429, 500, 503] {
        let origin = answering(format!(
            "HTTP/1.1 {status} X\r\nContent-Length: 0\r\nX-A: b\r\n\r\n"
        ))
        .await;
        let response = asked(&origin, BodyLimit::Token).await.unwrap();
        assert_eq!(response.status().as_u16(), status);
        assert_eq!(response.headers()["x-a"], "b");
    }
}

#[tokio::test]
async fn no_redirect_is_followed() {
    let (elsewhere, address) = listen().await;
    for status in [301, 302, 303, 307, 308] {
        let to = format!(
            "HTTP/1.1 {status} X\r\nLocation: http://{address}/\r\nContent-Length: 0\r\n\r\n"
        );
        let origin = answering(to).await;
        let error = asked(&origin, BodyLimit::Token).await.unwrap_err();
        // Another port of the same host is not named as another host.
        assert_eq!(
            error,
            TransportError::Redirected {
                location_host: None
            }
        );
        assert!(error.request_was_sent());

        let away = format!(
            "HTTP/1.1 {status} X\r\nLocation: https://evil.dev/\r\nContent-Length: 0\r\n\r\n"
        );
        let error = asked(&answering(away).await, BodyLimit::Token)
            .await
            .unwrap_err();
        assert_eq!(
            error,
            TransportError::Redirected {
                location_host: Some("evil.dev".into())
            }
        );
    }
    let nobody_came = elsewhere.into_std().unwrap().accept().unwrap_err();
    assert_eq!(nobody_came.kind(), std::io::ErrorKind::WouldBlock);
}

#[tokio::test]
async fn an_answer_that_is_too_large_is_not_read_to_its_end() {
    for limit in [BodyLimit::Token, BodyLimit::Metadata] {
        let fits = vec![b' '; limit.bytes()];
        assert!(
            asked(&answering(with_body("", &fits)).await, limit)
                .await
                .is_ok()
        );
        let large = vec![b' '; limit.bytes() + 1];
        let error = asked(&answering(with_body("", &large)).await, limit)
            .await
            .unwrap_err();
        assert_eq!(
            error,
            TransportError::TooLarge {
                limit: limit.bytes()
            }
        );
    }
}

#[tokio::test]
async fn an_endless_answer_ends_at_the_limit() {
    let (listener, address) = listen().await;
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        head(&mut stream).await;
        stream
            .write_all(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
            .await
            .unwrap();
        while stream.write_all(b"4\r\nabcd\r\n").await.is_ok() {}
    });
    let error = asked(&near(address), BodyLimit::Token).await.unwrap_err();
    assert!(
        matches!(error, TransportError::TooLarge { .. }),
        "{error:?}"
    );
}

#[tokio::test]
async fn a_page_may_come_compressed_and_a_bomb_is_counted_as_it_unfolds() {
    let page = with_body("Content-Encoding: gzip\r\n", &gzip(b"[1,2,3]"));
    let response = asked(&answering(page).await, BodyLimit::Page)
        .await
        .unwrap();
    assert_eq!(response.body(), b"[1,2,3]");

    let unfolded = vec![0; 64 * 1024 * 1024];
    let bomb = gzip(&unfolded);
    assert!(bomb.len() < 100_000);
    let bomb = with_body("Content-Encoding: gzip\r\n", &bomb);
    let error = asked(&answering(bomb).await, BodyLimit::Page)
        .await
        .unwrap_err();
    assert!(
        matches!(error, TransportError::TooLarge { .. }),
        "{error:?}"
    );
}

#[tokio::test]
async fn an_encoding_that_was_not_asked_for_is_not_undone() {
    let folded = gzip(b"{}");
    for (encoding, limit) in [
        ("gzip", BodyLimit::Token),
        ("gzip", BodyLimit::Metadata),
        ("br", BodyLimit::Page),
        ("zstd", BodyLimit::Page),
        ("gzip, gzip", BodyLimit::Page),
    ] {
        let answer = with_body(&format!("Content-Encoding: {encoding}\r\n"), &folded);
        let error = asked(&answering(answer).await, limit).await.unwrap_err();
        assert_eq!(error, TransportError::Encoded, "{encoding}");
    }
    let cut_short = &gzip(&[7; 10_000])[..20];
    let answer = with_body("Content-Encoding: gzip\r\n", cut_short);
    assert!(
        asked(&answering(answer).await, BodyLimit::Page)
            .await
            .is_err()
    );
}

#[tokio::test]
async fn what_is_broken_off_may_have_been_carried_out() {
    for broken in [
        "",
        "HTTP/1.1 200",
        "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n{}",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffff\r\nab",
        "SSH-2.0-OpenSSH\r\n",
    ] {
        let error = asked(&answering(broken).await, BodyLimit::Token)
            .await
            .unwrap_err();
        assert_eq!(error, TransportError::CutOff, "{broken}");
        assert!(error.request_was_sent());
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
    assert!(matches!(error, TransportError::Tls { .. }), "{error:?}");
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
async fn a_server_that_never_answers_is_given_ten_seconds() {
    let (listener, address) = listen().await;
    let (heard, mut asked_now) = mpsc::channel(1);
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        head(&mut stream).await;
        heard.send(stream).await.unwrap();
    });
    let waiting = tokio::spawn(async move { asked(&near(address), BodyLimit::Token).await });
    let _silent = asked_now.recv().await.unwrap();
    // From here on time passes as fast as nothing else happens.
    tokio::time::pause();
    let since = tokio::time::Instant::now();
    let error = waiting.await.unwrap().unwrap_err();
    assert_eq!(
        error,
        TransportError::TimedOut {
            phase: Phase::Waiting
        }
    );
    assert!(error.request_was_sent());
    assert!(since.elapsed().as_secs() <= 10, "{:?}", since.elapsed());
}

#[tokio::test]
async fn an_answer_that_drips_ends_with_the_whole_time() {
    let (listener, address) = listen().await;
    let (heard, mut asked_now) = mpsc::channel(1);
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        head(&mut stream).await;
        stream
            .write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
            .await
            .unwrap();
        heard.send(()).await.unwrap();
        // Paused time: five of its seconds are none of ours.
        while stream.write_all(b"x").await.is_ok() {
            tokio::time::sleep(Duration::from_secs(5)).await;
        }
    });
    let waiting = tokio::spawn(async move { asked(&near(address), BodyLimit::Token).await });
    asked_now.recv().await.unwrap();
    tokio::time::pause();
    let error = waiting.await.unwrap().unwrap_err();
    assert_eq!(
        error,
        TransportError::TimedOut {
            phase: Phase::Reading
        }
    );
}

#[tokio::test]
async fn at_most_four_requests_to_one_origin_are_under_way() {
    let (listener, address) = listen().await;
    let under_way = Arc::new(AtomicUsize::new(0));
    let most = Arc::new(AtomicUsize::new(0));
    let gate = Arc::new(Notify::new());
    let (arrived, mut arrivals) = mpsc::unbounded_channel();
    let server = (Arc::clone(&under_way), Arc::clone(&most), Arc::clone(&gate));
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let (under_way, most, gate) = server.clone();
            let arrived = arrived.clone();
            tokio::spawn(async move {
                head(&mut stream).await;
                let now = under_way.fetch_add(1, Ordering::SeqCst) + 1;
                most.fetch_max(now, Ordering::SeqCst);
                arrived.send(()).unwrap();
                gate.notified().await;
                under_way.fetch_sub(1, Ordering::SeqCst);
                stream
                    .write_all(&with_body("Connection: close\r\n", b""))
                    .await
                    .unwrap();
            });
        }
    });
    let transport = Transport::new().unwrap();
    let mut requests = JoinSet::new();
    for _ in 0..12 {
        let transport = transport.clone();
        let origin = near(address);
        requests.spawn(async move { transport.send(&origin, get("/"), BodyLimit::Token).await });
    }
    for arrived in 1..=12 {
        arrivals.recv().await.unwrap();
        // The first four are held until all four are there; then one leaves for each that comes.
        if arrived >= 4 {
            gate.notify_one();
        }
    }
    for _ in 0..3 {
        gate.notify_one();
    }
    assert!(requests.join_all().await.iter().all(Result::is_ok));
    assert_eq!(most.load(Ordering::SeqCst), 4);
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
            "send::tests::a_proxy_is_used_for_the_internet_and_never_for_this_computer",
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
