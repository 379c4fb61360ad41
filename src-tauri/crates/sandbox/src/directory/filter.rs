//! SCIM expressions (RFC 7644 §3.4.2.2), as Okta's `search` and `filter` take them.

use std::cmp::Ordering;

use serde_json::Value;

/// A parsed expression.
#[derive(Debug)]
pub(crate) enum Filter {
    And(Box<Filter>, Box<Filter>),
    Or(Box<Filter>, Box<Filter>),
    Not(Box<Filter>),
    Present(String),
    Compare(String, Operator, Value),
}

/// How two values are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Operator {
    Equal,
    NotEqual,
    Contains,
    StartsWith,
    EndsWith,
    Greater,
    GreaterOrEqual,
    Less,
    LessOrEqual,
}

impl Filter {
    /// Parses an expression; the error says what was wrong with it.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let words = split(text)?;
        let mut parser = Parser {
            words: &words,
            depth: 0,
        };
        let filter = parser.either()?;
        match parser.words.first() {
            None => Ok(filter),
            Some(word) => Err(format!("Unexpected '{}'", word.text())),
        }
    }

    /// Whether a document fits.
    pub(crate) fn fits(&self, document: &Value) -> bool {
        match self {
            Self::And(one, other) => one.fits(document) && other.fits(document),
            Self::Or(one, other) => one.fits(document) || other.fits(document),
            Self::Not(inner) => !inner.fits(document),
            Self::Present(path) => !at(document, path).is_null(),
            Self::Compare(path, operator, wanted) => compare(at(document, path), *operator, wanted),
        }
    }

    /// Every property that is compared with `co`, and every property there is.
    pub(crate) fn properties(&self) -> Vec<(&str, Option<Operator>)> {
        match self {
            Self::And(one, other) | Self::Or(one, other) => one
                .properties()
                .into_iter()
                .chain(other.properties())
                .collect(),
            Self::Not(inner) => inner.properties(),
            Self::Present(path) => vec![(path, None)],
            Self::Compare(path, operator, _) => vec![(path, Some(*operator))],
        }
    }
}

/// A property by its dotted path.
pub(crate) fn at<'a>(document: &'a Value, path: &str) -> &'a Value {
    path.split('.').fold(document, |value, name| &value[name])
}

fn compare(found: &Value, operator: Operator, wanted: &Value) -> bool {
    if let Value::Array(many) = found {
        return many.iter().any(|one| compare(one, operator, wanted));
    }
    if let (Value::String(found), Value::String(wanted)) = (found, wanted) {
        let (found, wanted) = (found.to_lowercase(), wanted.to_lowercase());
        match operator {
            Operator::Contains => return found.contains(&wanted),
            Operator::StartsWith => return found.starts_with(&wanted),
            Operator::EndsWith => return found.ends_with(&wanted),
            _ => {}
        }
    }
    let order = order(found, wanted);
    match operator {
        Operator::Equal => order == Some(Ordering::Equal),
        Operator::NotEqual => order != Some(Ordering::Equal),
        Operator::Greater => order == Some(Ordering::Greater),
        Operator::GreaterOrEqual => matches!(order, Some(Ordering::Greater | Ordering::Equal)),
        Operator::Less => order == Some(Ordering::Less),
        Operator::LessOrEqual => matches!(order, Some(Ordering::Less | Ordering::Equal)),
        Operator::Contains | Operator::StartsWith | Operator::EndsWith => false,
    }
}

/// Times are compared as moments, text without regard to case.
pub(crate) fn order(one: &Value, other: &Value) -> Option<Ordering> {
    match (one, other) {
        (Value::String(one), Value::String(other)) => {
            let moments = (
                one.parse::<jiff::Timestamp>(),
                other.parse::<jiff::Timestamp>(),
            );
            if let (Ok(one), Ok(other)) = moments {
                return Some(one.cmp(&other));
            }
            Some(one.to_lowercase().cmp(&other.to_lowercase()))
        }
        (Value::Number(one), Value::Number(other)) => one.as_f64()?.partial_cmp(&other.as_f64()?),
        (Value::Bool(one), Value::Bool(other)) => Some(one.cmp(other)),
        (Value::Null, Value::Null) => Some(Ordering::Equal),
        // `registered eq "true"` is written as often as `registered eq true`.
        (Value::Bool(one), Value::String(other)) => {
            Some(one.to_string().cmp(&other.to_lowercase()))
        }
        _ => None,
    }
}

#[derive(Debug, Clone, PartialEq)]
enum Word {
    Open,
    Close,
    Name(String),
    Text(String),
}

impl Word {
    fn text(&self) -> &str {
        match self {
            Self::Open => "(",
            Self::Close => ")",
            Self::Name(text) | Self::Text(text) => text,
        }
    }

    fn is(&self, name: &str) -> bool {
        matches!(self, Self::Name(text) if text.eq_ignore_ascii_case(name))
    }
}

fn split(text: &str) -> Result<Vec<Word>, String> {
    let mut words = Vec::new();
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            c if c.is_whitespace() => {}
            '(' => words.push(Word::Open),
            ')' => words.push(Word::Close),
            '"' => {
                let mut quoted = String::new();
                loop {
                    match letters.next() {
                        Some('"') => break,
                        Some('\\') => quoted.extend(letters.next()),
                        Some(c) => quoted.push(c),
                        None => return Err("A quote is not closed".to_owned()),
                    }
                }
                words.push(Word::Text(quoted));
            }
            c => {
                let mut name = String::from(c);
                while let Some(c) = letters.next_if(|c| !c.is_whitespace() && !"()\"".contains(*c))
                {
                    name.push(c);
                }
                words.push(Word::Name(name));
            }
        }
    }
    Ok(words)
}

struct Parser<'a> {
    words: &'a [Word],
    depth: u32,
}

impl Parser<'_> {
    fn either(&mut self) -> Result<Filter, String> {
        let mut left = self.both()?;
        while self.takes("or") {
            left = Filter::Or(Box::new(left), Box::new(self.both()?));
        }
        Ok(left)
    }

    fn both(&mut self) -> Result<Filter, String> {
        let mut left = self.one()?;
        while self.takes("and") {
            left = Filter::And(Box::new(left), Box::new(self.one()?));
        }
        Ok(left)
    }

    fn one(&mut self) -> Result<Filter, String> {
        // Deeper than anybody writes; a stack has an end.
        self.depth += 1;
        if self.depth > 200 {
            return Err("The expression is too complex".to_owned());
        }
        if self.takes("not") {
            return Ok(Filter::Not(Box::new(self.one()?)));
        }
        match self.next() {
            Some(Word::Open) => {
                let inner = self.either()?;
                match self.next() {
                    Some(Word::Close) => Ok(inner),
                    _ => Err("A parenthesis is not closed".to_owned()),
                }
            }
            Some(Word::Name(path)) => self.comparison(path),
            Some(word) => Err(format!("Unexpected '{}'", word.text())),
            None => Err("The expression ends too early".to_owned()),
        }
    }

    fn comparison(&mut self, path: String) -> Result<Filter, String> {
        let Some(operator) = self.next() else {
            return Err(format!("No operator after '{path}'"));
        };
        let operator = match operator.text().to_lowercase().as_str() {
            "pr" => return Ok(Filter::Present(path)),
            "eq" => Operator::Equal,
            "ne" => Operator::NotEqual,
            "co" => Operator::Contains,
            "sw" => Operator::StartsWith,
            "ew" => Operator::EndsWith,
            "gt" => Operator::Greater,
            "ge" => Operator::GreaterOrEqual,
            "lt" => Operator::Less,
            "le" => Operator::LessOrEqual,
            other => return Err(format!("Unknown operator '{other}'")),
        };
        let value = match self.next() {
            Some(Word::Text(text)) => Value::String(text),
            Some(Word::Name(name)) => serde_json::from_str(&name.to_lowercase())
                .map_err(|_| format!("'{name}' is not a value; text stands in double quotes"))?,
            _ => return Err(format!("No value after '{path}'")),
        };
        Ok(Filter::Compare(path, operator, value))
    }

    fn takes(&mut self, name: &str) -> bool {
        let found = self.words.first().is_some_and(|word| word.is(name));
        if found {
            self.words = &self.words[1..];
        }
        found
    }

    fn next(&mut self) -> Option<Word> {
        let (first, rest) = self.words.split_first()?;
        self.words = rest;
        Some(first.clone())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::Filter;

    fn fits(expression: &str) -> bool {
        let document = json!({
            "status": "ACTIVE", "lastUpdated": "2026-03-01T10:00:00.000Z",
            "profile": { "name": "Ünïcode \"quoted\"", "registered": true, "none": null },
        });
        Filter::parse(expression).unwrap().fits(&document)
    }

    #[test]
    fn and_binds_tighter_than_or_and_parentheses_tighter_than_both() {
        assert!(fits(
            r#"status eq "ACTIVE" or status eq "X" and status eq "Y""#
        ));
        assert!(!fits(
            r#"(status eq "ACTIVE" or status eq "X") and status eq "Y""#
        ));
    }

    #[test]
    fn text_is_compared_without_case_and_times_as_moments() {
        assert!(fits(r#"profile.name sw "ünïCODE""#));
        assert!(fits(r#"lastUpdated gt "2026-03-01T11:00:00+02:00""#));
        assert!(fits(r#"not (lastUpdated lt "2026-01-01T00:00:00Z")"#));
        assert!(fits(r#"profile.name co "\"quoted\"""#));
    }

    #[test]
    fn a_null_is_not_present() {
        assert!(fits("profile.registered pr and profile.registered eq true"));
        assert!(!fits("profile.none pr"));
    }

    #[test]
    fn nonsense_is_refused_with_a_reason() {
        for wrong in [
            "",
            "status",
            "status eq",
            "status xx \"a\"",
            "(status pr",
            "a eq b",
            "status pr )",
        ] {
            assert!(Filter::parse(wrong).is_err(), "{wrong}");
        }
        assert!(Filter::parse(&"(".repeat(100_000)).is_err());
    }
}
