//! What may be asked of a step that was run. Pure.

use catalogue::{Action, Answer, Catalogue, OutputKind};
use scenario::{Deed, SessionKind, Step};

/// Beyond the declared outputs: the whole answer, and of a list how many there are and all of them.
const BODY: (&str, &str) = ("body", "Whole answer");
const COUNT: (&str, &str) = ("count", "How many");
const RECORDS: (&str, &str) = ("records", "All records");
/// What a session variable is handed over by.
const SESSION: (&str, &str) = ("session", "The session");

/// Id and label of everything that an action brings.
pub(super) fn of_action(action: &Action) -> impl Iterator<Item = (&str, &str)> {
    let declared = action
        .outputs
        .iter()
        .map(|output| (output.id.as_str(), output.label.as_str()));
    let list = matches!(action.answer, Answer::List(_));
    declared
        .chain(list.then_some(COUNT))
        .chain(list.then_some(RECORDS))
        .chain([BODY])
}

/// The ids of what a step brings; nothing is known here of a child scenario's.
pub(super) fn of_step<'a>(
    step: &'a Step,
    catalogue: &'a Catalogue,
) -> impl Iterator<Item = &'a str> {
    let (action, session) = match &step.deed {
        Deed::Action {
            connector, action, ..
        } => (find(catalogue, connector, action), false),
        Deed::Connect { kind, .. } => {
            let mut all = catalogue.connectors().iter();
            let connect = all.find_map(|connector| connector.action("connect"));
            (connect, *kind == SessionKind::Variable)
        }
        Deed::Disconnect { .. } | Deed::Scenario { .. } => (None, false),
    };
    let brought = action.into_iter().flat_map(of_action);
    brought.chain(session.then_some(SESSION)).map(|(id, _)| id)
}

/// Whether an output of a step is to be kept from being seen.
pub(super) fn is_secret(step: &Step, output: &str, catalogue: &Catalogue) -> bool {
    let Deed::Action {
        connector, action, ..
    } = &step.deed
    else {
        return false;
    };
    let mut outputs = find(catalogue, connector, action)
        .into_iter()
        .flat_map(|action| &action.outputs);
    outputs.any(|one| one.id == output && one.kind == OutputKind::Secret)
}

/// The action that a step names.
pub(super) fn find<'a>(
    catalogue: &'a Catalogue,
    connector: &str,
    action: &str,
) -> Option<&'a Action> {
    catalogue.connector(connector)?.action(action)
}
