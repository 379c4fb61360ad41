//! Signing in again: the same user, and another one.

use anyhow::Result;
use stories::window::{CONNECTORS, DANA, SERVICE_ACCOUNT};

use crate::harness::{Harness, test};
use crate::place::Place;

pub(crate) async fn tell(harness: &mut Harness) {
    test!(
        harness,
        another_user_is_shown_and_replaces_nothing_until_that_is_decided
    );
    test!(harness, the_scopes_of_before_and_after_are_compared);
}

async fn another_user_is_shown_and_replaces_nothing_until_that_is_decided() -> Result<()> {
    let place = Place::with_practice_org().await?;
    let (page, job, connector) = (place.page(), place.job(), CONNECTORS[1]);
    job.connect(connector).await?;

    job.choose(connector.nickname, "Reauthorize").await?;
    page.find("dialog", "Reauthorize Realms").await?;
    page.click("button", "Reauthorize").await?;
    job.sign_in(DANA).await?;
    page.says("Another user signed in than before.").await?;
    page.click("button", &format!("Keep {SERVICE_ACCOUNT}"))
        .await?;
    page.says("stays as it was").await?;
    page.find("gridcell", SERVICE_ACCOUNT).await?;

    job.choose(connector.nickname, "Reauthorize").await?;
    page.find("dialog", "Reauthorize Realms").await?;
    page.click("button", "Reauthorize").await?;
    job.sign_in(DANA).await?;
    page.click("button", &format!("Switch to {DANA}")).await?;
    page.says("“Realms” is reauthorized.").await?;
    page.find_beginning("gridcell", DANA).await?;
    place.app.close().await
}

async fn the_scopes_of_before_and_after_are_compared() -> Result<()> {
    let place = Place::with_practice_org().await?;
    let (page, job, connector) = (place.page(), place.job(), CONNECTORS[1]);
    job.connect(connector).await?;

    job.choose(connector.nickname, "Reauthorize").await?;
    page.click_beginning("radio", "Customize scopes (advanced)")
        .await?;
    page.click("checkbox", "okta.schemas.read").await?;
    page.click("button", "Reauthorize").await?;
    job.sign_in(SERVICE_ACCOUNT).await?;

    page.says("Lost: okta.schemas.read").await?;
    page.find("heading", "Granted 11 of 11 scopes").await?;
    place.app.close().await
}
