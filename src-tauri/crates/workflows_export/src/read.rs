//! From bytes to flows and cards.

use serde_json::error::Category;

use crate::format::{File, Held, HeldData, Input, Method, Model, Steps};
use crate::lenient::{Entries, Object};
use crate::shown::shown;
use crate::unreadable::MOST_BYTES;
use crate::{Card, Export, Flow, Request, Unreadable};

/// How many brackets may stand in one another: below `serde_json`'s own limit of 128. A flow in a
/// flow in a flow has about 50.
const DEEPEST: usize = 120;

/// The most flows and the most cards of connectors in one file.
const MOST_FLOWS: usize = 5_000;
const MOST_CARDS: usize = 20_000;

/// How archives begin: ZIP, gzip, 7z, RAR.
const ARCHIVES: [&[u8]; 4] = [b"PK\x03\x04", b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!"];

/// Reads a `.flopack`, `.folder` or `.flow` file.
pub fn read(bytes: &[u8]) -> Result<Export, Unreadable> {
    if bytes.len() > MOST_BYTES {
        return Err(Unreadable::TooLarge);
    }
    if ARCHIVES.iter().any(|magic| bytes.starts_with(magic)) {
        return Err(Unreadable::Archive);
    }
    let text = std::str::from_utf8(bytes).map_err(|_| Unreadable::NotText)?;
    let text = text.trim_start_matches('\u{feff}');
    if text.trim().is_empty() {
        return Err(Unreadable::Empty);
    }
    if deepest(text) > DEEPEST {
        return Err(Unreadable::TooDeep);
    }
    let Object(file): Object<File> = serde_json::from_str(text).map_err(|error| unread(&error))?;
    let file = file.ok_or(Unreadable::NotAnExport)?;
    let data = file
        .data
        .0
        .filter(|_| file.kind.as_deref() == Some("flopack"));
    let Entries(Some(flos)) = data.ok_or(Unreadable::NotAnExport)?.flos else {
        return Err(Unreadable::NotAnExport);
    };
    if flos.len() > MOST_FLOWS {
        return Err(Unreadable::TooMany);
    }
    let mut flows = Vec::new();
    for flo in flos.into_iter().filter_map(|flo| flo.0) {
        let mut cards = Vec::new();
        if let Some(steps) = flo.data.0 {
            gather(steps, &mut cards);
        }
        let name = shown(&flo.name.unwrap_or_default());
        flows.push(Flow {
            name: if name.is_empty() {
                "Unnamed flow".to_owned()
            } else {
                name
            },
            cards,
        });
    }
    if flows.iter().map(|flow| flow.cards.len()).sum::<usize>() > MOST_CARDS {
        return Err(Unreadable::TooMany);
    }
    Ok(Export {
        version: shown(&file.version.unwrap_or_default()),
        created: file.created.as_deref().map(shown),
        flows,
    })
}

fn unread(error: &serde_json::Error) -> Unreadable {
    match error.classify() {
        // Everything else that is of another shape is passed over.
        Category::Data => Unreadable::Twice { line: error.line() },
        Category::Syntax | Category::Eof | Category::Io => Unreadable::NotJson {
            line: error.line(),
            column: error.column(),
        },
    }
}

/// How many brackets stand in one another at most.
fn deepest(text: &str) -> usize {
    let (mut depth, mut most) = (0_usize, 0);
    let (mut in_string, mut escaped) = (false, false);
    for byte in text.bytes() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            b'{' | b'[' if !in_string => {
                depth += 1;
                most = most.max(depth);
            }
            b'}' | b']' if !in_string => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    most
}

/// The cards of these steps, and of the flows inside their inputs.
fn gather(steps: Steps, cards: &mut Vec<Card>) {
    for method in steps.methods.into_iter().filter_map(|method| method.0) {
        let (card, inner) = read_method(method);
        cards.extend(card);
        for steps in inner {
            gather(steps, cards);
        }
    }
}

fn read_method(method: Method) -> (Option<Card>, Vec<Steps>) {
    let (titled, model) = match method.node.0 {
        Some(node) => (node.data.0.and_then(|named| named.name), node.model.0),
        None => (None, None),
    };
    let Some(Model {
        webhook,
        metadata,
        inputs,
    }) = model
    else {
        return (card(method.address, titled, false, None), Vec::new());
    };
    let inputs = inputs
        .0
        .and_then(|inputs| inputs.data.0)
        .unwrap_or_default();
    let mut told = Told::default();
    let mut inner = Vec::new();
    for Input { key, value } in inputs.into_iter().filter_map(|input| input.0) {
        let Some(Held { kind, data }) = value.0 else {
            continue;
        };
        match data {
            HeldData::Text(text) => told.hear(&key.unwrap_or_default(), &text),
            HeldData::Steps(steps) if kind.as_deref() == Some("flo") => inner.push(steps),
            HeldData::Steps(_) | HeldData::Other => {}
        }
    }
    let name = metadata.0.and_then(|named| named.name).or(titled);
    (card(method.address, name, webhook, told.request()), inner)
}

/// A card of a connector; functions are `root:kernel:…`.
fn card(
    address: Option<String>,
    name: Option<String>,
    event: bool,
    request: Option<Request>,
) -> Option<Card> {
    let address = address?;
    let parts: Vec<&str> = address.split(':').collect();
    let ["root", "channels", _, module, _, key] = parts.as_slice() else {
        return None;
    };
    Some(Card {
        module: shown(module),
        key: shown(key),
        name: shown(&name.unwrap_or_default()),
        event,
        request,
    })
}

/// The two inputs of a card for any request. Connectors of the newer kind add a mark of their own
/// to an input's key, such as `relative_url_9KSKGU`.
#[derive(Default)]
struct Told {
    method: String,
    path: String,
}

impl Told {
    fn hear(&mut self, key: &str, text: &str) {
        let key: String = key
            .chars()
            .filter(char::is_ascii_alphanumeric)
            .map(|c| c.to_ascii_lowercase())
            .collect();
        if key.starts_with("requesttype") {
            self.method = shown(text);
        } else if key.starts_with("relativeurl") {
            self.path = shown(text.split(['?', '#']).next().unwrap_or_default());
        }
    }

    fn request(self) -> Option<Request> {
        let Self { method, path } = self;
        path.starts_with('/').then_some(Request { method, path })
    }
}
