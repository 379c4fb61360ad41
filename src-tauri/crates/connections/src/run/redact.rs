//! What of a request or an answer is secret is masked before it reaches the window or the disk.
//! Pure.
//!
//! Three things make a secret: its place, as the action declares it; its name
//! ([`secret_names`](super::secret_names)), at any depth; and its value, where it was typed as a
//! secret in the same run. JSON is walked, never searched as text, also where it is packed into a
//! text of its own.

use std::collections::BTreeMap;

use catalogue::{Action, InputKind, OutputKind};
use serde_json::{Deserializer, Map, Value};

use super::redact_text::{self, Known};
use super::request::MASK;
use super::secret_names::{KEY_MEMBERS, is_secret};
use crate::views::{ExplanationView, RefusalView};

/// What is secret in one run.
#[derive(Clone, Default)]
pub(crate) struct Redactor {
    known: Known,
    /// JSON pointers of the declared outputs that are secret, in one record.
    places: Vec<String>,
}

impl Redactor {
    /// For one run of an action, with what was typed into its form.
    pub(crate) fn of(action: &Action, typed: &BTreeMap<String, String>) -> Self {
        let mut values = Vec::new();
        let inputs = action.inputs.iter();
        for input in inputs.filter(|input| is_secret_input(input.kind)) {
            if let Some(text) = typed.get(&input.id) {
                leaves(&Value::from(text.as_str()), &mut values);
            }
        }
        let outputs = action.outputs.iter();
        let secret = outputs.filter(|output| output.kind == OutputKind::Secret);
        Self {
            known: Known::of(values),
            places: secret.map(|output| output.at.clone()).collect(),
        }
    }

    /// An answer that is JSON: one record, or a list of them.
    pub(crate) fn answer(&self, json: &Value) -> Value {
        let mut json = json.clone();
        for place in &self.places {
            mask_at(&mut json, place);
            let list = match &mut json {
                Value::Array(list) => Some(list),
                other => other.get_mut("list").and_then(Value::as_array_mut),
            };
            for record in list.into_iter().flatten() {
                mask_at(record, place);
            }
        }
        self.walk(&mut json);
        json
    }

    /// A body as it is shown: JSON is indented, several JSON values stand one a line, and of
    /// other text all that follows the first name of a secret is left out.
    pub(crate) fn body(&self, body: &[u8]) -> String {
        match serde_json::from_slice::<Value>(body) {
            Ok(Value::String(text)) => return redact_text::foreign(&text, &self.known),
            Ok(json) => return format!("{:#}", self.answer(&json)),
            Err(_) => (),
        }
        let values: Result<Vec<Value>, _> = Deserializer::from_slice(body).into_iter().collect();
        match values {
            Ok(values) if values.iter().any(is_container) => {
                let lines = values.iter().map(|json| self.answer(json).to_string());
                lines.collect::<Vec<_>>().join("\n")
            }
            _ => redact_text::foreign(&String::from_utf8_lossy(body), &self.known),
        }
    }

    /// A sentence, a URL or another text of one line.
    pub(crate) fn text(&self, text: &str) -> String {
        let mut value = Value::from(text);
        self.walk(&mut value);
        match value {
            Value::String(text) => text,
            other => other.to_string(),
        }
    }

    /// The card of a refusal: a server may repeat what was typed.
    pub(crate) fn refusal(&self, refusal: RefusalView) -> RefusalView {
        let ExplanationView { what, why, fix } = refusal.explanation;
        let causes = refusal.causes.into_iter();
        RefusalView {
            explanation: ExplanationView {
                what: self.text(&what),
                why: self.text(&why),
                fix: self.text(&fix),
            },
            causes: causes.map(|(id, text)| (id, self.text(&text))).collect(),
            code: refusal.code.map(|code| self.text(&code)),
            ..refusal
        }
    }

    /// JSON, masked by names and values.
    fn walk(&self, json: &mut Value) {
        match json {
            Value::Object(members) => {
                let is_key = members.contains_key("kty");
                for (name, value) in members {
                    let named = is_secret(name) && !is_reference(value) && !is_relation(value);
                    if named || is_key && KEY_MEMBERS.contains(&name.as_str()) {
                        mask(value);
                    } else {
                        self.walk(value);
                    }
                }
            }
            Value::Array(list) => list.iter_mut().for_each(|value| self.walk(value)),
            Value::String(text) => {
                if let Some(masked) = self.leaf(text) {
                    *text = masked;
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => (),
        }
    }

    /// A text inside of JSON, if anything in it is secret.
    fn leaf(&self, text: &str) -> Option<String> {
        let packed = serde_json::from_str::<Value>(text)
            .ok()
            .filter(is_container);
        if let Some(before) = packed {
            let mut after = before.clone();
            self.walk(&mut after);
            return (after != before).then(|| after.to_string());
        }
        let masked = redact_text::line(text, &self.known);
        (masked != text).then_some(masked)
    }
}

/// Whether an input is never shown again.
pub(crate) fn is_secret_input(kind: InputKind) -> bool {
    matches!(kind, InputKind::Secret | InputKind::SecretPairs)
}

/// Masks texts and numbers and leaves the shape: `{}` says that Okta shows no password.
pub(crate) fn mask(value: &mut Value) {
    match value {
        Value::Object(members) => members.values_mut().for_each(mask),
        Value::Array(list) => list.iter_mut().for_each(mask),
        Value::String(text) if text.is_empty() => (),
        Value::String(_) | Value::Number(_) => *value = Value::from(MASK),
        Value::Null | Value::Bool(_) => (),
    }
}

fn mask_at(json: &mut Value, place: &str) {
    if let Some(secret) = json.pointer_mut(place) {
        mask(secret);
    }
}

fn is_container(value: &Value) -> bool {
    value.is_object() || value.is_array()
}

/// A secret of OPA's vault by its ID, name and type: what it holds is elsewhere.
fn is_reference(value: &Value) -> bool {
    let named = |members: &Map<String, Value>| {
        members.contains_key("id")
            && members.contains_key("type")
            && members
                .keys()
                .all(|name| matches!(name.as_str(), "id" | "name" | "type"))
    };
    value.as_object().is_some_and(named)
}

/// A link to what can be done, such as `resetPassword` under `_links`.
fn is_relation(value: &Value) -> bool {
    let linked = |members: &Map<String, Value>| {
        members.contains_key("href")
            && members
                .keys()
                .all(|name| matches!(name.as_str(), "href" | "method" | "hints" | "name"))
    };
    value.as_object().is_some_and(linked)
}

/// Every text and number; a text that is JSON itself has its own.
fn leaves(value: &Value, into: &mut Vec<String>) {
    match value {
        Value::String(text) => match serde_json::from_str(text) {
            Ok(packed) if is_container(&packed) => leaves(&packed, into),
            _ => into.push(text.clone()),
        },
        Value::Object(members) => members.values().for_each(|value| leaves(value, into)),
        Value::Array(list) => list.iter().for_each(|value| leaves(value, into)),
        Value::Number(number) => into.push(number.to_string()),
        Value::Null | Value::Bool(_) => (),
    }
}

#[cfg(test)]
#[path = "redact_tests.rs"]
mod tests;
