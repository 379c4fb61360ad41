//! What was run, looked at and run again.

use anyhow::{Result, ensure};
use stories::window::{CONNECTORS, Key, Page};

use crate::harness::{Harness, test};
use crate::place::{Place, pictures};

pub(crate) async fn tell(harness: &mut Harness) {
    test!(harness, a_run_is_found_opened_as_new_and_compared);
    test!(harness, a_connection_names_its_last_runs_and_leads_to_them);
    test!(harness, a_secret_is_masked_until_it_is_asked_for);
}

const USER: &str = "Login/Email or User ID";
const DANA: &str = "dana.admin@sandbox.example";
const SVEN: &str = "sven.suspended@sandbox.example";
const STINE: &str = "stine.staged@sandbox.example";

/// Opens an action of the practice org.
async fn on_action(name: &str) -> Result<Place> {
    let place = Place::with_practice_org().await?;
    let people = CONNECTORS[0];
    place.job().connect(people).await?;
    let page = place.page();
    page.click("button", people.nickname).await?;
    page.click("button", &format!("Run {name}")).await?;
    page.find("heading", name).await?;
    Ok(place)
}

async fn look_up(page: &Page, user: &str) -> Result<()> {
    page.fill(USER, user).await?;
    page.click("button", "Run").await?;
    page.says(&format!("“{user}” is the login of the user"))
        .await
}

async fn a_run_is_found_opened_as_new_and_compared() -> Result<()> {
    let place = on_action("Lookup user").await?;
    let page = place.page();
    for user in [DANA, SVEN] {
        look_up(&page, user).await?;
    }
    page.click("button", "History").await?;
    page.find("grid", "Runs").await?;
    page.fill("Search the History", "dana.admin").await?;
    page.says("1 run found").await?;
    page.click("button", "Lookup user").await?;
    page.find("heading", "Lookup user").await?;
    page.says("What was sent:").await?;

    page.click("button", "Open as new").await?;
    page.find("button", "Preview request").await?;
    ensure!(page.value(USER).await? == DANA, "the form is as it was");
    page.press(Key::Escape).await?;
    page.click("button", "Compare…").await?;
    page.says("choose another run of it to compare").await?;
    // The newest stands first, and is not the one that was opened.
    page.click_beginning("checkbox", "Compare Lookup user")
        .await?;
    page.click("button", "Compare").await?;
    page.find("heading", "Compare two runs of Lookup user")
        .await?;
    page.says("Differs").await?;
    for told in [USER, DANA, SVEN, "profile.login"] {
        ensure!(page.text().await?.contains(told), "{told} is compared");
    }
    place.app.close().await
}

async fn a_connection_names_its_last_runs_and_leads_to_them() -> Result<()> {
    let place = on_action("Lookup user").await?;
    let page = place.page();
    look_up(&page, DANA).await?;
    page.press(Key::Escape).await?;
    page.find("heading", "Recent runs").await?;
    page.click("button", "Lookup user").await?;
    page.says("What was sent:").await?;
    page.press(Key::Escape).await?;
    page.find("grid", "Runs").await?;

    page.click("button", "Connections").await?;
    page.click("button", CONNECTORS[0].nickname).await?;
    page.click("button", "All its runs").await?;
    page.says("1 run found").await?;
    place.app.close().await
}

async fn a_secret_is_masked_until_it_is_asked_for() -> Result<()> {
    let place = on_action("Activate user").await?;
    let page = place.page();
    page.fill("User ID", STINE).await?;
    page.select("Send email", "No").await?;
    page.click("button", "Run").await?;
    page.find("button", "Show Activation URL").await?;
    ensure!(!page.text().await?.contains("/tokens/"), "it is masked");
    pictures()?.take(&page, "masked").await?;
    page.click("button", "Show Activation URL").await?;
    page.says("/tokens/").await?;
    page.click("button", "Hide Activation URL").await?;
    ensure!(!page.text().await?.contains("/tokens/"), "it hides again");
    page.click("tab", "JSON").await?;
    ensure!(
        !page.text().await?.contains("/tokens/"),
        "it is masked in the tree"
    );

    page.click("button", "History").await?;
    page.click("button", "Activate user").await?;
    page.find("heading", "Activate user").await?;
    page.find("button", "Show Activation URL").await?;
    ensure!(!page.text().await?.contains("/tokens/"), "it is not kept");
    place.app.close().await
}
