//! The list and a connection's own page: what is known, in the words that the window shows.

use catalogue::{Connector, Effect, Grant};
use domain::{
    Connection, Environment, Explanation, Identity, InstanceDetails, Pipeline, Place, ScopeSet,
    Settings, Status,
};

use crate::Console;
use crate::app::app_view;
use crate::connect::granted_of;
use crate::connectors::action_line;
use crate::explain::IntoFailure;
use crate::form;
use crate::scopes::{Grants, scope_lines};
use crate::status::status_view;
use crate::views::{
    ConnectionDetails, ConnectionRow, Failure, IdentityView, InstanceView, RoleLine,
};

impl Console {
    /// Reads the list before it is asked for, while the window is being made. The first
    /// [`Console::list_connections`] takes it; the window lists before it changes anything.
    pub async fn read_ahead(&self) {
        let mut ahead = self.rooms.read_ahead.lock().await;
        // What cannot be read now is told to whoever asks.
        *ahead = self.read_rows().await.ok();
    }

    /// Every connection, by nickname.
    pub async fn list_connections(&self) -> Result<Vec<ConnectionRow>, Failure> {
        let ahead = self.rooms.read_ahead.lock().await.take();
        match ahead {
            Some(rows) => Ok(rows),
            None => self.read_rows().await,
        }
    }

    async fn read_rows(&self) -> Result<Vec<ConnectionRow>, Failure> {
        let connections = self
            .rooms
            .store
            .connections()
            .await
            .map_err(IntoFailure::into_failure)?;
        Ok(connections
            .iter()
            .map(|connection| self.row(connection))
            .collect())
    }

    /// One connection's own page.
    pub async fn connection(&self, id: &str) -> Result<ConnectionDetails, Failure> {
        self.details(id, None).await
    }

    pub(crate) async fn details(
        &self,
        id: &str,
        problem: Option<Explanation>,
    ) -> Result<ConnectionDetails, Failure> {
        let connection = self.rooms.connection(id).await?;
        let connector = self.rooms.connector(connection.connector.as_str())?;
        let authorization = connection.authorization.as_ref();
        let instance = authorization.and_then(|a| a.instance.as_ref());
        let granted = authorization.map(|a| a.granted.clone()).unwrap_or_default();
        let used = self.rooms.used(&connection).await?;
        Ok(ConnectionDetails {
            values: form::values(connector, &connection),
            app: app_view(
                &connection.settings,
                authorization.and_then(|a| a.bound_to.as_deref()),
            ),
            client_id: match &connection.settings {
                Settings::Org { client_id, .. } => client_id.clone(),
                Settings::Team { key_id, .. } => key_id.as_str().to_owned(),
            },
            connected: matches!(
                connection.status,
                Status::Active { .. } | Status::ActiveWithMissingScopes { .. }
            ),
            instance: authorization.map(|_| instance_view(&connection.settings, instance)),
            identity: authorization.map(|a| identity_view(&a.identity)),
            scopes: match connection.settings {
                Settings::Org { .. } if authorization.is_some() => {
                    let grants = Grants {
                        requested: &requested_of(&connection.settings),
                        granted: &granted,
                        before: None,
                    };
                    scope_lines(connector, grants, &used)
                }
                _ => Vec::new(),
            },
            used: used.view(),
            least: self.rooms.least_for(connector, &connection, &used),
            roles: role_lines(connector, instance),
            authorized_at: authorization.map(|a| a.at.to_string()),
            reauthorize_by_measured: authorization.is_some_and(|a| a.reauthorize_by_measured),
            bearer_expires_at: match instance {
                Some(InstanceDetails::Team(team)) => Some(team.bearer_expires_at.to_string()),
                _ => None,
            },
            actions: connector
                .actions
                .iter()
                .map(|action| action_line(connector, action, Some(&connection)))
                .collect(),
            problem: problem.map(Into::into),
            row: self.row(&connection),
        })
    }

    pub(crate) fn row(&self, connection: &Connection) -> ConnectionRow {
        let requested = requested_of(&connection.settings);
        let authorization = connection.authorization.as_ref();
        let scoped = matches!(connection.settings, Settings::Org { .. });
        let connector = connection.connector.as_str();
        ConnectionRow {
            id: connection.id.to_string(),
            nickname: connection.nickname.to_string(),
            description: connection.description.clone(),
            connector: connector.to_owned(),
            connector_name: self
                .rooms
                .catalogue
                .connector(connector)
                .map_or_else(|| connector.to_owned(), |connector| connector.name.clone()),
            address: address_of(&connection.settings),
            loopback: connection.settings.is_loopback(),
            environment: environment_word(connection.environment).to_owned(),
            armed_until: self.rooms.armed_until(connection).map(|at| at.to_string()),
            folder: match &connection.place {
                Place::Org => None,
                Place::Folder { name } => Some(name.clone()),
            },
            starred: connection.starred,
            authorized_as: authorization.map(|a| a.identity.username.clone()),
            status: status_view(connection),
            granted: authorization
                .filter(|_| scoped)
                .map(|a| granted_of(&requested, &a.granted)),
            requested: scoped.then_some(requested.len()),
            reauthorize_by: authorization
                .and_then(|a| a.reauthorize_by)
                .map(|at| at.to_string()),
            last_tested_at: connection.last_tested_at.map(|at| at.to_string()),
            created_at: connection.created_at.to_string(),
        }
    }
}

/// Domain, or team and base URL.
pub(crate) fn address_of(settings: &Settings) -> String {
    match settings {
        Settings::Org { domain, .. } => domain.to_string(),
        Settings::Team { base_url, team, .. } => {
            format!("{} at {}", team.as_str(), base_url.as_str())
        }
    }
}

/// The scopes that were asked for; a team has none.
pub(crate) fn requested_of(settings: &Settings) -> ScopeSet {
    match settings {
        Settings::Org { requested, .. } => requested.clone(),
        Settings::Team { .. } => ScopeSet::default(),
    }
}

pub(crate) fn environment_word(environment: Environment) -> &'static str {
    match environment {
        Environment::Production => "production",
        Environment::Preview => "preview",
        Environment::Sandbox => "sandbox",
    }
}

pub(crate) fn identity_view(identity: &Identity) -> IdentityView {
    IdentityView {
        username: identity.username.clone(),
        name: identity.name.clone(),
        subject: identity.subject.clone(),
    }
}

/// What is at the other end, label by label.
pub(crate) fn instance_view(
    settings: &Settings,
    instance: Option<&InstanceDetails>,
) -> InstanceView {
    let fact = |label: &str, value: String| (label.to_owned(), value);
    let facts = match (settings, instance) {
        (_, Some(InstanceDetails::Org(org))) => {
            let engine = match org.pipeline {
                Pipeline::IdentityEngine => "Identity Engine",
                Pipeline::Classic => "Classic Engine",
                Pipeline::Unknown => "not told",
            };
            let mut facts = vec![
                fact("Org ID", org.id.clone()),
                fact("Org URL", org.url.clone()),
            ];
            facts.extend(org.cell.clone().map(|cell| fact("Cell", cell)));
            facts.push(fact("Engine", engine.into()));
            facts
        }
        (_, Some(InstanceDetails::Team(team))) => {
            vec![
                fact("Team", team.team.clone()),
                fact("OPA Base URL", team.url.clone()),
            ]
        }
        (Settings::Org { domain, .. }, None) => vec![fact("Org URL", domain.issuer())],
        (Settings::Team { base_url, .. }, None) => vec![fact("OPA Base URL", base_url.origin())],
    };
    InstanceView { facts }
}

/// Every role that the connector knows, and whether it is held.
pub(crate) fn role_lines(
    connector: &Connector,
    instance: Option<&InstanceDetails>,
) -> Vec<RoleLine> {
    let Grant::ServiceToken { roles } = &connector.grant else {
        return Vec::new();
    };
    let held = |id: &String| match instance {
        Some(InstanceDetails::Team(team)) if team.held_roles.contains(id) => Some(true),
        Some(InstanceDetails::Team(team)) if team.lacking_roles.contains(id) => Some(false),
        _ => None,
    };
    roles
        .iter()
        .map(|role| RoleLine {
            id: role.id.clone(),
            name: role.name.clone(),
            about: role.about.clone(),
            held: held(&role.id),
        })
        .collect()
}

pub(crate) fn effect_view(effect: Effect) -> crate::views::ActionEffect {
    match effect {
        Effect::Read => crate::views::ActionEffect::Read,
        Effect::Write => crate::views::ActionEffect::Write,
        Effect::Destructive => crate::views::ActionEffect::Destructive,
        Effect::ByRequest => crate::views::ActionEffect::ByRequest,
    }
}
