//! The dates as a file for a calendar (RFC 5545): one entry a connection, reminded of as the
//! console itself does.

use domain::{Connection, Explanation};
use icalendar::{Alarm, Calendar, Component, Event, EventLike};
use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::reminders::day;
use crate::Console;
use crate::explain::IntoFailure;
use crate::files::FileKind;
use crate::list::address_of;
use crate::views::Failure;

impl Console {
    /// Writes the dates of these connections, or of all where none is named, to a file that the
    /// person picks: where it is; `None` where she picks none.
    pub async fn save_calendar(&self, connections: Vec<String>) -> Result<Option<String>, Failure> {
        let rooms = &self.rooms;
        let all = rooms.store.connections().await;
        let mut dated: Vec<_> = all
            .map_err(IntoFailure::into_failure)?
            .into_iter()
            .filter(|one| connections.is_empty() || connections.contains(&one.id.to_string()))
            .filter_map(|one| Some((end(&one)?, one)))
            .collect();
        if dated.is_empty() {
            return Err(no_dates());
        }
        dated.sort_by_key(|(end, _)| *end);
        let text = calendar(&dated, rooms.now(), &TimeZone::system()).ok_or_else(no_dates)?;
        let name = match dated.as_slice() {
            [(_, only)] => format!("reauthorize {}.ics", plain(only.nickname.as_str())),
            _ => "reauthorizations.ics".to_owned(),
        };
        let kind = FileKind {
            name: "Calendar".to_owned(),
            extension: "ics".to_owned(),
        };
        let picked = rooms.files.save_as("Save the dates", &name, kind);
        let Some(file) = picked.await else {
            return Ok(None);
        };
        let shown = file.display().to_string();
        match tokio::fs::write(&file, text).await {
            Ok(()) => Ok(Some(shown)),
            Err(error) => Err(Failure::other(Explanation::new(
                format!("{shown} could not be written."),
                format!("The system said: {error}."),
                "Choose another folder.",
            ))),
        }
    }
}

fn end(connection: &Connection) -> Option<Timestamp> {
    connection.authorization.as_ref()?.reauthorize_by
}

/// The calendar as it is written; nothing where a date is beyond what a calendar knows.
fn calendar(dated: &[(Timestamp, Connection)], now: Timestamp, here: &TimeZone) -> Option<String> {
    let written_at = chrono::DateTime::from_timestamp(now.as_second(), 0)?;
    let mut calendar = Calendar::new().name("Reauthorizations").done();
    for (end, connection) in dated {
        let date = here.to_datetime(*end).date();
        let date = chrono::NaiveDate::from_ymd_opt(
            i32::from(date.year()),
            u32::try_from(date.month()).ok()?,
            u32::try_from(date.day()).ok()?,
        )?;
        let title = format!("Reauthorize {}", connection.nickname);
        // The same entry whenever it is saved, so that a calendar replaces it; a date that moved
        // is of a later sign-in.
        let uid = format!("{}@connections-console", connection.id);
        let mut event = Event::new();
        event
            .uid(&uid)
            .timestamp(written_at)
            .sequence(u32::try_from(end.as_second() / 60).ok()?)
            .summary(&title)
            .description(&format!(
                "{}\nOkta ends this sign-in on {}; renewing it does not help. Open Connections \
                 Console and press Reauthorize.",
                address_of(&connection.settings),
                day(*end, here),
            ))
            .add_property("TRANSP", "TRANSPARENT")
            .all_day(date);
        for days in [14, 3, 1] {
            let mut alarm = Alarm::display(&title, -chrono::Duration::days(days));
            event.alarm(
                alarm
                    .uid(&format!("{days}-{uid}"))
                    .timestamp(written_at)
                    .done(),
            );
        }
        calendar.push(event.done());
    }
    Some(calendar.to_string())
}

/// Letters that every file system takes.
fn plain(nickname: &str) -> String {
    let plain = |c: char| {
        if c.is_alphanumeric() || c == '-' {
            c
        } else {
            ' '
        }
    };
    nickname.chars().map(plain).take(60).collect()
}

fn no_dates() -> Failure {
    Failure::other(Explanation::new(
        "There is no date to save.",
        "None of these connections has a sign-in that ends by itself.",
        "Authorize them first.",
    ))
}
