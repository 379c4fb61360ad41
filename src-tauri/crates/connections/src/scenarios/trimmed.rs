//! Answers in a run's view, cut to what a person reads: a run is followed with every change, and
//! hundreds of steps may have answered.

use crate::views::RunView;

const BODY: usize = 8 * 1024;
const ROWS: usize = 50;
const CELL: usize = 1024;

/// The same answer, with long bodies, lists and values cut.
pub(super) fn trimmed(mut view: RunView) -> RunView {
    cut(&mut view.body, BODY);
    for request in &mut view.requests {
        cut(&mut request.url, BODY);
        if let Some(body) = &mut request.body {
            cut(body, BODY);
        }
        for (_, value) in &mut request.headers {
            cut(value, CELL);
        }
    }
    for field in &mut view.fields {
        cut(&mut field.value, CELL);
    }
    if view.rows.len() > ROWS {
        view.rows.truncate(ROWS);
        view.more = true;
    }
    for value in view.rows.iter_mut().flatten() {
        cut(value, CELL);
    }
    view
}

/// Roughly how many bytes an answer takes.
pub(super) fn size_of_answer(view: &RunView) -> usize {
    let requests = view
        .requests
        .iter()
        .map(|request| request.url.len() + request.body.as_ref().map_or(0, String::len));
    let fields = view.fields.iter().map(|field| field.value.len());
    let cells = view.rows.iter().flatten().map(String::len);
    view.body.len() + requests.chain(fields).chain(cells).sum::<usize>()
}

/// The same answer without what is long.
pub(super) fn bare(mut view: RunView) -> RunView {
    if !view.body.is_empty() {
        "(The History has this answer; here it is left out.)".clone_into(&mut view.body);
    }
    view.more |= !view.rows.is_empty();
    view.rows.clear();
    for request in &mut view.requests {
        request.body = None;
    }
    view
}

fn cut(text: &mut String, longest: usize) {
    if text.len() <= longest {
        return;
    }
    let end = (0..=longest).rev().find(|at| text.is_char_boundary(*at));
    text.truncate(end.unwrap_or_default());
    text.push_str("…\n(cut here)");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_huge_answer_is_cut_between_characters_and_says_so() {
        let view = RunView {
            body: "é".repeat(BODY),
            rows: vec![vec!["ü".repeat(CELL)]; ROWS + 1],
            ..RunView::default()
        };
        let view = trimmed(view);
        assert!(view.body.ends_with("(cut here)") && view.body.len() < BODY + 20);
        assert!(view.more && view.rows.len() == ROWS);
        assert!(view.rows[0][0].len() < CELL + 20);
        assert!(size_of_answer(&view) > BODY);
        assert!(size_of_answer(&bare(view)) < 100);
    }
}
