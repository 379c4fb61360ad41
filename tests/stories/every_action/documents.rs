//! What is sent and answered, against Okta's official documents.

use std::collections::BTreeSet;

use catalogue::{Answer, Catalogue, Method, OutputKind, Value as Part};
use official::{Document, documents};
use serde_json::Value;

use super::walk::{CONNECTORS, walked};

/// Where the documents are known to be wrong: operation, what is reported, and why it is let be.
const KNOWN_FAULTS: [(&str, &str, &str); 6] = [
    (
        "POST /api/v1/groups",
        r#"/profile: {"description":null"#,
        "nullable is left out: an org answers null where nobody wrote a description",
    ),
    (
        "PUT /api/v1/groups/{groupId}",
        "/profile/costCenter: no such member",
        "its own text says that custom properties extend the profile, and the schema does not",
    ),
    (
        PUT_POLICY,
        "/principals/user_groups/0/name: {} is not allowed",
        NAMED,
    ),
    (
        PUT_POLICY,
        "/principals/user_groups/0/type: {} is not allowed",
        NAMED,
    ),
    (
        PUT_POLICY,
        r#"/rules/0/resource_selector: {"_type":"secret_based_resource","selectors":[{"selector":{"_type":"secret_folder""#,
        NAMED,
    ),
    (
        PUT_POLICY,
        "/rules/0/security_policy_id: {} is not allowed",
        NAMED,
    ),
];
const PUT_POLICY: &str = "PUT /v1/teams/{team_name}/security_policy/{security_policy_id}";
const NAMED: &str = "names, types and the policy's own ID are readOnly, and its example and Okta's own client send them: a policy is put back as it was read";

/// Okta's documents begin a team's paths so.
const TEAM: &str = "/v1/teams/{team_name}";

fn known_fault(operation: &str, line: &str) -> bool {
    KNOWN_FAULTS
        .iter()
        .any(|(of, report, _)| *of == operation && line.starts_with(report))
}

/// The document that a path belongs to; none for the authorization server's own.
fn document(path: &str) -> Option<&'static Document> {
    let documents = documents()?;
    if path.starts_with("/v1/teams/") {
        Some(&documents.opa)
    } else if path.starts_with("/api/") || path.starts_with("/.well-known/") {
        Some(&documents.management)
    } else {
        None
    }
}

#[test]
fn every_known_fault_is_still_one() {
    if documents().is_none() {
        return;
    }
    let mut found = BTreeSet::new();
    for exchange in CONNECTORS
        .into_iter()
        .flat_map(|connector| &walked(connector).heard)
    {
        let (method, path) = (&exchange.method, &exchange.path);
        let operation = document(path).and_then(|document| document.operation(method, path));
        let Some(operation) = operation else { continue };
        let name = format!("{method} {}", operation.template);
        let mut lines = operation.wrong_in_request(exchange.query.as_deref(), &exchange.body);
        if let Ok(answer) = serde_json::from_slice(&exchange.answer) {
            lines.extend(operation.wrong_in_answer(exchange.status, &answer));
        }
        for (nth, (of, report, _)) in KNOWN_FAULTS.iter().enumerate() {
            if *of == name && lines.iter().any(|line| line.starts_with(report)) {
                found.insert(nth);
            }
        }
    }
    assert_eq!(found.len(), KNOWN_FAULTS.len(), "{found:?}");
}

#[test]
fn every_request_is_valid_under_oktas_documents() {
    if documents().is_none() {
        return;
    }
    let mut wrong = BTreeSet::new();
    let mut seen = 0;
    for exchange in CONNECTORS
        .into_iter()
        .flat_map(|connector| &walked(connector).heard)
    {
        let Some(document) = document(&exchange.path) else {
            continue;
        };
        seen += 1;
        let (method, path) = (&exchange.method, &exchange.path);
        let Some(operation) = document.operation(method, path) else {
            wrong.insert(format!("{method} {path}: Okta has no such operation"));
            continue;
        };
        let name = format!("{method} {}", operation.template);
        let lines = operation.wrong_in_request(exchange.query.as_deref(), &exchange.body);
        for line in lines.into_iter().filter(|line| !known_fault(&name, line)) {
            wrong.insert(format!("{name}: {line}"));
        }
    }
    assert!(seen > 100, "only {seen} requests were looked at");
    let wrong: Vec<_> = wrong.into_iter().collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_answer_of_the_practice_org_is_what_oktas_documents_promise() {
    if documents().is_none() {
        return;
    }
    let mut wrong = BTreeSet::new();
    for exchange in CONNECTORS
        .into_iter()
        .flat_map(|connector| &walked(connector).heard)
    {
        let (method, path) = (&exchange.method, &exchange.path);
        let operation = document(path).and_then(|document| document.operation(method, path));
        let Some(operation) = operation else { continue };
        let Ok(answer) = serde_json::from_slice::<Value>(&exchange.answer) else {
            continue;
        };
        let name = format!("{method} {}", operation.template);
        let lines = operation.wrong_in_answer(exchange.status, &answer);
        for line in lines.into_iter().filter(|line| !known_fault(&name, line)) {
            wrong.insert(format!("{name} {}: {line}", exchange.status));
        }
    }
    let wrong: Vec<_> = wrong.into_iter().collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_request_that_the_documents_do_not_allow_is_found() {
    let Some(documents) = documents() else { return };
    let users = documents.management.operation("POST", "/api/v1/users");
    let body = br#"{"profile": {"login": 7}, "realm": "x"}"#;
    let wrong = users
        .unwrap()
        .wrong_in_request(Some("activate=perhaps&sendMail=true"), body);
    for expected in [
        "?activate",
        "?sendMail: no such parameter",
        "/profile/login",
        "/realm: no such member",
    ] {
        let found = wrong.iter().any(|line| line.starts_with(expected));
        assert!(found, "{expected}: {wrong:?}");
    }
    let reset = documents
        .management
        .operation("POST", "/api/v1/users/00u1/lifecycle/reset_password");
    let wrong = reset.unwrap().wrong_in_request(None, b"{}");
    assert_eq!(
        wrong,
        [
            "?sendEmail: is required",
            "a body is sent where none is read"
        ]
    );
    let rule = documents
        .management
        .operation("PUT", "/api/v1/groups/rules/0pr1");
    let wrong = rule.unwrap().wrong_in_request(None, br#"{"id": "0pr1"}"#);
    assert!(wrong[0].starts_with("/id: {} is not allowed"), "{wrong:?}");
    let other = documents.opa.operation("PATCH", "/v1/teams/x/settings");
    assert!(other.is_none(), "OPA has no such operation");
}

#[test]
fn every_sample_and_every_output_is_in_the_schema_of_its_answer() {
    if documents().is_none() {
        return;
    }
    let catalogue = Catalogue::builtin().unwrap();
    let mut wrong = BTreeSet::new();
    for connector in catalogue.connectors() {
        for action in &connector.actions {
            let Some(kind) = action.answer.kind() else {
                continue;
            };
            // What is looked up is answered by the first of two reads.
            let reads = action.calls.iter().all(|call| call.method == Method::Get);
            let own = if reads {
                action.calls.first()
            } else {
                action.calls.last()
            };
            let Some(own) = action.request.as_ref().or(own) else {
                continue;
            };
            // These the console puts together itself.
            if matches!(
                kind,
                "http" | "session" | "revealed_secret" | "revealed_password"
            ) {
                continue;
            }
            let path = own.path.iter().map(|part| match part {
                Part::Fixed(text) => format!("/{text}"),
                Part::Input(id) => format!("/{id}"),
            });
            let team = connector.id.as_str() == "okta_privileged_access";
            let path = format!(
                "{}{}",
                if team { TEAM } else { "" },
                path.collect::<String>()
            );
            let operation =
                document(&path).and_then(|document| document.operation(own.method.as_str(), &path));
            let Some(operation) = operation else {
                wrong.insert(format!("{}: Okta has no {path}", action.id));
                continue;
            };
            let Some((status, schema)) = operation.success() else {
                continue;
            };
            let sample = sample(connector.id.as_str(), kind);
            let (before, body) = match (&action.answer, team) {
                (Answer::List(_), true) => ("/list/0", serde_json::json!({ "list": [sample] })),
                (Answer::List(_), false) => ("/0", serde_json::json!([sample])),
                _ => ("", sample),
            };
            let name = format!("{} {}", own.method.as_str(), operation.template);
            let lines = operation.wrong_in_answer(status, &body);
            for line in lines.into_iter().filter(|line| !known_fault(&name, line)) {
                wrong.insert(format!("{}/{kind}.json as {name}: {line}", connector.id));
            }
            for output in &action.outputs {
                let whole = output.kind == OutputKind::Object && output.at.is_empty();
                let place = format!("{before}{}", output.at);
                if !whole && !operation.has_place(&schema, &place) && !known_fault(&name, &place) {
                    wrong.insert(format!("{}/{kind}: {name} has no {place}", connector.id));
                }
            }
        }
    }
    let wrong: Vec<_> = wrong.into_iter().collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn sample(connector: &str, kind: &str) -> Value {
    let root = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../src-tauri/crates/catalogue/connectors"
    );
    let text = std::fs::read_to_string(format!("{root}/{connector}/samples/{kind}.json"));
    serde_json::from_str(&text.unwrap()).unwrap()
}
