//! The window that asks before something is lost, beside the one it was raised over.

use anyhow::{Context, Result};
use fantoccini::Client;
use fantoccini::wd::WindowHandle;

use super::{Desktop, Key, Page, frame, until};

/// A confirmation that was raised.
#[derive(Debug)]
pub struct Confirmation {
    client: Client,
    own: WindowHandle,
    below: WindowHandle,
}

impl Confirmation {
    /// Waits for the window and goes to it. Whatever page is asked for now is its own.
    pub(super) async fn raised(client: Client) -> Result<Self> {
        let below = client.window().await?;
        let own = until("a confirmation to be raised", async || {
            let windows = client.windows().await?;
            Ok(windows.into_iter().find(|window| *window != below))
        })
        .await?;
        client.switch_to_window(own.clone()).await?;
        Ok(Self { client, own, below })
    }

    /// Its page.
    pub fn page(&self) -> Page {
        Page::of(self.client.clone())
    }

    /// Runs a script in the page of the window below, which lies there disabled, to its end.
    pub async fn run_below(&self, script: &str) -> Result<serde_json::Value> {
        self.client.switch_to_window(self.below.clone()).await?;
        let answer = self.page().run_to_its_end(script, Vec::new()).await;
        self.client.switch_to_window(self.own.clone()).await?;
        answer
    }

    /// Presses a button, and waits until the window is gone.
    pub async fn press(self, button: &str) -> Result<()> {
        // It may be gone before the driver has told that it pressed.
        let pressed = self.page().click("button", button).await;
        self.gone().await.with_context(|| format!("{pressed:?}"))
    }

    /// Says no with Escape, and waits until it is gone.
    pub async fn escape(self) -> Result<()> {
        // As above: before the key is up again.
        let pressed = self.page().press(Key::Escape).await;
        self.gone().await.with_context(|| format!("{pressed:?}"))
    }

    /// Closes the window by its frame, and waits until it is gone.
    pub async fn close(self, desktop: &Desktop) -> Result<()> {
        frame::close(desktop.display(), &self.page().title().await?)?;
        self.gone().await.context("closed by its frame")
    }

    /// Waits until it is gone, and goes back to the window below.
    async fn gone(self) -> Result<()> {
        until("the confirmation to close", async || {
            let windows = self.client.windows().await?;
            Ok((!windows.contains(&self.own)).then_some(()))
        })
        .await
        .context("it is there still")?;
        Ok(self.client.switch_to_window(self.below).await?)
    }
}
