//! The practice org in a process of its own: its work and its memory are none of ours.

use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};

use anyhow::{Context, Result};
use sandbox::{Sandbox, Seed, Settings};
use serde::{Deserialize, Serialize};
use stories::window::Running;

/// How many people are in it. A fiftieth are deactivated, and a list leaves those out.
pub(crate) const PEOPLE: usize = 51_050;

/// An org that is running.
pub(crate) struct Org {
    pub(crate) door: Door,
    _process: Running,
}

/// What somebody needs who wants to come in.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Door {
    pub(crate) url: String,
    pub(crate) client_id: String,
    pub(crate) client_secret: String,
}

impl Org {
    /// Starts one.
    pub(crate) fn start() -> Result<Self> {
        let mut itself = Command::new(std::env::current_exe()?);
        let mut process = Running::start(
            itself
                .arg("serve")
                .stdin(Stdio::null())
                .stdout(Stdio::piped()),
        )?;
        let said = process.child().stdout.take().context("it was piped")?;
        let mut line = String::new();
        BufReader::new(said).read_line(&mut line)?;
        let door = serde_json::from_str(&line).context("the org did not start")?;
        Ok(Self {
            door,
            _process: process,
        })
    }

    /// From now on every answer takes so many milliseconds longer.
    pub(crate) async fn set_latency(&self, milliseconds: u32) -> Result<()> {
        let knob = format!("{}/admin/knobs/latency", self.door.url);
        let turned = client()?
            .post(knob)
            .form(&[("value", milliseconds.to_string())])
            .send()
            .await?;
        turned.error_for_status()?;
        Ok(())
    }
}

/// What the process of the org does.
pub(crate) async fn serve() -> Result<()> {
    let settings = Settings {
        seed: Seed::builtin().with_people(PEOPLE),
        ..Settings::default()
    };
    let sandbox = Sandbox::start(settings).await?;
    // What is measured is not how well somebody waits.
    sandbox.knobs().set_rate_limit(None, u32::MAX);
    let app = sandbox
        .apps()
        .into_iter()
        .find(|app| app.connector.as_deref() == Some("Okta"))
        .context("there is an app for the connector")?;
    let door = Door {
        url: sandbox.org_url(),
        client_id: app.client_id,
        client_secret: app.client_secret.context("a web app has a secret")?,
    };
    println!("{}", serde_json::to_string(&door)?);
    std::io::stdout().flush()?;
    std::future::pending().await
}

/// A client as anybody would make one.
#[expect(
    clippy::disallowed_methods,
    reason = "what the console is measured by is not the console's own client"
)]
pub(crate) fn client() -> Result<reqwest::Client> {
    let client = reqwest::Client::builder().no_proxy();
    Ok(client.redirect(reqwest::redirect::Policy::none()).build()?)
}
