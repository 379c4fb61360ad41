//! Production cannot be written to unarmed: on screen, and from a script in the page.

use anyhow::{Context, Result, ensure};
use sandbox::{Sandbox, Settings};
use serde_json::{Value, json};
use stories::window::{Page, until};

use crate::harness::{Harness, test};
use crate::place::{Place, look};

pub(crate) async fn tell(harness: &mut Harness) {
    test!(
        harness,
        armed_for_ten_minutes_it_writes_and_disarmed_it_does_not
    );
    test!(
        harness,
        a_script_in_the_page_neither_writes_to_production_nor_arms_it
    );
}

/// A production connection to an org that stands beside the console.
async fn in_production() -> Result<(Sandbox, Place)> {
    let org = Sandbox::start(Settings::default()).await?;
    let place = Place::with_orgs_on_this_computer().await?;
    crate::wizard::connect_to(&place, &org, "Guarded").await?;
    let page = place.page();
    let id = id_of(&page).await?;
    let edited = json!({ "request": {
        "connection": id, "nickname": "Guarded", "description": "", "folder": null,
        "environment": "production",
    }});
    let said = call(&page, "edit_connection", &edited).await?;
    ensure!(
        said["answered"]["row"]["environment"] == "production",
        "{said}"
    );
    page.click("button", "Guarded").await?;
    page.find("heading", "Guarded").await?;
    Ok((org, place))
}

async fn id_of(page: &Page) -> Result<String> {
    let said = call(page, "list_connections", &json!({})).await?;
    let id = said["answered"][0]["id"].as_str();
    Ok(id.context("one connection")?.to_owned())
}

/// Calls a command as a script in the page would, and gives what came of it.
async fn call(page: &Page, command: &str, given: &Value) -> Result<Value> {
    let script = format!(
        "const done = arguments[arguments.length - 1];
         window.__TAURI_INTERNALS__.invoke('{command}', {given})
           .then((answered) => done({{ answered }}), (refused) => done({{ refused }}));"
    );
    page.run_to_its_end(&script, Vec::new()).await
}

fn writes(org: &Sandbox) -> Vec<String> {
    let mut sent = org.knobs().requests("/api/v1");
    sent.retain(|line| !line.starts_with("GET"));
    sent
}

async fn armed_for_ten_minutes_it_writes_and_disarmed_it_does_not() -> Result<()> {
    let (org, place) = in_production().await?;
    let page = place.page();
    page.says("Read-only").await?;
    page.click("button", "Run Create Realm").await?;
    page.fill("Name", "Guarded Realm").await?;
    page.click("button", "Run").await?;
    page.says("is read-only").await?;
    ensure!(writes(&org).is_empty(), "{:?}", writes(&org));

    page.click("button", "Arm for ten minutes").await?;
    let confirmation = place.app.confirmation().await?;
    let asked = confirmation.page();
    asked.find("heading", "Allow writes to production?").await?;
    asked.says("Guarded").await?;
    confirmation.press("Arm for ten minutes").await?;
    page.says("Writes are on for").await?;
    look(&place, "armed").await?;
    page.click("button", "Run").await?;
    page.says("HTTP 200").await?;
    ensure!(writes(&org).len() == 1, "{:?}", writes(&org));

    page.click("button", "Make it read-only").await?;
    page.says("Read-only").await?;
    page.click("button", "Run").await?;
    page.says("is read-only").await?;
    ensure!(writes(&org).len() == 1, "nothing more was written");
    place.app.close().await
}

async fn a_script_in_the_page_neither_writes_to_production_nor_arms_it() -> Result<()> {
    let (org, place) = in_production().await?;
    let page = place.page();
    let id = id_of(&page).await?;
    let run = json!({ "request": {
        "connection": id, "action": "create_realm", "inputs": { "name": "By script" },
    }});
    let said = call(&page, "run_action", &run).await?;
    ensure!(said["refused"]["code"] == "notArmed", "{said}");

    // Arming, and calling it something else, wait for an answer that no page can give.
    let waits = [
        ("arm_connection", json!({ "id": id })),
        (
            "edit_connection",
            json!({ "request": {
                "connection": id, "nickname": "Guarded", "description": "", "folder": null,
                "environment": "sandbox",
            }}),
        ),
    ];
    for (command, given) in waits {
        let ask = format!(
            "window.__said = null;
             window.__TAURI_INTERNALS__.invoke('{command}', {given})
               .then(() => {{ window.__said = 'agreed'; }}, (r) => {{ window.__said = r.code; }});"
        );
        page.run(&ask).await?;
        let confirmation = place.app.confirmation().await?;
        confirmation.page().find("button", "Cancel").await?;
        for (answer, given) in [
            ("answer_confirmation", json!({ "typed": null })),
            ("answer_confirmation", json!({ "typed": "Guarded" })),
            ("confirmation_fits", json!({ "typed": "Guarded" })),
        ] {
            let script = format!(
                "const done = arguments[arguments.length - 1];
                 window.__TAURI_INTERNALS__.invoke('{answer}', {given})
                   .then(() => done('answered'), () => done('refused'));"
            );
            let said = confirmation.run_below(&script).await?;
            ensure!(said == "refused", "{answer}: {said}");
        }
        confirmation.press("Cancel").await?;
        until("the page to be told", async || {
            let said = page.run("return window.__said;").await?;
            Ok((!said.is_null()).then_some(said))
        })
        .await
        .and_then(|said| {
            ensure!(said == "cancelled", "{command}: {said}");
            Ok(())
        })?;
    }
    let said = call(&page, "run_action", &run).await?;
    ensure!(said["refused"]["code"] == "notArmed", "{said}");
    for (command, given) in [
        (
            "start_listing",
            json!({ "request": { "connection": id, "action": "create_realm", "inputs": { "name": "By script" }, "extent": "all", "file": null } }),
        ),
        ("preview_action", run.clone()),
    ] {
        // Whatever it answers, it writes nothing.
        call(&page, command, &given).await?;
    }
    ensure!(writes(&org).is_empty(), "{:?}", writes(&org));
    place.app.close().await
}
