//! The system's own dialogs, which no page knows: they are found by their title and typed into.

use std::path::Path;
use std::process::Command;

use anyhow::{Result, ensure};

use super::{Desktop, until};

/// A dialog that is open.
#[derive(Debug)]
pub struct Dialog<'a> {
    desktop: &'a Desktop,
    window: String,
}

impl<'a> Dialog<'a> {
    /// The one with this title, as soon as it is there.
    pub async fn titled(desktop: &'a Desktop, title: &str) -> Result<Self> {
        let what = format!("the dialog “{title}”");
        let exactly = format!("^{title}$");
        let window = until(&what, async || {
            let found = xdotool(desktop, &["search", "--onlyvisible", "--name", &exactly])?;
            Ok(found.lines().next().map(str::to_owned))
        })
        .await?;
        Ok(Self { desktop, window })
    }

    /// Types a path in the place of the name that is offered, presses Enter, and waits until the
    /// dialog has gone.
    pub async fn save_as(self, path: &Path) -> Result<()> {
        let window = self.window.as_str();
        xdotool(self.desktop, &["windowfocus", "--sync", window])?;
        xdotool(self.desktop, &["key", "ctrl+a"])?;
        let path = path.display().to_string();
        xdotool(self.desktop, &["type", "--delay", "10", &path])?;
        xdotool(self.desktop, &["key", "Return"])?;
        until("the dialog to close", async || {
            let open = xdotool(self.desktop, &["search", "--onlyvisible", "--name", "."])?;
            Ok((!open.lines().any(|one| one == window)).then_some(()))
        })
        .await
    }
}

/// What it says; nothing where it finds nothing.
fn xdotool(desktop: &Desktop, words: &[&str]) -> Result<String> {
    let said = Command::new("xdotool")
        .args(words)
        .envs(desktop.environment())
        .output()?;
    let nothing_found = words[0] == "search";
    ensure!(
        said.status.success() || nothing_found,
        "xdotool {words:?}: {}",
        String::from_utf8_lossy(&said.stderr)
    );
    Ok(String::from_utf8_lossy(&said.stdout).into_owned())
}
