//! A connection as it lies in its row, and back.

use std::fmt::Display;

use domain::{
    Authorization, Connection, ConnectionId, ConnectorId, Environment, Nickname, Place, Settings,
    Status,
};
use jiff::Timestamp;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::StoreError;

/// The columns that a connection is read from. The others of its row repeat a part of these, to
/// be searched by.
#[derive(sqlx::FromRow)]
pub(crate) struct ConnectionRow {
    pub(crate) id: String,
    pub(crate) nickname: String,
    pub(crate) description: String,
    pub(crate) connector: String,
    pub(crate) folder: Option<String>,
    pub(crate) starred: bool,
    pub(crate) environment: String,
    pub(crate) settings: String,
    pub(crate) authorized: Option<String>,
    pub(crate) status: String,
    pub(crate) created_at: String,
    pub(crate) last_tested_at: Option<String>,
}

impl ConnectionRow {
    /// Lays a connection out.
    pub(crate) fn of(connection: &Connection) -> Self {
        Self {
            id: connection.id.to_string(),
            nickname: connection.nickname.to_string(),
            description: connection.description.clone(),
            connector: connection.connector.to_string(),
            folder: match &connection.place {
                Place::Org => None,
                Place::Folder { name } => Some(name.clone()),
            },
            starred: connection.starred,
            environment: word(&connection.environment),
            settings: json(&connection.settings),
            authorized: connection.authorization.as_ref().map(json),
            status: json(&connection.status),
            created_at: time(connection.created_at),
            last_tested_at: connection.last_tested_at.map(time),
        }
    }

    /// Reads the connection; a row that makes no sense is named.
    pub(crate) fn read(self) -> Result<Connection, StoreError> {
        let row = format!("connection {}", self.id);
        let unreadable = |column: &str| unreadable(&row, column, "it holds an unknown value");

        Ok(Connection {
            id: ConnectionId::parse(&self.id).ok_or_else(|| unreadable("id"))?,
            connector: ConnectorId::new(self.connector),
            nickname: Nickname::parse(&self.nickname).map_err(|_| unreadable("nickname"))?,
            description: self.description,
            place: self
                .folder
                .map_or(Place::Org, |name| Place::Folder { name }),
            starred: self.starred,
            environment: from_word::<Environment>(self.environment)
                .ok_or_else(|| unreadable("environment"))?,
            settings: from_json::<Settings>(&row, "settings", &self.settings)?,
            authorization: self
                .authorized
                .map(|text| from_json::<Authorization>(&row, "authorized", &text))
                .transpose()?,
            status: from_json::<Status>(&row, "status", &self.status)?,
            created_at: from_time(&row, "created_at", &self.created_at)?,
            last_tested_at: self
                .last_tested_at
                .map(|text| from_time(&row, "last_tested_at", &text))
                .transpose()?,
        })
    }
}

/// The word that a state or a kind goes by, for the columns that are searched by.
pub(crate) fn state(status: &Status) -> String {
    let value = serde_json::to_value(status).expect("a status is plain data");
    value["state"].as_str().unwrap_or_default().to_owned()
}

/// RFC 3339, UTC, nine digits: the same length always, so that text sorts as time.
pub(crate) fn time(at: Timestamp) -> String {
    format!("{at:.9}")
}

pub(crate) fn from_time(row: &str, column: &str, text: &str) -> Result<Timestamp, StoreError> {
    text.parse()
        .map_err(|error| unreadable(row, column, &error))
}

pub(crate) fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).expect("the domain's values are plain data")
}

pub(crate) fn from_json<T: DeserializeOwned>(
    row: &str,
    column: &str,
    text: &str,
) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|error| unreadable(row, column, &error))
}

pub(crate) fn unreadable(row: &str, column: &str, why: &(impl Display + ?Sized)) -> StoreError {
    StoreError::Unreadable {
        detail: format!("{row}, column {column}: {why}"),
    }
}

fn word(value: &impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(Value::String(word)) => word,
        other => unreachable!("a kind is one word, not {other:?}"),
    }
}

fn from_word<T: DeserializeOwned>(word: String) -> Option<T> {
    serde_json::from_value(Value::String(word)).ok()
}
