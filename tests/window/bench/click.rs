//! One action in the real window, from the click to the painted answer, beside the same request
//! alone.

use std::path::Path;
use std::time::Instant;

use anyhow::{Context, Result};
use secrecy::ExposeSecret;
use serde_json::Value;
use stories::window::{App, CONNECTORS, DANA, Desktop, Keyring, MainJob, Start};

use crate::figures::{Aim, Figure, median};
use crate::org::{Org, client};
use crate::visitor::token;

/// How often each is done; the first few only warm up.
const RUNS: usize = 60;
const WARM: usize = 5;

/// By turns.
pub(crate) async fn measure(console: &Path, org: &Org) -> Result<Vec<Figure>> {
    let token = token(&org.door).await?;
    let client = client()?;
    let desktop = Desktop::start(Keyring::Unlocked)?;
    let start = Start {
        loopback_orgs: true,
        ..Start::default()
    };
    let app = App::start(console, &desktop, start).await?;
    let page = app.page();
    let okta = CONNECTORS[0];
    MainJob::at(&desktop, &app)
        .connect_to(
            okta,
            &org.door.url,
            &org.door.client_id,
            &org.door.client_secret,
        )
        .await?;
    page.click("button", okta.nickname).await?;
    page.click("button", "Run Read User").await?;
    page.fill("ID or Login", DANA).await?;

    let url = format!("{}/api/v1/users/{DANA}", org.door.url);
    let (mut laid_out, mut painted, mut bare) = (Vec::new(), Vec::new(), Vec::new());
    for run in 0..RUNS + WARM {
        let times = page
            .run_to_its_end(include_str!("click.js"), Vec::new())
            .await?;
        let begun = Instant::now();
        // EXPOSE: into the Authorization header of one request to the practice org.
        let request = client.get(&url).bearer_auth(token.expose_secret());
        let read: Value = request.send().await?.error_for_status()?.json().await?;
        let alone = begun.elapsed().as_secs_f64() * 1000.0;
        read["id"].as_str().context("it is a user")?;
        if run >= WARM {
            laid_out.push(times[0].as_f64().context("a time")?);
            painted.push(times[1].as_f64().context("a time")?);
            bare.push(alone);
        }
    }
    app.close().await?;
    let bare = median(bare);
    Ok(vec![
        Figure::of(
            "click to the answer, laid out",
            "ms",
            median(laid_out),
            bare,
            Aim::Open,
        ),
        Figure::of(
            "click to the answer, painted",
            "ms",
            median(painted),
            bare,
            Aim::Over(5.0),
        ),
    ])
}
