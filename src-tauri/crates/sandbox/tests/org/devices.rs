//! Devices: which state allows what.

use std::collections::BTreeSet;

use reqwest::Method;
use sandbox::Pipeline;
use serde_json::{Value, json};

use super::learner::{DEVICES, Learner, next};

async fn admin(learner: &Learner) -> String {
    learner
        .access(DEVICES, "okta.devices.manage okta.users.read")
        .await
}

#[tokio::test]
async fn all_150_devices_come_page_by_page_and_a_bad_cursor_is_named() {
    let learner = Learner::new().await;
    let token = admin(&learner).await;
    let mut seen = BTreeSet::new();
    let mut address = Some(learner.at("/api/v1/devices?limit=40"));
    while let Some(here) = address {
        let page = learner
            .http
            .get(here)
            .bearer_auth(&token)
            .send()
            .await
            .unwrap();
        address = next(&page);
        let devices: Vec<Value> = page.json().await.unwrap();
        seen.extend(
            devices
                .iter()
                .map(|device| device["id"].as_str().unwrap().to_owned()),
        );
    }
    assert_eq!(seen.len(), 150);
    assert!(
        seen.iter()
            .all(|id| id.starts_with("guo") && id.len() == 20)
    );
    let (status, refused) = learner.get("/api/v1/devices?after=nonsense", &token).await;
    assert_eq!((status, &refused["errorCode"]), (400, &json!("E0000031")));
    assert_eq!(refused["errorCauses"][0]["errorSummary"], "Invalid cursor.");
}

#[tokio::test]
async fn a_device_goes_through_its_states_and_loses_its_users_on_the_way() {
    let learner = Learner::new().await;
    let token = admin(&learner).await;
    let (_, active) = learner
        .get("/api/v1/devices?limit=1&expand=user", &token)
        .await;
    let path = format!("/api/v1/devices/{}", active[0]["id"].as_str().unwrap());
    assert_eq!(active[0]["_embedded"]["users"].as_array().unwrap().len(), 1);
    let act = async |deed: &str| {
        learner
            .act(Method::POST, &format!("{path}/lifecycle/{deed}"), &token)
            .await
            .0
    };

    assert_eq!(act("unsuspend").await, 400);
    assert_eq!(act("suspend").await, 204);
    assert_eq!(act("suspend").await, 400);
    assert_eq!(act("unsuspend").await, 204);
    assert_eq!(learner.act(Method::DELETE, &path, &token).await.0, 400);
    assert_eq!(act("deactivate").await, 204);
    let (_, users) = learner.get(&format!("{path}/users"), &token).await;
    assert_eq!(users, json!([]));
    assert_eq!(act("suspend").await, 400);
    assert_eq!(
        learner.act(Method::DELETE, &path, &token).await,
        (204, Value::Null)
    );
    assert_eq!(learner.get(&path, &token).await.0, 404);
}

#[tokio::test]
async fn an_unknown_lifecycle_word_is_a_404_without_a_body() {
    let learner = Learner::new().await;
    let token = admin(&learner).await;
    let path = "/api/v1/devices/guo1/lifecycle/explode";
    assert_eq!(
        learner.act(Method::POST, path, &token).await,
        (404, Value::Null)
    );
}

#[tokio::test]
async fn devices_are_found_by_what_they_are() {
    let learner = Learner::new().await;
    let token = admin(&learner).await;
    let query = url::form_urlencoded::Serializer::new(String::new())
        .append_pair(
            "search",
            "profile.platform eq \"MACOS\" and profile.registered eq true",
        )
        .finish();
    let (_, found) = learner
        .get(&format!("/api/v1/devices?{query}"), &token)
        .await;
    let found = found.as_array().unwrap();
    assert!(!found.is_empty());
    assert!(
        found
            .iter()
            .all(|device| device["profile"]["platform"] == "MACOS")
    );
}

#[tokio::test]
async fn a_classic_org_has_no_devices_and_says_so_in_its_metadata() {
    let learner = Learner::new().await;
    let token = admin(&learner).await;
    learner.knobs().set_pipeline(Pipeline::Classic);
    let (status, refused) = learner.get("/api/v1/devices", &token).await;
    assert_eq!((status, &refused["errorCode"]), (401, &json!("E0000015")));
    let (_, org) = learner.get("/.well-known/okta-organization", "none").await;
    assert_eq!(org["pipeline"], "v1");
}
