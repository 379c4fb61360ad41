//! The members of an export that are read. All others are passed over.

use serde::Deserialize;
use serde::de::MapAccess;
use serde::de::value::MapAccessDeserializer;

use crate::lenient::{Entries, Object, Shape, lenient};

#[derive(Debug, Deserialize)]
pub(crate) struct File {
    #[serde(default, deserialize_with = "lenient", rename = "type")]
    pub(crate) kind: Option<String>,
    #[serde(default, deserialize_with = "lenient")]
    pub(crate) version: Option<String>,
    #[serde(default, deserialize_with = "lenient")]
    pub(crate) created: Option<String>,
    #[serde(default)]
    pub(crate) data: Object<Data>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Data {
    #[serde(default, deserialize_with = "lenient")]
    pub(crate) flos: Entries<Object<Flo>>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Flo {
    #[serde(default, deserialize_with = "lenient")]
    pub(crate) name: Option<String>,
    #[serde(default)]
    pub(crate) data: Object<Steps>,
}

/// What a flow does, in the file's own tree or inside an input of a card.
#[derive(Debug, Deserialize)]
pub(crate) struct Steps {
    #[serde(default, deserialize_with = "lenient")]
    pub(crate) methods: Vec<Object<Method>>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Method {
    /// `root:channels:http:okta:1.0.605:readUser`, or `root:kernel:…` for a function.
    #[serde(default, deserialize_with = "lenient")]
    pub(crate) address: Option<String>,
    #[serde(default)]
    pub(crate) node: Object<Node>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Node {
    #[serde(default)]
    pub(crate) data: Object<Named>,
    #[serde(default)]
    pub(crate) model: Object<Model>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Named {
    #[serde(default, deserialize_with = "lenient")]
    pub(crate) name: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Model {
    /// Set on events, which Okta delivers to a web hook.
    #[serde(default, deserialize_with = "lenient")]
    pub(crate) webhook: bool,
    #[serde(default)]
    pub(crate) metadata: Object<Named>,
    #[serde(default)]
    pub(crate) inputs: Object<Inputs>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Inputs {
    #[serde(default, deserialize_with = "lenient")]
    pub(crate) data: Entries<Object<Input>>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Input {
    #[serde(default, deserialize_with = "lenient")]
    pub(crate) key: Option<String>,
    #[serde(default)]
    pub(crate) value: Object<Held>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Held {
    /// `flo` where `data` is a flow of its own.
    #[serde(default, deserialize_with = "lenient", rename = "type")]
    pub(crate) kind: Option<String>,
    #[serde(default, deserialize_with = "lenient")]
    pub(crate) data: HeldData,
}

/// What an input holds.
#[derive(Debug, Default)]
pub(crate) enum HeldData {
    #[default]
    Other,
    Text(String),
    Steps(Steps),
}

impl<'de> Shape<'de> for HeldData {
    fn text(text: &str) -> Self {
        Self::Text(text.to_owned())
    }

    fn object<A: MapAccess<'de>>(members: A) -> Result<Self, A::Error> {
        Steps::deserialize(MapAccessDeserializer::new(members)).map(Self::Steps)
    }
}
