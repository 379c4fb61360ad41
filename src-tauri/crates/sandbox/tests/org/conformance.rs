//! Every kind of answer against Okta's official `OpenAPI` documents, where they are at hand:
//! `CONNECTIONS_CONSOLE_SPECS`, or `../shared/specs` beside the workspace.

use std::path::PathBuf;
use std::sync::OnceLock;

use jsonschema::{Draft, Validator};
use reqwest::Method;
use serde_json::{Map, Value, json};

use super::learner::{DEVICES, Learner, OKTA, REALMS, REDIRECT, VERIFIER, answer};

/// The documents, or a word that this was not run.
fn documents() -> Option<&'static [Value; 3]> {
    static DOCUMENTS: OnceLock<Option<[Value; 3]>> = OnceLock::new();
    let found = DOCUMENTS.get_or_init(|| {
        #[expect(
            clippy::disallowed_methods,
            reason = "a test has no shell to pass it down from"
        )]
        let named = std::env::var("CONNECTIONS_CONSOLE_SPECS")
            .ok()
            .map(PathBuf::from);
        let beside = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../../shared/specs");
        let folder = named.unwrap_or_else(|| PathBuf::from(beside));
        let names = [
            "management-minimal.yaml",
            "oauth-minimal.yaml",
            "opa-minimal.yaml",
        ];
        if names.iter().any(|name| !folder.join(name).exists()) {
            return None;
        }
        Some(names.map(|name| {
            let text = std::fs::read_to_string(folder.join(name)).unwrap();
            let options = serde_saphyr::options! { budget: None };
            let mut document: Value = serde_saphyr::from_str_with_options(&text, options).unwrap();
            convert(&mut document);
            document
        }))
    });
    if found.is_none() {
        println!("NOT RUN: Okta's OpenAPI documents are not here (CONNECTIONS_CONSOLE_SPECS)");
    }
    found.as_ref()
}

/// From `OpenAPI` 3.0's dialect to JSON Schema draft 4, which is the nearest: `nullable` becomes a
/// type, a `oneOf` with a discriminator becomes the branch that the discriminator names, and what
/// is no assertion goes (examples, and formats that are not about the value).
fn convert(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(convert),
        Value::Object(schema) => {
            for name in ["example", "examples"] {
                // A property may be called so; then it is a schema and has a type.
                if schema
                    .get(name)
                    .is_some_and(|inner| inner.get("type").is_none())
                {
                    schema.remove(name);
                }
            }
            if schema
                .get("format")
                .is_some_and(|format| format.is_string() && *format != "date-time")
            {
                schema.remove("format");
            }
            discriminate(schema);
            for inner in schema.values_mut() {
                convert(inner);
            }
            if schema.get("nullable") == Some(&json!(true)) {
                schema.remove("nullable");
                let inner = Value::Object(std::mem::take(schema));
                schema.insert("anyOf".to_owned(), json!([inner, { "type": "null" }]));
            }
        }
        _ => {}
    }
}

fn discriminate(schema: &mut Map<String, Value>) {
    let Some(discriminator) = schema.remove("discriminator") else {
        return;
    };
    let (Some(name), Some(mapping)) = (
        discriminator["propertyName"].as_str(),
        discriminator["mapping"].as_object(),
    ) else {
        return;
    };
    if schema.remove("oneOf").is_none() {
        return;
    }
    let branches: Vec<_> = mapping
        .iter()
        .map(|(value, reference)| {
            let tag = json!({ "properties": { name: { "enum": [value] } }, "required": [name] });
            json!({ "allOf": [tag, { "$ref": reference }] })
        })
        .collect();
    schema.insert("anyOf".to_owned(), Value::Array(branches));
}

struct Spec(&'static Value);

impl Spec {
    /// What the document says about the answer of an operation.
    fn answer(&self, method: &str, template: &str, status: u16) -> Validator {
        let responses = &self.0["paths"][template][method]["responses"];
        let status = status.to_string();
        let content = responses[status.as_str()]["content"].as_object();
        let content = content.unwrap_or_else(|| panic!("{method} {template} {status}: no answer"));
        let schema = content.values().next().unwrap()["schema"].clone();
        let mut components = self.0["components"].clone();
        // Known fault of the document: it says string, and real orgs answer null.
        let device = &mut components["schemas"]["Device"]["properties"]["resourceAlternateId"];
        if device.is_object() {
            *device = json!({});
        }
        let root = json!({ "allOf": [schema], "components": components });
        let options = jsonschema::options().with_draft(Draft::Draft4);
        options.should_validate_formats(true).build(&root).unwrap()
    }

    /// Fails with every place that does not conform.
    fn check(&self, method: &str, template: &str, status: u16, body: &Value) {
        let wrong: Vec<_> = self
            .answer(method, template, status)
            .iter_errors(body)
            .take(5)
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect();
        let wrong: Vec<String> = wrong
            .into_iter()
            .map(|line| line.chars().take(600).collect())
            .collect();
        assert!(
            wrong.is_empty(),
            "{method} {template}\n{}",
            wrong.join("\n")
        );
    }
}

#[tokio::test]
async fn metadata_and_tokens_conform() {
    let Some([management, oauth, _]) = documents() else {
        return;
    };
    let (management, oauth) = (Spec(management), Spec(oauth));
    let learner = Learner::new().await;
    let get = async |path: &str| learner.get(path, "none").await.1;
    let path = "/.well-known/openid-configuration";
    oauth.check("get", path, 200, &get(path).await);
    let path = "/.well-known/okta-organization";
    management.check("get", path, 200, &get(path).await);
    oauth.check("get", "/oauth2/v1/keys", 200, &get("/oauth2/v1/keys").await);
    // The document has this one for custom authorization servers only; the shape is the same.
    let body = get("/.well-known/oauth-authorization-server").await;
    let template = "/oauth2/{authorizationServerId}/.well-known/oauth-authorization-server";
    oauth.check("get", template, 200, &body);

    let tokens = learner
        .tokens(REALMS, "openid profile offline_access okta.users.read")
        .await;
    oauth.check("post", "/oauth2/v1/token", 200, &tokens);
    for token in ["access_token", "refresh_token"] {
        let form = [("token", tokens[token].as_str().unwrap())];
        let (_, said) = learner
            .authenticated(REALMS, "/oauth2/v1/introspect", &form)
            .await;
        oauth.check("post", "/oauth2/v1/introspect", 200, &said);
    }
    let token = tokens["access_token"].as_str().unwrap();
    let (_, claims) = learner.get("/oauth2/v1/userinfo", token).await;
    oauth.check("get", "/oauth2/v1/userinfo", 200, &claims);
    let pushed = [
        ("redirect_uri", REDIRECT),
        ("scope", "openid"),
        ("code_challenge", VERIFIER),
    ];
    let (_, pushed) = learner
        .authenticated(REALMS, "/oauth2/v1/par", &pushed)
        .await;
    oauth.check("post", "/oauth2/v1/par", 200, &pushed);
    let (status, refused) = learner.token(REALMS, &[("grant_type", "x")]).await;
    oauth.check("post", "/oauth2/v1/token", status, &refused);
}

#[tokio::test]
async fn people_and_groups_conform() {
    let Some([management, ..]) = documents() else {
        return;
    };
    let spec = Spec(management);
    let learner = Learner::new().await;
    let scope = "okta.users.manage okta.groups.manage okta.schemas.read okta.userTypes.read";
    let token = learner.access(OKTA, scope).await;
    let get = async |path: &str, template: &str| {
        let (status, body) = learner.get(path, &token).await;
        spec.check("get", template, status, &body);
        body
    };
    get("/api/v1/users?limit=200", "/api/v1/users").await;
    get("/api/v1/users/me", "/api/v1/users/{id}").await;
    get("/api/v1/users/me/groups", "/api/v1/users/{id}/groups").await;
    get("/api/v1/users/me/devices", "/api/v1/users/{userId}/devices").await;
    let groups = get("/api/v1/groups?expand=stats", "/api/v1/groups").await;
    let group = groups[1]["id"].as_str().unwrap();
    get(
        &format!("/api/v1/groups/{group}"),
        "/api/v1/groups/{groupId}",
    )
    .await;
    get(
        &format!("/api/v1/groups/{group}/users"),
        "/api/v1/groups/{groupId}/users",
    )
    .await;
    get(
        "/api/v1/meta/schemas/user/default",
        "/api/v1/meta/schemas/user/{schemaId}",
    )
    .await;
    get("/api/v1/meta/types/user", "/api/v1/meta/types/user").await;

    let body = json!({ "profile": {
        "firstName": "A", "lastName": "B", "login": "ab@sandbox.example", "email": "ab@sandbox.example",
    }});
    let (_, user) = learner
        .send(Method::POST, "/api/v1/users", &token, &body)
        .await;
    spec.check("post", "/api/v1/users", 200, &user);
    let (status, refused) = learner
        .send(Method::POST, "/api/v1/users", &token, &body)
        .await;
    spec.check("post", "/api/v1/users", status, &refused);
    let (status, missing) = learner.get("/api/v1/users/00unobody", &token).await;
    spec.check("get", "/api/v1/users/{id}", status, &missing);
}

#[tokio::test]
async fn realms_and_devices_conform() {
    let Some([management, ..]) = documents() else {
        return;
    };
    let spec = Spec(management);
    let learner = Learner::new().await;
    let token = learner
        .access(REALMS, "okta.realms.manage okta.realmAssignments.manage")
        .await;
    let (_, realms) = learner.get("/api/v1/realms", &token).await;
    spec.check("get", "/api/v1/realms", 200, &realms);
    let at = "/api/v1/realm-assignments";
    let (_, assignments) = learner.get(at, &token).await;
    spec.check("get", at, 200, &assignments);
    let run = json!({ "assignmentId": assignments[0]["id"] });
    let operations = format!("{at}/operations");
    let (status, ran) = learner.send(Method::POST, &operations, &token, &run).await;
    spec.check("post", &operations, status, &ran);
    spec.check(
        "get",
        &operations,
        200,
        &learner.get(&operations, &token).await.1,
    );

    let token = learner.access(DEVICES, "okta.devices.read").await;
    let at = "/api/v1/devices";
    let (_, devices) = learner.get(&format!("{at}?expand=user"), &token).await;
    spec.check("get", at, 200, &devices);
    let path = format!("{at}/{}", devices[0]["id"].as_str().unwrap());
    let (_, device) = learner.get(&path, &token).await;
    spec.check("get", "/api/v1/devices/{deviceId}", 200, &device);
    let (_, users) = learner.get(&format!("{path}/users"), &token).await;
    spec.check("get", "/api/v1/devices/{deviceId}/users", 200, &users);
}

#[tokio::test]
async fn the_opa_team_conforms() {
    let Some([.., opa]) = documents() else { return };
    let spec = Spec(opa);
    let learner = Learner::new().await;
    let user = learner.sandbox.service_user();
    let body = json!({ "key_id": user.key_id, "key_secret": user.key_secret });
    let url = learner.at("/v1/teams/practice/service_token");
    let (_, minted) = answer(learner.http.post(url).json(&body)).await;
    spec.check("post", "/v1/teams/{team_name}/service_token", 200, &minted);
    let token = minted["bearer_token"].as_str().unwrap().to_owned();

    let (_, folders) = learner
        .get("/v1/teams/practice/secret_folders", &token)
        .await;
    let id = |value: &Value| value.as_str().unwrap().to_owned();
    let first = &folders["list"][0];
    let (group, project) = (
        id(&first["resource_group"]["id"]),
        id(&first["project"]["id"]),
    );
    let folder = id(&first["id"]);
    let project_path = "/resource_groups/{resource_group_id}/projects/{project_id}";
    for template in [
        "/current_user".to_owned(),
        "/vault/jwks.json".to_owned(),
        "/settings".to_owned(),
        "/team_stats".to_owned(),
        "/users".to_owned(),
        "/groups".to_owned(),
        "/service_users".to_owned(),
        "/service_users/{user_name}/keys".to_owned(),
        "/resource_groups".to_owned(),
        "/resource_groups/{resource_group_id}".to_owned(),
        "/resource_groups/{resource_group_id}/projects".to_owned(),
        project_path.to_owned(),
        format!("{project_path}/servers"),
        format!("{project_path}/server_accounts"),
        format!("{project_path}/secret_folders"),
        format!("{project_path}/secret_folders/{{secret_folder_id}}"),
        format!("{project_path}/secret_folders/{{secret_folder_id}}/items"),
        format!("{project_path}/okta_universal_directory_accounts"),
        "/servers".to_owned(),
        "/all_servers".to_owned(),
        "/all_server_accounts".to_owned(),
        "/all_okta_universal_directory_accounts".to_owned(),
        "/secret_folders".to_owned(),
        "/secrets".to_owned(),
        "/security_policy".to_owned(),
        "/sudo_command_bundles".to_owned(),
    ] {
        let path = template
            .replace("{resource_group_id}", &group)
            .replace("{project_id}", &project)
            .replace("{secret_folder_id}", &folder)
            .replace("{user_name}", "svc-console");
        let (status, body) = learner
            .get(&format!("/v1/teams/practice{path}"), &token)
            .await;
        spec.check(
            "get",
            &format!("/v1/teams/{{team_name}}{template}"),
            status,
            &body,
        );
    }

    let items = format!("/v1/teams/practice/resource_groups/{group}/projects/{project}");
    let path = format!("{items}/secret_folders/{folder}/items");
    let (_, inside) = learner.get(&path, &token).await;
    let guarded = inside["list"]
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["name"] == "guarded");
    let path = format!("{items}/secrets/{}", id(&guarded.unwrap()["id"]));
    let (status, ways) = learner.send(Method::POST, &path, &token, &json!({})).await;
    let template = format!("/v1/teams/{{team_name}}{project_path}/secrets/{{secret_id}}");
    spec.check("post", &template, status, &ways);
    spec.check("get", &template, 200, &learner.get(&path, &token).await.1);
}
