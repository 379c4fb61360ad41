//! The form of an action: what it suggests while one types, and what it predicts.

use anyhow::{Result, ensure};
use stories::window::{CONNECTORS, Key, Page};

use crate::harness::{Harness, test};
use crate::place::Place;

pub(crate) async fn tell(harness: &mut Harness) {
    test!(
        harness,
        a_user_is_picked_by_typing_and_a_wrong_state_is_told_before_anything_is_run
    );
    test!(
        harness,
        escape_closes_the_list_then_leaves_the_field_then_the_page
    );
    test!(harness, actions_are_found_by_words_and_by_what_can_run);
}

const USER: &str = "ID or Login";

/// At an action of the practice org's users.
async fn at(action: &str) -> Result<Place> {
    let place = Place::with_practice_org().await?;
    let people = CONNECTORS[0];
    place.job().connect(people).await?;
    let page = place.page();
    page.click("button", people.nickname).await?;
    page.fill("Filter actions", action).await?;
    page.click("button", &format!("Run {action}")).await?;
    page.find("heading", action).await?;
    Ok(place)
}

/// Types into a field with suggestions, and stays there.
async fn type_into(page: &Page, label: &str, text: &str) -> Result<()> {
    let field = page.find("combobox", label).await?;
    field.clear().await?;
    Ok(field.send_keys(text).await?)
}

async fn a_user_is_picked_by_typing_and_a_wrong_state_is_told_before_anything_is_run() -> Result<()>
{
    let place = at("Suspend User").await?;
    let page = place.page();
    type_into(&page, USER, "sven.s").await?;
    page.find_beginning("option", "Sven Suspended").await?;
    // What was typed comes first; one down is what was found.
    page.press(Key::Down).await?;
    page.press(Key::Enter).await?;
    page.gone("listbox", &format!("Suggestions for {USER}"))
        .await?;
    ensure!(page.value(USER).await?.starts_with("00u"));

    page.says("is the ID of the user sven.suspended@sandbox.example")
        .await?;
    page.says("Not in this state").await?;
    page.click("button", "Open “Unsuspend User”").await?;
    page.find("heading", "Unsuspend User").await?;
    ensure!(
        page.value(USER).await?.starts_with("00u"),
        "it is filled in"
    );
    page.says("Will run").await?;
    page.click("button", "Run").await?;
    page.says("HTTP 200").await?;
    place.app.close().await
}

async fn escape_closes_the_list_then_leaves_the_field_then_the_page() -> Result<()> {
    let place = at("Read User").await?;
    let page = place.page();
    type_into(&page, USER, "dana").await?;
    let list = format!("Suggestions for {USER}");
    page.find("listbox", &list).await?;
    page.press(Key::Escape).await?;
    page.gone("listbox", &list).await?;
    ensure!(page.value(USER).await? == "dana", "what was typed stays");
    let focus = "return document.activeElement.id;";
    ensure!(page.run(focus).await? == "input-user");
    page.press(Key::Escape).await?;
    ensure!(page.run("return document.activeElement.tagName;").await? == "H1");
    page.press(Key::Escape).await?;
    page.find("table", "Actions").await?;
    place.app.close().await
}

async fn actions_are_found_by_words_and_by_what_can_run() -> Result<()> {
    let place = Place::with_practice_org().await?;
    let (page, job) = (place.page(), place.job());
    job.connect(CONNECTORS[1]).await?;
    page.click("button", CONNECTORS[1].nickname).await?;
    page.find("button", "Run Create Realm Assignment").await?;
    page.select("Filter by prediction", "Will run").await?;
    page.gone("button", "Run Create Realm Assignment").await?;
    page.fill("Filter actions", "delete").await?;
    page.find("button", "Run Delete Realm").await?;
    page.gone("button", "Run Create Realm").await?;
    page.says("1 of").await?;
    page.click("button", "Show all").await?;
    page.find("button", "Run Create Realm Assignment").await?;
    place.app.close().await
}
