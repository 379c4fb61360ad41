//! Scenarios: the bundled ones run from the window, and one is copied, changed and run.

use anyhow::{Context, Result, ensure};
use sandbox::{Sandbox, Settings};
use stories::window::{CONNECTORS, Connector, Desktop, Key, Keyring, PASSWORD, Start};

use crate::harness::{Harness, test};
use crate::place::Place;

pub(crate) async fn tell(harness: &mut Harness) {
    test!(harness, somebody_is_onboarded_and_the_org_left_as_it_was);
    test!(harness, a_user_is_moved_between_realms_and_back);
    test!(harness, a_device_is_suspended_and_unsuspended);
    test!(harness, a_key_is_rotated_dry_unless_it_is_told_otherwise);
    test!(harness, a_scenario_passes_again_after_a_restart);
    test!(harness, a_scenario_is_led_step_by_step_from_elsewhere_too);
    test!(harness, a_bundled_scenario_is_copied_changed_and_run);
    test!(
        harness,
        an_error_in_the_text_is_told_with_its_line_and_nothing_is_lost
    );
}

const ONBOARD: &str = "Onboard a user";
const NEW: &str = "new.hire@sandbox.example";

/// Opens a scenario by its name.
async fn open(place: &Place, name: &str) -> Result<()> {
    let page = place.page();
    page.click("button", "Scenarios").await?;
    page.click("button", name).await?;
    page.find("heading", name).await.map(drop)
}

/// Presses *Run*, and waits for a run that ends well.
async fn run(place: &Place) -> Result<()> {
    let page = place.page();
    page.click("button", "Run").await?;
    page.find("heading", "Steps Done").await.map(drop)
}

/// Presses *Run* for *Onboard a user*, and confirms the two steps that clean up after it.
async fn run_and_clean_up(place: &Place) -> Result<()> {
    let page = place.page();
    page.fill("Username", NEW).await?;
    type_password(place).await?;
    page.click("button", "Run").await?;
    for button in ["Deactivate user", "Delete User"] {
        let confirmation = place.app.confirmation().await?;
        let asked = confirmation.page();
        asked
            .fill("Type the login of the user to go on", NEW)
            .await?;
        confirmation.press(button).await?;
    }
    page.find("heading", "Steps Done").await.map(drop)
}

async fn with(connectors: &[usize]) -> Result<Place> {
    let place = Place::with_practice_org().await?;
    for &connector in connectors {
        place.job().connect(CONNECTORS[connector]).await?;
    }
    Ok(place)
}

/// On the page of *Onboard a user*; the only connection is chosen already.
async fn about_to_onboard() -> Result<Place> {
    let place = with(&[0]).await?;
    open(&place, ONBOARD).await?;
    Ok(place)
}

async fn type_password(place: &Place) -> Result<()> {
    place
        .page()
        .fill("Password", &format!("{PASSWORD}-A1b2c3"))
        .await
}

async fn somebody_is_onboarded_and_the_org_left_as_it_was() -> Result<()> {
    let place = about_to_onboard().await?;
    let page = place.page();
    run_and_clean_up(&place).await?;
    // What a step answered is opened in its place.
    page.click_beginning("button", "Create user").await?;
    page.says("HTTP 200").await?;
    page.find("tab", "Raw").await?;

    page.click("button", "Scenarios").await?;
    page.says("just now").await?;
    place.app.close().await
}

/// Connects to an org that outlives the console, everything typed by hand.
async fn connect_to(place: &Place, org: &Sandbox, connector: Connector) -> Result<()> {
    let page = place.page();
    let app = org
        .apps()
        .into_iter()
        .find(|app| app.connector.as_deref() == Some(connector.name))
        .context("the practice org has an app for the connector")?;
    page.click("button", "New Connection").await?;
    page.click("button", connector.name).await?;
    page.fill("Connection Nickname", connector.nickname).await?;
    page.fill("Domain", &org.org_url()).await?;
    page.fill("Client ID", &app.client_id).await?;
    page.fill("Client Secret", &app.client_secret.unwrap_or_default())
        .await?;
    place.job().create(connector).await?;
    place.job().save(connector).await
}

async fn a_user_is_moved_between_realms_and_back() -> Result<()> {
    let place = with(&[0, 1]).await?;
    open(&place, "Move a user between realms").await?;
    run(&place).await?;
    place.app.close().await
}

async fn a_device_is_suspended_and_unsuspended() -> Result<()> {
    let place = with(&[2]).await?;
    open(&place, "Suspend and unsuspend a device").await?;
    run(&place).await?;
    place.app.close().await
}

async fn a_key_is_rotated_dry_unless_it_is_told_otherwise() -> Result<()> {
    let place = with(&[3]).await?;
    let page = place.page();
    open(&place, "Rotate an OPA service key").await?;
    let dry = page.find_beginning("checkbox", "Dry run").await?;
    ensure!(dry.is_selected().await?, "it should be dry at first");
    page.click("button", "Run").await?;
    page.find_beginning("heading", "Steps Done").await?;
    page.says("Skipped").await?;
    place.app.close().await
}

async fn a_scenario_passes_again_after_a_restart() -> Result<()> {
    let org = Sandbox::start(Settings::default()).await?;
    let folder = tempfile::tempdir()?;
    let start = Start {
        data_dir: Some(folder.path().to_owned()),
        loopback_orgs: true,
        ..Start::default()
    };
    let place = Place::on(Desktop::start(Keyring::Unlocked)?, start.clone()).await?;
    connect_to(&place, &org, CONNECTORS[0]).await?;
    open(&place, ONBOARD).await?;
    run_and_clean_up(&place).await?;

    let place = place.restart(start).await?;
    place.page().find("grid", "Connections").await?;
    open(&place, ONBOARD).await?;
    run_and_clean_up(&place).await?;
    place.app.close().await
}

async fn a_scenario_is_led_step_by_step_from_elsewhere_too() -> Result<()> {
    let place = about_to_onboard().await?;
    let page = place.page();
    type_password(&place).await?;
    page.click("button", "Step by step").await?;
    page.find("heading", "Steps Waiting for you").await?;
    page.click("button", "Next step").await?;
    page.says("Next is step 2").await?;

    page.click("button", "Connections").await?;
    page.find("grid", "Connections").await?;
    open(&place, ONBOARD).await?;
    page.says("Next is step 2").await?;
    page.click("button", "Stop").await?;
    page.find("heading", "Steps Stopped").await?;
    place.app.close().await
}

async fn a_bundled_scenario_is_copied_changed_and_run() -> Result<()> {
    let place = with(&[0]).await?;
    let page = place.page();
    open(&place, ONBOARD).await?;
    page.click("button", "Copy to edit").await?;
    page.find("heading", "Onboard a user 2").await?;

    page.fill("Name", "Look a group up").await?;
    page.click("button", "Connect connect").await?;
    page.click("button", "Add a step after this").await?;
    page.find("dialog", "What should the step do?").await?;
    page.fill_combobox("Search actions and scenarios", "automation find group")
        .await?;
    page.press(Key::Enter).await?;
    page.gone("dialog", "What should the step do?").await?;
    page.select("Group name or ID", "Input “Group name or ID”")
        .await?;
    page.click("button", "Save").await?;
    page.says("All is saved.").await?;
    page.find("heading", "Look a group up").await?;

    page.click("tab", "Run").await?;
    run_and_clean_up(&place).await?;
    page.find_beginning("button", "Find group find_group")
        .await?;
    place.app.close().await
}

async fn an_error_in_the_text_is_told_with_its_line_and_nothing_is_lost() -> Result<()> {
    let place = with(&[0]).await?;
    let page = place.page();
    open(&place, ONBOARD).await?;
    page.click("button", "Copy to edit").await?;
    page.find("heading", "Onboard a user 2").await?;
    page.click("tab", "Text").await?;
    let wrong = "name = [\"Half\"";
    page.fill("onboard-a-user-2.toml", wrong).await?;
    page.click("button", "Save").await?;
    page.says("Line 1, column").await?;
    assert_eq!(page.value("onboard-a-user-2.toml").await?, wrong);

    page.click("button", "Scenarios").await?;
    page.says("Unsaved changes").await?;
    place.app.close().await
}
