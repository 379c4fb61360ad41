//! Okta's official `OpenAPI` documents, where they are at hand: `CONNECTIONS_CONSOLE_SPECS`, or
//! `../shared/specs` beside the repository. For tests only; it knows nothing of ours, so that the
//! practice org and the console are held to the same words without knowing each other.
#![expect(clippy::unwrap_used, reason = "what cannot be read fails the test")]

mod dialect;
mod members;
mod operation;

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Mutex, OnceLock};

use jsonschema::{Draft, Validator};
use serde_json::{Value, json};

pub use operation::Operation;

/// All three of them.
pub struct Documents {
    /// The Management API.
    pub management: Document,
    /// The authorization server.
    pub oauth: Document,
    /// Okta Privileged Access.
    pub opa: Document,
}

/// One document.
pub struct Document {
    /// As answers are described.
    answers: Value,
    /// As requests are: what only a server writes is forbidden in them.
    requests: Value,
    validators: Mutex<HashMap<String, &'static Validator>>,
}

/// The documents; where they are absent, a word to the terminal that this was not run.
pub fn documents() -> Option<&'static Documents> {
    static DOCUMENTS: OnceLock<Option<Documents>> = OnceLock::new();
    let found = DOCUMENTS.get_or_init(|| {
        let folder = folder();
        let read = |name: &str| {
            let text = std::fs::read_to_string(folder.join(name)).ok()?;
            Some(Document::read(&text))
        };
        Some(Documents {
            management: read("management-minimal.yaml")?,
            oauth: read("oauth-minimal.yaml")?,
            opa: read("opa-minimal.yaml")?,
        })
    });
    if found.is_none() {
        println!("NOT RUN: Okta's OpenAPI documents are not here (CONNECTIONS_CONSOLE_SPECS)");
    }
    found.as_ref()
}

fn folder() -> PathBuf {
    #[expect(
        clippy::disallowed_methods,
        reason = "a test has no shell to pass it down from"
    )]
    let named = std::env::var("CONNECTIONS_CONSOLE_SPECS").ok();
    let beside = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/specs");
    named.map_or_else(|| PathBuf::from(beside), PathBuf::from)
}

impl Document {
    fn read(text: &str) -> Self {
        let options = serde_saphyr::options! { budget: None };
        let mut answers: Value = serde_saphyr::from_str_with_options(text, options).unwrap();
        mend(&mut answers);
        let mut requests = answers.clone();
        dialect::forbid_read_only(&mut requests);
        dialect::convert(&mut answers);
        dialect::convert(&mut requests);
        Self {
            answers,
            requests,
            validators: Mutex::default(),
        }
    }

    /// What does not conform in an answer, place by place; `template` as the document writes it.
    /// Fails where the document knows no such answer.
    pub fn wrong_in_answer(
        &self,
        method: &str,
        template: &str,
        status: u16,
        body: &Value,
    ) -> Vec<String> {
        let key = format!("{method} {template} {status}");
        let schema = || {
            let schema = self.answer_schema(method, template, status);
            schema.unwrap_or_else(|| panic!("{key}: no such answer"))
        };
        wrong(self.validator(&key, &self.answers, schema), body)
    }

    /// The schema of an answer with a body.
    pub fn answer_schema(&self, method: &str, template: &str, status: u16) -> Option<Value> {
        let responses = &self.answers["paths"][template][method]["responses"];
        let answer = self.followed(&responses[status.to_string()]);
        let content = answer["content"].as_object()?;
        Some(content.values().next()?["schema"].clone())
    }

    /// Whether a schema of an answer has this place (a JSON pointer).
    pub fn has_place(&self, schema: &Value, pointer: &str) -> bool {
        members::has_place(&self.answers, schema, pointer)
    }

    /// The operation that a request is, by its method and its path as it was sent.
    pub fn operation(&self, method: &str, path: &str) -> Option<Operation<'_>> {
        operation::find(self, method, path)
    }

    fn followed<'a>(&'a self, value: &'a Value) -> &'a Value {
        dialect::followed(&self.answers, value)
    }

    /// A validator is made once for each schema: the documents are large.
    fn validator(&self, key: &str, root: &Value, schema: impl FnOnce() -> Value) -> &Validator {
        let mut known = self.validators.lock().unwrap();
        if let Some(validator) = known.get(key) {
            return validator;
        }
        let root = json!({ "allOf": [schema()], "components": root["components"] });
        let options = jsonschema::options().with_draft(Draft::Draft4);
        let validator = options.should_validate_formats(true).build(&root).unwrap();
        let validator: &'static Validator = Box::leak(Box::new(validator));
        known.insert(key.to_owned(), validator);
        validator
    }
}

/// Known fault of the document: it says string, and real orgs answer null.
fn mend(document: &mut Value) {
    let device =
        &mut document["components"]["schemas"]["Device"]["properties"]["resourceAlternateId"];
    if device.is_object() {
        *device = json!({});
    }
}

fn wrong(validator: &Validator, body: &Value) -> Vec<String> {
    let errors = validator.iter_errors(body).take(5);
    let lines = errors.map(|error| format!("{}: {error}", error.instance_path()));
    lines.map(|line| line.chars().take(600).collect()).collect()
}
