//! A second start of the program.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};
use stories::window::{Running, console};

use crate::harness::{Harness, test};
use crate::place::Place;

pub(crate) async fn tell(harness: &mut Harness) {
    test!(
        harness,
        a_second_start_leaves_the_first_window_in_place_and_ends
    );
    test!(
        harness,
        without_a_bus_a_second_start_says_who_has_the_folder
    );
}

/// The program as it is started from the desktop once more.
fn second_start(place: &Place) -> Result<Command> {
    let mut second = Command::new(console()?);
    second
        .envs(
            place
                .app
                .environment()
                .iter()
                .map(|(name, value)| (name, value)),
        )
        .env_remove("TAURI_WEBVIEW_AUTOMATION")
        .stdin(Stdio::null());
    Ok(second)
}

async fn a_second_start_leaves_the_first_window_in_place_and_ends() -> Result<()> {
    let place = Place::with_practice_org().await?;
    place.page().find("button", "New Connection").await?;

    let mut second = second_start(&place)?;
    let ended = tokio::task::spawn_blocking(move || second.status()).await??;

    ensure!(ended.success(), "the second start ended with {ended}");
    place.page().find("button", "New Connection").await?;
    place.app.close().await
}

async fn without_a_bus_a_second_start_says_who_has_the_folder() -> Result<()> {
    let place = Place::with_practice_org().await?;
    place.page().find("button", "New Connection").await?;

    let mut second = second_start(&place)?;
    second
        .env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent")
        .stderr(Stdio::piped());
    let mut second = Running::start(&mut second)?;
    let said = second
        .child()
        .stderr
        .take()
        .context("its errors were asked for")?;
    let sentence = tokio::task::spawn_blocking(move || {
        let mut lines = BufReader::new(said).lines().map_while(Result::ok);
        lines.find(|line| line.starts_with("connections-console:"))
    })
    .await?;

    let sentence = sentence.context("it said nothing")?;
    ensure!(sentence.contains("open"), "{sentence}");
    place.page().find("button", "New Connection").await?;
    place.app.close().await
}
