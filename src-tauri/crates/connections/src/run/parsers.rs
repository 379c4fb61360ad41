//! What is made of a refusal, without the wire: the functions that a run goes through. For the proofs
//! that give them any bytes at all (`tests/fuzz`).

use std::collections::BTreeMap;

use catalogue::{Action, Connector, Effect};
use http::Response;
use jiff::Timestamp;

use super::redact::Redactor;
use super::refusal::{Asked, refused};
use crate::views::RefusalView;

/// The card that an answer of a server becomes which is no success, masked as it is shown.
pub fn refusal(
    response: &Response<Vec<u8>>,
    connector: &Connector,
    action: &Action,
    now: Timestamp,
) -> RefusalView {
    let asked = Asked {
        action,
        connector,
        host: "acme.okta.com",
        team: false,
        bound: false,
        identity: "dana@acme.example",
        who: "user",
        writes: action.effect != Effect::Read,
        changed: None,
        now,
    };
    Redactor::of(action, &BTreeMap::new()).refusal(refused(response, &asked))
}

/// A body as the History shows it.
pub fn shown_body(body: &[u8]) -> String {
    Redactor::default().body(body)
}
