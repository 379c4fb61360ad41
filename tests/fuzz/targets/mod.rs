//! The parsers, one file each.

mod callback;
#[cfg(feature = "cards")]
mod cards;
mod hosts;
mod id_token;
mod import;
mod link;
mod opa;
mod refusal;
mod token;

use crate::escaped::unescaped;

/// A parser, what it may be given to begin with, and what must hold of it.
pub struct Target {
    /// Its name, also of its corpus.
    pub name: &'static str,
    /// Panics where a promise is broken.
    pub check: fn(&[u8]),
    seeds: fn() -> Vec<Vec<u8>>,
    /// One input a line, as Rust writes byte strings.
    corpus: &'static str,
}

impl Target {
    /// All inputs that are at hand: the cases of the tests' tables, and those that fuzzing found.
    pub fn inputs(&self) -> Vec<Vec<u8>> {
        let mut inputs = (self.seeds)();
        inputs.extend(self.corpus.lines().map(unescaped));
        inputs
    }
}

/// All of them.
pub const TARGETS: [Target; 8] = [
    Target {
        name: "domain",
        check: hosts::check,
        seeds: hosts::seeds,
        corpus: include_str!("../corpus/domain.txt"),
    },
    Target {
        name: "callback",
        check: callback::check,
        seeds: callback::seeds,
        corpus: include_str!("../corpus/callback.txt"),
    },
    Target {
        name: "token",
        check: token::check,
        seeds: token::seeds,
        corpus: include_str!("../corpus/token.txt"),
    },
    Target {
        name: "id-token",
        check: id_token::check,
        seeds: id_token::seeds,
        corpus: include_str!("../corpus/id-token.txt"),
    },
    Target {
        name: "link",
        check: link::check,
        seeds: link::seeds,
        corpus: include_str!("../corpus/link.txt"),
    },
    Target {
        name: "import",
        check: import::check,
        seeds: import::seeds,
        corpus: include_str!("../corpus/import.txt"),
    },
    Target {
        name: "refusal",
        check: refusal::check,
        seeds: refusal::seeds,
        corpus: include_str!("../corpus/refusal.txt"),
    },
    Target {
        name: "opa",
        check: opa::check,
        seeds: opa::seeds,
        corpus: include_str!("../corpus/opa.txt"),
    },
];

/// Texts as bytes.
fn bytes<'a>(texts: impl IntoIterator<Item = &'a str>) -> Vec<Vec<u8>> {
    texts
        .into_iter()
        .map(|text| text.as_bytes().to_vec())
        .collect()
}

/// The members of an object that was taken, read again. `None` where one that nobody reads holds what
/// is passed over unread, and not by `Value`: half a surrogate pair, a number without end, brackets
/// in brackets. What stands behind the object is passed over by `oauth2`.
fn said(json: &[u8]) -> Option<serde_json::Value> {
    let mut values = serde_json::Deserializer::from_slice(json).into_iter();
    values.next()?.ok()
}

/// When all of this takes place.
fn now() -> jiff::Timestamp {
    jiff::Timestamp::constant(1_793_606_400, 0)
}
