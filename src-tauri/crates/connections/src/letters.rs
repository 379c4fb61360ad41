//! Characters that nobody sees, and that change what is read all the same.

use std::fmt::Write as _;

/// Control characters, line separators, zero-width characters, those that order text (Unicode
/// Bidirectional Algorithm, 2.4), fillers that look like a space, tags and selectors.
pub(crate) fn invisible(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}' | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

/// The text with every invisible character written out, as `⟨U+202E⟩`, so that what is read is what
/// is there.
pub(crate) fn written_out(text: &str) -> String {
    let mut written = String::with_capacity(text.len());
    for c in text.chars() {
        if invisible(c) {
            let _ = write!(written, "⟨U+{:04X}⟩", u32::from(c));
        } else {
            written.push(c);
        }
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_turns_text_around_is_written_out_and_letters_of_every_script_are_not() {
        assert_eq!(
            written_out("Ev\u{202e}eryone\u{200b}"),
            "Ev⟨U+202E⟩eryone⟨U+200B⟩"
        );
        for text in [
            "Ünïcode Ĝroup 名前",
            "עברית",
            "العربية",
            "a b\u{301}",
            "😀",
            "x·y – z",
        ] {
            assert_eq!(written_out(text), text);
        }
    }
}
