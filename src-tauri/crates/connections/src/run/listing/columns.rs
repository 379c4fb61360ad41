//! The columns of a list: what an action declares, or what its first page has. Pure.

use catalogue::{Action, Answer, Output, OutputKind};
use serde_json::Value;

use crate::run::answer::{cell, record};
use crate::views::OutputView;

/// More than a person, or a spreadsheet, can make use of.
const MOST: usize = 512;
/// How deep objects are opened into columns of their own.
const DEEPEST: usize = 6;

/// What stands in a line for each record.
#[derive(Debug, Clone)]
pub(super) struct Columns {
    all: Vec<Output>,
    declared: bool,
}

impl Columns {
    /// One for each declared output, but for the whole record; for a request that was typed by
    /// hand the union of what the records of its first page have, `profile.login` for a member of
    /// a member.
    pub(super) fn of(action: &Action, first_page: &[Value]) -> Self {
        if matches!(action.answer, Answer::List(_)) {
            let declared = action.outputs.iter().filter(|output| !output.at.is_empty());
            return Self {
                all: declared.cloned().collect(),
                declared: true,
            };
        }
        let mut all: Vec<Output> = Vec::new();
        for record in first_page {
            leaves(record, "", "", 0, &mut |label, at| {
                if all.len() < MOST && !all.iter().any(|column| column.at == at) {
                    all.push(column(label, at));
                }
            });
        }
        Self {
            all,
            declared: false,
        }
    }

    /// What stands above a file's columns.
    pub(super) fn labels(&self) -> impl Iterator<Item = &str> {
        self.all.iter().map(|column| column.label.as_str())
    }

    /// What stands above those on the screen: objects have no place in a table there.
    pub(super) fn labels_on_screen(&self) -> Vec<String> {
        self.on_screen()
            .map(|column| column.label.clone())
            .collect()
    }

    /// A line of a file.
    pub(super) fn line(&self, record: &Value) -> impl Iterator<Item = String> {
        self.all.iter().map(|column| cell(record, column))
    }

    /// A line on the screen.
    pub(super) fn line_on_screen(&self, record: &Value) -> Vec<String> {
        self.on_screen()
            .map(|column| cell(record, column))
            .collect()
    }

    /// One record, field by field; `shown` is the same with its secrets masked.
    pub(super) fn fields(&self, whole: &Value, shown: &Value) -> Vec<OutputView> {
        record(&self.all, whole, shown).fields
    }

    /// Whether a record has something that has no column.
    pub(super) fn leave_out(&self, record: &Value) -> bool {
        let mut left_out = false;
        if !self.declared {
            leaves(record, "", "", 0, &mut |_, at| {
                left_out |= !self.all.iter().any(|column| column.at == at);
            });
        }
        left_out
    }

    fn on_screen(&self) -> impl Iterator<Item = &Output> {
        let shown = |column: &&Output| column.kind != OutputKind::Object;
        self.all.iter().filter(shown)
    }
}

fn column(label: &str, at: &str) -> Output {
    let label = if label.is_empty() { "value" } else { label };
    Output {
        id: label.to_owned(),
        label: label.to_owned(),
        kind: OutputKind::Text,
        at: at.to_owned(),
        optional: true,
    }
}

/// Every member that is no object, with its dotted name and its pointer (RFC 6901). What begins
/// with an underscore is about the record (`_links`) and stays whole.
fn leaves(value: &Value, label: &str, at: &str, deep: usize, tell: &mut impl FnMut(&str, &str)) {
    let opened = value.as_object().filter(|members| {
        let about = label
            .rsplit('.')
            .next()
            .is_some_and(|name| name.starts_with('_'));
        deep < DEEPEST && !about && !members.is_empty()
    });
    let Some(members) = opened else {
        return tell(label, at);
    };
    for (name, value) in members {
        let escaped = name.replace('~', "~0").replace('/', "~1");
        let label = if label.is_empty() {
            name.clone()
        } else {
            format!("{label}.{name}")
        };
        leaves(value, &label, &format!("{at}/{escaped}"), deep + 1, tell);
    }
}

#[cfg(test)]
mod tests {
    use catalogue::Catalogue;
    use serde_json::json;

    use super::*;

    fn action(id: &str) -> Action {
        let catalogue = Catalogue::builtin().unwrap();
        catalogue
            .connector("okta")
            .unwrap()
            .action(id)
            .unwrap()
            .clone()
    }

    #[test]
    fn a_declared_list_has_a_column_for_each_output_but_the_whole_record() {
        let columns = Columns::of(&action("search_groups"), &[]);
        let labels: Vec<_> = columns.labels().collect();
        assert_eq!(labels[..3], ["ID", "Name", "Description"]);
        assert!(labels.contains(&"Profile") && !labels.contains(&"Raw Output"));
        assert!(!columns.labels_on_screen().contains(&"Profile".to_owned()));
        let record = json!({ "id": "00g1", "profile": { "name": "Sales" } });
        assert_eq!(columns.line_on_screen(&record)[..2], ["00g1", "Sales"]);
    }

    #[test]
    fn a_list_that_nobody_declared_has_what_its_first_page_has() {
        let page = [
            json!({ "id": 1, "profile": { "a/b": "x" }, "_links": { "self": {} } }),
            json!({ "id": 2, "tags": ["t", "u"] }),
        ];
        let columns = Columns::of(&action("custom_api_action"), &page);
        let labels: Vec<_> = columns.labels().collect();
        assert_eq!(labels, ["_links", "id", "profile.a/b", "tags"]);
        let lines: Vec<Vec<String>> = page.iter().map(|r| columns.line(r).collect()).collect();
        assert_eq!(lines[0], [r#"{"self":{}}"#, "1", "x", ""]);
        assert_eq!(lines[1], ["", "2", "", "t, u"]);
        assert!(!columns.leave_out(&page[0]));
        assert!(columns.leave_out(&json!({ "late": true })));
    }

    #[test]
    fn a_list_of_bare_values_has_one_column() {
        let columns = Columns::of(&action("custom_api_action"), &[json!("a"), json!(2)]);
        assert_eq!(columns.labels().collect::<Vec<_>>(), ["value"]);
        assert_eq!(columns.line(&json!("a")).collect::<Vec<_>>(), ["a"]);
    }
}
