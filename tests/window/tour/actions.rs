//! The second half of the walk: actions, a list, a session, a scenario and the History.

use anyhow::Result;
use stories::window::{App, CONNECTORS, DANA, MainJob, Page, Theme};

use crate::journal::Journal;

pub(crate) async fn walk(app: &App, job: MainJob<'_>, journal: &mut Journal) -> Result<()> {
    let page = app.page();
    one_action(&page, journal).await?;
    a_list(&page, journal).await?;
    sessions(&page, journal).await?;
    a_scenario(&page, journal).await?;
    page.click("button", "History").await?;
    page.find("grid", "Runs").await?;
    journal
        .note(&page, "History: what was run, by hand and by the scenario.")
        .await?;
    job.choose_theme(Theme::Dark).await?;
    journal.note(&page, "The same in the dark.").await
}

/// Opens an action of the connection to the org's people.
async fn open(page: &Page, action: &str) -> Result<()> {
    page.click("button", "Connections").await?;
    page.click("button", CONNECTORS[0].nickname).await?;
    page.click("button", &format!("Run {action}")).await?;
    page.find("heading", action).await.map(drop)
}

async fn one_action(page: &Page, journal: &mut Journal) -> Result<()> {
    open(page, "Lookup user").await?;
    let field = "Login/Email or User ID";
    page.fill(field, DANA).await?;
    page.click("button", "Run").await?;
    page.find_beginning("heading", "Answer Done").await?;
    journal
        .note(
            page,
            "An action, run by hand: what was sent and what came back.",
        )
        .await?;
    page.fill(field, "nobody@sandbox.example").await?;
    page.click("button", "Run").await?;
    page.find_beginning("heading", "Answer Refused").await?;
    journal
        .note(page, "A refusal is explained; what was typed stays.")
        .await
}

async fn a_list(page: &Page, journal: &mut Journal) -> Result<()> {
    open(page, "List Users With Filter").await?;
    page.select("Result set", "All, to screen").await?;
    page.click("button", "Run").await?;
    page.find("heading", "List Read").await?;
    journal.note(page, "A list, read to its end.").await
}

async fn sessions(page: &Page, journal: &mut Journal) -> Result<()> {
    open(page, "Connect").await?;
    page.click("tab", "Global session").await?;
    page.click("button", "Run").await?;
    page.find_beginning("heading", "Answer Done").await?;
    page.click("button", "Sessions").await?;
    page.find("table", "Sessions").await?;
    journal
        .note(
            page,
            "Sessions: Connect proved domain, connection and token.",
        )
        .await
}

async fn a_scenario(page: &Page, journal: &mut Journal) -> Result<()> {
    let name = "Suspend and unsuspend a device";
    page.click("button", "Scenarios").await?;
    page.find("button", name).await?;
    journal
        .note(page, "Scenarios: the four that come with the program.")
        .await?;
    page.click("button", name).await?;
    page.find("heading", name).await?;
    page.click("button", "Run").await?;
    page.find("heading", "Steps Done").await?;
    journal
        .note(
            page,
            "A scenario: each step as it went, cleaned up at the end.",
        )
        .await
}
