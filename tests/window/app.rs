//! The console itself, on a data folder of its own.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;

use super::browser::Mailbox;
use super::driver::Driver;
use super::{Browser, Confirmation, Desktop, Page};

/// How to start the console.
#[derive(Debug, Clone, Default)]
pub struct Start {
    /// Where its database is; none for a new, empty folder.
    pub data_dir: Option<PathBuf>,
    /// Whether the practice org starts with it.
    pub sandbox: bool,
    /// Whether orgs on this computer are taken.
    pub loopback_orgs: bool,
    /// Whether it has no more rights than any program of its user, also where that is root.
    pub unprivileged: bool,
}

/// The console while it runs.
#[derive(Debug)]
pub struct App {
    driver: Driver,
    mailbox: Mailbox,
    environment: Vec<(String, String)>,
    data_dir: PathBuf,
    _own_folder: Option<TempDir>,
}

impl App {
    /// Starts `program` and waits for its page.
    pub async fn start(program: &Path, desktop: &Desktop, start: Start) -> Result<Self> {
        let own_folder = match &start.data_dir {
            Some(_) => None,
            None => Some(
                tempfile::Builder::new()
                    .prefix("data-")
                    .tempdir_in(desktop.dir())?,
            ),
        };
        let data_dir = start
            .data_dir
            .or_else(|| own_folder.as_ref().map(|dir| dir.path().to_owned()))
            .context("there is a folder either way")?;
        let mailbox = Mailbox::open(desktop.dir())?;
        let mut environment = desktop.environment();
        environment.extend(
            [
                ("TAURI_WEBVIEW_AUTOMATION", "true"),
                (
                    "CONNECTIONS_CONSOLE_DATA_DIR",
                    &data_dir.display().to_string(),
                ),
                (
                    "CONNECTIONS_CONSOLE_LOOPBACK_ORGS",
                    if start.loopback_orgs { "1" } else { "0" },
                ),
                ("BROWSER", &mailbox.browser_variable()),
            ]
            .map(|(name, value)| (name.to_owned(), value.to_owned())),
        );
        let arguments: &[&str] = if start.sandbox { &["--sandbox"] } else { &[] };
        let rights = start.unprivileged;
        let driver = Driver::drive(program, arguments, &environment, rights).await?;
        Ok(Self {
            driver,
            mailbox,
            environment,
            data_dir,
            _own_folder: own_folder,
        })
    }

    /// Its page.
    pub fn page(&self) -> Page {
        Page::of(self.driver.client.clone())
    }

    /// The window that asks before something is lost, as soon as it is raised.
    pub async fn confirmation(&self) -> Result<Confirmation> {
        Confirmation::raised(self.driver.client.clone()).await
    }

    /// How many windows it has.
    pub async fn windows(&self) -> Result<usize> {
        Ok(self.driver.client.windows().await?.len())
    }

    /// Where its database is.
    pub fn data_dir(&self) -> &Path {
        &self.data_dir
    }

    /// What it found around it; a second instance finds the same.
    pub fn environment(&self) -> &[(String, String)] {
        &self.environment
    }

    /// The page that it opens next in the person's browser. It is not opened yet.
    pub async fn opened_page(&self) -> Result<String> {
        self.mailbox.next().await
    }

    /// Opens what the console asked for in a real browser.
    pub async fn browser(&self, desktop: &Desktop) -> Result<Browser> {
        let page = self.opened_page().await?;
        Browser::open(desktop, &page).await
    }

    /// Its process, as it wrote it down itself.
    pub fn process(&self) -> Result<u32> {
        let lock = std::fs::read_to_string(self.data_dir.join("instance.lock"))?;
        let id = lock.lines().next().and_then(|line| line.parse().ok());
        id.context("the lock says who holds it")
    }

    /// Ends the program as a power cut would: nothing in it comes to its end.
    pub async fn kill(self) -> Result<()> {
        let id = i32::try_from(self.process()?).ok().and_then(Pid::from_raw);
        kill_process(id.context("it is a process")?, Signal::KILL)?;
        // The driver's session is over with it, which is all that was asked for.
        drop(self.driver.close().await);
        Ok(())
    }

    /// Closes the window and waits until the program has ended.
    pub async fn close(self) -> Result<()> {
        self.driver.close().await
    }
}
