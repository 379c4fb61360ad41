//! What a server says when it refuses: a letter for the status, a line of `WWW-Authenticate`, and
//! any body.

use std::sync::LazyLock;

use catalogue::{Action, Catalogue, Connector};
use connections::parsers::shown_body;
use http::header::WWW_AUTHENTICATE;
use http::{HeaderValue, Response, StatusCode};

use super::now;

const CANARY: &str = "c4n4ry-Zq81xK";
const STATUSES: [u16; 14] = [
    400, 401, 403, 404, 409, 422, 423, 429, 500, 502, 503, 504, 302, 418,
];

static CATALOGUE: LazyLock<Catalogue> =
    LazyLock::new(|| Catalogue::builtin().expect("the built-in connectors are right"));

/// A refusal becomes a card that says what, why and what to do; whatever stands before it, what
/// follows the name of a secret is never shown.
pub(super) fn check(data: &[u8]) {
    let (first, rest) = data.split_first().unwrap_or((&0, &[]));
    let status = STATUSES[usize::from(*first) % STATUSES.len()];
    let end = rest.iter().position(|&b| b == b'\n').unwrap_or(0);
    let (line, body) = rest.split_at(end);
    let mut response = Response::new(body.to_vec());
    *response.status_mut() = StatusCode::from_u16(status).expect("a status of the table");
    if let Ok(line) = HeaderValue::from_bytes(line) {
        response.headers_mut().insert(WWW_AUTHENTICATE, line);
    }
    let said = authorization::parsers::refusal(&response);
    for text in [&said.code, &said.summary] {
        assert!(
            text.chars().count() <= 300 && !text.contains(char::is_control),
            "{text:?}"
        );
    }
    assert!(!said.code.is_empty() || body.contains(&b'"'));
    for (connector, action) in asked() {
        let card = connections::parsers::refusal(&response, connector, action, now());
        let said = &card.explanation;
        assert!(
            !card.kind.is_empty()
                && !said.what.is_empty()
                && !said.why.is_empty()
                && !said.fix.is_empty()
        );
        let inputs = |id: &String| action.inputs.iter().any(|input| input.id == *id);
        assert!(
            card.causes.iter().all(|(id, _)| inputs(id)),
            "a cause of no input"
        );
    }
    planted(body);
}

/// The same body with a secret put behind it, or around it.
fn planted(body: &[u8]) {
    let text = String::from_utf8_lossy(body);
    let behind = format!("{text} client_secret={CANARY}");
    assert!(!shown_body(behind.as_bytes()).contains(CANARY), "{behind}");
    let json = serde_json::from_slice::<serde_json::Value>(body);
    let inside = json.unwrap_or_else(|_| serde_json::Value::from(text));
    let around = serde_json::json!({ "seen": inside, "refresh_token": CANARY }).to_string();
    assert!(!shown_body(around.as_bytes()).contains(CANARY), "{around}");
}

/// A read and a write of people, and one of a team.
fn asked() -> impl Iterator<Item = (&'static Connector, &'static Action)> {
    let all = CATALOGUE.connectors().iter();
    let all = all.flat_map(|connector| {
        connector
            .actions
            .iter()
            .map(move |action| (connector, action))
    });
    all.filter(|(_, action)| {
        matches!(
            action.id.as_str(),
            "read_user" | "create_user" | "reveal_secret"
        )
    })
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
