//! What destroys is confirmed in a window of its own, by the name of what is lost.

use anyhow::{Result, ensure};
use sandbox::{Sandbox, Settings};
use stories::window::{Key, Page};

use crate::harness::{Harness, test};
use crate::place::Place;

pub(crate) async fn tell(harness: &mut Harness) {
    test!(
        harness,
        the_name_is_typed_wrong_then_right_and_only_then_it_is_sent
    );
    test!(harness, escape_and_a_closed_window_send_nothing);
    test!(harness, the_page_of_the_other_window_cannot_answer);
}

const FIELD: &str = "Type the name of the realm to go on";

/// A realm is about to be deleted, in an org that stands beside the console.
async fn about_to_delete() -> Result<(Sandbox, Place)> {
    let org = Sandbox::start(Settings::default()).await?;
    let place = Place::with_orgs_on_this_computer().await?;
    crate::wizard::connect_to(&place, &org, "Careful").await?;
    let page = place.page();
    page.click("button", "Careful").await?;
    page.click("button", "Run Delete Realm").await?;
    page.find("heading", "Delete Realm").await?;
    page.fill("Realm ID", "Empty Realm").await?;
    page.says("is the name of the realm").await?;
    page.click("button", "Run").await?;
    Ok((org, place))
}

fn deleted(org: &Sandbox) -> usize {
    let sent = org.knobs().requests("/api/v1/realms");
    sent.iter()
        .filter(|line| line.starts_with("DELETE"))
        .count()
}

async fn is_disabled(page: &Page) -> Result<bool> {
    let script = "return document.querySelector('button[type=submit]').disabled;";
    Ok(page.run(script).await? == true)
}

async fn the_name_is_typed_wrong_then_right_and_only_then_it_is_sent() -> Result<()> {
    let (org, place) = about_to_delete().await?;
    let confirmation = place.app.confirmation().await?;
    let page = confirmation.page();
    page.find("heading", "Delete Realm?").await?;
    for text in [
        "Empty Realm",
        "Careful",
        "127.0.0.1",
        "no user and no identity provider",
    ] {
        page.says(text).await?;
    }
    page.find("textbox", FIELD).await?;
    ensure!(page.run("return document.activeElement.id;").await? == "name");

    page.type_keys("empty realm").await?;
    page.press(Key::Enter).await?;
    ensure!(
        page.value(FIELD).await? == "empty realm",
        "it is asked still"
    );
    ensure!(is_disabled(&page).await?);
    ensure!(deleted(&org) == 0);

    page.fill(FIELD, "Empty Realm").await?;
    confirmation.press("Delete Realm").await?;
    place.page().says("HTTP 204").await?;
    ensure!(deleted(&org) == 1);
    place.app.close().await
}

async fn escape_and_a_closed_window_send_nothing() -> Result<()> {
    let (org, place) = about_to_delete().await?;
    let confirmation = place.app.confirmation().await?;
    confirmation.page().find("textbox", FIELD).await?;
    confirmation.escape().await?;
    let page = place.page();
    page.says("It was not confirmed, and nothing was sent")
        .await?;
    ensure!(
        page.value("Realm ID").await? == "Empty Realm",
        "nothing is lost"
    );

    page.click("button", "Run").await?;
    let confirmation = place.app.confirmation().await?;
    confirmation.page().find("textbox", FIELD).await?;
    confirmation.close(&place.desktop).await?;
    page.says("It was not confirmed, and nothing was sent")
        .await?;

    page.click("button", "Run").await?;
    let confirmation = place.app.confirmation().await?;
    confirmation.press("Cancel").await?;
    page.says("It was not confirmed, and nothing was sent")
        .await?;
    ensure!(deleted(&org) == 0);
    place.app.close().await
}

/// Calls a command as the page would, and gives what came of it.
fn calling(command: &str, given: &str) -> String {
    format!(
        "const done = arguments[arguments.length - 1];
         window.__TAURI_INTERNALS__.invoke('{command}', {given})
           .then((answer) => done('answered ' + JSON.stringify(answer)), (refusal) => done('refused ' + refusal));"
    )
}

async fn the_page_of_the_other_window_cannot_answer() -> Result<()> {
    let (org, place) = about_to_delete().await?;
    let confirmation = place.app.confirmation().await?;
    let page = confirmation.page();
    page.find("textbox", FIELD).await?;
    for (command, given) in [
        ("answer_confirmation", "{ typed: 'Empty Realm' }"),
        ("answer_confirmation", "{ typed: null }"),
        ("confirmation_fits", "{ typed: 'Empty Realm' }"),
        ("confirmation_question", "{}"),
    ] {
        let said = confirmation.run_below(&calling(command, given)).await?;
        let said = said.as_str().unwrap_or_default();
        ensure!(
            said.starts_with("refused") && said.contains("not allowed"),
            "{command}: {said}"
        );
    }
    // Nor may the confirmation do what the other window may.
    for (command, given) in [
        ("list_connections", "{}"),
        ("preference", "{ name: 'theme' }"),
    ] {
        let said = page
            .run_to_its_end(&calling(command, given), Vec::new())
            .await?;
        let said = said.as_str().unwrap_or_default();
        ensure!(said.starts_with("refused"), "{command}: {said}");
    }
    page.find("textbox", FIELD).await?;
    ensure!(
        deleted(&org) == 0,
        "it is asked still, and nothing was sent"
    );
    confirmation.escape().await?;
    place.app.close().await
}
