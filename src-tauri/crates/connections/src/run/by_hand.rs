//! *Custom API Action*: any request, to this connection's own host and to no other. Pure.

use catalogue::Method;
use domain::Explanation;
use http::{HeaderName, HeaderValue};
use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};
use serde_json::Value;

use super::inputs::{Inputs, plain};
use super::request::{Prepared, written};
use crate::views::Failure;

/// What must not stand in a path or a query as it is; `%` may, for it may be an escape already.
const UNSAFE: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'<')
    .add(b'>')
    .add(b'`')
    .add(b'{')
    .add(b'}')
    .add(b'|')
    .add(b'^');

/// What the console itself writes.
const OWN_HEADERS: [&str; 9] = [
    "authorization",
    "content-type",
    "content-length",
    "transfer-encoding",
    "connection",
    "host",
    "cookie",
    "dpop",
    "accept-encoding",
];

/// The request that was typed, below `prefix`.
pub(crate) fn by_hand(prefix: &str, inputs: &Inputs) -> Result<Prepared, Failure> {
    let method = match inputs.text("request_type").unwrap_or_default().as_str() {
        "POST" => Method::Post,
        "PUT" => Method::Put,
        "PATCH" => Method::Patch,
        "DELETE" => Method::Delete,
        _ => Method::Get,
    };
    let body = inputs.get("body").cloned();
    if body.is_some() && method == Method::Get {
        return Err(refused(
            "body",
            "A GET has no body.",
            "Servers do not read one.",
            "Pick another request type, or empty the body.",
        ));
    }
    let relative = inputs.text("relative_url").unwrap_or_default();
    let mut target = format!("{prefix}{}", own_path(&relative)?);
    let pairs = query(inputs.get("query"))?;
    if !pairs.is_empty() {
        let more = written(pairs.into_iter());
        if target.contains('?') {
            target.push('&');
            target.push_str(&more[1..]);
        } else {
            target.push_str(&more);
        }
    }
    Ok(Prepared {
        method,
        target,
        headers: headers(inputs.get("headers"))?,
        body,
        secrets: Vec::new(),
    })
}

/// A path from the root with its query, or a refusal beside the input.
fn own_path(relative: &str) -> Result<String, Failure> {
    let away = |why: &str| {
        refused(
            "relative_url",
            "This is not a relative URL.",
            why,
            "Write a path from the root, such as /api/v1/users?limit=5.",
        )
    };
    let path = relative.split(['?', '#']).next().unwrap_or_default();
    if !relative.starts_with('/') {
        return Err(away(
            "It does not begin with one slash. A token is sent to the connection's own host and to no other.",
        ));
    }
    let decoded = percent_decode_str(path).decode_utf8_lossy().into_owned();
    if decoded.starts_with("//") || decoded.contains('\\') {
        return Err(away("It leads to another host."));
    }
    if decoded
        .split('/')
        .any(|segment| matches!(segment, "." | ".."))
    {
        return Err(away(
            "It has dots in it that lead to another place than they say.",
        ));
    }
    if relative.contains('#') {
        return Err(away("What follows # is never sent."));
    }
    Ok(utf8_percent_encode(relative, UNSAFE).to_string())
}

fn query(typed: Option<&Value>) -> Result<Vec<(String, String)>, Failure> {
    Ok(members("query", typed)?
        .map(|(name, value)| (name.clone(), plain(value)))
        .collect())
}

fn headers(typed: Option<&Value>) -> Result<Vec<(String, String)>, Failure> {
    members("headers", typed)?
        .map(|(name, value)| {
            let value = plain(value);
            let own = OWN_HEADERS.contains(&name.to_ascii_lowercase().as_str());
            if own {
                return Err(refused(
                    "headers",
                    &format!("{name} is taken care of."),
                    "The console writes it itself, so that a token cannot be swapped.",
                    "Leave it out.",
                ));
            }
            if name.parse::<HeaderName>().is_err() || HeaderValue::from_str(&value).is_err() {
                return Err(refused(
                    "headers",
                    "This header cannot be sent.",
                    &format!("{name} or its value has characters that HTTP cannot carry."),
                    "Write it in plain letters.",
                ));
            }
            Ok((name.clone(), value))
        })
        .collect()
}

fn members<'a>(
    id: &str,
    typed: Option<&'a Value>,
) -> Result<impl Iterator<Item = (&'a String, &'a Value)> + use<'a>, Failure> {
    match typed {
        Some(value) if !value.is_object() => Err(refused(
            id,
            "This is not an object of names and values.",
            "It is another kind of JSON.",
            "Write it like {\"name\": \"value\"}.",
        )),
        typed => Ok(typed.and_then(Value::as_object).into_iter().flatten()),
    }
}

fn refused(id: &str, what: &str, why: &str, fix: &str) -> Failure {
    Failure::field(id, Explanation::new(what, why, fix))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_url_that_leads_elsewhere_is_refused() {
        for away in [
            "https://evil.dev/api",
            "//evil.dev/x",
            "http:/evil",
            "api/v1/users",
            r"\\evil.dev",
            r"/\evil.dev",
            "/%5Cevil.dev",
            "/%2Fevil.dev",
            "/api/../admin",
            "/api/%2e%2E/admin",
            "/api/..",
            "/.",
            "/api/v1/users#x",
            "@evil.dev",
            ":8443/",
            "",
        ] {
            assert!(own_path(away).is_err(), "{away}");
        }
        for own in [
            "/api/v1/users",
            "/api/v1/users?limit=5&search=a..b",
            "/a/b...c",
            "/",
        ] {
            assert_eq!(own_path(own).unwrap(), own);
        }
        assert_eq!(own_path("/a b/é").unwrap(), "/a%20b/%C3%A9");
    }
}
