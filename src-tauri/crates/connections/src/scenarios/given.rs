//! What a scenario was given, what its steps brought, and what a step is given of both. Pure.

use std::collections::BTreeMap;

use catalogue::InputKind;
use scenario::{Source, text_of};
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;

/// The inputs of a scenario that are filled.
#[derive(Default)]
pub(crate) struct Gifts(BTreeMap<String, Gift>);

/// One of them.
pub(crate) enum Gift {
    /// Text; of a connection, its id.
    Text(String),
    /// A secret: it is put into requests and shown nowhere.
    Secret(SecretString),
    /// The id of a session.
    Session(String),
}

/// What came of a step, as far as later ones ask.
#[derive(Debug)]
pub(crate) enum Came {
    /// It was carried out, or may have been, and brought this; whether that was expected is
    /// another matter.
    Out(BTreeMap<String, Value>),
    /// It was left out, and brought this in the run before.
    Earlier(BTreeMap<String, Value>),
    /// It was refused, and nothing was done.
    Refused,
    /// It was not run.
    Not(Skipped),
}

/// Why a step was not run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Skipped {
    /// An earlier one failed.
    AfterFailure,
    /// The run was stopped.
    Stopped,
    /// It lies before the first one.
    Before,
    /// It would have written in a dry run.
    Dry,
    /// What it undoes was not done, or brought nothing to undo.
    NothingToDo,
}

/// Why an input of a step cannot be filled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Unfilled {
    /// In one sentence.
    pub(crate) why: String,
    /// Whether a dry run is the cause.
    pub(crate) dry: bool,
}

impl Gifts {
    /// Fills one.
    pub(crate) fn give(&mut self, input: &str, gift: Gift) {
        self.0.insert(input.to_owned(), gift);
    }

    /// One that is filled.
    pub(crate) fn get(&self, input: &str) -> Option<&Gift> {
        self.0.get(input)
    }
}

/// What a source comes to, as an action's form takes it; nothing for an input that is not filled.
pub(crate) fn text_for(
    source: &Source,
    kind: Option<InputKind>,
    gifts: &Gifts,
    came: &BTreeMap<String, Came>,
) -> Result<Option<String>, Unfilled> {
    match source {
        Source::Text(text) => Ok(Some(text.clone())),
        Source::Input(input) => Ok(match gifts.get(input) {
            None => None,
            Some(Gift::Text(text)) => Some(text.clone()),
            // EXPOSE: into the secret input of one request; the check lets it go nowhere else.
            Some(Gift::Secret(secret)) => Some(secret.expose_secret().to_owned()),
            Some(Gift::Session(id)) => Some(id.clone()),
        }),
        Source::Step { step, output } => {
            let value = brought(step, output, came)?;
            Ok(Some(written(value, kind)))
        }
    }
}

/// An output of an earlier step.
pub(crate) fn brought<'a>(
    step: &str,
    output: &str,
    came: &'a BTreeMap<String, Came>,
) -> Result<&'a Value, Unfilled> {
    let because = |why: &str, dry| {
        Err(Unfilled {
            why: format!("It needs “{output}” of “{step}”, {why}"),
            dry,
        })
    };
    match came.get(step) {
        Some(Came::Out(outputs) | Came::Earlier(outputs)) => match outputs.get(output) {
            Some(value) => Ok(value),
            None => because("which that step did not bring.", false),
        },
        Some(Came::Refused) => because("which was refused.", false),
        Some(Came::Not(skipped)) => match skipped {
            Skipped::AfterFailure => because("which was left out after a failure.", false),
            Skipped::Stopped => because("which was left out, for the run was stopped.", false),
            Skipped::Before => because(
                "which lies before the first step of this run and was left out.",
                false,
            ),
            Skipped::Dry => because("which a dry run leaves out.", true),
            Skipped::NothingToDo => because("which had nothing to do.", false),
        },
        None => because("which was not run.", false),
    }
}

/// A value as a person would type it: one value a line where an input takes several.
fn written(value: &Value, kind: Option<InputKind>) -> String {
    let several = matches!(
        kind,
        Some(InputKind::TextList | InputKind::UserList | InputKind::GroupList)
    );
    match value {
        Value::Array(list) if several => list.iter().map(text_of).collect::<Vec<_>>().join("\n"),
        other => text_of(other),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn came() -> BTreeMap<String, Came> {
        let outputs = [
            ("id".to_owned(), json!("00u1")),
            ("groups".to_owned(), json!(["a", "b"])),
        ];
        BTreeMap::from([
            ("made".to_owned(), Came::Out(outputs.into())),
            ("refused".to_owned(), Came::Refused),
            ("dry".to_owned(), Came::Not(Skipped::Dry)),
            ("before".to_owned(), Came::Not(Skipped::Before)),
        ])
    }

    fn source(step: &str, output: &str) -> Source {
        Source::Step {
            step: step.to_owned(),
            output: output.to_owned(),
        }
    }

    #[test]
    fn an_output_is_written_as_the_input_takes_it() {
        let text =
            |output, kind| text_for(&source("made", output), kind, &Gifts::default(), &came());
        assert_eq!(text("id", None).unwrap().as_deref(), Some("00u1"));
        let list = text("groups", Some(InputKind::GroupList));
        assert_eq!(list.unwrap().as_deref(), Some("a\nb"));
        let json = text("groups", Some(InputKind::Json));
        assert_eq!(json.unwrap().as_deref(), Some(r#"["a","b"]"#));
    }

    #[test]
    fn what_is_not_there_has_a_sentence_for_each_cause() {
        let mut told = Vec::new();
        for (step, output) in [
            ("made", "x"),
            ("refused", "id"),
            ("dry", "id"),
            ("before", "id"),
            ("never", "id"),
        ] {
            let why = brought(step, output, &came()).unwrap_err();
            assert_eq!(why.dry, step == "dry");
            assert!(
                why.why.contains(output) && why.why.contains(step),
                "{}",
                why.why
            );
            told.push(why.why.split(',').nth(1).unwrap().to_owned());
        }
        told.sort();
        told.dedup();
        assert_eq!(told.len(), 5, "{told:?}");
    }

    #[test]
    fn an_input_that_is_not_filled_is_left_out() {
        let empty = text_for(&Source::Input("x".into()), None, &Gifts::default(), &came());
        assert_eq!(empty, Ok(None));
    }
}
