//! Whether what came of a step is what was expected.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::Expectation;

/// Longer values are cut where they are shown.
const SHOWN: usize = 120;

/// Judges one expectation by what the step answered: its HTTP status, and its outputs by id.
/// `value` is what [`Expectation::value`] came to. The refusal is one sentence.
pub fn is_met(
    expectation: &Expectation,
    status: Option<u16>,
    outputs: &BTreeMap<String, Value>,
    value: &str,
) -> Result<(), String> {
    let found = expectation.field().and_then(|field| outputs.get(field));
    match expectation {
        Expectation::Status(expected) => match status {
            Some(status) if status == *expected => Ok(()),
            Some(status) => Err(format!(
                "The status is {status}, and {expected} was expected."
            )),
            None => Err(format!(
                "There was no answer, and status {expected} was expected."
            )),
        },
        Expectation::Equals { field, .. } => match found.map(|found| (found, text_of(found))) {
            Some((_, text)) if text == value => Ok(()),
            // What is nested may hold what is to be kept from being seen.
            Some((Value::Object(_) | Value::Array(_), _)) => {
                Err(format!("“{field}” is not “{}”.", shown(value)))
            }
            Some((_, text)) => Err(format!(
                "“{field}” is “{}”, and “{}” was expected.",
                shown(&text),
                shown(value)
            )),
            None => Err(missing(field)),
        },
        Expectation::Contains { field, .. } => match found {
            Some(found) if contains(found, value) => Ok(()),
            Some(_) => Err(format!("“{field}” does not contain “{}”.", shown(value))),
            None => Err(missing(field)),
        },
        Expectation::Exists { field } => match found {
            Some(found) if !is_empty(found) => Ok(()),
            Some(_) => Err(format!("“{field}” is empty.")),
            None => Err(missing(field)),
        },
    }
}

/// A value as text: text as it stands, nothing for null, all else as JSON writes it.
pub fn text_of(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

/// A text that has it in it; a list, one of whose records has a member that equals it.
fn contains(found: &Value, value: &str) -> bool {
    match found {
        Value::Array(list) => list.iter().any(|one| has(one, value)),
        other => text_of(other).contains(value),
    }
}

fn has(record: &Value, value: &str) -> bool {
    match record {
        Value::Object(members) => members.values().any(|member| has(member, value)),
        Value::Array(list) => list.iter().any(|one| has(one, value)),
        other => text_of(other) == value,
    }
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(list) => list.is_empty(),
        Value::Object(members) => members.is_empty(),
        Value::Bool(_) | Value::Number(_) => false,
    }
}

fn missing(field: &str) -> String {
    format!("The answer has no “{field}”.")
}

fn shown(text: &str) -> String {
    if text.chars().count() <= SHOWN {
        return text.to_owned();
    }
    text.chars().take(SHOWN).chain(['…']).collect()
}
