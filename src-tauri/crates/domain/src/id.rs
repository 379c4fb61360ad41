//! Names that never change.

use std::fmt;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// One connection, for life. A renamed or reauthorized connection keeps it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ConnectionId(Uuid);

impl ConnectionId {
    /// A new one, random.
    pub fn new() -> Self {
        Self(Uuid::new_v4())
    }

    /// Reads what [`fmt::Display`] wrote; `None` if it is no UUID.
    pub fn parse(text: &str) -> Option<Self> {
        Uuid::parse_str(text).ok().map(Self)
    }
}

impl Default for ConnectionId {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Display for ConnectionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A connector in the catalogue: the name of its folder, such as `okta_realms`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ConnectorId(String);

impl ConnectorId {
    /// Takes the name as it is; only the catalogue knows whether it exists.
    pub fn new(id: impl Into<String>) -> Self {
        Self(id.into())
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ConnectorId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_that_was_written_is_read_back_and_no_other_text_is_one() {
        let (one, other) = (ConnectionId::new(), ConnectionId::new());
        assert_ne!(one, other);
        for id in [one, other] {
            assert_eq!(ConnectionId::parse(&id.to_string()), Some(id));
        }
        for text in ["", "okta", "9f1b7e0c-3a5d-4c63-8e1f"] {
            assert_eq!(ConnectionId::parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_connector_is_called_by_its_folder() {
        let realms = ConnectorId::new("okta_realms");
        assert_eq!(realms.as_str(), "okta_realms");
        assert_eq!(realms.to_string(), "okta_realms");
    }
}
