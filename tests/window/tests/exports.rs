//! An export of Okta Workflows that is dropped onto the real window.

use anyhow::{Context, Result, ensure};
use serde_json::json;
use stories::window::{CONNECTORS, Connector, Page};

use crate::harness::{Harness, test};
use crate::place::Place;

pub(crate) const JOINERS: &str =
    include_str!("../../../src-tauri/crates/workflows_export/samples/joiners.folder");

pub(crate) async fn tell(harness: &mut Harness) {
    test!(
        harness,
        an_export_that_is_dropped_tells_what_it_needs_and_who_would_serve
    );
    test!(harness, a_hostile_file_that_is_dropped_is_refused_in_words);
}

/// Lets go of a file over the window, as the web view tells of it. The drag itself is the
/// desktop's, which no driver moves.
pub(crate) async fn drop_file(page: &Page, name: &str, text: &str) -> Result<()> {
    let script = "const [name, text] = arguments;\
         const files = new DataTransfer();\
         files.items.add(new File([text], name));\
         const event = new Event('drop', { bubbles: true, cancelable: true });\
         Object.defineProperty(event, 'dataTransfer', { value: files });\
         document.body.dispatchEvent(event);\
         return event.defaultPrevented;";
    let prevented = page
        .run_with(script, vec![json!(name), json!(text)])
        .await?;
    ensure!(
        prevented == json!(true),
        "the web view would have opened the file itself"
    );
    Ok(())
}

async fn an_export_that_is_dropped_tells_what_it_needs_and_who_would_serve() -> Result<()> {
    let place = Place::with_practice_org().await?;
    let (page, people) = (place.page(), CONNECTORS[0]);
    place.job().connect(people).await?;
    drop_file(&page, "joiners.folder", JOINERS).await?;

    page.find("heading", "joiners.folder").await?;
    page.says("4 flows · 11 cards of Okta's connectors · 2 cards of others")
        .await?;
    for connector in ["Okta", "Okta Realms", "Okta Privileged Access"] {
        page.find("table", &format!("Cards of {connector}")).await?;
    }
    page.says("Map Profile Source Attributes okta:mapProfileSourceAttributes – Unknown")
        .await?;
    page.says("2 cards are not counted").await?;
    page.says("Would serve").await?;
    page.says("There is none for Okta Realms.").await?;

    page.click("button", "New connection for Okta Realms")
        .await?;
    page.click("tab", "Permissions").await?;
    let ticked = "return document.querySelector('[aria-label=\"okta.users.manage\"]').checked;";
    page.find("checkbox", "okta.users.manage").await?;
    ensure!(page.run(ticked).await? == json!(true));
    place.app.close().await
}

async fn a_hostile_file_that_is_dropped_is_refused_in_words() -> Result<()> {
    let place = Place::with_practice_org().await?;
    let page = place.page();
    place
        .job()
        .connect(Connector {
            nickname: "Servers",
            ..CONNECTORS[3]
        })
        .await?;
    for (name, text, why) in [
        ("deep.flopack", "[".repeat(500_000), "nested more deeply"),
        ("packed.folder", "PK\u{3}\u{4}".to_owned(), "an archive"),
        (
            "cut.flow",
            JOINERS.get(..900).context("text")?.to_owned(),
            "stops being JSON",
        ),
    ] {
        drop_file(&page, name, &text).await?;
        page.says(&format!("“{name}” was not read.")).await?;
        page.says(why).await?;
    }
    // The window is as it was.
    page.click("button", "Connections").await?;
    page.find("button", "Servers").await.map(drop)?;
    place.app.close().await
}
