//! The end of a change: the new secret alone, or the old one alone.

use domain::{Connection, Explanation};

use super::change::Party;
use super::enter::is_switched;
use super::switch::is_rejected;
use crate::Console;
use crate::explain::IntoFailure;
use crate::live_token::Need;
use crate::views::{Failure, FailureCode, SecretChangeView, SwitchStage};

impl Console {
    /// The old secret was deactivated at Okta: each connection is tested once more, and the old one
    /// is let go if all of them work. Else both are kept, and the view says why.
    pub async fn finish_secret_change(
        &self,
        connection: &str,
    ) -> Result<SecretChangeView, Failure> {
        let rooms = &self.rooms;
        rooms.require_open_vault()?;
        let of = rooms.connection(connection).await?;
        let parties = rooms.parties(&of).await?;
        let in_change = || parties.iter().filter(|party| party.other.is_some());
        if !in_change().all(is_switched) {
            return Err(Failure::other(Explanation::new(
                "Some connections still use the old secret.",
                "They would end with it.",
                "Switch them over first, or back out of the change.",
            )));
        }
        let mut all_work = true;
        for Party { connection, .. } in in_change() {
            let problem = self.live_token(connection, Need::Renewed).await.err();
            if let Some(failure) = &problem
                && failure.code == FailureCode::VaultLocked
            {
                return Err(failure.clone());
            }
            all_work &= problem.is_none();
            let stage = if problem.is_none() {
                SwitchStage::Tested
            } else {
                SwitchStage::Switched
            };
            self.note_stage(connection.id, stage, problem.as_ref())
                .await?;
        }
        if all_work {
            let ids: Vec<_> = in_change().map(|party| party.connection.id).collect();
            rooms
                .store
                .drop_other_secrets(&ids)
                .await
                .map_err(IntoFailure::into_failure)?;
        }
        self.secret_change(connection).await
    }

    /// Every connection that was switched gets its old secret back, then the new one is let go. Where
    /// Okta does not take the old one any more, the new one stays in use and both are kept.
    pub async fn back_out_of_secret_change(
        &self,
        connection: &str,
    ) -> Result<SecretChangeView, Failure> {
        let rooms = &self.rooms;
        rooms.require_open_vault()?;
        let of = rooms.connection(connection).await?;
        let parties = rooms.parties(&of).await?;
        let mut ids = Vec::new();
        for party in &parties {
            if is_switched(party) {
                self.take_back(&party.connection).await?;
            }
            ids.extend(party.other.as_ref().map(|_| party.connection.id));
        }
        // All of them are back before the first new secret goes.
        rooms
            .store
            .drop_other_secrets(&ids)
            .await
            .map_err(IntoFailure::into_failure)?;
        for id in ids {
            self.test_connection(&id.to_string()).await?;
        }
        self.secret_change(connection).await
    }

    /// The old secret is used again, if Okta still takes it.
    async fn take_back(&self, switched: &Connection) -> Result<(), Failure> {
        let rooms = &self.rooms;
        rooms.exchange(switched, SwitchStage::Entered).await?;
        let now = rooms.connection(&switched.id.to_string()).await?;
        match self.live_token(&now, Need::Renewed).await {
            Err(failure) if is_rejected(&failure) => {
                rooms.exchange(&now, SwitchStage::Switched).await?;
                rooms
                    .note_status(now.id, |_| switched.status.clone())
                    .await?;
                Err(Failure::other(Explanation::new(
                    "There is no way back: the old one is not taken any more.",
                    format!("{} {}", failure.what, failure.why),
                    "Finish the change. Both are kept until then, and the new one is in use.",
                )))
            }
            // A network that is away tells nothing against it.
            Ok(_) | Err(_) => Ok(()),
        }
    }
}
