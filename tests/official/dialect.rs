//! From `OpenAPI` 3.0's dialect to JSON Schema draft 4, which is the nearest.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

/// `nullable` becomes a type, a `oneOf` with a discriminator becomes the branch that the
/// discriminator names, and what is no assertion goes: examples, and formats that are not about
/// the value.
pub(crate) fn convert(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(convert),
        Value::Object(schema) => {
            for name in ["example", "examples"] {
                // A property may be called so; then it is a schema and has a type.
                if schema
                    .get(name)
                    .is_some_and(|inner| inner.get("type").is_none())
                {
                    schema.remove(name);
                }
            }
            if schema
                .get("format")
                .is_some_and(|format| format.is_string() && *format != "date-time")
            {
                schema.remove("format");
            }
            discriminate(schema);
            for inner in schema.values_mut() {
                convert(inner);
            }
            if schema.get("nullable") == Some(&json!(true)) {
                schema.remove("nullable");
                let inner = Value::Object(std::mem::take(schema));
                schema.insert("anyOf".to_owned(), json!([inner, { "type": "null" }]));
            }
        }
        _ => {}
    }
}

fn discriminate(schema: &mut Map<String, Value>) {
    let Some(discriminator) = schema.remove("discriminator") else {
        return;
    };
    let (Some(name), Some(mapping)) = (
        discriminator["propertyName"].as_str(),
        discriminator["mapping"].as_object(),
    ) else {
        return;
    };
    if schema.remove("oneOf").is_none() {
        return;
    }
    let branches: Vec<_> = mapping
        .iter()
        .map(|(value, reference)| {
            let tag = json!({ "properties": { name: { "enum": [value] } }, "required": [name] });
            json!({ "allOf": [tag, { "$ref": reference }] })
        })
        .collect();
    schema.insert("anyOf".to_owned(), Value::Array(branches));
}

/// In a request nothing may stand that only a server writes (`OpenAPI` 3.0, *readOnly*), and
/// nothing of it is required.
///
/// Known fault of OPA's document: it calls the members by which its own branches are told apart
/// *readOnly*. Those stay.
pub(crate) fn forbid_read_only(document: &mut Value) {
    let unchanged = document.clone();
    let mut told_apart = BTreeSet::new();
    discriminators(&unchanged, &mut told_apart);
    let schemas = document["components"]["schemas"].as_object_mut();
    for (name, schema) in schemas.into_iter().flatten() {
        let stays: Vec<&str> = told_apart
            .iter()
            .filter(|(of, _)| of == name)
            .map(|(_, member)| member.as_str())
            .collect();
        forbid(schema, &unchanged, &stays);
    }
    forbid(&mut document["paths"], &unchanged, &[]);
}

/// Each schema that a discriminator leads to, with the member that tells it apart.
fn discriminators(value: &Value, found: &mut BTreeSet<(String, String)>) {
    let discriminator = &value["discriminator"];
    if let Some(member) = discriminator["propertyName"].as_str() {
        let leads = discriminator["mapping"].as_object().into_iter().flatten();
        let names = leads.filter_map(|(_, to)| to.as_str()?.rsplit('/').next());
        found.extend(names.map(|name| (name.to_owned(), member.to_owned())));
    }
    match value {
        Value::Array(items) => items.iter().for_each(|item| discriminators(item, found)),
        Value::Object(members) => members
            .values()
            .for_each(|item| discriminators(item, found)),
        _ => {}
    }
}

fn forbid(value: &mut Value, document: &Value, stays: &[&str]) {
    match value {
        Value::Array(items) => items
            .iter_mut()
            .for_each(|item| forbid(item, document, stays)),
        Value::Object(schema) => {
            let mut forbidden = Vec::new();
            if let Some(Value::Object(properties)) = schema.get_mut("properties") {
                for (name, property) in properties {
                    let read_only = followed(document, property)["readOnly"] == true;
                    if read_only && !stays.contains(&name.as_str()) {
                        *property = json!({ "not": {} });
                        forbidden.push(name.clone());
                    }
                }
            }
            if let Some(Value::Array(required)) = schema.get_mut("required") {
                required.retain(|name| !forbidden.iter().any(|gone| name == gone));
                // Draft 4 wants at least one.
                if required.is_empty() {
                    schema.remove("required");
                }
            }
            for inner in schema.values_mut() {
                forbid(inner, document, stays);
            }
        }
        _ => {}
    }
}

/// What a reference leads to; anything else is itself.
pub(crate) fn followed<'a>(document: &'a Value, mut value: &'a Value) -> &'a Value {
    while let Some(reference) = value["$ref"].as_str() {
        let Some(next) = document.pointer(reference.trim_start_matches('#')) else {
            return value;
        };
        value = next;
    }
    value
}
