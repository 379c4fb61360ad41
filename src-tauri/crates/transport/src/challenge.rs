//! What a refusal says in `WWW-Authenticate` (RFC 9110 §11.6.1, RFC 6750 §3).

use http::Response;
use http::header::WWW_AUTHENTICATE;

/// One challenge. Its URLs are not read: nothing that a server names is opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Challenge {
    /// `Bearer` or `DPoP`, as the server wrote it.
    pub scheme: String,
    /// Such as `insufficient_scope` or `invalid_token`.
    pub error: Option<String>,
    /// The scopes that would have been enough.
    pub scope: Option<String>,
    /// In the server's words.
    pub description: Option<String>,
}

/// The challenge of an answer: the first that names an error, else the first.
pub fn www_authenticate<B>(response: &Response<B>) -> Option<Challenge> {
    let values = response.headers().get_all(WWW_AUTHENTICATE).iter();
    let challenges: Vec<Challenge> = values
        .filter_map(|value| value.to_str().ok())
        .flat_map(read)
        .collect();
    let telling = challenges
        .iter()
        .position(|challenge| challenge.error.is_some());
    challenges.into_iter().nth(telling.unwrap_or(0))
}

/// All challenges of one header line.
fn read(line: &str) -> Vec<Challenge> {
    let mut challenges: Vec<Challenge> = Vec::new();
    let mut rest = line;
    loop {
        rest = rest.trim_start_matches([' ', '\t', ',']);
        let end = rest.find(|c| !is_token(c)).unwrap_or(rest.len());
        let (word, after) = rest.split_at(end);
        if word.is_empty() {
            return challenges;
        }
        // A word is a parameter's name if `=` follows, and otherwise begins the next challenge.
        let Some(value) = after.trim_start().strip_prefix('=') else {
            challenges.push(Challenge {
                scheme: word.to_owned(),
                error: None,
                scope: None,
                description: None,
            });
            rest = after;
            continue;
        };
        let (value, after) = parameter_value(value.trim_start());
        if let Some(challenge) = challenges.last_mut() {
            match word.to_ascii_lowercase().as_str() {
                "error" => challenge.error = Some(value),
                "scope" => challenge.scope = Some(value),
                "error_description" => challenge.description = Some(value),
                _ => {}
            }
        }
        rest = after;
    }
}

/// A token or a quoted string, and what follows it.
fn parameter_value(text: &str) -> (String, &str) {
    let Some(quoted) = text.strip_prefix('"') else {
        let end = text.find([',', ' ', '\t']).unwrap_or(text.len());
        return (text[..end].to_owned(), &text[end..]);
    };
    let mut value = String::new();
    let mut characters = quoted.char_indices();
    while let Some((at, character)) = characters.next() {
        match character {
            '"' => return (value, &quoted[at + 1..]),
            '\\' => value.extend(characters.next().map(|(_, escaped)| escaped)),
            _ => value.push(character),
        }
    }
    (value, "")
}

fn is_token(c: char) -> bool {
    c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(lines: &[&str]) -> Option<Challenge> {
        let mut builder = Response::builder().status(403);
        for line in lines {
            builder = builder.header(WWW_AUTHENTICATE, *line);
        }
        www_authenticate(&builder.body(()).unwrap())
    }

    #[test]
    fn oktas_insufficient_scope_names_the_scope() {
        let challenge = of(&[
            r#"Bearer authorization_uri="http://acme.okta.com/oauth2/v1/authorize", realm="http://acme.okta.com", scope="okta.groups.read", error="insufficient_scope", error_description="The access token provided does not contain the required scopes.", resource="/api/v1/groups""#,
        ])
        .unwrap();
        assert_eq!(challenge.scheme, "Bearer");
        assert_eq!(challenge.error.as_deref(), Some("insufficient_scope"));
        assert_eq!(challenge.scope.as_deref(), Some("okta.groups.read"));
        assert_eq!(
            challenge.description.as_deref(),
            Some("The access token provided does not contain the required scopes.")
        );
    }

    #[test]
    fn of_several_challenges_the_one_with_an_error_is_told() {
        let together = of(&[r#"Negotiate, DPoP algs="RS256 ES256", error=invalid_dpop_proof"#]);
        let apart = of(&[
            "Negotiate",
            r#"DPoP algs="RS256", error="invalid_dpop_proof""#,
        ]);
        for challenge in [together.unwrap(), apart.unwrap()] {
            assert_eq!(challenge.scheme, "DPoP");
            assert_eq!(challenge.error.as_deref(), Some("invalid_dpop_proof"));
        }
    }

    #[test]
    fn quotes_inside_a_text_do_not_end_it() {
        let challenge = of(&[r#"Bearer error="a \"b\", scope=\\x", scope="s""#]).unwrap();
        assert_eq!(challenge.error.as_deref(), Some(r#"a "b", scope=\x"#));
        assert_eq!(challenge.scope.as_deref(), Some("s"));
    }

    #[test]
    fn garbage_is_no_challenge() {
        for line in ["", ",,,", "=", "\"", "error=\"x\""] {
            assert_eq!(of(&[line]), None, "{line}");
        }
        assert_eq!(
            of(&["Bearer error=\"open"]).unwrap().error.as_deref(),
            Some("open")
        );
    }
}
