//! What the window shows of a refusal, and of any body.

use std::sync::LazyLock;

use catalogue::{Action, Catalogue, Connector};
use connections::parsers::{refusal, shown_body};
use http::Response;
use serde_json::{Value, json};

use super::now;

const CANARY: &str = "c4n4ry-Zq81xK";

static CATALOGUE: LazyLock<Catalogue> =
    LazyLock::new(|| Catalogue::builtin().expect("the built-in connectors are right"));

/// A refusal becomes a card that says what, why and what to do; whatever stands before it, what
/// follows the name of a secret is never shown.
pub(super) fn check(response: &Response<Vec<u8>>) {
    for (connector, action) in asked() {
        let card = refusal(response, connector, action, now());
        let said = &card.explanation;
        let texts = [&card.kind, &said.what, &said.why, &said.fix];
        assert!(texts.iter().all(|text| !text.is_empty()), "{card:?}");
        for (id, _) in &card.causes {
            let input = action.inputs.iter().find(|input| input.id == *id);
            assert!(input.is_some(), "a cause of no input: {id}");
        }
    }
    planted(response.body());
}

/// The same body with a secret put behind it, or around it.
fn planted(body: &[u8]) {
    let text = String::from_utf8_lossy(body);
    let behind = format!("{text} client_secret={CANARY}");
    assert!(!shown_body(behind.as_bytes()).contains(CANARY), "{behind}");
    let inside = serde_json::from_slice(body).unwrap_or_else(|_| Value::from(text));
    let around = json!({ "seen": inside, "refresh_token": CANARY }).to_string();
    assert!(!shown_body(around.as_bytes()).contains(CANARY), "{around}");
}

/// A read and a write of people, and one of a team.
fn asked() -> impl Iterator<Item = (&'static Connector, &'static Action)> {
    let all = CATALOGUE.connectors().iter().flat_map(|connector| {
        let actions = connector.actions.iter();
        actions.map(move |action| (connector, action))
    });
    all.filter(|(_, action)| {
        matches!(
            action.id.as_str(),
            "read_user" | "create_user" | "reveal_secret"
        )
    })
}
