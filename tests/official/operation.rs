//! One operation of a document, and what is wrong with a request that it is.

use percent_encoding::percent_decode_str;
use serde_json::{Value, json};
use url::form_urlencoded;

use crate::dialect::followed;
use crate::{Document, members, wrong};

/// An operation.
pub struct Operation<'a> {
    document: &'a Document,
    /// The path as the document writes it.
    pub template: &'a str,
    /// Lower case.
    pub method: String,
    value: &'a Value,
    /// Those of its path, which it has too.
    shared: &'a Value,
}

/// The operation whose path fits; one whose segments are literal goes before one with parameters.
pub(crate) fn find<'a>(document: &'a Document, method: &str, path: &str) -> Option<Operation<'a>> {
    let method = method.to_ascii_lowercase();
    let paths = document.requests["paths"].as_object()?;
    let fitting = paths
        .iter()
        .filter(|(template, item)| item.get(&method).is_some() && fits(template, path));
    let (template, item) = fitting.min_by_key(|(template, _)| template.matches('{').count())?;
    Some(Operation {
        document,
        template,
        value: &item[&method],
        shared: item,
        method,
    })
}

fn fits(template: &str, path: &str) -> bool {
    let (template, path) = (template.split('/'), path.split('/'));
    template.clone().count() == path.clone().count()
        && template.zip(path).all(|(wanted, sent)| {
            let parameter = wanted.starts_with('{') && !sent.is_empty();
            parameter || wanted == percent_decode_str(sent).decode_utf8_lossy()
        })
}

impl Operation<'_> {
    /// Everything that is wrong with the query and the body of a request.
    pub fn wrong_in_request(&self, query: Option<&str>, body: &[u8]) -> Vec<String> {
        let mut found = self.wrong_in_query(query.unwrap_or_default());
        found.extend(self.wrong_in_body(body));
        found
    }

    /// What does not conform in its answer; nothing where the document says nothing of it.
    pub fn wrong_in_answer(&self, status: u16, body: &Value) -> Vec<String> {
        let (document, template) = (self.document, self.template);
        if document
            .answer_schema(&self.method, template, status)
            .is_none()
        {
            return Vec::new();
        }
        document.wrong_in_answer(&self.method, template, status, body)
    }

    /// The status and the schema of its success, where that has a body.
    pub fn success(&self) -> Option<(u16, Value)> {
        [200, 201, 202].into_iter().find_map(|status| {
            let schema = self
                .document
                .answer_schema(&self.method, self.template, status)?;
            Some((status, schema))
        })
    }

    /// Whether a schema of its answers has this place (a JSON pointer).
    pub fn has_place(&self, schema: &Value, pointer: &str) -> bool {
        self.document.has_place(schema, pointer)
    }

    fn wrong_in_query(&self, query: &str) -> Vec<String> {
        let declared: Vec<&Value> = [&self.value["parameters"], &self.shared["parameters"]]
            .into_iter()
            .filter_map(Value::as_array)
            .flatten()
            .map(|parameter| followed(&self.document.requests, parameter))
            .filter(|parameter| parameter["in"] == "query")
            .collect();
        let sent: Vec<_> = form_urlencoded::parse(query.as_bytes()).collect();
        let mut found = Vec::new();
        for (name, text) in &sent {
            match declared
                .iter()
                .find(|parameter| parameter["name"] == **name)
            {
                None => found.push(format!("?{name}: no such parameter")),
                Some(parameter) => found.extend(self.wrong_in_parameter(parameter, text)),
            }
        }
        for parameter in declared {
            let name = parameter["name"].as_str().unwrap_or_default();
            if parameter["required"] == true && sent.iter().all(|(sent, _)| sent != name) {
                found.push(format!("?{name}: is required"));
            }
        }
        found
    }

    fn wrong_in_parameter(&self, parameter: &Value, text: &str) -> Vec<String> {
        let name = parameter["name"].as_str().unwrap_or_default();
        let schema = followed(&self.document.requests, &parameter["schema"]);
        let value = match schema["type"].as_str() {
            Some("integer" | "number" | "boolean") => {
                serde_json::from_str(text).unwrap_or_else(|_| json!(text))
            }
            Some("array") => text.split(',').collect(),
            _ => json!(text),
        };
        let key = format!("{} {} ?{name}", self.method, self.template);
        let validator = self
            .document
            .validator(&key, &self.document.requests, || schema.clone());
        let lines = wrong(validator, &value);
        lines
            .into_iter()
            .map(|line| format!("?{name}{line}"))
            .collect()
    }

    fn wrong_in_body(&self, body: &[u8]) -> Vec<String> {
        let declared = followed(&self.document.requests, &self.value["requestBody"]);
        let Some(schema) = declared["content"]
            .as_object()
            .and_then(|content| content.get("application/json"))
            .map(|json| &json["schema"])
        else {
            return if body.is_empty() {
                Vec::new()
            } else {
                vec!["a body is sent where none is read".to_owned()]
            };
        };
        if body.is_empty() {
            return if declared["required"] == true {
                vec!["no body is sent where one is required".to_owned()]
            } else {
                Vec::new()
            };
        }
        let body: Value = match serde_json::from_slice(body) {
            Ok(body) => body,
            Err(error) => return vec![format!("the body is not JSON: {error}")],
        };
        let key = format!("{} {} body", self.method, self.template);
        let validator = self
            .document
            .validator(&key, &self.document.requests, || schema.clone());
        let mut found = wrong(validator, &body);
        let unknown = members::unknown(&self.document.requests, schema, &body);
        found.extend(
            unknown
                .into_iter()
                .map(|place| format!("{place}: no such member")),
        );
        found
    }
}
