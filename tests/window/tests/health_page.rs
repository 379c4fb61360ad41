//! What is coming: the Health page, its dates for a calendar, and the system's reminders.

use std::path::Path;

use anyhow::{Result, bail, ensure};
use stories::window::{
    CONNECTORS, Connector, Desktop, Dialog, Keyring, Notifications, Start, seed, seed_one, until,
};

use crate::harness::{Harness, test};
use crate::health::{both_themes, pictures};
use crate::place::Place;

pub(crate) async fn tell(harness: &mut Harness) {
    test!(harness, the_health_page_shows_what_is_coming);
    test!(harness, a_reminder_is_shown_by_the_system_and_shown_once);
}

/// A name that the list shows first, of one that nobody signs in for.
const ACCOUNTS: Connector = Connector {
    nickname: "Accounts",
    ..CONNECTORS[3]
};

async fn the_health_page_shows_what_is_coming() -> Result<()> {
    let folder = tempfile::tempdir()?;
    seed(folder.path(), 60).await?;
    let start = Start {
        data_dir: Some(folder.path().to_owned()),
        sandbox: true,
        ..Start::default()
    };
    let place = Place::on(Desktop::start(Keyring::Unlocked)?, start).await?;
    let page = place.page();
    page.find("grid", "Connections").await?;
    place.job().connect(ACCOUNTS).await?;
    place.job().test(ACCOUNTS.nickname).await?;
    page.click("button", "Health").await?;
    page.find("heading", "Coming reauthorizations").await?;
    page.find("table", "Coming reauthorizations").await?;
    page.find_beginning("img", "60 connections have to be signed in to again")
        .await?;
    page.find("img", "Neither checked nor used yet.").await?;
    page.says("requests left").await?;
    let pictures = pictures("health-page")?;
    both_themes(&place, &pictures, "health").await?;

    let file = folder.path().join("dates.ics");
    page.click("button", "Save dates for a calendar (.ics)")
        .await?;
    let dialog = Dialog::titled(&place.desktop, "Save the dates").await?;
    dialog.save_as(&file).await?;
    page.says("The dates are in").await?;
    ensure!(lines(&file, "BEGIN:VEVENT")? == 60, "one entry each");

    page.click("button", "Connections").await?;
    page.find("grid", "Connections").await?;
    both_themes(&place, &pictures, "list").await?;
    place.app.close().await
}

fn lines(file: &Path, wanted: &str) -> Result<usize> {
    let text = std::fs::read_to_string(file)?;
    Ok(text.lines().filter(|line| *line == wanted).count())
}

async fn a_reminder_is_shown_by_the_system_and_shown_once() -> Result<()> {
    let folder = tempfile::tempdir()?;
    // The first connection that is made ends in a day, the second in two, and so on.
    seed(folder.path(), 2).await?;
    let start = Start {
        data_dir: Some(folder.path().to_owned()),
        ..Start::default()
    };
    let desktop = Desktop::start(Keyring::Unlocked)?;
    let notifications = Notifications::start(&desktop).await?;
    let place = Place::on(desktop, start.clone()).await?;
    let told = notifications.count(1).await?;
    let [first] = told.as_slice() else {
        bail!("one notice tells of all: {told:?}");
    };
    ensure!(first.app == "Connections Console", "{first:?}");
    ensure!(
        first.summary == "2 connections are to be reauthorized soon",
        "{first:?}"
    );
    ensure!(first.body.contains("“Connection 00000” by"), "{first:?}");
    let Place { app, desktop } = place;
    app.close().await?;

    // Of what was told already nothing is said again: only the one that has come is told.
    until("the console to let go of its folder", async || {
        Ok(seed_one(folder.path(), 2).await.ok())
    })
    .await?;
    let place = Place::on(desktop, start).await?;
    let told = notifications.count(2).await?;
    ensure!(
        told[1]
            .summary
            .starts_with("Reauthorize “Connection 00002” by"),
        "{:?}",
        told[1]
    );
    place.app.close().await
}
