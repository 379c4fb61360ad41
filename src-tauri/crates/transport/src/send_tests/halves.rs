//! The head of an answer, before its body.

use tokio::io::AsyncWriteExt;
use tokio::sync::oneshot;

use super::{get, head, listen, near, with_body};
use crate::{BodyLimit, Transport, TransportError};

const HEAD: &[u8] = b"HTTP/1.1 200 OK\r\nX-A: b\r\nContent-Length: 7\r\n\r\n";

#[tokio::test]
async fn the_head_is_there_before_the_body() {
    let (listener, address) = listen().await;
    let (go_on, told) = oneshot::channel::<()>();
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        head(&mut stream).await;
        stream.write_all(HEAD).await.unwrap();
        told.await.unwrap();
        stream.write_all(b"[1,2,3]").await.unwrap();
    });
    let transport = Transport::new().unwrap();
    let origin = near(address);
    let arriving = transport.begin(&origin, get("/"), BodyLimit::Page);
    let arriving = arriving.await.unwrap();
    assert_eq!(arriving.head().headers()["x-a"], "b");

    go_on.send(()).unwrap();
    let whole = arriving.whole().await.unwrap();
    assert_eq!(
        (whole.status().as_u16(), &whole.body()[..]),
        (200, &b"[1,2,3]"[..])
    );
    assert_eq!(whole.headers()["x-a"], "b");
}

#[tokio::test]
async fn a_body_that_breaks_off_after_its_head_is_no_answer() {
    let (listener, address) = listen().await;
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        head(&mut stream).await;
        stream.write_all(HEAD).await.unwrap();
    });
    let transport = Transport::new().unwrap();
    let origin = near(address);
    let arriving = transport.begin(&origin, get("/"), BodyLimit::Page);
    let broken = arriving.await.unwrap().whole().await.unwrap_err();
    assert_eq!(broken, TransportError::CutOff);
}

#[tokio::test]
async fn an_answer_counts_as_under_way_until_it_is_read_or_given_up() {
    let (listener, address) = listen().await;
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            tokio::spawn(async move {
                head(&mut stream).await;
                let answer = with_body("Connection: close\r\n", b"[]");
                stream.write_all(&answer).await.unwrap();
            });
        }
    });
    let transport = Transport::new().unwrap();
    let origin = near(address);
    let free = || transport.turns(&origin).available_permits();
    let mut halves = Vec::new();
    for _ in 0..4 {
        let half = transport.begin(&origin, get("/"), BodyLimit::Page).await;
        halves.push(half.unwrap());
    }
    assert_eq!(free(), 0);

    drop(halves.pop());
    assert_eq!(free(), 1);
    halves.pop().unwrap().whole().await.unwrap();
    assert_eq!(free(), 2);
}
