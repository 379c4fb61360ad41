//! Every action of the catalogue, filled in: one table a connector, in an order that works against
//! the practice org as it is founded. Stories run it through the console; the real window can type
//! the same.

mod okta;
mod okta_devices;
mod okta_privileged_access;
mod okta_realms;

use std::collections::BTreeMap;

use catalogue::{Action, Answer, OutputKind};
use connections::views::{OutputView, RunView};

/// One run: an action and what is typed. `<create_group.id>` in a text stands for an output of an
/// earlier run: the last one of that action, and of a list its first record; `<org>` and
/// `<connection>` for the domain and the nickname of the connection that all of them go through.
#[derive(Debug, Clone, Copy)]
pub struct Turn {
    /// The action's id.
    pub action: &'static str,
    /// Input id and text.
    pub inputs: &'static [(&'static str, &'static str)],
}

/// The scopes that a connection needs beyond the default ones, so that all of its turns are done.
pub const REALM_ASSIGNMENT_SCOPES: [&str; 2] =
    ["okta.realmAssignments.manage", "okta.realmAssignments.read"];

/// The roles that the service user needs, so that all turns of its team are done.
pub const TEAM_ROLES: [&str; 4] = ["pam_admin", "resource_admin", "security_admin", "end_user"];

/// What an earlier run answered: `create_group.id` and the value.
pub type Answers = BTreeMap<String, String>;

/// The turns of a connector, in their order.
pub fn turns(connector: &str) -> &'static [Turn] {
    match connector {
        "okta" => okta::TURNS,
        "okta_devices" => okta_devices::TURNS,
        "okta_privileged_access" => okta_privileged_access::TURNS,
        "okta_realms" => okta_realms::TURNS,
        _ => &[],
    }
}

/// The inputs of a turn, with what earlier runs answered in them.
pub fn filled(turn: &Turn, answers: &Answers) -> BTreeMap<String, String> {
    let fill = |text: &str| {
        let answers = answers.iter();
        answers.fold(text.to_owned(), |text, (name, value)| {
            text.replace(&format!("<{name}>"), value)
        })
    };
    let inputs = turn.inputs.iter();
    inputs
        .map(|(id, text)| ((*id).to_owned(), fill(text)))
        .collect()
}

/// Keeps what a run answered for the turns after it.
pub fn remember(action: &Action, run: &RunView, answers: &mut Answers) {
    for (output, value) in answered(action, run) {
        answers.insert(format!("{}.{output}", action.id), value);
    }
}

/// The declared outputs of a run as they are shown; of a list those of its first record.
pub fn answered(action: &Action, run: &RunView) -> BTreeMap<String, String> {
    let Answer::List(_) = action.answer else {
        let fields = run.fields.iter();
        return fields
            .map(|field| (field.id.clone(), shown(field)))
            .collect();
    };
    let shown = action
        .outputs
        .iter()
        .filter(|output| output.kind != OutputKind::Object);
    let first = run.rows.first().into_iter().flatten();
    shown
        .zip(first)
        .map(|(output, value)| (output.id.clone(), value.clone()))
        .collect()
}

/// A secret is there, and is shown to whoever asks for it.
fn shown(field: &OutputView) -> String {
    if field.masked {
        "masked".to_owned()
    } else {
        field.value.clone()
    }
}

const fn turn(action: &'static str, inputs: &'static [(&'static str, &'static str)]) -> Turn {
    Turn { action, inputs }
}
