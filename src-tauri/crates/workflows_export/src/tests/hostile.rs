//! Files that are no export, or that mean harm.

use super::{JOINERS, LEAVER, read_text};
use crate::{MOST_BYTES, Unreadable, read};

fn refused(text: &str) -> Unreadable {
    read_text(text).unwrap_err()
}

/// An export of one flow with these methods.
fn with_methods(methods: &str) -> String {
    format!(
        r#"{{"type":"flopack","version":"1.5.0","data":{{"flos":{{"a":{{"name":"A","data":{{"methods":[{methods}]}}}}}}}}}}"#
    )
}

const READ_USER: &str = r#"{"address":"root:channels:http:okta:1.0.1:readUser"}"#;

#[test]
fn what_is_no_export_is_refused_with_its_own_reason() {
    for (bytes, reason) in [
        (&b""[..], Unreadable::Empty),
        (b"\xef\xbb\xbf \n", Unreadable::Empty),
        (b"PK\x03\x04\x14\x00", Unreadable::Archive),
        (b"\x1f\x8b\x08\x00", Unreadable::Archive),
        (b"{\"type\":\"flopack\xff\"}", Unreadable::NotText),
        (b"hello", Unreadable::NotJson { line: 1, column: 1 }),
        (b"[]", Unreadable::NotAnExport),
        (b"null", Unreadable::NotAnExport),
        (b"{}", Unreadable::NotAnExport),
        (b"{\"type\":\"flopack\"}", Unreadable::NotAnExport),
        (
            b"{\"type\":\"flopack\",\"data\":{\"flos\":[]}}",
            Unreadable::NotAnExport,
        ),
        (
            b"{\"type\":\"table\",\"data\":{\"flos\":{}}}",
            Unreadable::NotAnExport,
        ),
    ] {
        assert_eq!(
            read(bytes),
            Err(reason),
            "{}",
            String::from_utf8_lossy(bytes)
        );
    }
}

#[test]
fn a_file_that_was_cut_off_is_refused_wherever_it_was_cut() {
    for at in (1..LEAVER.trim_end().len()).step_by(97) {
        let Some(cut) = LEAVER.get(..at) else {
            continue;
        };
        assert!(matches!(refused(cut), Unreadable::NotJson { .. }), "{at}");
    }
}

#[test]
fn a_file_that_is_too_large_is_not_even_looked_at() {
    let mut file = vec![b' '; MOST_BYTES + 1];
    file[..2].copy_from_slice(b"PK");
    assert_eq!(read(&file), Err(Unreadable::TooLarge));
    assert!(read(&vec![b' '; MOST_BYTES]) == Err(Unreadable::Empty));
}

#[test]
fn brackets_without_end_are_refused_and_end_no_program() {
    for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
        let depth = 1_000_000;
        let text = format!("{}1{}", open.repeat(depth), close.repeat(depth));
        assert_eq!(refused(&text), Unreadable::TooDeep);
        // Also where nobody would look, and without an end.
        assert_eq!(refused(&open.repeat(depth)), Unreadable::TooDeep);
    }
    let inside = with_methods(&format!("{}1{}", "[".repeat(130), "]".repeat(130)));
    assert_eq!(refused(&inside), Unreadable::TooDeep);
}

#[test]
fn brackets_in_a_text_count_for_nothing() {
    let text = with_methods(READ_USER).replace(
        "\"A\"",
        &format!("\"{}\\\"{}\"", "[".repeat(200), "{".repeat(200)),
    );
    assert_eq!(read_text(&text).unwrap().flows[0].cards.len(), 1);
}

#[test]
fn flows_in_flows_are_followed_as_deep_as_a_file_may_be() {
    let mut methods = READ_USER.to_owned();
    for _ in 0..11 {
        methods = format!(
            r#"{{"address":"root:kernel:list:0.0.1:each","node":{{"model":{{"inputs":{{"data":{{"i":{{"value":{{"type":"flo","data":{{"methods":[{methods}]}}}}}}}}}}}}}}}}"#
        );
    }
    assert_eq!(
        read_text(&with_methods(&methods)).unwrap().flows[0]
            .cards
            .len(),
        1
    );
}

#[test]
fn a_name_that_is_there_twice_is_refused_for_one_of_the_two_would_be_hidden() {
    let flow = r#"{"name":"A","data":{"methods":[]}}"#;
    for text in [
        format!(r#"{{"type":"flopack","data":{{"flos":{{"a":{flow},"a":{flow}}}}}}}"#),
        with_methods(READ_USER).replace("\"methods\"", "\"methods\":[],\"methods\""),
        with_methods(
            r#"{"address":"root:kernel:x","address":"root:channels:http:okta:1:deleteUser"}"#,
        ),
    ] {
        assert!(matches!(refused(&text), Unreadable::Twice { .. }), "{text}");
    }
}

#[test]
fn more_cards_or_flows_than_workflows_can_hold_are_refused() {
    let cards = vec![r#"{"address":"root:channels:http:okta:1:a"}"#; 20_001].join(",");
    assert_eq!(refused(&with_methods(&cards)), Unreadable::TooMany);
    let flows: Vec<String> = (0..5_001).map(|n| format!("\"{n}\":{{}}")).collect();
    let text = format!(
        r#"{{"type":"flopack","data":{{"flos":{{{}}}}}}}"#,
        flows.join(",")
    );
    assert_eq!(refused(&text), Unreadable::TooMany);
}

#[test]
fn a_name_without_end_is_cut_and_cannot_turn_the_line_around() {
    let long = "n".repeat(100_000);
    let text = JOINERS
        .replace("Welcome a joiner", &format!("\u{202e}{long}"))
        .replace("readUser", &long);
    let export = read_text(&text).unwrap();
    assert_eq!(export.flows[0].name.chars().count(), 121);
    assert_eq!(export.flows[0].cards[1].key.chars().count(), 121);
}

#[test]
fn every_refusal_is_said_in_words_that_name_the_file() {
    for refusal in [
        Unreadable::TooLarge,
        Unreadable::Empty,
        Unreadable::Archive,
        Unreadable::NotText,
        Unreadable::NotJson { line: 3, column: 9 },
        Unreadable::TooDeep,
        Unreadable::TooMany,
        Unreadable::Twice { line: 4 },
        Unreadable::NotAnExport,
    ] {
        let said = refusal.explain("joiners.folder");
        assert_eq!(said.what, "“joiners.folder” was not read.");
        assert!(
            said.why.ends_with('.') && said.fix.ends_with('.'),
            "{said:?}"
        );
    }
}
