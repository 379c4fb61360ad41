//! The ways in which an action becomes calls, where one template cannot say it. Pure.

use catalogue::{Action, Effect, Method, RequestTemplate, Value as Part};
use serde_json::Value;

use super::by_hand::by_hand;
use super::expression::expression;
use super::inputs::Inputs;
use super::request::{Prepared, overlay};
use super::sealed::{to_be_revealed, to_be_sealed};
use crate::views::Failure;

/// How an action is done.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Way<'a> {
    /// One call.
    Once(&'a RequestTemplate),
    /// What the looking up of its one input brings is the answer.
    Found(&'a RequestTemplate),
    /// Read, laid over and put back: Okta drops what a PUT leaves out.
    Merge(&'a RequestTemplate, &'a RequestTemplate),
    /// A list by an expression, which fills this input of the template.
    Search(&'a RequestTemplate, &'a str),
    /// The org's own schema is read first: it says what a user must have.
    Schema(&'a RequestTemplate, &'a RequestTemplate),
    /// A part is changed by the first, or the whole replaced by the second: as was chosen.
    Semantics(&'a RequestTemplate, &'a RequestTemplate),
    /// Names and values are sealed for the key that the first call brings, and go with the last;
    /// what the form leaves out is read between.
    Seal(
        &'a RequestTemplate,
        Option<&'a RequestTemplate>,
        &'a RequestTemplate,
    ),
    /// What comes back is sealed for a key pair that is made for this once.
    Reveal(&'a RequestTemplate),
    /// As typed.
    ByHand,
    /// The domain is proven, and one read made: a session may be opened.
    Connect,
    /// Nothing is sent: a session is ended.
    Disconnect,
    /// Not in this version, and why.
    NotYet(&'static str),
}

/// What a server writes into a record itself, and takes from nobody.
const OWN_MEMBERS: [&str; 12] = [
    "_embedded",
    "_links",
    "created",
    "created_at",
    "created_by",
    "id",
    "isDefault",
    "lastMembershipUpdated",
    "lastUpdated",
    "status",
    "updated_at",
    "updated_by",
];

impl<'a> Way<'a> {
    /// The way of an action, from the calls that the catalogue declares for it.
    pub(crate) fn of(action: &'a Action) -> Self {
        if let Some(request) = &action.request {
            return Self::Once(request);
        }
        match (action.id.as_str(), action.calls.as_slice()) {
            ("custom_api_action", []) => Self::ByHand,
            ("connect", _) => Self::Connect,
            ("disconnect", _) => Self::Disconnect,
            (_, [keys, send]) if brings_keys(keys) => Self::Seal(keys, None, send),
            (_, [keys, read, send]) if brings_keys(keys) => Self::Seal(keys, Some(read), send),
            (id, [reveal]) if id.starts_with("reveal_") => Self::Reveal(reveal),
            (_, [schema, create]) if reads_schema(schema) => Self::Schema(schema, create),
            (_, [partial, whole])
                if (partial.method, whole.method) == (Method::Post, Method::Put) =>
            {
                Self::Semantics(partial, whole)
            }
            (_, [read, put]) if put.method == Method::Put => Self::Merge(read, put),
            (_, [_, post]) if post.method == Method::Post => Self::Once(post),
            (_, [read, _]) if action.effect == Effect::Read => Self::Found(read),
            (_, [search]) => match expression_of(search) {
                Some(parameter) => Self::Search(search, parameter),
                None => Self::Once(search),
            },
            _ => Self::NotYet("This version does not know how."),
        }
    }

    /// The template of the action's own call, which decides what it is about.
    pub(crate) fn template(self) -> Option<&'a RequestTemplate> {
        match self {
            Self::Once(own)
            | Self::Found(own)
            | Self::Merge(_, own)
            | Self::Search(own, _)
            | Self::Schema(_, own)
            | Self::Semantics(own, _)
            | Self::Seal(.., own)
            | Self::Reveal(own) => Some(own),
            Self::ByHand | Self::Connect | Self::Disconnect | Self::NotYet(_) => None,
        }
    }

    /// The action's own call, as far as the inputs tell it.
    pub(crate) fn own_call(
        self,
        prefix: &str,
        action: &Action,
        inputs: &Inputs,
    ) -> Result<Option<Prepared>, Failure> {
        match self {
            Self::ByHand => by_hand(prefix, inputs).map(Some),
            Self::Connect | Self::Disconnect | Self::NotYet(_) => Ok(None),
            Self::Search(template, parameter) => {
                let mut inputs = inputs.clone();
                if let Some(expression) = expression(action, parameter, &inputs) {
                    inputs.replace(parameter, &expression);
                }
                Prepared::of(template, prefix, action, &inputs).map(Some)
            }
            Self::Semantics(partial, whole) => {
                let replaces = inputs.text("semantics").as_deref() == Some("replace");
                let template = if replaces { whole } else { partial };
                Prepared::of(template, prefix, action, inputs).map(Some)
            }
            Self::Seal(.., template) => {
                let mut own = Prepared::of(template, prefix, action, inputs)?;
                to_be_sealed(&mut own);
                Ok(Some(own))
            }
            Self::Reveal(template) => {
                let mut own = Prepared::of(template, prefix, action, inputs)?;
                to_be_revealed(&mut own);
                Ok(Some(own))
            }
            Self::Once(template)
            | Self::Found(template)
            | Self::Merge(_, template)
            | Self::Schema(_, template) => Prepared::of(template, prefix, action, inputs).map(Some),
        }
    }
}

/// Lays what is to change over the record that was read, as far as that goes back (`keep`).
pub(crate) fn merge(mut record: Value, change: Option<Value>, keep: &[String]) -> Value {
    if let Some(members) = record.as_object_mut() {
        members.retain(|name, _| {
            let own = OWN_MEMBERS.contains(&name.as_str());
            !own && (keep.is_empty() || keep.contains(name))
        });
    }
    if let Some(change) = change {
        overlay(&mut record, change);
    }
    record
}

/// What the org's schema demands of a user and the profile does not have.
pub(crate) fn demanded(schema: &Value, body: Option<&Value>) -> Vec<String> {
    let profile = body.map(|body| &body["profile"]);
    ["/definitions/base/required", "/definitions/custom/required"]
        .into_iter()
        .filter_map(|place| schema.pointer(place)?.as_array())
        .flatten()
        .filter_map(Value::as_str)
        .filter(|name| profile.is_none_or(|profile| profile.get(name).is_none()))
        .map(str::to_owned)
        .collect()
}

/// Whether a call reads what the org's users are made of.
fn reads_schema(template: &RequestTemplate) -> bool {
    let schemas = Part::Fixed("schemas".to_owned());
    template.path.contains(&schemas)
}

/// Whether a call asks for a vault's keys.
fn brings_keys(template: &RequestTemplate) -> bool {
    matches!(template.path.last(), Some(Part::Fixed(name)) if name == "jwks.json")
}

/// The input that a template's `search` or `filter` takes.
fn expression_of(template: &RequestTemplate) -> Option<&str> {
    template
        .query
        .iter()
        .filter(|part| matches!(part.name.as_str(), "search" | "filter"))
        .find_map(|part| match &part.value {
            Part::Input(id) => Some(id.as_str()),
            Part::Fixed(_) => None,
        })
}

#[cfg(test)]
mod tests {
    use catalogue::Catalogue;
    use serde_json::json;

    use super::*;

    #[test]
    fn every_action_of_the_catalogue_has_a_way_but_two() {
        let catalogue = Catalogue::builtin().unwrap();
        let without: Vec<_> = catalogue
            .connectors()
            .iter()
            .flat_map(|connector| &connector.actions)
            .filter(|action| matches!(Way::of(action), Way::NotYet(_)))
            .map(|action| action.id.as_str())
            .collect();
        assert!(without.is_empty(), "{without:?}");
    }

    #[test]
    fn what_a_change_leaves_out_stays_as_it_was() {
        let record = json!({
            "id": "guo1", "created": "x", "_links": {},
            "profile": { "name": "Old", "realmType": "PARTNER", "domains": ["a"] },
        });
        assert_eq!(
            merge(record, Some(json!({ "profile": { "name": "New" } })), &[]),
            json!({ "profile": { "name": "New", "realmType": "PARTNER", "domains": ["a"] } })
        );
    }

    #[test]
    fn what_the_schema_demands_is_found_missing() {
        let schema = json!({ "definitions": { "custom": { "required": ["badge"] }, "base": { "required": ["login"] } } });
        let body = json!({ "profile": { "login": "a" } });
        assert_eq!(demanded(&schema, Some(&body)), ["badge"]);
    }
}
