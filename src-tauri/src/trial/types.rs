//! The window's types, as `ts-rs` has written them.

use std::fs;
use std::path::Path;

/// What a value looks like.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Shape {
    Null,
    Truth,
    Number,
    Text,
    Literal(String),
    List(Box<Shape>),
    Tuple(Vec<Shape>),
    Map(Box<Shape>),
    Object(Vec<(String, Shape)>),
    OneOf(Vec<Shape>),
}

/// The type of this name.
pub(super) fn named(name: &str) -> Shape {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ui/src/ipc/bindings");
    let text = fs::read_to_string(folder.join(format!("{name}.ts")));
    let text = text.unwrap_or_else(|error| panic!("{name}: {error}"));
    let begins = format!("export type {name} = ");
    let (_, written) = text.split_once(&begins).expect("it is exported");
    let mut reader = Reader { text: written };
    reader.one_of()
}

/// Reads one type after the other.
struct Reader<'a> {
    text: &'a str,
}

impl Reader<'_> {
    /// Comments and blanks go unseen.
    fn skip(&mut self) {
        self.text = self.text.trim_start();
        while let Some(comment) = self.text.strip_prefix("/**") {
            let (_, rest) = comment.split_once("*/").expect("it ends");
            self.text = rest.trim_start();
        }
    }

    /// Whether this stands here; it is left behind then.
    fn take(&mut self, token: &str) -> bool {
        self.skip();
        let taken = self.text.strip_prefix(token);
        self.text = taken.unwrap_or(self.text);
        taken.is_some()
    }

    fn word(&mut self) -> String {
        self.skip();
        let end = self.text.find(|c: char| !c.is_alphanumeric() && c != '_');
        let (word, rest) = self.text.split_at(end.unwrap_or(self.text.len()));
        self.text = rest;
        word.to_owned()
    }

    fn quoted(&mut self) -> String {
        let (text, rest) = self.text.split_once('"').expect("it ends");
        self.text = rest;
        text.to_owned()
    }

    fn one_of(&mut self) -> Shape {
        let mut shapes = vec![self.one()];
        while self.take("|") {
            shapes.push(self.one());
        }
        if shapes.len() == 1 {
            return shapes.remove(0);
        }
        Shape::OneOf(shapes)
    }

    fn one(&mut self) -> Shape {
        if self.take("\"") {
            return Shape::Literal(self.quoted());
        }
        if self.take("{") {
            return self.members();
        }
        if self.take("[") {
            let mut shapes = Vec::new();
            while !self.take("]") {
                shapes.push(self.one_of());
                self.take(",");
            }
            return Shape::Tuple(shapes);
        }
        match self.word().as_str() {
            "null" => Shape::Null,
            "boolean" => Shape::Truth,
            "number" | "bigint" => Shape::Number,
            "string" => Shape::Text,
            "Array" => {
                assert!(self.take("<"), "of something");
                let shape = self.one_of();
                assert!(self.take(">"), "no more");
                Shape::List(Box::new(shape))
            }
            name => named(name),
        }
    }

    fn members(&mut self) -> Shape {
        if self.take("[key in") {
            self.one_of();
            assert!(self.take("]"), "a key");
            self.take("?");
            assert!(self.take(":"), "a value");
            let shape = self.one_of();
            self.take(",");
            assert!(self.take("}"), "no more");
            return Shape::Map(Box::new(shape));
        }
        let mut members = Vec::new();
        while !self.take("}") {
            let name = if self.take("\"") {
                self.quoted()
            } else {
                self.word()
            };
            self.take("?");
            assert!(self.take(":"), "{name}: {}", self.text);
            members.push((name, self.one_of()));
            let _between = self.take(",") || self.take(";");
        }
        Shape::Object(members)
    }
}
