//! Three hundred texts that may be typed, pasted or planted where a host is asked for.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::collections::BTreeSet;

use domain::{LoopbackOrgs, OrgHost, OrgKind};

const TABLE: &str = include_str!("hosts.txt");

fn rows() -> impl Iterator<Item = (&'static str, &'static str)> {
    let rows = TABLE.lines().filter(|line| !line.starts_with('#'));
    rows.map(|row| row.split_at_checked(8).unwrap_or((row, "")))
}

#[test]
fn each_of_three_hundred_hosts_is_taken_offered_or_refused_as_the_table_says() {
    let mut wrong = Vec::new();
    for (verdict, text) in rows() {
        let (text, meant) = text.split_once(" => ").unwrap_or((text, ""));
        let parsed = OrgHost::parse(&unescaped(text), LoopbackOrgs::Refused);
        let right = match (verdict.trim(), &parsed) {
            ("okta", Ok(host)) => host.kind() == OrgKind::Okta,
            ("custom", Ok(host)) => host.kind() == OrgKind::Custom,
            ("meant", Err(problem)) => problem.repaired.as_deref() == Some(meant),
            ("no", Err(problem)) => problem.repaired.is_none(),
            _ => false,
        };
        if !right {
            wrong.push(format!("{verdict} {text}: {parsed:?}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn what_is_taken_is_a_plain_name_that_is_read_back_as_itself() {
    for (_, text) in rows() {
        let text = text.split(" => ").next().unwrap_or_default();
        let Ok(host) = OrgHost::parse(&unescaped(text), LoopbackOrgs::Refused) else {
            continue;
        };
        let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b"-.".contains(&b);
        assert!(host.as_str().bytes().all(plain), "{text}");
        let again = OrgHost::parse(host.as_str(), LoopbackOrgs::Refused);
        assert_eq!(again.as_ref(), Ok(&host), "{text}");
        assert_eq!(host.url("/x").host_str(), Some(host.as_str()), "{text}");
    }
}

#[test]
fn the_table_has_three_hundred_rows_and_none_of_them_twice() {
    let all: Vec<_> = rows().collect();
    let once: BTreeSet<_> = all.iter().collect();
    assert!(once.len() >= 300, "{}", once.len());
    assert_eq!(once.len(), all.len());
}

/// `\n`, `\r`, `\t`, `\\`, `\"` and `\u{HEX}`.
fn unescaped(text: &str) -> String {
    let mut plain = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('\\') {
        plain.push_str(before);
        let (character, length) = match after.as_bytes().first() {
            Some(b'n') => ('\n', 1),
            Some(b'r') => ('\r', 1),
            Some(b't') => ('\t', 1),
            Some(b'u') => {
                let end = after.find('}').unwrap();
                let code = u32::from_str_radix(&after[2..end], 16).unwrap();
                (char::from_u32(code).unwrap(), end + 1)
            }
            _ => (after.chars().next().unwrap(), 1),
        };
        plain.push(character);
        rest = &after[length..];
    }
    plain + rest
}
