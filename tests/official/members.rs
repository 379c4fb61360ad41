//! Which members a schema knows. `OpenAPI` lets an object have any, so a misspelt one is valid and
//! does nothing: here it is found.

use serde_json::Value;

use crate::dialect::followed;

/// The members of a body that no schema declares, as JSON pointers. A schema that says that more
/// may stand in it knows them all.
pub(crate) fn unknown(document: &Value, schema: &Value, body: &Value) -> Vec<String> {
    let mut found = Vec::new();
    walk(document, &[schema], body, "", &mut found);
    found
}

/// Whether a schema has this place: each segment of the pointer is declared somewhere.
pub(crate) fn has_place(document: &Value, schema: &Value, pointer: &str) -> bool {
    let mut schemas = vec![schema];
    for name in pointer.split('/').skip(1) {
        let known = Known::of(document, &schemas);
        if known.open && known.items.is_empty() && known.members(name).is_empty() {
            return true;
        }
        let item = name.bytes().all(|byte| byte.is_ascii_digit()) && !known.items.is_empty();
        schemas = if item {
            known.items.clone()
        } else {
            known.members(name)
        };
        if schemas.is_empty() {
            return false;
        }
    }
    true
}

/// What several schemas say of one object, or of the items of one list.
struct Known<'a> {
    properties: Vec<(&'a str, &'a Value)>,
    items: Vec<&'a Value>,
    /// More may stand in it.
    open: bool,
}

impl<'a> Known<'a> {
    fn of(document: &'a Value, schemas: &[&'a Value]) -> Self {
        let mut known = Self {
            properties: Vec::new(),
            items: Vec::new(),
            open: false,
        };
        for schema in schemas {
            known.add(document, schema, 0);
        }
        known.open |= known.properties.is_empty() && known.items.is_empty();
        known
    }

    fn add(&mut self, document: &'a Value, schema: &'a Value, depth: u8) {
        let schema = followed(document, schema);
        if depth > 30 {
            return;
        }
        for join in ["allOf", "anyOf", "oneOf"] {
            for branch in schema[join].as_array().into_iter().flatten() {
                self.add(document, branch, depth + 1);
            }
        }
        let properties = schema["properties"].as_object().into_iter().flatten();
        self.properties
            .extend(properties.map(|(name, schema)| (name.as_str(), schema)));
        self.items.extend(schema.get("items"));
        self.open |= match schema.get("additionalProperties") {
            Some(Value::Bool(more)) => *more,
            Some(Value::Object(_)) => true,
            _ => false,
        };
    }

    fn members(&self, name: &str) -> Vec<&'a Value> {
        let named = self.properties.iter().filter(|(known, _)| *known == name);
        named.map(|(_, schema)| *schema).collect()
    }
}

fn walk(document: &Value, schemas: &[&Value], body: &Value, place: &str, found: &mut Vec<String>) {
    let known = Known::of(document, schemas);
    match body {
        Value::Object(members) => {
            for (name, value) in members {
                let schemas = known.members(name);
                let place = format!("{place}/{name}");
                if !schemas.is_empty() {
                    walk(document, &schemas, value, &place, found);
                } else if !known.open {
                    found.push(place);
                }
            }
        }
        Value::Array(items) => {
            for (nth, item) in items.iter().enumerate() {
                walk(
                    document,
                    &known.items,
                    item,
                    &format!("{place}/{nth}"),
                    found,
                );
            }
        }
        _ => {}
    }
}
