//! What became of a connection whose program was ended in the middle, by what the org's own ledger
//! says.

use anyhow::Result;
use jiff::{SignedDuration, Timestamp};
use sandbox::{Event, LedgerEntry, Rotation};

use super::{Restart, Subject};

/// How it ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Ended {
    /// It works, and what is kept is what the org takes.
    Works,
    /// It asks for a new sign-in, and the ledger proves that no client could have known better: the
    /// org replaced the refresh token, the answer was neither stored nor used, and the old token
    /// came back after its grace period.
    SignInAgain,
    /// It does not work, and could have.
    Lost(String),
    /// What is kept does not belong together.
    Torn(String),
}

/// When it was ended, as the ledger tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Moment {
    /// Before the org had renewed anything.
    Before,
    /// After that, and before the answer was stored.
    InFlight,
    /// After that, and before it was done.
    Stored,
    /// It was done.
    Finished,
}

/// One that was looked at.
#[derive(Debug)]
pub(crate) struct Trial {
    pub(crate) moment: Moment,
    pub(crate) ended: Ended,
}

/// A refresh token that was used.
struct Renewal {
    at: Timestamp,
    sent: String,
    now: String,
}

impl Subject {
    /// Starts again and looks. `finished` says that the program had given its answer.
    pub(crate) async fn judge(&mut self, when: Restart, finished: bool) -> Result<Trial> {
        self.wait_for_the_org().await?;
        let died_at = self.ledger().len();
        let state = self.restart(when).await;
        let ledger = self.ledger();
        let (before, after) = ledger.split_at(died_at);
        let kept = self.look().await;

        let moment = if finished {
            Moment::Finished
        } else if renewals(before).is_empty() {
            Moment::Before
        } else if renewals(after).is_empty() && reused(after).is_none() {
            Moment::Stored
        } else {
            Moment::InFlight
        };
        let (ended, generation) = match (state, kept) {
            (Err(fault), _) => (Ended::Lost(format!("{fault:#}")), None),
            (_, Err(fault)) => (Ended::Torn(format!("{fault:#}")), None),
            (Ok(state), Ok(kept)) => {
                let ended = match state.as_str() {
                    "active" => self.works(&ledger, &kept.refresh),
                    "needsReauthorization" | "revoked" => {
                        self.is_proven(before, after, kept.generation)
                    }
                    _ => Ended::Lost(format!("it is {state}")),
                };
                (ended, Some(kept))
            }
        };
        if let (Ended::Works, Some(kept)) = (&ended, generation) {
            self.current = kept.refresh;
            self.generation = kept.generation;
        }
        Ok(Trial { moment, ended })
    }

    /// The refresh token on the disk is the org's newest.
    fn works(&self, ledger: &[LedgerEntry], kept: &str) -> Ended {
        let newest = renewals(ledger).pop().map(|renewal| renewal.now);
        let newest = newest.unwrap_or_else(|| self.current.clone());
        if kept == newest {
            Ended::Works
        } else {
            Ended::Torn("the refresh token that is kept is not the org's".to_owned())
        }
    }

    /// Whether no client could have known.
    fn is_proven(&self, before: &[LedgerEntry], after: &[LedgerEntry], kept: u64) -> Ended {
        let no = |why: &str| Ended::Lost(format!("it asks to sign in again, and {why}"));
        let Rotation::Rotate { leeway_s } = self.rotation else {
            return no("the refresh token is never replaced");
        };
        let rotated = renewals(before)
            .into_iter()
            .find(|renewal| renewal.sent == self.current && renewal.now != renewal.sent);
        let Some(rotated) = rotated else {
            return no("the org had not replaced the refresh token");
        };
        if kept != self.generation {
            return no("the answer was stored");
        }
        if uses(before).any(|at| at >= rotated.at) {
            return no("the answer had been used");
        }
        match reused(after) {
            Some(at) if at.duration_since(rotated.at) >= SignedDuration::from_secs(leeway_s) => {
                Ended::SignInAgain
            }
            Some(_) => no("the grace period was not over"),
            None => no("the old token was not sent"),
        }
    }
}

fn renewals(ledger: &[LedgerEntry]) -> Vec<Renewal> {
    let used = ledger.iter().filter_map(|entry| match &entry.event {
        Event::Refreshed { sent, now, .. } => Some(Renewal {
            at: entry.at,
            sent: sent.clone(),
            now: now.clone(),
        }),
        _ => None,
    });
    used.collect()
}

fn reused(ledger: &[LedgerEntry]) -> Option<Timestamp> {
    ledger.iter().find_map(|entry| match entry.event {
        Event::RefreshReused { .. } => Some(entry.at),
        _ => None,
    })
}

/// When the API was asked.
fn uses(ledger: &[LedgerEntry]) -> impl Iterator<Item = Timestamp> {
    ledger.iter().filter_map(|entry| match &entry.event {
        Event::Request { path, .. } if path.starts_with("/api/") => Some(entry.at),
        _ => None,
    })
}
