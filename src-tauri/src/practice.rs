//! The practice org that runs inside this program.

use std::collections::BTreeMap;
use std::io;

use catalogue::{Catalogue, Connector, FieldKind};
use connections::views::{AppKind, Failure, SandboxView};
use connections::{Console, Practice, PracticeCredentials};
use domain::Explanation;
use sandbox::{ClientKind, Sandbox, Settings};
use secrecy::SecretString;
use tokio::sync::Mutex;

/// Where a learner finds it again after a restart.
const PREFERRED_PORT: u16 = 7100;

/// The practice org, once it has been asked for. It ends with the program.
pub(crate) struct PracticeOrg(Mutex<Option<Sandbox>>);

impl PracticeOrg {
    /// Not running yet.
    pub(crate) fn new() -> Self {
        Self(Mutex::new(None))
    }

    /// Starts it, unless it runs, and tells the console of it.
    pub(crate) async fn open(&self, console: &Console) -> Result<SandboxView, Failure> {
        let mut running = self.0.lock().await;
        if running.is_none() {
            let sandbox = start().await.map_err(|error| could_not_start(&error))?;
            let catalogue = Catalogue::builtin().map_err(|error| could_not_start(&error))?;
            console.set_practice(practice(&sandbox, &catalogue));
            *running = Some(sandbox);
        }
        console
            .practice()
            .ok_or_else(|| could_not_start(&"the console does not know it"))
    }
}

async fn start() -> io::Result<Sandbox> {
    let preferred = Settings {
        org_port: PREFERRED_PORT,
        ..Settings::default()
    };
    match Sandbox::start(preferred).await {
        Err(error) if error.kind() == io::ErrorKind::AddrInUse => {
            Sandbox::start(Settings::default()).await
        }
        started => started,
    }
}

fn practice(sandbox: &Sandbox, catalogue: &Catalogue) -> Practice {
    let connectors = catalogue.connectors().iter();
    Practice {
        org_url: sandbox.org_url(),
        opa_url: sandbox.opa_url(),
        admin_url: sandbox.admin_url(),
        connectors: connectors
            .filter_map(|connector| credentials(sandbox, connector))
            .collect(),
    }
}

/// What a learner would type for this connector; none if the org has no app for it.
fn credentials(sandbox: &Sandbox, connector: &Connector) -> Option<PracticeCredentials> {
    let id = connector.id.as_str();
    let service_user = sandbox.service_user();
    // The practice org knows none of our ids: its apps name the connector as the guides do.
    let meant = |app: &sandbox::Credentials| {
        app.connector
            .as_deref()
            .is_some_and(|name| name == connector.name || name == id)
    };
    let app = sandbox
        .apps()
        .into_iter()
        .find(|app| app.kind == ClientKind::Web && meant(app));
    let mut values = BTreeMap::new();
    let mut secret = None;
    for field in &connector.fields {
        let value = match field.kind {
            FieldKind::OktaDomain => sandbox.org_url(),
            FieldKind::OpaBaseUrl => {
                secret = Some(service_user.key_secret.clone());
                sandbox.opa_url()
            }
            FieldKind::ClientId => {
                let app = app.as_ref()?;
                secret.clone_from(&app.client_secret);
                app.client_id.clone()
            }
            FieldKind::OpaTeam => service_user.team.clone(),
            FieldKind::OpaKeyId => service_user.key_id.clone(),
            FieldKind::Nickname | FieldKind::Description | FieldKind::Secret => continue,
        };
        values.insert(field.id.clone(), value);
    }
    let clients = if connector.field(FieldKind::ClientId).is_some() {
        apps_by_kind(sandbox, app.as_ref())
    } else {
        BTreeMap::new()
    };
    let secret = SecretString::from(secret?);
    Some(PracticeCredentials {
        connector: id.to_owned(),
        values,
        clients,
        secret,
    })
}

/// The connector's own web app, and the apps of the other kinds, which serve all connectors.
fn apps_by_kind(
    sandbox: &Sandbox,
    web: Option<&sandbox::Credentials>,
) -> BTreeMap<AppKind, String> {
    let others = sandbox.apps().into_iter().filter_map(|app| {
        let kind = match app.kind {
            ClientKind::Web => return None,
            ClientKind::Native => AppKind::NativeApp,
            ClientKind::Service => AppKind::ServiceApp,
        };
        Some((kind, app.client_id))
    });
    let web = web.map(|app| (AppKind::WebApp, app.client_id.clone()));
    web.into_iter().chain(others).collect()
}

fn could_not_start(error: &dyn std::fmt::Display) -> Failure {
    Failure::other(Explanation::new(
        "The practice org could not be started.",
        format!("The reason given was: {error}."),
        "Try again. If it stays so, start it alone with: cargo xtask sandbox",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn every_connector_can_be_practised() {
        let sandbox = Sandbox::start(Settings::default()).await.unwrap();
        let catalogue = Catalogue::builtin().unwrap();
        let practice = practice(&sandbox, &catalogue);

        let practised: Vec<_> = practice
            .connectors
            .iter()
            .map(|credentials| credentials.connector.as_str())
            .collect();
        let offered: Vec<_> = catalogue
            .connectors()
            .iter()
            .map(|connector| connector.id.as_str())
            .collect();
        assert_eq!(practised, offered);
    }
}
