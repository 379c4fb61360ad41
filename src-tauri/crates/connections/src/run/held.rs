//! Secret outputs of the last runs, in memory: *Show* asks for one of them.
//!
//! This is the one way by which a secret leaves Rust, one at a time, for a person who asked for it.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Mutex;

use domain::Explanation;
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;

use crate::Console;
use crate::rooms::locked;
use crate::views::{Failure, OutputView};

/// How many runs are held.
const RUNS: usize = 20;
/// How many bytes, all together.
const BYTES: usize = 4 * 1024 * 1024;

/// Wiped when the vault is locked and when the program ends.
#[derive(Default)]
pub(crate) struct Held(Mutex<VecDeque<HeldRun>>);

struct HeldRun {
    run: String,
    outputs: BTreeMap<String, SecretString>,
}

impl Held {
    /// Holds what is masked of a run's outputs; the oldest run makes room.
    pub(crate) fn hold(&self, run: &str, fields: &[OutputView], outputs: &BTreeMap<String, Value>) {
        let masked = fields.iter().filter(|field| field.masked);
        let secrets = masked.filter_map(|field| {
            let value = text(outputs.get(&field.id)?);
            Some((field.id.clone(), SecretString::from(value)))
        });
        let held = HeldRun {
            run: run.to_owned(),
            outputs: secrets.collect(),
        };
        if held.outputs.is_empty() || held.len() > BYTES {
            return;
        }
        let mut runs = locked(&self.0);
        runs.push_back(held);
        while runs.len() > RUNS || runs.iter().map(HeldRun::len).sum::<usize>() > BYTES {
            runs.pop_front();
        }
    }

    /// Wipes all of them.
    pub(crate) fn let_go(&self) {
        locked(&self.0).clear();
    }

    fn show(&self, run: &str, output: &str) -> Option<String> {
        let runs = locked(&self.0);
        let held = runs.iter().find(|held| held.run == run)?;
        let secret = held.outputs.get(output)?;
        // EXPOSE: a person pressed Show or Copy beside this one output. It goes to the window as
        // the answer to that press, and is kept there by nothing but the element that shows it.
        Some(secret.expose_secret().to_owned())
    }
}

impl HeldRun {
    fn len(&self) -> usize {
        // EXPOSE: its length alone is read.
        let lengths = self.outputs.values().map(|one| one.expose_secret().len());
        lengths.sum()
    }
}

impl Console {
    /// One output of one of the last runs, unmasked. A locked console shows nothing, and has
    /// nothing to show any more.
    pub fn reveal_output(&self, run: &str, output: &str) -> Result<String, Failure> {
        if let Err(locked) = self.rooms.require_open_vault() {
            self.rooms.held.let_go();
            return Err(locked);
        }
        self.rooms.held.show(run, output).ok_or_else(|| {
            Failure::other(Explanation::new(
                "This secret is not held any more.",
                format!(
                    "Secrets of an answer are kept in memory only, of the last {RUNS} runs that had one, until the console is closed.",
                ),
                "Run the action again if you still need it.",
            ))
        })
    }
}

fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => format!("{other:#}"),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn hold(held: &Held, run: &str, secret: &str) {
        let fields = [("token", true), ("id", false)].map(|(id, masked)| OutputView {
            id: id.into(),
            masked,
            ..OutputView::default()
        });
        let outputs = [("token", secret), ("id", "00u1")];
        let outputs = outputs.map(|(id, text)| (id.to_owned(), json!(text)));
        held.hold(run, &fields, &outputs.into());
    }

    #[test]
    fn what_is_masked_can_be_shown_and_nothing_else() {
        let held = Held::default();
        hold(&held, "r1", "s3cret");
        assert_eq!(held.show("r1", "token").as_deref(), Some("s3cret"));
        assert_eq!(held.show("r1", "id"), None);
        assert_eq!(held.show("r2", "token"), None);
        held.let_go();
        assert_eq!(held.show("r1", "token"), None);
    }

    #[test]
    fn only_the_last_runs_are_held_and_nothing_that_is_too_large() {
        let held = Held::default();
        for run in 0..=RUNS {
            hold(&held, &run.to_string(), "s3cret");
        }
        assert_eq!(held.show("0", "token"), None);
        assert!(held.show("1", "token").is_some());
        hold(&held, "large", &"x".repeat(BYTES - 100));
        assert!(held.show("large", "token").is_some());
        assert_eq!(held.show("2", "token"), None);
        hold(&held, "too large", &"x".repeat(BYTES + 1));
        assert_eq!(held.show("too large", "token"), None);
        assert!(held.show("large", "token").is_some());
    }
}
