//! *Copy as*: a request, written down to be run elsewhere. Secrets are environment variables, and
//! one that is not set stops it before anything is sent. Pure.

use std::fmt::Write;

use serde_json::Value;

use super::request::{Prepared, Scheme};
use crate::views::CopyFormat;

const TOKEN: &str = "OKTA_ACCESS_TOKEN";
const PROOF: &str = "OKTA_DPOP_PROOF";
/// Before the request, in the comment that all three languages share.
const NEEDS_PROOF: &str =
    "# The token is bound to a key: each run needs a fresh proof of this request (RFC 9449).\n";

/// The request in one of the forms. A token that is bound to a key is copied with a place for the
/// proof, which the console's key alone can make.
pub(crate) fn copied(
    request: &Prepared,
    host: &str,
    prefix: &str,
    scheme: Scheme,
    format: CopyFormat,
) -> String {
    let text = match format {
        CopyFormat::Curl => curl(request, host, scheme),
        CopyFormat::PowerShell => power_shell(request, host, scheme),
        CopyFormat::Python => python(request, host, scheme),
        CopyFormat::WorkflowsCard => return workflows_card(request, prefix),
    };
    match scheme {
        Scheme::Bearer => text,
        Scheme::Dpop => format!("{NEEDS_PROOF}{text}"),
    }
}

fn curl(request: &Prepared, host: &str, scheme: Scheme) -> String {
    let url = shell(&format!("{host}{}", request.target));
    let mut text = format!(
        "curl --fail-with-body --request {} {url}",
        request.method.as_str()
    );
    let mut line = |line: &str| {
        text.push_str(" \\\n  ");
        text.push_str(line);
    };
    line(&format!(
        "--header \"Authorization: {} {}\"",
        scheme.as_str(),
        demanded(TOKEN)
    ));
    if scheme == Scheme::Dpop {
        line(&format!("--header \"DPoP: {}\"", demanded(PROOF)));
    }
    line("--header 'Accept: application/json'");
    for (name, value) in &request.headers {
        line(&format!("--header {}", shell(&format!("{name}: {value}"))));
    }
    if request.body.is_some() {
        line("--header 'Content-Type: application/json'");
        // A secret leaves the quotes of the shell and comes back: its quotes must be escaped for
        // JSON by whoever sets the variable.
        let mut body = shell(&request.masked(marker).to_string());
        for (_, input) in &request.secrets {
            let variable = format!("'\"{}\"'", demanded(&variable(input)));
            body = body.replace(&marker(input), &variable);
        }
        line(&format!("--data {body}"));
    }
    text
}

fn power_shell(request: &Prepared, host: &str, scheme: Scheme) -> String {
    let mut text = String::new();
    let variables = variables(request, scheme);
    for name in &variables {
        let _ = writeln!(
            text,
            "if (-not $env:{name}) {{ throw 'Set {name} first.' }}"
        );
    }
    let mut given = String::new();
    if request.body.is_some() {
        let body = request.masked(|_| String::new());
        let _ = writeln!(text, "$body = @'\n{body:#}\n'@ | ConvertFrom-Json");
        for (place, input) in &request.secrets {
            let _ = writeln!(text, "$body.{} = $env:{}", place.join("."), variable(input));
        }
        text.push_str("$json = [Text.Encoding]::UTF8.GetBytes(($body | ConvertTo-Json -Depth 50 -Compress))\n");
        given.push_str(" -ContentType 'application/json' -Body $json");
    }
    let quoted = |text: &str| format!("'{}'", text.replace('\'', "''"));
    let shown = scheme.as_str();
    let mut headers =
        format!("Authorization = \"{shown} $env:{TOKEN}\"; Accept = 'application/json'");
    if scheme == Scheme::Dpop {
        let _ = write!(headers, "; DPoP = $env:{PROOF}");
    }
    for (name, value) in &request.headers {
        let _ = write!(headers, "; {} = {}", quoted(name), quoted(value));
    }
    let url = quoted(&format!("{host}{}", request.target));
    let _ = write!(
        text,
        "Invoke-RestMethod -Method {} -Uri {url} -Headers @{{ {headers} }}{given}",
        request.method.as_str()
    );
    text
}

fn python(request: &Prepared, host: &str, scheme: Scheme) -> String {
    // A JSON text without escapes of its own is a Python text as well.
    let quoted = |text: &str| Value::from(text).to_string();
    let mut text = "import json, os\nimport requests\n\n".to_owned();
    let mut given = String::new();
    if request.body.is_some() {
        let body = request.masked(|_| String::new()).to_string();
        let _ = writeln!(text, "body = json.loads({})", quoted(&body));
        for (place, input) in &request.secrets {
            text.push_str("body");
            for name in place {
                let _ = write!(text, "[{}]", quoted(name));
            }
            let _ = writeln!(text, " = os.environ[{}]", quoted(&variable(input)));
        }
        given.push_str("\n    json=body,");
    }
    let mut headers = format!(
        "\"Authorization\": \"{} \" + os.environ[\"{TOKEN}\"], \"Accept\": \"application/json\"",
        scheme.as_str()
    );
    if scheme == Scheme::Dpop {
        let _ = write!(headers, ", \"DPoP\": os.environ[\"{PROOF}\"]");
    }
    for (name, value) in &request.headers {
        let _ = write!(headers, ", {}: {}", quoted(name), quoted(value));
    }
    let _ = write!(
        text,
        "answer = requests.request(\n    \"{}\",\n    {},\n    headers={{{headers}}},{given}\n    timeout=30,\n    allow_redirects=False,\n)\nanswer.raise_for_status()\nprint(answer.text)",
        request.method.as_str(),
        quoted(&format!("{host}{}", request.target)),
    );
    text
}

/// The fields of the card. It brings its own token, and for a team its own prefix.
fn workflows_card(request: &Prepared, prefix: &str) -> String {
    let target = request
        .target
        .strip_prefix(prefix)
        .unwrap_or(&request.target);
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let query: serde_json::Map<String, Value> = url::form_urlencoded::parse(query.as_bytes())
        .map(|(name, value)| (name.into_owned(), Value::from(value)))
        .collect();
    let headers: serde_json::Map<String, Value> = request
        .headers
        .iter()
        .map(|(name, value)| (name.clone(), Value::from(value.as_str())))
        .collect();
    let shown = |members: serde_json::Map<String, Value>| {
        if members.is_empty() {
            String::new()
        } else {
            format!("{:#}", Value::Object(members))
        }
    };
    let body = request.body.as_ref().map_or_else(String::new, |_| {
        format!(
            "{:#}",
            request.masked(|input| format!("<{}>", variable(input)))
        )
    });
    format!(
        "Request Type: {}\nRelative URL: {path}\nQuery: {}\nHeaders: {}\nBody: {body}",
        request.method.as_str(),
        shown(query),
        shown(headers),
    )
}

fn variables(request: &Prepared, scheme: Scheme) -> Vec<String> {
    let secrets = request.secrets.iter().map(|(_, input)| variable(input));
    let proof = (scheme == Scheme::Dpop).then(|| PROOF.to_owned());
    let own = std::iter::once(TOKEN.to_owned()).chain(proof);
    own.chain(secrets).collect()
}

fn variable(input: &str) -> String {
    format!("OKTA_{}", input.to_ascii_uppercase())
}

/// What stands for a secret until its variable is put there.
fn marker(input: &str) -> String {
    format!("%%{input}%%")
}

/// The variable's value; a shell stops with this sentence where it is not set.
fn demanded(variable: &str) -> String {
    format!("${{{variable}:?set it first}}")
}

fn shell(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use catalogue::Method;
    use serde_json::json;

    use super::*;

    const HOST: &str = "https://acme.okta.com";

    fn request() -> Prepared {
        Prepared {
            method: Method::Post,
            target: "/api/v1/users?activate=true&q=a%20b".into(),
            headers: vec![("X-Note".into(), "it's".into())],
            body: Some(
                json!({ "profile": { "lastName": "O'Hara" }, "credentials": { "password": { "value": "S3cret" } } }),
            ),
            secrets: vec![(
                ["credentials", "password", "value"]
                    .map(str::to_owned)
                    .to_vec(),
                "password".into(),
            )],
        }
    }

    #[test]
    fn no_form_holds_a_secret_and_each_demands_its_variables() {
        for format in [
            CopyFormat::Curl,
            CopyFormat::PowerShell,
            CopyFormat::Python,
            CopyFormat::WorkflowsCard,
        ] {
            let text = copied(&request(), HOST, "", Scheme::Bearer, format);
            assert!(!text.contains("S3cret"), "{text}");
            assert!(text.contains("OKTA_PASSWORD"), "{text}");
            assert!(!text.contains("%%"), "{text}");
        }
    }

    #[test]
    fn a_shell_sends_what_was_meant_and_stops_without_its_variables() {
        let folder = std::env::temp_dir();
        let script = copied(&request(), HOST, "", Scheme::Bearer, CopyFormat::Curl);
        // In place of curl, a shell function that prints its last argument.
        let script = format!("curl() {{ for last; do :; done; printf %s \"$last\"; }}\n{script}");
        let run = |secrets: &[(&str, &str)]| {
            std::process::Command::new("sh")
                .current_dir(&folder)
                .args(["-c", &script])
                .envs(secrets.iter().copied())
                .output()
                .unwrap()
        };
        let sent = run(&[("OKTA_ACCESS_TOKEN", "t"), ("OKTA_PASSWORD", "S3cret")]);
        let body: Value = serde_json::from_slice(&sent.stdout).unwrap();
        assert_eq!(Some(body), request().body);
        assert!(!run(&[("OKTA_ACCESS_TOKEN", "t")]).status.success());
    }

    #[test]
    fn a_card_has_a_relative_url_and_the_query_apart() {
        let format = CopyFormat::WorkflowsCard;
        let text = copied(&request(), HOST, "", Scheme::Bearer, format);
        assert!(text.contains("Relative URL: /api/v1/users\n"), "{text}");
        assert!(text.contains("\"q\": \"a b\""), "{text}");
        assert!(!text.contains("acme.okta.com") && !text.contains("Bearer"));
    }
    #[test]
    fn a_bound_token_is_copied_with_a_place_for_its_proof() {
        for format in [CopyFormat::Curl, CopyFormat::PowerShell, CopyFormat::Python] {
            let text = copied(&request(), HOST, "", Scheme::Dpop, format);
            assert!(text.starts_with("# The token is bound to a key"), "{text}");
            assert!(text.contains("OKTA_DPOP_PROOF"), "{text}");
            assert!(!text.contains("Bearer"), "{text}");
        }
    }
}
