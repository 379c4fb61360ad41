//! Search and filter expressions (SCIM, RFC 7644 §3.4.2.2), from the inputs of a search. Pure.

use catalogue::{Action, InputKind};
use serde_json::Value;

use super::inputs::Inputs;

/// Joins what is filled in with `and`; `None` where nothing is.
///
/// An input's id is the attribute's name in snake case: `created_after` is `created gt`, `status`
/// stands at the root, and all else in the profile.
pub(crate) fn expression(action: &Action, parameter: &str, inputs: &Inputs) -> Option<String> {
    let mut clauses: Vec<String> = action
        .inputs
        .iter()
        .filter(|input| !matches!(input.kind, InputKind::Expression | InputKind::Session))
        .filter(|input| !matches!(input.id.as_str(), "limit" | "sort_by" | "sort_order"))
        .filter_map(|input| Some(clause(&input.id, inputs.get(&input.id)?)))
        .collect();
    if let Some(own) = inputs.text(parameter).filter(|_| is_own(action, parameter)) {
        if clauses.is_empty() {
            return Some(own);
        }
        clauses.push(format!("({own})"));
    }
    (!clauses.is_empty()).then(|| clauses.join(" and "))
}

/// `attribute eq "text"`, with quotes and backslashes escaped.
pub(crate) fn equals(attribute: &str, text: &str) -> String {
    let text = text.replace('\\', r"\\").replace('"', "\\\"");
    format!("{attribute} eq \"{text}\"")
}

fn is_own(action: &Action, parameter: &str) -> bool {
    action
        .inputs
        .iter()
        .any(|input| input.id == parameter && input.kind == InputKind::Expression)
}

fn clause(id: &str, value: &Value) -> String {
    if let (Some(moment), Value::String(text)) = (id.strip_suffix("_after"), value) {
        let attribute = match moment {
            "updated" => "lastUpdated",
            "membership_updated" => "lastMembershipUpdated",
            moment => moment,
        };
        return format!("{attribute} gt \"{text}\"");
    }
    let attribute = match id {
        "id" | "status" | "type" => id.to_owned(),
        "is_default" => "isDefault".to_owned(),
        "realm" => "realmId".to_owned(),
        "secure_hardware" => "profile.secureHardwarePresent".to_owned(),
        id => format!("profile.{}", camel(id)),
    };
    match value {
        Value::String(text) => equals(&attribute, text),
        other => format!("{attribute} eq {other}"),
    }
}

fn camel(id: &str) -> String {
    let mut words = id.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |name, word| {
        let (head, tail) = word.split_at(word.len().min(1));
        name + &head.to_ascii_uppercase() + tail
    })
}

#[cfg(test)]
mod tests {
    use catalogue::Catalogue;

    use super::*;

    fn of(connector: &str, action: &str, typed: &[(&str, &str)]) -> Option<String> {
        let catalogue = Catalogue::builtin().unwrap();
        let action = catalogue
            .connector(connector)
            .unwrap()
            .action(action)
            .unwrap()
            .clone();
        let typed = typed
            .iter()
            .map(|(id, text)| ((*id).to_owned(), (*text).to_owned()));
        let inputs = Inputs::read(&action, &typed.collect()).unwrap();
        let parameter = if action.id.contains("filter") {
            "filter"
        } else {
            "search"
        };
        expression(&action, parameter, &inputs)
    }

    #[test]
    fn filled_inputs_are_joined_and_quotes_cannot_break_out() {
        assert_eq!(
            of(
                "okta",
                "list_users_with_filter",
                &[("last_name", "O\"x\\"), ("status", "ACTIVE")]
            )
            .unwrap(),
            r#"status eq "ACTIVE" and profile.lastName eq "O\"x\\""#
        );
        assert_eq!(of("okta", "search_groups", &[]), None);
        assert_eq!(
            of(
                "okta",
                "search_groups",
                &[
                    ("updated_after", "2026-01-01T00:00:00Z"),
                    ("search", "type eq \"A\" or id eq \"b\"")
                ]
            )
            .unwrap(),
            r#"lastUpdated gt "2026-01-01T00:00:00Z" and (type eq "A" or id eq "b")"#
        );
        assert_eq!(
            of(
                "okta_devices",
                "search_devices",
                &[("os_version", "15"), ("secure_hardware", "true")]
            )
            .unwrap(),
            r#"profile.osVersion eq "15" and profile.secureHardwarePresent eq true"#
        );
        assert_eq!(
            of("okta_realms", "list_realm_users", &[("realm", "guo1")]).unwrap(),
            r#"realmId eq "guo1""#
        );
    }
}
