//! Names from the file, made fit to be shown.

/// The longest name that is shown, in characters.
const LONGEST: usize = 120;

/// Without what cannot be seen or would turn the line around, and not longer than a line.
pub(crate) fn shown(text: &str) -> String {
    let mut characters = text.trim().chars().filter(|c| is_shown(*c));
    let mut shown: String = characters.by_ref().take(LONGEST).collect();
    if characters.next().is_some() {
        shown.push('…');
    }
    shown
}

/// Control characters, and those that order text (Unicode Bidirectional Algorithm, 2.4).
fn is_shown(c: char) -> bool {
    let orders =
        matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    !c.is_control() && !orders
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_cut_between_characters_and_says_that_it_goes_on() {
        assert_eq!(shown("  Read User "), "Read User");
        assert_eq!(shown(&"ü".repeat(120)), "ü".repeat(120));
        assert_eq!(shown(&"ü".repeat(121)), format!("{}…", "ü".repeat(120)));
    }

    #[test]
    fn what_would_turn_a_line_around_is_left_out() {
        assert_eq!(shown("Read\u{202e}resU\u{2066}\r\n\0"), "ReadresU");
        assert_eq!(shown("قراءة المستخدم"), "قراءة المستخدم");
    }
}
