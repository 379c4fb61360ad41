//! What is kept of a run, and what it is found by. Pure.

use std::collections::{BTreeMap, BTreeSet};

use catalogue::{Effect, InputKind};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::cut;
use crate::list::{address_of, effect_view};
use crate::run::{MASK, Occasion, RanBy, is_secret, is_secret_input};
use crate::views::{ActionEffect, OutputView, RefusalView, RunView};

/// An input that is longer is left out: half of one could be run again by mistake.
const LONGEST_INPUT: usize = 1024 * 1024;
/// How much of a run is searched.
const WORDS: usize = 8 * 1024;

/// An answer as it lies in its row. A member that comes later has a default.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct KeptAnswer {
    pub(super) rate_limit: Option<String>,
    pub(super) matched: Vec<String>,
    pub(super) fields: Vec<OutputView>,
    pub(super) columns: Vec<String>,
    pub(super) rows: Vec<Vec<String>>,
    pub(super) more: bool,
    pub(super) body: String,
    pub(super) refusal: Option<RefusalView>,
    /// What was too long, in words.
    pub(super) cut: Option<String>,
}

impl KeptAnswer {
    /// What of an answer is kept, and what was too long.
    pub(super) fn of(view: &RunView) -> (Self, Option<String>) {
        let (body, rows, shortened) = cut::answer(&view.body, &view.rows);
        let answer = Self {
            rate_limit: view.rate_limit.clone(),
            matched: view.matched.clone(),
            fields: cut::fields(&view.fields),
            columns: view.columns.clone(),
            rows,
            more: view.more,
            body,
            refusal: view.refusal.clone(),
            cut: None,
        };
        (answer, shortened)
    }
}

/// What was typed, secrets masked; and which inputs were too long to be kept.
pub(super) fn inputs(occasion: &Occasion<'_>) -> (BTreeMap<String, String>, Option<String>) {
    let mut kept = BTreeMap::new();
    let mut left_out = Vec::new();
    for input in &occasion.action.inputs {
        let Some(typed) = occasion.typed.get(&input.id) else {
            continue;
        };
        if typed.len() > LONGEST_INPUT {
            left_out.push(format!("“{}”", input.label));
            continue;
        }
        let masked = if is_secret_input(input.kind) || is_secret(&input.id) {
            MASK.to_owned()
        } else if input.kind == InputKind::Json {
            occasion.redactor.body(typed.as_bytes())
        } else {
            occasion.redactor.text(typed)
        };
        // What has no secret in it stays as it was typed.
        let same = matches!(
            (serde_json::from_str::<Value>(typed), serde_json::from_str::<Value>(&masked)),
            (Ok(typed), Ok(masked)) if typed == masked
        );
        kept.insert(input.id.clone(), if same { typed.clone() } else { masked });
    }
    let left_out = (!left_out.is_empty())
        .then(|| format!("{} was too long and is left out.", left_out.join(", ")));
    (kept, left_out)
}

/// Each text of a run once: who, where, what, and what came of it.
pub(super) fn words(
    occasion: &Occasion<'_>,
    inputs: &BTreeMap<String, String>,
    view: &RunView,
) -> String {
    let Occasion {
        connection, action, ..
    } = occasion;
    let identity = connection.authorization.as_ref().map(|one| &one.identity);
    let mut words = Words::default();
    words.add(&action.name);
    words.add(&occasion.connector.name);
    words.add(connection.nickname.as_str());
    words.add(&address_of(&connection.settings));
    words.add(identity.map_or("", |identity| &identity.username));
    if let RanBy::Scenario { scenario, step } = &occasion.by {
        words.add(scenario);
        words.add(step);
    }
    words.add(view.request_id.as_deref().unwrap_or_default());
    for typed in inputs.values() {
        words.add(typed);
    }
    for request in &view.requests {
        words.add(&request.url);
    }
    if let Some(refusal) = &view.refusal {
        words.add(refusal.code.as_deref().unwrap_or_default());
        words.add(&refusal.explanation.what);
        words.add(&refusal.explanation.why);
    }
    for line in &view.matched {
        words.add(line);
    }
    match serde_json::from_str(&view.body) {
        Ok(body) => words.add_leaves(&body),
        Err(_) => words.add(&view.body),
    }
    words.text
}

/// The word under which is kept what an action does.
pub(super) fn effect_word(effect: Effect) -> &'static str {
    match effect_view(effect) {
        ActionEffect::Read => "read",
        ActionEffect::Write => "write",
        ActionEffect::Destructive => "destructive",
        ActionEffect::ByRequest => "by_request",
    }
}

/// What [`effect_word`] wrote.
pub(super) fn effect_of(word: &str) -> ActionEffect {
    match word {
        "read" => ActionEffect::Read,
        "write" => ActionEffect::Write,
        "by_request" => ActionEffect::ByRequest,
        _ => ActionEffect::Destructive,
    }
}

#[derive(Default)]
struct Words {
    text: String,
    seen: BTreeSet<String>,
}

impl Words {
    fn add(&mut self, text: &str) {
        let room = WORDS.saturating_sub(self.text.len());
        if room == 0 || text.is_empty() || text == MASK || !self.seen.insert(text.to_owned()) {
            return;
        }
        self.text.push_str(cut::clip(text, room));
        self.text.push('\n');
    }

    fn add_leaves(&mut self, value: &Value) {
        match value {
            Value::Object(members) => members.values().for_each(|value| self.add_leaves(value)),
            Value::Array(list) => list.iter().for_each(|value| self.add_leaves(value)),
            Value::String(text) => self.add(text),
            Value::Number(number) => self.add(&number.to_string()),
            Value::Null | Value::Bool(_) => (),
        }
    }
}

pub(super) fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).expect("what is kept is plain data")
}
