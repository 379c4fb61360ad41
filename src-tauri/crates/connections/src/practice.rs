//! The practice org, as the console is told of it.

use std::collections::BTreeMap;

use secrecy::SecretString;

use crate::Console;
use crate::rooms::locked;
use crate::views::{AppKind, PracticeConnector, SandboxView};

/// A practice org that runs inside this program.
pub struct Practice {
    /// `http://127.0.0.1:PORT`.
    pub org_url: String,
    /// `http://127.0.0.1:PORT`.
    pub opa_url: String,
    /// The page in place of the Admin Console.
    pub admin_url: String,
    /// What to type, per connector.
    pub connectors: Vec<PracticeCredentials>,
}

/// What to type into the wizard for one connector.
pub struct PracticeCredentials {
    /// The connector's id.
    pub connector: String,
    /// Field id and value.
    pub values: BTreeMap<String, String>,
    /// The client ID of the practice app of each kind; none for a team.
    pub clients: BTreeMap<AppKind, String>,
    /// The practice client's secret, or the practice service user's key.
    pub secret: SecretString,
}

impl Practice {
    /// Whether what was typed is this org's or this team's own address.
    pub(crate) fn is_address(&self, typed: &str) -> bool {
        let typed = typed.trim();
        let typed = typed.strip_suffix('/').unwrap_or(typed);
        [&self.org_url, &self.opa_url].iter().any(|url| {
            url.as_str() == typed
                || url
                    .strip_prefix("http://")
                    .is_some_and(|host| host == typed)
        })
    }

    pub(crate) fn secret(&self, connector: &str) -> Option<&SecretString> {
        self.connectors
            .iter()
            .find(|c| c.connector == connector)
            .map(|c| &c.secret)
    }

    fn view(&self) -> SandboxView {
        let connectors = self.connectors.iter().map(|credentials| PracticeConnector {
            connector: credentials.connector.clone(),
            nickname: "Practice".into(),
            values: credentials.values.clone(),
            clients: credentials.clients.clone(),
        });
        SandboxView {
            org_url: self.org_url.clone(),
            opa_url: self.opa_url.clone(),
            admin_url: self.admin_url.clone(),
            connectors: connectors.collect(),
        }
    }
}

impl Console {
    /// Tells the console that a practice org is running: its addresses are taken from now on.
    pub fn set_practice(&self, practice: Practice) {
        self.rooms.offered.add(&practice.admin_url);
        *locked(&self.rooms.practice) = Some(practice);
    }

    /// The practice org, if it is running.
    pub fn practice(&self) -> Option<SandboxView> {
        locked(&self.rooms.practice).as_ref().map(Practice::view)
    }
}
