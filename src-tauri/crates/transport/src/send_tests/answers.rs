//! What comes back.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::GzEncoder;
use tokio::io::AsyncWriteExt;

use super::{answering, asked, head, listen, near, with_body};
use crate::{BodyLimit, TransportError};

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
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
