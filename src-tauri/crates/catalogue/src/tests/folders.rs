//! A folder that contradicts itself is refused, and the refusal names the fault.

use crate::folder::Folder;
use crate::{Catalogue, CatalogueError, RequestProblem, RequestTemplate, Value};

const CONNECTOR: &str = r#"
id = "one"
name = "One"
about = "A connector for tests."
version = 1
fields = [
  { id = "nickname", label = "Nickname", kind = "nickname", required = true },
  { id = "description", label = "Description", kind = "description", required = false },
]
before_you_begin = [{ text = "Nothing." }]
probe = [{ get = "/api/v1/things?limit=1", needs = ["okta.users.read"] }]
[grant]
kind = "authorization_code"
scopes = ["openid", "okta.users.read"]
automatic = ["openid"]
presets = [{ id = "all", name = "All", about = "All of them." }]
"#;

const ACTIONS: &str = r#"
family = "Things"
[[actions]]
id = "read_thing"
name = "Read thing"
about = "One thing."
effect = "read"
scopes = ["okta.users.read"]
request = "GET /api/v1/things/{thing}"
answer = { record = "thing" }
inputs = [{ id = "thing", label = "Thing", required = true }]
"#;

const ANSWERS: &str = r#"[thing]
fields = [{ id = "id", label = "ID", at = "/id" }]
"#;

const WORKFLOWS: &str = r#"
module = "one"
cards = [{ name = "Read Thing", key = "readThing", source = "page", scopes = ["okta.users.read"] }]
"#;

/// One folder with one text of it changed.
fn changed(from: &str, to: &str) -> Result<Catalogue, CatalogueError> {
    let found = [CONNECTOR, ACTIONS, ANSWERS, WORKFLOWS]
        .iter()
        .any(|text| text.contains(from));
    assert!(found, "nothing to change: {from}");
    let leak = |text: &str| &*text.replace(from, to).leak();
    let actions = vec![("things.toml", leak(ACTIONS))];
    Catalogue::read(&[Folder {
        name: "one",
        connector: leak(CONNECTOR),
        answers: leak(ANSWERS),
        workflows: Some(leak(WORKFLOWS)),
        actions: actions.leak(),
    }])
}

#[test]
fn a_folder_that_agrees_with_itself_is_a_connector() {
    let catalogue = changed("One thing.", "One thing.").unwrap();
    let one = catalogue.connector("one").unwrap();
    assert_eq!(one.actions[0].outputs[0].at, "/id");
    assert_eq!(one.default_scopes().to_wire(), "okta.users.read openid");
}

#[test]
fn an_unknown_key_is_refused_wherever_it_stands() {
    for (from, to) in [
        ("name = \"One\"", "name = \"One\"\nhost = \"evil.example\""),
        (
            "required = true },\n  { id = \"desc",
            "required = true, secret = 1 },\n  { id = \"desc",
        ),
        ("text = \"Nothing.\"", "text = \"Nothing.\", url = \"x\""),
        ("needs = [", "host = \"x\", needs = ["),
        (
            "automatic = [\"openid\"]",
            "automatic = [\"openid\"]\nstarred = []",
        ),
        (
            "about = \"All of them.\"",
            "about = \"All of them.\", default = true",
        ),
        ("family = \"Things\"", "family = \"Things\"\norder = 1"),
        ("effect = \"read\"", "effect = \"read\"\nretry = true"),
        ("label = \"Thing\"", "label = \"Thing\", pattern = \".*\""),
        ("at = \"/id\"", "at = \"/id\", sort = 1"),
        ("key = \"readThing\"", "key = \"readThing\", host = \"x\""),
    ] {
        let fault = changed(from, to).unwrap_err();
        assert!(
            matches!(fault, CatalogueError::Unreadable { .. }),
            "{to}: {fault}"
        );
    }
}

#[test]
fn everything_that_is_named_must_be_declared() {
    for (from, to, missing) in [
        (
            "scopes = [\"okta.users.read\"]",
            "scopes = [\"okta.apps.read\"]",
            "okta.apps.read",
        ),
        (
            "needs = [\"okta.users.read\"]",
            "needs = [\"okta.logs.read\"]",
            "okta.logs.read",
        ),
        (
            "automatic = [\"openid\"]",
            "automatic = [\"email\"]",
            "email",
        ),
        (
            "\"openid\", \"okta.users.read\"]",
            "\"openid\", \"okta.unheard.read\"]",
            "okta.unheard.read",
        ),
        (
            "effect = \"read\"",
            "effect = \"read\"\nroles = [\"resource_admin\"]",
            "resource_admin",
        ),
        (
            "source = \"page\", scopes = [\"okta.users.read\"]",
            "source = \"page\", scopes = [\"okta.logs.read\"]",
            "okta.logs.read",
        ),
        ("things/{thing}", "things/{other}", "other"),
        (
            "effect = \"read\"",
            "effect = \"read\"\ntarget = \"other\"",
            "other",
        ),
        ("record = \"thing\"", "record = \"other\"", "other"),
    ] {
        let fault = changed(from, to).unwrap_err();
        let CatalogueError::Undeclared { name, .. } = &fault else {
            panic!("{to}: {fault}");
        };
        assert_eq!(name, missing);
    }
}

#[test]
fn an_action_that_cannot_be_sent_as_written_is_refused() {
    for (from, to) in [
        ("required = true }]", "required = false }]"),
        ("required = true }]", "required = true, body = \"thing\" }]"),
        ("things/{thing}\"", "things\""),
        ("label = \"Thing\"", "label = \"Thing\", kind = \"choice\""),
        ("request = ", "calls = [\"GET /a\"]\nrequest = "),
        (
            "source = \"page\", ",
            "source = \"page\", endpoint = true, ",
        ),
        (
            "GET /api/v1/things/{thing}\"",
            "GET /api/v1/things/{thing}\"\nbody = { type = \"x\" }",
        ),
    ] {
        let fault = changed(from, to).unwrap_err();
        assert!(
            matches!(fault, CatalogueError::Contradiction { .. }),
            "{to}: {fault}"
        );
    }
}

#[test]
fn a_folder_is_called_as_its_connector_and_an_id_is_used_once() {
    let fault = changed("id = \"one\"", "id = \"two\"").unwrap_err();
    assert!(matches!(fault, CatalogueError::Misplaced { .. }), "{fault}");
    let fault = changed("id = \"description\"", "id = \"nickname\"").unwrap_err();
    assert!(matches!(fault, CatalogueError::Twice { .. }), "{fault}");
}

#[test]
fn a_template_is_a_path_and_never_a_host() {
    for (written, problem) in [
        ("GET https://evil.example/api", RequestProblem::Path),
        ("GET //evil.example/api", RequestProblem::Path),
        ("GET /\\evil.example", RequestProblem::Path),
        ("GET /api/../admin", RequestProblem::Path),
        ("GET /api/./users", RequestProblem::Path),
        ("GET /api//users", RequestProblem::Path),
        ("GET /api/", RequestProblem::Path),
        ("GET /@evil.example", RequestProblem::Path),
        ("GET /api/users#x", RequestProblem::Path),
        ("GET {url}", RequestProblem::Path),
        ("GET /api/x{id}", RequestProblem::Brace),
        ("GET /api/{}", RequestProblem::Brace),
        ("GET /api/{a}{b}", RequestProblem::Brace),
        ("GET /api?search=id eq \"{id}\"", RequestProblem::Brace),
        ("GET /api?limit", RequestProblem::Query),
        ("GET /api?=1", RequestProblem::Query),
        ("TRACE /api", RequestProblem::Method),
        ("/api", RequestProblem::Method),
    ] {
        assert_eq!(RequestTemplate::parse(written), Err(problem), "{written}");
    }
}

#[test]
fn a_template_knows_its_parts() {
    let written = "POST /api/v1/users/{user}/lifecycle/activate?sendEmail={send_email}&x=1";
    let template = RequestTemplate::parse(written).unwrap();
    assert_eq!(
        template.inputs().collect::<Vec<_>>(),
        ["user", "send_email"]
    );
    assert_eq!(template.path[2], Value::Fixed("users".to_owned()));
    assert_eq!(template.query[1].value, Value::Fixed("1".to_owned()));
    assert_eq!(template.as_str(), written);
}
