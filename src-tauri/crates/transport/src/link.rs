//! The next page (RFC 8288). Okta sends one `link` line per relation.

use http::Response;
use http::header::LINK;
use url::Url;

use crate::Origin;

/// Why a next page that was named is not followed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LinkProblem {
    /// It is on another origin, where the token must not go.
    #[error("the next page is on another server")]
    OtherOrigin,
    /// It is no URL, or there are two.
    #[error("the next page's address cannot be read")]
    Unreadable,
}

/// Path and query of the next page, verbatim; `None` at the end of the list.
pub fn next_link<B>(
    origin: &Origin,
    response: &Response<B>,
) -> Result<Option<String>, LinkProblem> {
    let mut next = None;
    for line in response.headers().get_all(LINK) {
        let line = line.to_str().map_err(|_| LinkProblem::Unreadable)?;
        for target in targets_of_next(line) {
            if next.replace(target).is_some() {
                return Err(LinkProblem::Unreadable);
            }
        }
    }
    let Some(target) = next else {
        return Ok(None);
    };

    let base = Url::parse(origin.as_str()).expect("an origin is a URL");
    let url = base.join(target).map_err(|_| LinkProblem::Unreadable)?;
    if !origin.is_of(&url) {
        return Err(LinkProblem::OtherOrigin);
    }
    // Without a fragment, which HTTP does not send.
    Ok(Some(
        url[url::Position::BeforePath..url::Position::AfterQuery].to_owned(),
    ))
}

/// The targets of all links of this line that have the relation `next`.
fn targets_of_next(line: &str) -> Vec<&str> {
    let mut targets = Vec::new();
    let mut rest = line;
    while let Some((_, after)) = rest.split_once('<') {
        let Some((target, parameters)) = after.split_once('>') else {
            break;
        };
        let end = end_of_link(parameters);
        if parameters[..end].split(';').any(is_rel_next) {
            targets.push(target);
        }
        rest = &parameters[end..];
    }
    targets
}

/// Where the next link begins: at the first comma outside quotes.
fn end_of_link(parameters: &str) -> usize {
    let mut quoted = false;
    for (at, character) in parameters.char_indices() {
        match character {
            '"' => quoted = !quoted,
            ',' if !quoted => return at,
            _ => {}
        }
    }
    parameters.len()
}

fn is_rel_next(parameter: &str) -> bool {
    parameter.split_once('=').is_some_and(|(name, value)| {
        name.trim().eq_ignore_ascii_case("rel")
            && value
                .trim()
                .trim_matches('"')
                .split_ascii_whitespace()
                .any(|relation| relation.eq_ignore_ascii_case("next"))
    })
}

#[cfg(test)]
mod tests {
    use domain::{LoopbackOrgs, OrgHost};

    use super::*;

    fn next(lines: &[&str]) -> Result<Option<String>, LinkProblem> {
        let mut builder = Response::builder();
        for line in lines {
            builder = builder.header(LINK, *line);
        }
        let host = OrgHost::parse("acme.okta.com", LoopbackOrgs::Refused).unwrap();
        next_link(&Origin::from(&host), &builder.body(()).unwrap())
    }

    #[test]
    fn separate_lines_are_all_read() {
        let found = next(&[
            r#"<https://acme.okta.com/api/v1/users?limit=2>; rel="self""#,
            r#"<https://acme.okta.com/api/v1/users?after=200u%2B&limit=2>; rel="next""#,
        ]);
        assert_eq!(
            found,
            Ok(Some("/api/v1/users?after=200u%2B&limit=2".into()))
        );
    }

    #[test]
    fn a_list_in_one_line_is_read_as_well() {
        let found = next(&[
            r#"</v1/teams/t/users?offset=1>; title="a,<b>"; rel=prev, </v1/teams/t/users?offset=3>; rel="last next""#,
        ]);
        assert_eq!(found, Ok(Some("/v1/teams/t/users?offset=3".into())));
    }

    #[test]
    fn the_end_of_a_list_has_no_next() {
        assert_eq!(next(&[]), Ok(None));
        assert_eq!(
            next(&[r#"<https://acme.okta.com/x>; rel="self""#]),
            Ok(None)
        );
        assert_eq!(next(&["string"]), Ok(None));
    }

    #[test]
    fn a_next_page_elsewhere_is_refused() {
        for target in [
            "https://evil.dev/api/v1/users?after=1",
            "http://acme.okta.com/api/v1/users?after=1",
            "https://acme.okta.com:8443/api/v1/users",
            "https://acme.okta.com.evil.dev/api/v1/users",
            "https://acme.okta.com@evil.dev/api/v1/users",
            "https://user:pass@acme.okta.com/api/v1/users",
            "//evil.dev/api/v1/users",
            r"\\evil.dev\api",
            "https:evil.dev",
            "https:\\\\evil.dev/",
            "javascript:alert(1)",
            "file:///etc/passwd",
            "data:text/plain,x",
            "ftp://acme.okta.com/",
            "https://acme-admin.okta.com/api/v1/users",
            "https://аcme.okta.com/",
        ] {
            let line = format!("<{target}>; rel=\"next\"");
            if http::HeaderValue::from_str(&line).is_ok() {
                let refused = next(&[&line]);
                assert!(
                    refused.is_err() || refused == Ok(Some("/evil.dev".into())),
                    "{target}: {refused:?}"
                );
            }
        }
    }

    /// Whatever a list names as its next page, the page that is asked for is on its own server.
    #[test]
    fn of_fifty_hostile_forms_none_leads_to_another_server() {
        let origin = "https://acme.okta.com";
        let targets = [
            "https://evil.dev/",
            "HTTPS://EVIL.DEV/",
            "https://evil.dev:443/",
            "https:///evil.dev/",
            "https:/evil.dev/",
            "https:evil.dev/",
            "http://acme.okta.com/",
            "http:acme.okta.com/",
            "ws://acme.okta.com/",
            "wss://acme.okta.com/",
            "ftp://acme.okta.com/",
            "gopher://acme.okta.com/",
            "//evil.dev",
            "///evil.dev",
            "////evil.dev",
            r"/\evil.dev",
            r"\/evil.dev",
            r"\\evil.dev",
            r"https:\\evil.dev",
            r"https://acme.okta.com\@evil.dev/",
            r"https://evil.dev\@acme.okta.com/",
            "https://acme.okta.com@evil.dev/",
            "https://acme.okta.com:443@evil.dev/",
            "https://acme.okta.com%40evil.dev/",
            "https://acme.okta.com%2eevil.dev/",
            "https://acme.okta.com%00.evil.dev/",
            "https://acme.okta.com.evil.dev/",
            "https://acme.okta.com./",
            "https://.acme.okta.com/",
            "https://evil.dev/acme.okta.com",
            "https://evil.dev?acme.okta.com",
            "https://evil.dev#acme.okta.com",
            "https://acme-okta.com/",
            "https://acme.okta.co/",
            "https://acme.okta.com.evil/",
            "https://acme-admin.okta.com/",
            "https://umbrella.okta.com/",
            "https://acme.oktapreview.com/",
            "https://acme.okta.com:80/",
            "https://acme.okta.com:8443/",
            "https://acme.okta.com:0/",
            "https://acme.okta.com:99999/",
            "https://user:secret@acme.okta.com/",
            "https://user@acme.okta.com/",
            "https://127.0.0.1/",
            "https://2130706433/",
            "https://0x7f.1/",
            "https://[::1]/",
            "https://[::ffff:127.0.0.1]/",
            "https://169.254.169.254/latest/meta-data/",
            "javascript:alert(1)",
            "data:application/json,[]",
            "file:///etc/passwd",
            "blob:https://acme.okta.com/1",
            "\thttps://evil.dev/",
            "ht\ttps://evil.dev/",
        ];
        assert!(targets.len() >= 50);
        let mut led_away = 0;
        for target in targets {
            for line in [
                format!("<{target}>; rel=\"next\""),
                format!("<{target}>; rel=next"),
                format!("<{origin}/a>; rel=self, <{target}>; rel=\"prev next\""),
            ] {
                if http::HeaderValue::from_str(&line).is_err() {
                    continue;
                }
                // What is left is a path, and a path stays here whatever it looks like.
                if let Ok(Some(path)) = next(&[&line]) {
                    let host = OrgHost::parse("acme.okta.com", LoopbackOrgs::Refused).unwrap();
                    let asked = Origin::from(&host).locate(&path.parse().unwrap());
                    let stays =
                        asked.is_ok_and(|url| url.as_str().starts_with("https://acme.okta.com/"));
                    assert!(stays, "{line} became {path}");
                } else {
                    led_away += 1;
                }
            }
        }
        assert!(led_away > 100, "{led_away}");
    }

    #[test]
    fn two_next_pages_are_one_too_many() {
        let line = r#"<https://acme.okta.com/a>; rel="next""#;
        assert_eq!(next(&[line, line]), Err(LinkProblem::Unreadable));
    }
}
