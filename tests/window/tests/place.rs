//! Where a test takes place: a desktop, and the console on it.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use stories::window::{App, Desktop, Keyring, MainJob, Page, Pictures, Start, Theme, console};

/// A desktop with the console open on it.
pub(crate) struct Place {
    // Closed before the desktop goes.
    pub(crate) app: App,
    pub(crate) desktop: Desktop,
}

impl Place {
    /// A console with the practice org, and with a keyring.
    pub(crate) async fn with_practice_org() -> Result<Self> {
        Self::on(
            Desktop::start(Keyring::Unlocked)?,
            Start {
                sandbox: true,
                ..Start::default()
            },
        )
        .await
    }

    /// A console that takes orgs on this computer.
    pub(crate) async fn with_orgs_on_this_computer() -> Result<Self> {
        let start = Start {
            loopback_orgs: true,
            ..Start::default()
        };
        Self::on(Desktop::start(Keyring::Unlocked)?, start).await
    }

    /// The console on a desktop that is there already.
    pub(crate) async fn on(desktop: Desktop, start: Start) -> Result<Self> {
        let app = App::start(&console()?, &desktop, start).await?;
        Ok(Self { app, desktop })
    }

    /// Closes the console and opens it again on the same desktop.
    pub(crate) async fn restart(self, start: Start) -> Result<Self> {
        let Self { app, desktop } = self;
        app.close().await?;
        Self::on(desktop, start).await
    }

    pub(crate) fn page(&self) -> Page {
        self.app.page()
    }

    pub(crate) fn job(&self) -> MainJob<'_> {
        MainJob::at(&self.desktop, &self.app)
    }
}

/// The folder that holds the workspace.
pub(crate) fn workspace() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .unwrap_or(Path::new("."))
}

/// Looks at the window in both themes: a picture is kept, and axe finds nothing to object to.
pub(crate) async fn look(place: &Place, name: &str) -> Result<()> {
    let page = place.page();
    let folder = kept_in("window")?.join(name);
    let pictures = Pictures::in_dir(&folder)?;
    for theme in Theme::BOTH {
        // By the switch of the page's own: a dialog may lie over the footer.
        let chosen = theme.label().to_lowercase();
        page.run(&format!(
            "document.documentElement.dataset.theme = '{chosen}';"
        ))
        .await?;
        pictures.take(&page, &chosen).await?;
        let faults = page.examine(workspace()).await?;
        anyhow::ensure!(faults.is_empty(), "{name}, {chosen}: {faults:#?}");
    }
    Ok(())
}

/// Where pictures of the window are kept.
pub(crate) fn pictures() -> Result<Pictures> {
    Pictures::in_dir(&kept_in("window")?)
}

fn kept_in(folder: &str) -> Result<PathBuf> {
    let here = std::env::current_exe()?;
    let target = here.ancestors().nth(3);
    let target = target.context("a test lies in target/debug/deps")?;
    Ok(target.join(folder))
}
