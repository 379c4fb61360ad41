//! Preflight and Diagnostics, in the real window.

use anyhow::{Result, ensure};
use sandbox::{Sandbox, Settings};
use stories::window::SERVICE_ACCOUNT;

use crate::harness::{Harness, test};
use crate::place::{Place, look};

pub(crate) async fn tell(harness: &mut Harness) {
    test!(
        harness,
        what_is_wrong_with_the_app_is_told_before_create_and_after_it
    );
    test!(harness, diagnostics_shows_the_way_and_nothing_to_turn_off);
}

async fn what_is_wrong_with_the_app_is_told_before_create_and_after_it() -> Result<()> {
    let org = Sandbox::start(Settings::default()).await?;
    let place = Place::with_orgs_on_this_computer().await?;
    let page = place.page();
    let app = crate::wizard::realms_app(&org)?;
    let gone = "http://127.0.0.1:31823/authorization-code/callback";
    org.knobs().remove_redirect_uri(&app.client_id, gone);
    let secret = app.client_secret.clone().unwrap_or_default();
    crate::wizard::fill_in(&page, &org, "Examined", &secret).await?;
    page.click("tab", "Preflight").await?;
    page.click("button", "Run preflight").await?;
    page.says("1 of 4 is not registered.").await?;
    page.says(gone).await?;
    page.says("The org takes them.").await?;
    look(&place, "preflight-before-create").await?;

    org.knobs().add_redirect_uri(&app.client_id, gone);
    page.click("button", "Run preflight again").await?;
    page.says("All 4 are registered.").await?;
    page.click("button", "Create").await?;
    place.job().sign_in(SERVICE_ACCOUNT).await?;
    page.click("button", "Save connection").await?;

    page.click("button", "Examined").await?;
    page.find("heading", "Preflight").await?;
    org.knobs().unassign_user(&app.client_id, SERVICE_ACCOUNT);
    page.click("button", "Run preflight").await?;
    page.says("The user who signed in may not use the app.")
        .await?;
    look(&place, "preflight-of-a-connection").await?;
    place.app.close().await
}

async fn diagnostics_shows_the_way_and_nothing_to_turn_off() -> Result<()> {
    let org = Sandbox::start(Settings::default()).await?;
    let place = Place::with_orgs_on_this_computer().await?;
    crate::wizard::connect_to(&place, &org, "Reached").await?;
    let page = place.page();
    page.click("button", "Diagnostics").await?;
    page.find("heading", "Diagnostics").await?;
    page.says("WebKitGTK").await?;
    page.says("Always on").await?;
    page.click("button", "Contact each org").await?;
    page.says("This computer's clock agrees").await?;
    let switches = page
        .run("return document.querySelectorAll('main input, main [role=switch]').length;")
        .await?;
    ensure!(switches == 0, "there is nothing to turn off");
    look(&place, "diagnostics").await?;
    place.app.close().await
}
