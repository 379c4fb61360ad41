//! What came back, as fields or as a table. Pure.

use std::collections::BTreeMap;

use catalogue::{Action, Answer, Output, OutputKind};
use http::Response;
use serde_json::{Value, json};

use super::redact::Redactor;
use crate::views::OutputView;

/// An answer, read by the outputs that the action declares. What is to be seen of it is masked;
/// `outputs` are not, and stay in Rust.
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
pub(crate) fn answered(
    action: &Action,
    response: &Response<Vec<u8>>,
    redactor: &Redactor,
) -> Option<Answered> {
    let body = response.body();
    let empty = body.iter().all(u8::is_ascii_whitespace);
    let json: Option<Value> = serde_json::from_slice(body).ok();
    match &action.answer {
        Answer::Status => (empty || json.is_some()).then(Answered::default),
        Answer::Record(kind) if kind == "http" => {
            Some(http(&action.outputs, response, json, redactor))
        }
        // Okta answers 200 with {} or 204 with nothing where there is nothing to tell.
        Answer::Record(_) if empty => Some(Answered::default()),
        Answer::Record(_) => {
            let json = json.filter(Value::is_object)?;
            let lacking = lacking(&action.outputs, &json)?;
            Some(Answered {
                lacking,
                ..record(&action.outputs, &json, &redactor.answer(&json))
            })
        }
        Answer::List(_) => {
            let json = json?;
            let shown = redactor.answer(&json);
            let records = list(&json)?;
            let mut all = Vec::new();
            for one in records {
                all.extend(lacking(&action.outputs, one)?);
            }
            all.sort();
            all.dedup();
            Some(Answered {
                lacking: all,
                ..table(&action.outputs, records, list(&shown)?)
            })
        }
    }
}

fn list(json: &Value) -> Option<&Vec<Value>> {
    json.as_array().or_else(|| json["list"].as_array())
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

/// What is left of the rate limit, in words.
pub(crate) fn rate_limit<B>(response: &Response<B>) -> Option<String> {
    let rate = transport::rate_limit(response)?;
    let (remaining, limit) = (rate.remaining?, rate.limit?);
    Some(format!(
        "{remaining} of {limit} requests left until {}",
        rate.reset_at.strftime("%H:%M:%S UTC")
    ))
}

/// Status, headers and body, whatever they are.
fn http(
    outputs: &[Output],
    response: &Response<Vec<u8>>,
    json: Option<Value>,
    redactor: &Redactor,
) -> Answered {
    let headers: serde_json::Map<String, Value> = response
        .headers()
        .iter()
        .filter(|(name, _)| *name != http::header::SET_COOKIE)
        .map(|(name, value)| {
            let value = String::from_utf8_lossy(value.as_bytes());
            (name.as_str().to_owned(), Value::from(value))
        })
        .collect();
    let text = String::from_utf8_lossy(response.body());
    let shown_body = match &json {
        Some(json) if json.is_object() || json.is_array() => redactor.answer(json),
        _ => Value::from(redactor.body(response.body())),
    };
    let whole = |headers: Value, body: Value| json!({ "statusCode": response.status().as_u16(), "headers": headers, "body": body });
    let headers = Value::from(headers);
    let shown = whole(redactor.answer(&headers), shown_body);
    let body = json.unwrap_or_else(|| Value::from(text));
    record(outputs, &whole(headers, body), &shown)
}

/// One record, and the same with its secrets masked: what differs is not shown unasked.
pub(crate) fn record(outputs: &[Output], json: &Value, shown: &Value) -> Answered {
    let fields = outputs
        .iter()
        .filter(|output| !output.at.is_empty())
        .map(|output| {
            let masked = json.pointer(&output.at) != shown.pointer(&output.at);
            OutputView {
                id: output.id.clone(),
                label: output.label.clone(),
                value: if masked {
                    String::new()
                } else {
                    cell(json, output)
                },
                masked,
            }
        });
    Answered {
        fields: fields.collect(),
        outputs: named(outputs, json),
        ..Answered::default()
    }
}

/// A list, and the same with its secrets masked.
fn table(outputs: &[Output], list: &[Value], shown: &[Value]) -> Answered {
    let columns: Vec<&Output> = outputs
        .iter()
        .filter(|output| output.kind != OutputKind::Object)
        .collect();
    Answered {
        columns: columns.iter().map(|output| output.label.clone()).collect(),
        rows: shown
            .iter()
            .map(|json| columns.iter().map(|output| cell(json, output)).collect())
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
pub(crate) fn list_outputs(outputs: &[Output], list: &[Value]) -> BTreeMap<String, Value> {
    let mut all = list
        .first()
        .map(|first| named(outputs, first))
        .unwrap_or_default();
    all.insert("count".to_owned(), Value::from(list.len()));
    all.insert("records".to_owned(), Value::from(list.to_vec()));
    all
}

/// One output of a record, as text; empty where there is none.
pub(crate) fn cell(json: &Value, output: &Output) -> String {
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
        let response = Response::new(body.as_bytes().to_vec());
        answered(&action, &response, &Redactor::default())
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

    #[test]
    fn an_output_that_is_or_holds_a_secret_is_masked_and_still_handed_on() {
        let made = r#"{"id":"0oa1","client_secret":"s3cret"}"#;
        let answer = read("custom_api_action", made).unwrap();
        let body = answer.fields.iter().find(|field| field.id == "body");
        let body = body.unwrap();
        assert_eq!((body.masked, body.value.as_str()), (true, ""));
        assert_eq!(answer.outputs["body"]["client_secret"], "s3cret");
        let harmless = read("custom_api_action", r#"{"id":"0oa1"}"#).unwrap();
        assert!(harmless.fields.iter().all(|field| !field.masked));
        let page = read("custom_api_action", "<p>password: s3cret</p>").unwrap();
        assert!(!format!("{:?}", page.fields).contains("s3cret"));
        let list = read(
            "find_users",
            r#"[{"id":"00u1","profile":{"login":"Bearer s3cretToken"}}]"#,
        );
        assert!(!format!("{:?}", list.unwrap().rows).contains("s3cret"));
    }
}
