//! Groups, members and rules.

use reqwest::Method;
use serde_json::{Value, json};

use super::learner::{ADMIN, Learner, OKTA};

async fn admin(learner: &Learner) -> String {
    learner
        .access(OKTA, "okta.users.read okta.groups.manage")
        .await
}

#[tokio::test]
async fn there_are_forty_groups_and_each_may_be_counted() {
    let learner = Learner::new().await;
    let token = admin(&learner).await;
    let (_, groups) = learner.get("/api/v1/groups?expand=stats", &token).await;
    assert_eq!(groups.as_array().unwrap().len(), 40);
    assert_eq!(groups[0]["type"], "BUILT_IN");
    assert!(
        groups[0]["_embedded"]["stats"]["usersCount"]
            .as_u64()
            .unwrap()
            > 400
    );
    assert!(
        groups[0]["_links"]["logo"].is_array(),
        "logo is a list, the others are not"
    );
}

#[tokio::test]
async fn a_group_is_made_filled_emptied_and_deleted() {
    let learner = Learner::new().await;
    let token = admin(&learner).await;
    let body = json!({ "profile": { "name": "Fresh", "description": "d" } });
    let (status, group) = learner
        .send(Method::POST, "/api/v1/groups", &token, &body)
        .await;
    assert_eq!((status, &group["type"]), (200, &json!("OKTA_GROUP")));
    assert_eq!(
        learner
            .send(Method::POST, "/api/v1/groups", &token, &body)
            .await
            .0,
        400
    );
    let path = format!("/api/v1/groups/{}", group["id"].as_str().unwrap());
    let (_, me) = learner.get("/api/v1/users/me", &token).await;
    let member = format!("{path}/users/{}", me["id"].as_str().unwrap());

    assert_eq!(
        learner.act(Method::PUT, &member, &token).await,
        (204, Value::Null)
    );
    let (_, members) = learner.get(&format!("{path}/users"), &token).await;
    assert_eq!(members[0]["profile"]["login"], ADMIN);
    let (_, theirs) = learner.get("/api/v1/users/me/groups", &token).await;
    assert!(
        theirs
            .as_array()
            .unwrap()
            .iter()
            .any(|one| one["id"] == group["id"])
    );
    assert_eq!(learner.act(Method::DELETE, &member, &token).await.0, 204);
    assert_eq!(learner.act(Method::DELETE, &path, &token).await.0, 204);
    assert_eq!(learner.get(&path, &token).await.1["errorCode"], "E0000007");
}

#[tokio::test]
async fn only_oktas_own_groups_may_be_edited() {
    let learner = Learner::new().await;
    let token = admin(&learner).await;
    let (_, found) = learner.get("/api/v1/groups?q=AD%20Domain", &token).await;
    let path = format!("/api/v1/groups/{}", found[0]["id"].as_str().unwrap());
    let body = json!({ "profile": { "name": "Mine now" } });
    assert_eq!(learner.send(Method::PUT, &path, &token, &body).await.0, 400);

    let (_, everyone) = learner.get("/api/v1/groups?q=Everyone", &token).await;
    let (_, me) = learner.get("/api/v1/users/me", &token).await;
    let (group, user) = (
        everyone[0]["id"].as_str().unwrap(),
        me["id"].as_str().unwrap(),
    );
    let path = format!("/api/v1/groups/{group}/users/{user}");
    assert_eq!(learner.act(Method::PUT, &path, &token).await.0, 501);
}

#[tokio::test]
async fn an_active_rule_cannot_be_changed_and_deleting_one_is_accepted() {
    let learner = Learner::new().await;
    let token = admin(&learner).await;
    let (_, groups) = learner.get("/api/v1/groups?q=Contractors", &token).await;
    let body = json!({
        "type": "group_rule", "name": "Rule",
        "conditions": { "expression": { "value": "user.title==\"x\"", "type": "urn:okta:expression:1.0" } },
        "actions": { "assignUserToGroups": { "groupIds": [groups[0]["id"]] } },
    });
    let (_, rule) = learner
        .send(Method::POST, "/api/v1/groups/rules", &token, &body)
        .await;
    assert_eq!(rule["status"], "INACTIVE");
    let path = format!("/api/v1/groups/rules/{}", rule["id"].as_str().unwrap());
    let activate = format!("{path}/lifecycle/activate");
    assert_eq!(learner.act(Method::POST, &activate, &token).await.0, 204);
    assert_eq!(learner.send(Method::PUT, &path, &token, &body).await.0, 400);
    assert_eq!(
        learner.act(Method::DELETE, &path, &token).await,
        (202, Value::Null)
    );
}
