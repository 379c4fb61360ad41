//! The person's browser. `BROWSER` names a program of ours that hands the address over; a real
//! browser then opens it.

use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use tempfile::TempDir;
use tokio::io::AsyncReadExt;
use tokio::net::UnixListener;
use tokio::time::timeout;

use super::driver::Driver;
use super::{Desktop, PATIENCE, Page};

/// Where Debian keeps WebKit's own small browser, by architecture.
const LIBRARIES: [&str; 3] = [
    "/usr/lib/x86_64-linux-gnu",
    "/usr/lib/aarch64-linux-gnu",
    "/usr/libexec",
];

/// A browser with one page in it.
#[derive(Debug)]
pub struct Browser(Driver);

impl Browser {
    /// Opens a page in a browser that nobody has signed in with.
    pub async fn open(desktop: &Desktop, page: &str) -> Result<Self> {
        let mut environment = desktop.environment();
        let home = tempfile::Builder::new()
            .prefix("browser-")
            .tempdir_in(desktop.dir())?;
        environment.push(("HOME".to_owned(), home.keep().display().to_string()));
        let browser =
            Driver::drive(&mini_browser()?, &["--automation"], &environment, false).await?;
        browser.client.goto(page).await?;
        Ok(Self(browser))
    }

    /// What it shows.
    pub fn page(&self) -> Page {
        Page::of(self.0.client.clone())
    }

    /// Signs in on the org's page.
    pub async fn sign_in(&self, username: &str, password: &str) -> Result<()> {
        let page = self.page();
        page.fill("Username", username).await?;
        page.fill("Password", password).await?;
        page.click("button", "Sign in").await
    }

    /// Closes it.
    pub async fn close(self) -> Result<()> {
        self.0.close().await
    }
}

/// `WebKit`'s own browser.
pub fn mini_browser() -> Result<PathBuf> {
    let places = LIBRARIES
        .iter()
        .map(|library| Path::new(library).join("webkit2gtk-4.1"));
    match places
        .map(|place| place.join("MiniBrowser"))
        .find(|program| program.is_file())
    {
        Some(program) => Ok(program),
        None => bail!("MiniBrowser is not where the package webkit2gtk-driver puts it"),
    }
}

/// Where the console's browser leaves the addresses that it was asked to open.
#[derive(Debug)]
pub(super) struct Mailbox {
    listener: UnixListener,
    dir: TempDir,
}

impl Mailbox {
    pub(super) fn open(parent: &Path) -> Result<Self> {
        let dir = tempfile::Builder::new()
            .prefix("mail-")
            .tempdir_in(parent)?;
        // By another name: `BROWSER` cannot hold a path with a space in it.
        symlink(hand_over()?, dir.path().join("browser"))?;
        let listener = UnixListener::bind(dir.path().join("box"))?;
        Ok(Self { listener, dir })
    }

    /// With an argument before `%s`, as people write it.
    pub(super) fn browser_variable(&self) -> String {
        let dir = self.dir.path().display();
        format!("{dir}/browser {dir}/box %s")
    }

    pub(super) async fn next(&self) -> Result<String> {
        let receive = async {
            let (mut letter, _) = self.listener.accept().await?;
            let mut page = String::new();
            letter.read_to_string(&mut page).await?;
            anyhow::Ok(page)
        };
        timeout(PATIENCE, receive)
            .await
            .context("no page was opened in the browser")?
    }
}

/// Beside this program, or one folder up from a test's.
fn hand_over() -> Result<PathBuf> {
    let here = std::env::current_exe()?;
    let found = here
        .ancestors()
        .skip(1)
        .take(2)
        .map(|dir| dir.join("hand-over"));
    found
        .into_iter()
        .find(|program| program.is_file())
        .context("hand-over is not built: cargo build -p stories --features window --bins")
}
