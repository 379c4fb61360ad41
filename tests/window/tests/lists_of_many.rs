//! Ten thousand connections.

use anyhow::{Result, ensure};
use stories::window::{Desktop, Key, Keyring, Start, seed};

use crate::harness::{Harness, test};
use crate::place::Place;

pub(crate) async fn tell(harness: &mut Harness) {
    test!(
        harness,
        ten_thousand_connections_are_listed_searched_and_walked_through
    );
}

async fn ten_thousand_connections_are_listed_searched_and_walked_through() -> Result<()> {
    let folder = tempfile::tempdir()?;
    seed(folder.path(), 10_000).await?;
    let start = Start {
        data_dir: Some(folder.path().to_owned()),
        ..Start::default()
    };
    let place = Place::on(Desktop::start(Keyring::Unlocked)?, start).await?;
    let page = place.page();

    page.says("10,000").await?;
    let drawn = page
        .run("return document.querySelectorAll('[role=row]').length;")
        .await?;
    ensure!(
        drawn.as_u64().is_some_and(|rows| rows < 100),
        "{drawn} rows are drawn at once"
    );

    page.fill("Search connections", "Connection 09876").await?;
    page.find("button", "More actions for Connection 09876")
        .await?;
    page.fill("Search connections", "Connection").await?;
    page.says("10,000").await?;
    // Starred ones come first.
    place.job().focus_row("Connection 00007").await?;
    page.press(Key::End).await?;
    page.find("button", "More actions for Connection 09999")
        .await?;
    place.app.close().await
}
