//! What a server said when it refused, in any of the shapes that Okta and OPA use.
//!
//! Okta: `errorCode`, `errorSummary`, `errorCauses`. OAuth: `error`, `error_description` (RFC 6749
//! §5.2). OPA: `message` with `errors`, or `code` with `error` and `error_cause`; a secret that
//! may be had another way answers 403 with a `list`. Edges answer HTML, or nothing.

use domain::Refusal;
use http::Response;
use serde_json::Value;

/// A refusal, read.
#[derive(Debug)]
pub(crate) struct Said {
    /// Code, summary and request id; an empty body says its status.
    pub(crate) refusal: Refusal,
    /// Which field, where it is named, and what is wrong with it.
    pub(crate) causes: Vec<(Option<String>, String)>,
    /// Whose words they are.
    pub(crate) shape: Shape,
}

/// Whose words a body holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    /// None.
    Empty,
    /// Okta's or OPA's.
    Known,
    /// OPA's ways in which a secret could be had.
    AccessMethods,
    /// Somebody else's: a proxy, a sign-in page of a network.
    Foreign,
}

/// Reads a refusal.
pub(crate) fn said(response: &Response<Vec<u8>>) -> Said {
    let status = response.status();
    let body: Value = serde_json::from_slice(response.body()).unwrap_or_default();
    let text = |name: &str| body[name].as_str().map(str::to_owned);
    let code = text("errorCode")
        .or_else(|| body["code"].as_i64().map(|code| code.to_string()))
        .or_else(|| text("error"))
        .unwrap_or_else(|| status.as_u16().to_string());
    let summary = text("errorSummary")
        .or_else(|| text("error_description"))
        .or_else(|| text("message"))
        .or_else(|| body["code"].as_i64().and_then(|_| text("error")))
        .unwrap_or_else(|| status.to_string());
    Said {
        refusal: Refusal {
            code,
            summary,
            request_id: transport::request_id(response),
        },
        causes: causes(&body),
        shape: shape(response, &body),
    }
}

fn shape(response: &Response<Vec<u8>>, body: &Value) -> Shape {
    let known = [
        "errorCode",
        "errorSummary",
        "error",
        "message",
        "errors",
        "status",
    ];
    if response.body().iter().all(u8::is_ascii_whitespace) {
        Shape::Empty
    } else if known.iter().any(|name| body.get(name).is_some()) {
        Shape::Known
    } else if body["list"].is_array() {
        Shape::AccessMethods
    } else {
        Shape::Foreign
    }
}

fn causes(body: &Value) -> Vec<(Option<String>, String)> {
    let list = |name: &str| body[name].as_array().into_iter().flatten();
    let okta =
        list("errorCauses").filter_map(|cause| Some(parted(cause["errorSummary"].as_str()?)));
    let pair = |field: &Value, text: &Value| {
        let field = field.as_str().filter(|field| !field.is_empty());
        Some((field.map(str::to_owned), text.as_str()?.to_owned()))
    };
    let opa = list("errors").filter_map(|cause| pair(&cause["path"], &cause["message"]));
    let other = list("error_cause").filter_map(|cause| pair(&cause["location"], &cause["error"]));
    okta.chain(opa).chain(other).collect()
}

/// Okta writes `field: what is wrong with it`; a field is one word.
fn parted(cause: &str) -> (Option<String>, String) {
    match cause.split_once(": ") {
        Some((field, text)) if !field.is_empty() && !field.contains(' ') => {
            (Some(field.to_owned()), text.to_owned())
        }
        _ => (None, cause.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(status: u16, body: &str) -> Said {
        let mut response = Response::new(body.as_bytes().to_vec());
        *response.status_mut() = status.try_into().unwrap();
        said(&response)
    }

    #[test]
    fn oktas_causes_name_their_fields() {
        let said = of(
            400,
            r#"{"errorCode":"E0000001","errorSummary":"Api validation failed: login","errorCauses":[{"errorSummary":"login: An object with this field already exists"},{"errorSummary":"Not a field: really"}]}"#,
        );
        assert_eq!(said.refusal.code, "E0000001");
        assert_eq!(said.causes[0].0.as_deref(), Some("login"));
        assert_eq!(said.causes[1].0, None);
    }

    #[test]
    fn both_shapes_of_opa_are_read() {
        let one = of(
            400,
            r#"{"message":"bad","errors":[{"path":"name","message":"too long"}]}"#,
        );
        assert_eq!(one.refusal.summary, "bad");
        assert_eq!(one.causes, [(Some("name".into()), "too long".into())]);
        let other = of(403, r#"{"code":403,"error":"forbidden","error_cause":[]}"#);
        assert_eq!(other.refusal.summary, "forbidden");
        assert_eq!(of(403, r#"{"list":[]}"#).shape, Shape::AccessMethods);
    }

    #[test]
    fn a_page_of_somebody_else_is_told_apart_from_silence() {
        assert_eq!(of(503, "<html>").shape, Shape::Foreign);
        assert_eq!(of(404, "").shape, Shape::Empty);
        assert_eq!(of(404, "").refusal.summary, "404 Not Found");
    }
}
