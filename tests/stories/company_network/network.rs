//! A company's network on loopback: a proxy (RFC 9110 §9.3.6), and behind it one that opens TLS
//! and closes it again under its own certificates.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use sandbox::{Knobs, Sandbox, Settings};
use stories::certificates::Authority;
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;

use super::{CLIENT, PORT, PROXY, SECRET};

/// The one org that is reached from here.
pub(super) const ORG: &str = "acme.okta.com";
/// Who looks into the traffic.
pub(super) const INSPECTOR: &str = "Acme TLS Inspection (Acme Ltd)";

/// What stands between the desk and the org.
pub(super) struct Network {
    sandbox: Sandbox,
    proxy: SocketAddr,
    asked: Arc<Mutex<Vec<String>>>,
    refuses: Arc<AtomicBool>,
    certificates: TempDir,
}

impl Network {
    pub(super) async fn begin() -> Self {
        transport::install_crypto();
        let settings = Settings {
            served_as: Some(format!("https://{ORG}")),
            ..Settings::default()
        };
        let sandbox = Sandbox::start(settings).await.unwrap();
        let certificates = TempDir::new().unwrap();
        let inspector = Authority::new("Acme TLS Inspection");
        let stranger = Authority::new("Somebody Else");
        for (name, authority) in [("ours", &inspector), ("other", &stranger)] {
            std::fs::write(certificates.path().join(name), authority.pem()).unwrap();
        }
        let acceptor = inspector.acceptor(ORG);
        let (asked, refuses) = (Arc::default(), Arc::<AtomicBool>::default());
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let proxy = listener.local_addr().unwrap();
        let door = Door {
            acceptor,
            org: sandbox.address(),
            asked: Arc::clone(&asked),
            refuses: Arc::clone(&refuses),
        };
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let door = door.clone();
                // Whoever hangs up has what it wanted, or never will.
                tokio::spawn(async move { drop(door.pass(stream).await) });
            }
        });
        Self {
            sandbox,
            proxy,
            asked,
            refuses,
            certificates,
        }
    }

    /// From now on nobody is let through.
    pub(super) fn refuses_everybody(&self) {
        self.refuses.store(true, Ordering::SeqCst);
    }

    /// The certificate that makes this network trusted.
    pub(super) fn authority(&self) -> PathBuf {
        self.certificates.path().join("ours")
    }

    /// One that does not.
    pub(super) fn another_authority(&self) -> PathBuf {
        self.certificates.path().join("other")
    }

    pub(super) fn org(&self) -> Knobs {
        self.sandbox.knobs()
    }

    /// Whom the proxy was asked for.
    pub(super) fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }

    /// Runs the story of this name again, on a computer of this network that trusts `authority`.
    pub(super) async fn run_behind(&self, story: &str, authority: impl AsRef<Path>) {
        let app = self.sandbox.apps();
        let app = app
            .iter()
            .find(|app| app.connector.as_deref() == Some("Okta"));
        let app = app.unwrap();
        let port = free_port().await;
        let uri = format!("http://127.0.0.1:{port}/authorization-code/callback");
        self.org().add_redirect_uri(&app.client_id, &uri);
        let proxy = format!("http://{}", self.proxy);
        let ran = tokio::process::Command::new(std::env::current_exe().unwrap())
            .args(["--exact", story, "--nocapture"])
            .envs(["HTTPS_PROXY", "https_proxy"].map(|name| (name, &proxy)))
            .envs(["NO_PROXY", "no_proxy"].map(|name| (name, "127.0.0.1")))
            .env("SSL_CERT_FILE", authority.as_ref())
            .env_remove("SSL_CERT_DIR")
            .env(PROXY, &proxy)
            .env(PORT, port.to_string())
            .env(CLIENT, &app.client_id)
            .env(SECRET, app.client_secret.as_ref().unwrap())
            .stdin(Stdio::null())
            .output()
            .await
            .unwrap();
        let said = String::from_utf8_lossy(&ran.stdout);
        let complained = String::from_utf8_lossy(&ran.stderr);
        let well = ran.status.success() && said.contains("1 passed");
        assert!(well, "{said}\n{complained}");
    }
}

async fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    listener.local_addr().unwrap().port()
}

#[derive(Clone)]
struct Door {
    acceptor: TlsAcceptor,
    org: SocketAddr,
    asked: Arc<Mutex<Vec<String>>>,
    refuses: Arc<AtomicBool>,
}

impl Door {
    async fn pass(self, mut stream: TcpStream) -> std::io::Result<()> {
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            head.push(stream.read_u8().await?);
        }
        let head = String::from_utf8_lossy(&head).into_owned();
        let mut words = head.split_whitespace();
        let (method, to) = (words.next(), words.next().unwrap_or_default().to_owned());
        let known = method == Some("CONNECT") && to == format!("{ORG}:443");
        self.asked.lock().unwrap().push(to);
        if !known || self.refuses.load(Ordering::SeqCst) {
            return stream.write_all(b"HTTP/1.1 403 Forbidden\r\n\r\n").await;
        }
        stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await?;
        let mut opened = self.acceptor.accept(stream).await?;
        let mut org = TcpStream::connect(self.org).await?;
        copy_bidirectional(&mut opened, &mut org).await?;
        Ok(())
    }
}
