//! Hosts: whatever is put together out of what hosts are made of.

use domain::{LoopbackOrgs, OpaBaseUrl, OrgHost, OrgKind, TeamName};
use fuzz::grammar;
use percent_encoding::percent_decode_str;
use proptest::prelude::*;

use super::{check, config};

const OKTA: [&str; 5] = [
    "okta.com",
    "oktapreview.com",
    "okta-emea.com",
    "okta-gov.com",
    "okta.mil",
];

fn label() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "[a-z0-9]([a-z0-9-]{0,12}[a-z0-9])?",
        1 => "[A-Za-z0-9_аеоüß-]{0,10}",
        1 => "xn--[a-z0-9-]{1,8}",
        1 => "[a-z]{1,4}(-admin){1,2}",
        1 => "[0-9]{1,3}|0x[0-9a-f]{1,4}|[a-z]{60,66}",
        1 => "www|login|admin|pam|system-admin|okta|localhost|com|dev|test|internal|oktapreview|mil",
    ]
}

fn ending() -> impl Strategy<Value = String> {
    let okta = prop::sample::select(&OKTA[..]).prop_map(str::to_owned);
    prop_oneof![
        4 => okta.clone(),
        1 => okta.clone().prop_map(|suffix| format!("pam.{suffix}")),
        1 => (okta.clone(), any::<prop::sample::Index>(), "[a-z0-9.]?").prop_map(|(mut suffix, at, slip)| {
            let at = at.index(suffix.len());
            suffix.replace_range(at..=at, &slip);
            suffix
        }),
        1 => okta.prop_map(|suffix| format!("{suffix}.dev")),
        2 => "dev|com|example|io|co.uk|trexcloud.com|okta1.com|lan|home.arpa|[a-z]{2,5}",
    ]
}

/// A host, or something that is one but for a detail, in what it may be pasted with.
fn typed() -> impl Strategy<Value = String> {
    let host = (prop::collection::vec(label(), 0..4), ending()).prop_map(|(labels, ending)| {
        labels
            .into_iter()
            .chain([ending])
            .collect::<Vec<_>>()
            .join(".")
    });
    let address = "127\\.0\\.0\\.1|10\\.0\\.0\\.[0-9]|0x7f\\.1|\\[::1\\]|169\\.254\\.169\\.254|2130706433|127\\.0\\.0\\.1:[0-9]{1,6}";
    (
        "[ \t\u{a0}]{0,1}",
        prop_oneof![4 => Just(""), 3 => Just("https://"), 1 => Just("http://"), 1 => Just("ftp://"), 1 => Just("HTTPS://"), 1 => Just("//")],
        prop_oneof![9 => Just(String::new()), 1 => "[a-z.]{0,9}(:[a-z]{0,3})?@"],
        prop_oneof![9 => host, 1 => address],
        prop_oneof![9 => Just(String::new()), 1 => ":[0-9]{0,5}|\\.|%2e|\\\\"],
        prop_oneof![6 => Just(""), 2 => Just("/"), 1 => Just("/oauth2/default"), 1 => Just("/t/team-1/x"), 1 => Just("?a=@x"), 1 => Just("#")],
    )
        .prop_map(|(blank, scheme, user, host, behind, path)| {
            format!("{blank}{scheme}{user}{host}{behind}{path}")
        })
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn no_host_is_taken_that_the_grammar_refuses_and_each_is_read_back_as_itself(typed in typed()) {
        check("domain")(typed.as_bytes());
    }

    #[test]
    fn any_text_at_all_is_taken_only_as_the_grammar_allows(typed in any::<String>()) {
        check("domain")(typed.as_bytes());
    }

    #[test]
    fn every_org_under_oktas_own_names_is_taken_in_whatever_capitals(
        label in "[A-Za-z0-9]([A-Za-z0-9-]{0,20}[A-Za-z0-9])?",
        suffix in prop::sample::select(&OKTA[..]),
    ) {
        let name = format!("{}.{suffix}", label.to_ascii_lowercase());
        // `admin` is a page of Okta's too, which the plan does not name.
        let expected = grammar::is_okta_host(&name) && !name.starts_with("admin.");
        let taken = OrgHost::parse(&format!("https://{label}.{suffix}/"), LoopbackOrgs::Refused);
        prop_assert_eq!(taken.is_ok_and(|host| host.as_str() == name && host.kind() == OrgKind::Okta), expected);
    }

    #[test]
    fn a_segment_of_opas_path_is_decoded_to_what_was_put_in(segment in "[^\t\r\n]{1,30}") {
        prop_assume!(!segment.trim_matches('.').is_empty());
        let base = OpaBaseUrl::parse("acme.pam.okta.com", LoopbackOrgs::Refused).unwrap();
        let team = TeamName::parse("practice").unwrap();
        let url = base.team_url(&team, &[&segment]);
        let last = url.path_segments().unwrap().next_back().unwrap();
        prop_assert_eq!(percent_decode_str(last).decode_utf8().unwrap(), segment);
        prop_assert_eq!(url.path_segments().unwrap().count(), 4);
    }
}
