//! Changing what is not part of a sign-in: name, description, folder, star, environment.

use domain::{Connection, Environment, Explanation, Nickname};
use store::StoreError;

use crate::Console;
use crate::connect::nickname_taken;
use crate::explain::IntoFailure;
use crate::form::parse_place;
use crate::list::{address_of, environment_word, requested_of};
use crate::status::status_view;
use crate::views::{ConnectionDetails, EditRequest, Failure};

impl Console {
    /// *Edit*.
    pub async fn edit_connection(
        &self,
        request: EditRequest,
    ) -> Result<ConnectionDetails, Failure> {
        let before = self.rooms.connection(&request.connection).await?;
        let nickname = parse_nickname(&request.nickname)?;
        let environment = parse_environment(&request.environment)
            .map_err(|explanation| Failure::field("environment", explanation))?;
        self.agree_to_environment(&before, environment).await?;
        let edited = Connection {
            nickname,
            description: request.description.trim().to_owned(),
            place: parse_place(request.folder.as_deref()),
            environment,
            ..before
        };
        self.update(edited).await
    }

    /// *Rename*.
    pub async fn rename_connection(
        &self,
        id: &str,
        nickname: &str,
    ) -> Result<ConnectionDetails, Failure> {
        let before = self.rooms.connection(id).await?;
        let nickname = parse_nickname(nickname)?;
        self.update(Connection { nickname, ..before }).await
    }

    /// Keeps a connection at the top of the list, or lets it go.
    pub async fn star_connection(&self, id: &str, starred: bool) -> Result<(), Failure> {
        let before = self.rooms.connection(id).await?;
        self.rooms
            .store
            .update(&Connection { starred, ..before })
            .await
            .map_err(IntoFailure::into_failure)
    }

    /// *Copy details without secrets*: for a ticket.
    pub async fn copy_details(&self, id: &str) -> Result<String, Failure> {
        let connection = self.rooms.connection(id).await?;
        let connector = self.rooms.connector(connection.connector.as_str())?;
        let details = self.details(id, None).await?;
        let status = status_view(&connection, self.rooms.now(), self.rooms.is_locked());
        let mut lines = vec![
            format!("Connection Nickname: {}", connection.nickname),
            format!("Connector: {}", connector.name),
            format!("Address: {}", address_of(&connection.settings)),
            format!("Client or key ID: {}", details.client_id),
            format!("Environment: {}", environment_word(connection.environment)),
            format!("Status: {} – {}", status.word, status.reason),
        ];
        let app = details.app.iter().flat_map(|app| &app.facts);
        lines.extend(app.map(|(label, value)| format!("{label}: {value}")));
        if let Some(authorization) = &connection.authorization {
            lines.push(format!("Runs as: {}", authorization.identity.username));
            lines.push(format!("Authorized at: {:.0}", authorization.at));
            if let Some(by) = authorization.reauthorize_by {
                lines.push(format!("Reauthorize by: {by:.0}"));
            }
            let requested = requested_of(&connection.settings);
            if !requested.is_empty() {
                lines.push(format!("Scopes requested: {}", requested.to_wire()));
                lines.push(format!(
                    "Scopes granted: {}",
                    authorization.granted.to_wire()
                ));
                let missing = requested.minus(&authorization.granted);
                lines.push(format!("Scopes missing: {}", or_none(&missing.to_wire())));
            }
        }
        for (label, value) in details.instance.iter().flat_map(|instance| &instance.facts) {
            lines.push(format!("{label}: {value}"));
        }
        Ok(lines.join("\n"))
    }

    async fn update(&self, connection: Connection) -> Result<ConnectionDetails, Failure> {
        let id = connection.id.to_string();
        self.rooms
            .store
            .update(&connection)
            .await
            .map_err(|error| match error {
                StoreError::NicknameTaken { nickname } => {
                    Failure::field("nickname", nickname_taken(nickname.as_str()))
                }
                other => other.into_failure(),
            })?;
        self.details(&id, None).await
    }
}

fn parse_nickname(typed: &str) -> Result<Nickname, Failure> {
    Nickname::parse(typed).map_err(|problem| Failure::field("nickname", problem.explain()))
}

fn parse_environment(word: &str) -> Result<Environment, Explanation> {
    match word {
        "production" => Ok(Environment::Production),
        "preview" => Ok(Environment::Preview),
        "sandbox" => Ok(Environment::Sandbox),
        other => Err(Explanation::new(
            format!("{other:?} is no environment."),
            "There are production, preview and sandbox.",
            "Choose one of them.",
        )),
    }
}

fn or_none(text: &str) -> &str {
    if text.is_empty() { "none" } else { text }
}
