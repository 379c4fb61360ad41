//! What a token may do (RFC 6749 §3.3).

use std::collections::BTreeSet;
use std::fmt;

use serde::{Deserialize, Serialize};

/// One scope, such as `okta.users.read`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Scope(String);

impl Scope {
    /// `None` unless it is one token of visible ASCII without `"` and `\` (RFC 6749 §3.3).
    pub fn parse(text: &str) -> Option<Self> {
        let token = |b: u8| b == 0x21 || (0x23..=0x5b).contains(&b) || (0x5d..=0x7e).contains(&b);
        (!text.is_empty() && text.bytes().all(token)).then(|| Self(text.to_owned()))
    }

    /// The scope as it goes on the wire.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether this is one of Okta's API scopes, which an admin grants to the app one by one.
    pub fn is_okta_api(&self) -> bool {
        self.0.starts_with("okta.")
    }

    /// The scope that does everything which this one does and more: `okta.X.manage` for
    /// `okta.X.read`, and none for any other.
    pub fn wider(&self) -> Option<Self> {
        let family = self.0.strip_suffix(".read")?;
        self.is_okta_api().then(|| Self(format!("{family}.manage")))
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Scopes without order or repetition.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ScopeSet(BTreeSet<Scope>);

impl ScopeSet {
    /// Reads a space-separated list, as in a token response; what is no scope is left out.
    pub fn from_wire(text: &str) -> Self {
        text.split_ascii_whitespace()
            .filter_map(Scope::parse)
            .collect()
    }

    /// Space-separated, sorted.
    pub fn to_wire(&self) -> String {
        self.0
            .iter()
            .map(Scope::as_str)
            .collect::<Vec<_>>()
            .join(" ")
    }

    /// Whether this very scope is in it.
    pub fn contains(&self, scope: &str) -> bool {
        self.0.iter().any(|held| held.as_str() == scope)
    }

    /// Whether a call that needs `scope` would pass: it is here, or `okta.X.manage` is and
    /// `okta.X.read` is needed (Okta: manage scopes do everything the read scopes do).
    pub fn covers(&self, scope: &str) -> bool {
        let wider = Scope::parse(scope).and_then(|scope| scope.wider());
        self.contains(scope) || wider.is_some_and(|wider| self.contains(wider.as_str()))
    }

    /// What is here and not in `other`.
    #[must_use]
    pub fn minus(&self, other: &Self) -> Self {
        self.0.difference(&other.0).cloned().collect()
    }

    /// What is here or in `other`.
    #[must_use]
    pub fn plus(&self, other: &Self) -> Self {
        self.0.union(&other.0).cloned().collect()
    }

    /// Without each scope whose wider one is here too: what is left does the same.
    #[must_use]
    pub fn reduced(&self) -> Self {
        let narrow = |scope: &&Scope| {
            let wider = scope.wider();
            wider.is_some_and(|wider| self.0.contains(&wider))
        };
        let all = self.0.iter();
        all.filter(|scope| !narrow(scope)).cloned().collect()
    }

    /// In order.
    pub fn iter(&self) -> impl Iterator<Item = &Scope> {
        self.0.iter()
    }

    /// How many.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl FromIterator<Scope> for ScopeSet {
    fn from_iter<I: IntoIterator<Item = Scope>>(scopes: I) -> Self {
        Self(scopes.into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manage_scope_covers_reads_of_its_own_family_only() {
        let held = ScopeSet::from_wire("okta.users.manage openid");
        assert!(held.covers("okta.users.read"));
        assert!(held.covers("okta.users.manage"));
        assert!(!held.covers("okta.groups.read"));
        assert!(!ScopeSet::from_wire("okta.users.read").covers("okta.users.manage"));
    }

    #[test]
    fn a_set_is_reduced_by_what_a_manage_scope_in_it_does_and_does_the_same() {
        let all = ScopeSet::from_wire("okta.users.read okta.users.manage okta.logs.read openid");
        let few = all.reduced();
        assert_eq!(few.to_wire(), "okta.logs.read okta.users.manage openid");
        assert!(all.iter().all(|scope| few.covers(scope.as_str())));
        assert_eq!(few.reduced(), few);
    }

    #[test]
    fn missing_scopes_are_those_asked_for_and_not_granted() {
        let asked = ScopeSet::from_wire("openid okta.users.read okta.realms.read");
        let granted = ScopeSet::from_wire("okta.users.read   openid");
        assert_eq!(asked.minus(&granted).to_wire(), "okta.realms.read");
    }

    #[test]
    fn what_is_no_scope_token_is_left_out() {
        assert_eq!(ScopeSet::from_wire("a\"b openid c\\d").to_wire(), "openid");
    }

    #[test]
    fn a_scope_is_a_token_of_the_letters_that_the_rfc_names() {
        // RFC 6749 §3.3: %x21 / %x23-5B / %x5D-7E.
        for byte in 0..=0x7f_u8 {
            let letter = char::from(byte).to_string();
            let scope = Scope::parse(&letter).map(|scope| scope.to_string());
            let is_one = matches!(byte, 0x21 | 0x23..=0x5b | 0x5d..=0x7e);
            assert_eq!(scope, is_one.then_some(letter), "{byte:#x}");
        }
        for text in ["", "é", "openid ", "a b"] {
            assert_eq!(Scope::parse(text), None, "{text:?}");
        }
    }

    #[test]
    fn only_oktas_own_reads_have_a_wider_scope() {
        for (narrow, wide) in [
            ("okta.users.read", Some("okta.users.manage")),
            ("okta.users.manage", None),
            ("openid", None),
            ("files.read", None),
        ] {
            let scope = Scope::parse(narrow).unwrap();
            assert_eq!(scope.is_okta_api(), narrow.starts_with("okta."), "{narrow}");
            let wider = scope.wider();
            assert_eq!(wider.as_ref().map(Scope::as_str), wide, "{narrow}");
        }
    }

    #[test]
    fn scopes_are_counted_once_and_added_up() {
        let few = ScopeSet::from_wire("openid openid");
        let more = few.plus(&ScopeSet::from_wire("okta.users.read openid"));
        assert_eq!(more.to_wire(), "okta.users.read openid");
        for (set, count) in [(ScopeSet::default(), 0), (few, 1), (more, 2)] {
            assert_eq!((set.len(), set.is_empty()), (count, count == 0));
            assert_eq!(set.iter().count(), count);
        }
    }
}
