//! The last hundred checks and runs of a connection, side by side.

use store::{CheckRow, RunFilter, RunRow};

use crate::Console;
use crate::explain::IntoFailure;
use crate::views::{Failure, StripKind, StripMark, StripTone};

/// So many are looked at, and so many checks are kept.
pub(super) const HUNDRED: u32 = 100;

impl Console {
    /// The last hundred checks and runs of a connection, the oldest first.
    pub async fn connection_strip(&self, id: &str) -> Result<Vec<StripMark>, Failure> {
        let rooms = &self.rooms;
        let connection = rooms.connection(id).await?;
        let checks = rooms.store.checks(connection.id, HUNDRED).await;
        let checks = checks.map_err(IntoFailure::into_failure)?;
        let filter = RunFilter {
            connection: Some(connection.id.to_string()),
            ..RunFilter::default()
        };
        let runs = rooms.store.runs(&filter, None, HUNDRED).await;
        let runs = runs.map_err(IntoFailure::into_failure)?.runs;
        Ok(strip(checks, runs))
    }
}

fn strip(checks: Vec<CheckRow>, runs: Vec<RunRow>) -> Vec<StripMark> {
    let mut both: Vec<_> = checks
        .into_iter()
        .map(|check| (check.began_at, of_check(check)))
        .chain(runs.into_iter().map(|run| (run.began_at, of_run(run))))
        .collect();
    both.sort_by_key(|(began_at, _)| *began_at);
    let surplus = both.len().saturating_sub(HUNDRED as usize);
    both.drain(..surplus);
    both.into_iter().map(|(_, mark)| mark).collect()
}

fn of_check(check: CheckRow) -> StripMark {
    let (tone, word) = match check.outcome.as_str() {
        "active" | "expiring" => (StripTone::Good, "Answered"),
        "activeWithMissingScopes" => (StripTone::Good, "Answered, scopes missing"),
        "roleInsufficient" => (StripTone::Warning, "Role insufficient"),
        "unreachable" => (StripTone::Warning, "Not reached"),
        "needsReauthorization" => (StripTone::Bad, "Needs reauthorization"),
        "revoked" => (StripTone::Bad, "Revoked"),
        "credentialsRejected" => (StripTone::Bad, "Credentials rejected"),
        _ => (StripTone::Neutral, "Not tested"),
    };
    StripMark {
        at: check.began_at.to_string(),
        kind: if check.background {
            StripKind::Check
        } else {
            StripKind::Test
        },
        tone,
        word: word.to_owned(),
        detail: check.detail,
        took_ms: milliseconds(check.duration_ms),
        run: None,
    }
}

fn of_run(run: RunRow) -> StripMark {
    let (tone, word) = match run.outcome.as_str() {
        "done" => (StripTone::Good, "Done"),
        "refused" => (StripTone::Warning, "Refused"),
        "unknown" => (StripTone::Warning, "Outcome unknown"),
        _ => (StripTone::Neutral, "Not run"),
    };
    StripMark {
        at: run.began_at.to_string(),
        kind: StripKind::Run,
        tone,
        word: word.to_owned(),
        detail: Some(run.action_name),
        took_ms: milliseconds(run.duration_ms),
        run: Some(run.id),
    }
}

fn milliseconds(duration: u64) -> u32 {
    u32::try_from(duration).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use jiff::{SignedDuration, Timestamp};

    use super::*;

    fn check(began_at: Timestamp) -> CheckRow {
        CheckRow {
            began_at,
            duration_ms: 90,
            outcome: "active".into(),
            detail: None,
            background: true,
        }
    }

    #[test]
    fn the_newest_hundred_are_shown_from_left_to_right() {
        let first: Timestamp = "2026-11-02T08:00:00Z".parse().unwrap();
        let newest_first: Vec<_> = (0..130)
            .rev()
            .map(|n| check(first + SignedDuration::from_mins(n)))
            .collect();
        let marks = strip(newest_first, Vec::new());
        assert_eq!(marks.len(), 100);
        assert_eq!(marks[0].at, "2026-11-02T08:30:00Z");
        assert_eq!(marks[99].at, "2026-11-02T10:09:00Z");
    }
}
