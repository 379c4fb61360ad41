//! Which hosts a secret may be sent to, said a second time: the rules of the plan, written without
//! looking at the room that keeps them. What the parser accepts and this refuses is a hole.

const OKTA: [&str; 5] = [
    "okta.com",
    "oktapreview.com",
    "okta-emea.com",
    "okta-gov.com",
    "okta.mil",
];
const NO_ORG: [&str; 10] = [
    "www",
    "login",
    "developer",
    "support",
    "help",
    "status",
    "system",
    "system-admin",
    "trust",
    "pam",
];
const NOT_PUBLIC: [&str; 12] = [
    "localhost",
    "local",
    "internal",
    "home.arpa",
    "lan",
    "test",
    "invalid",
    "example",
    "trexcloud.com",
    "okta1.com",
    "okta-miltest.com",
    "trex-gov.com",
];

/// A name of an org under one of Okta's own.
pub fn is_okta_host(host: &str) -> bool {
    let Some((label, suffix)) = host.split_once('.') else {
        return false;
    };
    OKTA.contains(&suffix) && is_org_label(label) && !NO_ORG.contains(&label)
}

/// A public name that nobody can take for Okta's because Okta's stands in it.
pub fn is_custom_host(host: &str) -> bool {
    let labels: Vec<&str> = host.split('.').collect();
    let top = labels.last().copied().unwrap_or_default();
    host.len() <= 253
        && labels.len() >= 2
        && labels.iter().all(|label| is_label(label))
        && !is_number(top)
        && !OKTA.iter().any(|okta| host.contains(okta))
        && !NOT_PUBLIC
            .iter()
            .any(|name| format!(".{host}").ends_with(&format!(".{name}")))
}

/// An address of Okta Privileged Access.
pub fn is_opa_host(host: &str) -> bool {
    let parts = host.split_once('.').zip(host.split_once(".pam."));
    parts.is_some_and(|((label, _), (before, suffix))| {
        label == before && is_org_label(label) && OKTA.contains(&suffix)
    })
}

/// `127.0.0.1` and a port that is not HTTP's own, as a practice org has.
pub fn is_loopback_host(host: &str) -> bool {
    let port = host.strip_prefix("127.0.0.1:");
    port.is_some_and(|port| {
        port.parse::<u16>()
            .is_ok_and(|number| !matches!(number, 0 | 80) && number.to_string() == port)
    })
}

/// What an ASCII text names that is accepted as it is: blanks, capitals, `https://` and, where
/// `slash` says so, one slash at the end are all that may be left out.
pub fn named_by(typed: &str, scheme: &str, slash: bool) -> String {
    let text = typed.trim().to_ascii_lowercase();
    let text = text.strip_prefix(scheme).unwrap_or(&text);
    let bare = text.strip_suffix('/').filter(|_| slash);
    bare.unwrap_or(text).to_owned()
}

/// What makes an address of a name (WHATWG URL, *ends in a number*).
fn is_number(label: &str) -> bool {
    let hex = label.strip_prefix("0x");
    let all = |text: &str, digit: fn(&u8) -> bool| text.as_bytes().iter().all(digit);
    all(label, u8::is_ascii_digit) || hex.is_some_and(|hex| all(hex, u8::is_ascii_hexdigit))
}

fn is_org_label(label: &str) -> bool {
    is_label(label) && !label.ends_with("-admin") && !label.starts_with("xn--")
}

fn is_label(label: &str) -> bool {
    let bytes = label.as_bytes();
    let inner = |b: u8| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'-');
    let outer = |b: Option<&u8>| b.is_some_and(|&b| b != b'-');
    bytes.len() <= 63
        && bytes.iter().copied().all(inner)
        && outer(bytes.first())
        && outer(bytes.last())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_grammar_tells_hosts_apart_by_itself() {
        assert!(is_okta_host("acme.okta.com") && is_okta_host("a-1.okta.mil"));
        for host in [
            "okta.com",
            "a.b.okta.com",
            "www.okta.com",
            "a-admin.okta.com",
            "-a.okta.com",
            "A.okta.com",
        ] {
            assert!(!is_okta_host(host), "{host}");
        }
        assert!(is_custom_host("login.acme.dev") && is_custom_host("acme.0xom"));
        assert!(!is_custom_host("acme.0x1f"));
        for host in [
            "acme",
            "1.2.3.4",
            "a.okta.com.evil.dev",
            "nas.local",
            "a..dev",
            "acme.dev.",
        ] {
            assert!(!is_custom_host(host), "{host}");
        }
        assert!(is_opa_host("acme.pam.okta.com"));
        for host in [
            "pam.okta.com",
            "a.b.pam.okta.com",
            "acme.okta.com",
            "acme.pam.evil.dev",
        ] {
            assert!(!is_opa_host(host), "{host}");
        }
        assert!(is_loopback_host("127.0.0.1:7100") && !is_loopback_host("127.0.0.1:07100"));
        assert_eq!(
            named_by(" HTTPS://Acme.dev/ ", "https://", true),
            "acme.dev"
        );
    }
}
