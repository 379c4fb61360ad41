//! What a server said when it refused, in any of its dialects.

use domain::Refusal;
use http::Response;
use serde_json::Value;

/// Reads OAuth's `{error, error_description}` (RFC 6749 §5.2), Okta's `{errorCode, errorSummary}`
/// and OPA's `{message}` and `{code, error}`. What is none of them is named by its status.
pub(crate) fn read(response: &Response<Vec<u8>>) -> Refusal {
    let body: Value = serde_json::from_slice(response.body()).unwrap_or_default();
    let text = |name: &str| body.get(name).and_then(Value::as_str).map(clean);
    let status = format!("HTTP {}", response.status().as_u16());
    let (code, summary) = match (text("error"), text("errorCode"), text("message")) {
        (_, Some(code), _) => (code, text("errorSummary")),
        (Some(error), ..) if body.get("code").is_some() => (status, Some(error)),
        (Some(error), ..) => (error, text("error_description")),
        (None, None, message) => (status, message),
    };
    Refusal {
        code,
        summary: summary.unwrap_or_default(),
        request_id: transport::request_id(response),
    }
}

const LONGEST: usize = 300;

/// Text from outside, fit to be shown: one line, no control or invisible direction characters,
/// and not endless.
pub(crate) fn clean(text: &str) -> String {
    let shown = |c: &char| {
        !c.is_control()
            && !matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
    };
    text.chars().filter(shown).take(LONGEST).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(status: u16, body: &str) -> (String, String) {
        let response = Response::builder()
            .status(status)
            .body(body.into())
            .unwrap();
        let read = read(&response);
        (read.code, read.summary)
    }

    #[test]
    fn each_dialect_is_understood() {
        for (status, body, code, summary) in [
            (
                400,
                r#"{"error":"invalid_grant","error_description":"Gone."}"#,
                "invalid_grant",
                "Gone.",
            ),
            (400, r#"{"error":"invalid_grant"}"#, "invalid_grant", ""),
            (
                401,
                r#"{"errorCode":"E0000011","errorSummary":"Invalid token provided"}"#,
                "E0000011",
                "Invalid token provided",
            ),
            (
                401,
                r#"{"message":"no such key","errors":[]}"#,
                "HTTP 401",
                "no such key",
            ),
            (
                403,
                r#"{"code":403,"error":"forbidden","error_cause":[]}"#,
                "HTTP 403",
                "forbidden",
            ),
            (404, "", "HTTP 404", ""),
            (502, "<html>Bad gateway</html>", "HTTP 502", ""),
            (400, "[]", "HTTP 400", ""),
            (400, r#"{"error":{"nested":true}}"#, "HTTP 400", ""),
        ] {
            assert_eq!(
                refusal(status, body),
                (code.into(), summary.into()),
                "{body}"
            );
        }
    }

    #[test]
    fn text_from_outside_cannot_bend_the_line_that_shows_it() {
        assert_eq!(clean("a\u{202e}b\r\nc\u{0}d\u{200b}"), "abcd");
        assert_eq!(clean(&"x".repeat(5000)).len(), 300);
    }
}
