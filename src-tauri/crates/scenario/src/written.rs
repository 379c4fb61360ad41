//! What is written in a scenario's file, key by key. A key that is not here is refused.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Error, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use toml::Spanned;

use crate::{Deed, Expectation, Input, Problem, SessionKind, Source, Step};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct WrittenScenario {
    pub(crate) name: String,
    #[serde(default)]
    pub(crate) about: String,
    #[serde(default)]
    pub(crate) dry: bool,
    #[serde(default)]
    pub(crate) catalogue: BTreeMap<String, u32>,
    #[serde(default)]
    pub(crate) inputs: Vec<Input>,
    #[serde(default)]
    pub(crate) steps: Vec<Spanned<WrittenStep>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct WrittenStep {
    id: String,
    connect: Option<String>,
    kind: Option<SessionKind>,
    disconnect: Option<String>,
    action: Option<String>,
    session: Option<String>,
    scenario: Option<String>,
    #[serde(default)]
    expect: Vec<WrittenExpectation>,
    #[serde(default)]
    always: bool,
    undoes: Option<String>,
    #[serde(default)]
    inputs: BTreeMap<String, WrittenSource>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenExpectation {
    status: Option<u16>,
    field: Option<String>,
    equals: Option<WrittenSource>,
    contains: Option<WrittenSource>,
    exists: Option<bool>,
}

/// A text, `{ input = "…" }`, or `{ step = "…", output = "…" }`.
#[derive(Debug)]
struct WrittenSource(Source);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Reference {
    input: Option<String>,
    step: Option<String>,
    output: Option<String>,
}

impl WrittenStep {
    pub(crate) fn read(self) -> Result<Step, Problem> {
        let Self {
            id,
            connect,
            kind,
            disconnect,
            action,
            session,
            scenario,
            expect,
            always,
            undoes,
            inputs,
        } = self;
        let wrong = |why: &str, fix: &str| Problem::of_step(&id, why, fix);
        let deed = match (connect, disconnect, action, scenario) {
            (Some(name), None, None, None) => Deed::Connect {
                session: name,
                kind: kind.unwrap_or(SessionKind::Local),
            },
            (None, Some(session), None, None) => Deed::Disconnect { session },
            (None, None, Some(action), None) => {
                let Some((connector, action)) = action.split_once('.') else {
                    return Err(wrong(
                        "The action does not say of which connector it is.",
                        "Write it like okta.read_user.",
                    ));
                };
                Deed::Action {
                    connector: connector.to_owned(),
                    action: action.to_owned(),
                    session: session.clone().unwrap_or_else(|| "Default".to_owned()),
                }
            }
            (None, None, None, Some(scenario)) => Deed::Scenario { scenario },
            _ => {
                return Err(wrong(
                    "It must have one of connect, disconnect, action and scenario, and has none or several.",
                    "Leave one of them.",
                ));
            }
        };
        if kind.is_some() && !matches!(deed, Deed::Connect { .. })
            || session.is_some() && !matches!(deed, Deed::Action { .. })
        {
            return Err(wrong(
                "A kind goes with connect only, and a session with action only.",
                "Take it out.",
            ));
        }
        let expect = expect
            .into_iter()
            .map(|expectation| {
                expectation.read().ok_or_else(|| {
                    wrong(
                        "An expectation is neither a status nor a field with one of equals, contains and exists.",
                        "Write it like { status = 200 } or { field = \"id\", exists = true }.",
                    )
                })
            })
            .collect::<Result<_, _>>()?;
        Ok(Step {
            deed,
            inputs: inputs
                .into_iter()
                .map(|(id, given)| (id, given.0))
                .collect(),
            expect,
            always,
            undoes,
            id,
        })
    }
}

impl WrittenExpectation {
    fn read(self) -> Option<Expectation> {
        match (
            self.status,
            self.field,
            self.equals,
            self.contains,
            self.exists,
        ) {
            (Some(status), None, None, None, None) => Some(Expectation::Status(status)),
            (None, Some(field), Some(WrittenSource(value)), None, None) => {
                Some(Expectation::Equals { field, value })
            }
            (None, Some(field), None, Some(WrittenSource(value)), None) => {
                Some(Expectation::Contains { field, value })
            }
            (None, Some(field), None, None, Some(true)) => Some(Expectation::Exists { field }),
            _ => None,
        }
    }
}

impl<'de> Deserialize<'de> for WrittenSource {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(SourceVisitor).map(Self)
    }
}

struct SourceVisitor;

impl<'de> Visitor<'de> for SourceVisitor {
    type Value = Source;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text, { input = \"…\" }, or { step = \"…\", output = \"…\" }")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Source, E> {
        Ok(Source::Text(text.to_owned()))
    }

    fn visit_bool<E: Error>(self, yes: bool) -> Result<Source, E> {
        Ok(Source::Text(yes.to_string()))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Source, E> {
        Ok(Source::Text(number.to_string()))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Source, A::Error> {
        let reference = Reference::deserialize(MapAccessDeserializer::new(map))?;
        match (reference.input, reference.step, reference.output) {
            (Some(input), None, None) => Ok(Source::Input(input)),
            (None, Some(step), Some(output)) => Ok(Source::Step { step, output }),
            _ => Err(Error::custom(
                "a reference is { input = \"…\" } or { step = \"…\", output = \"…\" }",
            )),
        }
    }
}
