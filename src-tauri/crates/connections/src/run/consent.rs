//! What a person is asked before a request goes out that may lose something. Pure.

use catalogue::{Action, Effect, InputKind, Method};
use domain::{Connection, Explanation};

use super::inputs::Inputs;
use super::kinds::name_of;
use super::lookup::Record;
use super::refusal::capitalized;
use super::request::Prepared;
use crate::confirmation::{Question, Typed};
use crate::list::address_of;
use crate::views::{Failure, FailureCode};

/// One request of an action, and what its inputs were found to be.
pub(crate) struct Intent<'a> {
    pub(crate) action: &'a Action,
    pub(crate) connection: &'a Connection,
    /// The host, as URLs begin.
    pub(crate) host: &'a str,
    pub(crate) own: &'a Prepared,
    pub(crate) inputs: &'a Inputs,
    pub(crate) records: &'a [Record],
}

impl Intent<'_> {
    /// What is asked before it is sent; nothing where nothing can be lost.
    pub(crate) fn question(&self) -> Option<Question> {
        match self.action.effect {
            Effect::Destructive if self.own.writes() => Some(self.destroying()),
            Effect::ByRequest if self.own.writes() => Some(self.by_hand()),
            Effect::Destructive | Effect::ByRequest | Effect::Read | Effect::Write => None,
        }
    }

    fn destroying(&self) -> Question {
        let record = self.record();
        let mut targets: Vec<(String, String)> = self
            .records
            .iter()
            .filter(|found| found.in_path)
            .map(|found| (capitalized(found.kind.noun), found.words.clone()))
            .collect();
        if record.is_none()
            && let Some(target) = self.action.target()
        {
            let typed = self.inputs.text(&target.id).unwrap_or_default();
            targets.push((target.label.clone(), typed));
        }
        Question {
            title: format!("{}?", self.action.name),
            loses: stage(self.action, record).unwrap_or_else(|| self.action.about.clone()),
            targets,
            org: address_of(&self.connection.settings),
            connection: self.connection.nickname.to_string(),
            typed: Some(self.name(record)),
            button: self.action.name.clone(),
        }
    }

    /// A request that was typed is asked about as it is: nobody knows what it does.
    fn by_hand(&self) -> Question {
        let method = self.own.method;
        let deletes = method == Method::Delete;
        let method = method.as_str();
        let loses = if deletes {
            "It deletes what is at this path; what goes with it, the console cannot tell."
        } else {
            "It may change or lose something; what it does, the console cannot tell."
        };
        // What is typed in the form, and not how it is escaped.
        let relative = self.inputs.text("relative_url").unwrap_or_default();
        let path = relative.split('?').next().unwrap_or_default().to_owned();
        Question {
            title: format!("Send this {method}?"),
            loses: loses.to_owned(),
            targets: vec![(
                "Request".to_owned(),
                format!("{method} {}{}", self.host, self.own.target),
            )],
            org: address_of(&self.connection.settings),
            connection: self.connection.nickname.to_string(),
            typed: deletes.then(|| Typed {
                what: "the path".to_owned(),
                text: path,
            }),
            button: format!("Send {method}"),
        }
    }

    /// What was found for the input that says what is lost.
    fn record(&self) -> Option<&Record> {
        let target = self.action.target()?;
        self.records.iter().find(|found| found.input == target.id)
    }

    /// What is to be typed: the target's own name; what was typed, where it has none that is known.
    fn name(&self, record: Option<&Record>) -> Typed {
        if let Some(found) = record
            && let Some((what, name)) = name_of(&found.json)
        {
            return Typed {
                what: format!("the {what} of the {}", found.kind.noun),
                text: name.to_owned(),
            };
        }
        let Some(target) = self.action.target() else {
            return Typed {
                what: "the path".to_owned(),
                text: self.own.target.clone(),
            };
        };
        Typed {
            what: match target.kind {
                InputKind::ServiceUser => "the name of the service user".to_owned(),
                _ => format!("the {}", target.label),
            },
            text: self.inputs.text(&target.id).unwrap_or_default(),
        }
    }
}

/// Okta's Delete of a user does two things, and it depends on the user's status which.
fn stage(action: &Action, record: Option<&Record>) -> Option<String> {
    if action.id != "delete_user" {
        return None;
    }
    Some(match record?.status()? {
        "DEPROVISIONED" => {
            "The user is deactivated already, so this call deletes the user, for ever.".to_owned()
        }
        status => format!(
            "The user is {status}, so this call only deactivates: the user loses every app assignment. Run again, it deletes, for ever."
        ),
    })
}

/// She said no, or nothing.
pub(crate) fn not_confirmed(action: &Action) -> Failure {
    Failure::coded(
        FailureCode::Cancelled,
        Explanation::new(
            format!("“{}” was not run.", action.name),
            "It was not confirmed, and nothing was sent.",
            "Run it again when you are sure.",
        ),
    )
}
