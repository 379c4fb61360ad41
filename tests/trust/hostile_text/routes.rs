//! The ways through the window on which every string is shown.

use serde_json::{Value, json};

/// One way: what `walk.js` does, step by step.
pub(super) struct Route {
    pub(super) name: &'static str,
    pub(super) steps: Value,
}

/// All of them, from the list and back to it.
pub(super) fn all() -> Vec<Route> {
    let open = "[role=grid] button.open";
    let ways = [
        (
            "connections",
            json!([
                // The one that is there is told to be gone: the page reads the list anew.
                ["pick", open],
                ["until", 300],
                ["scroll", null]
            ]),
        ),
        (
            "a connection",
            json!([
                ["press", "Connections"],
                ["pick", open],
                ["wait", "#preflight"],
                ["press", "Run preflight"],
                ["unfold", null]
            ]),
        ),
        (
            "an action",
            json!([
                ["press", "Connections"],
                ["pick", open],
                ["pick", "[id^=run-]"],
                ["wait", "[data-run]"],
                ["type", ["form [role=combobox]", "a"]],
                ["pause", 40],
                ["look", null],
                ["key", "Escape"],
                ["press", "Preview request"],
                ["unfold", null],
                ["pick", "[data-run]"],
                ["pause", 10],
                ["unfold", null],
                ["pick", "[data-run]"],
                ["look", null]
            ]),
        ),
        (
            "history",
            json!([
                ["press", "History"],
                ["wait", "[role=grid] button.open"],
                ["scroll", null],
                ["pick", "[role=grid] button.open"],
                ["wait", "#inputs"],
                ["unfold", null]
            ]),
        ),
        (
            "scenarios",
            json!([
                ["press", "Scenarios"],
                ["wait", "[id^=scenario-]"],
                ["scroll", null],
                ["pick", "[id^=scenario-]"],
                ["wait", "[role=tab]"],
                ["unfold", null],
                ["pick", "[role=tab]"],
                ["pick", "form button.primary"],
                ["pause", 10],
                ["folds", null],
                ["scroll", null],
                ["press", "Scenarios"],
                ["wait", "[id^=scenario-]"],
                ["pick", "[id^=scenario-]"],
                ["pause", 10],
                ["unfold", null]
            ]),
        ),
        (
            "sessions",
            json!([["press", "Sessions"], ["wait", "table"], ["unfold", null]]),
        ),
        (
            "health",
            json!([
                ["press", "Health"],
                ["wait", "#limits"],
                ["pause", 10],
                ["unfold", null]
            ]),
        ),
        (
            "Workflows exports",
            json!([
                ["press", "Workflows"],
                ["press", "Open a file…"],
                ["wait", "#file"],
                ["unfold", null]
            ]),
        ),
        (
            "diagnostics",
            json!([["press", "Diagnostics"], ["pause", 20], ["unfold", null]]),
        ),
        (
            "the queue",
            json!([
                ["press", "Connections"],
                [
                    "pick",
                    "[role=grid] [role=row][data-index] input[type=checkbox]"
                ],
                ["press", "Reauthorize"],
                ["wait", "ol"],
                ["unfold", null]
            ]),
        ),
        (
            "toasts",
            json!([
                ["press", "Connections"],
                ["pick", open],
                ["wait", "#preflight"],
                ["press", "Test"],
                ["look", null],
                ["press", "More actions"],
                ["press", "Copy details without secrets"],
                ["look", null]
            ]),
        ),
        (
            "the change of a secret",
            json!([
                ["press", "Connections"],
                ["pick", open],
                ["wait", "#preflight"],
                ["press", "More actions"],
                ["press", "Rotate secret…"],
                ["wait", "[role=dialog]"],
                ["unfold", null],
                ["leave", null]
            ]),
        ),
        (
            "deleting",
            json!([
                ["press", "Connections"],
                ["pick", open],
                ["wait", "#preflight"],
                ["press", "More actions"],
                ["press", "Delete"],
                ["wait", "[role=dialog]"],
                ["unfold", null],
                ["press", "Delete"],
                ["pause", 10],
                ["unfold", null],
                ["leave", null]
            ]),
        ),
        (
            "a sign-in",
            json!([
                ["press", "Connections"],
                ["press", "New Connection"],
                ["wait", "[role=dialog] .card"],
                ["unfold", null],
                ["press", "Okta"],
                ["wait", "#field-nickname"],
                ["unfold", null],
                ["pick", "[role=tab]"],
                ["type", ["#field-nickname", "Told"]],
                ["type", ["#field-domain", "acme.okta.com"]],
                ["type", ["#field-client_id", "0oaTold00000000000001"]],
                [
                    "type",
                    ["#field-client_secret", "a secret that is told nobody"]
                ],
                ["press", "Create"],
                ["pause", 10],
                ["look", null],
                ["press", "Create"],
                ["pause", 10],
                ["unfold", null],
                ["press", "Back to the form"],
                ["pause", 10],
                ["press", "Create"],
                ["pause", 10],
                ["unfold", null],
                ["leave", null]
            ]),
        ),
    ];
    ways.map(|(name, steps)| Route { name, steps }).into()
}
