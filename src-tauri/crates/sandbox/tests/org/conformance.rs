//! Every kind of answer against Okta's official `OpenAPI` documents, where they are at hand.

use official::{Document, documents};
use reqwest::Method;
use serde_json::{Value, json};

use super::learner::{DEVICES, Learner, OKTA, REALMS, REDIRECT, VERIFIER, answer};

struct Spec(&'static Document);

impl Spec {
    /// Fails with every place that does not conform.
    fn check(&self, method: &str, template: &str, status: u16, body: &Value) {
        let wrong = self.0.wrong_in_answer(method, template, status, body);
        assert!(
            wrong.is_empty(),
            "{method} {template}\n{}",
            wrong.join("\n")
        );
    }
}

#[tokio::test]
async fn metadata_and_tokens_conform() {
    let Some(documents) = documents() else {
        return;
    };
    let (management, oauth) = (Spec(&documents.management), Spec(&documents.oauth));
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
    let Some(documents) = documents() else {
        return;
    };
    let spec = Spec(&documents.management);
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
    let Some(documents) = documents() else {
        return;
    };
    let spec = Spec(&documents.management);
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
    let Some(documents) = documents() else {
        return;
    };
    let spec = Spec(&documents.opa);
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
