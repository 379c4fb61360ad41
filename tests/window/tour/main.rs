//! A walk through the console, for a machine without a display: the real program, a real
//! keyring, a real browser, and pictures of what was seen.
//!
//! `tour CONSOLE TARGET`

mod actions;
mod journal;

use std::path::Path;
use std::process::ExitCode;

use anyhow::Result;
use journal::Journal;
use stories::window::{App, CONNECTORS, Desktop, Keyring, MainJob, Start, Theme};

#[tokio::main]
async fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [console, target] = arguments.as_slice() else {
        eprintln!("tour CONSOLE TARGET");
        return ExitCode::from(2);
    };
    match walk(Path::new(console), Path::new(target)).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("the tour ended early: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn walk(console: &Path, target: &Path) -> Result<()> {
    let desktop = Desktop::start(Keyring::Unlocked)?;
    let start = Start {
        sandbox: true,
        ..Start::default()
    };
    let app = App::start(console, &desktop, start).await?;
    let page = app.page();
    let job = MainJob::at(&desktop, &app);
    let mut journal = Journal::begin(target)?;

    page.find("button", "New Connection").await?;
    journal
        .note(&page, "The console opens on an empty Connections page.")
        .await?;
    for connector in CONNECTORS {
        let name = connector.name;
        job.practise(connector).await?;
        journal
            .note(&page, &format!("{name}: filled in for the practice org."))
            .await?;
        page.click("tab", connector.second_tab).await?;
        journal
            .note(&page, &format!("{name}: the {} tab.", connector.second_tab))
            .await?;
        job.create(connector).await?;
        let came = if connector.signs_in {
            "signed in through the browser"
        } else {
            "a token came"
        };
        journal
            .note(
                &page,
                &format!("{name}: {came}; what was granted is shown."),
            )
            .await?;
        job.save(connector).await?;
        job.test(connector.nickname).await?;
        journal
            .note(&page, &format!("{name}: saved and tested."))
            .await?;
        job.begin_reauthorize(connector).await?;
        journal
            .note(
                &page,
                &format!("{name}: signed in again; before and after."),
            )
            .await?;
        job.finish_reauthorize(connector).await?;
    }
    journal
        .note(&page, "All four connections stand in the list.")
        .await?;
    page.click("button", CONNECTORS[1].nickname).await?;
    page.find("heading", CONNECTORS[1].nickname).await?;
    journal.note(&page, "A connection's own page.").await?;
    job.choose_theme(Theme::Dark).await?;
    journal.note(&page, "The same in the dark.").await?;
    job.choose_theme(Theme::Light).await?;
    actions::walk(&app, job, &mut journal).await?;
    app.close().await?;
    journal.end()
}
