//! What the confirmation window shows. It is another window than the one that asked to run
//! something, and permitted nothing else.

use serde::Serialize;
use ts_rs::TS;

use crate::confirmation::Question;

/// One question. What must be typed is compared in Rust.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct QuestionView {
    /// See [`Question::title`].
    pub title: String,
    /// See [`Question::loses`].
    pub loses: String,
    /// Label and words: what it is done to, through which connection, in which org.
    pub facts: Vec<(String, String)>,
    /// What must be typed, such as *the login of the user*, and the text itself; none for a
    /// plain yes.
    pub typed: Option<(String, String)>,
    /// What the button says.
    pub button: String,
    /// `light`, `dark` or `system`: as the other window has it.
    pub theme: String,
}

impl QuestionView {
    /// A question as it is shown in a theme.
    pub fn of(question: &Question, theme: String) -> Self {
        let question = question.legible();
        let own = [
            ("Org".to_owned(), question.org),
            ("Connection".to_owned(), question.connection),
        ];
        let own = own.into_iter().filter(|(_, words)| !words.is_empty());
        Self {
            title: question.title,
            loses: question.loses,
            facts: question.targets.into_iter().chain(own).collect(),
            typed: question.typed.map(|typed| (typed.what, typed.text)),
            button: question.button,
            theme,
        }
    }
}
