//! The name a connection goes by in the list.

use std::fmt;

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

use crate::Explanation;

/// 1 to 100 characters, trimmed, without control characters. Two nicknames are the same if
/// their [`Nickname::key`]s are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Nickname(String);

/// Why a text is no nickname.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NicknameProblem {
    /// Nothing but blanks.
    #[error("the nickname is empty")]
    Empty,
    /// Over 100 characters.
    #[error("the nickname has {0} characters")]
    TooLong(usize),
    /// A control character, a line break, or one that reverses the reading direction.
    #[error("the nickname holds an invisible character")]
    Invisible,
}

impl Nickname {
    /// The longest nickname, in characters.
    pub const MAX: usize = 100;

    /// Trims and checks what was typed.
    pub fn parse(typed: &str) -> Result<Self, NicknameProblem> {
        let trimmed = typed.trim();
        let length = trimmed.chars().count();
        if trimmed.is_empty() {
            return Err(NicknameProblem::Empty);
        }
        if length > Self::MAX {
            return Err(NicknameProblem::TooLong(length));
        }
        if trimmed.chars().any(invisible) {
            return Err(NicknameProblem::Invisible);
        }
        Ok(Self(trimmed.to_owned()))
    }

    /// As it was typed.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The form in which two nicknames are compared: compatibility-composed, lower case.
    pub fn key(&self) -> String {
        self.0.nfkc().collect::<String>().to_lowercase()
    }
}

impl fmt::Display for Nickname {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl NicknameProblem {
    /// What the wizard says beside the field.
    pub fn explain(&self) -> Explanation {
        let why = "The nickname is how you tell connections apart in the list.";
        match self {
            Self::Empty => Explanation::new("A nickname is needed.", why, "Type one."),
            Self::TooLong(length) => Explanation::new(
                format!(
                    "The nickname has {length} characters, and {} is the most.",
                    Nickname::MAX
                ),
                why,
                "Shorten it; the description takes more.",
            ),
            Self::Invisible => Explanation::new(
                "The nickname holds an invisible character.",
                "Such characters can make one connection look like another.",
                "Type the nickname again instead of pasting it.",
            ),
        }
    }
}

/// Control characters, line separators, zero-width characters and bidirectional overrides.
fn invisible(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nicknames_are_compared_without_regard_to_case_or_composition() {
        let typed = Nickname::parse("  Prod – Ünïts ").unwrap();
        let other = Nickname::parse("PROD – U\u{308}NI\u{308}TS").unwrap();
        assert_eq!(typed.key(), other.key());
        assert_ne!(typed.key(), Nickname::parse("Prod – Units").unwrap().key());
        assert_eq!(typed.as_str(), "Prod – Ünïts");
        assert_eq!(typed.to_string(), "Prod – Ünïts");
    }

    #[test]
    fn a_nickname_that_cannot_be_read_is_refused() {
        assert_eq!(Nickname::parse(" \t "), Err(NicknameProblem::Empty));
        assert_eq!(
            Nickname::parse(&"é".repeat(101)),
            Err(NicknameProblem::TooLong(101))
        );
        assert!(Nickname::parse(&"é".repeat(100)).is_ok());
        for hidden in ["a\u{202e}b", "a\u{200b}b", "a\nb", "a\u{0}b"] {
            assert_eq!(
                Nickname::parse(hidden),
                Err(NicknameProblem::Invisible),
                "{hidden:?}"
            );
        }
    }
}
