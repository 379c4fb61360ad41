//! Reminders: once at fourteen, three and one days before a connection must be signed in to again.

use domain::{Connection, Status};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use store::ReminderRow;

use crate::Console;
use crate::explain::IntoFailure;
use crate::notices::Notice;
use crate::views::Failure;

/// How many days before, the earliest first.
const DAYS: [u8; 3] = [14, 3, 1];
/// So many are named; of more it is said how many there are.
const NAMED: usize = 3;

impl Console {
    /// Shows what is due, in one notice, and notes it once it was shown.
    pub(super) async fn remind(&self) -> Result<(), Failure> {
        let rooms = &self.rooms;
        let now = rooms.now();
        let connections = rooms.store.connections().await;
        let connections = connections.map_err(IntoFailure::into_failure)?;
        let shown = rooms.store.reminders().await;
        let shown = shown.map_err(IntoFailure::into_failure)?;
        let due: Vec<_> = connections
            .iter()
            .filter_map(|connection| Some((connection, due(connection, now, &shown)?)))
            .collect();
        let Some(notice) = notice(&due, now, &TimeZone::system()) else {
            return Ok(());
        };
        if !rooms.notices.show(notice).await {
            tracing::info!("a reminder could not be shown; it is tried again");
            return Ok(());
        }
        let rows: Vec<_> = due.into_iter().map(|(_, row)| row).collect();
        let kept = rooms.store.keep_reminders(&rows).await;
        kept.map_err(IntoFailure::into_failure)
    }
}

/// The reminder that is due for a connection, as it will be noted. A grant that is over already
/// needs none: its row says so, and a date says nothing more.
fn due(connection: &Connection, now: Timestamp, shown: &[ReminderRow]) -> Option<ReminderRow> {
    let is_over = matches!(
        connection.status,
        Status::NotAuthorized
            | Status::NeedsReauthorization { .. }
            | Status::CredentialsRejected { .. }
    );
    let by = connection.authorization.as_ref()?.reauthorize_by?;
    let left = by.duration_since(now);
    let days = DAYS
        .into_iter()
        .filter(|days| left <= SignedDuration::from_hours(24 * i64::from(*days)))
        .min()
        .filter(|_| !is_over)?;
    let was_shown = shown.iter().any(|row| {
        row.connection == connection.id
            && row.reauthorize_by == by
            && row.days <= days
            // Shown in days to come: by a clock that was wrong.
            && row.shown_at <= now
    });
    (!was_shown).then_some(ReminderRow {
        connection: connection.id,
        reauthorize_by: by,
        days,
        shown_at: now,
    })
}

/// One notice for all that is due; none where nothing is.
fn notice(due: &[(&Connection, ReminderRow)], now: Timestamp, here: &TimeZone) -> Option<Notice> {
    let mut by_date = due.to_vec();
    by_date.sort_by_key(|(_, row)| row.reauthorize_by);
    let line = |(connection, row): &(&Connection, ReminderRow)| {
        format!(
            "“{}” by {} ({})",
            connection.nickname,
            day(row.reauthorize_by, here),
            left(row.reauthorize_by, now)
        )
    };
    match by_date.as_slice() {
        [] => None,
        [only] => Some(Notice {
            title: format!("Reauthorize {}", line(only)),
            body: format!(
                "Okta ends this sign-in to {} then, and renewing it does not help.",
                only.0.settings.host()
            ),
        }),
        many => {
            let mut named: Vec<_> = many.iter().take(NAMED).map(line).collect();
            if many.len() > NAMED {
                named.push(format!("and {} more", many.len() - NAMED));
            }
            Some(Notice {
                title: format!("{} connections are to be reauthorized soon", many.len()),
                body: format!("{}.", named.join(", ")),
            })
        }
    }
}

/// `21 February`.
pub(super) fn day(at: Timestamp, here: &TimeZone) -> String {
    here.to_datetime(at).strftime("%-d %B").to_string()
}

/// `63 days`, as many as are whole.
pub(crate) fn left(by: Timestamp, now: Timestamp) -> String {
    let left = by.duration_since(now);
    match left.as_hours() {
        _ if left.is_negative() => "it has passed".to_owned(),
        0..24 => "less than a day".to_owned(),
        24..48 => "1 day".to_owned(),
        hours => format!("{} days", hours / 24),
    }
}

#[cfg(test)]
#[path = "reminders_tests.rs"]
mod tests;
