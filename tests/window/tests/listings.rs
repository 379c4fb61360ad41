//! A long list in the real window: it fills, waits, is stopped, and goes to a file.

use anyhow::{Context, Result, ensure};
use sandbox::{FaultSpec, Sandbox, Seed, Settings};
use stories::window::{CONNECTORS, Dialog, Key};

use crate::harness::{Harness, test};
use crate::place::Place;

pub(crate) async fn tell(harness: &mut Harness) {
    test!(
        harness,
        a_list_fills_the_screen_waits_until_it_is_said_and_is_stopped
    );
    test!(
        harness,
        ten_thousand_rows_are_walked_through_and_a_file_is_picked_in_the_systems_dialog
    );
}

const USERS: &str = "/api/v1/users";

/// On the page that lists users, in an org with so many people.
async fn on_list_users(people: usize) -> Result<(Place, Sandbox)> {
    let org = Sandbox::start(Settings {
        seed: Seed::builtin().with_people(people),
        ..Settings::default()
    })
    .await?;
    let okta = CONNECTORS[0];
    let app = org
        .apps()
        .into_iter()
        .find(|app| app.connector.as_deref() == Some(okta.name))
        .context("the practice org has an app for it")?;
    let place = Place::with_orgs_on_this_computer().await?;
    let secret = app.client_secret.unwrap_or_default();
    place
        .job()
        .connect_to(okta, &org.org_url(), &app.client_id, &secret)
        .await?;
    let page = place.page();
    page.click("button", okta.nickname).await?;
    page.click("button", "Run List Users With Filter").await?;
    page.find("heading", "List Users With Filter").await?;
    Ok((place, org))
}

async fn a_list_fills_the_screen_waits_until_it_is_said_and_is_stopped() -> Result<()> {
    let (place, org) = on_list_users(2_000).await?;
    let page = place.page();
    let in_a_minute = [
        ("date", "Mon, 02 Nov 2026 08:00:00 GMT"),
        ("x-rate-limit-limit", "600"),
        ("x-rate-limit-remaining", "0"),
        ("x-rate-limit-reset", "1793606460"),
    ];
    org.knobs().fail_next(FaultSpec {
        after: 5,
        headers: in_a_minute
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .to_vec(),
        ..FaultSpec::answer(USERS, 429, "{\"errorCode\":\"E0000047\"}")
    });
    page.select("Result set", "All, to screen").await?;
    page.click("button", "Run").await?;

    page.says("The server asks to wait until").await?;
    page.says("1,000 in 5 pages").await?;
    page.find("region", "Records").await?;
    page.click("button", "Stop").await?;
    page.find("heading", "List Stopped").await?;
    page.says("What was read until then is kept.").await?;
    page.find_beginning("heading", "Answer").await?;
    page.says("1,000 records. The org has more.").await?;
    place.app.close().await
}

async fn ten_thousand_rows_are_walked_through_and_a_file_is_picked_in_the_systems_dialog()
-> Result<()> {
    let (place, org) = on_list_users(10_500).await?;
    let page = place.page();
    page.select("Status", "ACTIVE").await?;
    page.select("Status", "Not sent").await?;
    page.fill("Custom Filter", "status pr").await?;
    page.select("Result set", "All, to screen").await?;
    page.click("button", "Run").await?;
    page.find("heading", "List Read").await?;
    page.says("10,500 records were read; the first 10,000 are shown")
        .await?;

    page.find("region", "Records").await?.click().await?;
    page.press(Key::End).await?;
    let last = "const rows = document.querySelectorAll('tr[aria-rowindex]');\
                return [rows.length, rows[rows.length - 1].getAttribute('aria-rowindex')];";
    let seen = stories::window::until("the last row to be drawn", async || {
        let seen = page.run(last).await?;
        Ok((seen[1] == "10001").then_some(seen))
    })
    .await?;
    ensure!(
        seen[0].as_u64().is_some_and(|rows| rows < 100),
        "{seen} rows are drawn at once"
    );

    let file = place.desktop.dir().join("people.ndjson");
    page.select("Result set", "All, to file").await?;
    page.select("File format", "NDJSON: one whole record a line")
        .await?;
    page.click("button", "Run").await?;
    Dialog::titled(&place.desktop, "Save the list")
        .await?
        .save_as(&file)
        .await?;
    page.find("heading", "List Read").await?;
    page.says("Saved as").await?;
    let text = std::fs::read_to_string(&file)?;
    ensure!(
        text.lines().count() == 10_500,
        "{} lines",
        text.lines().count()
    );
    drop(org);
    place.app.close().await
}
