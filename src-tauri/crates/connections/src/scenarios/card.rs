//! One action as the editor of scenarios shows it: what it asks and what it brings.

use catalogue::{Answer, InputKind};

use super::outputs;
use crate::Console;
use crate::connectors::action_line;
use crate::run::{action, input_view};
use crate::views::{ActionCard, Failure};

impl Console {
    /// What an action asks of a step, and what it brings to later ones.
    pub fn action_card(&self, connector: &str, id: &str) -> Result<ActionCard, Failure> {
        let connector = self.rooms.connector(connector)?;
        let action = action(connector, id)?;
        let inputs = action.inputs.iter();
        Ok(ActionCard {
            line: action_line(connector, action, None),
            about: action.about.clone(),
            inputs: inputs
                .filter(|input| input.kind != InputKind::Session)
                .map(input_view)
                .collect(),
            outputs: outputs::of_action(action)
                .map(|(id, label)| (id.to_owned(), label.to_owned()))
                .collect(),
            list: matches!(action.answer, Answer::List(_)),
        })
    }
}
