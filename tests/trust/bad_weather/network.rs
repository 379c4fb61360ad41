//! The network: a proxy (RFC 9110 §9.3.6) that everything goes through, and behind it orgs that
//! speak TLS, each under a sky of its own. A host that nobody here knows is foreign.

use std::collections::HashMap;
use std::io;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use rcgen::date_time_ymd;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio_rustls::TlsAcceptor;

use super::weather::{Fault, Hit, Place, Sky};
use super::{cable, talk};
use crate::certificates::Authority;

/// What is on the cable at once.
const BUFFER: usize = 64 * 1024;

/// The whole of it. Clones are the same one.
#[derive(Clone)]
pub(super) struct Network(Arc<Inside>);

struct Inside {
    ours: Authority,
    nobody: Authority,
    places: Mutex<HashMap<String, Location>>,
    foreign_bytes: AtomicU64,
}

/// An org as it is reached from here.
#[derive(Clone)]
pub(super) struct Location {
    host: String,
    address: SocketAddr,
    pub(super) sky: Arc<Sky>,
    wind: watch::Sender<u64>,
    acceptor: TlsAcceptor,
}

impl Location {
    /// Every connection to it ends.
    pub(super) fn is_swept(&self) {
        self.wind.send_modify(|gusts| *gusts += 1);
    }
}

impl Network {
    /// Stands at this address, and issues certificates as this authority.
    pub(super) async fn begin(at: SocketAddr, ours: Authority) -> io::Result<Self> {
        let network = Self(Arc::new(Inside {
            ours,
            nobody: Authority::new("Nobody"),
            places: Mutex::default(),
            foreign_bytes: AtomicU64::new(0),
        }));
        let listener = TcpListener::bind(at).await?;
        let standing = network.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let network = standing.clone();
                // Whoever hangs up has what it wanted, or never will.
                tokio::spawn(async move { drop(network.connect(stream).await) });
            }
        });
        Ok(network)
    }

    /// From now on `host` is reached, and is the org at this address.
    pub(super) fn knows(&self, host: &str, address: SocketAddr) -> Location {
        let location = Location {
            host: host.to_owned(),
            address,
            sky: Arc::default(),
            wind: watch::Sender::new(0),
            acceptor: self.0.ours.acceptor(host),
        };
        let mut places = self.0.places.lock().unwrap_or_else(PoisonError::into_inner);
        places.insert(host.to_owned(), location.clone());
        location
    }

    /// How many bytes of requests came to hosts that are none of ours.
    pub(super) fn foreign_bytes(&self) -> u64 {
        self.0.foreign_bytes.load(Ordering::SeqCst)
    }

    async fn connect(self, mut stream: TcpStream) -> io::Result<()> {
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            head.push(stream.read_u8().await?);
        }
        let head = String::from_utf8_lossy(&head).into_owned();
        let to = head.split_whitespace().nth(1).unwrap_or_default();
        let location = to.strip_suffix(":443").and_then(|host| {
            let places = self.0.places.lock().unwrap_or_else(PoisonError::into_inner);
            places.get(host).cloned()
        });
        let Some(location) = location else {
            // That it was asked for at all is too much.
            self.0.foreign_bytes.fetch_add(1, Ordering::SeqCst);
            return stream.write_all(b"HTTP/1.1 403 Forbidden\r\n\r\n").await;
        };
        stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await?;
        if let Some(hit) = location.sky.strikes(Place::Door) {
            location.sky.harms();
            self.be_foreign(stream, &location.host, hit).await;
            return Ok(());
        }
        let (near, far) = tokio::io::duplex(BUFFER);
        let wind = location.wind.subscribe();
        let sky = Arc::clone(&location.sky);
        let talking = async {
            if let Ok(opened) = location.acceptor.accept(far).await {
                drop(talk::talk(opened, location.address, &location.sky).await);
            }
        };
        tokio::join!(cable::pass(stream, near, sky, wind), talking);
        Ok(())
    }

    /// Somebody else answers under this name; whatever is said to him is too much.
    async fn be_foreign(&self, stream: TcpStream, host: &str, hit: Hit) {
        let (ours, nobody) = (&self.0.ours, &self.0.nobody);
        let acceptor = match (hit.fault, hit.chance.below(3, 20)) {
            (Fault::Elsewhere, _) | (_, 0) => nobody.acceptor(host),
            (_, 1) => ours.acceptor("another.okta.com"),
            _ => ours.acceptor_with(host, |params| {
                params.not_before = date_time_ymd(2020, 1, 1);
                params.not_after = date_time_ymd(2021, 1, 1);
            }),
        };
        let Ok(mut opened) = acceptor.accept(stream).await else {
            return;
        };
        let mut said = [0; 1024];
        while let Ok(length @ 1..) = opened.read(&mut said).await {
            self.0
                .foreign_bytes
                .fetch_add(length as u64, Ordering::SeqCst);
        }
    }
}
