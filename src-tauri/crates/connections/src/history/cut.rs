//! Long answers are kept in part. Pure.

use serde_json::Value;

use crate::views::{OutputView, RequestView};

/// How many bytes of a body, and of the rows beside it.
const BODY: usize = 256 * 1024;
/// How many bytes of one field, and of a request's body.
const FIELD: usize = 64 * 1024;

/// The beginning of a body and of its rows, and in words what is missing. A list ends between two
/// records, so that what is kept can still be read.
pub(super) fn answer(
    body: &str,
    rows: &[Vec<String>],
) -> (String, Vec<Vec<String>>, Option<String>) {
    if body.len() <= BODY {
        return (body.to_owned(), rows.to_vec(), None);
    }
    let (kept, words) = match serde_json::from_str(body) {
        Ok(Value::Array(list)) => list_of(&list, |kept| Value::from(kept.to_vec())),
        Ok(Value::Object(members)) if members.get("list").is_some_and(Value::is_array) => {
            let list = members["list"].as_array().map_or(&[][..], Vec::as_slice);
            list_of(list, |kept| {
                let mut members = members.clone();
                members.insert("list".to_owned(), Value::from(kept.to_vec()));
                Value::from(members)
            })
        }
        _ => (
            clip(body, BODY).to_owned(),
            format!(
                "Only the first {} of {} were kept of the answer.",
                size(BODY),
                size(body.len())
            ),
        ),
    };
    let mut room = BODY;
    let rows = rows.iter().take_while(|row| {
        let length: usize = row.iter().map(String::len).sum();
        let fits = length <= room;
        room = room.saturating_sub(length);
        fits
    });
    (kept, rows.cloned().collect(), Some(words))
}

/// A field's beginning is enough to know it by; the body has all of it.
pub(super) fn fields(fields: &[OutputView]) -> Vec<OutputView> {
    let clipped = fields.iter().map(|field| OutputView {
        value: clip(&field.value, FIELD).to_owned(),
        ..field.clone()
    });
    clipped.collect()
}

/// Requests with the beginnings of their bodies.
pub(super) fn requests(requests: &[RequestView]) -> Vec<RequestView> {
    let clipped = requests.iter().map(|request| RequestView {
        body: request
            .body
            .as_deref()
            .map(|body| clip(body, FIELD).to_owned()),
        ..request.clone()
    });
    clipped.collect()
}

/// At most so many bytes, ending between two letters.
pub(super) fn clip(text: &str, most: usize) -> &str {
    &text[..text.floor_char_boundary(most)]
}

fn list_of(list: &[Value], whole: impl Fn(&[Value]) -> Value) -> (String, String) {
    let mut length = 0;
    let fit = list.iter().take_while(|record| {
        length += format!("{record:#}").len();
        length <= BODY
    });
    let fit = fit.count();
    let words = format!(
        "Only {fit} of {} records were kept of the answer.",
        list.len()
    );
    (format!("{:#}", whole(&list[..fit])), words)
}

fn size(bytes: usize) -> String {
    format!("{} KB", bytes / 1024)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_short_answer_is_kept_whole() {
        let rows = vec![vec!["a".to_owned()]];
        assert_eq!(answer("{}", &rows), ("{}".to_owned(), rows, None));
    }

    #[test]
    fn a_long_list_ends_between_two_records_and_says_how_many_there_were() {
        let record = json!({ "id": "x".repeat(1000) });
        let list = vec![record; 1000];
        for body in [json!(list), json!({ "list": list, "next": "n" })] {
            let rows = vec![vec!["x".repeat(1000)]; 1000];
            let (kept, rows, words) = answer(&format!("{body:#}"), &rows);
            let kept: Value = serde_json::from_str(&kept).expect("it is still JSON");
            let left = kept.as_array().or(kept["list"].as_array()).unwrap().len();
            assert!(
                (200..300).contains(&left) && (200..300).contains(&rows.len()),
                "{left}"
            );
            assert!(words.unwrap().contains(&format!("{left} of 1000")));
        }
    }

    #[test]
    fn any_other_text_is_cut_between_two_letters() {
        let text = "é".repeat(BODY);
        let (kept, _, words) = answer(&text, &[]);
        assert!(kept.len() <= BODY && text.starts_with(&kept));
        assert!(words.unwrap().contains("256 KB of 512 KB"));
    }
}
