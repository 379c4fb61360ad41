//! The form of one action for one connection.

use catalogue::{Action, Answer, Effect, Input, InputKind};

use super::act::action;
use super::candidates::letters;
use super::joined::Way;
use super::kinds::suggested;
use super::prediction::{no_session_yet, predict};
use crate::Console;
use crate::connectors::action_line;
use crate::views::{ActionForm, Failure, InputKindView, InputView, Suggested, SuggestionsView};

impl Console {
    /// What the action asks, and whether it can run.
    pub async fn action_form(&self, connection: &str, id: &str) -> Result<ActionForm, Failure> {
        let connection = self.rooms.connection(connection).await?;
        let connector = self.rooms.connector(connection.connector.as_str())?;
        let action = action(connector, id)?;
        let mut inputs: Vec<_> = action.inputs.iter().map(input_view).collect();
        let mut prediction = predict(action, connector, &connection);
        if let Way::Connect = Way::of(action) {
            self.rooms.fill_in_connect(&mut inputs, &connection).await?;
            // The name is a new one.
            for input in &mut inputs {
                input.suggestions = None;
            }
        } else if self.rooms.lacks_session(action) {
            prediction = no_session_yet();
        }
        Ok(ActionForm {
            line: action_line(connector, action, Some(&connection)),
            about: action.about.clone(),
            inputs,
            prediction,
            list: matches!(action.answer, Answer::List(_)),
            loses: loses(action),
        })
    }
}

/// What a destructive action loses: the catalogue says it in what the action does.
fn loses(action: &Action) -> Option<String> {
    (action.effect == Effect::Destructive).then(|| action.about.clone())
}

/// One control of a form.
pub(crate) fn input_view(input: &Input) -> InputView {
    InputView {
        id: input.id.clone(),
        label: input.label.clone(),
        kind: control(input.kind),
        // Nobody is a list of people too.
        required: (input.required || !input.when.is_empty()) && input.kind != InputKind::UserList,
        help: input.help.clone(),
        default: input.default.clone(),
        choices: input
            .choices
            .iter()
            .map(|choice| (choice.value.clone(), choice.label.clone()))
            .collect(),
        when: input.when.clone(),
        suggestions: suggestions(input.kind).map(|of| SuggestionsView {
            of,
            letters: letters(of),
        }),
    }
}

/// What can be looked up while it is typed: one thing, or one a line.
fn suggestions(kind: InputKind) -> Option<Suggested> {
    match kind {
        InputKind::UserList => Some(Suggested::User),
        InputKind::GroupList => Some(Suggested::Group),
        single => suggested(single),
    }
}

fn control(kind: InputKind) -> InputKindView {
    match kind {
        InputKind::Secret => InputKindView::Secret,
        InputKind::Boolean => InputKindView::Boolean,
        InputKind::Integer => InputKindView::Integer,
        InputKind::Choice | InputKind::Connection => InputKindView::Choice,
        InputKind::Json => InputKindView::Json,
        InputKind::SecretPairs => InputKindView::SecretPairs,
        InputKind::TextList | InputKind::UserList | InputKind::GroupList => InputKindView::Lines,
        _ => InputKindView::Text,
    }
}
