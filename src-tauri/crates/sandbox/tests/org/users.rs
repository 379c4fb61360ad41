//! Users: creating, changing, deleting, finding.

use std::collections::BTreeSet;

use reqwest::Method;
use sandbox::UserStatus;
use serde_json::{Value, json};

use super::learner::{ADMIN, Learner, OKTA, next};

async fn admin(learner: &Learner) -> String {
    learner
        .access(
            OKTA,
            "okta.users.manage okta.groups.read okta.schemas.read okta.logs.read",
        )
        .await
}

fn person(login: &str) -> Value {
    json!({ "profile": { "firstName": "New", "lastName": "Person", "login": login, "email": login, "title": "Tester" } })
}

fn find(expression: &str) -> String {
    let query = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("search", expression)
        .finish();
    format!("/api/v1/users?{query}")
}

#[tokio::test]
async fn created_is_200_and_active_only_with_a_password() {
    let learner = Learner::new().await;
    let token = admin(&learner).await;
    let create =
        async |path: &str, body: &Value| learner.send(Method::POST, path, &token, body).await;

    let (status, user) = create("/api/v1/users", &person("one@sandbox.example")).await;
    assert_eq!((status, &user["status"]), (200, &json!("PROVISIONED")));
    let mut body = person("two@sandbox.example");
    body["credentials"] = json!({ "password": { "value": "long enough" } });
    assert_eq!(create("/api/v1/users", &body).await.1["status"], "ACTIVE");
    let staged = create(
        "/api/v1/users?activate=false",
        &person("three@sandbox.example"),
    )
    .await;
    assert_eq!(staged.1["status"], "STAGED");

    let (status, refused) = create("/api/v1/users", &person("one@sandbox.example")).await;
    assert_eq!((status, &refused["errorCode"]), (400, &json!("E0000001")));
    assert!(
        refused["errorCauses"][0]["errorSummary"]
            .as_str()
            .unwrap()
            .starts_with("login: ")
    );
    let (status, refused) = create("/api/v1/users", &json!([])).await;
    assert_eq!((status, &refused["errorCode"]), (400, &json!("E0000003")));
}

#[tokio::test]
async fn post_changes_what_is_sent_and_put_empties_what_is_not() {
    let learner = Learner::new().await;
    let token = admin(&learner).await;
    let (_, user) = learner
        .send(
            Method::POST,
            "/api/v1/users",
            &token,
            &person("p@sandbox.example"),
        )
        .await;
    let path = format!("/api/v1/users/{}", user["id"].as_str().unwrap());

    let change = json!({ "profile": { "firstName": "Changed" } });
    let (_, user) = learner.send(Method::POST, &path, &token, &change).await;
    assert_eq!(
        (&user["profile"]["firstName"], &user["profile"]["title"]),
        (&json!("Changed"), &json!("Tester"))
    );
    let mut whole = person("p@sandbox.example");
    whole["profile"].as_object_mut().unwrap().remove("title");
    let (_, user) = learner.send(Method::PUT, &path, &token, &whole).await;
    assert_eq!(
        (&user["profile"]["firstName"], &user["profile"]["title"]),
        (&json!("New"), &Value::Null)
    );
}

#[tokio::test]
async fn the_first_delete_deactivates_and_the_second_deletes() {
    let learner = Learner::new().await;
    let token = admin(&learner).await;
    let path = "/api/v1/users/nora.norole@sandbox.example";

    assert_eq!(
        learner.act(Method::DELETE, path, &token).await,
        (204, Value::Null)
    );
    assert_eq!(learner.get(path, &token).await.1["status"], "DEPROVISIONED");
    assert_eq!(
        learner.act(Method::DELETE, path, &token).await,
        (204, Value::Null)
    );
    let (status, gone) = learner.get(path, &token).await;
    assert_eq!((status, &gone["errorCode"]), (404, &json!("E0000007")));
}

#[tokio::test]
async fn a_user_is_found_by_id_login_short_login_and_me() {
    let learner = Learner::new().await;
    let token = admin(&learner).await;
    let (_, me) = learner.get("/api/v1/users/me", &token).await;
    assert_eq!(me["profile"]["login"], ADMIN);
    for name in [
        me["id"].as_str().unwrap(),
        ADMIN,
        "dana.admin",
        "dana.admin%40sandbox.example",
    ] {
        let (status, same) = learner.get(&format!("/api/v1/users/{name}"), &token).await;
        assert_eq!((status, &same["id"]), (200, &me["id"]), "{name}");
    }
}

#[tokio::test]
async fn the_life_cycle_refuses_with_the_code_of_the_case() {
    let learner = Learner::new().await;
    let token = admin(&learner).await;
    let act = async |who: &str, operation: &str| {
        let path = format!("/api/v1/users/{who}@sandbox.example/lifecycle/{operation}");
        let (status, body) = learner.act(Method::POST, &path, &token).await;
        (
            status,
            body["errorCode"].as_str().unwrap_or_default().to_owned(),
        )
    };
    let fine = (200, String::new());
    let no = |status: u16, code: &str| (status, code.to_owned());

    assert_eq!(act("sven.suspended", "suspend").await, no(400, "E0000001"));
    assert_eq!(act("sven.suspended", "unsuspend").await, fine);
    assert_eq!(act("sven.suspended", "suspend").await, fine);
    assert_eq!(act("nora.norole", "reactivate").await, no(403, "E0000038"));
    assert_eq!(act("nora.norole", "unlock").await, no(403, "E0000032"));
    assert_eq!(act("lena.locked", "unlock").await, fine);
    assert_eq!(act("nora.norole", "activate").await, no(403, "E0000016"));
    assert_eq!(act("stine.staged", "activate").await, fine);
    assert_eq!(act("stine.staged", "reactivate").await, fine);
    assert_eq!(act("nora.norole", "nonsense").await, no(404, ""));
}

#[tokio::test]
async fn activation_without_mail_tells_the_link() {
    let learner = Learner::new().await;
    let token = admin(&learner).await;
    let path = "/api/v1/users/stine.staged/lifecycle/activate?sendEmail=false";
    let (_, link) = learner.act(Method::POST, path, &token).await;
    let secret = link["activationToken"].as_str().unwrap();
    assert_eq!(
        link["activationUrl"],
        learner.at(&format!("/tokens/{secret}/verify"))
    );
}

#[tokio::test]
async fn a_list_goes_on_to_its_end_and_leaves_the_deactivated_out() {
    let learner = Learner::new().await;
    let token = admin(&learner).await;
    let mut seen = BTreeSet::new();
    let mut address = Some(learner.at("/api/v1/users?limit=77"));
    while let Some(here) = address {
        assert!(here.starts_with(&learner.sandbox.org_url()));
        let page = learner
            .http
            .get(here)
            .bearer_auth(&token)
            .send()
            .await
            .unwrap();
        address = next(&page);
        for user in page.json::<Vec<Value>>().await.unwrap() {
            assert_ne!(user["status"], "DEPROVISIONED");
            assert!(
                seen.insert(user["id"].as_str().unwrap().to_owned()),
                "twice"
            );
        }
    }
    let (_, gone) = learner
        .get(&find("status eq \"DEPROVISIONED\""), &token)
        .await;
    assert_eq!(seen.len() + gone.as_array().unwrap().len(), 500);
}

#[tokio::test]
async fn search_sorts_filters_and_refuses_nonsense() {
    let learner = Learner::new().await;
    let token = admin(&learner).await;
    let path =
        find("profile.department eq \"Sales\" and (status eq \"ACTIVE\" or status eq \"STAGED\")");
    let path = format!("{path}&sortBy=profile.lastName&sortOrder=desc&limit=200");
    let (_, found) = learner.get(&path, &token).await;
    let names: Vec<_> = found
        .as_array()
        .unwrap()
        .iter()
        .map(|u| u["profile"]["lastName"].as_str().unwrap().to_lowercase())
        .collect();
    assert!(names.len() > 10);
    assert!(names.windows(2).all(|pair| pair[0] >= pair[1]), "{names:?}");

    let (status, refused) = learner.get(&find("status equals ACTIVE"), &token).await;
    assert_eq!((status, &refused["errorCode"]), (400, &json!("E0000031")));
    let (_, starts) = learner.get("/api/v1/users?q=dana", &token).await;
    assert_eq!(starts[0]["profile"]["login"], ADMIN);
    let (status, clash) = learner
        .get("/api/v1/users?q=a&search=id%20pr", &token)
        .await;
    assert_eq!((status, &clash["errorCode"]), (400, &json!("E0000033")));
}

#[tokio::test]
async fn search_may_lag_behind_a_write() {
    let learner = Learner::new().await;
    let token = admin(&learner).await;
    learner.knobs().set_search_lag_s(60);
    let login = "late@sandbox.example";
    learner
        .send(Method::POST, "/api/v1/users", &token, &person(login))
        .await;
    let path = find(&format!("profile.login eq \"{login}\""));
    assert_eq!(learner.get(&path, &token).await.1, json!([]));
    assert_eq!(
        learner
            .get(&format!("/api/v1/users/{login}"), &token)
            .await
            .0,
        200
    );
    learner.knobs().set_clock_offset_s(61);
    assert_eq!(
        learner.get(&path, &token).await.1.as_array().unwrap().len(),
        1
    );
}

#[tokio::test]
async fn each_administrator_role_may_do_what_it_is_for() {
    let learner = Learner::new().await;
    let calls = [
        (Method::GET, "/api/v1/users?limit=1"),
        (Method::GET, "/api/v1/meta/schemas/user/default"),
        (Method::POST, "/api/v1/users/lena.locked/lifecycle/unlock"),
        (Method::POST, "/api/v1/users/nora.norole/lifecycle/suspend"),
    ];
    for (who, expected) in [
        ("dana.admin", [200, 200, 200, 200]),
        ("rhea.readonly", [200, 200, 403, 403]),
        ("hana.helpdesk", [200, 403, 200, 403]),
        ("nora.norole", [403, 403, 403, 403]),
    ] {
        let login = format!("{who}@sandbox.example");
        let tokens = learner
            .tokens_of(OKTA, "okta.users.manage okta.schemas.read", &login)
            .await;
        let token = tokens["access_token"].as_str().unwrap();
        for ((method, path), expected) in calls.iter().zip(expected) {
            let (status, body) = learner.act(method.clone(), path, token).await;
            assert_eq!(status, expected, "{who} {path}: {body}");
        }
        learner
            .knobs()
            .set_user_status("nora.norole", UserStatus::Active);
        learner
            .knobs()
            .set_user_status("lena.locked", UserStatus::LockedOut);
    }
}

#[tokio::test]
async fn the_system_log_can_be_polled_without_end() {
    let learner = Learner::new().await;
    let token = admin(&learner).await;
    let first = learner
        .call(Method::GET, "/api/v1/logs", &token)
        .send()
        .await
        .unwrap();
    let more = next(&first).expect("polling always has a next page");
    assert!(
        !first.json::<Vec<Value>>().await.unwrap().is_empty(),
        "the sign-in is in it"
    );
    let empty = learner
        .http
        .get(&more)
        .bearer_auth(&token)
        .send()
        .await
        .unwrap();
    let more = next(&empty).unwrap();
    assert_eq!(
        empty.json::<Vec<Value>>().await.unwrap(),
        Vec::<Value>::new()
    );

    learner
        .act(
            Method::POST,
            "/api/v1/users/nora.norole/lifecycle/suspend",
            &token,
        )
        .await;
    let later = learner
        .http
        .get(&more)
        .bearer_auth(&token)
        .send()
        .await
        .unwrap();
    let events = later.json::<Vec<Value>>().await.unwrap();
    assert_eq!(events.len(), 1);
    assert_eq!(events[0]["eventType"], "user.lifecycle.suspend");
}

#[tokio::test]
async fn an_org_can_hold_many_people() {
    let learner = Learner::among(3_000).await;
    let token = admin(&learner).await;
    let page = learner
        .call(Method::GET, "/api/v1/users", &token)
        .send()
        .await
        .unwrap();
    assert!(next(&page).is_some());
    assert_eq!(page.json::<Vec<Value>>().await.unwrap().len(), 200);
}
