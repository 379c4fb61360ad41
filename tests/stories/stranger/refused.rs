//! What goes wrong abroad is told like what goes wrong at home.

use connections::views::{ConnectStep, FailureCode, NewSecret};

use super::abroad::{Abroad, SAM, STELLA};
use super::visitor::Mood;

#[tokio::test]
async fn pressing_cancel_at_the_consent_returns_to_the_form_with_the_cause() {
    let Some(abroad) = Abroad::begin().await else {
        return;
    };
    abroad.visitor.feels(Mood::Cancels);
    let failure = abroad.sign_in("okta", "okta").await.unwrap_err();
    assert_eq!(failure.code, FailureCode::Other);
    assert_eq!(
        failure.detail.as_deref(),
        Some("access_denied: End-User aborted interaction")
    );
    abroad.visitor.feels(Mood::Agrees(STELLA.into()));
    abroad
        .sign_in("okta", "okta")
        .await
        .expect("the same form once more");
}

#[tokio::test]
async fn a_wrong_secret_is_told_beside_its_field_whatever_the_words() {
    let Some(abroad) = Abroad::begin().await else {
        return;
    };
    abroad.visitor.registers_at(Some("okta"));
    let mut form = abroad.form("okta", "okta");
    form.secret = NewSecret::Typed {
        value: "not-the-secret".to_owned().into(),
    };
    let step = abroad.console.begin_connect(form).await.unwrap();
    let failure = abroad.finish(step).await.unwrap_err();
    assert_eq!(failure.field.as_deref(), Some("client_secret"));
    assert_eq!(
        failure.detail.as_deref(),
        Some("invalid_client: client authentication failed")
    );
}

#[tokio::test]
async fn a_redirect_uri_that_is_not_registered_ends_on_the_strangers_own_page() {
    let Some(abroad) = Abroad::begin().await else {
        return;
    };
    abroad.visitor.registers_at(None);
    let ConnectStep::SignIn { sign_in } = abroad
        .console
        .begin_connect(abroad.form("okta", "okta"))
        .await
        .unwrap()
    else {
        panic!("a sign-in");
    };
    let waiting = abroad.console.finish_sign_in(&sign_in.attempt);
    let page = async {
        loop {
            if let Some(page) = abroad.visitor.pages().pop() {
                abroad.console.cancel_sign_in(&sign_in.attempt);
                return page;
            }
            tokio::task::yield_now().await;
        }
    };
    let (failure, page) = tokio::join!(waiting, page);
    assert_eq!(
        (page.status, page.url.path()),
        (400, "/oauth2/v1/authorize")
    );
    assert!(page.text.contains("redirect_uri"), "{}", page.text);
    assert_eq!(failure.unwrap_err().code, FailureCode::Cancelled);
}

#[tokio::test]
async fn another_user_can_be_chosen_and_replaces_nothing_until_she_decides() {
    let Some(abroad) = Abroad::begin().await else {
        return;
    };
    let id = abroad.connect("okta_realms", "okta_realms").await.row.id;
    let earlier = abroad.provider.issued("okta_realms").await;
    abroad.visitor.feels(Mood::Agrees(SAM.into()));
    let review = abroad.reauthorize(&id, true).await;
    assert!(review.before.as_ref().unwrap().different_user);
    assert_eq!(review.identity.username, SAM);
    assert_eq!(review.identity.name.as_deref(), Some("Sam Stranger"));
    let failure = abroad
        .console
        .save_connection(&review.attempt, false)
        .await
        .unwrap_err();
    assert_eq!(failure.code, FailureCode::DifferentUser);
    let count = async || abroad.provider.count_active("okta_realms", &earlier).await;
    assert_eq!(count().await, 2, "Stella's tokens are as they were");
    let switched = abroad
        .console
        .save_connection(&review.attempt, true)
        .await
        .unwrap();
    assert_eq!(switched.row.authorized_as.as_deref(), Some(SAM));
    assert_eq!(switched.row.status.state, "active");
    assert_eq!(count().await, 0, "nobody is left who could end them");
}

#[tokio::test]
async fn tokens_that_were_ended_over_there_need_a_new_sign_in_and_get_one() {
    let Some(abroad) = Abroad::begin().await else {
        return;
    };
    let id = abroad.connect("okta_devices", "okta_devices").await.row.id;
    abroad.provider.end_tokens("okta_devices").await;
    assert_eq!(abroad.test(&id).await, "revoked");

    let review = abroad.reauthorize(&id, false).await;
    let saved = abroad
        .console
        .save_connection(&review.attempt, false)
        .await
        .unwrap();
    assert_eq!(saved.row.status.state, "active");
}
