//! How long it may take, and how much at once.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::io::AsyncWriteExt;
use tokio::sync::{Notify, mpsc};
use tokio::task::JoinSet;

use super::{asked, get, head, listen, near, with_body};
use crate::{BodyLimit, Origin, Phase, Transport, TransportError};

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
async fn a_server_that_never_shakes_hands_is_given_five_seconds_and_was_told_nothing() {
    let (listener, address) = listen().await;
    let (heard, mut knocked) = mpsc::channel(1);
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        // The client's hello, which names nobody's secret; and silence.
        let mut hello = [0; 64];
        let _read = tokio::io::AsyncReadExt::read(&mut stream, &mut hello).await;
        heard.send(stream).await.unwrap();
    });
    let origin = Origin::public_for_test(&format!("https://{address}"));
    let waiting = tokio::spawn(async move { asked(&origin, BodyLimit::Token).await });
    let _silent = knocked.recv().await.unwrap();
    tokio::time::pause();
    let since = tokio::time::Instant::now();
    let error = waiting.await.unwrap().unwrap_err();
    let phase = Phase::Connecting;
    assert_eq!(error, TransportError::TimedOut { phase });
    assert!(!error.request_was_sent());
    assert!(since.elapsed().as_secs() <= 5, "{:?}", since.elapsed());
}

#[tokio::test]
async fn a_body_that_stops_coming_is_given_ten_seconds() {
    let (listener, address) = listen().await;
    let (heard, mut answered) = mpsc::channel(1);
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        head(&mut stream).await;
        let begun = b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{";
        stream.write_all(begun).await.unwrap();
        heard.send(stream).await.unwrap();
    });
    let waiting = tokio::spawn(async move { asked(&near(address), BodyLimit::Page).await });
    let _silent = answered.recv().await.unwrap();
    tokio::time::pause();
    let since = tokio::time::Instant::now();
    let error = waiting.await.unwrap().unwrap_err();
    assert!(
        matches!(error, TransportError::TimedOut { .. }),
        "{error:?}"
    );
    assert!(error.request_was_sent());
    assert!(since.elapsed().as_secs() <= 10, "{:?}", since.elapsed());
}
