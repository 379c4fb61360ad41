//! What a line of the log may say: constant sentences and the fields that are listed here.
//!
//! An allow-list, because a list of what is forbidden is never complete.

use std::fmt::{Debug, Write};

use tracing::Event;
use tracing::field::{Field, Visit};

/// Fields that hold no name of a person, no URL's query and no secret.
const ALLOWED: [&str; 17] = [
    "attempt",
    "code",
    "connection",
    "count",
    "error",
    "expected",
    "fault",
    "generation",
    "host",
    "method",
    "ms",
    "origin",
    "port",
    "problem",
    "request_id",
    "route",
    "status",
];

/// Our own rooms. What libraries say is not known in advance, so it is not kept.
const ROOMS: [&str; 9] = [
    "authorization",
    "catalogue",
    "connections",
    "connections_console",
    "domain",
    "sandbox",
    "store",
    "transport",
    "vault",
];

/// Whether an event comes from one of our rooms.
pub(crate) fn is_ours(target: &str) -> bool {
    ROOMS.contains(&target.split("::").next().unwrap_or_default())
}

/// One line of JSON, or nothing if the event is not ours.
pub(crate) fn line(time: &str, event: &Event<'_>) -> Option<String> {
    let about = event.metadata();
    if !is_ours(about.target()) {
        return None;
    }
    let mut fields = Fields(serde_json::Map::new());
    fields.0.insert("time".into(), time.into());
    fields
        .0
        .insert("level".into(), about.level().as_str().into());
    fields.0.insert("room".into(), about.target().into());
    event.record(&mut fields);
    Some(serde_json::Value::Object(fields.0).to_string())
}

struct Fields(serde_json::Map<String, serde_json::Value>);

impl Visit for Fields {
    fn record_u64(&mut self, field: &Field, value: u64) {
        self.keep(field, value.into());
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.keep(field, value.into());
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.keep(field, value.into());
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.keep(field, value.into());
    }

    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        let mut text = String::new();
        if write!(text, "{value:?}").is_ok() {
            self.keep(field, text.into());
        }
    }
}

impl Fields {
    /// The message is a literal in our rooms.
    fn keep(&mut self, field: &Field, value: serde_json::Value) {
        if field.name() == "message" || ALLOWED.contains(&field.name()) {
            self.0.insert(field.name().to_owned(), value);
        }
    }
}
