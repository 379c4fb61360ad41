//! Against servers that speak raw TCP, because most of them do not speak HTTP well.

mod answers;
mod certificates;
mod halves;
mod requests;
mod time;

use std::net::SocketAddr;

use domain::{LoopbackOrgs, OrgHost};
use http::{Request, Response};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::{BodyLimit, Origin, Transport, TransportError};

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

fn with_body(headers: &str, body: &[u8]) -> Vec<u8> {
    let length = body.len();
    let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {length}\r\n{headers}\r\n");
    [head.as_bytes(), body].concat()
}
