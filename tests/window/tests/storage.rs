//! Where secrets are kept when there is no keyring.

use anyhow::Result;
use stories::window::{CONNECTORS, Desktop, Keyring, Start};

use crate::harness::{Harness, test};
use crate::place::{Place, look};

pub(crate) async fn tell(harness: &mut Harness) {
    test!(
        harness,
        without_a_keyring_the_page_says_which_and_this_session_is_a_way_on
    );
    test!(harness, a_passphrase_keeps_secrets_from_one_run_to_the_next);
    test!(harness, what_was_locked_is_opened_by_one_button);
}

async fn without_a_keyring_the_page_says_which_and_this_session_is_a_way_on() -> Result<()> {
    let start = Start {
        sandbox: true,
        ..Start::default()
    };
    let place = Place::on(Desktop::start(Keyring::Absent)?, start).await?;
    let page = place.page();
    page.says("gnome-keyring").await?;
    page.click("button", "Try again").await?;
    page.says("gnome-keyring").await?;

    page.click("button", "Use for this session only").await?;

    place.job().connect(CONNECTORS[3]).await?;
    place.app.close().await
}

async fn a_passphrase_keeps_secrets_from_one_run_to_the_next() -> Result<()> {
    let org = sandbox::Sandbox::start(sandbox::Settings::default()).await?;
    let folder = tempfile::tempdir()?;
    let start = Start {
        data_dir: Some(folder.path().to_owned()),
        loopback_orgs: true,
        ..Start::default()
    };
    let place = Place::on(Desktop::start(Keyring::Absent)?, start.clone()).await?;
    let page = place.page();
    page.fill("Passphrase", "correct horse battery staple")
        .await?;
    page.fill("Passphrase, once more", "correct horse battery staple")
        .await?;
    page.click("button", "Use this passphrase").await?;
    crate::wizard::connect_to(&place, &org, "Guarded").await?;

    let place = place.restart(start).await?;
    let page = place.page();
    page.fill("Passphrase", "not the passphrase").await?;
    page.click("button", "Open").await?;
    let field = page.find("textbox", "Passphrase").await?;
    stories::window::until("the passphrase to be refused", async || {
        Ok((field.attr("aria-invalid").await?.as_deref() == Some("true")).then_some(()))
    })
    .await?;
    page.fill("Passphrase", "correct horse battery staple")
        .await?;
    page.click("button", "Open").await?;
    place.job().test("Guarded").await?;
    place.app.close().await
}

async fn what_was_locked_is_opened_by_one_button() -> Result<()> {
    let place = Place::with_practice_org().await?;
    let page = place.page();
    page.click("button", "Lock").await?;
    page.says("The console is locked.").await?;
    look(&place, "locked").await?;
    page.click("button", "Open").await?;
    place.job().connect(CONNECTORS[3]).await?;
    place.app.close().await
}
