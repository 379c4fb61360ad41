//! The list: what a person does with the connections that she has.

use anyhow::{Result, ensure};
use stories::window::{CONNECTORS, Connector, Key};

use crate::harness::{Harness, test};
use crate::place::Place;

/// The connector that connects without a browser.
const SERVERS: Connector = CONNECTORS[3];

pub(crate) async fn tell(harness: &mut Harness) {
    test!(harness, a_row_opens_the_connections_own_page_and_back_again);
    test!(harness, a_connection_is_renamed_by_key_and_edited_by_menu);
    test!(
        harness,
        a_duplicate_is_filled_in_and_keeps_the_secret_without_showing_it
    );
    test!(harness, deleting_by_key_asks_first);
    test!(
        harness,
        search_and_filters_narrow_the_list_and_can_be_cleared
    );
    test!(harness, a_star_is_remembered);
    test!(harness, details_are_copied_without_secrets);
    test!(harness, the_keys_are_listed_at_a_press);
}

async fn with_servers(nicknames: &[&'static str]) -> Result<Place> {
    let place = Place::with_practice_org().await?;
    for &nickname in nicknames {
        place
            .job()
            .connect(Connector {
                nickname,
                ..SERVERS
            })
            .await?;
    }
    Ok(place)
}

async fn a_row_opens_the_connections_own_page_and_back_again() -> Result<()> {
    let place = with_servers(&["Servers"]).await?;
    let page = place.page();
    place.job().test("Servers").await?;

    page.click("button", "Servers").await?;
    page.find("heading", "Servers").await?;
    page.says("Connected").await?;
    for part in ["Instance", "Runs as", "Roles", "Dates", "Actions"] {
        page.find("heading", part).await?;
    }
    ensure!(
        page.title().await?.contains("Servers"),
        "{}",
        page.title().await?
    );

    page.press(Key::Escape).await?;
    page.find("grid", "Connections").await?;
    place.app.close().await
}

async fn a_connection_is_renamed_by_key_and_edited_by_menu() -> Result<()> {
    let place = with_servers(&["Servers"]).await?;
    let (page, job) = (place.page(), place.job());

    job.focus_row("Servers").await?;
    page.press(Key::F2).await?;
    page.find("dialog", "Rename connection").await?;
    page.fill("Connection Nickname", "Machines").await?;
    page.click("button", "Rename").await?;
    page.says("Renamed to “Machines”.").await?;

    job.choose("Machines", "Edit").await?;
    page.fill("Connection description", "All of them").await?;
    page.fill_combobox("Folder", "Operations").await?;
    page.press(Key::Escape).await?;
    page.select("Environment", "Production").await?;
    page.click("button", "Save").await?;
    page.says("“Machines” is saved.").await?;
    page.says("Operations").await?;
    place.app.close().await
}

async fn a_duplicate_is_filled_in_and_keeps_the_secret_without_showing_it() -> Result<()> {
    let place = with_servers(&["Servers"]).await?;
    let page = place.page();

    place.job().choose("Servers", "Duplicate").await?;
    page.find("dialog", "New Connection").await?;
    ensure!(page.value("Connection Nickname").await? == "Servers copy");
    ensure!(
        page.value("Service Account API Key")
            .await?
            .starts_with("••••••••")
    );
    page.click("button", "Create").await?;
    page.click("button", "Save connection").await?;
    page.says("“Servers copy” is connected.").await?;
    place.job().test("Servers copy").await?;
    place.app.close().await
}

async fn deleting_by_key_asks_first() -> Result<()> {
    let place = with_servers(&["Servers"]).await?;
    let (page, job) = (place.page(), place.job());

    job.focus_row("Servers").await?;
    page.press(Key::Delete).await?;
    page.find("dialog", "Delete connection?").await?;
    page.press(Key::Escape).await?;
    page.gone("dialog", "Delete connection?").await?;

    page.find("button", "More actions for Servers").await?;
    place.app.close().await
}

async fn search_and_filters_narrow_the_list_and_can_be_cleared() -> Result<()> {
    let place = with_servers(&["Alpha", "Beta"]).await?;
    let page = place.page();

    page.fill("Search connections", "alph").await?;
    page.gone("button", "More actions for Beta").await?;
    page.find("button", "More actions for Alpha").await?;

    page.fill("Search connections", "nothing is called that")
        .await?;
    page.says("No results").await?;
    page.click("button", "Clear filters").await?;
    page.find("button", "More actions for Beta").await?;

    place.job().choose("Beta", "Edit").await?;
    page.fill_combobox("Folder", "Operations").await?;
    page.press(Key::Escape).await?;
    page.click("button", "Save").await?;
    page.says("“Beta” is saved.").await?;
    page.select("Filter by folder", "Operations").await?;
    page.gone("button", "More actions for Alpha").await?;
    page.find("button", "More actions for Beta").await?;
    place.app.close().await
}

async fn a_star_is_remembered() -> Result<()> {
    let place = with_servers(&["Servers"]).await?;
    let page = place.page();
    page.click("button", "Star Servers").await?;

    stories::window::until("the star", async || {
        let star = page.find("button", "Star Servers").await?;
        Ok((star.attr("aria-pressed").await?.as_deref() == Some("true")).then_some(()))
    })
    .await?;
    page.reload().await?;

    let star = page.find("button", "Star Servers").await?;
    ensure!(star.attr("aria-pressed").await?.as_deref() == Some("true"));
    place.app.close().await
}

async fn details_are_copied_without_secrets() -> Result<()> {
    let place = with_servers(&["Servers"]).await?;
    place
        .job()
        .choose("Servers", "Copy details without secrets")
        .await?;

    place
        .page()
        .says("Details of “Servers” are on the clipboard, without secrets.")
        .await?;
    place.app.close().await
}

async fn the_keys_are_listed_at_a_press() -> Result<()> {
    let place = with_servers(&["Servers"]).await?;
    let page = place.page();
    place.job().focus_row("Servers").await?;

    page.type_keys("?").await?;
    page.find("dialog", "Keyboard shortcuts").await?;
    page.press(Key::Escape).await?;
    page.gone("dialog", "Keyboard shortcuts").await?;

    page.type_keys("n").await?;
    page.find("searchbox", "Search connectors").await?;
    place.app.close().await
}
