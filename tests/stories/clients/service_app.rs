//! A service app: a key that was made here, and nobody who signs in.

use std::fs;

use connections::views::{AppKind, ConnectStep, FailureCode, KeyKind, NewSecret};
use jiff::SignedDuration;
use serde_json::Value;
use stories::story::Story;

use super::desk::{SERVICE, choice, connect, form, reads, registered_key, save, test};

const TOKEN: &str = "/oauth2/v1/token";

#[tokio::test]
async fn both_kinds_of_key_are_made_here_and_only_their_public_half_is_shown() {
    let story = Story::begin().await;
    for (kind, kty) in [(KeyKind::Rsa, "RSA"), (KeyKind::Ec, "EC")] {
        let key = registered_key(&story, kind).await;
        let jwk: Value = serde_json::from_str(&key.jwk).unwrap();
        assert_eq!(jwk["kty"], kty);
        assert_eq!(jwk["kid"], key.thumbprint.as_str());
        assert!(jwk.get("d").is_none());
        let mut form = form(&story, kty, choice(AppKind::ServiceApp)).await;
        form.secret = NewSecret::Key {
            thumbprint: key.thumbprint.clone(),
        };
        let saved = save(&story, story.sign_in(form).await).await;
        assert_eq!(saved.row.status.state, "active", "{kty}");
        assert_eq!(saved.app.unwrap().key, Some(key));
    }
    assert!(story.person.opened().is_empty(), "nobody signs in");
}

#[tokio::test]
async fn its_tokens_are_minted_on_demand_and_kept_nowhere() {
    let story = Story::begin().await;
    let saved = connect(&story, "On demand", choice(AppKind::ServiceApp)).await;
    let id = saved.row.id;
    let minted = || story.org.requests(TOKEN).len();
    let before = minted();
    for _ in 0..3 {
        assert_eq!(reads(&story, &id).await, "done");
    }
    assert_eq!(minted(), before, "one token serves until it ends");
    story.later(SignedDuration::from_hours(2));
    assert_eq!(test(&story, &id).await.row.status.state, "active");
    assert_eq!(minted(), before + 1);

    let story = story.restart().await;
    let before = story.org.requests(TOKEN).len();
    assert_eq!(reads(&story, &id).await, "done");
    assert_eq!(story.org.requests(TOKEN).len(), before + 1, "none was kept");
    for entry in fs::read_dir(story.folder()).unwrap() {
        let bytes = fs::read(entry.unwrap().path()).unwrap_or_default();
        let text = String::from_utf8_lossy(&bytes);
        assert!(!text.contains("ES256 "), "the key is on the disk unsealed");
    }
}

#[tokio::test]
async fn scopes_of_people_are_refused_with_a_word_before_anything_is_sent() {
    let story = Story::begin().await;
    let mut form = form(&story, "People", choice(AppKind::ServiceApp)).await;
    form.scopes
        .extend(["openid".to_owned(), "offline_access".to_owned()]);
    let failure = story.sign_in(form).await.unwrap_err();
    assert_eq!(failure.field.as_deref(), Some("scopes"));
    assert!(
        failure.what.contains("offline_access, openid"),
        "{failure:?}"
    );
    assert!(story.org.requests(TOKEN).is_empty());
}

#[tokio::test]
async fn a_form_without_a_key_and_a_key_that_is_gone_are_told_beside_the_key() {
    let story = Story::begin().await;
    for secret in [
        NewSecret::None,
        NewSecret::Key {
            thumbprint: "made-in-another-run".into(),
        },
    ] {
        let mut form = form(&story, "No key", choice(AppKind::ServiceApp)).await;
        form.secret = secret;
        let failure = story.sign_in(form).await.unwrap_err();
        assert_eq!(
            failure.field.as_deref(),
            Some("client_secret"),
            "{failure:?}"
        );
        assert!(failure.fix.contains("key"), "{failure:?}");
    }
}

#[tokio::test]
async fn a_key_that_is_not_in_the_app_yet_is_told_and_the_same_form_passes_once_it_is() {
    let story = Story::begin().await;
    let key = story.console.make_key(KeyKind::Ec).await.unwrap();
    let filled = async || {
        let mut form = form(&story, "Not yet", choice(AppKind::ServiceApp)).await;
        form.secret = NewSecret::Key {
            thumbprint: key.thumbprint.clone(),
        };
        form
    };
    let failure = story.sign_in(filled().await).await.unwrap_err();
    assert_eq!(failure.field.as_deref(), Some("client_secret"));
    assert!(
        failure.what.contains("does not take this console's key"),
        "{failure:?}"
    );
    assert!(failure.detail.unwrap().contains("invalid_client"));

    story
        .org
        .add_public_jwk(SERVICE, serde_json::from_str(&key.jwk).unwrap());
    assert!(story.sign_in(filled().await).await.is_ok());
}

#[tokio::test]
async fn scopes_that_the_app_lacks_are_shown_as_missing_and_none_at_all_is_said() {
    let story = Story::begin().await;
    story.org.revoke_scope(SERVICE, "okta.groups.read");
    let asked = form(&story, "Partly", choice(AppKind::ServiceApp)).await;
    let review = story.sign_in(asked).await.unwrap();
    assert_eq!((review.granted, review.requested), (1, 2));
    assert!(review.warnings.is_empty(), "{:?}", review.warnings);

    story.org.revoke_scope(SERVICE, "okta.users.read");
    let asked = form(&story, "Nothing", choice(AppKind::ServiceApp)).await;
    let failure = story.sign_in(asked).await.unwrap_err();
    assert!(failure.what.contains("None of the scopes"), "{failure:?}");
}

#[tokio::test]
async fn a_second_key_takes_over_and_the_first_can_then_be_deleted_in_the_app() {
    let story = Story::begin().await;
    let saved = connect(&story, "Rotated", choice(AppKind::ServiceApp)).await;
    let first = saved.app.unwrap().key.unwrap();
    let id = saved.row.id;
    let second = registered_key(&story, KeyKind::Ec).await;

    // Looking at it and backing out changes nothing.
    let begin = async || {
        let mut request = story.same_again(&id);
        request.secret = NewSecret::Key {
            thumbprint: second.thumbprint.clone(),
        };
        match story.console.begin_reauthorize(request).await.unwrap() {
            ConnectStep::Review { review } => *review,
            ConnectStep::SignIn { .. } => panic!("nobody signs in"),
        }
    };
    story
        .console
        .discard_connection(&begin().await.attempt)
        .await;
    let kept = story.console.connection(&id).await.unwrap();
    assert_eq!(kept.app.unwrap().key.as_ref(), Some(&first));

    let switched = save(&story, Ok(begin().await)).await;
    assert_eq!(switched.app.unwrap().key.as_ref(), Some(&second));
    assert_eq!(switched.row.status.state, "active");
    story.org.remove_public_jwk(SERVICE, &first.thumbprint);
    let story = story.restart().await;
    assert_eq!(reads(&story, &id).await, "done");
}

#[tokio::test]
async fn a_key_that_was_deleted_in_the_app_is_a_rejected_credential_until_it_is_back() {
    let story = Story::begin().await;
    let saved = connect(&story, "Deleted key", choice(AppKind::ServiceApp)).await;
    let (id, key) = (saved.row.id, saved.app.unwrap().key.unwrap());
    story.org.remove_public_jwk(SERVICE, &key.thumbprint);
    story.later(SignedDuration::from_hours(2));
    let tested = test(&story, &id).await;
    assert_eq!(tested.row.status.state, "credentialsRejected");
    assert!(tested.problem.unwrap().what.contains("key"));

    story
        .org
        .add_public_jwk(SERVICE, serde_json::from_str(&key.jwk).unwrap());
    assert_eq!(test(&story, &id).await.row.status.state, "active");
}

#[tokio::test]
async fn scopes_that_were_all_revoked_need_the_admin_and_a_network_fault_needs_nobody() {
    let story = Story::begin().await;
    let saved = connect(&story, "Revoked", choice(AppKind::ServiceApp)).await;
    let id = saved.row.id;
    for scope in ["okta.users.read", "okta.groups.read"] {
        story.org.revoke_scope(SERVICE, scope);
    }
    story.later(SignedDuration::from_hours(2));
    assert_eq!(
        test(&story, &id).await.row.status.state,
        "needsReauthorization"
    );
    story.org.grant_scope(SERVICE, "okta.users.read");
    assert_eq!(
        test(&story, &id).await.row.status.state,
        "activeWithMissingScopes"
    );

    story.later(SignedDuration::from_hours(2));
    let fault = r#"{"error":"server_error"}"#;
    story
        .org
        .fail_next(sandbox::FaultSpec::answer(TOKEN, 503, fault));
    assert_eq!(test(&story, &id).await.row.status.state, "unreachable");
    assert_eq!(
        test(&story, &id).await.row.status.state,
        "activeWithMissingScopes"
    );
}

#[tokio::test]
async fn the_client_id_of_another_kind_of_app_is_told() {
    let story = Story::begin().await;
    let mut form = form(&story, "Other app", choice(AppKind::ServiceApp)).await;
    form.values
        .insert("client_id".into(), "0oaNobody0000000001".into());
    let failure = story.sign_in(form).await.unwrap_err();
    assert_eq!(failure.field.as_deref(), Some("client_id"), "{failure:?}");
    assert_eq!(failure.code, FailureCode::InvalidField);
}
