//! Which connections share a secret, and how far each is.

use std::collections::HashMap;

use domain::{ClientKind, Connection, ConnectionId, Explanation, KeyId, SecretField, Settings};
use serde::{Deserialize, Serialize};
use store::OtherSecret;

use crate::Console;
use crate::explain::IntoFailure;
use crate::list::address_of;
use crate::rooms::Rooms;
use crate::views::{ExplanationView, Failure, SecretChangeView, SwitchStage, SwitchView};

/// What is noted beside the secret that is not in use.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Change {
    pub(super) stage: SwitchStage,
    /// The key that the secret beside belongs to; none for a client secret.
    pub(super) key_id: Option<KeyId>,
    pub(super) problem: Option<ExplanationView>,
}

/// A connection, and its other secret where there is one.
pub(super) struct Party {
    pub(super) connection: Connection,
    pub(super) other: Option<(OtherSecret, Change)>,
}

impl Change {
    pub(super) fn text(&self) -> String {
        serde_json::to_string(self).expect("a change is plain data")
    }

    pub(super) fn is_switched(&self) -> bool {
        matches!(self.stage, SwitchStage::Switched | SwitchStage::Tested)
    }
}

impl Console {
    /// The connections that share a secret with this one, and how far its change is.
    pub async fn secret_change(&self, connection: &str) -> Result<SecretChangeView, Failure> {
        let connection = self.rooms.connection(connection).await?;
        let parties = self.rooms.parties(&connection).await?;
        let warning = self.rooms.cut_short(&connection).await?;
        let view = view(&connection, &parties, warning);
        if let Some(url) = &view.admin_url {
            self.rooms.offered.add(url);
        }
        Ok(view)
    }
}

impl Rooms {
    /// Those that use the same client or the same key, by nickname; a connection without a secret
    /// has nothing to change.
    pub(super) async fn parties(&self, of: &Connection) -> Result<Vec<Party>, Failure> {
        require_secret(of)?;
        let others = self
            .store
            .other_secrets()
            .await
            .map_err(IntoFailure::into_failure)?;
        let mut beside = HashMap::new();
        for other in others {
            let change = serde_json::from_str::<Change>(&other.change).map_err(|error| {
                Failure::other(Explanation::new(
                    "How far the change of this secret is cannot be read.",
                    error.to_string(),
                    "Open it with the version that began it.",
                ))
            })?;
            beside.insert(other.connection, (other, change));
        }
        let all = self
            .store
            .connections()
            .await
            .map_err(IntoFailure::into_failure)?;
        let change_of = |id: &ConnectionId| beside.get(id).map(|(_, change)| change);
        let mine = keys(of, change_of(&of.id));
        let sharing: Vec<_> = all
            .into_iter()
            .filter(|one| {
                one.settings.host() == of.settings.host()
                    && require_secret(one).is_ok()
                    && keys(one, change_of(&one.id))
                        .iter()
                        .any(|key| mine.contains(key))
            })
            .collect();
        Ok(sharing
            .into_iter()
            .map(|connection| Party {
                other: beside.remove(&connection.id),
                connection,
            })
            .collect())
    }
}

/// What a connection is counted by: its client; or its key, and the one that is to take its place.
fn keys(connection: &Connection, change: Option<&Change>) -> Vec<String> {
    match &connection.settings {
        Settings::Org { client_id, .. } => vec![client_id.clone()],
        Settings::Team { team, key_id, .. } => {
            [Some(key_id), change.and_then(|c| c.key_id.as_ref())]
                .into_iter()
                .flatten()
                .map(|key| format!("{} {}", team.as_str().to_lowercase(), key.as_str()))
                .collect()
        }
    }
}

/// The field that holds the secret.
pub(super) fn field_of(connection: &Connection) -> SecretField {
    match connection.settings {
        Settings::Org { .. } => SecretField::ClientSecret,
        Settings::Team { .. } => SecretField::ApiKey,
    }
}

fn require_secret(connection: &Connection) -> Result<(), Failure> {
    match connection.settings {
        Settings::Org {
            client: ClientKind::WebApp,
            ..
        }
        | Settings::Team { .. } => Ok(()),
        Settings::Org { .. } => Err(Failure::other(Explanation::new(
            format!("“{}” has no secret to rotate.", connection.nickname),
            "Its app is no web app: nothing is typed in to prove that it is itself.",
            "Nothing needs to be done.",
        ))),
    }
}

pub(super) fn view(
    of: &Connection,
    parties: &[Party],
    warning: Option<Explanation>,
) -> SecretChangeView {
    let connections: Vec<_> = parties
        .iter()
        .map(|Party { connection, other }| SwitchView {
            id: connection.id.to_string(),
            nickname: connection.nickname.to_string(),
            connector: connection.connector.to_string(),
            stage: other
                .as_ref()
                .map_or(SwitchStage::Unchanged, |(_, change)| change.stage),
            problem: other
                .as_ref()
                .and_then(|(_, change)| change.problem.clone()),
        })
        .collect();
    let under_way = parties.iter().any(|party| party.other.is_some());
    SecretChangeView {
        is_key: matches!(of.settings, Settings::Team { .. }),
        client_id: match &of.settings {
            Settings::Org { client_id, .. } => client_id.clone(),
            Settings::Team { key_id, .. } => key_id.as_str().to_owned(),
        },
        address: address_of(&of.settings),
        admin_url: match &of.settings {
            Settings::Org { domain, .. } => domain
                .admin_console("/admin/apps/active")
                .map(|url| url.to_string()),
            Settings::Team { .. } => None,
        },
        under_way,
        all_switched: under_way
            && connections
                .iter()
                .all(|one| one.stage == SwitchStage::Tested),
        connections,
        warning: warning.map(Into::into),
    }
}
