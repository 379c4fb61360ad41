//! Names and values for a vault, as they were typed: a JSON object of texts. Pure.

use serde::de::{Deserializer as _, Error as _, MapAccess, Visitor};
use serde_json::{Map, Value};

/// Reads `{"name": "value"}`, or says in a sentence why it is none. What was typed is a secret, so
/// no sentence repeats it.
pub(crate) fn pairs(text: &str) -> Result<Value, String> {
    let mut reader = serde_json::Deserializer::from_str(text);
    let pairs = reader.deserialize_map(Pairs).and_then(|pairs| {
        reader.end()?;
        Ok(pairs)
    });
    match pairs {
        Ok(pairs) if pairs.is_empty() => Err("There is nothing in it.".to_owned()),
        Ok(pairs) => Ok(Value::Object(pairs)),
        Err(error) if error.is_data() => Err(match error.to_string().as_str() {
            said if said.starts_with(TWICE) => {
                "A name stands in it twice, and the first value would be lost.".to_owned()
            }
            said if said.starts_with(NAMELESS) => "A value in it has no name.".to_owned(),
            _ => "It is no object of names and texts.".to_owned(),
        }),
        Err(error) => Err(format!(
            "It is not JSON: line {}, column {}.",
            error.line(),
            error.column()
        )),
    }
}

const TWICE: &str = "twice";
const NAMELESS: &str = "nameless";

struct Pairs;

impl<'de> Visitor<'de> for Pairs {
    type Value = Map<String, Value>;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("names and texts")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Self::Value, A::Error> {
        let mut pairs = Map::new();
        while let Some((name, value)) = members.next_entry::<String, String>()? {
            if name.trim().is_empty() {
                return Err(A::Error::custom(NAMELESS));
            }
            if pairs.insert(name, Value::from(value)).is_some() {
                return Err(A::Error::custom(TWICE));
            }
        }
        Ok(pairs)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn names_and_texts_are_taken_as_they_stand() {
        let typed = r#"{ "user": "ada", "password": " pä\"ss " }"#;
        let expected = json!({ "user": "ada", "password": " pä\"ss " });
        assert_eq!(pairs(typed), Ok(expected));
    }

    #[test]
    fn what_would_be_lost_or_is_no_text_is_refused_without_repeating_it() {
        for (typed, why) in [
            (r#"{"hush":"1","hush":"2"}"#, "twice"),
            (r#"{"":"hush"}"#, "no name"),
            (r#"{"pin":9713}"#, "no object"),
            (r#"["hush"]"#, "no object"),
            (r#"{"hush":{"a":"b"}}"#, "no object"),
            ("{}", "nothing"),
            ("{\n  \"hush\": }", "line 2, column 11"),
            (r#"{"a":"b"} hush"#, "line 1"),
        ] {
            let said = pairs(typed).unwrap_err();
            assert!(said.contains(why), "{typed}: {said}");
            assert!(!said.contains("hush") && !said.contains("9713"), "{said}");
        }
    }
}
