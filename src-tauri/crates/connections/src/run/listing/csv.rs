//! CSV (RFC 4180) for a spreadsheet that must not be tricked: what would be taken for a formula is
//! marked as text. Pure.

use std::borrow::Cow;

use csv::{QuoteStyle, Terminator, WriterBuilder};

/// What a file begins with: without it Excel takes UTF-8 for another encoding.
pub(super) const MARK: &[u8] = "\u{feff}".as_bytes();

/// Lines of cells.
pub(crate) fn lines<Line>(into: &mut Vec<u8>, lines: impl Iterator<Item = Line>)
where
    Line: IntoIterator,
    Line::Item: AsRef<str>,
{
    let mut writer = WriterBuilder::new()
        .terminator(Terminator::CRLF)
        .quote_style(QuoteStyle::Necessary)
        .flexible(true)
        .from_writer(into);
    for line in lines {
        for cell in line {
            // A vector takes everything.
            let _taken = writer.write_field(harmless(cell.as_ref()).as_bytes());
        }
        let _ended = writer.write_record(None::<&[u8]>);
    }
    let _flushed = writer.flush();
}

/// The cell, with an apostrophe before whatever begins a formula: at its start, and after a
/// character that begins another cell where the file is read with another separator (OWASP, *CSV
/// Injection*). Spaces and quotes before it do not make it harmless.
pub(super) fn harmless(cell: &str) -> Cow<'_, str> {
    let mut places = Vec::new();
    let mut start = Some(0);
    for (at, character) in cell.char_indices() {
        match character {
            // These do both: they begin a cell, and they begin a formula.
            '\t' | '\r' | '\n' => {
                if start == Some(0) {
                    places.push(0);
                }
                start = Some(at + 1);
            }
            ';' => start = Some(at + 1),
            '"' => {}
            _ if character.is_whitespace() => {}
            '=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠' => places.extend(start.take()),
            _ => start = None,
        }
    }
    if places.is_empty() {
        return Cow::Borrowed(cell);
    }
    places.dedup();
    let mut marked = String::with_capacity(cell.len() + places.len());
    let mut done = 0;
    for place in places {
        marked.push_str(&cell[done..place]);
        marked.push('\'');
        done = place;
    }
    marked.push_str(&cell[done..]);
    Cow::Owned(marked)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_spreadsheet_would_run_is_marked_as_text() {
        for (cell, marked) in [
            ("=1+1", "'=1+1"),
            ("+49 30 1", "'+49 30 1"),
            ("-2", "'-2"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\t=1", "'\t'=1"),
            ("\r=1", "'\r'=1"),
            ("\nx", "'\nx"),
            ("  =1", "'  =1"),
            ("\"=1", "'\"=1"),
            ("＝1", "'＝1"),
            ("a;=1", "a;'=1"),
            ("a; \"=1", "a;' \"=1"),
            ("a\n@x\tb\t-1", "a\n'@x\tb\t'-1"),
            (";;=1", ";;'=1"),
        ] {
            assert_eq!(harmless(cell), marked, "{cell:?}");
        }
    }

    #[test]
    fn what_is_no_formula_stays_as_it_is() {
        for cell in [
            "",
            "a",
            "a=1",
            "a-b",
            "me@x.dev",
            "{\"a\":-1}",
            "[1,-2]",
            "1;2",
            "'=1",
            "ß",
        ] {
            assert_eq!(harmless(cell), cell);
        }
    }

    #[test]
    fn a_line_can_be_read_back() {
        let cells = ["a,b", "say \"hi\"", "two\nlines", "", "plain", "=1"];
        let mut written = Vec::new();
        lines(&mut written, [cells].into_iter());
        assert!(written.ends_with(b"\r\n"));
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .from_reader(&written[..]);
        let read = reader.records().next().unwrap().unwrap();
        let expected = ["a,b", "say \"hi\"", "two\nlines", "", "plain", "'=1"];
        assert_eq!(read, expected.to_vec());
    }
}
