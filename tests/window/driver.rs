//! WebKit's own driver, one for each program that is driven.

use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result};
use fantoccini::wd::Capabilities;
use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::json;

use super::{Running, unprivileged, until};

/// A program comes up in a second or two; on a busy machine in ten.
const PATIENCE: Duration = Duration::from_secs(40);

/// A driver that is running, and the session in which it drives one program.
#[derive(Debug)]
pub(super) struct Driver {
    pub(super) client: Client,
    _driver: Running,
}

impl Driver {
    /// Starts `program`, which finds `environment` around it. One that was closed a moment ago may
    /// still hold its folder: then the new one ends at once, and the driver waits for it for ever.
    pub(super) async fn drive(
        program: &Path,
        arguments: &[&str],
        environment: &[(String, String)],
        without_rights: bool,
    ) -> Result<Self> {
        for _ in 0..2 {
            let attempt = Self::attempt(program, arguments, environment, without_rights);
            if let Ok(driver) = tokio::time::timeout(PATIENCE, attempt).await {
                return driver;
            }
        }
        Self::attempt(program, arguments, environment, without_rights).await
    }

    async fn attempt(
        program: &Path,
        arguments: &[&str],
        environment: &[(String, String)],
        without_rights: bool,
    ) -> Result<Self> {
        let port = free_port()?;
        let mut driver = Command::new("WebKitWebDriver");
        if without_rights {
            unprivileged(&mut driver);
        }
        driver
            .arg(format!("--port={port}"))
            .env_remove("WAYLAND_DISPLAY")
            .envs(environment.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::null());
        let driver = Running::start(&mut driver)?;
        until("WebKitWebDriver to listen", async || {
            Ok(TcpStream::connect((Ipv4Addr::LOCALHOST, port)).ok())
        })
        .await?;
        let mut capabilities = Capabilities::new();
        capabilities.insert(
            "webkitgtk:browserOptions".into(),
            json!({ "binary": program, "args": arguments }),
        );
        let client = ClientBuilder::new(HttpConnector::new())
            .capabilities(capabilities)
            .connect(&format!("http://127.0.0.1:{port}"))
            .await
            .with_context(|| format!("{} did not come up under the driver", program.display()))?;
        Ok(Self {
            client,
            _driver: driver,
        })
    }

    /// Closes the program as a person would, and waits for that.
    pub(super) async fn close(self) -> Result<()> {
        Ok(self.client.close().await?)
    }
}

fn free_port() -> Result<u16> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?
        .local_addr()?
        .port())
}
