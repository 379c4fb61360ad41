//! Asking before something is lost. The window cannot answer for the person: the shell raises
//! another one, and what is typed there is compared here.

use std::future::Future;
use std::pin::Pin;

use unicode_normalization::UnicodeNormalization;

use crate::letters::{invisible, written_out};

/// What a person is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// Short, such as *Deactivate user?*.
    pub title: String,
    /// What is lost, in whole sentences.
    pub loses: String,
    /// What it is done to: label and words, such as *User* and login, ID and status.
    pub targets: Vec<(String, String)>,
    /// The org's domain, or the team and its base URL; empty where nothing is done to an org.
    pub org: String,
    /// The connection's nickname; empty where it is about none.
    pub connection: String,
    /// What must be typed for a yes; none where a press will do.
    pub typed: Option<Typed>,
    /// What the button that means yes says.
    pub button: String,
}

/// What must be typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Typed {
    /// In words, such as *the login of the user*.
    pub what: String,
    /// The text itself.
    pub text: String,
}

/// A person's yes. Only [`Question::yes`] makes one.
#[derive(Debug)]
pub struct Yes(());

impl Question {
    /// A yes, if what was typed is what must be: letter by letter, but for spaces around it and
    /// for the two ways in which Unicode writes an accent. What cannot be seen need not be typed, and
    /// may be typed as it is written out.
    pub fn yes(&self, typed: &str) -> Option<Yes> {
        let wanted = self.typed.as_ref();
        wanted
            .is_none_or(|wanted| !wanted.text.trim().is_empty() && is_name(&wanted.text, typed))
            .then_some(Yes(()))
    }

    /// The same question with every invisible character of it written out, for a person to read: a
    /// name must not look like another one when it is asked about.
    pub(crate) fn legible(&self) -> Self {
        let pair = |(label, words): &(String, String)| (written_out(label), written_out(words));
        Self {
            title: written_out(&self.title),
            loses: written_out(&self.loses),
            targets: self.targets.iter().map(pair).collect(),
            org: written_out(&self.org),
            connection: written_out(&self.connection),
            typed: self.typed.as_ref().map(|typed| Typed {
                what: written_out(&typed.what),
                text: written_out(&typed.text),
            }),
            button: written_out(&self.button),
        }
    }
}

fn is_name(wanted: &str, typed: &str) -> bool {
    let same = |one: &str, other: &str| one.trim().nfc().eq(other.trim().nfc());
    let seen: String = wanted.chars().filter(|c| !invisible(*c)).collect();
    same(wanted, typed)
        || same(&written_out(wanted), typed)
        || (!seen.trim().is_empty() && same(&seen, typed))
}

/// Asks a person, and waits.
pub trait Confirmation: Send + Sync {
    /// Her yes; all else – a no, a closed window, none that could be raised – is none.
    fn confirm<'a>(
        &'a self,
        question: Question,
    ) -> Pin<Box<dyn Future<Output = Option<Yes>> + Send + 'a>>;
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asking(text: &str) -> Question {
        Question {
            title: "Delete group?".into(),
            loses: "Its memberships.".into(),
            targets: Vec::new(),
            org: "acme.okta.com".into(),
            connection: "Prod".into(),
            typed: Some(Typed {
                what: "the name of the group".into(),
                text: text.into(),
            }),
            button: "Delete group".into(),
        }
    }

    #[test]
    fn only_the_name_itself_is_a_yes() {
        let question = asking("Ünïcode Ĝroup 名前");
        for other in [
            "",
            " ",
            "ünïcode ĝroup 名前",
            "Unicode Group 名前",
            "Ünïcode Ĝroup",
        ] {
            assert!(question.yes(other).is_none(), "{other}");
        }
        assert!(question.yes(" Ünïcode Ĝroup 名前 ").is_some());
        let decomposed: String = "Ünïcode Ĝroup 名前".nfd().collect();
        assert!(question.yes(&decomposed).is_some());
    }

    #[test]
    fn a_name_of_nothing_is_never_confirmed_by_typing_nothing() {
        assert!(asking("  ").yes("").is_none());
    }

    #[test]
    fn a_name_that_hides_or_turns_letters_is_shown_as_it_is_and_confirmed_by_what_is_read() {
        let question = asking("Con\u{200b}tractors\u{202e}");
        let shown = question.legible().typed.expect("a name").text;
        assert_eq!(shown, "Con⟨U+200B⟩tractors⟨U+202E⟩");
        for typed in ["Contractors", &shown, "Con\u{200b}tractors\u{202e}"] {
            assert!(question.yes(typed).is_some(), "{typed}");
        }
        for typed in ["Contractor", "Con tractors", "srotcartnoC", ""] {
            assert!(question.yes(typed).is_none(), "{typed}");
        }
        // Nothing of it can be seen: it is typed as it is written out.
        let hidden = asking("\u{200b}\u{202e}");
        assert!(hidden.yes("").is_none());
        assert!(hidden.yes("⟨U+200B⟩⟨U+202E⟩").is_some());
    }

    #[test]
    fn a_plain_question_is_answered_by_a_press() {
        let plain = Question {
            typed: None,
            ..asking("x")
        };
        assert!(plain.yes("").is_some());
    }
}
