//! What is said of sessions: each cause its own sentence.

use domain::Explanation;

use super::lookup::Lost;
use super::open::{Ending, Home, Opened};
use crate::views::SessionKind;

/// As the form calls it.
pub(super) fn kind_word(kind: SessionKind) -> &'static str {
    match kind {
        SessionKind::Local => "Local session",
        SessionKind::Global => "Global session",
        SessionKind::Variable => "session variable",
    }
}

impl Lost {
    /// What happened, why, and what to do; `asked` is the name as it was given.
    pub(crate) fn explain(&self, asked: &str, home: Home) -> Explanation {
        let open_one = if home == Home::HAND {
            "Run Connect first: it opens one."
        } else {
            "Let a Connect step before this one open it."
        };
        match self {
            Self::Unknown { open } if open.is_empty() => Explanation::new(
                format!("No session “{asked}” is open."),
                "What runs here goes through a session, and Connect comes first.",
                open_one,
            ),
            Self::Unknown { open } => Explanation::new(
                format!("No session “{asked}” is open."),
                format!("These are: {}.", open.join(", ")),
                format!("Use one of them. {open_one}"),
            ),
            Self::OutOfScope { kind, scenario } => out_of_scope(asked, *kind, scenario.as_deref()),
            Self::IsVariable => Explanation::new(
                format!("“{asked}” is a session variable, and stands here as a name."),
                "A variable is not known by its name; what it holds is handed over.",
                format!("Write {}.", scenario::variable_in(asked)),
            ),
            Self::IsName => Explanation::new(
                format!("{asked} is no session variable."),
                "A session is open under this name, and braces mean a variable.",
                "Write the name without braces.",
            ),
            Self::Ended { ending } => Explanation::new(
                format!("The session “{asked}” is not open any more."),
                match ending {
                    Ending::Disconnected => "It was disconnected.".to_owned(),
                    Ending::ScenarioEnded => {
                        "It ended with the scenario that opened it.".to_owned()
                    }
                    Ending::ConnectionDeleted { nickname } => {
                        format!("Its connection “{nickname}” was deleted, and it ended with it.")
                    }
                    Ending::SecretsForgotten => {
                        "The key of all secrets was lost, and every session ended with it."
                            .to_owned()
                    }
                },
                open_one,
            ),
        }
    }
}

fn out_of_scope(asked: &str, kind: SessionKind, scenario: Option<&str>) -> Explanation {
    let owner = scenario.map_or_else(|| "the action pages".to_owned(), |name| format!("“{name}”"));
    match kind {
        SessionKind::Variable => Explanation::new(
            format!("The session variable “{asked}” is out of scope here."),
            format!("It is held by {owner}, and was not handed over."),
            "Let it be handed in: give this scenario an input of kind session.",
        ),
        SessionKind::Local | SessionKind::Global => Explanation::new(
            format!("The session “{asked}” is out of scope here."),
            format!("It is a Local session of {owner}, and known there only."),
            "Open it as a Global session, or hand it over in a variable.",
        ),
    }
}

impl Opened {
    /// Its name is taken.
    pub(crate) fn taken(&self) -> Explanation {
        let place = match (self.kind, &self.scenario) {
            (SessionKind::Global, _) => "in all scenarios and on the action pages".to_owned(),
            (_, Some(scenario)) => format!("in “{scenario}”"),
            (_, None) => "on the action pages".to_owned(),
        };
        Explanation::new(
            format!("The name “{}” is taken.", self.name),
            format!("A {} of this name is open {place}.", kind_word(self.kind)),
            "Use another name, or disconnect that session first.",
        )
    }
}
