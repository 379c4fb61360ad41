//! One check: the probe, what it says of the connection, and a line in the strip.

use std::time::Instant;

use domain::{Connection, Explanation};
use store::CheckRow;

use super::strip::HUNDRED;
use crate::Console;
use crate::explain::IntoFailure;
use crate::status::status_view;
use crate::views::{Failure, FailureCode};

/// Who wants to know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum AskedBy {
    /// A person.
    Person,
    /// The console, by itself.
    Schedule,
}

impl Console {
    /// Probes a connection, sets its status from it, and keeps what was found: what there is to
    /// say of it, where all is not well. Only a closed vault is a failure, and is no finding.
    pub(crate) async fn check(
        &self,
        connection: &Connection,
        asked_by: AskedBy,
    ) -> Result<Option<Explanation>, Failure> {
        let rooms = &self.rooms;
        let connector = rooms.connector(connection.connector.as_str())?;
        let (began_at, began) = (rooms.now(), Instant::now());
        let problem = match self.probe(connection, connector).await {
            Ok(finding) => {
                rooms.note_finding(connection, finding.clone()).await?;
                if finding.is_answer() {
                    self.learn_end(connection).await;
                }
                finding.explanation(connection)
            }
            Err(failure) if failure.code == FailureCode::VaultLocked => return Err(failure),
            // A refused renewal has set the status already; what it says is the problem.
            Err(failure) => {
                rooms.note_tested(connection.id).await?;
                Some(Explanation::new(failure.what, failure.why, failure.fix))
            }
        };
        let duration = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
        let now_is = rooms.store.connection(connection.id).await;
        if let Some(now_is) = now_is.map_err(IntoFailure::into_failure)? {
            let row = CheckRow {
                began_at,
                duration_ms: duration,
                outcome: status_view(&now_is, rooms.now(), false).state,
                detail: problem.as_ref().map(|problem| problem.what.clone()),
                background: asked_by == AskedBy::Schedule,
            };
            let kept = rooms.store.keep_check(now_is.id, &row, HUNDRED).await;
            kept.map_err(IntoFailure::into_failure)?;
        }
        Ok(problem)
    }
}
