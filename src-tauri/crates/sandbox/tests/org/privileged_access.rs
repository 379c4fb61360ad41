//! The OPA team: keys, roles, lists, secrets.

use aes_gcm::aead::{Aead, KeyInit, Payload};
use aes_gcm::{Aes256Gcm, Nonce};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use reqwest::Method;
use rsa::traits::PublicKeyParts;
use rsa::{BigUint, Oaep, RsaPrivateKey, RsaPublicKey};
use serde_json::{Value, json};
use sha2::Sha256;

use super::learner::{Learner, answer, next};

const TEAM: &str = "/v1/teams/practice";

async fn bearer(learner: &Learner) -> String {
    let (status, minted) = mint(learner, "practice").await;
    assert_eq!(status, 200, "{minted}");
    assert_eq!(minted["team_name"], "practice");
    minted["bearer_token"].as_str().unwrap().to_owned()
}

async fn mint(learner: &Learner, team: &str) -> (u16, Value) {
    let user = learner.sandbox.service_user();
    let body = json!({ "key_id": user.key_id, "key_secret": user.key_secret });
    let url = learner.at(&format!("/v1/teams/{team}/service_token"));
    answer(learner.http.post(url).json(&body)).await
}

/// The first resource group that has a secret folder, and its project: `…/projects/{id}`.
async fn project(learner: &Learner, token: &str) -> (String, Value) {
    let (_, folders) = learner.get(&format!("{TEAM}/secret_folders"), token).await;
    let folder = folders["list"][0].clone();
    let id = |name: &str| folder[name]["id"].as_str().unwrap().to_owned();
    let path = format!(
        "{TEAM}/resource_groups/{}/projects/{}",
        id("resource_group"),
        id("project")
    );
    (path, folder)
}

#[tokio::test]
async fn a_key_becomes_a_bearer_and_a_wrong_key_or_team_does_not() {
    let learner = Learner::new().await;
    let token = bearer(&learner).await;
    let (_, me) = learner.get(&format!("{TEAM}/current_user"), &token).await;
    assert_eq!(
        (&me["name"], &me["team_name"]),
        (&json!("svc-console"), &json!("practice"))
    );
    assert_eq!(
        mint(&learner, "PRACTICE").await.0,
        200,
        "a team's name has no case"
    );
    assert_eq!(mint(&learner, "elsewhere").await.0, 404);
    let key_id = learner.sandbox.service_user().key_id;
    let wrong = json!({ "key_id": key_id, "key_secret": "wrong" });
    let url = learner.at(&format!("{TEAM}/service_token"));
    assert_eq!(answer(learner.http.post(url).json(&wrong)).await.0, 401);
}

#[tokio::test]
async fn a_rotated_key_ends_its_live_tokens_at_once() {
    let learner = Learner::new().await;
    let token = bearer(&learner).await;
    let before = learner.sandbox.service_user();
    let path = format!("{TEAM}/service_users/svc-console/keys");
    let (status, key) = learner.act(Method::POST, &path, &token).await;
    assert_eq!(status, 200);
    assert!(key["secret"].is_string());

    assert_eq!(
        learner.get(&format!("{TEAM}/current_user"), &token).await.0,
        401
    );
    let old = json!({ "key_id": before.key_id, "key_secret": before.key_secret });
    let url = learner.at(&format!("{TEAM}/service_token"));
    assert_eq!(answer(learner.http.post(url).json(&old)).await.0, 401);
    bearer(&learner).await;
}

#[tokio::test]
async fn a_bearer_expires_when_it_said_it_would() {
    let learner = Learner::new().await;
    let token = bearer(&learner).await;
    learner.knobs().set_clock_offset_s(3601);
    assert_eq!(
        learner.get(&format!("{TEAM}/current_user"), &token).await.0,
        401
    );
}

#[tokio::test]
async fn every_call_wants_its_role() {
    let learner = Learner::new().await;
    let token = bearer(&learner).await;
    let status = async |path: &str| learner.get(&format!("{TEAM}{path}"), &token).await.0;
    for (roles, path, expected) in [
        (&["resource_admin"][..], "/resource_groups", 200),
        (&["security_admin"][..], "/resource_groups", 403),
        (&["security_admin"][..], "/all_servers", 200),
        (&["resource_admin"][..], "/all_servers", 403),
        (&["end_user"][..], "/secrets", 200),
        (&["resource_admin"][..], "/secrets", 403),
        (&["security_admin"][..], "/security_policy", 200),
        (&["delegated_security_admin"][..], "/security_policy", 403),
        (
            &["delegated_security_admin"][..],
            "/sudo_command_bundles",
            200,
        ),
        (&[][..], "/current_user", 200),
        (&[][..], "/users", 403),
    ] {
        learner.knobs().set_opa_roles(roles);
        assert_eq!(status(path).await, expected, "{roles:?} {path}");
    }
}

#[tokio::test]
async fn every_preset_of_a_list_answers_with_a_list() {
    let learner = Learner::new().await;
    let token = bearer(&learner).await;
    let (project, folder) = project(&learner, &token).await;
    let items = format!(
        "{project}/secret_folders/{}/items",
        folder["id"].as_str().unwrap()
    );
    let below = |part: &str| format!("{project}/{part}");
    let team = |part: &str| format!("{TEAM}/{part}");
    let (group, _) = project.split_once("/projects").unwrap();
    for path in [
        team("users"),
        team("groups"),
        team("groups/everyone/users"),
        team("groups/d%C3%A9l%C3%A9gu%C3%A9s-aarhus/users"),
        team("service_users"),
        team("service_users/svc-console/keys"),
        team("resource_groups"),
        format!("{group}/projects"),
        below("servers"),
        below("server_accounts"),
        below("secret_folders"),
        items,
        team("servers"),
        team("all_servers"),
        team("all_server_accounts"),
        team("all_okta_universal_directory_accounts"),
        team("security_policy"),
        team("sudo_command_bundles"),
        team("secret_folders"),
        team("secrets"),
    ] {
        let (status, body) = learner.get(&path, &token).await;
        assert_eq!(status, 200, "{path} {body}");
        assert!(!body["list"].as_array().unwrap().is_empty(), "{path}");
    }
}

#[tokio::test]
async fn a_list_with_pages_has_a_link_and_one_without_has_none() {
    let learner = Learner::new().await;
    let token = bearer(&learner).await;
    let mut seen = 0;
    let mut address = Some(learner.at(&format!("{TEAM}/users?count=10")));
    while let Some(here) = address {
        let page = learner
            .http
            .get(here)
            .bearer_auth(&token)
            .send()
            .await
            .unwrap();
        address = next(&page);
        let body: Value = page.json().await.unwrap();
        seen += body["list"].as_array().unwrap().len();
    }
    assert_eq!(seen, 24);
    let path = format!("{TEAM}/resource_groups?count=1");
    let whole = learner
        .call(Method::GET, &path, &token)
        .send()
        .await
        .unwrap();
    assert!(whole.headers().get("link").is_none());
}

#[tokio::test]
async fn a_group_that_lives_carries_gos_zero_date() {
    let learner = Learner::new().await;
    let token = bearer(&learner).await;
    let (_, group) = learner
        .get(&format!("{TEAM}/groups/everyone"), &token)
        .await;
    assert_eq!(group["deleted_at"], "0001-01-01T00:00:00Z");
}

#[tokio::test]
async fn a_secret_is_sealed_on_its_way_in_and_out() {
    let learner = Learner::new().await;
    let token = bearer(&learner).await;
    let (project, folder) = project(&learner, &token).await;
    let (_, vault) = learner
        .get(&format!("{TEAM}/vault/jwks.json"), &token)
        .await;
    let sealed = seal(&vault["keys"][0], r#"{"password":"café"}"#);
    let body = json!({ "name": "fresh", "parent_folder_id": folder["id"], "secret_jwe": sealed });
    let at = format!("{project}/secrets");
    let (status, secret) = learner.send(Method::POST, &at, &token, &body).await;
    assert_eq!(status, 201, "{secret}");

    let mine = RsaPrivateKey::new(&mut rand::thread_rng(), 2048).unwrap();
    let jwk = json!({ "public_key": {
        "kty": "RSA", "alg": "RSA-OAEP-256", "n": encode(&mine.n().to_bytes_be()),
        "e": encode(&mine.e().to_bytes_be()),
    }});
    let path = format!("{at}/{}", secret["id"].as_str().unwrap());
    let (status, revealed) = learner.send(Method::POST, &path, &token, &jwk).await;
    assert_eq!(status, 200);
    assert_eq!(
        open(&mine, revealed["secret_jwe"].as_str().unwrap()),
        r#"{"password":"café"}"#
    );

    let mut spoiled = body.clone();
    spoiled["secret_jwe"] = json!(sealed.replacen('.', ".A", 2));
    let (status, refused) = learner.send(Method::POST, &at, &token, &spoiled).await;
    assert_eq!(
        (status, &refused["errors"][0]["path"]),
        (400, &json!("secret_jwe"))
    );
    assert_eq!(learner.act(Method::DELETE, &path, &token).await.0, 204);
}

#[tokio::test]
async fn a_secret_behind_an_approval_answers_with_the_ways_in() {
    let learner = Learner::new().await;
    let token = bearer(&learner).await;
    let (project, folder) = project(&learner, &token).await;
    let items = format!(
        "{project}/secret_folders/{}/items",
        folder["id"].as_str().unwrap()
    );
    let (_, items) = learner.get(&items, &token).await;
    let guarded = items["list"]
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["name"] == "guarded");
    let path = format!(
        "{project}/secrets/{}",
        guarded.unwrap()["id"].as_str().unwrap()
    );
    let (status, ways) = learner.send(Method::POST, &path, &token, &json!({})).await;
    assert_eq!(status, 403);
    assert_eq!(ways["list"][0]["conditionals"][0]["type"], "access_request");
}

#[tokio::test]
async fn policies_and_bundles_are_made_changed_and_deleted_with_their_own_codes() {
    let learner = Learner::new().await;
    let token = bearer(&learner).await;
    let policy = json!({ "name": "P", "active": true, "principals": {}, "rules": [] });
    let bundle = json!({ "name": "b-1", "structured_commands": [] });
    for (path, body, created) in [
        ("security_policy", policy, 200),
        ("sudo_command_bundles", bundle, 201),
    ] {
        let at = format!("{TEAM}/{path}");
        let (status, made) = learner.send(Method::POST, &at, &token, &body).await;
        assert_eq!(status, created);
        let one = format!("{at}/{}", made["id"].as_str().unwrap());
        assert_eq!(learner.send(Method::PUT, &one, &token, &body).await.0, 204);
        assert_eq!(learner.act(Method::DELETE, &one, &token).await.0, 204);
        assert_eq!(learner.get(&one, &token).await.0, 404);
    }
}

fn encode(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

fn decode(part: &str) -> Vec<u8> {
    URL_SAFE_NO_PAD.decode(part).unwrap()
}

fn seal(jwk: &Value, plain: &str) -> String {
    let number = |name: &str| BigUint::from_bytes_be(&decode(jwk[name].as_str().unwrap()));
    let public = RsaPublicKey::new(number("n"), number("e")).unwrap();
    let header = json!({ "alg": "RSA-OAEP-256", "enc": "A256GCM", "kid": jwk["kid"] }).to_string();
    let header = encode(header.as_bytes());
    let wrapped = public
        .encrypt(&mut rand::thread_rng(), Oaep::new::<Sha256>(), &[9; 32])
        .unwrap();
    let payload = Payload {
        msg: plain.as_bytes(),
        aad: header.as_bytes(),
    };
    let cipher = Aes256Gcm::new_from_slice(&[9; 32]).unwrap();
    let mut sealed = cipher
        .encrypt(Nonce::from_slice(&[3; 12]), payload)
        .unwrap();
    let tag = sealed.split_off(sealed.len() - 16);
    let parts = [
        encode(&wrapped),
        encode(&[3; 12]),
        encode(&sealed),
        encode(&tag),
    ];
    format!("{header}.{}", parts.join("."))
}

fn open(mine: &RsaPrivateKey, jwe: &str) -> String {
    let parts: Value = serde_json::from_str(jwe).unwrap();
    let part = |name: &str| parts[name].as_str().unwrap();
    let key = mine
        .decrypt(Oaep::new::<Sha256>(), &decode(part("encrypted_key")))
        .unwrap();
    let mut message = decode(part("ciphertext"));
    message.extend(decode(part("tag")));
    let payload = Payload {
        msg: &message,
        aad: part("protected").as_bytes(),
    };
    let cipher = Aes256Gcm::new_from_slice(&key).unwrap();
    let nonce = decode(part("iv"));
    String::from_utf8(cipher.decrypt(Nonce::from_slice(&nonce), payload).unwrap()).unwrap()
}
