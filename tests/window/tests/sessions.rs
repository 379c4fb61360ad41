//! Sessions: opened by hand, listed, used, and ended.

use anyhow::Result;
use stories::window::{CONNECTORS, Key};

use crate::harness::{Harness, test};
use crate::place::Place;

pub(crate) async fn tell(harness: &mut Harness) {
    test!(harness, where_no_session_is_open_the_three_kinds_are_told);
    test!(harness, a_session_is_opened_by_hand_listed_and_ended);
    test!(harness, an_action_without_its_session_leads_to_connect);
    test!(harness, deleting_a_connection_names_its_sessions_first);
}

async fn with_people() -> Result<Place> {
    let place = Place::with_practice_org().await?;
    place.job().connect(CONNECTORS[0]).await?;
    Ok(place)
}

/// Opens a session of a kind, from the form that *Connect* has been opened with.
async fn connect(place: &Place, kind: &str) -> Result<()> {
    let page = place.page();
    page.find("heading", "Connect").await?;
    page.click("tab", kind).await?;
    page.click("button", "Run").await?;
    page.find_beginning("heading", "Answer Done").await?;
    page.click("button", "Sessions").await?;
    page.find("table", "Sessions").await.map(drop)
}

async fn where_no_session_is_open_the_three_kinds_are_told() -> Result<()> {
    let place = Place::with_practice_org().await?;
    let page = place.page();
    page.click("button", "Sessions").await?;
    page.says("No session is open").await?;
    for kind in ["Local session", "Global session", "Variable"] {
        page.says(kind).await?;
    }
    // There is nothing to go through yet: a connection comes first.
    page.click("button", "Connect").await?;
    page.find("dialog", "New Connection").await?;
    place.app.close().await
}

async fn a_session_is_opened_by_hand_listed_and_ended() -> Result<()> {
    let place = with_people().await?;
    let page = place.page();
    page.click("button", "Sessions").await?;
    page.click("button", "Connect").await?;
    connect(&place, "Global session").await?;
    for text in ["Default", "Global", "By hand", CONNECTORS[0].nickname] {
        page.says(text).await?;
    }

    page.click("button", "Disconnect Default").await?;
    page.says("The session “Default” is disconnected.").await?;
    page.says("No session is open").await?;
    place.app.close().await
}

async fn an_action_without_its_session_leads_to_connect() -> Result<()> {
    let place = with_people().await?;
    let page = place.page();
    page.click("button", CONNECTORS[0].nickname).await?;
    page.click("button", "Run Find group").await?;
    page.find("heading", "Find group").await?;
    page.fill("Session name", "evening").await?;
    page.fill("Group name or ID", "Everyone").await?;
    page.click("button", "Run").await?;
    page.find_beginning("heading", "Answer Refused").await?;

    page.click("button", "Connect").await?;
    page.find("heading", "Connect").await?;
    assert_eq!(page.value("Session name").await?, "evening");
    connect(&place, "Local session").await?;
    page.says("evening").await?;

    page.click("button", "Connections").await?;
    page.click("button", CONNECTORS[0].nickname).await?;
    page.click("button", "Run Find group").await?;
    page.click("button", "Run").await?;
    page.find_beginning("heading", "Answer Done").await?;
    place.app.close().await
}

async fn deleting_a_connection_names_its_sessions_first() -> Result<()> {
    let place = with_people().await?;
    let page = place.page();
    page.click("button", CONNECTORS[0].nickname).await?;
    page.click("button", "Run Connect").await?;
    connect(&place, "Global session").await?;

    page.click("button", "Connections").await?;
    place.job().choose(CONNECTORS[0].nickname, "Delete").await?;
    page.find("dialog", "Delete connection?").await?;
    page.says("1 open session goes through it and will end:")
        .await?;
    page.press(Key::Escape).await?;
    page.gone("dialog", "Delete connection?").await?;
    place.app.close().await
}
