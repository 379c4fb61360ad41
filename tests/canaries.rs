//! Secrets that are planted, and looked for afterwards in every form in which they could lie about.

use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::Path;

use aho_corasick::{AhoCorasick, MatchKind};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};

/// Part of a secret is a leak too: so many of its bytes in a row.
const PART: usize = 12;

/// What is looked for.
#[derive(Debug)]
pub struct Canaries {
    searcher: AhoCorasick,
    /// Of each pattern: which secret, and in which form.
    patterns: Vec<(String, &'static str)>,
}

/// A secret that was found.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Found {
    /// Which one.
    pub secret: String,
    /// In which form.
    pub form: &'static str,
    /// Where: a path, or a process.
    pub place: String,
}

impl Canaries {
    /// Looks for these, each a name and the secret itself.
    ///
    /// # Panics
    ///
    /// Where a secret is too short to be told from chance.
    pub fn new(secrets: &[(String, String)]) -> Self {
        Self::of_bytes(&bytes(secrets))
    }

    /// As [`Canaries::new`], for secrets that are no text, such as keys.
    pub fn of_bytes(secrets: &[(String, Vec<u8>)]) -> Self {
        Self::in_forms(secrets, true)
    }

    /// As [`Canaries::new`], but no parts of them: where a lot is searched, and a part would be
    /// what freed memory keeps by chance.
    pub fn whole(secrets: &[(String, String)]) -> Self {
        Self::whole_of_bytes(&bytes(secrets))
    }

    /// As [`Canaries::whole`], for secrets that are no text.
    pub fn whole_of_bytes(secrets: &[(String, Vec<u8>)]) -> Self {
        Self::in_forms(secrets, false)
    }

    fn in_forms(secrets: &[(String, Vec<u8>)], parts: bool) -> Self {
        let mut texts = Vec::new();
        let mut patterns = Vec::new();
        for (name, secret) in secrets {
            assert!(secret.len() >= PART, "{name} is too short to look for");
            for (form, bytes) in forms(secret, parts) {
                texts.push(bytes);
                patterns.push((name.clone(), form));
            }
        }
        let searcher = AhoCorasick::builder()
            .match_kind(MatchKind::Standard)
            .build(&texts)
            .expect("they fit into memory");
        Self { searcher, patterns }
    }

    /// What of it is in these bytes, each once.
    pub fn in_bytes(&self, bytes: &[u8], place: &str) -> Vec<Found> {
        let hits = self.searcher.find_overlapping_iter(bytes);
        let mut found: Vec<Found> = hits
            .map(|hit| {
                let (secret, form) = &self.patterns[hit.pattern()];
                Found {
                    secret: secret.clone(),
                    form,
                    place: place.to_owned(),
                }
            })
            .collect();
        found.sort();
        found.dedup();
        found
    }

    /// What of it is in the files below a folder, names of files included. `leave_out` says which
    /// folders are somebody else's.
    pub fn below(&self, dir: &Path, leave_out: &impl Fn(&Path) -> bool) -> io::Result<Vec<Found>> {
        let mut found = Vec::new();
        for entry in fs::read_dir(dir)? {
            let path = entry?.path();
            let place = path.display().to_string();
            found.extend(self.in_bytes(place.as_bytes(), &place));
            let kind = fs::symlink_metadata(&path)?.file_type();
            if kind.is_dir() && !leave_out(&path) {
                found.extend(self.below(&path, leave_out)?);
            } else if kind.is_file() {
                found.extend(self.in_bytes(&fs::read(&path)?, &place));
            }
        }
        Ok(found)
    }
}

fn bytes(secrets: &[(String, String)]) -> Vec<(String, Vec<u8>)> {
    let secrets = secrets.iter().cloned();
    secrets
        .map(|(name, secret)| (name, secret.into_bytes()))
        .collect()
}

/// A secret in the forms in which programs write things down.
fn forms(secret: &[u8], parts: bool) -> Vec<(&'static str, Vec<u8>)> {
    let part = if parts { PART } else { secret.len() };
    let mut forms: Vec<(&'static str, Vec<u8>)> = secret
        .windows(part)
        .map(|part| ("as it is", part.to_vec()))
        .collect();
    let wide =
        |order: fn(u16) -> [u8; 2]| secret.iter().flat_map(move |byte| order(u16::from(*byte)));
    forms.push(("UTF-16", wide(u16::to_le_bytes).collect()));
    forms.push(("UTF-16, big end first", wide(u16::to_be_bytes).collect()));
    forms.push(("backwards", secret.iter().rev().copied().collect()));
    forms.push(("hex", in_hex(secret, "", false)));
    forms.push(("hex, capitals", in_hex(secret, "", true)));
    forms.push(("percent", in_hex(secret, "%", true)));
    let needed: String = url::form_urlencoded::byte_serialize(secret).collect();
    forms.push(("percent where needed", needed.into_bytes()));
    if let Ok(text) = std::str::from_utf8(secret) {
        let quoted = serde_json::Value::from(text).to_string();
        forms.push(("JSON", quoted.trim_matches('"').as_bytes().to_vec()));
    }
    for at in 0..3 {
        forms.push(("Base64", base64(secret, at, &STANDARD_NO_PAD)));
        forms.push(("Base64 for URLs", base64(secret, at, &URL_SAFE_NO_PAD)));
    }
    forms
}

fn in_hex(secret: &[u8], before: &str, capitals: bool) -> Vec<u8> {
    let mut text = String::new();
    for byte in secret {
        let _ = if capitals {
            write!(text, "{before}{byte:02X}")
        } else {
            write!(text, "{before}{byte:02x}")
        };
    }
    text.into_bytes()
}

/// Its Base64 where `at` bytes stand before it in a group of three, without the characters that
/// its neighbours have a part in.
fn base64(secret: &[u8], at: usize, engine: &impl Engine) -> Vec<u8> {
    let text = engine.encode([&vec![0; at], secret].concat());
    let (first, last) = ((at * 8).div_ceil(6), (at + secret.len()) * 8 / 6);
    text.as_bytes()[first..last].to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "C4nary-b1rd.of~the/mine+0001";

    fn canaries() -> Canaries {
        Canaries::new(&[("secret".to_owned(), SECRET.to_owned())])
    }

    fn found(bytes: &[u8]) -> bool {
        !canaries().in_bytes(bytes, "here").is_empty()
    }

    #[test]
    fn a_secret_is_found_in_every_form_in_which_it_could_lie_about() {
        let backwards: String = SECRET.chars().rev().collect();
        let wide: Vec<u8> = SECRET.encode_utf16().flat_map(u16::to_le_bytes).collect();
        // Written out by `printf "$SECRET" | base64`, with none, one and two letters before it.
        for text in [
            "QzRuYXJ5LWIxcmQub2Z+dGhlL21pbmUrMDAwMQ==",
            "eEM0bmFyeS1iMXJkLm9mfnRoZS9taW5lKzAwMDE=",
            "eHlDNG5hcnktYjFyZC5vZn50aGUvbWluZSswMDAx",
            "QzRuYXJ5LWIxcmQub2Z-dGhlL21pbmUrMDAwMQ",
            "C4nary-b1rd.of%7Ethe%2Fmine%2B0001",
            "43346e6172792d623172642e6f667e7468652f6d696e652b30303031",
            "43346E6172792D623172642E6F667E7468652F6D696E652B30303031",
            &backwards,
        ] {
            assert!(found(text.as_bytes()), "{text}");
        }
        assert!(found(&wide));
        assert!(found(format!("{{\"token\":\"{SECRET}\"}}").as_bytes()));
    }

    #[test]
    fn a_part_of_it_is_found_and_what_is_only_like_it_is_not() {
        assert!(found(b"...y-b1rd.of~th..."));
        assert!(!found(b"C4nary-b1rd of the mine"));
    }

    #[test]
    fn files_are_searched_below_a_folder_and_by_their_names() {
        let dir = tempfile::tempdir().unwrap();
        let inner = dir.path().join("a/b");
        fs::create_dir_all(&inner).unwrap();
        fs::write(inner.join("log"), format!("x{SECRET}")).unwrap();
        fs::create_dir(dir.path().join("theirs")).unwrap();
        fs::write(dir.path().join("theirs/log"), SECRET).unwrap();
        fs::write(dir.path().join("C4nary-b1rd.of"), "").unwrap();
        let theirs = |path: &Path| path.ends_with("theirs");
        let places = canaries().below(dir.path(), &theirs).unwrap();
        let mut places: Vec<String> = places.into_iter().map(|found| found.place).collect();
        places.dedup();
        assert_eq!(places.len(), 2, "{places:?}");
    }
}
