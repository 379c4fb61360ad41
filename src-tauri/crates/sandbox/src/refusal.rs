//! How Okta says no: error codes for the Management API, `error` and `error_description`
//! for OAuth, and two shapes of its own for OPA.

use axum::http::StatusCode;
use axum::response::Response;
use serde_json::{Value, json};

use crate::{http, ids};

/// A refusal, before it is written down.
#[derive(Debug)]
pub(crate) struct Refusal {
    status: StatusCode,
    body: Value,
    headers: Vec<(&'static str, String)>,
}

impl Refusal {
    /// The Management API's shape. `errorLink` is the code once more, as Okta has it.
    pub(crate) fn okta(status: u16, code: &str, summary: &str) -> Self {
        Self::okta_because(status, code, summary, &[])
    }

    /// The same with causes.
    pub(crate) fn okta_because(status: u16, code: &str, summary: &str, causes: &[String]) -> Self {
        let causes: Vec<_> = causes
            .iter()
            .map(|cause| json!({ "errorSummary": cause }))
            .collect();
        Self::raw(
            status,
            json!({
                "errorCode": code, "errorSummary": summary, "errorLink": code,
                "errorId": ids::fresh("oae"), "errorCauses": causes,
            }),
        )
    }

    /// RFC 6749 §5.2.
    pub(crate) fn oauth(status: u16, error: &str, description: impl Into<String>) -> Self {
        let description: String = description.into();
        Self::raw(
            status,
            json!({ "error": error, "error_description": description }),
        )
    }

    /// Any body.
    pub(crate) fn raw(status: u16, body: Value) -> Self {
        let status = StatusCode::from_u16(status).expect("statuses are literals in this crate");
        Self {
            status,
            body,
            headers: Vec::new(),
        }
    }

    pub(crate) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// E0000001: the request is understood and will not do.
    pub(crate) fn validation(what: &str, causes: &[&str]) -> Self {
        let causes: Vec<_> = causes.iter().map(|cause| (*cause).to_owned()).collect();
        Self::okta_because(
            400,
            "E0000001",
            &format!("Api validation failed: {what}"),
            &causes,
        )
    }

    /// E0000003: not the JSON that was expected.
    pub(crate) fn malformed() -> Self {
        Self::okta(400, "E0000003", "The request body was not well-formed.")
    }

    /// E0000006: the scope is there, the administrator role is not.
    pub(crate) fn forbidden() -> Self {
        Self::okta(
            403,
            "E0000006",
            "You do not have permission to perform the requested action",
        )
    }

    /// E0000007: no such thing.
    pub(crate) fn missing(id: &str, kind: &str) -> Self {
        let summary = format!("Not found: Resource not found: {id} ({kind})");
        Self::okta(404, "E0000007", &summary)
    }

    /// E0000015: the org has not got the feature. It is a 401, and refreshing does not help.
    pub(crate) fn feature_off() -> Self {
        let summary = "You do not have permission to access the feature you are requesting";
        Self::okta(401, "E0000015", summary)
    }

    /// E0000031: a search expression or a cursor that means nothing.
    pub(crate) fn search(cause: &str) -> Self {
        Self::okta_because(
            400,
            "E0000031",
            "Invalid search criteria.",
            &[cause.to_owned()],
        )
    }

    /// `error` and `error_description` of an OAuth refusal, for the header that repeats them.
    pub(crate) fn error(&self) -> (String, String) {
        let text = |name: &str| self.body[name].as_str().unwrap_or_default().to_owned();
        (text("error"), text("error_description"))
    }

    pub(crate) fn into_response(self) -> Response {
        let response = match &self.body {
            Value::Null => http::empty(self.status),
            body => http::json(self.status, body),
        };
        self.headers
            .into_iter()
            .fold(response, |response, (name, value)| {
                http::with(response, name, &value)
            })
    }
}
