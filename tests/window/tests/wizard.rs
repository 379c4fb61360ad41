//! What is typed into the wizard, and what becomes of it when something goes wrong.

use anyhow::{Result, ensure};
use sandbox::{Credentials, Sandbox, Settings};
use stories::window::{CONNECTORS, Key, Page, SERVICE_ACCOUNT};

use crate::harness::{Harness, test};
use crate::place::Place;

const REALMS: &str = "Okta Realms";

pub(crate) async fn tell(harness: &mut Harness) {
    test!(harness, the_picker_finds_a_connector_by_what_is_typed);
    test!(
        harness,
        cancelling_the_sign_in_keeps_everything_that_was_typed
    );
    test!(
        harness,
        a_wrong_secret_comes_back_to_the_filled_form_and_can_be_put_right
    );
    test!(
        harness,
        a_scope_that_was_not_granted_is_shown_before_anything_is_saved
    );
    test!(harness, unticking_a_scope_says_what_it_costs);
    test!(
        harness,
        the_address_of_an_admin_console_is_repaired_at_a_press
    );
    test!(
        harness,
        an_org_on_this_computer_is_refused_unless_it_was_allowed
    );
    test!(harness, a_nickname_that_is_taken_is_told_beside_its_field);
    test!(harness, the_page_can_be_opened_again_while_waiting);
    test!(harness, what_was_typed_is_not_lost_by_a_slip_of_the_finger);
}

/// The practice org's app for realms.
pub(crate) fn realms_app(org: &Sandbox) -> Result<Credentials> {
    let apps = org.apps().into_iter();
    let mut meant = apps.filter(|app| app.connector.as_deref() == Some(REALMS));
    meant
        .next()
        .ok_or_else(|| anyhow::anyhow!("the practice org has an app for realms"))
}

/// Fills in the wizard by hand, as an admin with the guide beside her does.
pub(crate) async fn fill_in(
    page: &Page,
    org: &Sandbox,
    nickname: &str,
    secret: &str,
) -> Result<()> {
    page.click("button", "New Connection").await?;
    page.click("button", REALMS).await?;
    page.fill("Connection Nickname", nickname).await?;
    page.fill("Connection description", "Typed by hand").await?;
    page.fill("Domain", &org.org_url()).await?;
    page.fill("Client ID", &realms_app(org)?.client_id).await?;
    page.fill("Client Secret", secret).await
}

/// Connects to an org on this computer, everything typed by hand.
pub(crate) async fn connect_to(place: &Place, org: &Sandbox, nickname: &str) -> Result<()> {
    let page = place.page();
    let secret = realms_app(org)?.client_secret.unwrap_or_default();
    fill_in(&page, org, nickname, &secret).await?;
    page.click("button", "Create").await?;
    place.job().sign_in(SERVICE_ACCOUNT).await?;
    page.click("button", "Save connection").await?;
    page.find("button", &format!("More actions for {nickname}"))
        .await
        .map(drop)
}

async fn the_picker_finds_a_connector_by_what_is_typed() -> Result<()> {
    let place = Place::with_orgs_on_this_computer().await?;
    let page = place.page();
    page.click("button", "New Connection").await?;
    page.find("button", "Okta Privileged Access").await?;

    page.fill("Search connectors", "dev").await?;

    page.gone("button", "Okta Privileged Access").await?;
    page.find("button", "Okta Devices").await?;
    page.press(Key::Enter).await?;
    page.find("tab", "Permissions").await?;
    place.app.close().await
}

async fn cancelling_the_sign_in_keeps_everything_that_was_typed() -> Result<()> {
    let org = Sandbox::start(Settings::default()).await?;
    let place = Place::with_orgs_on_this_computer().await?;
    let page = place.page();
    fill_in(&page, &org, "Kept", "a secret that was typed").await?;

    page.click("button", "Create").await?;
    page.find("heading", "Waiting for you to sign in in your browser")
        .await?;
    page.click("button", "Cancel").await?;

    page.find("button", "Create").await?;
    ensure!(page.value("Connection Nickname").await? == "Kept");
    ensure!(page.value("Connection description").await? == "Typed by hand");
    ensure!(page.value("Domain").await? == org.org_url());
    ensure!(page.value("Client Secret").await? == "a secret that was typed");
    place.app.close().await
}

async fn a_wrong_secret_comes_back_to_the_filled_form_and_can_be_put_right() -> Result<()> {
    let org = Sandbox::start(Settings::default()).await?;
    let place = Place::with_orgs_on_this_computer().await?;
    let page = place.page();
    fill_in(&page, &org, "Put right", "not the secret").await?;
    page.click("button", "Create").await?;
    place.job().sign_in(SERVICE_ACCOUNT).await?;

    page.find("button", "Create").await?;
    page.says("secret").await?;
    ensure!(page.value("Connection Nickname").await? == "Put right");
    ensure!(page.value("Client Secret").await? == "not the secret");

    page.fill(
        "Client Secret",
        &realms_app(&org)?.client_secret.unwrap_or_default(),
    )
    .await?;
    page.click("button", "Create").await?;
    place.job().sign_in(SERVICE_ACCOUNT).await?;
    page.click("button", "Save connection").await?;
    page.find("button", "More actions for Put right").await?;
    place.app.close().await
}

async fn a_scope_that_was_not_granted_is_shown_before_anything_is_saved() -> Result<()> {
    let org = Sandbox::start(Settings::default()).await?;
    let app = realms_app(&org)?;
    org.knobs()
        .revoke_scope(&app.client_id, "okta.schemas.read");
    let place = Place::with_orgs_on_this_computer().await?;
    let page = place.page();
    fill_in(
        &page,
        &org,
        "Partly",
        &app.client_secret.unwrap_or_default(),
    )
    .await?;
    page.click("button", "Create").await?;
    place.job().sign_in(SERVICE_ACCOUNT).await?;

    page.find("heading", "Granted 11 of 12 scopes").await?;
    let row = page.find_beginning("row", "okta.schemas.read").await?;
    ensure!(
        row.text().await?.contains("Missing"),
        "{}",
        row.text().await?
    );
    page.click("button", "Discard").await?;
    page.says("Nothing was saved").await?;
    page.says("No connections yet").await?;
    place.app.close().await
}

async fn unticking_a_scope_says_what_it_costs() -> Result<()> {
    let place = Place::with_practice_org().await?;
    let page = place.page();
    place.job().practise(CONNECTORS[1]).await?;
    page.click("tab", "Permissions").await?;
    page.find(
        "row",
        "openid automatic Says who signed in, by an ID token.",
    )
    .await?;

    page.click_beginning("radio", "Customize scopes (advanced)")
        .await?;
    page.click("checkbox", "okta.realms.read").await?;

    page.says("Authorization fails without okta.realms.read")
        .await?;
    place.app.close().await
}

async fn the_address_of_an_admin_console_is_repaired_at_a_press() -> Result<()> {
    let place = Place::with_practice_org().await?;
    let page = place.page();
    page.click("button", "New Connection").await?;
    page.click("button", REALMS).await?;
    page.fill("Domain", "acme-admin.okta.com").await?;

    page.click("button", "Use acme.okta.com").await?;

    ensure!(page.value("Domain").await? == "acme.okta.com");
    page.says("Will connect to acme.okta.com").await?;
    place.app.close().await
}

async fn an_org_on_this_computer_is_refused_unless_it_was_allowed() -> Result<()> {
    let org = Sandbox::start(Settings::default()).await?;
    let place = Place::with_practice_org().await?;
    let page = place.page();
    fill_in(&page, &org, "Refused", "any secret").await?;

    page.click("button", "Create").await?;

    let field = page.find("textbox", "Domain").await?;
    stories::window::until("the domain to be marked as wrong", async || {
        Ok((field.attr("aria-invalid").await?.as_deref() == Some("true")).then_some(()))
    })
    .await?;
    place.app.close().await
}

async fn a_nickname_that_is_taken_is_told_beside_its_field() -> Result<()> {
    let place = Place::with_practice_org().await?;
    let (page, job, connector) = (place.page(), place.job(), CONNECTORS[3]);
    job.connect(connector).await?;
    job.practise(connector).await?;
    page.fill("Connection Nickname", &connector.nickname.to_uppercase())
        .await?;

    page.click("button", "Create").await?;

    let field = page.find("textbox", "Connection Nickname").await?;
    stories::window::until("the nickname to be marked as wrong", async || {
        Ok((field.attr("aria-invalid").await?.as_deref() == Some("true")).then_some(()))
    })
    .await?;
    ensure!(page.value("Connection Nickname").await? == connector.nickname.to_uppercase());
    place.app.close().await
}

async fn the_page_can_be_opened_again_while_waiting() -> Result<()> {
    let place = Place::with_practice_org().await?;
    let page = place.page();
    place.job().practise(CONNECTORS[1]).await?;
    page.click("button", "Create").await?;
    let first = place.app.opened_page().await?;
    page.find("button", "Copy link to the sign-in page").await?;
    page.says("Time left").await?;
    page.click("button", "Copy link to the sign-in page")
        .await?;
    page.says("Copied").await?;

    page.click("button", "Open again").await?;

    ensure!(place.app.opened_page().await? == first);
    place.app.close().await
}

async fn what_was_typed_is_not_lost_by_a_slip_of_the_finger() -> Result<()> {
    let org = Sandbox::start(Settings::default()).await?;
    let place = Place::with_orgs_on_this_computer().await?;
    let page = place.page();
    fill_in(&page, &org, "Slip", "a secret").await?;

    page.press(Key::Escape).await?;

    page.find("dialog", "New Connection").await?;
    ensure!(page.value("Client Secret").await? == "a secret");
    place.app.close().await
}
