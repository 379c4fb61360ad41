//! What came back, as fields or as a table. Pure.

use std::collections::BTreeMap;

use catalogue::{Action, Answer, Output, OutputKind};
use http::Response;
use serde_json::{Value, json};

use crate::views::OutputView;

/// An answer, read by the outputs that the action declares.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Answered {
    /// For one record.
    pub(crate) fields: Vec<OutputView>,
    /// The same as JSON, by the output's id, for a later step to refer to. A list is `records`.
    pub(crate) outputs: BTreeMap<String, Value>,
    /// For a list.
    pub(crate) columns: Vec<String>,
    /// One line a record.
    pub(crate) rows: Vec<Vec<String>>,
    /// The labels of what Okta's documents promise, and the answer has not.
    pub(crate) lacking: Vec<String>,
}

/// Reads a success; `None` where the body is not what such an answer is.
pub(crate) fn answered(action: &Action, response: &Response<Vec<u8>>) -> Option<Answered> {
    let body = response.body();
    let empty = body.iter().all(u8::is_ascii_whitespace);
    let json: Option<Value> = serde_json::from_slice(body).ok();
    match &action.answer {
        Answer::Status => (empty || json.is_some()).then(Answered::default),
        Answer::Record(kind) if kind == "http" => {
            let text = || Value::from(String::from_utf8_lossy(body));
            Some(record(
                &action.outputs,
                &http(response, &json.unwrap_or_else(text)),
            ))
        }
        // Okta answers 200 with {} or 204 with nothing where there is nothing to tell.
        Answer::Record(_) if empty => Some(Answered::default()),
        Answer::Record(_) => {
            let json = json.filter(Value::is_object)?;
            let lacking = lacking(&action.outputs, &json)?;
            Some(Answered {
                lacking,
                ..record(&action.outputs, &json)
            })
        }
        Answer::List(_) => {
            let json = json?;
            let list = json.as_array().or_else(|| json["list"].as_array())?;
            let mut all = Vec::new();
            for one in list {
                all.extend(lacking(&action.outputs, one)?);
            }
            all.sort();
            all.dedup();
            Some(Answered {
                lacking: all,
                ..table(&action.outputs, list)
            })
        }
    }
}

/// The promised outputs that a record has not; `None` where it has none of them, and so is no
/// record of the kind.
fn lacking(outputs: &[Output], record: &Value) -> Option<Vec<String>> {
    let promised: Vec<&Output> = outputs
        .iter()
        .filter(|output| !output.optional && !output.at.is_empty())
        .collect();
    let absent = promised.iter().filter(|output| {
        let found = record.pointer(&output.at);
        found.is_none_or(Value::is_null)
    });
    let absent: Vec<String> = absent.map(|output| output.label.clone()).collect();
    (absent.is_empty() || absent.len() < promised.len()).then_some(absent)
}

/// The body as it is read best.
pub(crate) fn indented(body: &[u8]) -> String {
    serde_json::from_slice::<Value>(body).map_or_else(
        |_| String::from_utf8_lossy(body).into_owned(),
        |json| format!("{json:#}"),
    )
}

/// What is left of the rate limit, in words.
pub(crate) fn rate_limit(response: &Response<Vec<u8>>) -> Option<String> {
    let rate = transport::rate_limit(response)?;
    let (remaining, limit) = (rate.remaining?, rate.limit?);
    Some(format!(
        "{remaining} of {limit} requests left until {}",
        rate.reset_at.strftime("%H:%M:%S UTC")
    ))
}

fn http(response: &Response<Vec<u8>>, body: &Value) -> Value {
    let headers: serde_json::Map<String, Value> = response
        .headers()
        .iter()
        .filter(|(name, _)| *name != http::header::SET_COOKIE)
        .map(|(name, value)| {
            let value = String::from_utf8_lossy(value.as_bytes());
            (name.as_str().to_owned(), Value::from(value))
        })
        .collect();
    json!({ "statusCode": response.status().as_u16(), "headers": headers, "body": body })
}

/// Reads one record that the console put together itself.
pub(crate) fn answered_json(action: &Action, json: &Value) -> Answered {
    record(&action.outputs, json)
}

fn record(outputs: &[Output], json: &Value) -> Answered {
    let fields = outputs
        .iter()
        .filter(|output| !output.at.is_empty())
        .map(|output| OutputView {
            id: output.id.clone(),
            label: output.label.clone(),
            value: at(json, output),
        });
    Answered {
        fields: fields.collect(),
        outputs: named(outputs, json),
        ..Answered::default()
    }
}

fn table(outputs: &[Output], list: &[Value]) -> Answered {
    let shown: Vec<&Output> = outputs
        .iter()
        .filter(|output| output.kind != OutputKind::Object)
        .collect();
    Answered {
        columns: shown.iter().map(|output| output.label.clone()).collect(),
        rows: list
            .iter()
            .map(|json| shown.iter().map(|output| at(json, output)).collect())
            .collect(),
        outputs: list_outputs(outputs, list),
        ..Answered::default()
    }
}

/// The outputs of one record that are there, by id.
fn named(outputs: &[Output], json: &Value) -> BTreeMap<String, Value> {
    outputs
        .iter()
        .filter_map(|output| Some((output.id.clone(), json.pointer(&output.at)?.clone())))
        .collect()
}

/// Of a list: every record, how many there are, and the first one's own outputs.
fn list_outputs(outputs: &[Output], list: &[Value]) -> BTreeMap<String, Value> {
    let mut all = list
        .first()
        .map(|first| named(outputs, first))
        .unwrap_or_default();
    all.insert("count".to_owned(), Value::from(list.len()));
    all.insert("records".to_owned(), Value::from(list.to_vec()));
    all
}

fn at(json: &Value, output: &Output) -> String {
    let text = json.pointer(&output.at).map_or_else(String::new, plain);
    // OPA writes Go's zero time where there is none.
    if output.kind == OutputKind::Timestamp && text.starts_with("0001-01-01") {
        return String::new();
    }
    text
}

fn plain(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(list) if list.iter().all(|one| !one.is_object() && !one.is_array()) => {
            list.iter().map(plain).collect::<Vec<_>>().join(", ")
        }
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use catalogue::Catalogue;

    use super::*;

    fn read(action: &str, body: &str) -> Option<Answered> {
        let catalogue = Catalogue::builtin().unwrap();
        let action = catalogue
            .connector("okta")
            .unwrap()
            .action(action)
            .unwrap()
            .clone();
        answered(&action, &Response::new(body.as_bytes().to_vec()))
    }

    #[test]
    fn a_page_of_somebody_else_is_no_answer() {
        for action in ["read_user", "find_users", "suspend_user"] {
            assert_eq!(
                read(action, "<html>Sign in to the Wi-Fi</html>"),
                None,
                "{action}"
            );
        }
        for (action, other) in [
            ("find_users", r#"{"not":"a list"}"#),
            ("find_users", r#"["a name"]"#),
            ("find_users", r#"[{"hello":"world"}]"#),
            ("read_user", r#"{"hello":"world"}"#),
            ("read_user", "[]"),
        ] {
            assert_eq!(read(action, other), None, "{other}");
        }
    }

    #[test]
    fn one_record_has_fields_and_a_list_has_rows() {
        let one = read("read_group", r#"{"id":"00g1","profile":{"name":"Sales"}}"#).unwrap();
        assert!(
            one.lacking.contains(&"Type".to_owned()),
            "{:?}",
            one.lacking
        );
        let name = one.fields.iter().find(|field| field.id == "name").unwrap();
        assert_eq!(
            (name.label.as_str(), name.value.as_str()),
            ("Name", "Sales")
        );
        assert_eq!(one.outputs["id"], "00g1");
        let many = read("search_groups", r#"[{"id":"00g1"},{"id":"00g2"}]"#).unwrap();
        assert_eq!((many.columns[0].as_str(), many.rows.len()), ("ID", 2));
        assert_eq!(many.rows[1][0], "00g2");
        assert_eq!(many.outputs["count"], 2);
    }
}
