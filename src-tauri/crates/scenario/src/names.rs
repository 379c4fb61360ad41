//! Names in a scenario: of steps, inputs and sessions.

const LONGEST_ID: usize = 40;
const LONGEST_NAME: usize = 80;

/// The name of the variable, where a session is given as `{name}`.
pub fn session_variable(session: &str) -> Option<&str> {
    session.strip_prefix('{')?.strip_suffix('}')
}

/// How a session variable is given in the place of a session's name.
pub fn variable_in(name: &str) -> String {
    format!("{{{name}}}")
}

/// Lower case, digits, underscores, beginning with a letter.
pub(crate) fn is_step_id(text: &str) -> bool {
    text.len() <= LONGEST_ID
        && text.starts_with(|first: char| first.is_ascii_lowercase())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
}

/// An output's id, or one of a child's step: `step.output`.
pub(crate) fn is_output(text: &str) -> bool {
    text.len() <= 2 * LONGEST_NAME && !text.is_empty() && text.split('.').all(is_word)
}

/// What a person may call a session or a scenario: something, in one line.
pub(crate) fn is_name(text: &str) -> bool {
    !text.trim().is_empty()
        && text.trim() == text
        && text.chars().count() <= LONGEST_NAME
        && !text.chars().any(|c| c.is_control() || is_format(c))
}

/// A session's name; braces mean a variable.
pub fn is_session_name(text: &str) -> bool {
    is_name(text) && !text.contains(['{', '}'])
}

fn is_word(text: &str) -> bool {
    !text.is_empty()
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

/// Characters that cannot be seen and change how a name is shown.
fn is_format(c: char) -> bool {
    matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}')
}
