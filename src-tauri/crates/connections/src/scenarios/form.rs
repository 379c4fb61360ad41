//! The form that a scenario is run with, and what was filled in.

use std::collections::BTreeMap;

use domain::Explanation;
use jiff::Timestamp;
use scenario::{Input, InputKind, Scenario, session_variable, variable_in};
use secrecy::SecretString;

use super::given::{Gift, Gifts};
use crate::rooms::Rooms;
use crate::sessions::{Home, Lost};
use crate::views::{Failure, InputKindView, InputView, SessionKind};

/// In a default: a few characters that no earlier run had.
const UNIQUE: &str = "{unique}";

impl Rooms {
    /// One control for each input.
    pub(crate) async fn scenario_form(
        &self,
        scenario: &Scenario,
    ) -> Result<Vec<InputView>, Failure> {
        let mut form = Vec::new();
        for input in &scenario.inputs {
            let choices = self.choices(input).await?;
            let default = match (input.kind, choices.as_slice()) {
                (InputKind::Connection, choices) => self.connection_default(input, choices).await,
                (InputKind::Session, [(only, _)]) => Some(only.clone()),
                _ => default_of(input, self.now()),
            };
            form.push(InputView {
                id: input.id.clone(),
                label: input.label.clone(),
                kind: control(input.kind),
                required: input.required,
                help: input.help.clone(),
                default,
                choices,
                suggestions: None,
                when: Vec::new(),
            });
        }
        Ok(form)
    }

    /// What was filled in, read by the kind of each input. A refusal names its input.
    pub(crate) async fn read_scenario_form(
        &self,
        scenario: &Scenario,
        typed: &BTreeMap<String, String>,
    ) -> Result<Gifts, Failure> {
        let mut gifts = Gifts::default();
        for input in &scenario.inputs {
            let text = typed.get(&input.id).map_or("", String::as_str);
            // Spaces around a secret are meant.
            let text = if input.kind == InputKind::Secret {
                text
            } else {
                text.trim()
            };
            let text = if text.is_empty() {
                default_of(input, self.now()).unwrap_or_default()
            } else {
                text.to_owned()
            };
            if text.is_empty() && input.required {
                return Err(missing(input));
            }
            if !text.is_empty() {
                gifts.give(&input.id, self.gift(input, text).await?);
            }
        }
        Ok(gifts)
    }

    /// One input, read by its kind.
    pub(super) async fn gift(&self, input: &Input, text: String) -> Result<Gift, Failure> {
        match input.kind {
            InputKind::Secret => Ok(Gift::Secret(SecretString::from(text))),
            InputKind::Session => self.handed_by_hand(input, &text).map(Gift::Session),
            InputKind::Connection => {
                let connection = self.connection_of(&text).await.map_err(|failure| Failure {
                    field: Some(input.id.clone()),
                    ..failure
                })?;
                match &input.connector {
                    Some(connector) if connection.connector.as_str() != connector => {
                        Err(Failure::field(
                            &input.id,
                            self.other_connector(&connection.nickname.to_string(), connector),
                        ))
                    }
                    _ => Ok(Gift::Text(connection.id.to_string())),
                }
            }
            InputKind::Boolean | InputKind::Integer | InputKind::Text => {
                checked(input, &text).map(|()| Gift::Text(text))
            }
        }
    }

    /// A variable that was opened by hand, by its id or as `{name}`.
    fn handed_by_hand(&self, input: &Input, text: &str) -> Result<String, Failure> {
        let open = self.sessions.all();
        let found = open.iter().find(|session| session.id == text);
        let asked = match found {
            Some(session) if session.kind == SessionKind::Variable => {
                return Ok(session.id.clone());
            }
            Some(session) => session.name.clone(),
            None => text.to_owned(),
        };
        let name = session_variable(&asked).unwrap_or(&asked);
        match self.sessions.find(Home::HAND, &variable_in(name)) {
            Ok(session) => Ok(session.id),
            Err(Lost::IsName) => Err(Failure::field(
                &input.id,
                Explanation::new(
                    format!("The session “{name}” cannot be handed over."),
                    "Only a session variable can.",
                    "Run Connect with Variable, and pick what it opens.",
                ),
            )),
            Err(lost) => Err(Failure::field(&input.id, lost.explain(&asked, Home::HAND))),
        }
    }

    async fn choices(&self, input: &Input) -> Result<Vec<(String, String)>, Failure> {
        match input.kind {
            InputKind::Connection => self.connection_choices(input.connector.as_deref()).await,
            InputKind::Session => {
                let mut choices = Vec::new();
                for session in self.sessions.all() {
                    if session.kind == SessionKind::Variable && session.home == Home::HAND {
                        let words = self.words_for(&session).await;
                        choices.push((session.id, words));
                    }
                }
                Ok(choices)
            }
            InputKind::Text | InputKind::Secret | InputKind::Boolean | InputKind::Integer => {
                Ok(Vec::new())
            }
        }
    }

    /// The one that the scenario names, or the only one that there is.
    async fn connection_default(
        &self,
        input: &Input,
        choices: &[(String, String)],
    ) -> Option<String> {
        if let Some(named) = &input.default {
            let connection = self.connection_of(named).await.ok()?;
            return Some(connection.id.to_string());
        }
        match choices {
            [(only, _)] => Some(only.clone()),
            _ => None,
        }
    }

    fn other_connector(&self, nickname: &str, connector: &str) -> Explanation {
        let known = self.catalogue.connector(connector);
        let name = known.map_or(connector, |known| known.name.as_str());
        Explanation::new(
            format!("“{nickname}” is not a connection to {name}."),
            "The scenario's actions need one.",
            format!("Pick a connection to {name}."),
        )
    }
}

/// The default of an input that is text.
pub(super) fn default_of(input: &Input, now: Timestamp) -> Option<String> {
    let default = input.default.as_ref()?;
    Some(default.replace(UNIQUE, &unique(now)))
}

/// The moment in seven letters and digits: they begin again after two and a half years.
fn unique(now: Timestamp) -> String {
    const DIGITS: &[u8; 36] = b"0123456789abcdefghijklmnopqrstuvwxyz";
    let mut rest = now.as_millisecond().unsigned_abs();
    let mut text = Vec::new();
    for _ in 0..7 {
        let digit = usize::try_from(rest % 36).unwrap_or_default();
        text.push(char::from(DIGITS[digit]));
        rest /= 36;
    }
    text.iter().rev().collect()
}

fn checked(input: &Input, text: &str) -> Result<(), Failure> {
    let wrong = |why: &str, fix: &str| {
        let what = format!("“{}” cannot be used.", input.label);
        Err(Failure::field(&input.id, Explanation::new(what, why, fix)))
    };
    match input.kind {
        InputKind::Boolean if !matches!(text, "true" | "false") => {
            wrong("It is neither true nor false.", "Tick it or leave it.")
        }
        InputKind::Integer if text.parse::<i64>().is_err() => wrong(
            "It is not a whole number.",
            "Write digits only, such as 200.",
        ),
        _ => Ok(()),
    }
}

fn missing(input: &Input) -> Failure {
    let what = format!("“{}” is missing.", input.label);
    Failure::field(
        &input.id,
        Explanation::new(what, "The scenario cannot run without it.", "Fill it in."),
    )
}

fn control(kind: InputKind) -> InputKindView {
    match kind {
        InputKind::Text => InputKindView::Text,
        InputKind::Secret => InputKindView::Secret,
        InputKind::Boolean => InputKindView::Boolean,
        InputKind::Integer => InputKindView::Integer,
        InputKind::Connection | InputKind::Session => InputKindView::Choice,
    }
}
