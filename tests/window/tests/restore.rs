//! A database that cannot be read, and what the window offers then.

use anyhow::{Result, ensure};
use stories::window::{Desktop, Keyring, Start, seed};

use crate::harness::{Harness, test};
use crate::place::{Place, look};

pub(crate) async fn tell(harness: &mut Harness) {
    test!(
        harness,
        a_damaged_database_is_put_aside_and_a_copy_brings_the_list_back
    );
}

async fn a_damaged_database_is_put_aside_and_a_copy_brings_the_list_back() -> Result<()> {
    let folder = tempfile::tempdir()?;
    seed(folder.path(), 9).await?;
    // Another version's first start makes a copy.
    let store = store::Store::open(folder.path(), "0.0.9").await?;
    store.close().await;
    let file = folder.path().join("connections.db");
    let mut bytes = std::fs::read(&file)?;
    bytes[4096..].fill(0x5a);
    std::fs::write(&file, bytes)?;

    let start = Start {
        data_dir: Some(folder.path().to_owned()),
        ..Start::default()
    };
    let place = Place::on(Desktop::start(Keyring::Unlocked)?, start).await?;
    let page = place.page();
    page.says("The saved connections cannot be read.").await?;
    page.says("9 connections: Connection 00000").await?;
    look(&place, "restore").await?;
    page.click("button", "Restore this copy").await?;
    page.says("Connection 00008").await?;
    page.says("Not authorized").await?;
    ensure!(
        folder
            .path()
            .join("set-aside/000001/connections.db")
            .exists()
    );
    place.app.close().await
}
