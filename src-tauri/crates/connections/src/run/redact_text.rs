//! Secrets in text: in URLs, sentences, and bodies that are not JSON. Pure.

use percent_encoding::percent_decode_str;

use super::request::MASK;
use super::secret_names::is_secret;

/// A value shorter than this is masked only where it is the whole text: as a part of others it
/// would blacken every other word.
const TELLTALE: usize = 6;

/// What comes before a token in a header.
const SCHEMES: [&str; 4] = ["bearer", "basic", "ssws", "dpop"];

/// The parts of Okta's paths after which a one-time token stands.
const BEFORE_TOKEN: [&str; 4] = ["welcome", "reset-password", "recovery", "qr"];

/// Names that are secrets in a query and nowhere else (RFC 6749 §4.1.2).
const IN_QUERIES: [&str; 2] = ["code", "code_verifier"];

/// What was typed as a secret in this run.
#[derive(Clone, Default)]
pub(super) struct Known(Vec<String>);

impl Known {
    /// Of these values; the longest are looked for first, for one may be part of another.
    pub(super) fn of(mut values: Vec<String>) -> Self {
        values.retain(|value| !value.is_empty());
        values.sort_by_key(|value| std::cmp::Reverse(value.len()));
        Self(values)
    }

    fn masked(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for value in &self.0 {
            if text == *value {
                return MASK.to_owned();
            }
            if value.chars().count() >= TELLTALE {
                text = text.replace(value, MASK);
            }
        }
        text
    }
}

/// A text of which most is no secret: a URL, a sentence, a value.
pub(super) fn line(text: &str, known: &Known) -> String {
    if text.contains("PRIVATE KEY-----") {
        return MASK.to_owned();
    }
    let text = known.masked(text);
    let mut masked = String::with_capacity(text.len());
    let mut before = String::new();
    for part in parts(&text, is_of_url) {
        if part.starts_with(is_of_url) {
            let token = SCHEMES.contains(&before.as_str()) && is_opaque(part);
            masked.push_str(&if token { MASK.to_owned() } else { word(part) });
            before = part.to_ascii_lowercase();
        } else {
            masked.push_str(part);
        }
    }
    masked
}

/// A body that is no JSON, or only the beginning of some. From the first name of a secret on it may
/// hold one, however it is written; from a backslash on too, for that can hide a name.
pub(super) fn foreign(text: &str, known: &Known) -> String {
    let mut kept = 0;
    for part in parts(text, is_of_name) {
        if part.contains('\\') || names_secret(part) {
            let shown = line(&text[..kept], known);
            return format!("{shown}{MASK}\n(The rest may hold a secret and is left out.)");
        }
        kept += part.len();
    }
    line(text, known)
}

/// Whether it is the name of a secret, or begins with one: a hyphen may join a name to its secret.
fn names_secret(part: &str) -> bool {
    let hyphens = part.match_indices('-').map(|(at, _)| at);
    let mut ends = hyphens.chain([part.len()]);
    ends.any(|end| is_secret(&decoded(&part[..end])))
}

/// One word of a text: a token by its look, a path, and pairs of names and values.
fn word(word: &str) -> String {
    if is_compact_jose(word) {
        return MASK.to_owned();
    }
    let mut masked = String::with_capacity(word.len());
    let mut in_query = false;
    for piece in word.split_inclusive(['?', '&', '#', ';']) {
        let pair = piece.trim_end_matches(['?', '&', '#', ';']);
        match pair.split_once('=') {
            Some((name, value)) => {
                masked.push_str(&segments(name));
                masked.push('=');
                masked.push_str(if hides(name, value, in_query) {
                    MASK
                } else {
                    value
                });
            }
            None => masked.push_str(&segments(pair)),
        }
        masked.push_str(&piece[pair.len()..]);
        in_query = in_query || piece.ends_with('?');
    }
    masked
}

/// Whether the value of a pair is a secret, or holds one: a URL may carry another.
fn hides(name: &str, value: &str, in_query: bool) -> bool {
    if value.is_empty() {
        return false;
    }
    let name = decoded(name.rsplit('/').next().unwrap_or_default());
    let within = decoded(value);
    is_secret(&name)
        || in_query && IN_QUERIES.contains(&name.as_str())
        || within != value && line(&within, &Known::default()) != within
}

/// A path; the one-time tokens in it are masked.
fn segments(path: &str) -> String {
    let segments: Vec<&str> = path.split('/').collect();
    let masked = segments.iter().enumerate().map(|(n, segment)| {
        let before = n.checked_sub(1).map_or("", |before| segments[before]);
        let after = segments.get(n + 1).copied().unwrap_or_default();
        let marked = BEFORE_TOKEN.contains(&before) || before == "tokens" && after == "verify";
        if marked && is_opaque(segment) {
            MASK
        } else {
            segment
        }
    });
    masked.collect::<Vec<_>>().join("/")
}

/// A token is long, or has digits or capitals where a word has none.
fn is_opaque(text: &str) -> bool {
    let odd = |byte: u8| byte.is_ascii_digit() || byte.is_ascii_uppercase();
    text.len() >= 20 || text.bytes().any(odd)
}

/// A signed or sealed token in compact form (RFC 7515 §3.1, RFC 7516 §3.1): its header is JSON,
/// which in base64url begins with `eyJ`.
fn is_compact_jose(word: &str) -> bool {
    word.split(['=', '/', '?', '&', ';'])
        .any(|part| part.starts_with("eyJ") && part.matches('.').count() >= 2)
}

fn decoded(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

/// The text in pieces, each all of such letters or all of others; joined they are the text.
fn parts(text: &str, such: fn(char) -> bool) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let of_one_kind = such(rest.chars().next()?);
        let end = rest
            .find(|letter| such(letter) != of_one_kind)
            .unwrap_or(rest.len());
        let (part, after) = rest.split_at(end);
        rest = after;
        Some(part)
    })
}

fn is_of_url(letter: char) -> bool {
    is_of_name(letter) || ".~+/=?&#@;•".contains(letter)
}

fn is_of_name(letter: char) -> bool {
    letter.is_alphanumeric() || matches!(letter, '-' | '_' | '%')
}
