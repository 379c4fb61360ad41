//! Reading JSON whose shape nobody has promised: what is of the expected kind is taken, and
//! whatever stands in its place is passed over. Only a name that is there twice is an error.

use std::fmt;
use std::marker::PhantomData;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

/// What becomes of a JSON value of each kind; by default nothing.
pub(crate) trait Shape<'de>: Default {
    fn text(_text: &str) -> Self {
        Self::default()
    }

    fn flag(_flag: bool) -> Self {
        Self::default()
    }

    fn list<A: SeqAccess<'de>>(mut items: A) -> Result<Self, A::Error> {
        while items.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Self::default())
    }

    fn object<A: MapAccess<'de>>(mut members: A) -> Result<Self, A::Error> {
        while members.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Self::default())
    }
}

/// For `#[serde(deserialize_with)]`.
pub(crate) fn lenient<'de, S: Shape<'de>, D: Deserializer<'de>>(source: D) -> Result<S, D::Error> {
    source.deserialize_any(Whatever(PhantomData))
}

struct Whatever<S>(PhantomData<S>);

impl<'de, S: Shape<'de>> Visitor<'de> for Whatever<S> {
    type Value = S;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_bool<E: Error>(self, flag: bool) -> Result<S, E> {
        Ok(S::flag(flag))
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<S, E> {
        Ok(S::default())
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<S, E> {
        Ok(S::default())
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<S, E> {
        Ok(S::default())
    }

    fn visit_unit<E: Error>(self) -> Result<S, E> {
        Ok(S::default())
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<S, E> {
        Ok(S::text(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<S, A::Error> {
        S::list(items)
    }

    fn visit_map<A: MapAccess<'de>>(self, members: A) -> Result<S, A::Error> {
        S::object(members)
    }
}

impl Shape<'_> for Option<String> {
    fn text(text: &str) -> Self {
        Some(text.to_owned())
    }
}

impl Shape<'_> for bool {
    fn flag(flag: bool) -> Self {
        flag
    }
}

impl<'de, T: Deserialize<'de>> Shape<'de> for Vec<T> {
    fn list<A: SeqAccess<'de>>(mut items: A) -> Result<Self, A::Error> {
        let mut all = Self::new();
        while let Some(item) = items.next_element()? {
            all.push(item);
        }
        Ok(all)
    }
}

/// An object of known members.
#[derive(Debug)]
pub(crate) struct Object<T>(pub(crate) Option<T>);

impl<T> Default for Object<T> {
    fn default() -> Self {
        Self(None)
    }
}

impl<'de, T: Deserialize<'de>> Shape<'de> for Object<T> {
    fn object<A: MapAccess<'de>>(members: A) -> Result<Self, A::Error> {
        T::deserialize(MapAccessDeserializer::new(members)).map(|found| Self(Some(found)))
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Object<T> {
    fn deserialize<D: Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
        lenient(source)
    }
}

/// An object whose names are keys: its values, in the order of the file.
#[derive(Debug)]
pub(crate) struct Entries<T>(pub(crate) Option<Vec<T>>);

impl<T> Default for Entries<T> {
    fn default() -> Self {
        Self(None)
    }
}

impl<'de, T: Deserialize<'de>> Shape<'de> for Entries<T> {
    /// A key that is there twice would hide what one of the two says.
    fn object<A: MapAccess<'de>>(mut members: A) -> Result<Self, A::Error> {
        let mut seen = std::collections::HashSet::new();
        let mut all = Vec::new();
        while let Some(key) = members.next_key::<String>()? {
            if !seen.insert(key) {
                return Err(A::Error::custom("one key is there twice"));
            }
            all.push(members.next_value()?);
        }
        Ok(Self(Some(all)))
    }
}
