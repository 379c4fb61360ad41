//! The truth about scopes, and the fewest that are enough, in the real window.

use anyhow::{Result, ensure};
use stories::window::{CONNECTORS, Page, SERVICE_ACCOUNT};

use crate::harness::{Harness, test};
use crate::place::Place;

pub(crate) async fn tell(harness: &mut Harness) {
    test!(
        harness,
        marked_actions_measure_the_scopes_and_the_fewest_are_applied
    );
    test!(
        harness,
        the_wizard_is_filled_with_the_fewest_scopes_for_what_will_be_used
    );
}

const TABLE: &str = "Scopes requested, granted and needed";

/// What the truth table says in the row of a scope; the one in front, where there are two.
async fn row_of(page: &Page, scope: &str) -> Result<String> {
    let script = "const [label, scope] = arguments;\
         const table = [...document.querySelectorAll(`table[aria-label=\"${label}\"]`)].at(-1);\
         const named = (row) => row.querySelector('td.name code')?.textContent === scope;\
         const row = [...(table?.rows ?? [])].find(named);\
         return row ? row.innerText.replace(/\\s+/g, ' ').trim() : '';";
    let row = page
        .run_with(script, vec![TABLE.into(), scope.into()])
        .await?;
    Ok(row.as_str().unwrap_or_default().to_owned())
}

async fn marked_actions_measure_the_scopes_and_the_fewest_are_applied() -> Result<()> {
    let place = Place::with_practice_org().await?;
    let (page, people) = (place.page(), CONNECTORS[0]);
    place.job().connect(people).await?;
    page.click("button", people.nickname).await?;
    page.find("table", TABLE).await?;
    page.click_beginning("button", "Mark the actions that you use (0 of")
        .await?;
    for action in ["Read User", "Search Groups"] {
        page.fill("Find an action", action).await?;
        page.gone("checkbox", "Deactivate user").await?;
        page.click("checkbox", action).await?;
    }

    page.find_beginning("button", "Mark the actions that you use (2 of")
        .await?;
    page.find("table", "The fewest scopes").await?;
    page.find_beginning("button", "Unused").await?;
    let apps = row_of(&page, "okta.apps.manage").await?;
    ensure!(apps.ends_with("Unused"), "{apps}");
    let users = row_of(&page, "okta.users.read").await?;
    ensure!(
        users.contains("Read User") && users.ends_with("OK"),
        "{users}"
    );
    page.click("button", "Copy as a request for a super admin")
        .await?;
    page.says("The request is on the clipboard.").await?;

    page.click("button", "Apply: reauthorize with just these")
        .await?;
    page.find("dialog", "Reauthorize People").await?;
    page.click("button", "Reauthorize").await?;
    place.job().sign_in(SERVICE_ACCOUNT).await?;
    page.find("columnheader", "Before").await?;
    let apps = row_of(&page, "okta.apps.manage").await?;
    ensure!(apps.ends_with("Granted No Nothing Dropped"), "{apps}");
    page.click("button", "Save connection").await?;
    page.says("“People” is reauthorized.").await?;
    page.says("This connection asks for just these, and has them.")
        .await?;
    place.app.close().await
}

async fn the_wizard_is_filled_with_the_fewest_scopes_for_what_will_be_used() -> Result<()> {
    let place = Place::with_practice_org().await?;
    let (page, devices) = (place.page(), CONNECTORS[2]);
    place.job().practise(devices).await?;
    page.click("tab", "Permissions").await?;
    page.click_beginning("button", "Choose by the actions that you will use")
        .await?;
    page.fill("Find an action", "Search Devices").await?;
    page.gone("checkbox", "Delete Device").await?;
    page.click("checkbox", "Search Devices").await?;
    page.click("button", "Use just these 8 scopes").await?;
    page.find("checkbox", "okta.devices.manage").await?;

    place.job().create(devices).await?;
    page.find("heading", "Granted 8 of 8 scopes").await?;
    let reads = row_of(&page, "okta.devices.read").await?;
    ensure!(
        reads.contains("Search Devices") && reads.ends_with("OK"),
        "{reads}"
    );
    place.job().save(devices).await?;
    page.click("button", devices.nickname).await?;
    page.find_beginning("button", "Mark the actions that you use (1 of")
        .await
        .map(drop)?;
    place.app.close().await
}
