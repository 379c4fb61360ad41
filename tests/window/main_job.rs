//! The main job, as a person does it: choose, fill in, sign in, look, save, test, sign in again.

use anyhow::Result;

use super::{App, Desktop, Key, Page};

/// A super admin of the practice org.
pub const SERVICE_ACCOUNT: &str = "svc-workflows@sandbox.example";

/// Another super admin of the practice org.
pub const DANA: &str = "dana.admin@sandbox.example";

/// Everybody's in the practice org.
pub const PASSWORD: &str = "practice";

/// A connector, as the picker shows it.
#[derive(Debug, Clone, Copy)]
pub struct Connector {
    /// What its card says.
    pub name: &'static str,
    /// A nickname for a connection.
    pub nickname: &'static str,
    /// Its second tab.
    pub second_tab: &'static str,
    /// Whether somebody signs in.
    pub signs_in: bool,
}

/// All of them.
pub const CONNECTORS: [Connector; 4] = [
    Connector {
        name: "Okta",
        nickname: "People",
        second_tab: "Permissions",
        signs_in: true,
    },
    Connector {
        name: "Okta Realms",
        nickname: "Realms",
        second_tab: "Permissions",
        signs_in: true,
    },
    Connector {
        name: "Okta Devices",
        nickname: "Devices",
        second_tab: "Permissions",
        signs_in: true,
    },
    Connector {
        name: "Okta Privileged Access",
        nickname: "Servers",
        second_tab: "Roles",
        signs_in: false,
    },
];

/// Somebody at work with the console.
#[derive(Debug, Clone, Copy)]
pub struct MainJob<'a> {
    desktop: &'a Desktop,
    app: &'a App,
}

impl<'a> MainJob<'a> {
    /// At this console, on this desktop.
    pub fn at(desktop: &'a Desktop, app: &'a App) -> Self {
        Self { desktop, app }
    }

    fn page(&self) -> Page {
        self.app.page()
    }

    /// Opens the wizard of a connector, filled in for the practice org but for the nickname.
    pub async fn practise(&self, connector: Connector) -> Result<()> {
        let page = self.page();
        if page.has("grid", "Connections").await? {
            page.click("button", "New Connection").await?;
        }
        page.click("button", "Practise on a sandbox org").await?;
        page.says("These connections lead to the practice org")
            .await?;
        page.click("button", connector.name).await?;
        page.fill("Connection Nickname", connector.nickname).await
    }

    /// Presses *Create*, and signs in where the connector asks for that.
    pub async fn create(&self, connector: Connector) -> Result<()> {
        self.page().click("button", "Create").await?;
        if connector.signs_in {
            self.sign_in(SERVICE_ACCOUNT).await?;
        }
        self.page()
            .says(&format!("Check what “{}” got", connector.nickname))
            .await
    }

    /// Signs in in the browser that the console has opened.
    pub async fn sign_in(&self, username: &str) -> Result<()> {
        self.page()
            .find("heading", "Waiting for you to sign in in your browser")
            .await?;
        let browser = self.app.browser(self.desktop).await?;
        browser.sign_in(username, PASSWORD).await?;
        browser.page().says("Connections Console").await?;
        browser.close().await
    }

    /// Saves what the sign-in gave, and waits for the row.
    pub async fn save(&self, connector: Connector) -> Result<()> {
        let page = self.page();
        page.click("button", "Save connection").await?;
        page.says(&format!("“{}” is connected.", connector.nickname))
            .await?;
        page.find(
            "button",
            &format!("More actions for {}", connector.nickname),
        )
        .await
        .map(drop)
    }

    /// The same with an org that was started elsewhere on this computer, typed by hand.
    pub async fn connect_to(
        &self,
        connector: Connector,
        address: &str,
        client_id: &str,
        client_secret: &str,
    ) -> Result<()> {
        let page = self.page();
        page.click("button", "New Connection").await?;
        page.click("button", connector.name).await?;
        for (label, text) in [
            ("Connection Nickname", connector.nickname),
            ("Domain", address),
            ("Client ID", client_id),
            ("Client Secret", client_secret),
        ] {
            page.fill(label, text).await?;
        }
        self.create(connector).await?;
        self.save(connector).await
    }

    /// The whole of it.
    pub async fn connect(&self, connector: Connector) -> Result<()> {
        self.practise(connector).await?;
        self.create(connector).await?;
        self.save(connector).await
    }

    /// Chooses from the menu of a connection's row.
    pub async fn choose(&self, nickname: &str, action: &str) -> Result<()> {
        let page = self.page();
        page.click("button", &format!("More actions for {nickname}"))
            .await?;
        page.click("menuitem", action).await
    }

    /// Tests a connection and waits until its status says so.
    pub async fn test(&self, nickname: &str) -> Result<()> {
        self.choose(nickname, "Test").await?;
        self.page()
            .says(&format!("Tested “{nickname}”: Active"))
            .await
    }

    /// Signs in again for a connection, as the same user.
    pub async fn reauthorize(&self, connector: Connector) -> Result<()> {
        self.begin_reauthorize(connector).await?;
        self.finish_reauthorize(connector).await
    }

    /// Presses *Reauthorize*, and signs in where the connector asks for that.
    pub async fn begin_reauthorize(&self, connector: Connector) -> Result<()> {
        let page = self.page();
        self.choose(connector.nickname, "Reauthorize").await?;
        page.find("dialog", &format!("Reauthorize {}", connector.nickname))
            .await?;
        page.click("button", "Reauthorize").await?;
        if connector.signs_in {
            self.sign_in(SERVICE_ACCOUNT).await?;
        }
        page.says(&format!("Check what “{}” got", connector.nickname))
            .await
    }

    /// Saves what the second sign-in gave.
    pub async fn finish_reauthorize(&self, connector: Connector) -> Result<()> {
        self.page().click("button", "Save connection").await?;
        self.page()
            .says(&format!("“{}” is reauthorized.", connector.nickname))
            .await
    }

    /// Deletes a connection; both steps must have gone well.
    pub async fn delete(&self, connector: Connector) -> Result<()> {
        let page = self.page();
        self.choose(connector.nickname, "Delete").await?;
        page.find("dialog", "Delete connection?").await?;
        page.click("button", "Delete").await?;
        page.says(if connector.signs_in {
            "Revoked at Okta"
        } else {
            "Nothing to revoke"
        })
        .await?;
        page.says("Wiped from this computer").await?;
        page.click("button", "Done").await?;
        page.gone(
            "button",
            &format!("More actions for {}", connector.nickname),
        )
        .await
    }

    /// Puts the focus on a connection's row.
    pub async fn focus_row(&self, nickname: &str) -> Result<()> {
        let page = self.page();
        // The menu gives the focus to its row when it is closed.
        page.click("button", &format!("More actions for {nickname}"))
            .await?;
        page.find("menuitem", "Test").await?;
        page.press(Key::Escape).await?;
        page.gone("menuitem", "Test").await
    }

    /// Chooses light or dark for the whole window.
    pub async fn choose_theme(&self, theme: super::Theme) -> Result<()> {
        let select = self.page().find("combobox", "Theme").await?;
        Ok(select.select_by_label(theme.label()).await?)
    }
}
