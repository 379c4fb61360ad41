//! Realms and their assignments.

use reqwest::Method;
use serde_json::{Value, json};

use super::learner::{Learner, REALMS};

const SCOPE: &str =
    "okta.realms.manage okta.realmAssignments.manage okta.users.manage okta.schemas.read";

#[tokio::test]
async fn an_org_without_governance_refuses_with_a_401_that_no_refresh_cures() {
    let learner = Learner::new().await;
    let token = learner.access(REALMS, SCOPE).await;
    learner.knobs().set_oig(false);
    let (status, refused) = learner.get("/api/v1/realms", &token).await;
    assert_eq!((status, &refused["errorCode"]), (401, &json!("E0000015")));
}

#[tokio::test]
async fn a_realm_is_changed_by_put_alone_and_what_is_not_sent_is_gone() {
    let learner = Learner::new().await;
    let token = learner.access(REALMS, SCOPE).await;
    let body =
        json!({ "profile": { "name": "New", "realmType": "PARTNER", "domains": ["a.example"] } });
    let (status, realm) = learner
        .send(Method::POST, "/api/v1/realms", &token, &body)
        .await;
    assert_eq!((status, &realm["isDefault"]), (200, &json!(false)));
    let path = format!("/api/v1/realms/{}", realm["id"].as_str().unwrap());

    let only_name = json!({ "profile": { "name": "Newer" } });
    let (status, refused) = learner.send(Method::POST, &path, &token, &only_name).await;
    assert_eq!((status, &refused["errorCode"]), (405, &json!("E0000022")));
    let (_, realm) = learner.send(Method::PUT, &path, &token, &only_name).await;
    assert_eq!(realm["profile"], json!({ "name": "Newer" }));
    assert_eq!(
        learner.act(Method::DELETE, &path, &token).await,
        (204, Value::Null)
    );
}

#[tokio::test]
async fn a_realm_with_people_in_it_cannot_be_deleted_until_they_are_moved() {
    let learner = Learner::new().await;
    let token = learner.access(REALMS, SCOPE).await;
    let (_, realms) = learner.get("/api/v1/realms", &token).await;
    assert_eq!(realms.as_array().unwrap().len(), 6);
    let full = realms[2]["id"].as_str().unwrap();
    let path = format!("/api/v1/realms/{full}");
    assert_eq!(learner.act(Method::DELETE, &path, &token).await.0, 400);

    let search = format!("/api/v1/users?search=realmId%20eq%20%22{full}%22&limit=200");
    let (_, people) = learner.get(&search, &token).await;
    let empty = realms[5]["id"].as_str().unwrap();
    for user in people.as_array().unwrap() {
        if user["status"] == "DEPROVISIONED" {
            continue;
        }
        let path = format!("/api/v1/users/{}", user["id"].as_str().unwrap());
        let (_, moved) = learner
            .send(Method::POST, &path, &token, &json!({ "realmId": empty }))
            .await;
        assert_eq!(moved["realmId"], empty);
    }
}

#[tokio::test]
async fn a_search_has_ten_realms_a_page_and_co_only_on_the_name() {
    let learner = Learner::new().await;
    let token = learner.access(REALMS, SCOPE).await;
    for nth in 0..12 {
        let body = json!({ "profile": { "name": format!("Many {nth}") } });
        learner
            .send(Method::POST, "/api/v1/realms", &token, &body)
            .await;
    }
    let path = "/api/v1/realms?search=profile.name%20co%20%22many%22";
    let (_, first) = learner.get(path, &token).await;
    assert_eq!(first.as_array().unwrap().len(), 10);
    let path = "/api/v1/realms?search=id%20co%20%22guo%22";
    assert_eq!(learner.get(path, &token).await.1["errorCode"], "E0000031");
}

#[tokio::test]
async fn an_assignment_is_made_inactive_and_must_be_so_to_be_deleted() {
    let learner = Learner::new().await;
    let token = learner.access(REALMS, SCOPE).await;
    let (_, realms) = learner.get("/api/v1/realms", &token).await;
    let body = json!({
        "name": "Sales", "priority": 7,
        "conditions": { "expression": { "value": "user.profile.department == \"Sales\"" } },
        "actions": { "assignUserToRealm": { "realmId": realms[5]["id"] } },
    });
    let at = "/api/v1/realm-assignments";
    let (status, made) = learner.send(Method::POST, at, &token, &body).await;
    assert_eq!((status, &made["status"]), (201, &json!("INACTIVE")));
    let id = made["id"].as_str().unwrap();
    let path = format!("{at}/{id}");
    let act = async |deed: &str| {
        learner
            .act(Method::POST, &format!("{path}/lifecycle/{deed}"), &token)
            .await
            .0
    };
    assert_eq!(act("activate").await, 204);
    assert_eq!(learner.act(Method::DELETE, &path, &token).await.0, 400);

    let run = json!({ "assignmentId": id });
    let (status, ran) = learner
        .send(Method::POST, &format!("{at}/operations"), &token, &run)
        .await;
    assert_eq!((status, &ran["status"]), (201, &json!("COMPLETED")));
    assert!(ran["numUserMoved"].as_u64().unwrap() > 20);
    assert_eq!(act("deactivate").await, 204);
    assert_eq!(learner.act(Method::DELETE, &path, &token).await.0, 204);
}

#[tokio::test]
async fn assignments_go_on_after_a_priority() {
    let learner = Learner::new().await;
    let token = learner.access(REALMS, SCOPE).await;
    let (_, first) = learner
        .get("/api/v1/realm-assignments?limit=2", &token)
        .await;
    let last = first[1]["priority"].as_i64().unwrap();
    let path = format!("/api/v1/realm-assignments?limit=2&after={last}");
    let (_, rest) = learner.get(&path, &token).await;
    assert_eq!(rest[0]["isDefault"], true);
}
