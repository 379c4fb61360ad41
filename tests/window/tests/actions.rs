//! One action, run by hand from a connection's page.

use anyhow::{Result, ensure};
use stories::window::{CONNECTORS, Key};

use crate::harness::{Harness, test};
use crate::place::Place;

pub(crate) async fn tell(harness: &mut Harness) {
    test!(harness, an_action_is_previewed_run_and_understood);
    test!(harness, a_refusal_names_its_cause_and_nothing_typed_is_lost);
}

const USER: &str = "Login/Email or User ID";

async fn on_lookup_user() -> Result<Place> {
    let place = Place::with_practice_org().await?;
    let people = CONNECTORS[0];
    place.job().connect(people).await?;
    let page = place.page();
    page.click("button", people.nickname).await?;
    page.click("button", "Run Lookup user").await?;
    page.find("heading", "Lookup user").await?;
    Ok(place)
}

async fn an_action_is_previewed_run_and_understood() -> Result<()> {
    let place = on_lookup_user().await?;
    let page = place.page();
    page.fill(USER, "dana.admin@sandbox.example").await?;
    page.click("button", "Preview request").await?;
    page.says("Preview: nothing is sent yet").await?;
    page.click("button", "Close preview").await?;
    page.click("button", "Run").await?;
    page.find_beginning("heading", "Answer").await?;
    page.says("HTTP 200").await?;
    page.find("tab", "Raw").await?;
    let scrolled = "return document.scrollingElement.scrollTop;";
    ensure!(page.run(scrolled).await? == 0, "the frame stays in place");

    // The answer has the focus, so one Escape leaves the page.
    page.press(Key::Escape).await?;
    page.find("heading", CONNECTORS[0].nickname).await?;
    place.app.close().await
}

async fn a_refusal_names_its_cause_and_nothing_typed_is_lost() -> Result<()> {
    let place = on_lookup_user().await?;
    let page = place.page();
    page.fill(USER, "nobody@sandbox.example").await?;
    page.click("button", "Run").await?;
    page.find_beginning("heading", "Answer").await?;
    page.says("Refused").await?;
    assert_eq!(page.value(USER).await?, "nobody@sandbox.example");
    place.app.close().await
}
