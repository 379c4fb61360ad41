//! The Sessions page, and what of it a connection's page shows.

use domain::{ConnectionId, Explanation};

use super::open::Session;
use crate::Console;
use crate::list::address_of;
use crate::rooms::Rooms;
use crate::views::{Failure, FailureCode, SessionRow};

impl Console {
    /// Every open session, the oldest first.
    pub async fn list_sessions(&self) -> Result<Vec<SessionRow>, Failure> {
        self.rooms.session_rows(self.rooms.sessions.all()).await
    }

    /// *Disconnect*: ends one session. The connection and its tokens stay as they are.
    pub fn disconnect_session(&self, id: &str) -> Result<(), Failure> {
        match self.rooms.sessions.end(id) {
            Some(_) => Ok(()),
            None => Err(Failure::coded(
                FailureCode::Gone,
                Explanation::new(
                    "This session is not open any more.",
                    "It was disconnected, or ended with its scenario or its connection.",
                    "Look at the list again.",
                ),
            )),
        }
    }
}

impl Rooms {
    /// The sessions of one connection.
    pub(crate) async fn sessions_of(&self, id: ConnectionId) -> Result<Vec<SessionRow>, Failure> {
        let mut sessions = self.sessions.all();
        sessions.retain(|session| session.connection == id);
        self.session_rows(sessions).await
    }

    async fn session_rows(&self, sessions: Vec<Session>) -> Result<Vec<SessionRow>, Failure> {
        let mut rows = Vec::new();
        for session in sessions {
            // One that is being deleted takes its sessions with it in a moment.
            let Ok(connection) = self.connection(&session.connection.to_string()).await else {
                continue;
            };
            let expires_at = self.token_expires_at(connection.id).await?;
            rows.push(SessionRow {
                id: session.id,
                name: session.name,
                kind: session.kind,
                owner: session.scenario.unwrap_or_else(|| "By hand".to_owned()),
                connection: connection.id.to_string(),
                nickname: connection.nickname.to_string(),
                address: address_of(&connection.settings),
                opened_at: session.opened_at.to_string(),
                last_used_at: session.last_used_at.map(|at| at.to_string()),
                token_expires_at: expires_at.map(|at| at.to_string()),
            });
        }
        Ok(rows)
    }
}
