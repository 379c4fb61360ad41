//! What a server says when it refuses: a letter for the status, a line of `WWW-Authenticate`, and
//! any body.

use http::header::WWW_AUTHENTICATE;
use http::{HeaderValue, Response, StatusCode};

use super::now;

const STATUSES: [u16; 14] = [
    400, 401, 403, 404, 409, 422, 423, 429, 500, 502, 503, 504, 302, 418,
];

/// Its words fit into a line each; what the headers say is read, whatever it is.
pub(super) fn check(data: &[u8]) {
    let (first, rest) = data.split_first().unwrap_or((&0, &[]));
    let status = STATUSES[usize::from(*first) % STATUSES.len()];
    let end = rest.iter().position(|&b| b == b'\n').unwrap_or(0);
    let (line, body) = rest.split_at(end);
    let mut response = Response::new(body.to_vec());
    *response.status_mut() = StatusCode::from_u16(status).expect("a status of the table");
    if let Ok(line) = HeaderValue::from_bytes(line) {
        let headers = response.headers_mut();
        headers.insert(WWW_AUTHENTICATE, line.clone());
        // As good a text as any for those that are numbers, dates and IDs.
        for name in [
            "date",
            "retry-after",
            "x-rate-limit-reset",
            "x-okta-request-id",
        ] {
            headers.insert(name, line.clone());
        }
    }
    let said = authorization::parsers::refusal(&response);
    for text in [&said.code, &said.summary] {
        let fits = text.chars().count() <= 300 && !text.contains(char::is_control);
        assert!(fits, "{text:?}");
    }
    if let Some(challenge) = transport::www_authenticate(&response) {
        assert!(!challenge.scheme.is_empty() && challenge.scheme.is_ascii());
    }
    let again = transport::retry_at(&response, now());
    assert!(again >= now(), "it is asked again before now: {again}");
    #[cfg(feature = "cards")]
    super::cards::check(&response);
}

pub(super) fn seeds() -> Vec<Vec<u8>> {
    super::bytes([
        "0\n{\"error\":\"invalid_grant\",\"error_description\":\"Gone.\"}",
        "1Bearer error=\"insufficient_scope\", scope=\"okta.groups.read\"\n{\"errorCode\":\"E0000011\",\"errorSummary\":\"Invalid token provided\"}",
        "2DPoP algs=\"RS256 ES256\", error=invalid_dpop_proof\n{\"errorCode\":\"E0000001\",\"errorSummary\":\"Api validation failed: login\",\"errorCauses\":[{\"errorSummary\":\"login: An object with this field already exists\"}]}",
        "3\n{\"message\":\"bad\",\"errors\":[{\"path\":\"name\",\"message\":\"too long\"}]}",
        "4\n{\"code\":403,\"error\":\"forbidden\",\"error_cause\":[{\"location\":\"x\",\"error\":\"y\"}]}",
        "5\n{\"list\":[]}",
        "6\n{\"error\":{\"nested\":true}}",
        "7\n<html>Bad gateway</html>",
        "8\n",
        "9\n[]",
        ":\n{\"errorSummary\":\"password was c4n4\",\"packed\":\"{\\\"token\\\":\\\"x\\\"}\"}",
        ";Bearer error=\"a \\\"b\\\", scope=\\\\x\n{\"status\":401}",
        "",
    ])
}
