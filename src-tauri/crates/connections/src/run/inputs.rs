//! What was typed into the form, read by the kind of each input. Pure.

use std::collections::BTreeMap;

use catalogue::{Action, Input, InputKind};
use domain::Explanation;
use jiff::Timestamp;
use serde_json::Value;

use super::pairs::pairs;
use super::request::MASK;
use crate::views::Failure;

/// The inputs that are filled in, typed.
#[derive(Debug, Clone, Default)]
pub(crate) struct Inputs(BTreeMap<String, Value>);

impl Inputs {
    /// Reads the form; an empty input takes its default, and stays away where there is none.
    pub(crate) fn read(action: &Action, typed: &BTreeMap<String, String>) -> Result<Self, Failure> {
        let mut inputs = BTreeMap::new();
        let option = option(action, typed);
        for input in action.inputs.iter().filter(|input| input.is_asked(option)) {
            if let Some(value) = filled(input, typed)? {
                inputs.insert(input.id.clone(), value);
            }
        }
        Ok(Self(inputs))
    }

    /// As [`Inputs::read`], of a form that is still being filled in: what cannot be used yet
    /// stays away.
    pub(crate) fn so_far(action: &Action, typed: &BTreeMap<String, String>) -> Self {
        let option = option(action, typed);
        let filled = action
            .inputs
            .iter()
            .filter(|input| input.is_asked(option))
            .filter_map(|input| Some((input.id.clone(), filled(input, typed).ok()??)));
        Self(filled.collect())
    }

    /// What was typed, by the input's id.
    pub(crate) fn get(&self, id: &str) -> Option<&Value> {
        self.0.get(id)
    }

    /// The same as text, for a path or a query.
    pub(crate) fn text(&self, id: &str) -> Option<String> {
        self.get(id).map(plain)
    }

    /// Puts the ID in the place of what was found by it.
    pub(crate) fn replace(&mut self, id: &str, found: &str) {
        self.0.insert(id.to_owned(), Value::from(found));
    }
}

/// What was chosen as the action's option, which decides what else is asked.
fn option<'a>(action: &'a Action, typed: &'a BTreeMap<String, String>) -> Option<&'a str> {
    let chosen = typed.get("option").map(String::as_str);
    let chosen = chosen.filter(|chosen| !chosen.is_empty());
    let input = action.inputs.iter().find(|input| input.id == "option")?;
    chosen.or(input.default.as_deref())
}

/// Text as it stands, all else as JSON writes it; a list by its commas.
pub(crate) fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(list) => list.iter().map(plain).collect::<Vec<_>>().join(","),
        other => other.to_string(),
    }
}

fn filled(input: &Input, typed: &BTreeMap<String, String>) -> Result<Option<Value>, Failure> {
    let text = typed.get(&input.id).map_or("", String::as_str);
    // Spaces around a secret or inside JSON are meant.
    let text = match input.kind {
        InputKind::Secret => text,
        _ => text.trim(),
    };
    let text = match (text, &input.default) {
        ("", Some(default)) => default,
        (text, _) => text,
    };
    if !text.is_empty() {
        return value(input, text).map(Some);
    }
    let required = input.required || !input.when.is_empty();
    if input.kind == InputKind::UserList && input.body.is_some() && required {
        // Nobody is a list of people too.
        return Ok(Some(Value::Array(Vec::new())));
    }
    if required {
        return Err(missing(input));
    }
    Ok(None)
}

fn value(input: &Input, text: &str) -> Result<Value, Failure> {
    let refused = |why: &str, fix: &str| {
        let what = format!("“{}” cannot be used.", input.label);
        Failure::field(&input.id, Explanation::new(what, why, fix))
    };
    if text.contains(MASK) {
        return Err(refused(
            "A secret was left out of it: the history keeps none.",
            &format!("Put the secret in the place of {MASK}."),
        ));
    }
    match input.kind {
        InputKind::Boolean => match text {
            "true" => Ok(Value::Bool(true)),
            "false" => Ok(Value::Bool(false)),
            _ => Err(refused(
                "It is neither true nor false.",
                "Tick it or leave it.",
            )),
        },
        InputKind::Integer => text.parse::<i64>().map(Value::from).map_err(|_| {
            refused(
                "It is not a whole number.",
                "Write digits only, such as 200.",
            )
        }),
        InputKind::Choice => {
            let known = input.choices.iter().any(|choice| choice.value == text);
            if known {
                Ok(Value::from(text))
            } else {
                Err(refused("It is none of the choices.", "Pick one of them."))
            }
        }
        InputKind::Json => serde_json::from_str(text).map_err(|error| {
            let said = error.to_string();
            let why = format!(
                "It is not JSON: line {}, column {}: {}.",
                error.line(),
                error.column(),
                // serde_json repeats the place at the end.
                said.split(" at line ").next().unwrap_or_default()
            );
            refused(
                &why,
                "Mend it there. Texts and names stand in double quotes.",
            )
        }),
        InputKind::Email if !text.contains('@') => Err(refused(
            "An e-mail address has an @ in it.",
            "Write it like ada@example.com.",
        )),
        InputKind::Timestamp => text
            .parse::<Timestamp>()
            .map(|_| Value::from(text))
            .map_err(|_| {
                refused(
                    "It is not a moment as Okta writes them.",
                    "Write it like 2026-11-02T08:00:00.000Z.",
                )
            }),
        InputKind::TextList | InputKind::UserList | InputKind::GroupList => {
            let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
            Ok(lines.map(Value::from).collect())
        }
        InputKind::Secret => Ok(Value::from(text)),
        InputKind::SecretPairs => pairs(text).map_err(|why| {
            refused(
                &why,
                "Give each value a name, and each name once; as JSON: {\"name\": \"value\"}.",
            )
        }),
        _ if text.chars().any(char::is_control) => Err(refused(
            "It has a line break or another character that cannot be seen.",
            "Write it in one line.",
        )),
        _ => Ok(Value::from(text)),
    }
}

fn missing(input: &Input) -> Failure {
    Failure::field(
        &input.id,
        Explanation::new(
            format!("“{}” is missing.", input.label),
            "The action cannot run without it.",
            "Fill it in.",
        ),
    )
}

#[cfg(test)]
mod tests {
    use catalogue::Catalogue;

    use super::*;

    fn read(connector: &str, action: &str, typed: &[(&str, &str)]) -> Result<Inputs, Failure> {
        let catalogue = Catalogue::builtin().unwrap();
        let action = catalogue
            .connector(connector)
            .unwrap()
            .action(action)
            .unwrap()
            .clone();
        let typed = typed
            .iter()
            .map(|(id, text)| ((*id).to_owned(), (*text).to_owned()));
        Inputs::read(&action, &typed.collect())
    }

    #[test]
    fn an_empty_input_takes_its_default() {
        let inputs = read(
            "okta",
            "activate_user",
            &[("user", " 00u1 "), ("send_email", "")],
        );
        let inputs = inputs.unwrap();
        assert_eq!(inputs.text("user").unwrap(), "00u1");
        assert_eq!(inputs.get("send_email"), Some(&Value::Bool(true)));
    }

    #[test]
    fn what_is_wrong_is_said_beside_its_input() {
        for (typed, field) in [
            (vec![], "user"),
            (vec![("user", "a"), ("send_email", "perhaps")], "send_email"),
            (vec![("user", "a\nb")], "user"),
        ] {
            let failure = read("okta", "activate_user", &typed).unwrap_err();
            assert_eq!(failure.field.as_deref(), Some(field));
        }
    }

    #[test]
    fn an_option_asks_for_its_own_inputs_and_leaves_out_the_others() {
        let person = [
            ("username", "ada@x.dev"),
            ("first_name", "Ada"),
            ("last_name", "L"),
            ("email", "ada@x.dev"),
            ("password", "S3cret!"),
        ];
        let with = |option| [&person[..], &[("option", option)]].concat();
        let plain = read("okta", "connector_create_user", &person).unwrap();
        assert_eq!(plain.get("password"), None);
        let one = read("okta", "connector_create_user", &with("with_password"));
        assert_eq!(one.unwrap().text("password").unwrap(), "S3cret!");
        for (option, field) in [
            ("with_recovery_question", "question"),
            ("with_authentication_provider", "provider_name"),
            ("in_group", "groups"),
        ] {
            let failure = read("okta", "connector_create_user", &with(option)).unwrap_err();
            assert_eq!(failure.field.as_deref(), Some(field), "{option}");
        }
    }

    #[test]
    fn a_mask_is_never_sent_in_the_place_of_a_secret() {
        let body = format!("{{\"password\":\"{MASK}\"}}");
        let typed = [("relative_url", "/api/v1/users"), ("body", &*body)];
        let failure = read("okta", "custom_api_action", &typed).unwrap_err();
        assert_eq!(failure.field.as_deref(), Some("body"));
        assert!(failure.fix.contains(MASK), "{}", failure.fix);
    }

    #[test]
    fn broken_json_tells_line_and_column() {
        let typed = [("relative_url", "/api/v1/users"), ("body", "{\n  \"a\": }")];
        let failure = read("okta", "custom_api_action", &typed).unwrap_err();
        assert_eq!(failure.field.as_deref(), Some("body"));
        assert!(failure.why.contains("line 2, column 8"), "{}", failure.why);
    }
}
