//! One page of a list, taken apart into records that stay as they were sent. Pure.

use std::borrow::Cow;

use serde::Deserialize;
use serde_json::value::RawValue;

/// Why a page has no records to take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NoList {
    /// It is something else than JSON, or JSON that breaks off.
    NotJson,
    /// It is JSON and no list.
    OneThing,
}

/// OPA's shape of a list.
#[derive(Deserialize)]
struct Team<'a> {
    #[serde(borrow)]
    list: Vec<&'a RawValue>,
}

/// The records of a page, each as the bytes that were sent: no number loses a digit and no member
/// its place. Okta's lists are arrays, OPA's are `{"list": […]}`.
pub(super) fn records(body: &[u8]) -> Result<Vec<&RawValue>, NoList> {
    let opening = body.iter().find(|byte| !byte.is_ascii_whitespace());
    let list = match opening {
        Some(b'[') => serde_json::from_slice(body).ok(),
        Some(b'{') => serde_json::from_slice::<Team<'_>>(body)
            .ok()
            .map(|team| team.list),
        _ => None,
    };
    list.ok_or_else(|| match serde_json::from_slice::<&RawValue>(body) {
        Ok(_) => NoList::OneThing,
        Err(_) => NoList::NotJson,
    })
}

/// A record without line breaks. JSON has none but between its tokens: those in a string are
/// escaped.
pub(super) fn one_line(record: &RawValue) -> Cow<'_, str> {
    let text = record.get();
    if !text.contains(['\n', '\r']) {
        return Cow::Borrowed(text);
    }
    let (mut quoted, mut escaped) = (false, false);
    let tight = text.chars().filter(|&character| {
        let keep = quoted || !character.is_ascii_whitespace();
        match character {
            _ if escaped => escaped = false,
            '\\' => escaped = quoted,
            '"' => quoted = !quoted,
            _ => {}
        }
        keep
    });
    Cow::Owned(tight.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(body: &str) -> Result<Vec<&str>, NoList> {
        let records = records(body.as_bytes())?;
        Ok(records.into_iter().map(RawValue::get).collect())
    }

    #[test]
    fn both_shapes_of_a_list_are_taken_apart_and_nothing_in_them_changes() {
        let exact = r#"{"z":12345678901234567890123,"a":1.10}"#;
        assert_eq!(texts(&format!("[{exact}, 2]")), Ok(vec![exact, "2"]));
        assert_eq!(texts(&format!("{{\"list\":[{exact}]}}")), Ok(vec![exact]));
        assert_eq!(texts(" [ ]\n"), Ok(vec![]));
    }

    #[test]
    fn what_is_no_list_says_whether_it_is_json() {
        for one in [r#"{"id":"1"}"#, "7", "\"text\"", r#"{"list":{}}"#] {
            assert_eq!(texts(one), Err(NoList::OneThing), "{one}");
        }
        for other in ["", "<html>", "[1, 2", r#"{"list":[1}"#, "[1] x"] {
            assert_eq!(texts(other), Err(NoList::NotJson), "{other}");
        }
        assert_eq!(records(b"[\"\xff\"]").map(drop), Err(NoList::NotJson));
    }

    #[test]
    fn a_record_that_was_indented_becomes_one_line_and_means_the_same() {
        let body = "[{\n  \"a b\": \"c \\\" \\\\\",\r\n\t\"d\": [1, 2]\n}]";
        let records = records(body.as_bytes()).unwrap();
        assert_eq!(one_line(records[0]), r#"{"a b":"c \" \\","d":[1,2]}"#);
    }
}
